import { epochMs, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../../test/support/browser-alarm-desk.ts";
import { eventOf } from "./event.ts";

const AT = epochMs(1_000_000_000);
const at = (minute: number) => plus(AT, minutes(minute));
const alarm = (id: string, from: number, to?: number, simulated = false) =>
  gasAlarm({ id, raisedAt: at(from), simulated, ...(to === undefined ? {} : { clearedAt: at(to), conditionActive: false }) });
const ids = (event: ReturnType<typeof eventOf>) => [...event.alarmIds].toSorted();

test("an alarm alone is an event of its own, and ends with it", () => {
  expect(eventOf(alarm("a", 0, 10), [alarm("a", 0, 10)], at(99))).toMatchObject({ span: { from: at(0), to: at(10) }, isUnderWay: false });
});

test("what is still beyond the first limit is not over, though it is no longer beyond the second", () => {
  const event = eventOf(alarm("high-high", 5, 10), [alarm("high", 0)], at(30));
  expect(event).toMatchObject({ span: { from: at(0), to: at(30) }, isUnderWay: true });
  expect(ids(event)).toEqual(["high", "high-high"]);
});

test("those that overlap by way of another are one, in whatever order they come; what came before or after, or was simulated, is not", () => {
  const all = [alarm("c", 18, 25), alarm("before", -20, -1), alarm("b", 8, 20), alarm("after", 40, 50), alarm("drill", 0, 50, true)];
  const event = eventOf(alarm("a", 0, 10), all, at(99));
  expect(ids(event)).toEqual(["a", "b", "c"]);
  expect(event).toMatchObject({ span: { from: at(0), to: at(25) }, isUnderWay: false });
});
