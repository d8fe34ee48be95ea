import { type EpochMs, elapsed } from "../../basics/index.ts";
import type { Priority } from "../../rules/index.ts";
import { type AlarmSubject, isSilence, type ReportLine } from "./report-line.ts";
import type { Timed } from "./figure.ts";

/** What the lines say of one alarm. */
export interface AlarmStory {
  readonly alarmId: string;
  readonly raised: ReportLine;
  readonly about: AlarmSubject | undefined;
  readonly priority: Priority;
  /** Why it is in no figure: it belonged to a test to its end, or came of simulated readings. */
  readonly notCounted?: "test" | "simulated";
  /** The line by which it was put before people: it was raised, ceased to be withheld or a test, or came from beneath another. */
  readonly told?: ReportLine;
  readonly acknowledged?: Timed;
  readonly firstHuman?: Timed;
  readonly clearedAt?: EpochMs;
  readonly nobodyReached: readonly number[];
}

/** Told once of the same lines: several sections ask, and a busy site has many. */
const told = new WeakMap<readonly ReportLine[], readonly AlarmStory[]>();

/** Alarms of which the lines have the raising, in its order. */
export function alarmStories(lines: readonly ReportLine[]): readonly AlarmStory[] {
  const stories = told.get(lines) ?? storiesOf(lines);
  told.set(lines, stories);
  return stories;
}

function storiesOf(lines: readonly ReportLine[]): readonly AlarmStory[] {
  const byAlarm = new Map<string, ReportLine[]>();
  for (const line of lines) {
    if (line.alarmId === undefined) continue;
    const own = byAlarm.get(line.alarmId);
    if (own !== undefined) own.push(line);
    else if (line.kind === "raised") byAlarm.set(line.alarmId, [line]);
  }
  return [...byAlarm].flatMap(([alarmId, own]) => {
    const [raised, ...others] = own;
    return raised === undefined ? [] : [storyOf(alarmId, raised, others)];
  });
}

function storyOf(alarmId: string, raised: ReportLine, others: readonly ReportLine[]): AlarmStory {
  const { detail } = raised;
  const outlived = detail["test"] === undefined ? undefined : others.find(({ kind }) => kind === "commissioning-ended");
  const isTest = detail["test"] !== undefined && outlived === undefined;
  const notCounted = detail["simulated"] === true ? "simulated" : isTest ? "test" : undefined;
  const told = notCounted === undefined ? toldBy(raised, others, outlived) : undefined;
  const after = told === undefined ? [] : others.filter(({ number }) => number > told.number);
  const acknowledged = timed(
    told,
    after.find(({ kind }) => kind === "acknowledged"),
  );
  const firstHuman = timed(
    told,
    after.find(({ actor }) => actor.startsWith("user:") || actor.startsWith("person:")),
  );
  const clearedAt = others.find(({ kind }) => kind === "returned-to-normal")?.at;
  return {
    alarmId,
    raised,
    about: raised.about,
    priority: detail["priority"] as Priority,
    ...(notCounted === undefined ? {} : { notCounted }),
    ...(told === undefined ? {} : { told }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(firstHuman === undefined ? {} : { firstHuman }),
    ...(clearedAt === undefined ? {} : { clearedAt }),
    nobodyReached: after.flatMap(({ kind, number }) => (kind === "nobody-reached" ? [number] : [])),
  };
}

/** Lines that may bring an alarm on the list which was not on it. */
const RELEASES: ReadonlySet<string> = new Set(["unsuppressed", "in-service", "left", "commissioning-ended"]);
/** What it is then. */
const ON_THE_LIST: ReadonlySet<unknown> = new Set(["unacknowledged", "rtn-unacknowledged", "latched-unacknowledged"]);

function toldBy(raised: ReportLine, others: readonly ReportLine[], outlived: ReportLine | undefined): ReportLine | undefined {
  const { suppressedBy, outOfService, parent } = raised.detail;
  const isTold = suppressedBy === undefined && outOfService === undefined && parent === undefined;
  if (isTold && outlived === undefined) return raised;
  return others.find(({ kind, number, detail }) => {
    if (!RELEASES.has(kind) || number < (outlived?.number ?? 0)) return false;
    return ON_THE_LIST.has((detail["after"] as { readonly state?: unknown } | undefined)?.state);
  });
}

function timed(told: ReportLine | undefined, line: ReportLine | undefined): Timed | undefined {
  return told === undefined || line === undefined ? undefined : { took: elapsed(told.at, line.at), line: line.number };
}

/** Whether it is that a signal is silent, whether or not anybody was told. */
export const isOfSilence = ({ about, notCounted }: AlarmStory): boolean =>
  about !== undefined && notCounted === undefined && isSilence(about);
