import { type EpochMs, plus } from "../../basics/index.ts";
import { milliseconds } from "../../basics/index.ts";
import { type CountedFigure, count, figure, type FigureName } from "./figure.ts";
import { type CountedSpan, isWithin, type ReportLine } from "./report-line.ts";
import { alarmStories, isOfSilence } from "./told-alarms.ts";

/** A time in which something did not protect. */
interface Impairment {
  readonly began: ReportLine;
  readonly endedAt?: EpochMs;
}

type Names = readonly [begun: FigureName, time: FigureName, atEnd: FigureName];

/** What did not protect within the span: how often it began, for how long in all, and what of it stood at the end. */
export function countImpaired(counted: CountedSpan): readonly CountedFigure[] {
  const stories = alarmStories(counted.lines);
  const notCounted = new Set(stories.filter((story) => story.notCounted !== undefined).map(({ alarmId }) => alarmId));
  const silences = stories.filter(isOfSilence).map(({ raised, clearedAt }) => impairment(raised, clearedAt));
  const shelvings = spans(counted.lines, "shelved", "unshelved", ({ alarmId }) => (notCounted.has(alarmId ?? "") ? undefined : alarmId));
  // Lines about its alarms say the same again: the signal's own have none.
  const services = spans(counted.lines, "out-of-service", "in-service", ({ alarmId, detail }) =>
    alarmId === undefined ? (detail["signal"] as string | undefined) : undefined,
  );
  return [
    ...summed(["shelvings-begun", "shelved-time", "shelved-at-end"], shelvings, counted),
    ...summed(["out-of-service-begun", "out-of-service-time", "out-of-service-at-end"], services, counted),
    ...summed(["silences-begun", "silent-time", "silent-at-end"], silences, counted),
  ];
}

const impairment = (began: ReportLine, endedAt: EpochMs | undefined): Impairment => ({
  began,
  ...(endedAt === undefined ? {} : { endedAt }),
});

/** From a line of one kind to the next of the other about the same; undefined is about nothing. */
function spans(
  lines: readonly ReportLine[],
  begins: string,
  ends: string,
  ofWhat: (line: ReportLine) => string | undefined,
): readonly Impairment[] {
  const open = new Map<string, ReportLine>();
  const over: Impairment[] = [];
  for (const line of lines) {
    if (line.kind !== begins && line.kind !== ends) continue;
    const what = ofWhat(line);
    if (what === undefined) continue;
    const began = open.get(what);
    if (line.kind === begins) {
      if (began === undefined) open.set(what, line);
    } else if (began !== undefined) {
      over.push({ began, endedAt: line.at });
      open.delete(what);
    }
  }
  return [...over, ...[...open.values()].map((began) => ({ began }))].toSorted((a, b) => a.began.number - b.began.number);
}

function summed([begun, time, atEnd]: Names, impairments: readonly Impairment[], span: CountedSpan): readonly CountedFigure[] {
  const numbers = (those: readonly Impairment[]): readonly number[] => those.map(({ began }) => began.number);
  const touching = impairments.filter(({ began, endedAt = span.to }) => began.at < span.to && endedAt > span.from);
  const lasted = touching.reduce((sum, { began, endedAt = span.to }) => sum + lastedWithin(began.at, endedAt, span), 0);
  return [
    count(begun, numbers(impairments.filter(({ began }) => isWithin(began.at, span)))),
    figure(time, lasted, numbers(touching)),
    count(atEnd, numbers(touching.filter(({ endedAt = plus(span.to, milliseconds(1)) }) => endedAt >= span.to))),
  ];
}

const lastedWithin = (from: EpochMs, to: EpochMs, span: CountedSpan): number => Math.min(to, span.to) - Math.max(from, span.from);
