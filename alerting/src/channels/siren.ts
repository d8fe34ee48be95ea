import { createHash } from "node:crypto";
import { join } from "node:path";
import { epochMs, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification } from "@labcanary/domain/notification";
import type { Clock, DeviceLine, Logger, Metrics } from "@labcanary/domain/ports";
import type { AccessEvent, DeviceId } from "@labcanary/domain/telemetry";
import { INVALID_ADDRESS, TIMED_OUT } from "./failures.ts";
import type { Channel, InboundRefusal } from "../ports.ts";
import { isIdle, orderOf, type SirenOrder, type SirenState, takeOrders, withAnswer, withCall, withoutAlarms } from "./siren-calls.ts";
import { createSirenFile, type SirenFile } from "./siren-file.ts";

export interface SirenOptions {
  /** Where it is kept which sirens sound for what. */
  readonly dataFolder: string;
}

export interface SirenDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly line: DeviceLine;
  /** Devices of the site that are sirens. */
  readonly sirens: () => readonly DeviceId[];
  /** Instead of the one in the data folder. */
  readonly file?: SirenFile;
}

/** How often it is looked whether a siren is to be told again. Chosen: half the time in which it is to answer. */
const LOOKED_AT_EVERY = seconds(5);
/** When a siren that cannot be reached is tried again. Chosen: a device that lost its connection comes back within seconds. */
const AWAY_FOR = seconds(5);

/**
 * Sirens that are devices of the site: told on `v1/devices/{id}/commands`, and supervised, since only their own answer on `events` is a
 * proof. One sounds until nobody need be told of its alarms any more. It is told again while that lasts and when it comes back, and told
 * to be quiet until it answers, over restarts too; by itself it sounds no longer than ten minutes.
 */
export function createSirenChannel({ dataFolder }: SirenOptions, deps: SirenDeps): Channel {
  const { clock, logger, metrics, line, sirens, file = createSirenFile(join(dataFolder, "sirens.json")) } = deps;
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  const refusalListeners: ((reason: InboundRefusal) => void)[] = [];
  const states = new Map<DeviceId, SirenState>();
  /** Sirens that could not be reached when they were last looked at. */
  const away = new Set<DeviceId>();
  let cancelLook: (() => void) | undefined;

  const stateOf = (deviceId: DeviceId): SirenState => states.get(deviceId) ?? { deviceId, calls: [], soundsUntil: epochMs(0) };

  async function keep(state: SirenState): Promise<void> {
    if (isIdle(state, clock.now())) states.delete(state.deviceId);
    else states.set(state.deviceId, state);
    const written = await file.write([...states.values()]);
    // It sounds all the same: not being told to be quiet after a crash is the lesser harm, and lasts ten minutes.
    if (!written.ok) logger.error({ error: written.error }, "What sirens were told could not be kept for after a restart");
  }

  function publish(deviceId: DeviceId, { command: id, state, span }: SirenOrder): Promise<void> {
    const payload = JSON.stringify({ command: "sounder", state, ...(span === undefined ? {} : { seconds: span / 1000 }), id });
    return line.publish({ topic: `v1/devices/${deviceId}/commands`, payload, retain: false });
  }

  /** Tells a siren what is due, if it can be reached. */
  function look(deviceId: DeviceId): void {
    const before = stateOf(deviceId);
    if (!line.isConnected(deviceId)) {
      away.add(deviceId);
      if (isIdle(before, clock.now())) void keep(before);
      return;
    }
    const { siren, orders } = takeOrders(before, clock.now(), away.delete(deviceId));
    if (siren !== before || isIdle(siren, clock.now())) void keep(siren);
    for (const order of orders) {
      publish(deviceId, order).catch((error: unknown) => {
        logger.error({ error: String(error), deviceId, state: order.state }, "A siren could not be told, which is tried again");
      });
    }
  }

  function takeAnswer({ deviceId, command, state, at }: AccessEvent): void {
    if (command === undefined || state === undefined) return;
    const call = [...states.values()].flatMap(({ calls }) => calls).find((candidate) => candidate.command === command);
    const siren = stateOf(deviceId);
    if (call !== undefined && !siren.calls.includes(call)) {
      metrics.counter("labcanary_refused_total", "receipt", "REPORT_SIGNATURE").inc();
      for (const listener of refusalListeners) listener("REPORT_SIGNATURE");
      return;
    }
    if (call !== undefined && state === "on" && !call.isAnswered) {
      for (const listener of reportListeners) listener({ notificationId: call.notificationId, status: "delivered", at });
    }
    const answered = withAnswer(siren, { command, state });
    if (answered !== siren) void keep(answered);
  }

  async function deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { id, kind, address: deviceId, alarmIds, simulated } = notification;
    if (kind !== "alarm" && kind !== "test") return { kind: "give-up", reason: "rejected", detail: `a siren has no sound for ${kind}` };
    if (!sirens().includes(deviceId)) return { ...INVALID_ADDRESS, detail: "the site has no such siren" };
    if (cancelLook === undefined) return { kind: "retry", reason: "unreachable", after: AWAY_FOR, detail: "not started" };
    if (!line.isConnected(deviceId)) {
      return { kind: "retry", reason: "unreachable", after: AWAY_FOR, detail: `${deviceId} is not connected` };
    }
    const command = commandOf(notification);
    // A siren can carry no mark: for what is simulated it sounds as for a test, no longer than that.
    const call = { command, notificationId: id, alarmIds: kind === "test" || simulated ? [] : alarmIds };
    await keep(withCall(stateOf(deviceId), call, clock.now()));
    // Meanwhile somebody may have acknowledged the alarm; then nothing is told.
    const siren = stateOf(deviceId);
    const kept = siren.calls.find((candidate) => candidate.command === command);
    if (signal.aborted || kept === undefined) return TIMED_OUT;
    try {
      const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      await Promise.race([publish(deviceId, orderOf(siren, kept)), aborted]);
      return signal.aborted ? TIMED_OUT : { kind: "accepted", providerRef: command };
    } catch (error) {
      return { kind: "retry", reason: "unreachable", after: AWAY_FOR, detail: String(error) };
    }
  }

  return {
    kind: "siren",
    proves: "delivered",
    takesReplies: false,
    budgets: [],
    async start() {
      const read = file.read();
      if (!read.ok) logger.error({ file: "sirens.json" }, "What sirens were told cannot be read; one left on falls quiet by itself");
      for (const siren of read.ok ? read.value : []) {
        states.set(siren.deviceId, siren);
        away.add(siren.deviceId);
      }
      cancelLook = clock.every(LOOKED_AT_EVERY, () => [...states.keys()].forEach(look));
    },
    async stop() {
      cancelLook?.();
      if (cancelLook === undefined) return;
      cancelLook = undefined;
      await file.write([...states.values()]);
      states.clear();
    },
    deliver,
    takeEvents(events) {
      for (const event of events) if (event.kind === "sounder") takeAnswer(event);
    },
    withdraw(isOver) {
      for (const siren of states.values()) {
        const left = withoutAlarms(siren, isOver);
        if (left === siren) continue;
        states.set(siren.deviceId, left);
        look(siren.deviceId);
        void keep(stateOf(siren.deviceId));
      }
    },
    onReport: (listener) => void reportListeners.push(listener),
    onRefused: (listener) => void refusalListeners.push(listener),
    // A siren says only that it sounds.
    onReply() {},
    async probe() {
      const all = sirens();
      if (all.length === 0) return { healthy: true, detail: "the site has no siren", says: { code: "no-siren", values: {} } };
      const missing = all.filter((deviceId) => !line.isConnected(deviceId));
      if (missing.length === 0)
        return { healthy: true, detail: `${all.length} connected`, says: { code: "sirens", values: { count: all.length } } };
      const names = missing.join(", ");
      // One that is away must not keep the others from being told.
      return { healthy: missing.length < all.length, detail: `not connected: ${names}`, says: { code: "sirens-away", values: { names } } };
    },
  };
}

/** The same for the same notification to the same siren, and nothing about who or what in it. */
const commandOf = ({ id, address }: Notification): string =>
  createHash("sha256")
    .update(JSON.stringify([id, address]))
    .digest("base64url")
    .slice(0, COMMAND_CHARACTERS);
/** 16 of the 32 bytes. */
const COMMAND_CHARACTERS = 22;
