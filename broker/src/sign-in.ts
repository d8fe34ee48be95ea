import { type DurationMs, type Result, err, ok, seconds } from "@labcanary/domain/basics";
import type { DeviceDirectory, GatewayTopics } from "@labcanary/domain/ports";
import { DEVICE_ID, type DeviceId } from "@labcanary/domain/telemetry";
import { checkPublish, isPublishedLeaf, topicsOf } from "./access.ts";
import type { ConnectRefusal } from "./refusals.ts";

/** What a peer showed of itself. */
export interface SignInAttempt {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: Uint8Array | undefined;
  readonly keepAliveSeconds: number;
  readonly willTopic?: string | undefined;
  /** The certificate the peer proved to hold; `isTrusted` when the authority for devices signed it. */
  readonly certificate?: { readonly commonName: string; readonly isTrusted: boolean } | undefined;
}

/** The CONNACK return code of each refusal (MQTT 3.1.1, table 3.1). */
export const CONNACK_OF_REFUSAL: Readonly<Record<ConnectRefusal, 2 | 3 | 4 | 5>> = {
  "no-credentials": 4,
  "unknown-device": 4,
  "wrong-token": 4, // the same as for an unknown device: the answer does not tell which names exist
  "token-ended": 4,
  "certificate-untrusted": 5,
  "certificate-name": 5,
  "client-id-mismatch": 2,
  "keep-alive": 5, // 3.1.1 has no code for it
  "will-topic": 5,
  "session-limit": 3,
  "taken-over": 3,
  "access-ended": 4,
};

export interface SignInRules {
  readonly devices: DeviceDirectory;
  readonly gateways: GatewayTopics;
  readonly keepAliveLimit: DurationMs;
}

/** Who the peer is, or why it may not come in. A token is asked for first; a certificate stands for it where none is given. */
export function signIn(attempt: SignInAttempt, { devices, gateways, keepAliveLimit }: SignInRules): Result<DeviceId, ConnectRefusal> {
  const identity = identify(attempt, devices);
  if (!identity.ok) return identity;
  if (attempt.clientId !== identity.value) return err("client-id-mismatch");
  if (attempt.keepAliveSeconds === 0 || seconds(attempt.keepAliveSeconds) > keepAliveLimit) return err("keep-alive");
  if (attempt.willTopic !== undefined) {
    const topics = topicsOf(identity.value);
    const isOwn = checkPublish(topics, attempt.willTopic) === undefined && isPublishedLeaf(topics, attempt.willTopic);
    if (!isOwn && !gateways.allows(identity.value, attempt.willTopic)) return err("will-topic");
  }
  return identity;
}

function identify(attempt: SignInAttempt, devices: DeviceDirectory): Result<DeviceId, ConnectRefusal> {
  const { username, password, certificate } = attempt;
  if (certificate !== undefined && certificate.isTrusted && username !== undefined && username !== certificate.commonName) {
    return err("certificate-name");
  }
  if (username !== undefined && password !== undefined) {
    if (DEVICE_ID.test(username) && devices.verifyToken(username, password)) return ok(username);
    if (!DEVICE_ID.test(username) || !devices.isEnrolled(username)) return err("unknown-device");
    return err(devices.isEndedToken?.(username, password) === true ? "token-ended" : "wrong-token");
  }
  if (certificate === undefined) return err("no-credentials");
  if (!certificate.isTrusted) return err("certificate-untrusted");
  const { commonName } = certificate;
  return DEVICE_ID.test(commonName) && devices.isEnrolled(commonName) ? ok(commonName) : err("unknown-device");
}
