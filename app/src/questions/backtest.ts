import type { BacktestAnswer, ExcursionList, TrialOutcome } from "@labcanary/dashboard";
import { textsOfAlarm } from "@labcanary/domain/notification";
import { UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import { type AlarmRule, backtest, type Excursion, figuresOf, figureUnit, missedBy, replayFrom, type Span } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import type { AccessEvent, Reading } from "@labcanary/domain/telemetry";
import { eventsToReplay } from "./replayed-events.ts";
import { type AskedHistory, asReceived, type PointsOfSignal, pointsToReplay } from "./replayed-history.ts";
import { mayRepeat, type RuleOfSite, watchedOf } from "./rule-of-site.ts";

/** A rule as it is tried, and the site whose people it would have told. */
export interface Trial extends RuleOfSite {
  readonly site: Site;
}

interface Question {
  readonly present: Trial;
  readonly changed?: Trial;
  readonly span: Span;
  /** Excursions told of each kind at most. */
  readonly listed: number;
}

/** What the present rule, and the changed one beside it, would have made of the history. Undefined when there is none of what they watch. */
export async function backtestOf(history: AskedHistory, { present, changed, span, listed }: Question): Promise<BacktestAnswer | undefined> {
  const trials = changed === undefined ? [present] : [present, changed];
  const watched = trials.map(({ site, signal, rule }) => watchedOf(site, signal, [rule]));
  const signals = [...new Map(watched.flatMap((of) => of.signals.map((signal) => [signal.key, signal]))).values()];
  const from = replayFrom(
    span.from,
    trials.map(({ rule }) => rule),
    signals,
  );
  const points = await pointsToReplay(history, signals, { from, to: span.to, known: span.from });
  const devices = [...new Set(watched.flatMap((of) => of.devices))];
  const events = eventsToReplay(history, devices, present.site, { from, to: span.to }) ?? [];
  // Without what people did every opening would be taken for forced.
  if (devices.length > 0 && history.accessLog === undefined) return undefined;
  if (points.every((of) => of.points.length === 0) && events.length === 0) return undefined;

  const list = listOf(listed);
  const readings = createReadings(points);
  const [before, after] = trials.map((trial, place) => tryOut(trial, watched[place]?.signals ?? [], { readings, events }, span));
  if (before === undefined) return undefined;
  const own = points.find(({ signal }) => signal.key === present.signal.key)?.points ?? [];
  const known = own.filter(({ at }) => at >= span.from && at < span.to);
  return {
    rule: present.rule.id,
    signal: present.signal.key,
    ...span,
    timeZone: present.site.timeZone,
    readings: known.length,
    ...readAt(known),
    present: outcomeOf(before, list),
    ...(after === undefined
      ? {}
      : {
          changed: outcomeOf(after, list),
          missed: list(missedBy(after.excursions, before.excursions)),
          found: list(missedBy(before.excursions, after.excursions)),
        }),
    mayRepeat: mayRepeat(signals),
  };
}

function readAt(known: PointsOfSignal["points"]): Pick<BacktestAnswer, "firstReadingAt" | "lastReadingAt"> {
  const [first] = known;
  const last = known.at(-1);
  return first === undefined || last === undefined ? {} : { firstReadingAt: first.at, lastReadingAt: last.at };
}

type Tried = Omit<TrialOutcome, "excursions"> & { readonly excursions: readonly Excursion[] };

type ReadingsOf = (signals: readonly Signal[]) => readonly Reading[];

/** The readings of some signals as they came in, made once where both trials take the same: most often the rule alone is another. */
function createReadings(points: readonly PointsOfSignal[]): ReadingsOf {
  const made = new Map<string, readonly Reading[]>();
  return (signals) => {
    const same = JSON.stringify(signals.map(({ key, lateness }) => [key, lateness]));
    const readings =
      made.get(same) ??
      asReceived(
        points.filter((of) => signals.some(({ key }) => key === of.signal.key)),
        signals,
      );
    made.set(same, readings);
    return readings;
  };
}

interface Given {
  readonly readings: ReadingsOf;
  readonly events: readonly AccessEvent[];
}

function tryOut({ rule, signal, site }: Trial, signals: readonly Signal[], { readings, events }: Given, span: Span): Tried {
  const { excursions, late } = backtest(rule, signals, { readings: readings(signals), events }, span);
  const figures = figuresOf(excursions, span, site.timeZone);
  const texts = textsOfAlarm(rule, signal, site, span.from);
  return {
    version: rule.version,
    ...figures,
    nightCalls: figures.atNight * texts.firstStep,
    texts: { firstStep: figures.alarms * texts.firstStep, allSteps: figures.alarms * texts.allSteps },
    late,
    excursions,
    unit: unitOf(rule, signal),
  };
}

const outcomeOf = (tried: Tried, list: (excursions: readonly Excursion[]) => ExcursionList): TrialOutcome => ({
  ...tried,
  excursions: list(tried.excursions),
});

const listOf =
  (most: number) =>
  (excursions: readonly Excursion[]): ExcursionList => ({ count: excursions.length, listed: excursions.slice(0, most) });

/** What a rule holds against its condition is told in this; a state is told by its name. */
function unitOf(rule: AlarmRule, { states, unit }: Signal): string {
  if (states !== undefined) return "";
  return rule.kind === "limit" && rule.of !== undefined ? figureUnit(rule.of, unit) : UNIT_SYMBOLS[unit];
}
