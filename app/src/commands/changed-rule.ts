import type { DurationMs } from "@labcanary/domain/basics";
import type { AlarmRule, Figure } from "@labcanary/domain/rules";
import { compileSite, type FigureFile, type RuleFile, type Signal, type Site, type SiteFile } from "@labcanary/domain/site";
import { parse } from "yaml";
import { UsageError } from "../command-line.ts";
import { isSiteFile, shapeErrors } from "../site/schema.ts";
import { type RuleOfSite, ruleOf } from "./question.ts";

/**
 * The rule with some of its keys said differently, each as `key=value` in the words of a site file: `setpoint=8`, `onDelay=5min`,
 * `of.over=30min`. What it becomes is checked as a site file is; throws a UsageError that says all that is wrong.
 */
export function changedRule({ rule, signal }: RuleOfSite, changes: readonly string[], site: Site): RuleOfSite {
  const name = rule.id.slice(signal.key.length + 1);
  const file: unknown = fileOf(site, signal, name, applied(ruleFileOf(rule, signal), changes));
  if (!isSiteFile(file)) throw refusal(shapeErrors(file));
  const compiled = compileSite(file, site.version);
  if (!compiled.ok) throw refusal(compiled.error);
  const changed = ruleOf(compiled.value, rule.id);
  return { ...changed, rule: { ...changed.rule, ...scheduleOf(rule) } };
}

/** What a rule keeps as it is: the site has its schedules by what they mean, not as its file wrote them. */
const scheduleOf = ({ during, duringName }: AlarmRule): Pick<AlarmRule, "during" | "duringName"> =>
  during === undefined || duringName === undefined ? {} : { during, duringName };

/** `devices`, its number, `signals`, the signal's name, `rules`, the rule's name. */
const PATH_TO_RULE = 6;

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Only what stands below the rule can be wrong. */
function refusal(problems: readonly Problem[]): UsageError {
  const lines = problems.map(({ path, message }) => {
    const key = path.slice(PATH_TO_RULE).join(".");
    return key === "" ? message : `${key}: ${message}`;
  });
  return new UsageError(`with --set the rule would be wrong: ${lines.join("; ")}`);
}

function applied(rule: RuleFile, changes: readonly string[]): object {
  const changed: Record<string, unknown> = { ...structuredClone(rule) };
  for (const change of changes) {
    const [key, text] = splitOnce(change);
    if (key === "" || text === undefined)
      throw new UsageError(`--set takes key=value, such as setpoint=8 or onDelay=5min, not "${change}"`);
    if (key === "during") throw new UsageError("--set during: another schedule cannot be tried; the rule counts when it does in the site");
    const path = key.split(".");
    const last = path.pop() as string;
    let place = changed;
    for (const part of path) {
      if (typeof place[part] !== "object" || place[part] === null) throw new UsageError(`--set ${key}: the rule has no "${part}"`);
      place = place[part] as Record<string, unknown>;
    }
    place[last] = valueOf(text, key);
  }
  return changed;
}

function splitOnce(text: string): readonly [string, string?] {
  const place = text.indexOf("=");
  return place < 0 ? [text] : [text.slice(0, place).trim(), text.slice(place + 1).trim()];
}

function valueOf(text: string, key: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new UsageError(`--set ${key}: "${text}" is no value as a site file has them`);
  }
}

/** A site file with that one signal and rule. */
function fileOf(site: Site, signal: Signal, name: string, rule: unknown): object {
  const { quantity, unit, substance, reference, states, hold, lateness, clockTolerance, zoneId } = signal;
  const described = {
    quantity,
    unit,
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
    ...(states === undefined ? {} : { states }),
    label: signal.label,
    hold: spanOf(hold),
    lateness: spanOf(lateness),
    clockTolerance: spanOf(clockTolerance),
    rules: { [name]: rule },
  };
  return {
    site: site.id,
    name: site.name,
    timeZone: site.timeZone,
    people: Object.fromEntries(site.people.map(({ id, ...person }) => [id, person])),
    securityCentre: site.securityCentre,
    zones: [{ id: zoneId, kind: "room", name: site.name }],
    devices: [{ id: signal.deviceId, zone: zoneId, signals: { [signal.name]: described } }],
  } satisfies Omit<SiteFile, "devices"> & { devices: unknown };
}

/** The rule as a site file would say it. */
function ruleFileOf(rule: AlarmRule, signal: Signal): RuleFile {
  const { id: _id, signal: _signal, version: _version, during: _during, duringName: _name, ...attributes } = rule;
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
      throw new UsageError(`a rule of kind ${rest.kind} is tried by changing the site file; --set is for limits, states and silence`);
  }
}

function figureFileOf({ kind, over, ...figure }: Figure): FigureFile {
  return { figure: kind, over: spanOf(over), ...figure };
}

const spanOf = (span: DurationMs): string => `${span}ms`;
