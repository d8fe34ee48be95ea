import type { BacktestAnswer, ExcursionList, RuleChange, TrialOutcome } from "@labcanary/dashboard";
import { type EpochMs, elapsed, minutes } from "@labcanary/domain/basics";
import { type Excursion, isReplayable } from "@labcanary/domain/rules";
import { parse } from "yaml";
import { parseCommand, UsageError } from "../command-line.ts";
import { storedHistory } from "../platform/stored-history.ts";
import { backtestOf, type Trial } from "../questions/backtest.ts";
import { changedRule } from "../questions/changed-rule.ts";
import { askedHistory } from "../questions/replayed-history.ts";
import { watchedOf } from "../questions/rule-of-site.ts";
import { siteTime } from "../questions/site-time.ts";
import { fromHistory, isoTime, repeatsNotice, ruleOf, siteOf, table, timeOf, valueText } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary backtest --rule RULE_ID --from ISO --to ISO [--set key=value]… [--with other-site.yaml] [--json]
                   [--site site.yaml] [--config labcanary.yaml] [--data DIR]

Says what a rule would have made of the stored history of what it watches: alarms, time in alarm, night calls, text messages. With
--set, in the words of a site file (setpoint=8, onDelay=5min, of.over=30min), or --with another site file, the changed rule stands
beside it, with the times in alarm it would have missed and those it would have found newly. Changes nothing; may run beside the platform.
`;

/** A trial with what it is called. */
interface NamedTrial extends Trial {
  readonly name: string;
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
  const present: NamedTrial = { name: "as it is", site, ...ruleOf(site, values.rule) };
  const changed = changedTrial(present, set, other);
  for (const trial of [present, ...(changed === undefined ? [] : [changed])]) {
    if (!isReplayable(trial.rule))
      throw new UsageError(
        `${trial.rule.id} goes by more than the history of what it watches (${trial.rule.kind}), so it cannot be tried; explain says where it stood at a time`,
      );
  }
  const stored = storedHistory(settings, site.id, process.env);
  const question = { present, ...(changed === undefined ? {} : { changed }), span, listed: Number.POSITIVE_INFINITY };
  const answer = await fromHistory(stored, site.signals, (store) => backtestOf(askedHistory(stored, store), question));
  if (answer === undefined)
    throw new UsageError(`there is no history of ${historyOf(present)} between ${isoTime(span.from)} and ${isoTime(span.to)}`);
  process.stdout.write(values.json === true ? json(answer, present, changed) : text(answer, present, changed));
  return 0;
}

function historyOf({ site, signal, rule }: Trial): string {
  const { devices } = watchedOf(site, signal, [rule]);
  return devices.length === 0 ? signal.key : `${signal.key} and of what people did at ${devices.join(", ")}`;
}

function changedTrial(present: NamedTrial, set: readonly string[], other: string | undefined): NamedTrial | undefined {
  if (other !== undefined) {
    const site = siteOf(other);
    return { name: other, site, ...ruleOf(site, present.rule.id) };
  }
  if (set.length === 0) return undefined;
  const changed = changedRule(present.site, present, changeOf(set));
  if (!changed.ok) throw new UsageError(`with --set the rule would be wrong: ${changed.error.join("; ")}`);
  // Zone and people stay the present ones: only the rule is another.
  return { ...present, name: set.join(" "), rule: changed.value.rule };
}

/** What `--set` says, each as `key=value` in the words of a site file. */
function changeOf(set: readonly string[]): RuleChange {
  return Object.fromEntries(
    set.map((said) => {
      const place = said.indexOf("=");
      const key = said.slice(0, Math.max(0, place)).trim();
      if (key === "") throw new UsageError(`--set takes key=value, such as setpoint=8 or onDelay=5min, not "${said}"`);
      return [key, valueOf(said.slice(place + 1).trim(), key)];
    }),
  );
}

function valueOf(text: string, key: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new UsageError(`--set ${key}: "${text}" is no value as a site file has them`);
  }
}

// ---------------------------------------------------------------------------------------------------- what is printed

const inMinutes = (span: number): number => Math.round((span / minutes(1)) * 10) / 10;

function text(answer: BacktestAnswer, present: NamedTrial, changed: NamedTrial | undefined): string {
  const { from, to, timeZone, missed, found } = answer;
  const time = siteTime(timeZone);
  const outcomes = [answer.present, ...(answer.changed === undefined ? [] : [answer.changed])];
  const row = (name: string, of: (outcome: TrialOutcome) => number): readonly string[] => [
    name,
    ...outcomes.map((outcome) => String(of(outcome))),
  ];
  const figures = table(
    [
      ["", present.name, ...(changed === undefined ? [] : [changed.name])],
      row("alarms", ({ alarms }) => alarms),
      row("alarms between 22:00 and 06:00", ({ atNight }) => atNight),
      row("minutes in alarm", ({ timeInAlarm }) => inMinutes(timeInAlarm)),
      row("longest alarm, minutes", ({ longest }) => inMinutes(longest)),
      row("night calls: texts at once, 22:00 to 06:00", ({ nightCalls }) => nightCalls),
      row("texts at once", ({ texts }) => texts.firstStep),
      row("texts if nobody acknowledges", ({ texts }) => texts.allSteps),
      row("excursions in late readings, told nobody", ({ late }) => late),
    ],
    "right",
  );
  const list = (title: string, excursions: ExcursionList, unit: string, { signal }: Trial): string =>
    excursionList(title, excursions, time, (worst) => valueText(worst, unit, signal));
  const lists =
    changed === undefined || missed === undefined || found === undefined
      ? list("Times in alarm", answer.present.excursions, answer.present.unit, present)
      : list("Missed by the changed rule", missed, answer.present.unit, present) +
        list("Newly found by the changed rule", found, answer.changed?.unit ?? "", changed);
  const between = `${time(from)} to ${time(to)} (${timeZone})`;
  return `${answer.rule}, ${between}\n${readingsText(answer, time)}\n\n${figures}${lists}${repeatsNotice(answer.mayRepeat)}`;
}

/** What there was to go by: a history that begins late in the span makes few alarms. */
function readingsText({ readings, firstReadingAt, lastReadingAt }: BacktestAnswer, time: (at: EpochMs) => string): string {
  if (firstReadingAt === undefined || lastReadingAt === undefined) return "no readings";
  return `${readings} readings, from ${time(firstReadingAt)} to ${time(lastReadingAt)}`;
}

/** Chosen: fits a screen; --json has them all. */
const LISTED = 20;

function excursionList(
  title: string,
  { count, listed }: ExcursionList,
  time: (at: EpochMs) => string,
  said: (worst: number) => string,
): string {
  if (count === 0) return `\n${title}: none\n`;
  const rows = listed
    .slice(0, LISTED)
    .map(({ raisedAt, clearedAt, worst }) => [
      time(raisedAt),
      clearedAt === undefined ? "lasts on" : time(clearedAt),
      clearedAt === undefined ? "" : String(inMinutes(elapsed(raisedAt, clearedAt))),
      worst === undefined ? "" : said(worst),
    ]);
  const more = count > LISTED ? `  and ${count - LISTED} more; --json lists all\n` : "";
  return `\n${title}: ${count}\n${table([["start", "end", "minutes", "worst"], ...rows])}${more}`;
}

function json(answer: BacktestAnswer, present: NamedTrial, changed: NamedTrial | undefined): string {
  const { rule, signal, from, to, timeZone, readings, firstReadingAt, lastReadingAt, missed, found } = answer;
  const trials = [
    { name: present.name, outcome: answer.present },
    ...(changed === undefined || answer.changed === undefined ? [] : [{ name: changed.name, outcome: answer.changed }]),
  ];
  const said = {
    rule,
    signal,
    unit: present.signal.unit,
    from: isoTime(from),
    to: isoTime(to),
    timeZone,
    readings,
    ...(firstReadingAt === undefined || lastReadingAt === undefined
      ? {}
      : { firstReading: isoTime(firstReadingAt), lastReading: isoTime(lastReadingAt) }),
    trials: trials.map(({ name, outcome: { version, excursions, late, texts, alarms, atNight, nightCalls, timeInAlarm, longest } }) => ({
      name,
      version,
      alarms,
      alarmsAtNight: atNight,
      nightCalls,
      minutesInAlarm: timeInAlarm / minutes(1),
      longestMinutes: longest / minutes(1),
      texts,
      lateExcursions: late,
      excursions: excursions.listed.map(excursionJson),
    })),
    ...(missed === undefined || found === undefined
      ? {}
      : { missed: missed.listed.map(excursionJson), found: found.listed.map(excursionJson) }),
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}

const excursionJson = ({ raisedAt, clearedAt, worst }: Excursion) => ({
  start: isoTime(raisedAt),
  ...(clearedAt === undefined ? {} : { end: isoTime(clearedAt) }),
  ...(worst === undefined ? {} : { worst }),
});
