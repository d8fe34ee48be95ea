import { type EpochMs, epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { leaveLedger, periodLedger } from "@labcanary/domain/governance";
import type { BudgetStanding } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { createMemoryJournal } from "../../../test/support/memory-journal.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { createBook } from "../books/book.ts";
import { createPeriodWatch } from "./period-watch.ts";

const site = stockSite(undefined, {
  keyPeriods: [
    {
      id: "spring",
      kind: "vacation",
      name: { en: "Spring", zh: "春节" },
      from: "2026-11-25",
      to: "2026-11-30",
      checkIns: { at: ["08:00"], within: "1h", by: ["contact:li"] },
    },
  ],
});
const FROM = epochMs(Date.UTC(2026, 10, 25));
const END = epochMs(Date.UTC(2026, 11, 1));

/** The watch on books of its own; `start` as after a restart. */
function bench() {
  let now: EpochMs = FROM;
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
    restart: () => void (watch = start()),
    async lookAt(time: EpochMs) {
      now = time;
      await watch.look();
      periods.doDue(now);
    },
  };
}
const day = (of: number, hour: number): EpochMs => plus(FROM, hours(24 * of + hour));

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
    await lookAt(day(0, 2 + 1));
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
  await lookAt(day(0, 8));
  await lookAt(day(0, 9));
  expect(period()?.checkIns).toEqual([{ from: day(0, 8), by: day(0, 9), people: ["li"], missedAt: day(0, 9), owed: true }]);
  await lookAt(plus(END, minutes(11)));
  await lookAt(plus(END, minutes(12)));
  const counts = Object.entries(period()?.report?.rows ?? {}).flatMap(([row, { count }]) =>
    row.startsWith("check-ins") ? [[row, count]] : [],
  );
  expect(Object.fromEntries(counts)).toEqual({ "check-ins-kept": 0, "check-ins-missed": 1, "check-ins-late": 0, "check-ins-explained": 0 });
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
