import type { Signal } from "../../rules/index.ts";
import type { Device, Site } from "../site.ts";
import { needsSecondPerson, type SiteDifference } from "./difference.ts";
import { callPointChanges } from "./call-point-difference.ts";
import { checkChanges } from "./check-difference.ts";
import { contactChanges } from "./contact-difference.ts";
import { keyPeriodChanges } from "./key-period-difference.ts";
import { escalationChanged, reachChanges } from "./reach-difference.ts";
import { rotaChanges, routeChanges } from "./route-difference.ts";
import { ruleAdded, ruleChanged, type RuleOfSignal, ruleRemoved } from "./rule-difference.ts";
import { signalChanged } from "./signal-difference.ts";
import { stockChanged } from "./stock-difference.ts";
import { zoneChanges } from "./zone-difference.ts";

/**
 * All that is different between two sites for those who rely on it: rules, how their signals are watched, who is told, and what is checked.
 * Names of places and people that mean the same to everybody are not among it. What one person may not change alone comes first.
 */
export function differencesBetween(before: Site, after: Site): readonly SiteDifference[] {
  const differences = [
    ...[escalationChanged(before, after), stockChanged(before, after)].filter((difference) => difference !== undefined),
    ...keyPeriodChanges(before, after),
    ...reachChanges(before, after),
    ...contactChanges(before, after),
    ...callPointChanges(before, after),
    ...zoneChanges(before, after),
    ...checkChanges(before, after),
    ...routeChanges(before, after),
    ...rotaChanges(before, after),
    ...signalChanges(before, after),
    ...ruleChanges(before, after),
  ];
  return [...differences.filter(needsSecondPerson), ...differences.filter((difference) => !needsSecondPerson(difference))];
}

function signalChanges(before: Site, after: Site): readonly SiteDifference[] {
  const signalsAfter = new Map(after.signals.map((signal) => [signal.key, signal]));
  const [was, is] = [carriedBy(before), carriedBy(after)];
  return before.signals.flatMap((signal) => {
    const other = signalsAfter.get(signal.key);
    return other === undefined ? [] : (signalChanged(was(signal), is(other)) ?? []);
  });
}

/** Of a signal that comes through a gateway, also what that calls its device and how it speaks: with another of these another sensor is read. */
function carriedBy({ devices }: Site): (signal: Signal) => Signal & Pick<Device, "address" | "speaks"> {
  const deviceOf = new Map(devices.map((device) => [device.id, device]));
  return (signal) => {
    if (signal.wire === undefined) return signal;
    const { address = signal.deviceId } = deviceOf.get(signal.deviceId) ?? {};
    const speaks = deviceOf.get(signal.gateway ?? signal.deviceId)?.speaks;
    return { ...signal, address, ...(speaks === undefined ? {} : { speaks }) };
  };
}

function ruleChanges(before: Site, after: Site): readonly SiteDifference[] {
  const signalsAfter = new Map(after.signals.map((signal) => [signal.key, signal]));
  const isAlike = (signal: Signal): boolean => hasSameRules(signal, signalsAfter.get(signal.key));
  const alike = new Set(before.signals.filter(isAlike).map(({ key }) => key));
  const unlike = ({ signals }: Site): readonly Signal[] => signals.filter(({ key }) => !alike.has(key));
  const [old, fresh] = [rulesOf(unlike(before)), rulesOf(unlike(after))];
  const gone = [...old.values()].flatMap((was) => {
    const is = fresh.get(was.rule.id);
    return is === undefined ? ruleRemoved(was) : (ruleChanged(was, is) ?? []);
  });
  return [...gone, ...[...fresh.values()].filter(({ rule }) => !old.has(rule.id)).map(ruleAdded)];
}

/** Most signals of most changes: a version covers every attribute of a rule, and the unit what its numbers mean. */
const hasSameRules = (before: Signal, after: Signal | undefined): boolean =>
  before.unit === after?.unit &&
  before.rules.length === after.rules.length &&
  before.rules.every(({ id, version }, index) => id === after.rules[index]?.id && version === after.rules[index]?.version);

/** Without groups of silences: nobody writes them, they follow from the rules of their members. */
const rulesOf = (signals: readonly Signal[]): ReadonlyMap<string, RuleOfSignal> =>
  new Map(
    signals.flatMap((signal) => signal.rules.filter(({ kind }) => kind !== "silence-group").map((rule) => [rule.id, { rule, signal }])),
  );
