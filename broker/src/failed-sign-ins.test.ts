import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createFailedSignIns } from "./failed-sign-ins.ts";

const attempt = (username?: string, certificate?: { commonName: string; isTrusted: boolean }) => ({
  clientId: "x",
  username,
  keepAliveSeconds: 60,
  certificate,
});
const from = (at: number, address = "10.1.2.3") => ({ address, at: epochMs(at) });

test("who tries again is counted, by name and reason, the last first; a new one is another revision", () => {
  const failed = createFailedSignIns();
  failed.note(attempt("cab-71"), "unknown-device", from(1));
  failed.note(attempt("cab-17"), "wrong-token", from(2));
  failed.note(attempt("cab-71"), "unknown-device", from(3, "10.1.9.7"));
  expect(failed.list()).toEqual([
    { deviceId: "cab-71", reason: "unknown-device", network: "10.1.9.x", firstAt: 1, lastAt: 3, count: 2 },
    { deviceId: "cab-17", reason: "wrong-token", network: "10.1.2.x", firstAt: 2, lastAt: 2, count: 1 },
  ]);
  expect([failed.revision, failed.dropped]).toEqual([2, 0]);
});

test.each([
  { username: undefined, told: { instead: "nothing" } },
  { username: "", told: { instead: "nothing" } },
  { username: "q".repeat(43), told: { instead: "token" } },
  { username: "li.wei@example.org", told: { instead: "no-device-id" } },
  { username: "柜17", told: { instead: "no-device-id" } },
])("of the name $username only $told is told: it may be a secret, or a person", ({ username, told }) => {
  const failed = createFailedSignIns();
  failed.note(attempt(username), "unknown-device", from(1));
  expect(failed.list()).toMatchObject([told]);
  expect(JSON.stringify(failed.list())).not.toContain(username === undefined || username === "" ? "undefined" : username);
});

test("a certificate stands for the name where none is given", () => {
  const failed = createFailedSignIns();
  failed.note(attempt(undefined, { commonName: "cab-18", isTrusted: false }), "certificate-untrusted", from(1));
  expect(failed.list()).toMatchObject([{ deviceId: "cab-18", reason: "certificate-untrusted" }]);
});

test.each([
  { address: "::ffff:10.1.2.3", network: "10.1.2.x" },
  { address: "2001:db8:1:2:3:4:5:6", network: "2001:db8:1:2::x" },
  { address: "", network: "" },
])("of the address $address $network is told", ({ address, network }) => {
  const failed = createFailedSignIns();
  failed.note(attempt("a"), "unknown-device", from(1, address));
  expect(failed.list()[0]?.network).toBe(network);
});

test("who is known and connects wrongly is not listed, and there are never more than 200", () => {
  const failed = createFailedSignIns();
  failed.note(attempt("cab-17"), "keep-alive", from(1));
  expect(failed.list()).toEqual([]);
  for (let index = 0; index < 203; index++) failed.note(attempt(`d-${index}`), "unknown-device", from(index));
  expect([failed.list().length, failed.dropped, failed.list().at(-1)?.deviceId]).toEqual([200, 3, "d-3"]);
});
