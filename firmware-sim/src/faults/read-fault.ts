import { hours, milliseconds, minutes } from "@labcanary/domain/basics";
import { conversion } from "@labcanary/domain/quantity";
import type { Action, DeviceDescription, SignalDescription } from "../description.ts";
import { readFigure } from "../physics/parameters.ts";
import { readChoice, readDuration, readFields, readIn, readUnit } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { CORRUPTIONS, type DeviceFault, type Fault, isWireFault, type ReadingFault } from "./fault.ts";

/** What a step with a fault may say beside the usual. */
export const FAULT_STEP_KEYS = { fault: "optional" } as const;

const SHARE = { in: "share", least: 0.0001, most: 1, about: "" } as const;
const BOOTING = { in: "time", least: 0, most: hours(1), about: "" } as const;

const READING_FAULTS = ["dropouts", "spikes", "drift", "unit"] as const satisfies readonly ReadingFault["kind"][];
type ReadingFaultKind = (typeof READING_FAULTS)[number];
/** Every fault of a device by its key in a scenario file; `behind` and `drift` belong to the clock. */
const DEVICE_FAULTS = [
  "clock",
  "clock-lost",
  "duplicates",
  "reordered",
  "garbled",
  "stale-retained",
  "storm",
  "restart",
  "corrupt-packet",
  "truncated-packet",
  "half-open",
  "slow-link",
] as const satisfies readonly DeviceFault["kind"][];
type DeviceFaultKind = (typeof DEVICE_FAULTS)[number];
export const FAULT_KINDS: readonly Fault["kind"][] = [...READING_FAULTS, ...DEVICE_FAULTS];

/** `fault: none`, `fault: half-open`, or `fault: { spikes: { by: 50 %LEL, share: 5 % } }`. */
export function readFault(told: Entry, signalEntry: Entry | undefined, device: DeviceDescription): Action | undefined {
  const names = device.signals.map(({ name }) => name);
  const name = signalEntry && readChoice(signalEntry, names, "SCENARIO_REFERENCE");
  if (signalEntry !== undefined && name === undefined) return undefined;
  if (told.scalar === "none") return { kind: "faults-over", ...(name === undefined ? {} : { signal: name }) };
  const [kind, entry] = faultOf(told) ?? [];
  if (kind === undefined || entry === undefined) return undefined;
  const readingKind = READING_FAULTS.find((known) => known === kind);
  if (readingKind === undefined) {
    if (signalEntry !== undefined)
      return signalEntry.fail("SCENARIO_KEY_UNKNOWN", `"${kind}" is a fault of the whole device`, "leave signal out");
    const fault = readDeviceFault(kind as DeviceFaultKind, entry);
    if (fault === undefined || !checkFault(told, fault, device)) return undefined;
    return { kind: "device-fault", fault };
  }
  const signal = device.signals.find((known) => known.name === name);
  if (signal === undefined) return told.fail("SCENARIO_KEY_MISSING", `"${kind}" needs to know which signal`, "add signal:");
  const fault = readReadingFault(readingKind, entry, signal);
  return fault && { kind: "reading-fault", signal: signal.name, fault };
}

/** What a device heard through a gateway has none of its own: a connection, and the platform's payload. */
const OF_ITS_OWN: readonly DeviceFault["kind"][] = ["garbled", "stale-retained", "storm"];

/** Whether a device can have a fault; reported when it cannot. */
export function checkFault(told: Entry, fault: DeviceFault, { id, spokenFor }: DeviceDescription): boolean {
  if (spokenFor === undefined || !(isWireFault(fault) || OF_ITS_OWN.includes(fault.kind))) return true;
  const problem = `${id} is heard through ${spokenFor.gateway} and has no connection of its own`;
  told.fail("SCENARIO_REFERENCE", problem, "name a device that signs in for itself");
  return false;
}

/** The fault a mapping has, or a word alone for those that need no more. */
function faultOf(told: Entry): readonly [kind: Fault["kind"], entry: Entry] | undefined {
  const [first, ...more] = told.fields() ?? [];
  const named = first?.[0] ?? told.scalar;
  const kind = FAULT_KINDS.find((known) => known === named);
  if (kind !== undefined && more.length === 0) return [kind, first?.[1] ?? told];
  const remedy = `write one of none, ${FAULT_KINDS.join(", ")}`;
  return told.fail("SCENARIO_VALUE", more.length > 0 ? "a step has one fault" : "this fault is not known", remedy);
}

export function readReadingFault(kind: ReadingFaultKind, entry: Entry, signal: SignalDescription): ReadingFault | undefined {
  if (kind === "dropouts") {
    const share = readFigure(entry, SHARE);
    return share === undefined ? undefined : { kind, share };
  }
  if (signal.kind === "discrete")
    return entry.fail("SCENARIO_VALUE", `${signal.name} has states and no ${kind}`, "name a signal that is measured");
  if (kind === "drift") {
    const perDay = readIn(signal.unit, entry, "/day");
    return perDay === undefined ? undefined : { kind, perDay };
  }
  if (kind === "spikes") {
    const fields = readFields(entry, { by: "required", share: "required" });
    const by = fields?.by && readIn(signal.unit, fields.by);
    const share = fields?.share && readFigure(fields.share, SHARE);
    return by === undefined || share === undefined ? undefined : { kind, by, share };
  }
  const fields = readFields(entry, { sends: "required", "says-so": "optional" });
  const sends = fields?.sends && readUnit(fields.sends);
  const saysSo = fields?.["says-so"]?.scalar ?? false;
  if (fields?.sends === undefined || sends === undefined) return undefined;
  if (typeof saysSo !== "boolean") return fields["says-so"]?.fail("SCENARIO_VALUE", "it says so or not", "write true or false");
  if (conversion(signal.unit, sends).ok) return { kind, sends, saysSo };
  return fields.sends.fail(
    "SCENARIO_UNIT",
    `what is measured in ${signal.unit} cannot be sent in ${sends}`,
    "write another unit of the same quantity",
  );
}

export function readDeviceFault(kind: DeviceFaultKind, entry: Entry): DeviceFault | undefined {
  switch (kind) {
    case "clock":
      return readClock(entry);
    case "duplicates":
    case "reordered":
    case "garbled": {
      const share = readFigure(entry, SHARE);
      return share === undefined ? undefined : { kind, share };
    }
    case "storm": {
      const { scalar } = entry;
      if (typeof scalar === "number" && scalar > 0 && scalar <= FASTEST_STORM) return { kind, perSecond: scalar };
      return entry.fail("SCENARIO_VALUE", "this is no rate", `write connections a second, above 0, at most ${FASTEST_STORM}`);
    }
    case "restart": {
      const boots = entry.scalar === kind ? BOOTS : readFigure(entry, BOOTING);
      return boots === undefined ? undefined : { kind, boots: milliseconds(boots) };
    }
    case "corrupt-packet": {
      const form = entry.scalar === kind ? "reserved-flags" : readChoice(entry, CORRUPTIONS);
      return form && { kind, form };
    }
    case "slow-link": {
      const rate = /^(\d+) B\/s$/.exec(String(entry.scalar))?.[1];
      if (rate !== undefined && Number(rate) > 0) return { kind, bytesPerSecond: Number(rate) };
      return entry.fail("SCENARIO_UNIT", "this is no speed", "write a whole number followed by B/s, such as 20 B/s");
    }
    case "clock-lost":
    case "stale-retained":
    case "truncated-packet":
    case "half-open":
      if (entry.scalar === kind || entry.scalar === true) return { kind };
      return entry.fail("SCENARIO_VALUE", "it is there or not", `write fault: ${kind}`);
  }
}
/** Chosen: a loop without any pause on a small processor. */
const FASTEST_STORM = 50;
/** What a small processor takes (chosen). */
const BOOTS = minutes(0.5);

function readClock(entry: Entry): DeviceFault | undefined {
  const fields = readFields(entry, { ahead: "optional", behind: "optional", "drifts-a-day": "optional" });
  if (fields === undefined) return undefined;
  if (fields.ahead !== undefined && fields.behind !== undefined)
    return entry.fail("SCENARIO_VALUE", "a clock is ahead or behind", "leave one out");
  const none = milliseconds(0);
  const ahead = fields.ahead === undefined ? none : readDuration(fields.ahead);
  const behind = fields.behind === undefined ? none : readDuration(fields.behind);
  const driftPerDay = fields["drifts-a-day"] === undefined ? none : readDuration(fields["drifts-a-day"]);
  if (ahead === undefined || behind === undefined || driftPerDay === undefined) return undefined;
  return { kind: "clock", ahead: milliseconds(ahead - behind), driftPerDay };
}
