import { type EpochMs, plus } from "../../basics/index.ts";
import { BACK_WITHIN, type RegimePolicy, type Site, STORE_WITHIN } from "../../site/index.ts";
import type { Container, Lateness, Movement } from "./container.ts";

/** What of a container is to be there next, and by when. */
export interface ContainerDue {
  readonly what: Lateness;
  readonly at: EpochMs;
}

/**
 * What of a container should be there by a time. Where nobody said when, the policy of its regime says how long: nothing is received and
 * kept outside of a store, or taken out of one, without a time by which it is late. Undefined of what is in its store, or has left for good.
 */
export function containerDue(
  { state, regime, records, out, isOut, dueAt, outSince, approval }: Container,
  { stock }: Pick<Site, "stock">,
): ContainerDue | undefined {
  const { storeWithin = STORE_WITHIN, backWithin = BACK_WITHIN }: Partial<RegimePolicy> = stock?.policies[regime] ?? {};
  switch (state) {
    case "approved":
      return { what: "delivery", at: approval.expectedBy };
    case "received": {
      const received = records.find(({ movement }) => movement.kind === "receive");
      return received === undefined ? undefined : { what: "storing", at: plus(received.doneAt, storeWithin) };
    }
    case "in-transit":
      return dueAt === undefined ? undefined : { what: "arrival", at: dueAt };
    case "stored": {
      if (out === 0 && !isOut) return undefined;
      const times = [dueAt, outSince === undefined ? undefined : plus(outSince, backWithin)].filter((each) => each !== undefined);
      return times.length === 0 ? undefined : { what: "return", at: Math.min(...times) as EpochMs };
    }
    case "requested":
    case "not-approved":
    case "closed":
      return undefined;
  }
}

/** What of a container should have been there by `at`. */
export function latenessOf(container: Container, at: EpochMs, site: Pick<Site, "stock">): Lateness | undefined {
  const due = containerDue(container, site);
  return due !== undefined && due.at < at ? due.what : undefined;
}

/**
 * What a movement makes of when it is to be back or there; over once it is. What is withdrawn on top of what is out is due with the first of
 * them. A correction brings nothing to where it should be, so what was late still is, unless nothing is out any more.
 */
export function withDue(before: Container, after: Container, movement: Movement, doneAt: EpochMs): Container {
  const { dueAt, outSince, late, ...rest } = after;
  if (movement.kind === "transfer") return { ...rest, dueAt: movement.arriveBy };
  const isStill = rest.state === before.state && (rest.state !== "stored" || rest.out > 0 || rest.isOut);
  if (!isStill) return rest;
  const withdrawn = movement.kind === "withdraw" ? { backBy: movement.backBy, since: doneAt } : undefined;
  return {
    ...rest,
    ...given("dueAt", earliest(dueAt, withdrawn?.backBy)),
    ...given("outSince", withdrawn === undefined || withdrawn.backBy !== undefined ? outSince : earliest(outSince, withdrawn.since)),
    ...given("late", late),
  };
}

function earliest(one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined {
  return one === undefined || (other !== undefined && other < one) ? other : one;
}

const given = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: Value });
