import type { EpochMs } from "../basics/index.ts";
import { parseTime } from "./event-time.ts";

/**
 * The native payload (DESIGN 3.2) once its outer shape has been checked. What `at` and the samples hold is checked entry by entry,
 * so that one wrong value harms no other.
 */
export interface NativeMessage {
  /** ISO 8601 with a zone, or epoch milliseconds; absent means on receipt. */
  readonly at?: unknown;
  /** Counts the device's messages; the same again with the same `at` is a repeat. */
  readonly seq?: number;
  /** By signal name: a value, or an object of value, unit, quality and state. */
  readonly samples: Readonly<Record<string, unknown>>;
}

/** One value of one signal as a device said it, whatever the format it came in. */
export interface Entry {
  readonly name: string;
  /** When it was taken, as said; absent means on receipt. */
  readonly at: unknown;
  /** What `at` means; undefined when it is absent or no time at all. */
  readonly time: EpochMs | undefined;
  readonly seq: number | undefined;
  readonly value: unknown;
  readonly unit: unknown;
  readonly quality: unknown;
  /** What the device says it is doing instead of measuring, or that it is over its range. */
  readonly state: unknown;
}

export function entriesOfNative({ at, seq, samples }: NativeMessage): readonly Entry[] {
  const time = parseTime(at);
  return Object.keys(samples).map((name): Entry => {
    const said = samples[name];
    if (!isObject(said)) return { name, at, time, seq, value: said, unit: undefined, quality: undefined, state: undefined };
    return { name, at, time, seq, value: said.value, unit: said.unit, quality: said.quality, state: said.state };
  });
}

type Said = { readonly [Key in "value" | "unit" | "quality" | "state"]?: unknown };

const isObject = (said: unknown): said is Said => typeof said === "object" && said !== null && !Array.isArray(said);
