import { type AlarmFact, collectFigures, isFleeting, isUnauthorised, type SuppressionFact } from "../../alarm/index.ts";
import { type EpochMs, epochMs, hours, minutes, plus } from "../../basics/index.ts";
import { type CountedFigure, count, figure } from "./figure.ts";
import { type CountedSpan, isWithin, type ReportLine } from "./report-line.ts";
import { type AlarmStory, alarmStories } from "./told-alarms.ts";
import type { ReportScope } from "./counted-report.ts";

/** ISA-18.2, as the figures of the alarm system have it. */
const STALE_AFTER = hours(24);
const DAY = hours(24);
const TEN_MINUTES = minutes(10);

type Told = AlarmStory & Required<Pick<AlarmStory, "told">>;
interface Spell {
  readonly line: number;
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** Gathers the figures of the alarm system (ISA-18.2) from the lines of one part of the span after the other. */
export interface SystemCount {
  /** `part.lines` may go on after the part, to the end of the whole. */
  take(part: CountedSpan): void;
  figures(): readonly CountedFigure[];
}

/** `from`: of the span, or when the journal began, if that is later: time without a platform is no quiet time. */
export function countSystem(from: EpochMs, to: EpochMs, { zones }: ReportScope): SystemCount {
  const collector = collectFigures(from, to);
  const toldAt: number[] = [];
  const toldLines: number[] = [];
  const stale: Spell[] = [];
  const chattering: number[] = [];
  const fleeting: number[] = [];
  const unauthorised: number[] = [];
  const floods: number[] = [];
  let flooded = 0;
  let isFirst = true;

  function takeAlarm(story: Told, chatters: ReadonlySet<string>): void {
    const fact = factOf(story, chatters);
    const line = story.told.number;
    collector.takeAlarm(fact);
    const since = plus(fact.annunciatedAt, STALE_AFTER);
    const until = epochMs(Math.min(fact.clearedAt ?? to, to));
    if (since < until) stale.push({ line, since, until });
    if (fact.annunciatedAt < from) return;
    toldAt.push(fact.annunciatedAt);
    toldLines.push(line);
    if (fact.chattered) chattering.push(line);
    if (isFleeting(fact)) fleeting.push(line);
  }

  function takeFlood({ at, number, detail }: ReportLine): void {
    const began = epochMs(Number(detail["since"] ?? at));
    collector.takeFlood({ from: began, to: at });
    flooded += Math.max(0, Math.min(at, to) - Math.max(began, from));
    floods.push(number);
  }

  /** Lines of alarms that were told in a period that began then. */
  const toldIn = (begins: EpochMs | undefined, length: number): readonly number[] =>
    begins === undefined ? [] : toldLines.filter((_, place) => (toldAt[place] ?? 0) >= begins && (toldAt[place] ?? 0) < begins + length);

  return {
    take(part) {
      const chatters = new Set(
        part.lines.flatMap(({ kind, alarmId }) => (kind === "chattering" && alarmId !== undefined ? [alarmId] : [])),
      );
      for (const story of alarmStories(part.lines)) {
        if (!isTold(story)) continue;
        const { at } = story.told;
        // What stood when the span began may be stale in it.
        const stood = isFirst && at < from && (story.clearedAt === undefined || story.clearedAt > from);
        if (stood || (isWithin(at, part) && at >= from)) takeAlarm(story, chatters);
      }
      isFirst = false;
      for (const line of part.lines) {
        if (!isWithin(line.at, part) || line.at < from) continue;
        // Floods are of the security centre, and of no department.
        if (line.kind === "flood-ended" && zones === undefined) takeFlood(line);
        const suppression = suppressionOf(line);
        if (suppression === undefined) continue;
        collector.takeSuppression(suppression);
        if (isUnauthorised(suppression)) unauthorised.push(line.number);
      }
    },
    figures() {
      const counted = collector.figures();
      const worstAt = counted.stale.worstAt;
      const staleOn = (begins: EpochMs, ends: EpochMs): readonly number[] =>
        stale.filter(({ since, until }) => since < ends && until > begins).map(({ line }) => line);
      return [
        figure("alarms-per-day", tenths(counted.perDay.average), toldLines),
        count("alarms-busiest-day", toldIn(counted.perDay.peakAt, DAY)),
        count("alarms-busiest-ten-minutes", toldIn(counted.perTenMinutes.peakAt, TEN_MINUTES)),
        count("chattering-alarms", chattering),
        count("fleeting-alarms", fleeting),
        count(
          "stale-at-end",
          stale.filter(({ until }) => until >= to).map(({ line }) => line),
        ),
        count("stale-worst-day", worstAt === undefined ? [] : staleOn(worstAt, plus(worstAt, DAY))),
        count("unauthorised-suppressions", unauthorised),
        ...(zones === undefined ? [count("floods", floods), figure("flood-time", flooded, floods)] : []),
      ];
    },
  };
}

const isTold = (story: AlarmStory): story is Told => story.told !== undefined;

function factOf({ alarmId, about, priority, told, clearedAt, acknowledged, firstHuman }: Told, chatters: ReadonlySet<string>): AlarmFact {
  return {
    alarmId,
    subject: about?.subject ?? alarmId,
    priority,
    annunciatedAt: told.at,
    ...(clearedAt === undefined ? {} : { clearedAt }),
    ...(acknowledged === undefined ? {} : { acknowledgedAt: plus(told.at, acknowledged.took) }),
    ...(firstHuman === undefined ? {} : { firstHumanAt: plus(told.at, firstHuman.took) }),
    chattered: chatters.has(alarmId),
  };
}

/** As the figures of the alarm system have it: an alarm shelved, a signal out of service. */
function suppressionOf({ kind, actor, alarmId, detail }: ReportLine): SuppressionFact | undefined {
  if (kind !== "shelved" && (kind !== "out-of-service" || alarmId !== undefined)) return undefined;
  const { reason, until, proposedBy, approvedBy } = detail as Partial<SuppressionFact>;
  return {
    kind,
    by: actor,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
    ...(proposedBy === undefined ? {} : { proposedBy }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
