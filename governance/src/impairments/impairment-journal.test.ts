import { days, type EpochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import type { ImpairedSignal, SignalStatus } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createImpairmentJournal, type ImpairmentJournalDeps } from "./impairment-journal.ts";

const KEY = "cab-17/vapour";

/** On a real journal; what the rules say of signals is for the test to set. */
async function begin({ site = testSite(), ...over }: Partial<ImpairmentJournalDeps["desk"]> & { readonly site?: Site } = {}) {
  const state: { impaired: readonly ImpairedSignal[]; fault?: SignalStatus["fault"] } = { impaired: [] };
  const board = {
    impairedSignals: () => state.impaired,
    status: (signal: string): SignalStatus => ({ signal, ...(state.fault === undefined ? {} : { fault: state.fault }) }),
  };
  const clock = createSettableClock();
  let bench = await startAlerting({ clock, site });
  const logger = createTestLogger();
  const open = ({ alerting }: AlertingBench) => {
    const { record, searchJournal } = alerting;
    return createImpairmentJournal({ desk: { record, searchJournal, ...over }, board }, { clock, logger, site: () => bench.site });
  };
  let journal = open(bench);
  return {
    clock,
    logger,
    state,
    impair: (impairment: ImpairedSignal["impairment"], since: EpochMs = clock.now(), signal = KEY): void => {
      state.impaired = [{ signal, impairment, since }];
    },
    /** Looks a minute apart. */
    async look(times = 1) {
      for (let each = 0; each < times; each++) {
        clock.sleep(minutes(1));
        await journal.look();
      }
    },
    async restart() {
      bench = await bench.restart();
      journal = open(bench);
    },
    lines: () =>
      bench.alerting
        .journal({ limit: 1000 })
        .filter(({ kind }) => kind.startsWith("protection-"))
        .map(({ kind, actor, detail }) => ({ kind, actor, ...detail })),
  };
}

test("a detector that says it is faulty is in the journal from when it was to when it is not, also once it counts as silent", async () => {
  const { clock, impair, look, lines, state } = await begin();
  const since = clock.now();
  impair("faulty");
  await look(2);
  state.fault = "fault";
  impair("silent", since);
  await look(2);
  const about = { actor: "system", signal: KEY, zone: "cabinet-17", impairment: "faulty", since };
  expect(lines()).toEqual([{ kind: "protection-impaired", ...about }]);
  state.impaired = [];
  await look(6);
  expect(lines()).toEqual([
    { kind: "protection-impaired", ...about },
    { kind: "protection-restored", ...about, ended: plus(since, minutes(5)) },
  ]);
});

test("what stood before a stop goes on after it, is said again after a week, and ends when it is gone", async () => {
  const { clock, impair, look, lines, restart, state } = await begin();
  const since = clock.now();
  impair("uncalibrated");
  await look();
  await restart();
  await look(2);
  expect(lines()).toHaveLength(1);
  clock.sleep(days(7));
  await look();
  await restart();
  clock.sleep(days(20));
  state.impaired = [];
  await look(7);
  expect(lines().map(({ kind, ...line }) => [kind, (line as { again?: true }).again, (line as { since?: number }).since])).toEqual([
    ["protection-impaired", undefined, since],
    ["protection-impaired", true, since],
    ["protection-restored", undefined, since],
  ]);
});

test("silence, uncertain readings and signals the site does not have are no lines", async () => {
  const { impair, look, lines } = await begin();
  for (const impairment of ["silent", "uncertain"] as const) {
    impair(impairment);
    await look();
  }
  impair("faulty", undefined, "gone/vapour");
  await look();
  expect(lines()).toEqual([]);
});

test("of very many at once the rest is written at the next looks, and what could not be kept as well", async () => {
  let isFull = true;
  let writes = 0;
  const kept: unknown[] = [];
  const keys = Array.from({ length: 150 }, (_, place) => `cab-${place}/vapour`);
  const { clock, state, look, logger } = await begin({
    site: { ...testSite(), signals: keys.map((key) => ({ ...signal(), key })) },
    record(...entries) {
      if (isFull) throw new Error("the disk is full");
      writes += 1;
      kept.push(...entries.map(({ detail }) => detail["signal"]));
    },
  });
  state.impaired = keys.map((key) => ({ signal: key, impairment: "faulty", since: clock.now() }));
  await look();
  expect(kept).toEqual([]);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  isFull = false;
  await look();
  expect(kept).toEqual(keys.slice(0, 100));
  await look();
  expect(kept).toEqual(keys);
  clock.sleep(hours(1));
  await look();
  expect(kept).toHaveLength(keys.length);
  // Each is a durable write, which alarms wait for.
  expect(writes).toBe(2);
});
