import type { RuleChange } from "@labcanary/dashboard";
import { type DurationMs, err, ok, type Result } from "@labcanary/domain/basics";
import type { AlarmRule, Figure, RuleAttributes } from "@labcanary/domain/rules";
import { compileSite, type FigureFile, type RuleFile, type Signal, type Site, type SiteFile } from "@labcanary/domain/site";
import { isSiteFile, shapeErrors } from "../site/schema.ts";
import { findRule, type RuleOfSite, watchedOf } from "./rule-of-site.ts";

/**
 * The rule with some of its keys said differently, in the words of a site file: `setpoint`, `onDelay`, `of.over`. What it becomes is
 * checked as a site file is; the error is all that is wrong, in the words of `labcanary check`.
 */
export function changedRule(site: Site, { rule, signal }: RuleOfSite, change: RuleChange): Result<RuleOfSite, readonly string[]> {
  const present = ruleFileOf(rule, signal);
  if (present === undefined)
    return err([`a rule of kind ${rule.kind} is tried by changing the site file; only limits, states and silence are changed here`]);
  const applied = withChange(present, change);
  if (!applied.ok) return applied;
  const name = rule.id.slice(signal.key.length + 1);
  const known = new Set([...watchedOf(site, signal, [rule]).signals, ...signalsNamedIn(change, site)]);
  const file: unknown = fileOf(site, [...known], { signal, name, rule: applied.value });
  if (!isSiteFile(file)) return refusal(shapeErrors(file));
  const compiled = compileSite(file, site.version);
  if (!compiled.ok) return refusal(compiled.error);
  const found = findRule(compiled.value, rule.id);
  if (found === undefined) return err(["it would be no rule of the signal"]);
  return ok({ ...found, rule: { ...found.rule, ...keptOf(rule) } });
}

type Kept = Pick<RuleAttributes, "during" | "duringName" | "suppression" | "zoneId">;

/** What a rule keeps as it is: the site has it by what it means, not as its file wrote it. */
function keptOf({ during, duringName, suppression, zoneId }: AlarmRule): Kept {
  return {
    ...(during === undefined || duringName === undefined ? {} : { during, duringName }),
    ...(suppression === undefined ? {} : { suppression }),
    ...(zoneId === undefined ? {} : { zoneId }),
  };
}

/** Why a key cannot be changed here. */
const NOT_CHANGED: ReadonlyMap<string, string> = new Map([
  ["during", "another schedule cannot be tried; the rule counts when it does in the site"],
  ["suppressed", "another suppression cannot be tried; the rule is suppressed as it is in the site"],
]);

/** Signals a change speaks of: what it becomes may watch others than before. */
export function signalsNamedIn(change: RuleChange, site: Site): readonly Signal[] {
  const named = new Set(JSON.stringify(change).match(SIGNAL_KEY));
  return named.size === 0 ? [] : site.signals.filter(({ key }) => named.has(key));
}
const SIGNAL_KEY = /[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+/g;

/** `devices`, its number, `signals`, the signal's name, `rules`, the rule's name. */
const PATH_TO_RULE = 6;

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Only what stands below the rule can be wrong. */
function refusal(problems: readonly Problem[]): Result<never, readonly string[]> {
  return err(
    problems.map(({ path, message }) => {
      const key = path.slice(PATH_TO_RULE).join(".");
      return key === "" ? message : `${key}: ${message}`;
    }),
  );
}

/** What can stand in a change: names of keys, and no other property an object has. */
const KEY = /^[A-Za-z]+(?:\.[A-Za-z]+)*$/;

function withChange(rule: RuleFile, change: RuleChange): Result<object, readonly string[]> {
  const changed: Record<string, unknown> = { ...structuredClone(rule) };
  const problems: string[] = [];
  for (const [key, value] of Object.entries(change)) {
    const problem = put(changed, key, value);
    if (problem !== undefined) problems.push(`${key}: ${problem}`);
  }
  return problems.length > 0 ? err(problems) : ok(changed);
}

/** Puts a value where the key leads, or says why that cannot be. */
function put(rule: Record<string, unknown>, key: string, value: unknown): string | undefined {
  if (!KEY.test(key)) return "there is no such key";
  const refused = NOT_CHANGED.get(key.split(".")[0] as string);
  if (refused !== undefined) return refused;
  const path = key.split(".");
  const last = path.pop() as string;
  let place = rule;
  for (const part of path) {
    const inner = Object.hasOwn(place, part) ? place[part] : undefined;
    if (typeof inner !== "object" || inner === null) return `the rule has no "${part}"`;
    place = inner as Record<string, unknown>;
  }
  // Not an assignment, which would take "__proto__" and its like for something else.
  Object.defineProperty(place, last, { value, enumerable: true, writable: true, configurable: true });
  return undefined;
}

interface RuleInFile {
  readonly signal: Signal;
  readonly name: string;
  readonly rule: object;
}

/** A site file with those signals, and of the rules that one. */
function fileOf(site: Site, signals: readonly Signal[], of: RuleInFile): object {
  const zoneIds = new Set(signals.map(({ zoneId }) => zoneId));
  // The rule's own signal is of the first device, which is where refusals are looked for.
  const devices = Map.groupBy([of.signal, ...signals.filter(({ key }) => key !== of.signal.key)], ({ deviceId }) => deviceId);
  return {
    site: site.id,
    name: site.name,
    timeZone: site.timeZone,
    people: peopleOf(site),
    securityCentre: site.securityCentre.filter((id) => site.people.some((person) => person.id === id && person.kind === undefined)),
    zones: [...zoneIds].map((id) => ({ id, kind: "room" as const, name: site.name })),
    devices: [...devices].map(([id, ofDevice]) => ({
      id,
      zone: (ofDevice[0] as Signal).zoneId,
      signals: Object.fromEntries(
        ofDevice.map((signal) => [signal.name, describedIn(signal, signal.key === of.signal.key ? { [of.name]: of.rule } : {})]),
      ),
    })),
  } satisfies Omit<SiteFile, "devices"> & { devices: unknown };
}

/** What of its people a rule can be about. */
const peopleOf = ({ people }: Site): NonNullable<SiteFile["people"]> =>
  Object.fromEntries(
    people
      .filter(({ kind }) => kind === undefined)
      .map(({ id, name, language, badges, roles }) => [
        id,
        { name, language, ...(badges === undefined ? {} : { badges }), ...(roles === undefined ? {} : { roles }) },
      ]),
  );

function describedIn(signal: Signal, rules: object): object {
  const { label, quantity, unit, substance, reference, states, range, hold, lateness, clockTolerance } = signal;
  return {
    quantity,
    unit,
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
    ...(states === undefined ? {} : { states }),
    ...(range === undefined ? {} : { range }),
    label,
    hold: spanOf(hold),
    lateness: spanOf(lateness),
    clockTolerance: spanOf(clockTolerance),
    rules,
  };
}

/** The rule as a site file would say it, but for what it keeps; undefined of kinds that cannot be said so. */
function ruleFileOf(rule: AlarmRule, signal: Signal): RuleFile | undefined {
  const { id: _id, signal: _signal, version: _version, during: _during, duringName: _name, ...stated } = rule;
  const { suppression: _suppression, zoneId: _zoneId, ...attributes } = stated;
  const { onDelay, offDelay, responseTime, ...rest } = attributes;
  const spans = { onDelay: spanOf(onDelay), offDelay: spanOf(offDelay), responseTime: spanOf(responseTime) };
  switch (rest.kind) {
    case "limit": {
      const { of: figure, ...limit } = rest;
      return { ...limit, ...spans, ...(figure === undefined ? {} : { of: figureFileOf(figure) }) };
    }
    case "state":
      return { ...rest, ...spans, states: rest.states.map((state) => signal.states?.[state] ?? "") };
    case "silence":
      return { ...rest, ...spans, after: spanOf(rest.after) };
    default:
      return undefined;
  }
}

function figureFileOf({ kind, over, ...figure }: Figure): FigureFile {
  return { figure: kind, over: spanOf(over), ...figure };
}

const spanOf = (span: DurationMs): string => `${span}ms`;
