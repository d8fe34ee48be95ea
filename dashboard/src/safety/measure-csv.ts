import type { StandingMeasure } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { BYTE_ORDER_MARK, csvLine, isoInZone, textField } from "../history/csv.ts";
import { inTurns } from "../http/in-turns.ts";
import { namedCsv } from "../http/named-files.ts";
import { indexOf } from "../http/site-index.ts";

const COLUMNS = [
  "number",
  "state",
  "kind",
  "place_en",
  "place_zh",
  "words",
  "owner",
  "review_by",
  "hazards",
  "added_at",
  "reviewed_at",
  "reviewed_by",
];

/** The ledger as RFC 4180 has it, one line each, with names; times by the clocks of the site. Alarms have their turn while it is made. */
export async function csvOfMeasures(measures: readonly StandingMeasure[], site: Site): Promise<Buffer> {
  const parts = [namedCsv(BYTE_ORDER_MARK + csvLine(COLUMNS.map(textField)), site)];
  for await (const some of inTurns(measures)) parts.push(namedCsv(linesOf(some, site), site));
  return Buffer.concat(parts);
}

function linesOf(measures: readonly StandingMeasure[], site: Site): string {
  const { zones } = indexOf(site);
  const lines = measures.map(({ number, state, kind, zoneId, words, owner, reviewBy, hazards, addedAt, reviews }) => {
    const path = zones.get(zoneId)?.path;
    const review = reviews.at(-1);
    return [
      `SM-${number}`,
      state,
      kind,
      path?.en ?? zoneId,
      path?.zh ?? zoneId,
      words,
      owner,
      isoInZone(site.timeZone, reviewBy),
      hazards.map((hazard) => `HZ-${hazard}`).join(" "),
      isoInZone(site.timeZone, addedAt),
      review === undefined ? "" : isoInZone(site.timeZone, review.at),
      review?.by ?? "",
    ];
  });
  return lines.map((fields) => csvLine(fields.map(textField))).join("");
}
