import { type CustodyMonth, type CustodyRecord, countingRecordsOf, custodyRecordsOf, recordNameOf } from "@labcanary/domain/governance";
import type { SubstanceDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { booksAsOf } from "./books-as-of.ts";
import { type CabinetDoor, type CustodyEvidence, evidenceOf } from "./read-evidence.ts";

export interface FiledReader {
  readonly site: Site;
  readonly substances: Pick<SubstanceDesk, "containers" | "findings" | "stockTakes">;
  readonly hasZone: (zoneId: string) => boolean;
}

/** What was filed of a month, with the records as they were then: of the books up to the line it was made from, and doors as it has them. */
export async function filedEvidence(
  { regime, month, zones, doors, upTo }: CustodyMonth,
  { site, substances, hasZone }: FiledReader,
): Promise<CustodyEvidence> {
  const books = await booksAsOf(substances, upTo.line);
  const records = [...books.containers().all().flatMap(custodyRecordsOf), ...books.stockTakes().all().flatMap(countingRecordsOf)];
  const named = new Map(records.map((record) => [keyOf(recordNameOf(record.evidence), record.cabinet), record]));
  const question = { regime, span: month, cabinets: zones, isOne: false };
  return evidenceOf(
    question,
    doors.map(({ zoneId, visits, unopened, unheard }): CabinetDoor => {
      const recordOf = (name: string): CustodyRecord => {
        const record = named.get(keyOf(name, zoneId));
        if (record === undefined) throw new Error(`the books as of line ${upTo.line} have no ${name} of ${zoneId}`);
        return record;
      };
      return {
        zoneId,
        visits: visits.map(({ records: of, ...opening }) => ({ opening, records: of.map(recordOf) })),
        unopened: unopened.map(recordOf),
        unheard,
      };
    }),
    { site, books, hasZone },
  );
}

/** A stock-take is of several cabinets, each counted once. */
const keyOf = (name: string, cabinet: string): string => `${name} ${cabinet}`;
