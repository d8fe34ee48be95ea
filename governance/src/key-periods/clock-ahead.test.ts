import { type EpochMs, epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { leaveLedger, periodLedger } from "@labcanary/domain/governance";
import type { BudgetStanding } from "@labcanary/domain/notification";
import type { KeyPeriodFile } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createMemoryJournal } from "../../../test/support/memory-journal.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { createBook } from "../books/book.ts";
import { createPeriodWatch } from "./period-watch.ts";

const spring = {
  id: "spring",
  kind: "vacation",
  name: { en: "Spring", zh: "春节" },
  from: "2026-11-25",
  to: "2026-11-30",
  checkIns: { at: ["08:00"], within: "1h", by: ["contact:li"] },
} as const satisfies KeyPeriodFile;
const siteWith = (keyPeriods: readonly KeyPeriodFile[]) => stockSite(undefined, { keyPeriods });
const FROM = epochMs(Date.UTC(2026, 10, 25));
const END = epochMs(Date.UTC(2026, 11, 1));
const day = (of: number, hour: number): EpochMs => plus(FROM, hours(24 * of + hour));

/** The watch on books of its own; `start` as after a restart. */
function bench() {
  let now: EpochMs = FROM;
  let site = siteWith([spring]);
  const budgets: BudgetStanding[] = [];
  const clock = { now: () => now };
  const deps = { journal: createMemoryJournal(clock), site: () => site, now: clock.now, changed: () => {} };
  const periods = createBook(periodLedger, deps);
  const start = () =>
    createPeriodWatch({
      clock,
      logger: createTestLogger(),
      site: () => site,
      periods,
      leaves: createBook(leaveLedger, deps),
      history: { range: async () => [] },
      accessLog: { events: () => [] },
      watching: () => undefined,
      known: {
        desk: { list: () => [], searchJournal: async () => ({ entries: [], looked: 0 }), get: () => undefined, alarmsOfSignal: () => [] },
        board: { impairedSignals: () => [], status: () => undefined },
        notifications: { contacts: () => [], budgets: () => budgets },
        isTestedOutside: () => true,
      },
    });
  let watch = start();
  return {
    budgets,
    period: () => periods.get(1),
    all: periods.all,
    describe: (keyPeriods: readonly KeyPeriodFile[]) => void (site = siteWith(keyPeriods)),
    keep: (from: EpochMs) =>
      void periods.carryOut({ id: `here ${from}`, actor: "user:lina", number: 1, order: { verb: "check-in", from } }),
    restart: () => void (watch = start()),
    async lookAt(time: EpochMs) {
      now = time;
      await watch.look();
      periods.doDue(now);
    },
  };
}

test.each([true, false])(
  "a clock 60 days ahead closes no key period: put right, with a restart (%s), it asks, looks, and reports at its true end, once",
  async (isRestarted) => {
    const { period, all, restart, lookAt } = bench();
    await lookAt(day(-1, 1));
    await lookAt(day(0, 1));
    expect(period()?.report).toBeUndefined();
    await lookAt(day(61, 0));
    expect(period()?.report?.at).toBe(day(61, 0));
    if (isRestarted) restart();
    await lookAt(day(0, 2));
    expect(period()?.voided).toBeUndefined();
    await lookAt(day(0, 3));
    expect(period()).toMatchObject({ voided: [{ at: day(61, 0) }], checkIns: [] });
    expect(period()?.report).toBeUndefined();
    await lookAt(day(0, 8));
    expect(period()?.checkIns).toEqual([{ from: day(0, 8), by: day(0, 9), people: ["li"] }]);
    await lookAt(plus(END, minutes(11)));
    const report = period()?.report;
    expect(report?.at).toBe(plus(END, minutes(11)));
    await lookAt(plus(END, minutes(12)));
    expect([all().length, period()?.report, period()?.voided?.length]).toEqual([1, report, 1]);
  },
);

test("check-ins of a report are kept in time or missed, and none both; what a clock that was ahead had noted is none", async () => {
  const { period, lookAt } = bench();
  await lookAt(day(-1, 1));
  await lookAt(day(2, 9));
  await lookAt(day(0, 1));
  await lookAt(day(0, 2));
  await lookAt(day(0, 8));
  await lookAt(day(0, 9));
  expect(period()?.checkIns).toEqual([{ from: day(0, 8), by: day(0, 9), people: ["li"], missedAt: day(0, 9), owed: true }]);
  for (const of of [1, 2, 3, 4, 5]) {
    await lookAt(day(of, 8));
    await lookAt(day(of, 9));
  }
  await lookAt(plus(END, minutes(11)));
  await lookAt(plus(END, minutes(12)));
  const counts = Object.entries(period()?.report?.rows ?? {}).flatMap(([row, { count }]) =>
    row.startsWith("check-ins") ? [[row, count]] : [],
  );
  expect(Object.fromEntries(counts)).toEqual({ "check-ins-kept": 0, "check-ins-missed": 6, "check-ins-late": 0, "check-ins-explained": 0 });
});

const LONG_AGO = epochMs(Date.UTC(2020, 0, 1));

test.each([
  ["over", plus(END, minutes(11)), undefined, LONG_AGO],
  ["running", day(2, 9), undefined, LONG_AGO],
  ["behind within its days for some minutes", plus(END, minutes(11)), undefined, day(1, 0)],
  ["with next year's days under its id", plus(END, minutes(11)), [{ ...spring, from: "2027-11-25", to: "2027-11-30" }], LONG_AGO],
  [
    "with next year's days, behind within its own",
    plus(END, minutes(11)),
    [{ ...spring, from: "2027-11-25", to: "2027-11-30" }],
    day(1, 0),
  ],
  ["gone from the site", plus(END, minutes(11)), [], day(1, 0)],
] as const)("a start with a clock that is behind takes nothing from a key period (%s)", async (_what, time, described, behind) => {
  const { period, all, restart, describe, keep, lookAt } = bench();
  await lookAt(day(-1, 1));
  await lookAt(day(0, 8));
  keep(day(0, 8));
  await lookAt(day(1, 0));
  await lookAt(time);
  if (described !== undefined) describe(described);
  await lookAt(plus(time, minutes(1)));
  const before = period();
  restart();
  await lookAt(behind);
  await lookAt(plus(behind, minutes(1)));
  restart();
  await lookAt(plus(time, minutes(2)));
  const { preFlight: _now, ...after } = period() ?? {};
  const { preFlight: _then, ...asBefore } = before ?? {};
  expect([after, all().length]).toEqual([asBefore, 1]);
});

test("behind within its days for long, then right: check-ins, report and figures are what they were", async () => {
  const { period, restart, keep, lookAt } = bench();
  await lookAt(day(-1, 1));
  for (const of of [0, 1, 2]) {
    await lookAt(day(of, 8));
    if (of !== 1) keep(day(of, 8));
    await lookAt(day(of, 9));
  }
  const asked = period()?.checkIns;
  restart();
  await lookAt(day(0, 20));
  await lookAt(day(0, 22));
  expect(period()).toMatchObject({ setBack: 1, checkIns: [{ from: day(0, 8) }] });
  await lookAt(day(2, 10));
  expect(period()?.checkIns).toEqual(asked);
  await lookAt(plus(END, minutes(11)));
  await lookAt(plus(END, minutes(12)));
  const rows = period()?.report?.rows;
  expect([rows?.["check-ins-kept"].count, rows?.["check-ins-missed"].count]).toEqual([2, 1]);
  const reported = period()?.report;
  restart();
  await lookAt(day(1, 0));
  await lookAt(day(1, 1));
  expect(period()?.report).toBeUndefined();
  await lookAt(plus(END, hours(2)));
  expect([period()?.report, period()?.voided]).toEqual([reported, []]);
});

test("a pre-flight by a clock that was ahead keeps none from being made when it is put right", async () => {
  const { period, budgets, lookAt } = bench();
  const topics = () => period()?.preFlight?.findings.map(({ about }) => about);
  await lookAt(day(-2, 1));
  await lookAt(day(-2, 2));
  await lookAt(day(-1, 20));
  budgets.push({ channel: "sms", used: 40, reserved: 0, count: 50 } as BudgetStanding);
  await lookAt(day(-2, 3));
  expect(topics()).toContain("budgets");
});
