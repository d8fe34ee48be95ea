import type { Site } from "@labcanary/domain/site";
import { indexOf } from "../http/site-index.ts";
import type { RegisterEntry } from "./register-entry.ts";

const COLUMNS = [
  "kind",
  "life_safety",
  "signal",
  "name_en",
  "name_zh",
  "place_en",
  "place_zh",
  "since",
  "until",
  "reason",
  "by",
  "approved_by",
  "compensating_measure",
  "measure_by",
  "measure_at",
  "dealt_with_by",
  "alarm_code",
] as const;

/** Without it a spreadsheet takes UTF-8 for the code page of the machine. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The register as RFC 4180 has it, one line each; times are ISO 8601 in UTC. */
export function csvOfRegister(entries: readonly RegisterEntry[], site: Site): string {
  const { zones } = indexOf(site);
  const lines = entries.map((entry) => {
    const path = zones.get(entry.zoneId ?? "")?.path;
    const { kind, lifeSafety, signal, label, since, until, reason, by, approvedBy, measure, measureBy, measureAt, dealtBy, alarm } = entry;
    return [
      kind,
      lifeSafety ? "yes" : "no",
      signal,
      label.en,
      label.zh,
      path?.en,
      path?.zh,
      time(since),
      time(until),
      reason,
      by,
      approvedBy,
      measure,
      measureBy,
      time(measureAt),
      dealtBy,
      alarm?.code,
    ];
  });
  return BYTE_ORDER_MARK + [COLUMNS, ...lines].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

/**
 * What begins like a formula is not to be one in a spreadsheet: people's words stand in these cells. In quotes also where a mark of somebody may
 * be, in whose place a name is put.
 */
function cell(text: string | undefined = ""): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n{]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
