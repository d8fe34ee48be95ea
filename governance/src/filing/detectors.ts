import { type Alarm, isNeeded } from "@labcanary/domain/alarm";
import { days, type DurationMs, elapsed, hours, minus, type Text } from "@labcanary/domain/basics";
import type { Impairment } from "@labcanary/domain/ports";
import { roomOf, type Signal, type Site, type ZoneId, zonesById } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { classOfSignal, type Filer, type Finding, type FilingWorld, namesOf } from "./finding.ts";

/** Alarm equipment that is away for longer, with nobody having agreed to it, counts as switched off (chosen: a day is enough to say so, or to mend it). */
const SWITCHED_OFF_AFTER: DurationMs = hours(24);
/** A room counts as without a working detector after so long (chosen: a restart of a controller, a bump test and a new cell take less). */
const NO_DETECTOR_AFTER: DurationMs = hours(1);
/** Within how long before it is looked an alarm of it counts (chosen: longer than the platform is down for an upgrade). */
const TAMPERED_WITHIN: DurationMs = days(1);
/** By a signal of this name a device says that it was opened or moved. */
export const isTamper = ({ name }: Pick<Signal, "name">): boolean => name === "tamper";

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

/** With one of these nothing is watched because nothing comes, or because somebody holds it off at its panel. */
const OFF: ReadonlySet<Impairment> = new Set(["silent", "inhibited", "maintenance", "simulated"] satisfies Impairment[]);
/** It says itself that it does not work: a cut wire (below 3.6 mA), a dead cell, a gateway's "offline". */
const BROKEN: ReadonlySet<Impairment> = new Set(["faulty"] satisfies Impairment[]);

/** Signals two people have agreed to do without, until an end that is said. */
const agreed = ({ outOfService }: FilingWorld): ReadonlySet<string> =>
  new Set(outOfService.filter(({ state }) => state === "in-force").map(({ signal }) => signal));

/** It has a token itself, or what speaks for it has one, or it was heard: whoever takes the token away has not taken it out of use. */
const isInUse = ({ key, deviceId, gateway }: Signal, { enrolled, heard, site }: FilingWorld): boolean =>
  enrolled.has(deviceId) ||
  heard(key) ||
  (gateway !== undefined && enrolled.has(gateway)) ||
  site.devices.some(({ id, modbus }) => id === deviceId && modbus !== undefined);

/**
 * Alarm equipment that says nothing, or is held off at its panel, and should watch (国卫办密安函〔2023〕490号, item 3: unapproved
 * switching-off of alarm equipment is a major hazard). The platform cannot see a hand at a switch: it sees that nothing is watched, that
 * nobody agreed to it, and for how long.
 */
export const switchedOff: Filer = (world) =>
  awayOf(world, OFF).map(({ deviceId, zoneId, of, names }) => ({
    source: `switched-off ${deviceId}`,
    zoneId,
    origin: "impaired-protection",
    class: of,
    level: "major",
    cause: "conduct",
    found: {
      en: `Alarm equipment has been silent or held off for more than 24 hours, and nobody agreed to it: ${names.en}`,
      zh: `报警设备失联或被屏蔽超过24小时，且未经批准停用：${names.zh}`,
    },
  }));

/**
 * Alarm equipment that says it is broken, and should watch. Whoever cuts its wire makes it say so, and leaves no silence. A detector of a
 * gas room that does not work is a major hazard (same list, items 3 and 4), also where another one of the room does.
 */
export const brokenEquipment: Filer = (world) =>
  awayOf(world, BROKEN).map(({ deviceId, zoneId, of, names }) => ({
    source: `broken ${deviceId}`,
    zoneId,
    origin: "impaired-protection",
    class: of,
    level: of === "gas" ? "major" : "general",
    cause: "equipment",
    found: {
      en: `Alarm equipment has been faulty for more than 24 hours, and nobody agreed to do without it: ${names.en}`,
      zh: `报警设备故障超过24小时，且未经批准停用：${names.zh}`,
    },
  }));

/** Devices with signals that have had such an impairment for more than a day, are needed, in use, and done without by nobody's agreement. */
function awayOf(world: FilingWorld, impairments: ReadonlySet<Impairment>) {
  const { at, site } = world;
  const since = new Map(world.impaired.filter(({ impairment }) => impairments.has(impairment)).map((each) => [each.signal, each.since]));
  const without = agreed(world);
  const away = site.signals.filter((signal) => {
    const from = since.get(signal.key);
    return (
      from !== undefined &&
      elapsed(from, at) > SWITCHED_OFF_AFTER &&
      isNeeded(signal.rules) &&
      !without.has(signal.key) &&
      isInUse(signal, world)
    );
  });
  return [...Map.groupBy(away, ({ deviceId }) => deviceId)].map(([deviceId, signals]) => ({
    deviceId,
    zoneId: signals[0]?.zoneId ?? "",
    of: signals.map(classOfSignal).find((of) => of === "gas") ?? classOfSignal(signals[0] ?? { quantity: "state" }),
    names: namesOf(signals.map(({ key }) => key)),
  }));
}

/**
 * A device that says it was opened or moved: an alarm of a signal called `tamper` stands, or there was one since the last look and since
 * a hazard of it was written off (same list, item 3): a cover is open for a minute, and what was done beneath it stays done.
 */
export const tampering: Filer = ({ at, site, alarms, raised, alarmsOfSignal, writtenOffAt }) => {
  const standing = Map.groupBy(
    alarms.filter(({ conditionActive }) => conditionActive),
    ({ source }) => (source.kind === "rule" ? source.signal : undefined),
  );
  function cameTo(key: SignalKey, source: string): readonly Alarm[] {
    if (!raised.has(key)) return [];
    const since = writtenOffAt(source) ?? 0;
    return alarmsOfSignal(key, minus(at, TAMPERED_WITHIN), at).filter(({ raisedAt }) => raisedAt > since);
  }
  return site.signals.filter(isTamper).flatMap(({ key, deviceId, zoneId }) => {
    const source = `tamper ${deviceId}`;
    const alarm = [...cameTo(key, source), ...(standing.get(key) ?? [])].findLast(
      ({ simulated, test }) => !simulated && test === undefined,
    );
    if (alarm === undefined) return [];
    const { id, code } = alarm;
    return [
      {
        source,
        zoneId,
        origin: "alarm",
        class: "building",
        level: "major",
        cause: "conduct",
        alarm: { id, code },
        found: {
          en: `Alarm equipment says it was tampered with: ${deviceId} (${code})`,
          zh: `报警设备报告被擅自拆动：${deviceId}（${code}）`,
        },
      } satisfies Finding,
    ];
  });
};

/**
 * A room in which the site has gas detectors and none works, and one of which it says that it is a gas room and that has none (same list,
 * item 4: a combustible-gas alarm that is missing or does not work).
 */
export const gasRooms: Filer = (world) => {
  const { at, site } = world;
  const zones = zonesById(site.zones);
  const notWorking = new Map(
    world.impaired
      .filter(({ impairment }) => NOT_WORKING.has(impairment))
      .map(({ signal, impairment, since }) => [signal, { impairment, since }]),
  );
  const without = agreed(world);
  const ofGas = site.signals.filter((signal) => classOfSignal(signal) === "gas" && signal.rules.length > 0);
  const rooms = gasRoomsOf(site, ofGas);
  for (const [roomId, ofRoom] of Map.groupBy(
    ofGas.filter(({ rules }) => isNeeded(rules)),
    ({ zoneId }) => roomOf(zones, zoneId),
  )) {
    if (!rooms.has(roomId)) rooms.set(roomId, ofRoom);
  }
  return [...rooms].flatMap(([roomId, ofRoom]) => {
    if (!ofRoom.some((signal) => isInUse(signal, world))) return zones.get(roomId)?.gasRoom === true ? [gasRoomFinding(roomId, NONE)] : [];
    if (!ofRoom.every(({ key }) => notWorking.has(key) || without.has(key))) return [];
    // What two people have agreed on has a measure and an end; what nobody has is the hazard.
    const broken = ofRoom.filter(({ key }) => !without.has(key)).flatMap(({ key }) => ({ key, ...notWorking.get(key)! }));
    const since = Math.max(...broken.map((one) => one.since));
    if (broken.length === 0 || at - since <= NO_DETECTOR_AFTER) return [];
    const names = namesOf(broken.map(({ key, impairment }) => `${key} (${impairment})`));
    return [gasRoomFinding(roomId, { en: `No gas detector of the room works: ${names.en}`, zh: `房间内无可用的气体探测器：${names.zh}` })];
  });
};

/** What is in each room that the site calls a gas room: in it, or in a zone within it. */
function gasRoomsOf({ zones: all }: Pick<Site, "zones">, ofGas: readonly Signal[]): Map<ZoneId, readonly Signal[]> {
  const zones = zonesById(all);
  const rooms = new Map<ZoneId, Signal[]>(all.flatMap(({ id, gasRoom }) => (gasRoom === true ? [[id, []]] : [])));
  for (const [zoneId, signals] of Map.groupBy(ofGas, (signal) => signal.zoneId)) {
    for (let zone = zones.get(zoneId); zone !== undefined; zone = zones.get(zone.parent ?? "")) rooms.get(zone.id)?.push(...signals);
  }
  return rooms;
}

const NONE: Text = {
  en: "This is a gas room, and no gas detector is in use in it",
  zh: "该处为用气或储气场所，未设置或未启用气体探测器",
};

const gasRoomFinding = (roomId: ZoneId, found: Text): Finding => ({
  source: `gas-room ${roomId}`,
  zoneId: roomId,
  origin: "impaired-protection",
  class: "gas",
  level: "major",
  cause: "equipment",
  found,
});
