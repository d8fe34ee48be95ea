import type { EpochMs } from "../../basics/index.ts";
import { TOLD_IMPAIRMENTS, type ToldImpairment } from "../impairment/index.ts";
import { type CountedFigure, count, figure, type FigureName } from "./figure.ts";
import { type CountedSpan, isWithin, type ReportLine, TELLING_KINDS } from "./report-line.ts";
import { alarmStories, isOfSilence } from "./told-alarms.ts";

/** Whether it is written by then how signals protect. Before the first of these lines none says so, and nothing is claimed. */
const isTold = (lines: readonly ReportLine[]): boolean => lines.some(({ kind }) => TELLING_KINDS.includes(kind));
const unknown = (name: FigureName): CountedFigure => ({ name, lines: [], of: 0 });

/** A time in which something did not protect. */
interface Impairment {
  /** The line that says so. */
  readonly said: ReportLine;
  readonly beganAt: EpochMs;
  /** The line says that it stands still, and an earlier one that it began. */
  readonly isAgain?: boolean;
  readonly endedAt?: EpochMs;
}

type Names = readonly [begun: FigureName, time: FigureName, atEnd: FigureName];
const namesOf = (impairment: ToldImpairment): Names => [`${impairment}-begun`, `${impairment}-time`, `${impairment}-at-end`];

/** What did not protect within the span: how often it began, for how long in all, and what of it stood at the end. */
export const countImpaired = (counted: CountedSpan): readonly CountedFigure[] => [...countWithheld(counted), ...countTold(counted)];

/** Signals that did not protect as they should, by the lines that tell of it: such a line may say when it began or ended, which was before. */
export function countTold(counted: CountedSpan): readonly CountedFigure[] {
  const told = counted.lines.filter(({ kind }) => kind === "protection-impaired" || kind === "protection-restored");
  return TOLD_IMPAIRMENTS.flatMap((impairment) =>
    isTold(counted.lines) ? summed(namesOf(impairment), spans(told, turnOf(impairment)), counted) : namesOf(impairment).map(unknown),
  );
}

/** What was shelved, out of service, silent or suppressed: each of these begins and ends with its line. */
export function countWithheld(counted: CountedSpan): readonly CountedFigure[] {
  const { lines } = counted;
  const stories = alarmStories(lines);
  const notCounted = new Set(stories.filter((story) => story.notCounted !== undefined).map(({ alarmId }) => alarmId));
  const ofAlarm = ({ alarmId }: ReportLine): string | undefined => (notCounted.has(alarmId ?? "") ? undefined : alarmId);
  const silences = stories.filter(isOfSilence).map(({ raised, clearedAt }): Impairment => {
    return { said: raised, beganAt: raised.at, ...(clearedAt === undefined ? {} : { endedAt: clearedAt }) };
  });
  const shelvings = spans(lines, (line) => {
    const what = ofAlarm(line);
    return line.kind === "shelved" ? { begins: what } : line.kind === "unshelved" ? { ends: what } : {};
  });
  const services = spans(lines, ({ kind, alarmId, detail }) => {
    // Lines about its alarms say the same again: the signal's own have none.
    const what = alarmId === undefined ? (detail["signal"] as string | undefined) : undefined;
    return kind === "out-of-service" ? { begins: what } : kind === "in-service" ? { ends: what } : {};
  });
  return [
    ...summed(["shelvings-begun", "shelved-time", "shelved-at-end"], shelvings, counted),
    ...summed(["out-of-service-begun", "out-of-service-time", "out-of-service-at-end"], services, counted),
    ...summed(["silences-begun", "silent-time", "silent-at-end"], silences, counted),
    ...summed(["suppressions-begun", "suppressed-time", "suppressed-at-end"], spans(lines, suppressionBy(ofAlarm)), counted),
  ];
}

/** What begins and ends with a line: of undefined nothing does. */
interface Turn {
  readonly begins?: string | undefined;
  readonly ends?: string | undefined;
  /** When it was, where not with the line. */
  readonly at?: unknown;
  readonly isAgain?: boolean;
}

/** Of signals, by the lines that tell how they protect. */
const turnOf =
  (impairment: ToldImpairment) =>
  ({ kind, detail }: ReportLine): Turn => {
    if (detail["impairment"] !== impairment) return {};
    const what = detail["signal"] as string | undefined;
    if (kind === "protection-impaired") return { begins: what, at: detail["since"], isAgain: detail["again"] === true };
    return kind === "protection-restored" ? { ends: what, at: detail["ended"] } : {};
  };

/** Of alarms, by the state each of their lines leaves them in. */
const suppressionBy =
  (ofAlarm: (line: ReportLine) => string | undefined) =>
  (line: ReportLine): Turn => {
    const what = ofAlarm(line);
    if (line.kind === "raised") return line.detail["suppressedBy"] === undefined ? {} : { begins: what };
    const after = (line.detail["after"] as { readonly state?: unknown } | undefined)?.state;
    if (after === undefined) return {};
    return after === "suppressed-by-design" ? { begins: what } : { ends: what };
  };

/** From each line with which something begins to the next with which it ends. */
function spans(lines: readonly ReportLine[], turnOf: (line: ReportLine) => Turn): readonly Impairment[] {
  const open = new Map<string, Impairment>();
  const over: Impairment[] = [];
  for (const line of lines) {
    const { begins, ends, at = line.at, isAgain = false } = turnOf(line);
    if (begins !== undefined && !open.has(begins)) open.set(begins, { said: line, beganAt: at as EpochMs, isAgain });
    const began = open.get(ends ?? "");
    if (ends === undefined || began === undefined) continue;
    over.push({ ...began, endedAt: at as EpochMs });
    open.delete(ends);
  }
  return [...over, ...open.values()].toSorted((a, b) => a.said.number - b.said.number);
}

function summed([begun, time, atEnd]: Names, impairments: readonly Impairment[], counted: CountedSpan): readonly CountedFigure[] {
  const numbers = (those: readonly Impairment[]): readonly number[] => those.map(({ said }) => said.number);
  const touching = impairments.filter(({ beganAt, endedAt = counted.to }) => beganAt < counted.to && endedAt > counted.from);
  const lasted = touching.reduce((sum, { beganAt, endedAt = counted.to }) => sum + lastedWithin(beganAt, endedAt, counted), 0);
  return [
    count(begun, numbers(impairments.filter(({ said, isAgain }) => isAgain !== true && isWithin(said.at, counted)))),
    figure(time, lasted, numbers(touching)),
    count(atEnd, numbers(touching.filter(({ endedAt }) => endedAt === undefined || endedAt >= counted.to))),
  ];
}

const lastedWithin = (from: EpochMs, to: EpochMs, span: CountedSpan): number =>
  Math.max(0, Math.min(to, span.to) - Math.max(from, span.from));
