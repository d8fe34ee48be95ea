import { err, type EpochMs, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import { REGIMES, type RegimePolicy, type Stock, type Zone, type ZoneId, zonesById } from "../../site/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { parseAmount } from "./amount.ts";
import { WITNESS_WITHIN } from "./container-ledger.ts";
import { isSaid } from "./movement.ts";
import { isSamePerson } from "../person.ts";
import { maySign } from "./signers.ts";
import {
  type BookedContainer,
  type CountedContainer,
  type CountEntry,
  STOCK_TAKE_REFUSALS,
  type StockTake,
  type StockTakeAct,
  type StockTakeCommand,
  type StockTakeRefusalCode,
} from "./stock-take.ts";

type Decision = Result<readonly StockTakeAct[], LedgerRefusal<StockTakeRefusalCode>>;

export interface StockTakeLedgerDeps {
  /** What is to be in a cabinet by the books. */
  readonly bookedAt: (cabinet: ZoneId) => readonly BookedContainer[];
}

/** Campaigns in which every cabinet is counted by two. */
export function createStockTakeLedger({
  bookedAt,
}: StockTakeLedgerDeps): Ledger<StockTake, StockTakeCommand, StockTakeAct, StockTakeRefusalCode> {
  return {
    name: "stock-take",
    decide(stockTake, command, context) {
      const { stock } = context.site;
      if (stock === undefined) return refuse("STOCK_TAKE_CABINETS");
      if (command.verb === "open") return open(command, stock, context);
      if (stockTake === undefined) return refuse("STOCK_TAKE_UNKNOWN");
      const pending = stockTake.pending.find(({ cabinet, expiresAt }) => cabinet === command.cabinet && expiresAt >= context.at);
      if (command.verb === "refuse") {
        if (pending === undefined) return refuse("COUNT_UNKNOWN");
        return isSaid(command.reason)
          ? ok([{ act: "refused", cabinet: command.cabinet, reason: command.reason.trim() }])
          : refuse("STOCK_TAKE_WORDS");
      }
      const { cabinet, entries, signed } = command;
      const policies = policiesAt(stock, cabinet);
      if (!isToCount(stockTake, cabinet)) return refuse("STOCK_TAKE_COUNTED");
      if (!policies.every((policy) => maySign(context.site, policy, context.actor))) return refuse("COUNTER_ROLE");
      if (command.verb === "witness") {
        if (pending === undefined) return refuse("COUNT_UNKNOWN");
        const { by, lines, doneAt } = pending;
        if (isSamePerson(by, context.actor, context.site)) return refuse("COUNTER_SAME");
        if (policies.some(({ secondEntry }) => secondEntry)) {
          const own = countedOf(entries, lines);
          if (!own.ok) return refuse(own.error);
          if (own.value.some(({ counted }, index) => counted !== lines[index]?.counted)) return refuse("COUNT_DIFFERS");
        }
        return ok([{ act: "counted", cabinet, lines, doneAt, first: by, signed }]);
      }
      if (pending !== undefined) return refuse("COUNT_OPEN");
      const lines = countedOf(entries, bookedAt(cabinet));
      if (!lines.ok) return refuse(lines.error);
      if (!policies.some(({ two }) => two.includes("count")))
        return ok([{ act: "counted", cabinet, lines: lines.value, doneAt: context.at, signed }]);
      return ok([{ act: "proposed", cabinet, lines: lines.value, expiresAt: plus(context.at, WITNESS_WITHIN), signed }]);
    },
    fold,
    due({ pending, state, dueAt, isLate }, { at }) {
      const lapsed = pending.filter(({ expiresAt }) => expiresAt < at).map(({ cabinet }) => ({ act: "lapsed", cabinet }) as const);
      return state === "open" && dueAt < at && isLate === undefined ? [...lapsed, { act: "late" }] : lapsed;
    },
    isClosed: ({ state, pending }) => state === "closed" && pending.length === 0,
    alarms({ number, state, isLate, dueAt, counts, cabinets }): readonly RecordAlarm[] {
      if (state === "closed" || isLate === undefined) return [];
      const name = `ST-${number}`;
      const detail = `stock-take ${number} was due by ${new Date(dueAt).toISOString()}: ${counts.length} of ${cabinets.length} cabinets counted`;
      return [{ name: "stock-take-overdue", value: { en: name, zh: name }, detail }];
    },
  };
}

function open(
  { zoneId, cabinets, dueAt, words, signed }: StockTakeCommand & { readonly verb: "open" },
  stock: Stock,
  context: LedgerContext,
): Decision {
  const { zones } = context.site;
  const areCabinets = cabinets.every(
    (cabinet) => stock.cabinets.some((each) => each.zoneId === cabinet) && isWithin(zones, cabinet, zoneId),
  );
  if (cabinets.length === 0 || new Set(cabinets).size < cabinets.length || !areCabinets) return refuse("STOCK_TAKE_CABINETS");
  if (dueAt <= context.at) return refuse("STOCK_TAKE_TIME");
  if (!isSaid(words)) return refuse("STOCK_TAKE_WORDS");
  return ok([{ act: "opened", zoneId, cabinets, dueAt, words: words.trim(), signed }]);
}

function isWithin(zones: readonly Zone[], inner: ZoneId, outer: ZoneId): boolean {
  const byId = zonesById(zones);
  for (let zone = byId.get(inner); zone !== undefined; zone = byId.get(zone.parent ?? "")) if (zone.id === outer) return true;
  return false;
}

/** Of a cabinet that the site no longer describes it is not known what was in it: every policy there is holds. */
const policiesAt = ({ cabinets, policies }: Stock, zoneId: ZoneId): readonly RegimePolicy[] =>
  (cabinets.find((cabinet) => cabinet.zoneId === zoneId)?.regimes ?? REGIMES).map((regime) => policies[regime]);

const isToCount = ({ state, cabinets, counts }: StockTake, zoneId: ZoneId): boolean =>
  state === "open" && cabinets.includes(zoneId) && !counts.some(({ cabinet }) => cabinet === zoneId);

/** Every container once, in the order of the books. */
function countedOf(
  entries: readonly CountEntry[],
  booked: readonly BookedContainer[],
): Result<readonly CountedContainer[], StockTakeRefusalCode> {
  const byContainer = new Map(entries.map((entry) => [entry.container, entry.quantity]));
  if (byContainer.size !== entries.length || entries.length !== booked.length) return err("COUNT_INCOMPLETE");
  const lines: CountedContainer[] = [];
  for (const { container, unit, booked: amount } of booked) {
    const quantity = byContainer.get(container);
    if (quantity === undefined) return err("COUNT_INCOMPLETE");
    const counted = parseAmount(quantity, unit);
    if (!counted.ok) return err("COUNT_QUANTITY");
    lines.push({ container, unit, booked: amount, counted: counted.value });
  }
  return ok(lines);
}

function fold(
  stockTake: StockTake | undefined,
  act: StockTakeAct,
  { at, actor, number }: { readonly at: EpochMs; readonly actor: string; readonly number: number },
): StockTake {
  if (act.act === "opened") {
    const { zoneId, cabinets, dueAt, words } = act;
    return { number, zoneId, state: "open", words, cabinets, dueAt, openedAt: at, openedBy: actor, counts: [], pending: [] };
  }
  if (stockTake === undefined) throw new Error(`stock-take ${number} is ${act.act} before it was opened`);
  if (act.act === "late") return { ...stockTake, isLate: true };
  const { cabinet } = act;
  const others = stockTake.pending.filter((each) => each.cabinet !== cabinet);
  switch (act.act) {
    case "proposed": {
      const { lines, expiresAt } = act;
      return { ...stockTake, pending: [...others, { cabinet, lines, doneAt: at, by: actor, expiresAt }] };
    }
    case "refused":
    case "lapsed":
      return { ...stockTake, pending: others };
    case "counted": {
      const { lines, doneAt, first } = act;
      const signers = first === undefined ? { by: actor } : { by: first, second: actor };
      const counts = [...stockTake.counts, { cabinet, lines, doneAt, ...signers }];
      return { ...stockTake, counts, pending: others, state: counts.length === stockTake.cabinets.length ? "closed" : "open" };
    }
    default:
      return unreachable(act);
  }
}

/** Attempts at what is not allowed. */
const JOURNALED: readonly StockTakeRefusalCode[] = ["COUNTER_SAME", "COUNTER_ROLE", "COUNT_DIFFERS"];

const refuse = (code: StockTakeRefusalCode): { readonly ok: false; readonly error: LedgerRefusal<StockTakeRefusalCode> } =>
  err({ code, message: STOCK_TAKE_REFUSALS[code], ...(JOURNALED.includes(code) ? { journaled: true } : {}) });
