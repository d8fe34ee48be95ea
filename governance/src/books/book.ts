import { type EpochMs, err, ok } from "@labcanary/domain/basics";
import { BOOK_REFUSALS, type Ledger, type LedgerItem } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import type { LedgerBook, RecordJournal } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";

/** A ledger as whoever keeps it has it. */
export interface Book<Item extends LedgerItem, Order extends { readonly verb: string }, Code extends string>
  extends LedgerBook<Item, Order, Code> {
  /** Another one, to take all lines anew from the first, while this one stays as it is. */
  renewal(): Renewal;
  /** A line of this ledger, in the order of the journal; one it has already changes nothing. */
  take(line: LedgerLine): void;
  /** Those time alone may do something to, or that may be an alarm. */
  open(): readonly Item[];
  /** Does what time alone does, to each item whatever comes of the others; throws after the last when one could not be done. */
  doDue(at: EpochMs): void;
}

export interface Renewal {
  /** As {@link Book.take}. */
  take(line: LedgerLine): void;
  /** From now on the book is what was taken here. Every line it has must be among it. */
  finish(): void;
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
  let taken = nothingTaken<Item>();
  let revision = 0;

  /** False where it has the line already. */
  function takeInto(into: Taken<Item>, { ledger: of, line, at, actor, command, verb, number, act }: LedgerLine): boolean {
    if (of !== ledger.name) throw new Error(`line ${line} is of ${of} and not of ${ledger.name}`);
    if (line <= into.lastLine) return false;
    const before = into.items.get(number);
    const item = ledger.fold(before, act as Act, { at, actor, number });
    if (!into.carriedOut.has(command)) into.carriedOut.set(command, { actor, number, verb, isOpening: before === undefined });
    into.items.set(number, item);
    if (ledger.isClosed(item)) into.open.delete(number);
    else into.open.set(number, item);
    into.lastLine = line;
    return true;
  }
  function take(line: LedgerLine): void {
    if (takeInto(taken, line)) revision += 1;
  }

  /** Keeps the acts in the journal, and only then in the book. */
  function keep(id: string, { actor, verb, number, acts, at }: KeptActs<Act>): Item | undefined {
    if (acts.length === 0) return taken.items.get(number);
    let item = taken.items.get(number);
    const records = acts.map((act) => {
      item = ledger.fold(item, act, { at, actor, number });
      return { ledger: ledger.name, number, zoneId: item.zoneId, act };
    });
    for (const line of journal.keepRecords({ id, actor, ...(verb === undefined ? {} : { verb }), records })) take(line);
    changed(number);
    return taken.items.get(number);
  }

  return {
    get revision() {
      return revision;
    },
    get: (number) => taken.items.get(number),
    all: () => [...taken.items.values()],
    carryOut({ id, actor, number: asked, order }) {
      const before = taken.carriedOut.get(id);
      const known = before === undefined ? undefined : taken.items.get(before.number);
      if (before !== undefined && known !== undefined) return isSame(before, actor, asked, order.verb) ? ok(known) : USED;
      const number = asked ?? taken.items.size + 1;
      const at = now();
      const item = asked === undefined ? undefined : taken.items.get(asked);
      const decided = ledger.decide(item, order, { at, actor, site: site(), number, others: () => [...taken.items.values()] });
      if (!decided.ok) {
        const { code, journaled, kept: tried = [] } = decided.error;
        const about = item === undefined ? {} : { number, zoneId: item.zoneId };
        if (journaled === true) journal.refuseRecord({ ledger: ledger.name, ...about, actor, verb: order.verb, code });
        if (item !== undefined) keep(`${id} refused`, { actor, number, acts: tried as readonly Act[], at });
        return decided;
      }
      const kept = keep(id, { actor, verb: order.verb, number, acts: decided.value, at });
      if (kept === undefined) throw new Error(`${ledger.name}: ${order.verb} opened no item`);
      return ok(kept);
    },
    linesOf: (number) => journal.recordsOf(ledger.name, number),
    renewal() {
      const anew = nothingTaken<Item>();
      return {
        take: (line) => void takeInto(anew, line),
        finish() {
          taken = anew;
          revision += 1;
        },
      };
    },
    take,
    open: () => [...taken.open.values()],
    doDue(at) {
      const failed: string[] = [];
      for (const item of taken.open.values()) {
        try {
          const acts = ledger.due(item, { at, site: site() });
          // The line it follows from makes the id: the same is done once, also when it was kept and we were killed before we knew.
          if (acts.length > 0)
            keep(`due ${ledger.name}/${item.number} ${taken.lastLine}`, { actor: "system", number: item.number, acts, at });
        } catch (error) {
          failed.push(`${ledger.name}/${item.number}: ${String(error)}`);
        }
      }
      if (failed.length > 0) throw new Error(`${failed.length} items, the first is ${failed[0]}`);
    },
  };
}

/** What a book has of its lines. */
interface Taken<Item> {
  readonly items: Map<number, Item>;
  /** Of them, those that are not closed: of the items of many years, few. */
  readonly open: Map<number, Item>;
  readonly carriedOut: Map<string, CarriedOut>;
  lastLine: number;
}
const nothingTaken = <Item>(): Taken<Item> => ({ items: new Map(), open: new Map(), carriedOut: new Map(), lastLine: 0 });

/** Who ordered what of which item, by the first line of the command. */
interface CarriedOut {
  readonly actor: string;
  readonly number: number;
  /** Undefined of lines of before it was kept. */
  readonly verb: string | undefined;
  readonly isOpening: boolean;
}
/** The answer to the one must not be taken for that to the other: nothing of it was done. */
const isSame = (before: CarriedOut, actor: string, asked: number | undefined, verb: string): boolean =>
  before.actor === actor &&
  (asked === undefined ? before.isOpening : !before.isOpening && before.number === asked) &&
  (before.verb === undefined || before.verb === verb);
const USED = err({ code: "COMMAND_ID_USED", message: BOOK_REFUSALS.COMMAND_ID_USED } as const);

interface KeptActs<Act> {
  readonly actor: string;
  readonly verb?: string;
  readonly number: number;
  readonly acts: readonly Act[];
  readonly at: EpochMs;
}
