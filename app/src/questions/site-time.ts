import type { EpochMs } from "@labcanary/domain/basics";

/** Writes times as clocks at the site show them: `2026-11-22 08:00:05`. */
export function siteTime(timeZone: string): (at: EpochMs) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return (at) => format.format(at);
}
