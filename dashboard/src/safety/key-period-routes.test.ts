import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { REPORT_ROWS } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { peopleOf, testSite } from "../../../test/support/site.ts";

const clock = createSettableClock();
const DOOR = "cab-17/vapour";
const NAME = { en: "Fair", zh: "展会" };
const SEALS = [{ door: DOOR, zoneId: "cabinet-17", hasReader: false }];
const FROM = epochMs(Math.floor(clock.now() / minutes(1)) * minutes(1));
const period = { id: "fair", kind: "event", name: NAME, from: plus(FROM, hours(-1)), to: plus(FROM, hours(24)) } as const;
const checkIns = { at: [], within: hours(1), by: [{ kind: "contact", personId: "wang" }] } as const;

/** A fair that is in force, on which Wang is on duty. */
async function start() {
  const people = [...testSite().people, ...peopleOf("mei", "other")];
  const site = { ...testSite(), people, keyPeriods: [{ ...period, delays: 1, seals: SEALS, preFlight: hours(48), checkIns }] };
  const platform = await startBrowserPlatform({
    clock,
    users: { wang: "safety-officer", mei: "safety-officer", wang2: "safety-officer" },
    site,
  });
  const { ledgers } = platform;
  const plan = (id: string) => ({ ...period, id, seals: SEALS, siteZone: "chemistry" });
  const order = (verb: object, number?: number) =>
    ledgers.keyPeriods().carryOut({
      id: JSON.stringify([verb, number]),
      actor: "system",
      order: verb as never,
      ...(number === undefined ? {} : { number }),
    });
  const as = async (method: "GET" | "POST", who: string, path: string, body?: object) =>
    call(platform, method, `/api/v1/${path}`, { as: (await signIn(platform.url, who)).token, ...(body === undefined ? {} : { body }) });
  return { ledgers, order, plan, as };
}

test("all that stand are told, with the newest that are over; older ones on request, and each by its number", async () => {
  const { ledgers, order, plan, as } = await start();
  const rows = Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: 0, lines: [] }]));
  // The first one stands: somebody has an opening of it to explain.
  for (let number = 1; number <= 25; number++) {
    order({ verb: "take-up", plan: plan(`fair-${number}`) });
    if (number === 1) order({ verb: "opening", opening: { door: DOOR, openedAt: FROM, people: [], unknownBadges: 0, untold: true } }, 1);
    if (number < 25) order({ verb: "report", report: { rows } }, number);
  }
  for (let number = 1; number <= 60; number++) {
    const leave = { door: DOOR, people: ["smith"], from: FROM, to: plus(FROM, hours(2)), reason: `nitrogen ${number}` };
    ledgers.leaves().carryOut({ id: `ask ${number}`, actor: "user:mei", order: { verb: "ask", leave, signed: "requested" } });
    if (number > 1) ledgers.leaves().carryOut({ id: `no ${number}`, actor: "user:other", number, order: { verb: "refuse", reason: "no" } });
  }
  const numbers = (of: readonly { readonly number: number }[]) => of.map(({ number }) => number);
  const first = (await as("GET", "mei", "key-periods")).body;
  expect(numbers(first.periods)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 1]);
  expect([numbers(first.leaves).slice(0, 2), first.leaves.length, first.leaves.at(-1)?.number]).toEqual([[60, 59], 51, 1]);
  expect([first.total, first.next]).toEqual([
    { periods: 25, leaves: 60 },
    { periods: 15, leaves: 11 },
  ]);
  const second = (await as("GET", "mei", `key-periods?before=${first.next.periods}&leavesBefore=${first.next.leaves}`)).body;
  expect([numbers(second.periods), second.next]).toEqual([[14, 13, 12, 11, 10, 9, 8, 7, 6, 5], { periods: 5 }]);
  expect(numbers(second.leaves)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2]);
  const last = (await as("GET", "mei", "key-periods?before=5")).body;
  expect([numbers(last.periods), last.next.periods]).toEqual([[4, 3, 2], undefined]);
  expect((await as("GET", "mei", "key-periods?before=x")).status).toBe(400);
  expect((await as("GET", "mei", "key-periods/3")).body).toMatchObject({ period: { number: 3 }, doors: { [DOOR]: {} } });
});

test("who is on duty is asked whether they are there, and somebody else to explain; by the page and by the ledger alike", async () => {
  const { ledgers, order, plan, as } = await start();
  order({ verb: "take-up", plan: plan("fair") });
  order({ verb: "opening", opening: { door: DOOR, openedAt: FROM, people: ["wang"], unknownBadges: 0, untold: true } }, 1);
  const may = async (who: string) => {
    const [told] = (await as("GET", who, "key-periods")).body.periods;
    return told.openings.map((each: { mayExplain: boolean }) => each.mayExplain);
  };
  expect([await may("wang"), await may("wang2"), await may("mei")]).toEqual([[false], [false], [true]]);
  const explanation = { door: DOOR, from: FROM, words: "it was me, all fine", password: PASSWORD };
  const explain = async (who: string) => (await as("POST", who, "key-periods/1/explain", explanation)).body;
  expect([(await explain("wang")).code, (await explain("wang2")).code]).toEqual(["EXPLAINER_BADGED", "EXPLAINER_UNLINKED"]);
  expect(ledgers.refused.map(({ code, actor }) => [code, actor])).toEqual([
    ["EXPLAINER_BADGED", "user:wang"],
    ["EXPLAINER_UNLINKED", "user:wang2"],
  ]);
  expect((await explain("mei")).period.openings).toMatchObject([{ explained: { by: "user:mei" }, mayExplain: false }]);
});
