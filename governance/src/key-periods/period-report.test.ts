import type { Alarm } from "@labcanary/domain/alarm";
import { type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import type { WatchedPeriod } from "@labcanary/domain/governance";
import type { JournalEntry, JournalQuery, LedgerLine } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { stockSite } from "../../../test/support/stock-site.ts";
import { reportOf } from "./period-report.ts";

test("alarms of drills, of tests and of simulated readings are none of the period's", async () => {
  const at = epochMs(1_000_000);
  const source = { kind: "rule", ruleId: "store/door/held", ruleVersion: "1", signal: "store/door", zoneId: "store" } as const;
  const alarm = (over: Partial<Alarm>): Alarm => ({ source, raisedReceivedAt: at, simulated: false, ...over }) as Alarm;
  const alarms: Readonly<Record<string, Alarm>> = {
    real: alarm({}),
    drill: alarm({ test: "drill/1" }),
    simulated: alarm({ simulated: true }),
  };
  const entries = Object.keys(alarms).flatMap((alarmId, index) => [
    { number: 2 * index + 2, kind: "acknowledged", alarmId, at: plus(at, seconds(10 + 100 * index)) } as JournalEntry,
    { number: 2 * index + 1, kind: "raised", alarmId, at } as JournalEntry,
  ]);
  const desk = {
    searchJournal: async ({ kinds }: JournalQuery) => ({ entries: entries.filter(({ kind }) => kinds?.includes(kind)) }) as never,
    get: (id: string) => alarms[id],
  };
  const period = { plan: { from: at, to: plus(at, seconds(1000)) } } as WatchedPeriod;
  const { rows, medianResponse } = await reportOf(period, { desk, site: stockSite(), lines: [], leaveLines: [] });
  expect([rows.alarms, rows.acknowledged, medianResponse]).toEqual([{ count: 1, lines: [1] }, { count: 1, lines: [2] }, 10]);
});

test("response is from an alarm of these days to its first acknowledgement, the mean of two in the middle; every line is in the report", async () => {
  const from = epochMs(1_000_000);
  const source = { kind: "rule", ruleId: "store/door/held", ruleVersion: "1", signal: "store/door", zoneId: "store" } as const;
  const raisedAt: Readonly<Record<string, EpochMs>> = { before: plus(from, seconds(-900)), a: from, b: from };
  const said = [
    ["before", 5],
    ["a", 10],
    ["a", 400],
    ["b", 30],
  ] as const;
  const acknowledged = said.map(([alarmId, after], index) => ({
    number: index + 1,
    kind: "acknowledged",
    alarmId,
    at: plus(from, seconds(after)),
  }));
  const many = Array.from({ length: 120 }, (_, index) => ({ number: 10 + index, kind: "site-changed", at: from }));
  const entries = [...acknowledged, ...many].toReversed() as readonly unknown[] as readonly JournalEntry[];
  const desk = {
    searchJournal: async ({ kinds }: JournalQuery) => ({ entries: entries.filter(({ kind }) => kinds?.includes(kind)) }) as never,
    get: (id: string) => ({ source, raisedReceivedAt: raisedAt[id], simulated: false }) as Alarm,
  };
  const period = { plan: { from, to: plus(from, seconds(1000)) } } as WatchedPeriod;
  const { rows, medianResponse, responses } = await reportOf(period, { desk, site: stockSite(), lines: [], leaveLines: [] });
  expect([medianResponse, responses, rows.acknowledged.lines]).toEqual([20, [2, 4], [1, 2, 3, 4]]);
  expect(rows["site-changes"].lines).toEqual(many.map(({ number }) => number));
});

test("leave that was refused, that nobody signed in time, and that was taken back are three things", async () => {
  const acts = ["asked", "given", "refused", "lapsed", "lapsed", "withdrawn"];
  const leaveLines = acts.map((act, index) => ({ line: index + 1, act: { act } }) as LedgerLine);
  const desk = { searchJournal: async () => ({ entries: [] }) as never, get: () => undefined };
  const period = { plan: { from: epochMs(0), to: epochMs(1000) } } as WatchedPeriod;
  const { rows } = await reportOf(period, { desk, site: stockSite(), lines: [], leaveLines });
  expect([rows["leave-refused"], rows["leave-lapsed"], rows["leave-withdrawn"]].map((row) => row?.lines)).toEqual([[3], [4, 5], [6]]);
});
