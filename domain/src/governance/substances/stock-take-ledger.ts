import { err, type EpochMs, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import { type Regime, REGIMES, type RegimePolicy, type Stock, strictStock, type Zone, type ZoneId, zonesById } from "../../site/index.ts";
import { fullTime } from "../../schedule/index.ts";
import { alarmValue } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { MOST_TRIES, WITNESS_WITHIN } from "./container-ledger.ts";
import { countedOf, isSameCount, isSameSurplus, surplusOf } from "./counting.ts";
import { isKnownPerson, isSamePerson } from "../person.ts";
import { isSaid } from "../words.ts";
import { maySign } from "./signers.ts";
import {
  type BookedContainer,
  STOCK_TAKE_REFUSALS,
  type StockTake,
  type StockTakeAct,
  type StockTakeCommand,
  type StockTakeRefusalCode,
  type SurplusFound,
} from "./stock-take.ts";

const OVERDUE: GradedConditions = ["stock-take-overdue", "stock-take-overdue-1d", "stock-take-overdue-3d"];

type Decision = Result<readonly StockTakeAct[], LedgerRefusal<StockTakeRefusalCode>>;

export interface StockTakeLedgerDeps {
  /** What a cabinet answers for by the books. */
  readonly bookedAt: (cabinet: ZoneId) => readonly BookedContainer[];
  /** The number of the container that has this tag, or had it. */
  readonly holderOf: (tag: string) => number | undefined;
  readonly regimeOf: (container: number) => Regime | undefined;
}

/** Campaigns in which every cabinet is counted by two. */
export function createStockTakeLedger({
  bookedAt,
  holderOf,
  regimeOf,
}: StockTakeLedgerDeps): Ledger<StockTake, StockTakeCommand, StockTakeAct, StockTakeRefusalCode> {
  /**
   * Nobody may have the roles of every regime together, so a cabinet that the site no longer describes is counted by whoever may sign for what
   * is on its books, and an empty one by whoever may sign for something.
   */
  function mayCount(zoneId: ZoneId, stock: Stock, { actor, site }: LedgerContext): boolean {
    const may = (regime: Regime): boolean => maySign(actor, stock.policies[regime], site);
    const kept = stock.cabinets.find((cabinet) => cabinet.zoneId === zoneId)?.regimes;
    if (kept !== undefined) return kept.every(may);
    const booked = bookedAt(zoneId).flatMap(({ container }) => regimeOf(container) ?? []);
    return booked.length === 0 ? REGIMES.some(may) : booked.every(may);
  }

  return {
    name: "stock-take",
    decide(stockTake, command, context) {
      const stock = strictStock(context.site);
      if (command.verb === "open") return open(command, stock, context);
      if (stockTake === undefined) return refuse("STOCK_TAKE_UNKNOWN");
      const pending = stockTake.pending.find(({ cabinet, expiresAt }) => cabinet === command.cabinet && expiresAt >= context.at);
      if (command.verb === "refuse") {
        if (pending === undefined) return refuse("COUNT_UNKNOWN");
        return isSaid(command.reason, "stock")
          ? ok([{ act: "refused", cabinet: command.cabinet, reason: command.reason.trim() }])
          : refuse("STOCK_TAKE_WORDS");
      }
      const { cabinet, entries, surplus: extra = [], signed } = command;
      const policies = policiesAt(stock, cabinet);
      if (!isToCount(stockTake, cabinet)) return refuse("STOCK_TAKE_COUNTED");
      if (!mayCount(cabinet, stock, context)) return refuse("COUNTER_ROLE");
      const isByTwo = policies.some(({ two }) => two.includes("count"));
      if ((isByTwo || command.verb === "witness") && !isKnownPerson(context.actor, context.site)) return refuse("COUNTER_UNLINKED");
      if (command.verb === "witness") {
        if (pending === undefined) return refuse("COUNT_UNKNOWN");
        const { by, lines, surplus = [], doneAt } = pending;
        if (!isKnownPerson(by, context.site)) return refuse("COUNTER_UNLINKED");
        if (isSamePerson(by, context.actor, context.site)) return refuse("COUNTER_SAME", [{ act: "signed-twice", cabinet, doneAt }]);
        const ownSurplus = surplusOf(extra, lines, holderOf);
        if (!ownSurplus.ok) return refuse(ownSurplus.error);
        if (policies.some(({ secondEntry }) => secondEntry)) {
          const own = countedOf(entries, lines);
          if (!own.ok) return refuse(own.error);
          if (!isSameCount({ lines: own.value, surplus: ownSurplus.value }, { lines, surplus })) return refuse("COUNT_DIFFERS");
        }
        // Who is asked for no second book, and yet has found more than the first, must not sign that away.
        if (extra.length > 0 && !isSameSurplus(ownSurplus.value, surplus)) return refuse("COUNT_DIFFERS");
        return ok([{ act: "counted", cabinet, lines, ...also(surplus), doneAt, first: by, signed }]);
      }
      if (pending !== undefined) return refuse("COUNT_OPEN");
      const lines = countedOf(entries, bookedAt(cabinet));
      if (!lines.ok) return refuse(lines.error);
      const surplus = surplusOf(extra, lines.value, holderOf);
      if (!surplus.ok) return refuse(surplus.error);
      const counted = { lines: lines.value, ...also(surplus.value) };
      if (!isByTwo) return ok([{ act: "counted", cabinet, ...counted, doneAt: context.at, signed }]);
      return ok([{ act: "proposed", cabinet, ...counted, expiresAt: plus(context.at, WITNESS_WITHIN), signed }]);
    },
    fold,
    due({ pending, state, dueAt, isLate }, { at }) {
      const lapsed = pending.filter(({ expiresAt }) => expiresAt < at).map(({ cabinet }) => ({ act: "lapsed", cabinet }) as const);
      return state === "open" && dueAt < at && isLate === undefined ? [...lapsed, { act: "late" }] : lapsed;
    },
    isClosed: ({ state, pending }) => state === "closed" && pending.length === 0,
    alarms({ number, state, isLate, dueAt, counts, cabinets }, { at, site }): readonly RecordAlarm[] {
      if (state === "closed" || isLate === undefined) return [];
      const [done, all] = [counts.length, cabinets.length];
      const value = alarmValue(itemName("stock-take", number), { en: `${done} of ${all} counted`, zh: `已盘${done}/${all}柜` });
      const detail = `stock-take ${number} was due by ${fullTime(site.timeZone)(dueAt)}: ${done} of ${all} cabinets counted`;
      return [{ name: gradedCondition(OVERDUE, dueAt, at), value, detail }];
    },
  };
}

function open(
  { zoneId, cabinets, part = false, dueAt, words, signed }: StockTakeCommand & { readonly verb: "open" },
  stock: Stock,
  context: LedgerContext,
): Decision {
  const { zones } = context.site;
  const all = stock.cabinets.filter((cabinet) => isWithin(zones, cabinet.zoneId, zoneId));
  const areCabinets = cabinets.every((cabinet) => all.some((each) => each.zoneId === cabinet));
  if (cabinets.length === 0 || new Set(cabinets).size < cabinets.length || !areCabinets) return refuse("STOCK_TAKE_CABINETS");
  if (cabinets.length < all.length && !part) return refuse("STOCK_TAKE_PART");
  if (dueAt <= context.at) return refuse("STOCK_TAKE_TIME");
  if (!isSaid(words, "stock")) return refuse("STOCK_TAKE_WORDS");
  return ok([{ act: "opened", zoneId, cabinets, of: all.length, dueAt, words: words.trim(), signed }]);
}

function isWithin(zones: readonly Zone[], inner: ZoneId, outer: ZoneId): boolean {
  const byId = zonesById(zones);
  for (let zone = byId.get(inner); zone !== undefined; zone = byId.get(zone.parent ?? "")) if (zone.id === outer) return true;
  return false;
}

/** Of a cabinet that the site no longer describes it is not known what was in it: two count it where any policy asks for two. */
const policiesAt = ({ cabinets, policies }: Stock, zoneId: ZoneId): readonly RegimePolicy[] =>
  (cabinets.find((cabinet) => cabinet.zoneId === zoneId)?.regimes ?? REGIMES).map((regime) => policies[regime]);

const isToCount = ({ state, cabinets, counts }: StockTake, zoneId: ZoneId): boolean =>
  state === "open" && cabinets.includes(zoneId) && !counts.some(({ cabinet }) => cabinet === zoneId);

const also = (surplus: readonly SurplusFound[]) => (surplus.length === 0 ? {} : { surplus });

function fold(
  stockTake: StockTake | undefined,
  act: StockTakeAct,
  { at, actor, number }: { readonly at: EpochMs; readonly actor: string; readonly number: number },
): StockTake {
  if (act.act === "opened") {
    const { zoneId, cabinets, of, dueAt, words } = act;
    const zone = of === undefined ? {} : { of };
    return { number, zoneId, state: "open", words, cabinets, ...zone, dueAt, openedAt: at, openedBy: actor, counts: [], pending: [] };
  }
  if (stockTake === undefined) throw new Error(`stock-take ${number} is ${act.act} before it was opened`);
  if (act.act === "late") return { ...stockTake, isLate: true };
  if (act.act === "signed-twice") {
    const { cabinet, doneAt } = act;
    return { ...stockTake, signedTwice: [...(stockTake.signedTwice ?? []), { cabinet, doneAt, by: actor, at }].slice(-MOST_TRIES) };
  }
  const { cabinet } = act;
  const others = stockTake.pending.filter((each) => each.cabinet !== cabinet);
  switch (act.act) {
    case "proposed": {
      const { lines, surplus = [], expiresAt } = act;
      return { ...stockTake, pending: [...others, { cabinet, lines, ...also(surplus), doneAt: at, by: actor, expiresAt }] };
    }
    case "refused":
    case "lapsed":
      return { ...stockTake, pending: others };
    case "counted": {
      const { lines, surplus = [], doneAt, first } = act;
      const signers = first === undefined ? { by: actor } : { by: first, second: actor };
      const counts = [...stockTake.counts, { cabinet, lines, ...also(surplus), doneAt, ...signers }];
      return { ...stockTake, counts, pending: others, state: counts.length === stockTake.cabinets.length ? "closed" : "open" };
    }
    default:
      return unreachable(act);
  }
}

/** Attempts at what is not allowed. */
const JOURNALED: readonly StockTakeRefusalCode[] = ["COUNTER_SAME", "COUNTER_ROLE", "COUNTER_UNLINKED", "COUNT_DIFFERS"];

const refuse = (
  code: StockTakeRefusalCode,
  kept: readonly StockTakeAct[] = [],
): { readonly ok: false; readonly error: LedgerRefusal<StockTakeRefusalCode> } =>
  err({ code, message: STOCK_TAKE_REFUSALS[code], ...(JOURNALED.includes(code) ? { journaled: true } : {}), kept });
