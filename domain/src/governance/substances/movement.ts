import { err, ok, type EpochMs, type Result, unreachable } from "../../basics/index.ts";
import type { MovementKind, Stock, ZoneId } from "../../site/index.ts";
import { isSaid } from "../words.ts";
import { type Amount, massOf, parseAmount } from "./amount.ts";
import type { Container, ContainerRefusalCode, ContainerState, Movement, MovementOrder, Stand } from "./container.ts";

const TAG = /^\S{1,64}$/;
export const isTag = (text: string): boolean => TAG.test(text);
/** A tare is in grams. */
const TARE_UNIT = "g";

/** Where what can be done. */
const STATES_OF_KIND: Readonly<Record<MovementKind, readonly ContainerState[]>> = {
  receive: ["approved"],
  store: ["received", "in-transit"],
  withdraw: ["stored"],
  use: ["stored"],
  return: ["stored"],
  transfer: ["stored"],
  "hand-on": ["received", "stored"],
  dispose: ["received", "stored"],
  correct: ["received", "stored", "in-transit"],
  inspect: ["stored"],
  cancel: ["approved"],
  lose: ["approved", "received", "stored", "in-transit"],
};

type Checked<T> = Result<T, ContainerRefusalCode>;

/** Of a container as it is, what an order means: everything it says is there and makes sense. */
export function movementOf(order: MovementOrder, container: Container, stock: Stock, at: EpochMs): Checked<Movement> {
  if (!STATES_OF_KIND[order.kind].includes(container.state)) return err("CONTAINER_STATE");
  const { kind, tag, dueAt, whole = false } = order;
  // A purchase that nothing came of has no tag yet.
  if ((tag !== undefined || container.state !== "approved" || kind === "receive") && !isTag(tag ?? "")) return err("STOCK_TAG_INVALID");
  if (kind !== "receive" && tag !== container.tag) return err("STOCK_TAG_UNKNOWN");
  const amount = () => amountOf(order.quantity, container, "positive");
  const words = (text: string | undefined): string => text?.trim() ?? "";
  switch (kind) {
    case "receive":
      return receiving(order, container, stock);
    case "store":
      return storedIn(order, container, stock, (cabinet) => {
        if (container.tare !== undefined) return ok({ kind, cabinet });
        return withTare(order, container, { stock, cabinet }, (own) => ({ kind, cabinet, ...own }));
      });
    case "withdraw":
      return withAmount(amount(), (each) =>
        dueAt !== undefined && dueAt <= at
          ? err("STOCK_TIME")
          : said([order.words], {
              kind,
              amount: each,
              whole,
              purpose: words(order.words),
              ...(dueAt === undefined ? {} : { backBy: dueAt }),
            }),
      );
    case "use":
      return withAmount(amount(), (each) => said([order.words], { kind, amount: each, purpose: words(order.words) }));
    case "return":
      // The container may come back empty.
      return withAmount(amountOf(order.quantity, container, whole ? "any" : "positive"), (each) => ok({ kind, amount: each, whole }));
    case "transfer":
      if (dueAt === undefined || dueAt <= at) return err("STOCK_TIME");
      return cabinetOf(order, container, stock, (cabinet) =>
        cabinet === container.zoneId ? err("CABINET_UNKNOWN") : ok({ kind, cabinet, arriveBy: dueAt }),
      );
    case "hand-on":
      return withAmount(amountOf(order.quantity, container, "any"), (each) =>
        said([order.recipient, order.permit], { kind, amount: each, recipient: words(order.recipient), permit: words(order.permit) }),
      );
    case "dispose":
      return withAmount(amountOf(order.quantity, container, "any"), (each) =>
        said([order.words, order.permit], { kind, amount: each, method: words(order.words), permit: words(order.permit) }),
      );
    case "correct":
      return withAmount(amountOf(order.quantity, container, "any"), (balance) =>
        withAmount(order.out === undefined ? ok(container.out) : amountOf(order.out, container, "any"), (out) =>
          balance === container.balance && out === container.out
            ? err("STOCK_CORRECTION_NONE")
            : said([order.words], { kind, balance, out, reason: words(order.words) }),
        ),
      );
    case "inspect":
      return said([order.words], { kind, words: words(order.words) });
    case "cancel":
      return said([order.words], { kind, reason: words(order.words) });
    case "lose":
      // An empty bottle is lost as well; of one that never came it is said how much it was.
      return withAmount(amountOf(order.quantity, container, container.state === "approved" ? "positive" : "any"), (each) =>
        said([order.words, order.reportNumber], {
          kind,
          amount: each,
          words: words(order.words),
          reportNumber: words(order.reportNumber),
        }),
      );
    default:
      return unreachable(kind);
  }
}

/**
 * What is on its way is stored where it was sent, or brought back to where it came from, also where the site keeps such things no longer: it
 * is late until it is somewhere, and leaves the books from there.
 */
function storedIn(
  order: MovementOrder,
  container: Container,
  stock: Stock,
  then: (zoneId: ZoneId) => Checked<Movement>,
): Checked<Movement> {
  const { cabinet } = order;
  if (container.state !== "in-transit") return cabinetOf(order, container, stock, then);
  if (cabinet === undefined || (cabinet !== container.zoneId && cabinet !== sentFrom(container))) return err("CABINET_UNKNOWN");
  return then(cabinet);
}

/** The cabinet that what is on its way was last in. */
export const sentFrom = ({ records }: Pick<Container, "records">): ZoneId | undefined =>
  records.findLast(({ movement }) => movement.kind === "transfer")?.cabinet;

function receiving(order: MovementOrder, container: Container, stock: Stock): Checked<Movement> {
  const { tag = "", quantity } = order;
  return withAmount(amountOf(quantity, container, "positive"), (amount) =>
    withTare(order, container, { stock, cabinet: container.zoneId }, (own) => ({ kind: "receive", tag, amount, ...own })),
  );
}

/** A scale that does not know the bottle cannot tell that it has left as a whole: where there is one, and it can be weighed, the tare is asked for. */
function withTare(
  { tare }: MovementOrder,
  { substance, unit }: Container,
  { stock, cabinet }: { readonly stock: Stock; readonly cabinet: ZoneId },
  then: (own: { readonly tare?: number }) => Movement,
): Checked<Movement> {
  if (tare !== undefined) {
    const parsed = parseAmount(tare, TARE_UNIT);
    return parsed.ok ? ok(then({ tare: parsed.value })) : parsed;
  }
  const density = stock.substances.find(({ id }) => id === substance)?.density;
  const hasScale = stock.cabinets.find(({ zoneId }) => zoneId === cabinet)?.weight !== undefined;
  return hasScale && massOf(1, unit, density) !== undefined ? err("STOCK_TARE") : ok(then({}));
}

function amountOf(text: string | undefined, { unit }: Container, least: "positive" | "any"): Checked<Amount> {
  const parsed = parseAmount(text ?? "", unit);
  return parsed.ok && parsed.value === 0 && least === "positive" ? err("STOCK_QUANTITY") : parsed;
}

const withAmount = (amount: Checked<Amount>, then: (amount: Amount) => Checked<Movement>): Checked<Movement> =>
  amount.ok ? then(amount.value) : amount;

const said = (texts: readonly (string | undefined)[], movement: Movement): Checked<Movement> =>
  texts.every((text) => isSaid(text, "stock")) ? ok(movement) : err("STOCK_WORDS");

function cabinetOf(
  { cabinet: zoneId }: MovementOrder,
  { regime }: Container,
  stock: Stock,
  then: (zoneId: string) => Checked<Movement>,
): Checked<Movement> {
  const cabinet = stock.cabinets.find((each) => each.zoneId === zoneId);
  if (cabinet === undefined) return err("CABINET_UNKNOWN");
  return cabinet.regimes.includes(regime) ? then(cabinet.zoneId) : err("CABINET_REGIME");
}

/** What a container has after a movement, or why it cannot be. */
export function standAfter(movement: Movement, container: Container): Checked<Stand> {
  const { balance, out, isOut } = container;
  switch (movement.kind) {
    case "receive":
      return movement.amount > container.approval.amount ? err("RECEIVED_BEYOND_APPROVAL") : ok({ balance: movement.amount, out });
    case "withdraw":
      if (isOut) return err("CONTAINER_STATE");
      if (movement.amount > balance) return err("BALANCE_BELOW_ZERO");
      if (movement.whole && movement.amount !== balance) return err("BALANCE_DIFFERS");
      return ok({ balance: balance - movement.amount, out: out + movement.amount });
    case "use":
      return movement.amount > out ? err("BALANCE_BELOW_ZERO") : ok({ balance, out: out - movement.amount });
    case "return":
      if (movement.whole !== isOut) return err("CONTAINER_STATE");
      return movement.amount > out ? err("BALANCE_BELOW_ZERO") : ok({ balance: balance + movement.amount, out: out - movement.amount });
    case "hand-on":
    case "dispose":
      if (out > 0 || isOut) return err("OUT_STANDING");
      return movement.amount === balance ? ok({ balance: 0, out: 0 }) : err("BALANCE_DIFFERS");
    case "transfer":
      return out > 0 || isOut ? err("OUT_STANDING") : ok({ balance, out });
    case "correct":
      return isOut && movement.balance > 0 ? err("CONTAINER_STATE") : ok({ balance: movement.balance, out: movement.out });
    case "store":
    case "inspect":
    case "cancel":
      return ok({ balance, out });
    case "lose": {
      const { state, approval } = container;
      if (state === "approved") return movement.amount > approval.amount ? err("RECEIVED_BEYOND_APPROVAL") : ok({ balance, out });
      return movement.amount === balance + out ? ok({ balance: 0, out: 0 }) : err("BALANCE_DIFFERS");
    }
  }
}

/** In milligrams: what a movement makes of the weight in the cabinet; undefined where nobody can say. */
export function shelfChange(movement: Movement, container: Container, density: number | undefined): number | undefined {
  const { balance, unit, state } = container;
  const tare = movement.kind === "store" ? (movement.tare ?? container.tare) : container.tare;
  const mass = (amount: Amount): number | undefined => massOf(amount, unit, density);
  const gross = (amount: Amount): number | undefined => {
    const content = mass(amount);
    return content === undefined || tare === undefined ? undefined : content + tare;
  };
  const leaving = (change: number | undefined): number | undefined => (change === undefined ? undefined : 0 - change);
  switch (movement.kind) {
    case "receive":
    case "use":
    case "correct":
    case "inspect":
    case "cancel":
      return 0;
    // When it went nobody has said: the scale is asked about each time the door was open.
    case "lose":
      return undefined;
    case "store":
      return gross(balance);
    case "withdraw":
      return leaving(movement.whole ? gross(balance) : mass(movement.amount));
    case "return":
      return movement.whole ? gross(movement.amount) : mass(movement.amount);
    case "transfer":
      return leaving(gross(balance));
    case "hand-on":
    case "dispose":
      return state === "stored" ? leaving(gross(balance)) : 0;
  }
}
