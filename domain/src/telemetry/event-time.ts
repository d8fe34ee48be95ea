import { type DurationMs, type EpochMs, days, elapsed, epochMs, type Result, err, ok } from "../basics/index.ts";

/** A zone is required: without one the time is a guess (Tasmota sends such). */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;
/** Where `:ss` begins in it, if it is given. */
const SECONDS = 16;

/** Chosen: no device keeps readings longer than this while its server is away; an older time is a clock that was never set. */
export const OLDEST_BELIEVABLE: DurationMs = days(30);

/** The whole milliseconds since 1970 that a device's `at` means; undefined when it is absent or no time at all. */
export function parseTime(at: unknown): EpochMs | undefined {
  if (typeof at === "string") return parseIso(at);
  // Adding zero makes -0 the zero it means.
  return typeof at === "number" && Number.isFinite(at) ? epochMs(Math.round(at) + 0) : undefined;
}

function parseIso(text: string): EpochMs | undefined {
  if (!ISO_8601.test(text) || !isDayOfMonth(text)) return undefined;
  // A leap second counts as the second after it, as Unix time does.
  if (text.startsWith(":60", SECONDS)) return epochMs(Date.parse(`${text.slice(0, SECONDS)}:59${text.slice(SECONDS + 3)}`) + 1000);
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : epochMs(parsed);
}

/** Date.parse takes 30 February for 2 March. */
function isDayOfMonth(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}

/** Years 1970 to 9999: what a time can be at all on the wire. */
const LATEST = Date.UTC(9999, 11, 31);

export interface PlacedTime {
  readonly at: EpochMs;
  /** What the device said, when it was not believed. */
  readonly deviceAt?: EpochMs;
}

/**
 * When a reading counts as taken. A device whose clock is further ahead than `tolerance`, or further behind than any backlog
 * reaches, is placed at the time of receipt: a gas reading must not be lost to a clock.
 */
export function placeInTime(
  { at: said, time: at }: { readonly at: unknown; readonly time: EpochMs | undefined },
  receivedAt: EpochMs,
  tolerance: DurationMs,
): Result<PlacedTime, "DECODE_TIME" | "DECODE_TIME_RANGE"> {
  if (said === undefined) return ok({ at: receivedAt });
  if (at === undefined) return err("DECODE_TIME");
  if (at < 0 || at > LATEST) return err("DECODE_TIME_RANGE");
  return ok(isBelievable(at, receivedAt, tolerance) ? { at } : { at: receivedAt, deviceAt: at });
}

/** Whether a device's clock can have shown `at` when it was right: not further ahead than `tolerance`, nor behind any backlog. */
export function isBelievable(at: EpochMs, receivedAt: EpochMs, tolerance: DurationMs): boolean {
  const late = elapsed(at, receivedAt);
  return late >= -tolerance && late <= OLDEST_BELIEVABLE;
}
