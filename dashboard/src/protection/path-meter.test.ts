import { NOTHING_CAME } from "@labcanary/domain/alarm";
import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { Books, PathFigures } from "@labcanary/domain/ports";
import { expect, onTestFinished, test } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testSite } from "../../../test/support/site.ts";
import { openPathMeter } from "./path-meter.ts";

function open() {
  const clock = createSettableClock();
  const desk = createMemoryAlarmDesk(clock);
  const state = { frames: 0, durable: 0, rules: 0, history: 0, received: 0, stored: 0 };
  const books = (): Books => ({
    received: state.received,
    stored: state.stored,
    duplicate: 0,
    rejected: 0,
    quarantined: 0,
    waitingFrames: 0,
    balanced: true,
  });
  const path = (): PathFigures => ({
    connections: 1,
    acceptedFrames: state.frames,
    durable: state.durable,
    rules: state.rules,
    history: state.history,
    ruleBooks: { received: 0, readings: 0, duplicate: 0, rejected: 0, quarantined: 0 },
    logBytes: 0,
    logBudget: 1,
    wrongClocks: 0,
    canary: { state: "off", every: milliseconds(0) },
    version: "1",
    startedAt: clock.now(),
  });
  const meter = openPathMeter({ clock, desk, books, alarmBooks: () => NOTHING_CAME, site: () => testSite(), path });
  onTestFinished(() => meter.end());
  return { clock, desk, state, standing: () => meter.standing() };
}

test("rates are those of the last half minute, and none when nothing comes any more", () => {
  const { clock, state, standing } = open();
  for (let second = 0; second < 60; second++) {
    state.frames += 10;
    state.received += 20;
    state.stored += 5;
    clock.advance(seconds(1));
  }
  expect(standing()).toMatchObject({ framesPerSecond: 10, readingsPerSecond: 20, storedPerSecond: 5 });
  clock.advance(seconds(31));
  expect(standing()).toMatchObject({ framesPerSecond: 0, readingsPerSecond: 0, storedPerSecond: 0 });
});

test("a reader that has taken all is not behind; one that stands falls behind by a second a second", () => {
  const { clock, state, standing } = open();
  state.durable = 10;
  state.rules = 10;
  clock.advance(seconds(1));
  expect(standing()?.rules).toEqual({ frames: 0, lag: 0 });
  for (let second = 0; second < 20; second++) clock.advance(seconds(1));
  expect(standing()?.history).toEqual({ frames: 10, lag: seconds(20) });
  state.history = 10;
  expect(standing()?.history).toEqual({ frames: 0, lag: 0 });
});

test("the latency of alarms is told of those raised since, and of none before", () => {
  const { clock, desk, standing } = open();
  expect(standing()?.alarmLatency).toBeUndefined();
  for (const [index, late] of [5, 400, 20].entries())
    desk.raise(gasAlarm({ id: `a${index}`, raisedReceivedAt: (clock.now() - late) as never }));
  expect(standing()?.alarmLatency).toEqual({ median: 20, worst: 400, count: 3 });
});

test("where nobody tells figures there are none", () => {
  const clock = createSettableClock();
  const meter = openPathMeter({
    clock,
    desk: createMemoryAlarmDesk(clock),
    books: () => ({}) as never,
    alarmBooks: () => NOTHING_CAME,
    site: () => testSite(),
  });
  expect(meter.standing()).toBeNull();
  meter.end();
});
