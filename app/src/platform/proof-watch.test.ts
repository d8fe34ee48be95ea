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
  const first: UnprovenSignal = { signal: "cab-17/vapour", gap: "never-proven" };
  const second: UnprovenSignal = { signal: "cab-18/vapour", gap: "time-over" };
  expect(said).toEqual(["proof-overdue off: every signal that is to be proven is"]);
  expect(after([first])).toEqual(["proof-overdue on: not proven: cab-17/vapour (never-proven)"]);
  expect(after([first])).toEqual(["proof-overdue on: not proven: cab-17/vapour (never-proven)"]);
  const both = "not proven: cab-17/vapour (never-proven), cab-18/vapour (time-over)";
  expect(after([first, second])).toEqual([`proof-overdue off: ${both}`, `proof-overdue on: ${both}`]);
  expect(after([second])).toEqual(["proof-overdue on: not proven: cab-18/vapour (time-over)"]);
  expect(after([second, first, { ...first, signal: "a/b" }, { ...first, signal: "c/d" }]).at(-1)).toContain("and 1 more");
  expect(after([])).toEqual(["proof-overdue off: every signal that is to be proven is"]);
});
