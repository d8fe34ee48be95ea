import { days, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import type { ImpairedSignal } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { startGovernance } from "../../../test/support/governance.ts";
import { peopleOf, testSite } from "../../../test/support/site.ts";
import { FILERS, type FilingDeps } from "./filing.ts";

/** Its people sign in by their names. */
const SITE = testSite({ people: [...testSite().people, ...peopleOf("mei", "li", "zhao", "chen")] });

const VAPOUR = "cab-17/vapour";

test("what is found is filed once while it stands, over a restart, and anew once it is written off and stands all the same", async () => {
  let impaired: readonly ImpairedSignal[] = [];
  const known: Omit<FilingDeps, "desk"> = {
    board: { impairedSignals: () => impaired, status: () => undefined },
    notifications: {
      contacts: () => testSite().people.map(({ id }) => ({ personId: id, channel: "sms", address: "***01", isProven: true })),
    },
    enrolled: () => new Set(["cab-17"]),
    availability: async () => undefined,
    minimumAvailability: 0.95,
  };
  const bench = await startGovernance({ site: SITE }, known);
  const sources = (of = bench) =>
    of.governance
      .hazards()
      .all()
      .map(({ source, state }) => `${source} ${state}`);
  impaired = [{ signal: VAPOUR, impairment: "silent", since: minus(bench.clock.now(), days(2)) }];
  const pass = async (of = bench): Promise<void> => {
    of.clock.advance(minutes(5));
    // Alarms have their turn between any two of them.
    for (const _ of Object.keys(FILERS)) await of.settle();
  };
  await pass();
  const filed = ["switched-off cab-17 filed", "gas-room room-114 filed"];
  expect(sources()).toEqual(filed);
  await pass();
  const after = await bench.restartAll();
  await pass(after);
  expect(sources(after)).toEqual(filed);
  const book = after.governance.hazards();
  const settlement = {
    responsible: "wang",
    department: "d",
    measures: "m",
    funds: "f",
    interimPlan: "p",
    deadline: plus(after.clock.now(), hours(1)),
  };
  const orders = [
    ["user:li", { verb: "settle", settlement }],
    ["user:zhao", { verb: "remedy", words: "on again" }],
    ["user:chen", { verb: "verify", passed: true, words: "on", signed: "verified" }],
  ] as const;
  for (const [actor, order] of orders) expect(book.carryOut({ id: `${order.verb}-1`, actor, number: 1, order }).ok).toBe(true);
  await pass(after);
  expect(sources(after)).toEqual(["switched-off cab-17 written-off", filed[1], filed[0]]);
  expect(book.get(3)).toMatchObject({ filedBy: "system", earlier: [1], found: { zh: expect.stringContaining("失联") } });
});

test.each([
  {
    what: "one kind of them cannot be looked for",
    over: {
      enrolled: () => ({
        has() {
          throw new Error("no file");
        },
      }),
    },
    files: "route plain",
  },
  {
    what: "it is not known how much of the week the rooms were protected",
    over: { availability: () => Promise.reject(new Error("no history")) },
    files: "switched-off cab-17",
  },
])("the others are filed where $what, and that is said", async ({ over, files }) => {
  const known = {
    board: { impairedSignals: () => [{ signal: VAPOUR, impairment: "silent", since: epochMs(0) }], status: () => undefined },
    notifications: { contacts: () => [] },
    enrolled: () => new Set(["cab-17"]),
    availability: async () => undefined,
    minimumAvailability: 0.95,
    ...over,
  } as unknown as Omit<FilingDeps, "desk">;
  const bench = await startGovernance({ site: SITE }, known);
  bench.clock.advance(minutes(5));
  for (const _ of Object.keys(FILERS)) await bench.settle();
  const sources = bench.governance
    .hazards()
    .all()
    .map(({ source }) => source);
  expect(sources).toContainEqual(expect.stringContaining(files));
  expect(bench.logger.lines.filter(({ level }) => level === "error").length).toBeGreaterThan(0);
});
