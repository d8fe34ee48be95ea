import type { DurationMs } from "../../basics/index.ts";
import type { Signal } from "../../rules/index.ts";
import { differentAttributes, either, type Judge, largerIsLooser, makesNone, smallerIsLooser } from "./attributes.ts";
import { changedBy, type SiteDifference } from "./difference.ts";
import { isSafetyRule } from "./rule-difference.ts";
import { plainWords, spanWords } from "./words.ts";

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
};

const SPANS = ["hold", "lateness", "clockTolerance"];

const APART: readonly string[] = ["key", "deviceId", "name", "rules"];

/** Undefined where both measure the same in the same way; their rules are compared by themselves. */
export function signalChanged(before: Signal, after: Signal): SiteDifference | undefined {
  const isSafety = [before, after].some((signal) => signal.rules.some((rule) => isSafetyRule({ rule, signal })));
  const described = (signal: Signal): object =>
    Object.fromEntries(Object.entries(signal).filter(([attribute]) => !APART.includes(attribute)));
  return changedBy(
    { about: "signal", id: before.key, isSafety },
    differentAttributes(described(before), described(after), ATTRIBUTES, (attribute, value) =>
      SPANS.includes(attribute) ? spanWords(value as DurationMs) : plainWords(value),
    ),
  );
}
