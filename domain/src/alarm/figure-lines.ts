import { elapsed, minutes, plus } from "../basics/index.ts";
import { JUDGED_FIGURES } from "./figure-targets.ts";
import { FLOOD_BEGINS_ABOVE } from "./flood.ts";
import { type AlarmFact, type AlarmSystemFigures, isFleeting, STALE_AFTER } from "./system-figures.ts";

/** What of the figures can be asked which lines of the journal it was counted from. `not…`: alarms for which it has not happened. */
export const TRACED_FIGURES = [...JUDGED_FIGURES, "acknowledge", "notAcknowledged", "firstHuman", "noHuman", "rule"] as const;
export type TracedFigure = (typeof TRACED_FIGURES)[number];

/** Counted from floods, and from what was taken off the list. */
type BesidesAlarms = "floodTime" | "unauthorisedSuppressions";
/** A figure that is counted from alarms, or one of the rules: its alarms. */
export type AlarmQuestion =
  | { readonly figure: Exclude<TracedFigure, "rule" | BesidesAlarms> }
  | { readonly figure: "rule"; readonly subject: string };
export type FigureQuestion = AlarmQuestion | { readonly figure: BesidesAlarms };

/** An alarm with the numbers of its lines. */
export interface TracedAlarm extends AlarmFact {
  /** By which it was put before people. */
  readonly line: number;
  readonly acknowledgedLine?: number;
  readonly firstHumanLine?: number;
}

export const isOfAlarms = (question: FigureQuestion): question is AlarmQuestion =>
  question.figure !== "floodTime" && question.figure !== "unauthorisedSuppressions";

const TEN_MINUTES = minutes(10);

/** Which lines a figure was counted from, in the order of the alarms. `figures`: of the same span. */
export function linesOfAlarms(question: AlarmQuestion, figures: AlarmSystemFigures, alarms: readonly TracedAlarm[]): readonly number[] {
  const { from, to, perTenMinutes, busiest } = figures;
  const within = alarms.filter(({ annunciatedAt }) => annunciatedAt >= from && annunciatedAt < to);
  const wanted = (isCounted: (alarm: TracedAlarm) => boolean): readonly number[] => within.filter(isCounted).map(({ line }) => line);
  const periodOf = ({ annunciatedAt }: TracedAlarm): number => Math.floor(elapsed(from, annunciatedAt) / TEN_MINUTES);
  switch (question.figure) {
    case "perTenMinutes":
    case "perHour":
    case "perDay":
    case "priorities":
      return wanted(() => true);
    case "peakPerTenMinutes": {
      const { peakAt } = perTenMinutes;
      return peakAt === undefined ? [] : wanted(({ annunciatedAt: at }) => at >= peakAt && at < plus(peakAt, TEN_MINUTES));
    }
    case "crowded": {
      const inPeriod = Map.groupBy(within, periodOf);
      return wanted((alarm) => (inPeriod.get(periodOf(alarm))?.length ?? 0) > FLOOD_BEGINS_ABOVE);
    }
    case "busiestShare": {
      const subjects = new Set(busiest.map(({ subject }) => subject));
      return wanted(({ subject }) => subjects.has(subject));
    }
    case "rule":
      return wanted(({ subject }) => subject === question.subject);
    case "chattering":
      return wanted(({ chattered }) => chattered);
    case "fleeting":
      return wanted(isFleeting);
    case "stale":
      // Also of before the span, where the condition was met still.
      return alarms
        .filter(({ annunciatedAt, clearedAt = to }) => {
          const until = Math.min(clearedAt, to);
          return until > from && plus(annunciatedAt, STALE_AFTER) < until;
        })
        .map(({ line }) => line);
    case "acknowledge":
      return within.flatMap(({ acknowledgedAt, acknowledgedLine, line }) =>
        acknowledgedAt === undefined ? [] : [acknowledgedLine ?? line],
      );
    case "notAcknowledged":
      return wanted(({ acknowledgedAt }) => acknowledgedAt === undefined);
    case "firstHuman":
      return within.flatMap(({ firstHumanAt, firstHumanLine, line }) => (firstHumanAt === undefined ? [] : [firstHumanLine ?? line]));
    case "noHuman":
      return wanted(({ firstHumanAt }) => firstHumanAt === undefined);
  }
}
