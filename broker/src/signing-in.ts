import type { AuthenticateError, Client, ConnectPacket } from "aedes";
import { type DurationMs, milliseconds, ok } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { DeviceId } from "@labcanary/domain/telemetry";
import { topicsOf } from "./access.ts";
import type { FailedSignInList } from "./failed-sign-ins.ts";
import type { GuardedConnection } from "./guarded-connection.ts";
import { type ConnectRefusal, RefusedError } from "./refusals.ts";
import { CONNACK_OF_REFUSAL, type SignInAttempt, type SignInRules, signIn } from "./sign-in.ts";
import type { SlowDown } from "./slow-down.ts";
import type { TokenBucket } from "./token-bucket.ts";
import { ownBytes } from "./own-bytes.ts";

type Callback = (error: AuthenticateError | null, success: boolean | null) => void;

export interface SigningInDeps extends SignInRules {
  readonly clock: Clock;
  /** Largest packet of a gateway: it tells of all its devices at once. */
  readonly maxGatewayPacketBytes: number;
  readonly isOpen: boolean;
  /**
   * By address: who fails waits for the answer, longer each time. Who succeeds does not, so one bad device slows no other behind the
   * same address. A token of 32 random bytes is out of reach of guessing; what is bounded here is the load of trying.
   */
  readonly failedAddresses: SlowDown;
  /** By device: who was cut off for what it published, or for a log without room, waits at its next sign-in. */
  readonly setBack: SlowDown;
  readonly refused: (reason: ConnectRefusal, connection: GuardedConnection) => void;
  readonly failedSignIns: Pick<FailedSignInList, "note">;
  readonly bucketOf: (deviceId: DeviceId) => TokenBucket;
  readonly isConnected: (deviceId: DeviceId) => boolean;
  readonly openSession: (client: Client) => boolean;
}

/**
 * What the hook after it needs of CONNECT and aedes does not hand it. aedes keeps CONNECT itself as long as the connection lives, and with
 * it the bytes it was read from: the token is taken out of it, and the will gets bytes of its own.
 */
export function rememberAttempt(client: Client, packet: ConnectPacket): void {
  const connection = client.conn as GuardedConnection;
  connection.attempt = {
    clientId: packet.clientId,
    username: packet.username,
    password: packet.password,
    keepAliveSeconds: packet.keepalive ?? 0,
    willTopic: packet.will?.topic,
    certificate: connection.peer.certificate,
  };
  (packet as { password?: Buffer | undefined }).password = undefined;
  if (packet.will !== undefined) packet.will.payload = ownBytes(packet.will.payload);
}

/** Decides about each CONNECT. The callback may come later, and comes to nothing when the peer has gone meanwhile. */
export function createSigningIn(deps: SigningInDeps): (client: Client, callback: Callback) => void {
  return (client, callback) => {
    const connection = client.conn as GuardedConnection;
    const attempt = connection.attempt as SignInAttempt;
    connection.attempt = undefined; // it holds the token
    const outcome = deps.isOpen ? ok(attempt.clientId) : signIn(attempt, deps);
    const now = deps.clock.now();
    if (outcome.ok) {
      connection.deviceId = outcome.value;
      later(connection, deps.setBack.delayFor(outcome.value, now), () => comeIn(client, connection, outcome.value, attempt, callback));
      return;
    }
    deps.refused(outcome.error, connection);
    deps.failedSignIns.note(attempt, outcome.error, { address: connection.peer.address, at: now });
    later(connection, deps.failedAddresses.failed(connection.peer.address, now), () => callback(refusal(outcome.error), false));
  };

  function comeIn(
    client: Client,
    connection: GuardedConnection,
    deviceId: DeviceId,
    { password }: SignInAttempt,
    callback: Callback,
  ): void {
    if (connection.destroyed) return;
    if (!deps.openSession(client)) {
      deps.refused("session-limit", connection);
      return callback(refusal("session-limit"), false);
    }
    if (deps.isConnected(deviceId)) deps.refused("taken-over", connection);
    if (!deps.isOpen) {
      connection.topics = topicsOf(deviceId);
      connection.bucket = deps.bucketOf(deviceId);
      if (deps.gateways.isGateway(deviceId)) connection.allowPackets(deps.maxGatewayPacketBytes);
    }
    if (password !== undefined) deps.devices.signedIn?.(deviceId, password);
    callback(null, true);
  }

  function later(connection: GuardedConnection, wait: DurationMs, run: () => void): void {
    if (wait <= milliseconds(0)) return run();
    const cancel = deps.clock.after(wait, () => {
      connection.off("close", cancel);
      run();
    });
    connection.once("close", cancel);
  }
}

function refusal(reason: ConnectRefusal): AuthenticateError {
  return new RefusedError(reason, CONNACK_OF_REFUSAL[reason]);
}
