import { err, ok, type Result } from "../../basics/index.ts";
import { parseAmount } from "./amount.ts";
import { isTag } from "./movement.ts";
import type { BookedContainer, CountedContainer, CountEntry, StockTakeRefusalCode, SurplusEntry, SurplusFound } from "./stock-take.ts";

/** What two who count must have found alike. */
export interface Counted {
  readonly lines: readonly CountedContainer[];
  readonly surplus: readonly SurplusFound[];
}

type Checked<T> = Result<T, StockTakeRefusalCode>;
const keyOf = ({ container, where }: Pick<CountEntry | BookedContainer, "container" | "where">): string =>
  `${container} ${where ?? "present"}`;

/** Every line of the books once, in their order. */
export function countedOf(entries: readonly CountEntry[], booked: readonly BookedContainer[]): Checked<readonly CountedContainer[]> {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  if (byKey.size !== entries.length || entries.length !== booked.length) return err("COUNT_INCOMPLETE");
  const lines: CountedContainer[] = [];
  for (const line of booked) {
    const entry = byKey.get(keyOf(line));
    if (entry === undefined || (entry.quantity === undefined && line.where === undefined)) return err("COUNT_INCOMPLETE");
    if (entry.quantity === undefined) lines.push(line);
    else {
      const counted = parseAmount(entry.quantity, line.unit);
      if (!counted.ok) return err("COUNT_QUANTITY");
      lines.push({ ...line, counted: counted.value });
    }
  }
  return ok(lines);
}

/** By tag, in its order. `holderOf`: the container that has this tag, or had it. */
export function surplusOf(
  entries: readonly SurplusEntry[],
  lines: readonly BookedContainer[],
  holderOf: (tag: string) => number | undefined,
): Checked<readonly SurplusFound[]> {
  const found: SurplusFound[] = [];
  for (const { tag, quantity, unit } of entries) {
    const container = holderOf(tag);
    const isOwn = lines.some((line) => line.container === container);
    if (!isTag(tag) || isOwn || found.some((each) => each.tag === tag)) return err("COUNT_SURPLUS");
    const counted = parseAmount(quantity, unit);
    if (!counted.ok || counted.value === 0) return err("COUNT_SURPLUS");
    found.push({ tag, unit, counted: counted.value, ...(container === undefined ? {} : { container }) });
  }
  return ok(found.toSorted((one, other) => (one.tag < other.tag ? -1 : 1)));
}

export const isSameCount = (one: Counted, other: Counted): boolean =>
  one.lines.length === other.lines.length &&
  one.lines.every(({ counted }, index) => counted === other.lines[index]?.counted) &&
  isSameSurplus(one.surplus, other.surplus);

export const isSameSurplus = (one: readonly SurplusFound[], other: readonly SurplusFound[]): boolean =>
  one.length === other.length &&
  one.every(({ tag, unit, counted }, index) => {
    const same = other[index];
    return tag === same?.tag && unit === same.unit && counted === same.counted;
  });
