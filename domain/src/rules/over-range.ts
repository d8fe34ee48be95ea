import { type DurationMs, type EpochMs, elapsed, type Text } from "../basics/index.ts";
import { UNIT_SYMBOLS, type Unit } from "../quantity/index.ts";
import type { Sample } from "../telemetry/index.ts";
import type { RuleAttributes } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/** Values strictly between these are clean air; an end that is absent does not matter. */
export interface CleanAir {
  readonly min?: number;
  readonly max: number;
}

/**
 * A sensor at or beyond the top of its range: above every level, and what it reads afterwards is suspect, since a catalytic sensor reads
 * low in rich gas (the intent of IEC 60079-29-1). It is over only when clean air was read for `cleanFor` without a gap, and always latches.
 */
export interface OverRangeRule extends RuleAttributes {
  readonly kind: "over-range";
  /** Top of the range, in `unit`; absent where the device alone knows it. */
  readonly top?: number;
  readonly unit: Unit;
  readonly cleanAir: CleanAir;
  readonly cleanFor: DurationMs;
}

/**
 * `unknown`: nothing is known from before, as at the beginning and under another version of the rule; then only clean air ends an alarm,
 * as while `over`. `inside`: within the range, and not suspect.
 */
export interface OverRangeMemory {
  readonly phase: "unknown" | "over" | "inside";
  /** Event times between which nothing but clean air was read; absent while it was not. */
  readonly clean?: { readonly since: EpochMs; readonly until: EpochMs };
}

const UNKNOWN: OverRangeMemory = { phase: "unknown" };

/** What is nearly always so: one object for all. */
const INSIDE: Watched<OverRangeMemory> = { memory: { phase: "inside" }, observation: "gone", because: "it reads within its range" };

/** Whether a sample changes nothing: nearly always, and told without stepping the rule. */
export const isInsideWith = (watched: Watched<unknown> | undefined, { overRange }: Sample): boolean =>
  overRange !== true && (watched?.memory as OverRangeMemory | undefined)?.phase === "inside";

export function stepOverRange(
  rule: OverRangeRule,
  memory: OverRangeMemory = UNKNOWN,
  input: WatchInput,
  world: World,
): Watched<OverRangeMemory> {
  switch (input.kind) {
    case "sample":
      return stepBySample(rule, memory, input.sample, world);
    case "fault":
      // What comes after a fault begins anew.
      return memory.phase === "inside" ? INSIDE : waiting({ phase: memory.phase }, "no clean air is read: it has a fault");
    case "event":
    case "time":
      return memory.phase === "inside" ? INSIDE : waiting(memory, "no clean air was read since");
  }
}

function stepBySample(rule: OverRangeRule, memory: OverRangeMemory, sample: Sample, world: World): Watched<OverRangeMemory> {
  const said = `${sample.value} ${UNIT_SYMBOLS[rule.unit]}`;
  if (sample.overRange === true) {
    const top = rule.top === undefined ? "" : ` that ends at ${rule.top} ${UNIT_SYMBOLS[rule.unit]}`;
    return { memory: { phase: "over" }, observation: "met", because: `over the range${top}: ${said} or more`, value: sample.value };
  }
  if (memory.phase === "inside") return INSIDE;
  const { value } = sample;
  if (!isClean(rule.cleanAir, value)) {
    return {
      ...waiting({ phase: memory.phase }, `${said} is not clean air, ${saidOfClean(rule)}, and suspect until that was read`),
      value,
    };
  }
  const clean = extended(memory.clean, sample, world);
  const held = elapsed(clean.since, clean.until);
  if (held >= rule.cleanFor) {
    return { ...INSIDE, because: `${said}: clean air, ${saidOfClean(rule)}, for ${held / 1000} s without a gap`, value };
  }
  const because = `${said} is clean air since ${held / 1000} s, of the ${rule.cleanFor / 1000} s it takes`;
  return { ...waiting({ phase: memory.phase, clean }, because), value };
}

/** While over it stays so; while it is not known, it is neither raised nor ended. */
const waiting = (memory: OverRangeMemory, because: string): Watched<OverRangeMemory> => ({
  memory,
  observation: memory.phase === "over" ? "met" : "inside-deadband",
  because,
});

/** Clean air with one sample more of it; after a gap, or a clock set back, it begins there. */
function extended(clean: OverRangeMemory["clean"], { signal, at }: Sample, world: World): NonNullable<OverRangeMemory["clean"]> {
  const now = world.signal(signal);
  const hold = now === undefined ? 0 : elapsed(now.receivedAt, now.heldUntil);
  const goesOn = clean !== undefined && at >= clean.until && elapsed(clean.until, at) <= hold;
  return { since: goesOn ? clean.since : at, until: at };
}

const isClean = ({ min = Number.NEGATIVE_INFINITY, max }: CleanAir, value: number): boolean => value > min && value < max;

function saidOfClean({ cleanAir: { min, max }, unit }: OverRangeRule): string {
  const symbol = UNIT_SYMBOLS[unit];
  return min === undefined ? `below ${max} ${symbol}` : `between ${min} and ${max} ${symbol}`;
}

export const nameOfOverRange = (_rule: OverRangeRule): Text => ({ en: "over range", zh: "超量程" });

export const conditionOfOverRange = ({ top, unit }: OverRangeRule): Text => {
  const limit = top === undefined ? "" : `≥ ${top} ${UNIT_SYMBOLS[unit]}`;
  return { en: limit, zh: limit };
};

/** The fold tells it of its own signal, before the levels: what it says decides what they may believe. */
export const inputsOfOverRange = ({ signal, cleanFor }: OverRangeRule): WatchedInputs => ({
  signals: [signal],
  devices: [],
  reach: cleanFor,
});
