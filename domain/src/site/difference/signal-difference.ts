import type { DurationMs } from "../../basics/index.ts";
import type { Signal } from "../../rules/index.ts";
import type { MeasuringRange } from "../../telemetry/index.ts";
import { differentAttributes, either, type Judge, largerIsLooser, makesNone, smallerIsLooser } from "./attributes.ts";
import { changedBy, type DifferenceValue, type SiteDifference, type Verdict } from "./difference.ts";
import { isSafetyRule } from "./rule-difference.ts";
import { betweenWords, dateWords, plainWords, spanWords } from "./words.ts";

/** Without a range nothing is over it; the further it reaches, the later something is. Where it begins cuts both ways. */
function judgeOfRange(before: unknown, after: unknown): Verdict {
  if (before === undefined) return "tighter";
  if (after === undefined) return "looser";
  const [was, is] = [before as MeasuringRange, after as MeasuringRange];
  return was.min === is.min ? largerIsLooser(was.max, is.max) : "unclear";
}

/** Which way each attribute of a signal is looser for the rules that watch it; those that are not here cut both ways. */
const ATTRIBUTES: Readonly<Record<string, Judge>> = {
  label: makesNone,
  /** A longer gap counts as having been watched, and silence is told later. */
  hold: largerIsLooser,
  /** More readings are too old to raise anything. */
  lateness: smallerIsLooser,
  /** A clock may be further wrong before anybody is told. */
  clockTolerance: largerIsLooser,
  states: either,
  /** It goes unproven for longer; without a span, for ever. */
  prove: (before, after) => largerIsLooser(before ?? Number.POSITIVE_INFINITY, after ?? Number.POSITIVE_INFINITY),
  range: judgeOfRange,
  /** A date put off; without one it is never due. */
  /** Nobody is told less by it; that the new device is not proven and not calibrated is counted by itself. */
  replacedAt: makesNone,
  dueAt: (before, after) => largerIsLooser(before ?? Number.POSITIVE_INFINITY, after ?? Number.POSITIVE_INFINITY),
};

const SPANS = ["hold", "lateness", "clockTolerance", "prove"];

const APART: readonly string[] = ["key", "deviceId", "name", "rules"];

/** Undefined where both measure the same in the same way; their rules are compared by themselves. */
export function signalChanged(before: Signal, after: Signal): SiteDifference | undefined {
  const isSafety = [before, after].some((signal) => signal.rules.some((rule) => isSafetyRule({ rule, signal })));
  const described = (signal: Signal): object =>
    Object.fromEntries(Object.entries(signal).filter(([attribute]) => !APART.includes(attribute)));
  return changedBy(
    { about: "signal", id: before.key, isSafety },
    differentAttributes(described(before), described(after), ATTRIBUTES, signalWords),
  );
}

function signalWords(attribute: string, value: unknown): DifferenceValue {
  if (SPANS.includes(attribute)) return spanWords(value as DurationMs);
  if (attribute === "range") return betweenWords(value as MeasuringRange);
  return attribute === "dueAt" || attribute === "replacedAt" ? dateWords(value as number) : plainWords(value);
}
