import { type EpochMs, minutes } from "../basics/index.ts";
import { civilAt, offsetAt } from "./zone-offset.ts";

/** A time as clocks at the site show it. */
export interface SiteTime {
  /** `2026-11-22`. */
  readonly day: string;
  /** `16:00:05`. */
  readonly clock: string;
  /** From UTC: `+08:00`. */
  readonly offset: string;
}

export function siteTime(timeZone: string): (at: EpochMs) => SiteTime {
  return (at) => {
    const [day = "", rest = ""] = new Date(civilAt(timeZone, at)).toISOString().split("T");
    return { day, clock: rest.slice(0, "16:00:05".length), offset: offsetText(offsetAt(timeZone, at)) };
  };
}

function offsetText(offset: number): string {
  const total = Math.round(Math.abs(offset) / minutes(1));
  const [hour, minute] = [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hour}:${minute}`;
}

/** `2026-11-22 16:00:05 +08:00`. */
export function fullTime(timeZone: string): (at: EpochMs) => string {
  const timeOf = siteTime(timeZone);
  return (at) => {
    const { day, clock, offset } = timeOf(at);
    return `${day} ${clock} ${offset}`;
  };
}
