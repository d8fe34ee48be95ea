import type { EpochMs } from "../basics/index.ts";
import type { DeviceId, Frame } from "../telemetry/index.ts";

/** Why a frame was not taken: no PUBACK must be sent, and the device keeps its reading. */
export type AcceptRefusal = "log-full" | "log-failed" | "record-too-large" | "stopping";

/** Takes frames from the broker. `settled` is called exactly once, after the frame is durable or has been refused. */
export interface FrameAcceptor {
  accept(frame: Frame, settled: (refusal?: AcceptRefusal) => void): void;
}

/** Who may sign in as a device. Kept by the platform; only SHA-256 of the token is stored. */
export interface DeviceDirectory {
  /** Constant-time. False also for unknown devices, at the same cost. */
  verifyToken(deviceId: DeviceId, token: Uint8Array): boolean;
  /** The device exists and may connect (also by client certificate). */
  isEnrolled(deviceId: DeviceId): boolean;
  /** The device has come in by this token: one that it replaces counts no more. */
  signedIn?(deviceId: DeviceId, token: Uint8Array): void;
  /** The token was the device's and was rotated away. Asked of tokens that do not count. */
  isEndedToken?(deviceId: DeviceId, token: Uint8Array): boolean;
}

/** What a gateway may publish and hear besides its own branch, as the site in force says at that moment. */
export interface GatewayTopics {
  isGateway(deviceId: DeviceId): boolean;
  /** Whether every topic of a filter, or the one topic, is the gateway's to publish on. */
  allows(deviceId: DeviceId, filter: string): boolean;
  /** As `allows`, of what it may subscribe to: that, and of one that only looks on what the platform says for it. */
  hears(deviceId: DeviceId, filter: string): boolean;
  /** Of whom a topic is; no two gateways have one in common. */
  ownerOf(topic: string): DeviceId | undefined;
}

/** Publishes for the platform itself: `v1/alarms/…` and `v1/devices/…/commands`. Resolves when the broker has it; who hears it hears all of it, in this order. */
export interface PlatformPublisher {
  publish(message: { readonly topic: string; readonly payload: string; readonly retain: boolean }): Promise<void>;
}

/** The platform's line to devices. */
export interface DeviceLine extends PlatformPublisher {
  /** Whether the device has a connection now. What is published to one that has none is not kept for it. */
  isConnected(deviceId: DeviceId): boolean;
}

/** Other hardware has measured a signal from then on. */
export interface Replacement {
  readonly at: EpochMs;
  readonly serial?: string;
}

/** Somebody who tried to sign in as a device, in vain. */
export interface FailedSignIn {
  /** The name that was given. */
  readonly deviceId?: string;
  /** What was given in its place; not told, since it may be a secret. */
  readonly instead?: "nothing" | "token" | "no-device-id";
  /** As the broker names refusals: `unknown-device`, `wrong-token`. */
  readonly reason: string;
  /** Of the last attempt, without the part that names a machine: `10.1.2.x`. */
  readonly network: string;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly count: number;
}

/** Since the start of the process. */
export interface FailedSignIns {
  /** Those of the last attempts first. */
  list(): readonly FailedSignIn[];
  /** How many had to make room for others since the start. */
  readonly dropped: number;
  /** Another one when somebody has tried who had not. */
  readonly revision: number;
}

export const NO_FAILED_SIGN_INS: FailedSignIns = { list: () => [], dropped: 0, revision: 0 };
