import { seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { NO_GATEWAYS, TEST_DEVICES } from "../../test/support/mqtt-broker.ts";
import { type SignInAttempt, signIn } from "./sign-in.ts";

const GOOD = { clientId: "cab-17", username: "cab-17", password: Buffer.from("token-of-cab-17"), keepAliveSeconds: 60 };
const certificate = { commonName: "cab-17", isTrusted: true };
const withoutToken = { clientId: "cab-17", keepAliveSeconds: 60 };

test.each<{ attempt: SignInAttempt; ends: string; because: string }>([
  { attempt: GOOD, ends: "cab-17", because: "name and token match" },
  { attempt: { ...GOOD, password: Buffer.from("token-of-cab-18") }, ends: "wrong-token", because: "it is another device's token" },
  { attempt: { ...GOOD, password: Buffer.alloc(0) }, ends: "wrong-token", because: "an empty token is none" },
  { attempt: { ...GOOD, username: "intruder" }, ends: "unknown-device", because: "nobody enrolled it" },
  { attempt: { ...GOOD, username: "cab-17/../x" }, ends: "unknown-device", because: "that is no device id" },
  { attempt: withoutToken, ends: "no-credentials", because: "nothing is anonymous" },
  { attempt: { ...withoutToken, username: "cab-17" }, ends: "no-credentials", because: "a name proves nothing" },
  { attempt: { ...GOOD, clientId: "cab-18" }, ends: "client-id-mismatch", because: "it could cut off cab-18" },
  { attempt: { ...GOOD, clientId: "" }, ends: "client-id-mismatch", because: "the client id is the login name" },
  { attempt: { ...GOOD, keepAliveSeconds: 0 }, ends: "keep-alive", because: "it would never be missed" },
  { attempt: { ...GOOD, keepAliveSeconds: 301 }, ends: "keep-alive", because: "it would be missed too late" },
  { attempt: { ...GOOD, keepAliveSeconds: 300 }, ends: "cab-17", because: "300 s is the limit itself" },
  { attempt: { ...GOOD, willTopic: "v1/devices/cab-17/status" }, ends: "cab-17", because: "the will is its own" },
  { attempt: { ...GOOD, willTopic: "v1/devices/cab-18/status" }, ends: "will-topic", because: "the will speaks for another" },
  { attempt: { ...GOOD, willTopic: "v1/devices/cab-17/commands" }, ends: "will-topic", because: "a device does not command itself" },
  { attempt: { ...withoutToken, certificate }, ends: "cab-17", because: "a certificate stands for the token" },
  { attempt: { ...withoutToken, certificate, username: "cab-17" }, ends: "cab-17", because: "the name may be there" },
  { attempt: { ...withoutToken, certificate, username: "cab-18" }, ends: "certificate-name", because: "the certificate is another's" },
  {
    attempt: { ...GOOD, certificate: { commonName: "cab-18", isTrusted: true } },
    ends: "certificate-name",
    because: "token and certificate disagree",
  },
  {
    attempt: { ...withoutToken, certificate: { ...certificate, isTrusted: false } },
    ends: "certificate-untrusted",
    because: "anybody can sign one",
  },
  {
    attempt: { ...GOOD, certificate: { commonName: "x", isTrusted: false } },
    ends: "cab-17",
    because: "an untrusted certificate says nothing",
  },
  {
    attempt: { ...withoutToken, clientId: "intruder", certificate: { commonName: "intruder", isTrusted: true } },
    ends: "unknown-device",
    because: "it was never enrolled, or is no longer",
  },
])("ends $ends: $because", ({ attempt, ends }) => {
  const outcome = signIn(attempt, { devices: TEST_DEVICES, gateways: NO_GATEWAYS, keepAliveLimit: seconds(300) });
  expect(outcome.ok ? outcome.value : outcome.error).toBe(ends);
});
