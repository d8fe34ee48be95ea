import { type EpochMs, elapsed, epochMs, minutes, plus } from "@labcanary/domain/basics";
import { isTexted, planRoute } from "@labcanary/domain/notification";
import type { HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import {
  type BacktestFigures,
  backtest as run,
  type Excursion,
  figuresOf,
  looksElsewhere,
  missedBy,
  replayFrom,
  type Span,
} from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { oldestKept, pointsWithLast, readingsOf, withStoredHistory } from "../platform/stored-history.ts";
import { changedRule } from "./changed-rule.ts";
import { isoTime, type RuleOfSite, ruleOf, siteOf, siteTime, table, timeOf, valueText } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary backtest --rule RULE_ID --from ISO --to ISO [--set key=value]… [--with other-site.yaml] [--json]
                   [--site site.yaml] [--config labcanary.yaml] [--data DIR]

Says what a rule would have made of the stored history of its signal: alarms, time in alarm, alarms at night, text messages. With
--set, in the words of a site file (setpoint=8, onDelay=5min, of.over=30min), or --with another site file, the changed rule stands
beside it, with the times in alarm it would have missed and those it would have found newly. Changes nothing; may run beside the platform.
`;

/** A rule as it is tried, and the site whose people it would have told. */
interface Trial extends RuleOfSite {
  readonly name: string;
  readonly site: Site;
}

interface Outcome extends BacktestFigures {
  readonly trial: Trial;
  readonly excursions: readonly Excursion[];
  /** Excursions found in readings that came too late to wake anybody. */
  readonly late: number;
  readonly texts: { readonly firstStep: number; readonly allSteps: number };
}

export async function backtest(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, {
    rule: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    set: { type: "string", multiple: true },
    with: { type: "string" },
    json: { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new UsageError(`"${positionals[0]}" belongs to no option; labcanary backtest --help says which there are`);
  if (values.rule === undefined) throw new UsageError("name the rule with --rule, for example --rule cab-17/vapour/high");
  const span = { from: timeOf(values.from, "from"), to: timeOf(values.to, "to") };
  if (span.from >= span.to) throw new UsageError("--from must be before --to");
  const { set = [], with: other } = values;
  if (set.length > 0 && other !== undefined) throw new UsageError("give --set or --with, not both");

  const settings = settingsFor(common);
  const site = siteOf(settings.site);
  const present: Trial = { name: "as it is", site, ...ruleOf(site, values.rule) };
  const trials = [present, ...changedTrials(present, set, other)];
  for (const { rule } of trials) {
    if (looksElsewhere(rule))
      throw new UsageError(`${rule.id} looks at other signals, or at what people did; only rules on one signal's readings can be tried`);
  }
  const points = await withStoredHistory(settings, site, (history) => pointsFor(history, trials, span, oldestKept(settings)));
  const known = points.filter(({ at }) => at >= span.from && at < span.to);
  if (points.length === 0)
    throw new UsageError(`there is no history of ${present.signal.key} between ${isoTime(span.from)} and ${isoTime(span.to)}`);

  const outcomes = trials.map((trial) => outcomeOf(trial, points, span));
  process.stdout.write(values.json === true ? json(outcomes, known, span) : text(outcomes, known, span));
  return 0;
}

function changedTrials(present: Trial, set: readonly string[], other: string | undefined): readonly Trial[] {
  if (other !== undefined) {
    const site = siteOf(other);
    return [{ name: other, site, ...ruleOf(site, present.rule.id) }];
  }
  if (set.length === 0) return [];
  // Zone and people stay the present ones: only the rule is another.
  const { rule } = changedRule(present, set, present.site);
  return [{ ...present, name: set.join(" "), rule }];
}

/** A reading can be ahead of its receipt by as much as its signal's clock is tolerated. */
function pointsFor(history: HistoryStore, trials: readonly Trial[], { from, to }: Span, oldest: EpochMs): Promise<readonly HistoryPoint[]> {
  const starts = trials.map(({ rule, signal }) => replayFrom(from, { hold: signal.hold, rules: [rule] }));
  const ends = trials.map(({ signal }) => plus(to, signal.clockTolerance));
  const [{ signal }] = trials as [Trial];
  const query = { signal: signal.key, from: epochMs(Math.min(...starts)), to: epochMs(Math.max(...ends)) };
  return pointsWithLast(history, query, { known: from, oldest });
}

function outcomeOf(trial: Trial, points: readonly HistoryPoint[], span: Span): Outcome {
  const { rule, signal, site } = trial;
  const { excursions, late } = run(rule, signal, readingsOf(points, signal), span);
  const figures = figuresOf(excursions, span, site.timeZone);
  const perAlarm = textsOf(trial, span.from);
  const texts = { firstStep: figures.alarms * perAlarm.firstStep, allSteps: figures.alarms * perAlarm.allSteps };
  return { trial, excursions, late, texts, ...figures };
}

/** How many texts one alarm makes, whenever it comes. */
function textsOf({ rule, signal, site }: Trial, at: EpochMs): Outcome["texts"] {
  const source = { kind: "rule", ruleId: rule.id, ruleVersion: rule.version, signal: signal.key, zoneId: signal.zoneId } as const;
  const alarm = { id: "", priority: rule.priority, source, raisedReceivedAt: at };
  if (!isTexted(alarm, site)) return { firstStep: 0, allSteps: 0 };
  const canBeTexted = new Set(site.people.flatMap(({ id, phone }) => (phone === undefined ? [] : [id])));
  const planned = planRoute(alarm, site).filter(({ personId }) => canBeTexted.has(personId));
  return { firstStep: planned.filter(({ escalated }) => !escalated).length, allSteps: planned.length };
}

// ---------------------------------------------------------------------------------------------------- what is printed

/** Times in alarm one rule found and the other did not. */
function differences([present, changed]: readonly Outcome[]) {
  if (present === undefined || changed === undefined) return undefined;
  return {
    missed: { by: present.trial, excursions: missedBy(changed.excursions, present.excursions) },
    found: { by: changed.trial, excursions: missedBy(present.excursions, changed.excursions) },
  };
}

const inMinutes = (span: number): number => Math.round((span / minutes(1)) * 10) / 10;

function text(outcomes: readonly Outcome[], known: readonly HistoryPoint[], span: Span): string {
  const [{ trial }] = outcomes as [Outcome];
  const time = siteTime(trial.site.timeZone);
  const row = (name: string, of: (outcome: Outcome) => number): readonly string[] => [
    name,
    ...outcomes.map((outcome) => String(of(outcome))),
  ];
  const figures = table(
    [
      ["", ...outcomes.map((outcome) => outcome.trial.name)],
      row("alarms", ({ alarms }) => alarms),
      row("alarms between 22:00 and 06:00", ({ atNight }) => atNight),
      row("minutes in alarm", ({ timeInAlarm }) => inMinutes(timeInAlarm)),
      row("longest alarm, minutes", ({ longest }) => inMinutes(longest)),
      row("texts at once", ({ texts }) => texts.firstStep),
      row("texts if nobody acknowledges", ({ texts }) => texts.allSteps),
      row("excursions in late readings, told nobody", ({ late }) => late),
    ],
    "right",
  );
  const between = `${time(span.from)} to ${time(span.to)} (${trial.site.timeZone})`;
  const compared = differences(outcomes);
  const lists =
    compared === undefined
      ? excursionList("Times in alarm", outcomes[0]?.excursions ?? [], trial, time)
      : excursionList("Missed by the changed rule", compared.missed.excursions, compared.missed.by, time) +
        excursionList("Newly found by the changed rule", compared.found.excursions, compared.found.by, time);
  return `${trial.rule.id}, ${between}\n${readingsText(known, time)}\n\n${figures}${lists}`;
}

/** What there was to go by: a history that begins late in the span makes few alarms. */
function readingsText(known: readonly HistoryPoint[], time: (at: EpochMs) => string): string {
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return "no readings";
  return `${known.length} readings, from ${time(first.at)} to ${time(last.at)}`;
}

/** Chosen: fits a screen; --json has them all. */
const LISTED = 20;

function excursionList(title: string, excursions: readonly Excursion[], { rule, signal }: Trial, time: (at: EpochMs) => string): string {
  if (excursions.length === 0) return `\n${title}: none\n`;
  const rows = excursions
    .slice(0, LISTED)
    .map(({ raisedAt, clearedAt, worst }) => [
      time(raisedAt),
      clearedAt === undefined ? "lasts on" : time(clearedAt),
      clearedAt === undefined ? "" : String(inMinutes(elapsed(raisedAt, clearedAt))),
      worst === undefined ? "" : valueText(worst, rule, signal),
    ]);
  const more = excursions.length > LISTED ? `  and ${excursions.length - LISTED} more; --json lists all\n` : "";
  return `\n${title}: ${excursions.length}\n${table([["start", "end", "minutes", "worst"], ...rows])}${more}`;
}

function json(outcomes: readonly Outcome[], known: readonly HistoryPoint[], { from, to }: Span): string {
  const [first] = known;
  const last = known.at(-1);
  const [{ trial }] = outcomes as [Outcome];
  const compared = differences(outcomes);
  const answer = {
    rule: trial.rule.id,
    signal: trial.signal.key,
    unit: trial.signal.unit,
    from: isoTime(from),
    to: isoTime(to),
    timeZone: trial.site.timeZone,
    readings: known.length,
    ...(first === undefined || last === undefined ? {} : { firstReading: isoTime(first.at), lastReading: isoTime(last.at) }),
    trials: outcomes.map(({ trial: { name, rule }, excursions, late, texts, alarms, atNight, timeInAlarm, longest }) => ({
      name,
      version: rule.version,
      alarms,
      alarmsAtNight: atNight,
      minutesInAlarm: timeInAlarm / minutes(1),
      longestMinutes: longest / minutes(1),
      texts,
      lateExcursions: late,
      excursions: excursions.map(excursionJson),
    })),
    ...(compared === undefined
      ? {}
      : { missed: compared.missed.excursions.map(excursionJson), found: compared.found.excursions.map(excursionJson) }),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

const excursionJson = ({ raisedAt, clearedAt, worst }: Excursion) => ({
  start: isoTime(raisedAt),
  ...(clearedAt === undefined ? {} : { end: isoTime(clearedAt) }),
  ...(worst === undefined ? {} : { worst }),
});
