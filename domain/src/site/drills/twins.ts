import { milliseconds } from "../../basics/index.ts";
import type { AlarmRule, LimitRule, Signal, SilenceRule, StateRule } from "../../rules/index.ts";
import type { DeviceId, SignalKey } from "../../telemetry/index.ts";
import type { Device, Site } from "../site.ts";
import type { DrillPlan } from "./drill-plan.ts";

/** The platform's own device by which a drill speaks. No site may have one of this name. */
export const DRILL_DEVICE: DeviceId = "labcanary-drill";

/** Between device and name of the signal a twin is of: neither can hold it. */
const JOINT = ":";
/** Before the id of the rule a twin's rule is of. */
const RULE_PREFIX = `${DRILL_DEVICE}/`;

/** Name of a signal's twin, as it is in the messages of {@link DRILL_DEVICE}. */
export const twinNameOf = (signal: SignalKey): string => signal.replace("/", JOINT);
export const twinKeyOf = (signal: SignalKey): SignalKey => `${DRILL_DEVICE}/${twinNameOf(signal)}`;

export const isTwin = (signal: SignalKey): boolean => signal.startsWith(`${DRILL_DEVICE}/`);

/** The real signal and rule of what was found at a twin. */
export function drilledOf<Found extends { readonly signal: SignalKey; readonly ruleId: string }>(found: Found): Found {
  if (!isTwin(found.signal)) return found;
  return { ...found, signal: found.signal.slice(RULE_PREFIX.length).replace(JOINT, "/"), ruleId: found.ruleId.slice(RULE_PREFIX.length) };
}

/**
 * The site as those who decode and evaluate have it: with a twin of every signal that a plan moves. A twin has the rules of what the signal
 * measures, and is heard from {@link DRILL_DEVICE} alone, so that a drill neither hides nor replaces a real reading. It is always there, so
 * that the log reads the same whether or not a drill is held; everybody else has the site without, and sees none.
 */
export function withDrillTwins<S extends Pick<Site, "devices" | "signals"> & { readonly drills?: readonly DrillPlan[] }>(site: S): S {
  const moved = new Set((site.drills ?? []).flatMap(({ signals }) => signals));
  if (moved.size === 0) return site;
  const twins = site.signals.filter(({ key }) => moved.has(key)).map(twinOf);
  const name = { en: "Drill", zh: "演练" };
  const device: Device = { id: DRILL_DEVICE, name, zoneId: DRILL_DEVICE, signals: twins.map(({ key }) => key) };
  return { ...site, devices: [...site.devices, device], signals: [...site.signals, ...twins] };
}

/** Only what makes it a measurement: how it comes over the wire, its duties and its proof are the real one's. */
function twinOf({
  key,
  label,
  quantity,
  unit,
  substance,
  reference,
  states,
  range,
  hold,
  lateness,
  clockTolerance,
  rules,
}: Signal): Signal {
  return {
    key: twinKeyOf(key),
    deviceId: DRILL_DEVICE,
    name: twinNameOf(key),
    label,
    // A tag of the history, which must not be empty; no zone of the site, whose history stays what was measured there.
    zoneId: DRILL_DEVICE,
    quantity,
    unit,
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
    ...(states === undefined ? {} : { states }),
    ...(range === undefined ? {} : { range }),
    hold,
    lateness,
    clockTolerance,
    isDrilled: true,
    rules: rules.filter(canBeDrilled).map((rule) => twinRuleOf(rule, key)),
  };
}

type DrilledRule = LimitRule | StateRule | SilenceRule;

/** What a drill can show, for whoever asked for something else. */
export const WHAT_IS_DRILLED = "a drill shows limits, states and silence of the signals it moves";

/**
 * Rules of the signal's own values, and that none come. Those that look at others, at badges, or at how the sensor is, could not be told
 * apart from the real ones by what they look at; a rule about a zone has others in it. Many silent at once are told one by one.
 */
export const canBeDrilled = (rule: AlarmRule): rule is DrilledRule =>
  (rule.kind === "limit" || rule.kind === "state" || rule.kind === "silence") && rule.zoneId === undefined;

/**
 * The same rule, save that nothing keeps it back and that it is over as soon as the value is normal again: a drill begins with normal
 * values, and what a former one left behind must not keep its alarm from being a new one. Between drills a twin is silent: with the first
 * value of a drill that is over, so that what falls silent in it has an alarm.
 */
function twinRuleOf({ suppression: _suppression, ...rule }: DrilledRule, key: SignalKey): DrilledRule {
  return { ...rule, id: `${RULE_PREFIX}${rule.id}`, signal: twinKeyOf(key), offDelay: milliseconds(0) };
}
