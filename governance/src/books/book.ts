import { type EpochMs, ok } from "@labcanary/domain/basics";
import type { Ledger, LedgerItem } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { LedgerBook, RecordJournal } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";

/** A ledger as whoever keeps it has it. */
export interface Book<Item extends LedgerItem, Order extends { readonly verb: string }, Code extends string>
  extends LedgerBook<Item, Order, Code> {
  /** Empties it: its lines are taken anew, from the first. */
  reset(): void;
  /** A line of this ledger, in the order of the journal; one it has already changes nothing. */
  take(line: LedgerLine): void;
  /** Those time alone may do something to, or that may be an alarm. */
  open(): readonly Item[];
  /** Does what time alone does. */
  doDue(at: EpochMs): void;
}

export interface BookDeps {
  readonly journal: Pick<RecordJournal, "keepRecords" | "recordsOf" | "refuseRecord">;
  readonly site: () => Site;
  readonly now: () => EpochMs;
  /** Called with an item's number after it has changed. */
  readonly changed: (number: number) => void;
}

export function createBook<
  Item extends LedgerItem,
  Command extends { readonly verb: string },
  Act extends { readonly act: string },
  Code extends string,
>(ledger: Ledger<Item, Command, Act, Code>, { journal, site, now, changed }: BookDeps): Book<Item, Command, Code> {
  const items = new Map<number, Item>();
  /** Of them, those that are not closed: of the items of many years, few. */
  const open = new Map<number, Item>();
  /** Which item a command was about. */
  const carriedOut = new Map<string, number>();
  let lastLine = 0;
  let revision = 0;

  function take({ ledger: of, line, at, actor, command, number, act }: LedgerLine): void {
    if (of !== ledger.name) throw new Error(`line ${line} is of ${of} and not of ${ledger.name}`);
    if (line <= lastLine) return;
    const item = ledger.fold(items.get(number), act as Act, { at, actor, number });
    items.set(number, item);
    if (ledger.isClosed(item)) open.delete(number);
    else open.set(number, item);
    carriedOut.set(command, number);
    lastLine = line;
    revision += 1;
  }

  /** Keeps the acts in the journal, and only then in the book. */
  function keep(id: string, { actor, number, acts, at }: KeptActs<Act>): Item | undefined {
    if (acts.length === 0) return items.get(number);
    let item = items.get(number);
    const records = acts.map((act) => {
      item = ledger.fold(item, act, { at, actor, number });
      return { ledger: ledger.name, number, zoneId: item.zoneId, act };
    });
    for (const line of journal.keepRecords({ id, actor, records })) take(line);
    changed(number);
    return items.get(number);
  }

  return {
    get revision() {
      return revision;
    },
    get: (number) => items.get(number),
    all: () => [...items.values()],
    carryOut({ id, actor, number: asked, order }) {
      const before = carriedOut.get(id);
      const known = before === undefined ? undefined : items.get(before);
      if (known !== undefined) return ok(known);
      const number = asked ?? items.size + 1;
      const at = now();
      const item = asked === undefined ? undefined : items.get(asked);
      const decided = ledger.decide(item, order, { at, actor, site: site(), number, others: () => [...items.values()] });
      if (!decided.ok) {
        const { code, journaled } = decided.error;
        const about = item === undefined ? {} : { number, zoneId: item.zoneId };
        if (journaled === true) journal.refuseRecord({ ledger: ledger.name, ...about, actor, verb: order.verb, code });
        return decided;
      }
      const kept = keep(id, { actor, number, acts: decided.value, at });
      if (kept === undefined) throw new Error(`${ledger.name}: ${order.verb} opened no item`);
      return ok(kept);
    },
    linesOf: (number) => journal.recordsOf(ledger.name, number),
    reset() {
      items.clear();
      open.clear();
      carriedOut.clear();
      lastLine = 0;
    },
    take,
    open: () => [...open.values()],
    doDue(at) {
      for (const item of open.values()) {
        const acts = ledger.due(item, { at, site: site() });
        // The line it follows from makes the id: the same is done once, also when it was kept and we were killed before we knew.
        if (acts.length > 0) keep(`due ${ledger.name}/${item.number} ${lastLine}`, { actor: "system", number: item.number, acts, at });
      }
    },
  };
}

interface KeptActs<Act> {
  readonly actor: string;
  readonly number: number;
  readonly acts: readonly Act[];
  readonly at: EpochMs;
}
