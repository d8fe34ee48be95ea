import { hours, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { peopleOf, testSite } from "../../../test/support/site.ts";

const clock = createSettableClock();
const DOOR = "cab-17/vapour";
const NAME = { en: "Fair", zh: "展会" };

/** A key period from hours from now to hours from now, with a sealed cabinet. */
const periodOf = (id: string, from: number, to: number) => ({
  id,
  kind: "event" as const,
  name: NAME,
  from: plus(clock.now(), hours(from)),
  to: plus(clock.now(), hours(to)),
  delays: 1,
  seals: [{ door: DOOR, zoneId: "cabinet-17", hasReader: false }],
  preFlight: hours(48),
});

test("tells which doors are sealed now or later, and whose leave is given and not over; to who may see the door", async () => {
  const people = [...testSite().people, ...peopleOf("mei", "other")];
  const site = { ...testSite(), people, keyPeriods: [periodOf("over", -48, 0), periodOf("fair", -1, 24), periodOf("next", 48, 72)] };
  const platform = await startBrowserPlatform({
    clock,
    users: { mei: "safety-officer", guest: "operator" },
    zones: { guest: ["cabinet-22"] },
    site,
  });
  const { ledgers } = platform;
  const ask = (id: string, from: number, to: number) => {
    const leave = {
      door: DOOR,
      people: ["smith"],
      from: plus(clock.now(), hours(from)),
      to: plus(clock.now(), hours(to)),
      reason: "nitrogen",
    };
    return ledgers.leaves().carryOut({ id, actor: "user:mei", order: { verb: "ask", leave, signed: "requested" } });
  };
  const give = (number: number) =>
    ledgers.leaves().carryOut({ id: `give ${number}`, actor: "user:other", number, order: { verb: "give", signed: "approved" } });
  expect([ask("later", 6, 8), ask("now", 0, 2), ask("nobody signs", 1, 3), ask("taken back", 1, 2)]).toMatchObject(
    [1, 2, 3, 4].map((number) => ({ ok: true, value: { number } })),
  );
  expect([give(1), give(2), give(4)]).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
  ledgers.leaves().carryOut({ id: "back", actor: "user:mei", number: 4, order: { verb: "withdraw", reason: "not needed" } });
  const seals = async (who: string) =>
    (await call(platform, "GET", "/api/v1/seals", { as: (await signIn(platform.url, who)).token })).body.seals;
  const [fair, next] = site.keyPeriods.slice(1);
  expect(await seals("mei")).toEqual([
    {
      door: DOOR,
      zoneId: "cabinet-17",
      period: { id: "fair", name: NAME },
      from: fair?.from,
      to: fair?.to,
      leave: [
        { number: 2, people: ["smith"], from: clock.now(), to: plus(clock.now(), hours(2)) },
        { number: 1, people: ["smith"], from: plus(clock.now(), hours(6)), to: plus(clock.now(), hours(8)) },
      ],
    },
    { door: DOOR, zoneId: "cabinet-17", period: { id: "next", name: NAME }, from: next?.from, to: next?.to, leave: [] },
  ]);
  expect(await seals("guest")).toEqual([]);
});
