import type { EpochMs } from "../../basics/index.ts";
import type { MovementKind, ZoneId } from "../../site/index.ts";
import type { Container, Movement, MovementRecord, Proposal } from "./container.ts";
import type { Evidence } from "./finding.ts";
import type { StockTake } from "./stock-take.ts";

/** A record as it is held against the sensors of its cabinet. */
export interface CustodyRecord {
  readonly cabinet: ZoneId;
  readonly doneAt: EpochMs;
  /** In milligrams; absent where nobody can say. */
  readonly shelf?: number;
  readonly signers: readonly string[];
  /** The second signature is still to come: it accounts for an opening, and is not asked about. */
  readonly isPending: boolean;
  readonly evidence: Evidence;
}

/** What is done at a cabinet with its door open, once a container is kept there. */
const AT_THE_DOOR: readonly MovementKind[] = ["store", "withdraw", "return", "transfer", "hand-on", "dispose", "inspect"];

/** What the sensors must have seen of a container. */
export function custodyRecordsOf(container: Container): readonly CustodyRecord[] {
  const { number, records, pending } = container;
  let isKept = false;
  const kept = records.flatMap((record): readonly CustodyRecord[] => {
    const { kind } = record.movement;
    isKept ||= kind === "store";
    if (!isKept || !AT_THE_DOOR.includes(kind)) return [];
    if (kind === "transfer") isKept = false;
    return [custodyRecord(number, record)];
  });
  if (pending === undefined || pending.movement.kind === "approve" || !AT_THE_DOOR.includes(pending.movement.kind)) return kept;
  return [...kept, pendingRecord(container, { ...pending, movement: pending.movement })];
}

function custodyRecord(container: number, { entry, movement, doneAt, by, second, cabinet, shelf }: MovementRecord): CustodyRecord {
  return {
    cabinet,
    doneAt,
    ...(shelf === undefined ? {} : { shelf }),
    signers: second === undefined ? [by] : [by, second],
    isPending: false,
    evidence: { kind: "record", container, entry, movement: movement.kind, doneAt, by, ...(second === undefined ? {} : { second }) },
  };
}

/** What it weighs does not matter: nothing is weighed before it is signed. */
const pendingRecord = (
  container: Container,
  { movement, doneAt, by }: Pick<Proposal, "doneAt" | "by"> & { readonly movement: Movement },
): CustodyRecord => ({
  cabinet: movement.kind === "store" ? movement.cabinet : container.zoneId,
  doneAt,
  signers: [by],
  isPending: true,
  evidence: { kind: "record", container: container.number, entry: container.records.length + 1, movement: movement.kind, doneAt, by },
});

/** Whoever counts a cabinet opens it, and takes nothing. */
export function countingRecordsOf({ number, counts, pending }: StockTake): readonly CustodyRecord[] {
  const recordOf = ({ cabinet, doneAt, by, second }: StockTake["counts"][number], isPending: boolean): CustodyRecord => ({
    cabinet,
    doneAt,
    shelf: 0,
    signers: second === undefined ? [by] : [by, second],
    isPending,
    evidence: { kind: "stock-take", stockTake: number, doneAt, by, ...(second === undefined ? {} : { second }) },
  });
  return [...counts.map((count) => recordOf(count, false)), ...pending.map((count) => recordOf(count, true))];
}
