import { type DurationMs, days, type EpochMs, elapsed, hours, milliseconds, minutes, plus, seconds } from "../basics/index.ts";
import type { CivilMs } from "./civil.ts";

/** Making one costs far more than using it, and a site has few zones. Holds nothing but what its key says. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  formats.set(timeZone, format);
  return format;
}

/** Whether the name is in the IANA database this platform has. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** `GMT+02:00`, `GMT-00:25:21` before there were zones, `GMT` for none. */
const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** How far the wall clocks of a zone are ahead of UTC; negative to the west. Throws on a name that is no zone's. */
export function offsetAt(timeZone: string, at: EpochMs): DurationMs {
  const [, sign, hour = 0, minute = 0, second = 0] = OFFSET.exec(formatOf(timeZone).format(at)) ?? [];
  const size = hours(Number(hour)) + minutes(Number(minute)) + seconds(Number(second));
  return milliseconds(sign === "-" ? -size : size);
}

/** What the clocks on the walls of a zone show. */
export const civilAt = (timeZone: string, at: EpochMs): CivilMs => (at + offsetAt(timeZone, at)) as number as CivilMs;

/** How closely a zone is looked at for changes: none has ever changed its clock and changed it back within a day. */
const STEP = days(1);

/** How far ahead is looked: whoever asked for more asks again then. Chosen: a month costs some 50 µs. */
const FURTHEST = days(32);

/**
 * The first instant after `at` at which the wall clocks of the zone may show `target` or more, or at which they are changed: until then
 * they run on evenly. `target` lies after what they show at `at`. At most 32 days after `at`.
 */
export function evenlyUntil(timeZone: string, at: EpochMs, target: CivilMs): EpochMs {
  const offset = offsetAt(timeZone, at);
  const reached = Math.min(target - offset, at + FURTHEST) as EpochMs;
  for (let from = at; from < reached; from = plus(from, STEP)) {
    const to = Math.min(plus(from, STEP), reached) as EpochMs;
    if (offsetAt(timeZone, to) !== offset) return changeBetween(timeZone, from, to, offset);
  }
  return reached;
}

/** The first instant in (from, to] with another offset than the one at `from`. */
function changeBetween(timeZone: string, from: EpochMs, to: EpochMs, offset: DurationMs): EpochMs {
  let [before, after] = [from, to];
  while (elapsed(before, after) > 1) {
    const middle = Math.floor((before + after) / 2) as EpochMs;
    if (offsetAt(timeZone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}
