import { isNeeded } from "@labcanary/domain/alarm";
import { type DurationMs, elapsed, hours } from "@labcanary/domain/basics";
import type { Impairment } from "@labcanary/domain/ports";
import { roomOf, type Signal, zonesById } from "@labcanary/domain/site";
import { classOfSignal, type Filer, type Finding, type FilingWorld, namesOf } from "./finding.ts";

/** Alarm equipment that is away for longer, with nobody having agreed to it, counts as switched off (chosen: a day is enough to say so, or to mend it). */
const SWITCHED_OFF_AFTER: DurationMs = hours(24);
/** A room counts as without a working detector after so long (chosen: a restart of a controller, a bump test and a new cell take less). */
const NO_DETECTOR_AFTER: DurationMs = hours(1);
/** Name of a signal by which a device says that it was opened or moved, and the states in which it is not. */
const TAMPER = "tamper";

/** A signal with one of these tells nothing of what is there. */
const NOT_WORKING: ReadonlySet<Impairment> = new Set([
  "silent",
  "faulty",
  "suspect",
  "inhibited",
  "warming-up",
  "calibrating",
  "maintenance",
  "simulated",
] satisfies Impairment[]);

/** Signals two people have agreed to do without, until an end that is said. */
const agreed = ({ outOfService }: FilingWorld): ReadonlySet<string> =>
  new Set(outOfService.filter(({ state }) => state === "in-force").map(({ signal }) => signal));

/** It has a token itself, or what speaks for it has one. One that never had is not in use yet. */
const isInUse = ({ deviceId, gateway }: Signal, { enrolled, site }: FilingWorld): boolean =>
  enrolled.has(deviceId) ||
  (gateway !== undefined && enrolled.has(gateway)) ||
  site.devices.some(({ id, modbus }) => id === deviceId && modbus !== undefined);

/**
 * Alarm equipment that says nothing and should (国卫办密安函〔2023〕490号, item 3: unapproved switching-off of alarm equipment is a major
 * hazard). The platform cannot see a hand at a switch: it sees that nothing comes, that nobody agreed to it, and for how long.
 */
export const switchedOff: Filer = (world) => {
  const { at, site } = world;
  const silentSince = new Map(
    world.impaired.filter(({ impairment }) => impairment === "silent").map(({ signal, since }) => [signal, since]),
  );
  const without = agreed(world);
  const missing = site.signals.filter((signal) => {
    const since = silentSince.get(signal.key);
    return (
      since !== undefined &&
      elapsed(since, at) > SWITCHED_OFF_AFTER &&
      isNeeded(signal.rules) &&
      !without.has(signal.key) &&
      isInUse(signal, world)
    );
  });
  return [...Map.groupBy(missing, ({ deviceId }) => deviceId)].map(([deviceId, signals]) => {
    const names = namesOf(signals.map(({ key }) => key));
    return {
      source: `switched-off ${deviceId}`,
      zoneId: signals[0]?.zoneId ?? "",
      origin: "impaired-protection",
      class: signals.map(classOfSignal).find((of) => of === "gas") ?? classOfSignal(signals[0] ?? { quantity: "state" }),
      level: "major",
      cause: "conduct",
      found: {
        en: `Alarm equipment has been silent for more than 24 hours, and nobody agreed to it: ${names.en}`,
        zh: `报警设备失联超过24小时，且未经批准停用：${names.zh}`,
      },
    } satisfies Finding;
  });
};

/** A device that says it was opened or moved: an alarm of a signal called `tamper` stands (same list, item 3). */
export const tampering: Filer = ({ alarms, site }) => {
  const bySignal = new Map(site.signals.filter(({ name }) => name === TAMPER).map((signal) => [signal.key, signal]));
  return alarms.flatMap(({ id, code, source, conditionActive, simulated, test }) => {
    const signal = source.kind === "rule" ? bySignal.get(source.signal) : undefined;
    if (signal === undefined || !conditionActive || simulated || test !== undefined) return [];
    return [
      {
        source: `tamper ${signal.deviceId}`,
        zoneId: signal.zoneId,
        origin: "alarm",
        class: "building",
        level: "major",
        cause: "conduct",
        alarm: { id, code },
        found: {
          en: `Alarm equipment says it was tampered with: ${signal.deviceId} (${code})`,
          zh: `报警设备报告被擅自拆动：${signal.deviceId}（${code}）`,
        },
      } satisfies Finding,
    ];
  });
};

/** A room in which the site has gas detectors and none works (same list, item 4: a combustible-gas alarm that is missing or does not work). */
export const gasRooms: Filer = (world) => {
  const { at, site } = world;
  const zones = zonesById(site.zones);
  const notWorking = new Map(
    world.impaired
      .filter(({ impairment }) => NOT_WORKING.has(impairment))
      .map(({ signal, impairment, since }) => [signal, { impairment, since }]),
  );
  const without = agreed(world);
  const detectors = site.signals.filter((signal) => classOfSignal(signal) === "gas" && isNeeded(signal.rules));
  const byRoom = Map.groupBy(detectors, ({ zoneId }) => roomOf(zones, zoneId));
  return [...byRoom].flatMap(([roomId, ofRoom]) => {
    if (!ofRoom.some((signal) => isInUse(signal, world))) return [];
    if (!ofRoom.every(({ key }) => notWorking.has(key) || without.has(key))) return [];
    // What two people have agreed on has a measure and an end; what nobody has is the hazard.
    const broken = ofRoom.filter(({ key }) => !without.has(key)).flatMap(({ key }) => ({ key, ...notWorking.get(key)! }));
    const since = Math.max(...broken.map((one) => one.since));
    if (broken.length === 0 || at - since <= NO_DETECTOR_AFTER) return [];
    const names = namesOf(broken.map(({ key, impairment }) => `${key} (${impairment})`));
    return [
      {
        source: `gas-room ${roomId}`,
        zoneId: roomId,
        origin: "impaired-protection",
        class: "gas",
        level: "major",
        cause: "equipment",
        found: { en: `No gas detector of the room works: ${names.en}`, zh: `房间内无可用的气体探测器：${names.zh}` },
      } satisfies Finding,
    ];
  });
};
