import type { EpochMs } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { BYTE_ORDER_MARK, csvLine, isoInZone, textField } from "../history/csv.ts";
import { inTurns } from "../http/in-turns.ts";
import { namedCsv } from "../http/named-files.ts";
import { indexOf } from "../http/site-index.ts";
import type { ToldHazard } from "./told-hazard.ts";

const COLUMNS = [
  "number",
  "state",
  "level",
  "class",
  "origin",
  "cause",
  "place_en",
  "place_zh",
  "words_en",
  "words_zh",
  "filed_at",
  "filed_by",
  "responsible",
  "department",
  "measures",
  "funds",
  "deadline",
  "interim_plan",
  "times_put_off",
  "remedied_at",
  "remedied_by",
  "checked_at",
  "checked_by",
  "check_passed",
  "next_step",
  "due_at",
  "earlier_numbers",
  "alarm_code",
  "photos",
] as const;

/** The ledger as RFC 4180 has it, one line each, with names; times by the clocks of the site. Alarms have their turn while it is made. */
export async function csvOfHazards(hazards: readonly ToldHazard[], site: Site): Promise<Buffer> {
  const parts = [namedCsv(BYTE_ORDER_MARK + csvLine(COLUMNS.map(textField)), site)];
  for await (const some of inTurns(hazards)) parts.push(namedCsv(linesOf(some, site), site));
  return Buffer.concat(parts);
}

function linesOf(hazards: readonly ToldHazard[], site: Site): string {
  const { zones } = indexOf(site);
  const time = (at: EpochMs | undefined): string => (at === undefined ? "" : isoInZone(site.timeZone, at));
  const lines = hazards.map((hazard) => {
    const { settlement, remedies, checks, due, found, words } = hazard;
    const path = zones.get(hazard.zoneId)?.path;
    const remedied = remedies.at(-1);
    const check = checks.at(-1);
    return [
      `HZ-${hazard.number}`,
      hazard.state,
      hazard.level,
      hazard.class,
      hazard.origin,
      hazard.cause,
      path?.en ?? hazard.zoneId,
      path?.zh ?? hazard.zoneId,
      words,
      found?.zh ?? words,
      time(hazard.filedAt),
      hazard.filedBy,
      settlement?.responsible,
      settlement?.department,
      settlement?.measures,
      settlement?.funds,
      time(settlement?.deadline),
      settlement?.interimPlan,
      String(hazard.putOff),
      time(remedied?.at),
      remedied?.by,
      time(check?.at),
      check?.by,
      check === undefined ? "" : check.passed ? "yes" : "no",
      due?.step,
      time(due?.at),
      hazard.earlier.map((number) => `HZ-${number}`).join(" "),
      hazard.alarm?.code,
      String(hazard.photos.length),
    ];
  });
  return lines.map((fields) => csvLine(fields.map((field) => textField(field ?? "")))).join("");
}
