import type { Alarm } from "@labcanary/domain/alarm";
import { minutes } from "@labcanary/domain/basics";
import type { UnprovenSignal } from "@labcanary/domain/ports";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createProofWatch } from "./proof-watch.ts";

test("an alarm stands while a signal is not proven, is anew when another comes to it, and goes when all are", async () => {
  const clock = createSettableClock();
  let unproven: readonly UnprovenSignal[] = [];
  let said: string[] = [];
  const watch = createProofWatch({
    clock,
    alarms: { list: () => [] },
    desk: { unproven: () => unproven },
    sink: { takeSystemCondition: ({ name, active, detail }) => void said.push(`${name} ${active ? "on" : "off"}: ${detail}`) },
  });
  await watch.start();
  onTestFinished(() => watch.stop());
  const after = (now: readonly UnprovenSignal[]): readonly string[] => {
    unproven = now;
    said = [];
    clock.advance(minutes(1));
    return said;
  };
  const first: UnprovenSignal = { signal: "cab-17/vapour", gap: "never-proven", since: clock.now() };
  const second: UnprovenSignal = { signal: "cab-18/vapour", gap: "time-over", since: clock.now() };
  expect(said).toEqual(["proof-overdue off: every signal that is to be proven is"]);
  expect(after([first])).toEqual(["proof-overdue on: not proven: cab-17/vapour (never-proven)"]);
  expect(after([first])).toEqual(["proof-overdue on: not proven: cab-17/vapour (never-proven)"]);
  const both = "not proven: cab-17/vapour (never-proven), cab-18/vapour (time-over)";
  expect(after([first, second])).toEqual([`proof-overdue off: ${both}`, `proof-overdue on: ${both}`]);
  expect(after([second])).toEqual(["proof-overdue on: not proven: cab-18/vapour (time-over)"]);
  expect(after([second, first, { ...first, signal: "a/b" }, { ...first, signal: "c/d" }]).at(-1)).toContain("and 1 more");
  expect(after([])).toEqual(["proof-overdue off: every signal that is to be proven is"]);
});

test("one that was found unproven while nobody looked is told anew after a restart, and what the standing alarm told is not", async () => {
  const clock = createSettableClock();
  const raisedAt = clock.now();
  const standing = { conditionActive: true, raisedAt, source: { kind: "system", condition: "proof-overdue" } } as Alarm;
  const old: UnprovenSignal = { signal: "cab-17/vapour", gap: "never-proven", since: raisedAt };
  clock.advance(minutes(5));
  const saidOf = async (unproven: readonly UnprovenSignal[]): Promise<readonly boolean[]> => {
    const said: boolean[] = [];
    const watch = createProofWatch({
      clock,
      alarms: { list: () => [standing] },
      desk: { unproven: () => unproven },
      sink: { takeSystemCondition: ({ active }) => void said.push(active) },
    });
    await watch.start();
    await watch.stop();
    return said;
  };
  expect(await saidOf([old])).toEqual([true]);
  expect(await saidOf([old, { signal: "cab-18/vapour", gap: "rules-changed", since: clock.now() }])).toEqual([false, true]);
});
