import { describe, expect, test } from "vitest";
import { fold, records, type Said, START, siteRecord, story } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { minutes } from "../basics/index.ts";
import type { Expression } from "./expression/index.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import type { RecoveryRule } from "./recovery.ts";
import type { Signal } from "./rule.ts";

const DOOR = "fridge/door";
const TEMPERATURE = "fridge/temperature";
const HOLD = minutes(3);

const doorOpen: Expression = {
  kind: "comparison",
  of: { signal: DOOR, unit: "state", states: ["closed", "open"], hold: HOLD },
  operator: "=",
  value: 1,
};

function rule(over: Partial<RecoveryRule> = {}): RecoveryRule {
  const { kind: _kind, ...limit } = limitRule({ id: `${TEMPERATURE}/high`, signal: TEMPERATURE, setpoint: 8, deadband: 0.5 });
  return {
    ...limit,
    kind: "recovery",
    unit: "Cel",
    hold: HOLD,
    after: doorOpen,
    afterText: "door = open",
    within: minutes(20),
    unexcused: minutes(5),
    ...over,
  };
}

const fridge = (over: Partial<RecoveryRule> = {}): Signal[] => [
  signal({
    key: TEMPERATURE,
    deviceId: "fridge",
    name: "temperature",
    quantity: "temperature",
    unit: "Cel",
    hold: HOLD,
    rules: [rule(over)],
  }),
  signal({
    key: DOOR,
    deviceId: "fridge",
    name: "door",
    quantity: "door",
    unit: "state",
    states: ["closed", "open"],
    hold: HOLD,
    rules: [],
  }),
];

/** Both signals every minute; the door is open from the minute `opened` until `closed`. */
function log(celsius: readonly number[], { opened = 0, closed = 0 } = {}): FoldInput[] {
  const said = celsius.flatMap((value, minute): Said[] => [
    { at: minute * 60, key: DOOR, value: minute >= opened && minute < closed ? 1 : 0 },
    { at: minute * 60, key: TEMPERATURE, value },
  ]);
  return records(said).map((input, index) => ({ ...input, position: index + 2 }));
}

const steps = (from: number, by: number, count: number): number[] => Array.from({ length: count }, (_, step) => from + step * by);

describe("a refrigerator whose door was open from minute 2 to 4", () => {
  const door = { opened: 2, closed: 4 };

  test("and that cools down again in time is no alarm", () => {
    const celsius = [5, 5, 7, 11, ...steps(12, -0.4, 12), 5, 5];
    expect(story(fold(fridge(), log(celsius, door)))).toEqual([]);
  });

  test("and that stays warm is an alarm long before its time is over: it is not on its way back", () => {
    const celsius = [5, 5, 7, 11, ...steps(12, 0, 20)];
    const changes = fold(fridge(), log(celsius, door));
    expect(story(changes)).toEqual(["540s high raised"]);
    expect(changes[0]).toMatchObject({ value: 12, evidence: { reason: "12 °C, not on its way back 5 min after door = open" } });
    expect(changes[0]?.evidence.inputs).toMatchObject([{ signal: DOOR, value: 0 }]);
  });

  test("and that cools too slowly is an alarm as soon as that can be told", () => {
    const celsius = [5, 5, 7, 11, ...steps(12, -0.1, 20)];
    const [raised] = fold(fridge(), log(celsius, door));
    expect(raised?.evidence.reason).toBe("11.5 °C, back in 35 min, with 15 min left after door = open");
  });

  test("and that falls silent on its way back is no alarm of this rule: silence is one of its own", () => {
    const celsius = [5, 5, 7, 11, 12, 11.5];
    expect(story(fold(fridge(), [...log(celsius, door), ...records([{ at: 3600 }])]))).toEqual([]);
  });

  test("and that returns ends the alarm by the deadband", () => {
    const celsius = [5, 5, 7, 11, ...steps(12, 0, 6), 7.8, 7.4];
    expect(story(fold(fridge(), log(celsius, door)))).toEqual(["540s high raised", "660s high cleared"]);
  });
});

test("a door left open excuses no longer than the time to recover", () => {
  const celsius = [5, 5, ...steps(9, 0.1, 25)];
  const [raised] = fold(fridge(), log(celsius, { opened: 2, closed: 60 }));
  expect(raised).toMatchObject({ receivedAt: START + 22 * 60_000, evidence: { reason: "10.9 °C, not back 20 min after door = open" } });
});

test("opening it again on the way back goes on with the same excuse", () => {
  const door = (minute: number) => (minute >= 2 && minute < 4) || (minute >= 7 && minute < 8);
  const celsius = [5, 5, 9, 11, 11, 10, 9.5, 10, ...steps(9.5, -0.4, 6)];
  const said = celsius.flatMap((value, minute): Said[] => [
    { at: minute * 60, key: DOOR, value: door(minute) ? 1 : 0 },
    { at: minute * 60, key: TEMPERATURE, value },
  ]);
  expect(story(fold(fridge(), records(said)))).toEqual([]);
});

test.each([
  { what: "no door was opened", celsius: [5, 9, 9, 9, 9, 9, 9, 9], door: {}, raised: "360s", because: "nothing explains it" },
  {
    what: "it was warm before the door was opened",
    celsius: [5, 9, 9, 9, 9, 9, 9, 9],
    door: { opened: 3, closed: 60 },
    raised: "360s",
    because: "an explanation comes first",
  },
  {
    what: "the door was closed long before",
    celsius: [...steps(5, 0, 30), ...steps(9, 0, 7)],
    door: { opened: 1, closed: 2 },
    raised: "2100s",
    because: "its time is over",
  },
])("an excursion has its ordinary delay when $what: $because", ({ celsius, door, raised }) => {
  const changes = fold(fridge(), log(celsius, door));
  expect(story(changes)).toEqual([`${raised} high raised`]);
  expect(changes[0]?.evidence.reason).toBe("9 °C for 300 s, with nothing to explain it");
});

test("the ordinary delay ends without a sample while the last one is held, and begins anew after a gap", () => {
  const warm = (at: number): Said => ({ at, key: TEMPERATURE, value: 9 });
  expect(story(fold(fridge(), records([warm(0), warm(170), { at: 300 }])))).toEqual(["300s high raised"]);
  expect(story(fold(fridge(), records([warm(0), warm(240), { at: 300 }])))).toEqual([]);
});

test("a door that cannot be told open explains nothing", () => {
  const said: Said[] = [
    { at: 0, key: DOOR, value: 1 },
    { at: 30, key: DOOR, value: null },
  ];
  const warm = Array.from({ length: 6 }, (_, minute): Said => ({ at: 60 + minute * 60, key: TEMPERATURE, value: 9 }));
  expect(story(fold(fridge(), records([...said, ...warm])))).toEqual(["360s high raised"]);
});

test("a low limit is one in the mirror", () => {
  const celsius = [5, 5, 1, 1, ...steps(1, 0, 8)];
  const low = { direction: "low", setpoint: 2 } as const;
  expect(story(fold(fridge(low), log(celsius, { opened: 2, closed: 4 })))).toEqual(["540s high raised"]);
});

test("it goes on from wherever it was saved as if it had never stopped", () => {
  const celsius = [5, 5, 7, 11, ...steps(12, -0.1, 12), 7, 7, 9, 9, 9, 9, 9, 9, 9, 5];
  const all: FoldInput[] = [siteRecord(fridge()), ...log(celsius, { opened: 2, closed: 4 })];
  const whole = new RuleFold([]);
  const told = all.map((input) => whole.apply(input));
  expect(told.flat().length).toBeGreaterThan(2);
  for (let cut = 1; cut < all.length; cut++) {
    const first = new RuleFold([]);
    for (const input of all.slice(0, cut)) first.apply(input);
    const second = new RuleFold(fridge(), structuredClone(first.save()));
    expect([...told.slice(0, cut).flat(), ...all.slice(cut).flatMap((input) => second.apply(input))]).toEqual(told.flat());
  }
});
