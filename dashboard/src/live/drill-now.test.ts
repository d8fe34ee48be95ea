import { days, minutes, plus } from "@labcanary/domain/basics";
import type { DrillPlan } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemoryLedgers } from "../../../test/support/memory-ledgers.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { scopeOf } from "../accounts/scope.ts";
import { drillWithin } from "./drill-now.ts";

const NAME = { en: "Leak", zh: "泄漏" };

function planned(leader: string, zoneId = "cabinet-22") {
  const clock = createSettableClock();
  const firstBy = plus(clock.now(), days(1));
  const plan: DrillPlan = {
    id: "leak",
    name: NAME,
    zoneId,
    scenario: "leak.yaml",
    signals: [],
    expect: {},
    limit: minutes(30),
    every: days(90),
    firstBy,
  };
  const site = { ...twoRooms(), drills: [plan] };
  const ledgers = createMemoryLedgers(clock, () => site);
  let commands = 0;
  const order = (said: object) =>
    ledgers.drills().carryOut({ id: `c${++commands}`, actor: "user:mei", ...(commands > 1 ? { number: 1 } : {}), order: said as never });
  order({ verb: "plan", drill: { plan: "leak", zoneId, plannedFor: plus(clock.now(), minutes(5)), leader, who: "all" } });
  const seenBy = (zones?: readonly string[]) => drillWithin(ledgers, scopeOf(zones, site));
  return { clock, order, seenBy };
}

test("a drill is said from its beginning to its end, with its place and who leads it, to whoever sees its zone", () => {
  const { clock, order, seenBy } = planned("elsa");
  expect(seenBy()).toBeNull();
  order({ verb: "begin", signed: "approved" });
  const now = { number: 1, name: NAME, zoneId: "cabinet-22", leader: "elsa", until: plus(clock.now(), minutes(30)) };
  expect(seenBy()).toEqual(now);
  expect(seenBy(["room-220"])).toEqual(now);
  expect(seenBy(["room-114"])).toBeNull();
  order({ verb: "end", end: { because: "stopped", at: clock.now() } });
  expect(seenBy()).toBeNull();
});

test("of who leads it nobody is told who is not to know them", () => {
  const { order, seenBy } = planned("elsa", "cabinet-17");
  order({ verb: "begin", signed: "approved" });
  expect(seenBy()).toMatchObject({ leader: "elsa" });
  expect(seenBy(["room-114"])).not.toHaveProperty("leader");
});

test("a platform without drills says none", () => {
  expect(drillWithin(undefined, scopeOf(undefined, twoRooms()))).toBeNull();
});
