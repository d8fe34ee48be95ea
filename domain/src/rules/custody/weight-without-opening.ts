import { type DurationMs, elapsed, type EpochMs, hours } from "../../basics/index.ts";
import type { Sample } from "../../telemetry/index.ts";
import { medianOf } from "../figures/median.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "../watch.ts";
import type { WeightWithoutOpening } from "./custody-rule.ts";
import { type DoorMemory, stepDoor } from "./door-state.ts";

/** Samples of one settling that are looked at. Chosen: the median of more differs by less than any scale shows. */
const SAMPLES_KEPT = 60;
/** Fewer are no median. Chosen: with three, one wild one does not decide. */
const FEWEST_SAMPLES = 3;
/** The part of the samples that must lie together. Chosen: a single knock or spike does not begin the settling anew. */
const STEADY_PART = 0.75;
/** A weight may creep by `change` in this time: evaporation, and a scale's own zero. Chosen: a day, so that taking a little each hour adds up. */
const CREEP: DurationMs = hours(24);

interface Weighing {
  readonly at: EpochMs;
  readonly value: number;
}

/** Plain data; never changed in place. */
export interface WeightMemory {
  readonly door: DoorMemory;
  /** Samples since the door was last anything but closed, of the last `settle`. */
  readonly window: readonly Weighing[];
  /** What the store is believed to hold, as of the time it was last steady. */
  readonly reference?: Weighing;
  /** The door was open, or unknown, since the reference was taken: another weight is no wonder. */
  readonly isReleased: boolean;
  /** What was found, until the door is opened or the weight is back. */
  readonly finding?: { readonly because: string; readonly value: number };
}

/**
 * Met when the weight has settled at more than `change` from what it was, and the door was known to be closed all the time between.
 * Ends when the door is opened, or the weight is back. Settled: for `settle`, three quarters of the samples lie within half of
 * `change` of their median, which is then the weight. Opening the door releases the weight; the next one that settles with the door closed is
 * taken for what it is now.
 *
 * Drift: the weight it is compared with follows by at most `change` in 24 h, so creeping is no change, and small takings within a day add up.
 *
 * A door that is unknown (never heard, fault, untrusted, past its hold, restart after longer than that) is not proof of being closed: it
 * releases the weight as an open door does, and nothing is claimed. That is the less safe side of the two, so a door that custody rests on
 * needs its silence and fault told with a high priority. The weight's own gap or fault only begins the settling anew: if the door was closed
 * all the while, what is missing afterwards is told. Late samples (historical) do not count; a sample told twice or out of order is
 * historical; from the future: within the clock tolerance as it stands, beyond it placed by receipt.
 */
export function stepWeightWithoutOpening(
  rule: WeightWithoutOpening,
  memory: WeightMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<WeightMemory> {
  const { memory: door, unwatched } = stepDoor(memory?.door, rule, input, world);
  if (unwatched || door.state !== "closed") {
    const reference = memory?.reference;
    const said = door.state === "open" ? "the door is open" : "the door is not known to have been closed";
    return { memory: { door, window: [], isReleased: true, ...(reference === undefined ? {} : { reference }) }, ...gone(said) };
  }
  const before: WeightMemory = memory === undefined ? { door, window: [], isReleased: true } : { ...memory, door };
  if (input.kind === "fault" && input.signal === rule.of) return told({ ...before, window: [] });
  if (input.kind !== "sample" || input.sample.signal !== rule.of) return told(before);
  const hold = holdOf(rule, world);
  const window = withSample(rule, before.window, input.sample, hold);
  const weight = settledWeight(rule, window);
  return told(weight === undefined ? { ...before, window } : weigh(rule, { ...before, window }, { at: input.sample.at, value: weight }));
}

export const inputsOfWeightWithoutOpening = ({ of, door, settle }: WeightWithoutOpening): WatchedInputs => ({
  signals: [of, door],
  devices: [],
  reach: (CREEP + settle) as DurationMs,
});

/** Longest time between two samples of the weight that still counts as watching it. */
function holdOf({ of, settle }: WeightWithoutOpening, world: World): DurationMs {
  const now = world.signal(of);
  return now === undefined ? settle : elapsed(now.receivedAt, now.heldUntil);
}

function withSample(
  { settle }: WeightWithoutOpening,
  window: readonly Weighing[],
  { at, value }: Sample,
  hold: DurationMs,
): readonly Weighing[] {
  const last = window.at(-1);
  if (last !== undefined && elapsed(last.at, at) > hold) return [{ at, value }];
  // Many samples a second say no more than some: the newest stands for those close before it.
  const isClose = window.length > 1 && last !== undefined && elapsed(window.at(-2)!.at, at) < settle / SAMPLES_KEPT;
  const added = [...(isClose ? window.slice(0, -1) : window), { at, value }];
  // One at or before the beginning of the span stays: it shows that the whole span was watched.
  const first = added.findLastIndex((each) => elapsed(each.at, at) >= settle);
  return first > 0 ? added.slice(first) : added;
}

/** Undefined while it is moving, or was not watched for long enough. */
function settledWeight({ settle, change }: WeightWithoutOpening, window: readonly Weighing[]): number | undefined {
  const [first, last] = [window[0], window.at(-1)];
  if (first === undefined || last === undefined || window.length < FEWEST_SAMPLES || elapsed(first.at, last.at) < settle) return undefined;
  const median = medianOf(
    Float64Array.from(window, ({ value }) => value),
    window.length,
  );
  const steady = window.filter(({ value }) => Math.abs(value - median) <= change / 2).length;
  return steady >= window.length * STEADY_PART ? median : undefined;
}

function weigh({ change }: WeightWithoutOpening, memory: WeightMemory, weight: Weighing): WeightMemory {
  const { reference, isReleased, finding: _finding, ...rest } = memory;
  if (isReleased || reference === undefined) return { ...rest, isReleased: false, reference: weight };
  const difference = weight.value - reference.value;
  if (Math.abs(difference) > change) {
    const finding = { because: changed(difference), value: weight.value };
    // The reference stays: the weight may come back.
    return { ...rest, isReleased, reference, finding };
  }
  const most = (change * Math.max(0, elapsed(reference.at, weight.at))) / CREEP;
  const followed = reference.value + Math.min(most, Math.max(-most, difference));
  return { ...rest, isReleased, reference: { at: weight.at, value: followed } };
}

const changed = (difference: number): string =>
  `${Number(Math.abs(difference).toPrecision(4))} ${difference < 0 ? "less" : "more"} than before, and the door was closed all the time`;

function told(memory: WeightMemory): Watched<WeightMemory> {
  const { finding, reference, isReleased } = memory;
  if (finding !== undefined) return { memory, observation: "met", ...finding };
  return { memory, ...gone(reference === undefined || isReleased ? "the weight has not settled yet" : "the weight is as it was") };
}

const gone = (because: string) => ({ observation: "gone", because }) as const;
