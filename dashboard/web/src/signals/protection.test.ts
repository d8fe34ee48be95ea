import type { OutOfService } from "@labcanary/domain/alarm";
import { milliseconds } from "@labcanary/domain/basics";
import type { AlarmRule } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { protectionKey, wordsOfRule } from "./protection.ts";
import { translateIn } from "../testing.ts";

const vapour = { unit: "%LEL" } as Signal;
const door = { unit: "state", states: ["closed", "open"] } as unknown as Signal;
const high = { kind: "limit", direction: "high", setpoint: 10, inclusive: false, onDelay: milliseconds(0) };
const low = { ...high, direction: "low" };

test("a signal that is out of service says so before all else; one that is only proposed protects", () => {
  const record = { state: "in-force" } as OutOfService;
  const status = { signal: "cab-17/vapour", impairment: "silent" } as const;
  expect(protectionKey(status, record)).toBe("impaired.out-of-service");
  expect(protectionKey(status, { ...record, state: "proposed" })).toBe("impaired.silent");
  expect(protectionKey({ signal: "cab-17/vapour" })).toBe("impaired.awaited");
});

test.each([
  { signal: vapour, rule: high, words: "above 10 %LEL" },
  { signal: vapour, rule: { ...high, inclusive: true }, words: "at or above 10 %LEL" },
  { signal: vapour, rule: { ...high, onDelay: milliseconds(60_000) }, words: "above 10 %LEL for 1 min" },
  {
    signal: vapour,
    rule: { ...high, onDelay: milliseconds(60_000), duringName: { en: "working hours" } },
    words: "above 10 %LEL for 1 min, only during working hours",
  },
  { signal: vapour, rule: low, words: "below 10 %LEL" },
  { signal: vapour, rule: { ...low, inclusive: true }, words: "at or below 10 %LEL" },
  { signal: door, rule: { kind: "state", states: [1], onDelay: milliseconds(90_000) }, words: "open for 1 min 30 s" },
  { signal: vapour, rule: { kind: "silence", after: milliseconds(60_000), onDelay: milliseconds(0) }, words: "silent for 1 min" },
  {
    signal: vapour,
    rule: { ...high, of: { kind: "average", over: milliseconds(900_000), coverage: 0.75 } },
    words: "15 min average above 10 %LEL",
  },
  { signal: vapour, rule: { ...high, of: { kind: "rate", over: milliseconds(600_000) } }, words: "rate over 10 min above 10 %LEL/min" },
  {
    signal: vapour,
    rule: {
      kind: "expression",
      label: { en: "Vapour with the fan off" },
      text: "vapour > 5 and not fan = running",
      onDelay: milliseconds(60_000),
    },
    words: "Vapour with the fan off: vapour > 5 and not fan = running for 1 min",
  },
])("a rule says $words", ({ signal, rule, words }) => {
  expect(wordsOfRule(rule as unknown as AlarmRule, signal, translateIn("en"), ({ en }) => en)).toBe(words);
});
