import { elapsed, type EpochMs, hours, minus, plus } from "@labcanary/domain/basics";
import { type BudgetShare, type BudgetStanding, type MessageBudget, reservedOf, roomAt, roomLeft } from "@labcanary/domain/notification";
import type { ChannelKind, Site } from "@labcanary/domain/site";
import { addressOn } from "@labcanary/domain/site";
import type { Channel } from "../ports.ts";
import type { AddressHash } from "../store/address-hash.ts";
import { maskAddress } from "./mask-address.ts";
import type { TextTable } from "./text-table.ts";

/** A budget of so long a span, or a longer one, is not simply waited for: it is an alarm when it is low (chosen: a shift hardly notices a minute). */
const LONG_BUDGET = hours(1);

/** What providers allow, and how much of it is left. */
export interface Budgets {
  /** When one more may be sent to the address; undefined: now. */
  roomAt(channel: ChannelKind, address: string, share: BudgetShare, now: EpochMs): EpochMs | undefined;
  /** How many that lives do not depend on may be sent to the address now. */
  roomLeft(channel: ChannelKind, address: string, share: "ordinary" | "drill", now: EpochMs): number;
  standings(now: EpochMs): readonly BudgetStanding[];
  /** A budget of an hour or more has nothing left for ordinary notifications. */
  isLow(now: EpochMs): boolean;
}

export interface BudgetsDeps {
  readonly channels: readonly Channel[];
  readonly texts: Pick<TextTable, "sentBy" | "busiestAddress" | "changes">;
  readonly site: () => Site;
  readonly addressHash: AddressHash;
}

/** How long anything sent has to be remembered for the budgets of these channels. */
export const longestBudget = (channels: readonly Channel[]): number =>
  Math.max(0, ...channels.flatMap(({ budgets }) => budgets.map(({ per }) => per)));

interface Used {
  readonly budget: MessageBudget;
  /** Hash of the address that has had most; of a budget for all addresses together, none. */
  readonly busiest: string | undefined;
  readonly used: number;
  /** When the oldest no longer counts. */
  readonly freeAt?: EpochMs;
}
const isExhausted = ({ budget, used }: Used): boolean => used >= budget.count - reservedOf(budget);

export function createBudgets({ channels, texts, site, addressHash }: BudgetsDeps): Budgets {
  const budgetsOf = new Map(channels.map(({ kind, budgets }) => [kind, budgets]));
  const longBudgets = channels.flatMap(({ kind, budgets }) =>
    budgets.filter(({ per }) => per >= LONG_BUDGET).map((budget) => [kind, budget] as const),
  );
  /** Working it out reads much; it changes only with what is sent, and when something no longer counts. */
  let low: { readonly isLow: boolean; readonly changes: number; readonly until: EpochMs | undefined } | undefined;

  const sentWithin = (channel: ChannelKind, { per, scope, count }: MessageBudget, address: string, now: EpochMs): readonly EpochMs[] =>
    texts.sentBy({ channel, ...(scope === "address" ? { address } : {}), after: minus(now, per), limit: count });

  /** How much of a budget is used: where it is one for each address, at the address that has had most. */
  function usedOf(channel: ChannelKind, budget: MessageBudget, now: EpochMs): Used {
    const busiest = budget.scope === "address" ? texts.busiestAddress(channel, minus(now, budget.per)) : undefined;
    const used = budget.scope === "address" && busiest === undefined ? [] : sentWithin(channel, budget, busiest ?? "", now);
    const oldest = used[0];
    return { budget, busiest, used: used.length, ...(oldest === undefined ? {} : { freeAt: plus(oldest, budget.per) }) };
  }

  function standingOf(channel: ChannelKind, budget: MessageBudget, now: EpochMs): BudgetStanding {
    const { busiest, used, freeAt } = usedOf(channel, budget, now);
    const known = site()
      .people.flatMap((person) => addressOn(person, channel) ?? [])
      .find((address) => busiest !== undefined && addressHash(address) === busiest);
    return {
      ...budget,
      channel,
      used,
      reserved: reservedOf(budget),
      ...(known === undefined ? {} : { address: maskAddress(known) }),
      ...(freeAt === undefined ? {} : { freeAt }),
    };
  }

  const standings = (now: EpochMs): readonly BudgetStanding[] =>
    channels.flatMap(({ kind, budgets }) => budgets.map((budget) => standingOf(kind, budget, now)));

  return {
    roomAt(channel, address, share, now) {
      const times = (budgetsOf.get(channel) ?? []).flatMap(
        (budget) => roomAt(budget, sentWithin(channel, budget, addressHash(address), now), share, now) ?? [],
      );
      return times.length === 0 ? undefined : (Math.max(...times) as EpochMs);
    },

    roomLeft(channel, address, share, now) {
      const rooms = (budgetsOf.get(channel) ?? []).map((budget) =>
        roomLeft(budget, sentWithin(channel, budget, addressHash(address), now), share, now),
      );
      return Math.min(Number.POSITIVE_INFINITY, ...rooms);
    },

    standings,

    isLow(now) {
      const changes = texts.changes();
      const isOver = low?.until !== undefined && elapsed(low.until, now) >= 0;
      if (low === undefined || low.changes !== changes || isOver) {
        const exhausted = longBudgets.map(([kind, budget]) => usedOf(kind, budget, now)).filter(isExhausted);
        const until = exhausted.flatMap(({ freeAt }) => freeAt ?? []);
        low = { isLow: exhausted.length > 0, changes, until: until.length === 0 ? undefined : (Math.min(...until) as EpochMs) };
      }
      return low.isLow;
    },
  };
}
