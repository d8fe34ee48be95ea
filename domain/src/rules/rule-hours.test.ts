import { expect, test } from "vitest";
import { fold, records, START, siteRecord, story } from "../../../test/support/folding.ts";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, hours, minutes, seconds } from "../basics/index.ts";
import type { Schedule } from "../schedule/index.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import type { AlarmRule, Signal, StateRule } from "./rule.ts";

/** START is 08:00 UTC: these are the minutes from 08:10 to 08:20. */
const TEN_TO_TWENTY: Schedule = {
  kind: "weekly",
  timeZone: "UTC",
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  from: minutes(8 * 60 + 10),
  to: minutes(8 * 60 + 20),
  except: [],
};
const name = { en: "closing time", zh: "闭馆时间" };
const during = { during: TEN_TO_TWENTY, duringName: name };

function open(over: Partial<StateRule> = {}): StateRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
  return { ...attributes, kind: "state", id: "cab-17/door/open", signal: "cab-17/door", states: [1], ...during, ...over };
}

const door = (...rules: AlarmRule[]): Signal[] => [
  signal({ key: "cab-17/door", name: "door", quantity: "door", unit: "state", states: ["closed", "open"], hold: minutes(5), rules }),
];
const minute = (at: number, value?: number | null) => ({ at: at * 60, ...(value === undefined ? {} : { value }) });
const said = (...lines: readonly [number, (number | null)?][]) =>
  records(
    lines.map(([at, value]) => minute(at, value)),
    "cab-17/door",
  );

test.each<{ lines: readonly [number, (number | null)?][]; story: string[]; because: string }>([
  {
    lines: [
      [5, 1],
      [6, 0],
    ],
    story: [],
    because: "the door may be open before the hours",
  },
  {
    lines: [
      [12, 1],
      [13, 0],
    ],
    story: ["720s open raised", "780s open cleared"],
    because: "opened within the hours",
  },
  { lines: [[8, 1], [10]], story: ["600s open raised"], because: "open already when the hours begin" },
  { lines: [[3, 1], [10]], story: [], because: "what was said longer ago than its hold says nothing of now" },
  { lines: [[8, 1], [9, null], [10]], story: [], because: "nor does what was said before a fault" },
  { lines: [[18, 1], [20]], story: ["1080s open raised", "1200s open cleared"], because: "the hours end while it is open" },
  {
    lines: [
      [18, 1],
      [21, 1],
    ],
    story: ["1080s open raised", "1260s open cleared"],
    because: "the first record after the hours ends it",
  },
])("$lines give $story: $because", ({ lines, story: expected }) => {
  expect(story(fold(door(open()), said(...lines)))).toEqual(expected);
});

test("the end says that the hours are over", () => {
  const [, ended] = fold(door(open()), said([18, 1], [20]));
  expect(ended?.evidence.reason).toBe("it does not count any more: closing time is over");
});

test("a delay runs from the beginning of the hours, and does not outlast them", () => {
  const rules = door(open({ onDelay: minutes(2) }));
  expect(story(fold(rules, said([8, 1], [10], [11], [12])))).toEqual(["720s open raised"]);
  expect(story(fold(rules, said([19, 1], [20], [21])))).toEqual([]);
});

test("an event time outside the hours is judged by that, though it is received within them", () => {
  const taken = (at: number) => records([minute(10), { at, received: 10 * 60 + 2, value: 1 }], "cab-17/door");
  expect(story(fold(door(open()), taken(9 * 60 + 59)))).toEqual([]);
  expect(story(fold(door(open()), taken(10 * 60)))).toEqual(["602s open raised"]);
});

test("a late sample is an excursion only if it was taken within the hours", () => {
  const historical = (at: number) => records([{ at: at * 60, received: 3600, value: 1, historical: true }], "cab-17/door");
  expect(story(fold(door(open()), historical(5)))).toEqual([]);
  expect(story(fold(door(open()), historical(15)))).toEqual(["3600s open historical"]);
});

test("hours that ended while the platform was down end the alarm with its start", () => {
  const started: FoldInput = { kind: "started", position: 99, receivedAt: epochMs(START + 3_600_000) };
  expect(story(fold(door(open()), [...said([18, 1]), started]))).toEqual(["1080s open raised", "3600s open cleared"]);
});

test("a limit with a figure goes on with its figure outside the hours", () => {
  const rule = limitRule({ of: { kind: "average", over: minutes(10), coverage: 0.5 }, ...during });
  const inputs = records(Array.from({ length: 13 }, (_, at) => ({ at: at * 60, value: 30 })));
  expect(story(fold([signal({ hold: minutes(2), rules: [rule] })], inputs))).toEqual(["600s high raised"]);
});

test("silence counts within the hours only, also one that began before", () => {
  const signals = [signal({ rules: [silenceRule({ after: minutes(3), ...during })] })];
  const log = records([minute(1, 1), minute(5), minute(10), minute(20), minute(30)]);
  expect(story(fold(signals, log))).toEqual(["600s silent raised", "1200s silent cleared"]);
});

test("a day has its hours every day, and goes on from wherever it was saved", () => {
  const signals = door(
    open({ onDelay: seconds(30) }),
    silenceRule({ id: "cab-17/door/silent", signal: "cab-17/door", after: minutes(2), ...during }),
  );
  const log: FoldInput[] = [siteRecord(signals)];
  for (let at = 0; at < hours(50) / 1000; at += 180) {
    log.push({ ...records([{ at, value: at % 540 === 0 ? 0 : 1 }], "cab-17/door")[0]!, position: 2 * at + 2 });
    log.push({ kind: "tick", position: 2 * at + 3, receivedAt: epochMs(START + (at + 179) * 1000) });
  }
  const whole = new RuleFold([]);
  const before = log.map((input) => whole.apply(input));
  const told = before.flat();
  expect(new Set(told.filter(({ change }) => change === "raised").map(({ at }) => new Date(at).getUTCDate())).size).toBe(3);
  for (let cut = 1; cut < log.length; cut += 7) {
    const first = new RuleFold([]);
    for (const input of log.slice(0, cut)) first.apply(input);
    const second = new RuleFold(signals, structuredClone(first.save()));
    const after = log.slice(cut).flatMap((input) => second.apply(input));
    expect([...before.slice(0, cut).flat(), ...after]).toEqual(told);
  }
});

test("silence that is over its time in the very record in which its hours end is none", () => {
  const signals = [signal({ rules: [silenceRule({ after: minutes(3), ...during })] })];
  // Due at 08:19:59, one second before the hours end; the next record is of 08:20.
  const log = records([{ at: 16 * 60 + 59, value: 1 }, minute(20)]);
  expect(story(fold(signals, log))).toEqual([]);
});
