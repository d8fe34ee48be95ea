import type { StandingMeasure } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { BYTE_ORDER_MARK, isoInZone, textField } from "../history/csv.ts";
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

/** The ledger as RFC 4180 has it, one line each; times by the clocks of the site. */
export function csvOfMeasures(measures: readonly StandingMeasure[], site: Site): string {
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
  return BYTE_ORDER_MARK + [COLUMNS, ...lines].map((fields) => `${fields.map(textField).join(",")}\r\n`).join("");
}
