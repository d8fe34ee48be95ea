import {
  days,
  type DurationMs,
  elapsed,
  err,
  type EpochMs,
  minutes,
  ok,
  plus,
  type Result,
  type Text,
  unreachable,
} from "../../basics/index.ts";
import { type MovementKind, type RegimePolicy, type Stock, strictStock, type TwoPersonKind } from "../../site/index.ts";
import { fullTime } from "../../schedule/index.ts";
import { alarmValue, dayAndMinute } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { formatAmount, parseAmount } from "./amount.ts";
import {
  CONTAINER_REFUSALS,
  type Container,
  type ContainerAct,
  type ContainerCommand,
  type ContainerRefusalCode,
  type Lateness,
  type Movement,
  type MovementOrder,
  type Proposal,
} from "./container.ts";
import { boughtFor } from "./buying.ts";
import { containerDue, latenessOf, withDue } from "./container-due.ts";
import { movementOf, shelfChange, standAfter } from "./movement.ts";
import { isKnownPerson, isSamePerson } from "../person.ts";
import { isSaid } from "../words.ts";
import { maySign } from "./signers.ts";

/**
 * How long the second person has to sign. Chosen: both are at the store, and a scale and a walk take some minutes; what waits longer
 * would be signed by somebody who was not there.
 */
export const WITNESS_WITHIN: DurationMs = minutes(30);

/** As long for a purchase. Chosen: nobody need be at a store for it, and what waits for more than a week is asked for anew. */
export const APPROVAL_WITHIN: DurationMs = days(7);

/** Before the first of what is done with it, as SC-n/0 is the approval among its records. */
const APPROVAL_PROPOSAL = 0;

/** Tries that a container, or a stock-take, remembers (chosen: a finding of them is long filed). */
export const MOST_TRIES = 20;

const OVERDUE: GradedConditions = ["stock-overdue", "stock-overdue-1d", "stock-overdue-3d"];

type Refusal = LedgerRefusal<ContainerRefusalCode>;
type Decision = Result<readonly ContainerAct[], Refusal>;

/** Attempts at what is not allowed; the rest are slips of the hand. */
const JOURNALED: readonly ContainerRefusalCode[] = [
  "STOCK_TAG_UNKNOWN",
  "BALANCE_BELOW_ZERO",
  "RECORD_BACKDATED",
  "SIGNER_SAME",
  "SIGNER_ROLE",
  "SIGNER_UNLINKED",
  "ENTRY_DIFFERS",
  "RECEIVED_BEYOND_APPROVAL",
];

export interface ContainerLedgerDeps {
  /** The number of the container that has this tag, and is not closed. */
  readonly holderOf: (tag: string) => number | undefined;
  /** Whether the hazard that the loss of this container is has been filed, and settled since: it is somebody's now. */
  readonly isLossSettled: (number: number) => boolean;
}

/** Containers of controlled substances: what is done with each, by whom, and what it has then. */
export function createContainerLedger({
  holderOf,
  isLossSettled,
}: ContainerLedgerDeps): Ledger<Container, ContainerCommand, ContainerAct, ContainerRefusalCode> {
  return {
    name: "substance",
    decide(container, command, context) {
      const stock = strictStock(context.site);
      if (command.verb === "approve") return approve(command, stock, context);
      if (container === undefined) return refuse("CONTAINER_UNKNOWN");
      const { pending } = container;
      if (command.verb === "move") {
        const { tag = "", kind } = command.movement;
        const holder = kind === "receive" ? holderOf(tag) : undefined;
        return holder === undefined || holder === container.number
          ? move(container, command, { ...context, stock })
          : refuse("STOCK_TAG_TAKEN");
      }
      if (pending?.proposal !== command.proposal || pending.expiresAt < context.at) return refuse("WITNESS_NONE");
      if (command.verb === "witness") return witness(container, pending, command, { ...context, stock });
      return isSaid(command.reason, "stock")
        ? ok([{ act: "refused", proposal: pending.proposal, reason: command.reason.trim() }])
        : refuse("STOCK_WORDS");
    },
    fold,
    due(container, { at, site }) {
      const { pending, late } = container;
      const acts: ContainerAct[] = [];
      if (pending !== undefined && pending.expiresAt < at) acts.push({ act: "lapsed", proposal: pending.proposal });
      const what = latenessOf(container, at, site);
      if (what !== undefined && late === undefined) acts.push({ act: "late", what });
      return acts;
    },
    // What is lost is looked at for ever: its hazard may be opened again.
    isClosed: (container) =>
      (container.state === "closed" || container.state === "not-approved") &&
      container.pending === undefined &&
      container.late === undefined &&
      lossOf(container) === undefined,
    alarms(container, { at, site }): readonly RecordAlarm[] {
      const { number, late, approval, unit } = container;
      const loss = lossOf(container);
      if (loss !== undefined) {
        if (isLossSettled(number)) return [];
        const amount = `${formatAmount(loss.amount, unit)} ${unit}`;
        const detail = `container ${number}: ${amount} lost or stolen, and nobody has agreed what to do about it`;
        return [{ name: "stock-lost", value: alarmValue(itemName("substance", number), amount), detail }];
      }
      if (late === undefined) return [];
      const due = containerDue(container, site)?.at ?? approval.expectedBy;
      const [by, what] = [dayAndMinute(site, due), LATE_WORDS[late]];
      return [
        {
          name: gradedCondition(OVERDUE, due, at),
          value: alarmValue(itemName("substance", number), { en: `${what.en} due ${by}`, zh: `应于${by}${what.zh}` }),
          detail: `container ${number}: its ${what.en} was due by ${fullTime(site.timeZone)(due)}`,
        },
      ];
    },
  };
}

/** What was said last of a container that is lost or stolen. */
export function lossOf({ records }: Pick<Container, "records">): Extract<Movement, { readonly kind: "lose" }> | undefined {
  const movement = records.at(-1)?.movement;
  return movement?.kind === "lose" ? movement : undefined;
}

/** What is late, as a text says it: a noun, and in Chinese what should have been done. */
const LATE_WORDS: Readonly<Record<Lateness, Text>> = {
  delivery: { en: "delivery", zh: "送达" },
  storing: { en: "storing", zh: "入柜" },
  arrival: { en: "arrival", zh: "移交到位" },
  return: { en: "return", zh: "归还" },
};

interface StockContext extends LedgerContext {
  readonly stock: Stock;
}

function approve(command: ContainerCommand & { readonly verb: "approve" }, stock: Stock, context: LedgerContext): Decision {
  const { substance: id, cabinet: zoneId, quantity, supplier, permit, expectedBy, signed } = command;
  const substance = boughtFor(stock, id, zoneId);
  if (!substance.ok) return refuse(substance.error);
  const { name, cas, regime, unit } = substance.value;
  const amount = parseAmount(quantity, unit);
  if (!amount.ok || amount.value === 0) return refuse("STOCK_QUANTITY");
  if (!isSaid(supplier, "stock") || !isSaid(permit, "stock")) return refuse("STOCK_WORDS");
  if (expectedBy <= context.at) return refuse("STOCK_TIME");
  const policy = stock.policies[regime];
  if (!maySign(context.actor, policy, context.site)) return refuse("SIGNER_ROLE");
  if (needsTwo(policy, "approve") && !isKnownPerson(context.actor, context.site)) return refuse("SIGNER_UNLINKED");
  const approval = {
    substance: id,
    // What the register says later of this id, or no more, changes nothing of what was bought.
    name,
    ...(cas === undefined ? {} : { cas }),
    regime,
    unit,
    cabinet: zoneId,
    amount: amount.value,
    supplier: supplier.trim(),
    permit: permit.trim(),
    expectedBy,
  };
  return ok([
    needsTwo(policy, "approve")
      ? { act: "requested", approval, expiresAt: Math.min(plus(context.at, APPROVAL_WITHIN), expectedBy) as EpochMs, signed }
      : { act: "approved", approval, signed },
  ]);
}

function move(
  container: Container,
  { movement: order, signed }: ContainerCommand & { readonly verb: "move" },
  context: StockContext,
): Decision {
  const { stock, at, actor, site } = context;
  const policy = stock.policies[container.regime];
  if (!maySign(actor, policy, site)) return refuse("SIGNER_ROLE");
  if (needsTwo(policy, order.kind) && !isKnownPerson(actor, site)) return refuse("SIGNER_UNLINKED");
  const { pending } = container;
  if (pending !== undefined && pending.expiresAt >= at) return refuse("WITNESS_AWAITED");
  const checked = movementOf(order, container, stock, at);
  if (!checked.ok) return refuse(checked.error);
  const wrongTime = refusalOfTime(order, container, policy, at);
  if (wrongTime !== undefined) return refuse(wrongTime);
  const stand = standAfter(checked.value, container);
  if (!stand.ok) return refuse(stand.error);
  const doneAt = order.doneAt ?? at;
  // What nobody has signed in time is over, also where nobody has looked since.
  const lapsed: readonly ContainerAct[] = pending === undefined ? [] : [{ act: "lapsed", proposal: pending.proposal }];
  if (!needsTwo(policy, order.kind))
    return ok([...lapsed, movedAct(container, { movement: checked.value, doneAt, signed }, stock, stand.value)]);
  const proposal = container.proposals + 1;
  return ok([...lapsed, { act: "proposed", proposal, movement: checked.value, doneAt, expiresAt: plus(at, WITNESS_WITHIN), signed }]);
}

/**
 * Besides what is named: who asks two for what leaves for good, or is put right in the books, asks them for what is said to be lost, and who
 * asks two for what is received asks them for what is not. A policy of before these were known does not name them.
 */
const NAMED_WITH: Readonly<Partial<Record<MovementKind, readonly TwoPersonKind[]>>> = {
  lose: ["hand-on", "dispose", "correct"],
  cancel: ["receive"],
};

export const needsTwo = ({ two }: RegimePolicy, kind: MovementKind | "approve"): boolean =>
  [kind, ...(kind === "approve" ? [] : (NAMED_WITH[kind] ?? []))].some((each) => two.includes(each));

/** Books are written in the order in which things were done. */
function refusalOfTime(
  { doneAt }: MovementOrder,
  { records }: Container,
  { enterWithin }: RegimePolicy,
  at: EpochMs,
): ContainerRefusalCode | undefined {
  if (doneAt === undefined) return undefined;
  if (doneAt > at) return "RECORD_FUTURE";
  const last = records.at(-1);
  return elapsed(doneAt, at) > enterWithin || (last !== undefined && doneAt < last.doneAt) ? "RECORD_BACKDATED" : undefined;
}

function witness(
  container: Container,
  { proposal, movement, doneAt, by }: Proposal,
  { quantity, signed }: ContainerCommand & { readonly verb: "witness" },
  { stock, site, actor }: StockContext,
): Decision {
  const policy = stock.policies[container.regime];
  if (isSamePerson(by, actor, site)) return refuse("SIGNER_SAME", [{ act: "signed-twice", proposal }]);
  if (!maySign(actor, policy, site)) return refuse("SIGNER_ROLE");
  if (![by, actor].every((signer) => isKnownPerson(signer, site))) return refuse("SIGNER_UNLINKED");
  if (movement.kind === "approve") {
    // Between the two the site may have given it up.
    const bought = boughtFor(stock, container.substance, container.zoneId);
    if (!bought.ok) return refuse(bought.error);
    const { by: _by, at: _at, second: _second, ...approval } = container.approval;
    return ok([{ act: "approved", approval, first: by, signed }]);
  }
  const entered = enteredAmount(movement);
  if (policy.secondEntry && entered !== undefined) {
    const own = parseAmount(quantity ?? "", container.unit);
    if (!own.ok) return refuse("STOCK_QUANTITY");
    if (own.value !== entered) return refuse("ENTRY_DIFFERS");
  }
  const stand = standAfter(movement, container);
  return stand.ok ? ok([movedAct(container, { movement, doneAt, first: by, signed }, stock, stand.value)]) : refuse(stand.error);
}

/** What both must have found, each for themselves; undefined where nothing is measured. */
export const enteredAmount = (movement: Movement): number | undefined =>
  "amount" in movement ? movement.amount : movement.kind === "correct" ? movement.balance : undefined;

type Moved = ContainerAct & { readonly act: "moved" };

function movedAct(container: Container, moved: Omit<Moved, "act" | "stand" | "shelf">, stock: Stock, stand: Moved["stand"]): Moved {
  const density = stock.substances.find(({ id }) => id === container.substance)?.density;
  const shelf = shelfChange(moved.movement, container, density);
  return { act: "moved", ...moved, stand, ...(shelf === undefined ? {} : { shelf }) };
}

function fold(
  container: Container | undefined,
  act: ContainerAct,
  { at, actor, number }: { readonly at: EpochMs; readonly actor: string; readonly number: number },
): Container {
  if (act.act === "approved" && container !== undefined) {
    const { approval, first = actor } = act;
    return { ...withoutPending(container), state: "approved", approval: { ...approval, by: first, at, second: actor } };
  }
  if (act.act === "approved" || act.act === "requested") {
    const { approval } = act;
    const movement = { kind: "approve" } as const;
    const asked =
      act.act === "requested"
        ? { pending: { proposal: APPROVAL_PROPOSAL, movement, doneAt: at, by: actor, at, expiresAt: act.expiresAt } }
        : undefined;
    const { substance, regime, unit, cabinet } = approval;
    return {
      number,
      zoneId: cabinet,
      substance,
      regime,
      unit,
      state: asked === undefined ? "approved" : "requested",
      approval: { ...approval, by: actor, at },
      balance: 0,
      out: 0,
      isOut: false,
      records: [],
      proposals: 0,
      ...asked,
    };
  }
  if (container === undefined) throw new Error(`container ${number} is ${act.act} before its purchase was approved`);
  switch (act.act) {
    case "proposed": {
      const { proposal, movement, doneAt, expiresAt } = act;
      return { ...container, proposals: proposal, pending: { proposal, movement, doneAt, expiresAt, by: actor, at } };
    }
    case "refused":
    case "lapsed":
      return { ...withoutPending(container), state: container.state === "requested" ? "not-approved" : container.state };
    case "late":
      return { ...container, late: act.what };
    case "signed-twice":
      return {
        ...container,
        signedTwice: [...(container.signedTwice ?? []), { proposal: act.proposal, by: actor, at }].slice(-MOST_TRIES),
      };
    case "moved":
      return withMovement(withoutPending(container), act, { at, actor });
    default:
      return unreachable(act);
  }
}

function withoutPending(container: Container): Container {
  const { pending: _, ...rest } = container;
  return rest;
}

function withMovement(before: Container, act: Moved, { at, actor }: { readonly at: EpochMs; readonly actor: string }): Container {
  const { movement, doneAt, first, stand, shelf } = act;
  const cabinet = movement.kind === "store" ? movement.cabinet : before.zoneId;
  const record = {
    entry: before.records.length + 1,
    movement,
    doneAt,
    recordedAt: at,
    by: first ?? actor,
    ...(first === undefined ? {} : { second: actor }),
    cabinet,
    ...stand,
    ...(shelf === undefined ? {} : { shelf }),
  };
  const after: Container = { ...before, ...stand, ...changesOf(movement, before), records: [...before.records, record] };
  return withDue(before, after, movement, doneAt);
}

/** What a movement makes of where a container is. */
function changesOf(movement: Movement, { isOut }: Container): Partial<Pick<Container, "state" | "zoneId" | "tag" | "tare" | "isOut">> {
  switch (movement.kind) {
    case "receive":
      return { state: "received", tag: movement.tag, ...(movement.tare === undefined ? {} : { tare: movement.tare }) };
    case "store":
      return { state: "stored", zoneId: movement.cabinet, ...(movement.tare === undefined ? {} : { tare: movement.tare }) };
    case "withdraw":
      return { isOut: movement.whole };
    case "return":
      return { isOut: isOut && !movement.whole };
    case "transfer":
      return { state: "in-transit", zoneId: movement.cabinet };
    case "hand-on":
    case "dispose":
      return { state: "closed" };
    case "cancel":
      return { state: "closed" };
    case "lose":
      return { state: "closed", isOut: false };
    case "use":
    case "correct":
    case "inspect":
      return {};
  }
}

function refuse(code: ContainerRefusalCode, kept: readonly ContainerAct[] = []): { readonly ok: false; readonly error: Refusal } {
  return err({ code, message: CONTAINER_REFUSALS[code], ...(JOURNALED.includes(code) ? { journaled: true } : {}), kept });
}
