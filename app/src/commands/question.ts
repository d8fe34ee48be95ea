import { existsSync } from "node:fs";
import type { ExplainedEvent, MayRepeat } from "@labcanary/dashboard";
import type { EpochMs } from "@labcanary/domain/basics";
import type { HistoryStore } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import { parseTime, type PointState } from "@labcanary/domain/telemetry";
import { UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { type StoredHistory, withStoredHistory } from "../platform/stored-history.ts";
import { findRule, type RuleOfSite } from "../questions/rule-of-site.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";

/** What commands that answer questions about a site have in common: the site, its names, times and figures. */

/** Throws a UsageError that lists all that is wrong. */
export function siteOf(file: string): Site {
  if (!existsSync(file)) throw new UsageError(`there is no site file ${file}; name it with --site or LABCANARY_SITE`);
  const site = loadSite(file);
  if (site.ok) return site.value;
  throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
}

export function ruleOf(site: Site, id: string): RuleOfSite {
  const found = findRule(site, id);
  if (found !== undefined) return found;
  const known = site.signals.flatMap(({ rules }) => rules.map((rule) => rule.id));
  throw new UsageError(`there is no rule "${id}"; ${insteadOf(id, near(id, known))}`);
}

export function signalOf(site: Site, key: string): Signal {
  const signal = site.signals.find((candidate) => candidate.key === key);
  if (signal !== undefined) return signal;
  const known = site.signals.map((candidate) => candidate.key);
  throw new UsageError(`there is no signal "${key}"; ${insteadOf(key, near(key, known))}`);
}

/** Those of the same signal or device, where there are any: a site has too many names to list. */
export function near(name: string, known: readonly string[]): readonly string[] {
  const parts = name.split("/");
  for (let length = parts.length - 1; length > 0; length--) {
    const prefix = `${parts.slice(0, length).join("/")}/`;
    const alike = known.filter((candidate) => candidate.startsWith(prefix));
    if (alike.length > 0) return alike;
  }
  return known;
}

/** The time given as `--name`. */
export function timeOf(text: string | undefined, name: string): EpochMs {
  const at = text === undefined ? undefined : parseTime(text);
  if (at !== undefined) return at;
  const example = `--${name} takes a time with its zone, such as 2026-11-22T08:00:00Z or 2026-11-22T08:00+08:00`;
  throw new UsageError(text === undefined ? example : `${example}, not "${text}"`);
}

export const isoTime = (at: EpochMs): string => new Date(at).toISOString();

/** What a rule held against its condition, as people write it. `unit`: what it is told in. */
export function valueText(value: number, unit: string, { states }: Signal): string {
  if (states !== undefined) return states[value] ?? String(value);
  return `${Number(value.toPrecision(6))} ${unit}`.trimEnd();
}

/** Rows as columns, the first to the left, the others as told. The first row is the heading. */
export function table(rows: readonly (readonly string[])[], align: "left" | "right" = "left"): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const cell = (text: string, column: number): string =>
    column === 0 || align === "left" ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(cell).join("  ").trimEnd()}\n`).join("");
}

interface ShownSample {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly value?: number;
  readonly quality: string;
  /** What the device said besides, as it is stored; of evidence, that it was over range. */
  readonly state?: PointState;
  readonly overRange?: true;
}

/** The last samples, oldest first. */
export function sampleTable(samples: readonly ShownSample[], time: (at: EpochMs) => string, said: (value: number) => string): string {
  if (samples.length === 0) return "No samples before it.\n";
  const rows = samples.map(({ at, receivedAt, value, quality, overRange, state = overRange === true ? "over-range" : undefined }) => [
    time(at),
    time(receivedAt),
    value === undefined ? (state ?? "could not measure") : said(value),
    value === undefined || state === undefined ? quality : `${quality}, ${state}`,
  ]);
  return `The last samples:\n${table([["at", "received", "value", "quality"], ...rows])}`;
}

/** The last of what people did at doors, oldest first; empty when there is none. */
export function eventTable(events: readonly ExplainedEvent[], time: (at: EpochMs) => string): string {
  if (events.length === 0) return "";
  const rows = events.map(({ at, receivedAt, device, door, kind, granted, who, unknownBadge, object }) => [
    time(at),
    time(receivedAt),
    door === undefined ? device : `${device}/${door}`,
    granted === undefined ? kind : `${kind}, ${granted ? "let in" : "not let in"}`,
    who ?? (unknownBadge === undefined ? (object ?? "") : "an unknown badge"),
  ]);
  return `\nThe last that people did there:\n${table([["at", "received", "where", "what", "who"], ...rows])}`;
}

/** What is to be said of devices of whose access events nothing is kept; empty when there are none. */
export const eventsNotice = (devices: readonly string[]): string =>
  devices.length === 0 ? "" : `\nNothing is kept in this data folder of what people did at ${devices.join(", ")}.\n`;

/** What is to be said of signals whose gateway may repeat what it knows; empty where there are none. */
export const repeatsNotice = (carried: MayRepeat): string =>
  carried.length === 0
    ? ""
    : `\nThe history does not keep which values a gateway only repeated (retained, or from its cache): here each counts as read when it came, of ${carried.join(", ")}.\n`;

/** What `use` makes of the history the settings name. Throws a UsageError when there is none. */
export async function fromHistory<T>(
  stored: StoredHistory,
  signals: readonly Signal[],
  use: (history: HistoryStore) => Promise<T>,
): Promise<T> {
  const answer = await withStoredHistory(stored, signals, async (history) => ({ made: await use(history) }));
  if (answer !== undefined) return answer.made;
  const file = stored.choice.kind === "sqlite" ? ` ${stored.choice.options.file}` : "";
  throw new UsageError(`there is no history${file}; name the platform's data folder with --data`);
}
