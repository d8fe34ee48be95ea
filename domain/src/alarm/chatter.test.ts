import { describe, expect, test } from "vitest";
import { type EpochMs, epochMs } from "../basics/index.ts";
import type { AlarmRule, ConditionChange } from "../rules/index.ts";
import { type Alarm, ANNUNCIATIONS, type Annunciation, type Chatter } from "./alarm.ts";
import {
  beginningSpell,
  CHATTER_QUIET,
  countOn,
  isChattering,
  isQuietAfter,
  isWorthALine,
  mayCountOn,
  NO_TOGGLES,
  type RuleToggles,
  withClear,
  withRaise,
} from "./chatter.ts";

const HIGH = { kind: "limit", direction: "high", setpoint: 10, inclusive: true, deadband: 1 } as AlarmRule;
const at = (second: number): EpochMs => epochMs(second * 1000);

/** A change at a second, with readings as [second, value]. */
function change(occurrenceId: string, second: number, readings: readonly (readonly [number, number])[] = []): ConditionChange {
  const samples = readings.map(([when, value]) => ({ at: at(when), receivedAt: at(when), value, quality: "good" }));
  return {
    occurrenceId,
    ruleId: "r",
    ruleVersion: "1",
    priority: "high",
    simulated: false,
    at: at(second),
    evidence: { samples },
  } as never;
}
/** Met at each of the seconds, and gone a second later. */
const raisedAt = (...times: readonly number[]): RuleToggles =>
  times.reduce((known, time) => {
    const met = withRaise(known, change(`o${time}`, time), HIGH);
    return withClear(met, change(`o${time}`, time + 1));
  }, NO_TOGGLES);

describe("a rule chatters when its condition is met three times within a minute", () => {
  test.each([
    { raised: [0], spell: undefined, because: "once is an alarm" },
    { raised: [0, 10], spell: undefined, because: "twice may happen" },
    { raised: [0, 30, 60], spell: [0, 60], because: "a minute counts with both its ends" },
    { raised: [0, 30, 61], spell: undefined, because: "three times in more than a minute" },
    { raised: [0, 50, 100, 105, 110], spell: [100, 110], because: "the last three are looked at" },
    { raised: [0, 10, 130], spell: undefined, because: "after a quiet time nothing of before counts" },
  ])("raised at $raised: $because", ({ raised, spell }) => {
    const expected = spell === undefined ? undefined : { count: 3, since: at(spell[0] as number), lastAt: at(spell[1] as number) };
    expect(beginningSpell(raisedAt(...raised))).toEqual(expected);
  });

  test("what has not gone has not come again", () => {
    const raises = [0, 10, 20].map((time) => change(`o${time}`, time));
    expect(beginningSpell(raises.reduce((known, raise) => withRaise(known, raise, HIGH), NO_TOGGLES))).toBeUndefined();
  });

  test("what is remembered has a bound, however long it goes on", () => {
    const known = raisedAt(...Array.from({ length: 1000 }, (_, second) => second));
    expect(known.toggles).toHaveLength(20);
    expect(known.toggles.at(-1)?.raisedAt).toBe(at(999));
  });

  test("it is quiet after two minutes", () => {
    expect(isQuietAfter(at(0), epochMs(CHATTER_QUIET - 1))).toBe(false);
    expect(isQuietAfter(at(0), epochMs(CHATTER_QUIET))).toBe(true);
  });
});

describe("what the evidence shows of how far the value came back", () => {
  const first = change("a", 10, [
    [1, 4],
    [5, 7],
    [10, 11],
  ]);
  const second = change("b", 20, [
    [5, 7],
    [10, 11],
    [12, 8.5],
    [14, 9.2],
    [20, 10],
  ]);
  test("is the lowest reading between two raises of a high limit, and what is normal the lowest before the first", () => {
    expect(withRaise(withRaise(NO_TOGGLES, first, HIGH), second, HIGH)).toEqual({
      normal: 4,
      toggles: [
        { occurrenceId: "a", raisedAt: at(10) },
        { occurrenceId: "b", raisedAt: at(20), cameBackTo: 8.5 },
      ],
    });
  });

  test("is the highest for a low limit", () => {
    const low = { ...HIGH, direction: "low", setpoint: 2 } as AlarmRule;
    const down = change("a", 10, [
      [1, 5],
      [5, 3],
      [10, 1],
    ]);
    const again = change("b", 20, [
      [5, 3],
      [10, 1],
      [12, 2.5],
      [14, 2.2],
      [20, 1],
    ]);
    expect(withRaise(withRaise(NO_TOGGLES, down, low), again, low)).toMatchObject({ normal: 5, toggles: [{}, { cameBackTo: 2.5 }] });
  });

  test.each([
    { what: "a state", rule: { kind: "state", states: [1] } },
    { what: "silence", rule: { kind: "silence" } },
    { what: "a figure of the readings", rule: { ...HIGH, of: { kind: "average" } } },
    { what: "a rule the site no longer has", rule: undefined },
  ])("is nothing for $what", ({ rule }) => {
    const known = withRaise(withRaise(NO_TOGGLES, first, rule as never), second, rule as never);
    expect(known).toEqual({
      toggles: [
        { occurrenceId: "a", raisedAt: at(10) },
        { occurrenceId: "b", raisedAt: at(20) },
      ],
    });
  });

  test("is nothing when no reading inside the limit is known", () => {
    const known = withRaise(
      withRaise(NO_TOGGLES, change("a", 10, [[9, 12]]), HIGH),
      change("b", 20, [
        [10, 11],
        [20, 12],
      ]),
      HIGH,
    );
    expect(known).toEqual({
      toggles: [
        { occurrenceId: "a", raisedAt: at(10) },
        { occurrenceId: "b", raisedAt: at(20) },
      ],
    });
  });

  test("an occurrence that ends has its length; another's end changes nothing", () => {
    const known = raisedAt(0, 10);
    expect(withClear(known, change("o10", 14)).toggles[1]).toMatchObject({ clearedAt: at(14) });
    expect(withClear(known, change("other", 14))).toEqual(known);
  });
});

describe("the record of a spell", () => {
  const SPELL: Chatter = { count: 3, since: at(0), lastAt: at(20) };
  const alarmIn = (annunciation: Annunciation, over: Partial<Alarm> = {}) =>
    ({ annunciation, conditionActive: false, clearedAt: at(15), ...over }) as Alarm;

  test.each([
    { from: "unacknowledged", becomes: "unacknowledged" },
    { from: "rtn-unacknowledged", becomes: "unacknowledged" },
    { from: "latched-unacknowledged", becomes: "unacknowledged" },
    { from: "acknowledged", becomes: "acknowledged" },
    { from: "latched-acknowledged", becomes: "acknowledged" },
  ] as const)("is $becomes again from $from: what people have done stays done", ({ from, becomes }) => {
    expect(countOn(alarmIn(from), SPELL, undefined)).toEqual({ annunciation: becomes, conditionActive: true, chatter: SPELL });
  });

  test("that has ended is never met again, nor one in a state nobody thought of", () => {
    expect(() => countOn(alarmIn("normal"), SPELL, undefined)).toThrow("record of its own");
    expect(() => countOn(alarmIn("suppressed" as Annunciation), SPELL, undefined)).toThrow("unreachable");
  });

  test("goes on counting from its beginning, and begins anew after its end", () => {
    const chattering = alarmIn("acknowledged", { chatter: { count: 7, since: at(-50), lastAt: at(10) } });
    const proposal = {
      occurrences: 4,
      deadband: { kind: "not-proposed", because: "no-limit" },
      onDelay: { kind: "not-proposed", because: "unseen" },
    } as const;
    expect(countOn(chattering, SPELL, proposal).chatter).toEqual({ count: 8, since: at(-50), lastAt: at(20), proposal });
    const over = alarmIn("acknowledged", { chatter: { count: 7, since: at(-500), lastAt: at(-400), endedAt: at(-200) } });
    expect(countOn(over, SPELL, undefined).chatter).toEqual(SPELL);
    expect([isChattering(chattering), isChattering(over), isChattering(alarmIn("acknowledged"))]).toEqual([true, false, false]);
  });

  const SEEN = { withheld: false, parent: undefined, test: undefined };
  const source = { kind: "rule", ruleId: "r", ruleVersion: "1", signal: "d/s", zoneId: "z" } as const;
  const standing = (over: Partial<Alarm>) => alarmIn("acknowledged", { source, priority: "high", simulated: false, ...over });
  test.each([
    { what: "stands", over: {}, may: true },
    { what: "is shelved", over: { shelved: { by: "mei", at: at(0), until: at(9), reason: "repair", mode: "timed" } }, may: false },
    { what: "is of an older version of the rule", over: { source: { ...source, ruleVersion: "0" } }, may: false },
    { what: "is of another rule", over: { source: { ...source, ruleId: "other" } }, may: false },
    { what: "is of the platform itself", over: { source: { kind: "system", condition: "log-damaged" } }, may: false },
    { what: "is less grave", over: { priority: "low" }, may: false },
    { what: "is simulated, and this is not", over: { simulated: true }, may: false },
  ] as const)("takes an occurrence more when it $what: $may", ({ over, may }) => {
    expect(mayCountOn(standing(over as Partial<Alarm>), change("b", 20), SEEN)).toBe(may);
  });

  const suppressed = { by: "door open", since: at(0) };
  test.each([
    { over: { suppressed }, circumstances: { withheld: true, parent: undefined, test: undefined }, may: true },
    { over: { suppressed }, circumstances: { withheld: false, parent: undefined, test: undefined }, may: false },
    { over: {}, circumstances: { withheld: true, parent: undefined, test: undefined }, may: false },
    { over: { parent: "p" }, circumstances: { withheld: false, parent: "p", test: undefined }, may: true },
    { over: { parent: "p" }, circumstances: { withheld: false, parent: undefined, test: undefined }, may: false },
    { over: { test: "t" }, circumstances: { withheld: false, parent: undefined, test: "t" }, may: true },
    { over: { test: "t" }, circumstances: { withheld: false, parent: undefined, test: undefined }, may: false },
    { over: { test: "t" }, circumstances: { withheld: false, parent: undefined, test: "u" }, may: false },
    { over: {}, circumstances: { withheld: false, parent: undefined, test: "t" }, may: false },
  ])("that is kept from people as $over takes one that is as $circumstances: $may", ({ over, circumstances, may }) => {
    expect(mayCountOn(standing(over), change("b", 20), circumstances)).toBe(may);
  });

  test.each(ANNUNCIATIONS)("takes one more while it is annunciated: %s", (annunciation) => {
    expect(mayCountOn(standing({ annunciation }), change("b", 20), SEEN)).toBe(annunciation !== "normal");
  });

  test("has few lines in the journal, however long it goes on", () => {
    const lines = Array.from({ length: 86_400 }, (_, index) => index + 1).filter((count) => count >= 3 && isWorthALine(count));
    expect(lines.slice(0, 4)).toEqual([3, 4, 8, 16]);
    expect(lines.length).toBeLessThan(20);
  });
});
