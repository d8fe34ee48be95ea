import { type Broker, type BrokerOptions, type BrokerRefusal, createBroker, whereRefused } from "@labcanary/broker";
import type { AcceptRefusal, DeviceDirectory, FrameAcceptor, GatewayTopics } from "@labcanary/domain/ports";
import type { Frame } from "@labcanary/domain/telemetry";
import { expect, onTestFinished } from "vitest";
import { type SettableClock, createSettableClock } from "./clock.ts";
import { connack, connectPacket, type ConnectFields } from "./mqtt-packets.ts";
import { type MqttPeer, connectPeer } from "./mqtt-peer.ts";
import { type TestLogger, type TestMetrics, createTestLogger, createTestMetrics } from "./observing.ts";

/** Takes frames into memory. While it holds, nothing is settled until the test says so. */
export interface FrameKeeper extends FrameAcceptor {
  readonly frames: (Frame & { readonly text: string })[];
  holds: boolean;
  /** What every further frame is refused with. */
  refusesWith: AcceptRefusal | undefined;
  settleAll(refusal?: AcceptRefusal): void;
}

export function createFrameKeeper(): FrameKeeper {
  let held: ((refusal?: AcceptRefusal) => void)[] = [];
  return {
    frames: [],
    holds: false,
    refusesWith: undefined,
    accept(frame, settled) {
      this.frames.push({ ...frame, payload: Buffer.from(frame.payload), text: Buffer.from(frame.payload).toString() });
      if (this.holds) held.push(settled);
      else setImmediate(settled, this.refusesWith);
    },
    settleAll(refusal) {
      const settling = held;
      held = [];
      for (const settled of settling) settled(refusal);
    },
  };
}

/** Every device is enrolled whose name starts with `cab-`, and its token is `token-of-` and its name. */
export const TEST_DEVICES: DeviceDirectory = {
  verifyToken: (deviceId, token) => deviceId.startsWith("cab-") && Buffer.from(token).toString() === `token-of-${deviceId}`,
  isEnrolled: (deviceId) => deviceId.startsWith("cab-"),
};

/** No gateway at all. */
export const NO_GATEWAYS: GatewayTopics = { isGateway: () => false, allows: () => false, hears: () => false, ownerOf: () => undefined };

export interface BrokerUnderTest {
  readonly broker: Broker;
  readonly port: number;
  readonly clock: SettableClock;
  readonly metrics: TestMetrics;
  readonly logger: TestLogger;
  readonly keeper: FrameKeeper;
  refusals(reason: BrokerRefusal): number;
  /** What the gauge of connections shows. */
  connections(): readonly { readonly labels: readonly string[]; readonly value: number }[];
  /** Resolves when the reason has been counted so often. */
  refused(reason: BrokerRefusal, times?: number): Promise<void>;
  peer(): Promise<MqttPeer>;
  /** A signed-in device. */
  device(deviceId: string, fields?: Partial<ConnectFields>): Promise<MqttPeer>;
}

/** A broker on a port of its own, stopped when the test ends. */
export async function startBroker(
  options: Partial<BrokerOptions> = {},
  replaced: { readonly devices?: DeviceDirectory; readonly frames?: FrameAcceptor; readonly gateways?: GatewayTopics } = {},
): Promise<BrokerUnderTest> {
  const clock = createSettableClock();
  const metrics = createTestMetrics();
  let connections: BrokerUnderTest["connections"] = () => [];
  const logger = createTestLogger();
  const keeper = createFrameKeeper();
  const broker = createBroker(
    { listeners: { tcp: { host: "127.0.0.1", port: 0 } }, ...options },
    {
      clock,
      logger,
      metrics: { ...metrics, gauge: (_name, read) => void (connections = () => [...read()]) },
      frames: replaced.frames ?? keeper,
      devices: replaced.devices ?? TEST_DEVICES,
      gateways: replaced.gateways ?? NO_GATEWAYS,
    },
  );
  await broker.start();
  onTestFinished(() => broker.stop());
  const port = broker.listeners[0]?.port ?? 0;
  const refusals = (reason: BrokerRefusal): number => metrics.read("labcanary_refused_total", whereRefused(reason), reason);
  return {
    broker,
    port,
    clock,
    metrics,
    logger,
    keeper,
    refusals,
    connections: () => connections(),
    refused: (reason, times = 1) => expect.poll(() => refusals(reason), { interval: 5 }).toBeGreaterThanOrEqual(times),
    peer: () => connectPeer(port),
    async device(deviceId, fields = {}) {
      const peer = await connectPeer(port);
      peer.send(signInPacket(deviceId, fields));
      expect((await peer.receive(4)).subarray(0, 4)).toEqual(connack(0, fields.clean === false ? (peer.received[2] as number) : 0));
      return peer;
    },
  };
}

export function signInPacket(deviceId: string, fields: Partial<ConnectFields> = {}): Buffer {
  return connectPacket({ clientId: deviceId, username: deviceId, password: `token-of-${deviceId}`, ...fields });
}
