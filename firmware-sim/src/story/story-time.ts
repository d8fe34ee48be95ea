import { days, type DurationMs, type EpochMs, epochMs, hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Entry } from "../scenario/yaml-entry.ts";

/** How a time is written in a sentence: `02:10`, `02:10:30`, `08:00 on day 2`. */
export const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?: on day \d+)?`;

/** A story lasts so long at most. Chosen: a year of cells that age is played; more is a slip of the pen. */
const LONGEST: DurationMs = days(366);

/** Whether a story can come to an instant; reported when it cannot. */
export function isWithinStory(at: EpochMs, { startsAt }: StoryClock, entry: Entry): boolean {
  if (at <= plus(startsAt, LONGEST)) return true;
  entry.fail("SCENARIO_VALUE", "this is more than a year after the story begins", "write a time within 366 days");
  return false;
}

/** The clock on the wall of a story. */
export interface StoryClock {
  readonly startsAt: EpochMs;
  readonly offset: DurationMs;
}

const STARTS = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

/** When a story begins: a date, a time and the zone's distance from UTC, such as `2026-11-22T02:00+08:00`. */
export function readStart(entry: Entry): StoryClock | undefined {
  const match = typeof entry.scalar === "string" ? STARTS.exec(entry.scalar) : null;
  const [, day, time, second = ":00", zone] = match ?? [];
  const at = match === null ? Number.NaN : Date.parse(`${day}T${time}${second}${zone}`);
  if (Number.isNaN(at) || zone === undefined) {
    const remedy = "write date, time and distance from UTC, such as 2026-11-22T02:00+08:00";
    return entry.fail("SCENARIO_VALUE", `"${String(entry.scalar)}" is no time a story can begin at`, remedy);
  }
  return { startsAt: epochMs(at), offset: offsetOf(zone) };
}

function offsetOf(zone: string): DurationMs {
  if (zone === "Z") return milliseconds(0);
  const [hour = 0, minute = 0] = zone.slice(1).split(":").map(Number);
  const ahead = hours(hour) + minutes(minute);
  return milliseconds(zone.startsWith("-") ? -ahead : ahead);
}

/** Midnight of the story's day `day`, 1 for the one it begins on. */
const midnightOf = ({ startsAt, offset }: StoryClock, day: number): EpochMs =>
  epochMs(Math.floor((startsAt + offset) / days(1)) * days(1) - offset + days(day - 1));

/** Which day of the story a time is in, 1 for the first. */
const dayOf = (clock: StoryClock, at: EpochMs): number => Math.floor((at - midnightOf(clock, 1)) / days(1)) + 1;

/**
 * The instant a time in a sentence means. Without a day it is in that of the sentence before; a story does not go back, and `08:00` after
 * `23:00` is told as a mistake rather than taken for the next day.
 */
export function instantOf(written: string, clock: StoryClock, cursor: EpochMs, entry: Entry): EpochMs | undefined {
  const [, hour = "", minute = "", second = "0", named] = /^(\d+):(\d+)(?::(\d+))?(?: on day (\d+))?$/.exec(written) ?? [];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return entry.fail(
      "SCENARIO_VALUE",
      `${written} is no time of day`,
      "write hours from 00 to 23 and minutes from 00 to 59, such as 02:10",
    );
  }
  const present = dayOf(clock, cursor);
  const day = named === undefined ? present : Number(named);
  const at = plus(midnightOf(clock, day), milliseconds(hours(Number(hour)) + minutes(Number(minute)) + seconds(Number(second))));
  if (at >= cursor) return isWithinStory(at, clock, entry) ? at : undefined;
  const before = storyTimeText(clock, cursor);
  const next = `${written.replace(/ on day .*/, "")} on day ${present + 1}`;
  return entry.fail(
    "SCENARIO_VALUE",
    `${written} is before ${before} of the sentence before`,
    `a story goes forward: for the next day write ${next}`,
  );
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `02:10`, with seconds and day where they say something. */
export function storyTimeText(clock: StoryClock, at: EpochMs): string {
  const local = new Date(at + clock.offset);
  const second = local.getUTCSeconds();
  const day = dayOf(clock, at);
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}${second === 0 ? "" : `:${two(second)}`}`;
  return day === 1 ? time : `${time} on day ${day}`;
}
