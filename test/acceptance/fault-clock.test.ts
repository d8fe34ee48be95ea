import { type DurationMs, hours, milliseconds, minus, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { createSettableClock, type SettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";

/** A clock that somebody sets, besides time going on. */
function steppedClock(): { readonly clock: SettableClock; step(span: DurationMs): void } {
  const settable = createSettableClock();
  let offset = seconds(0);
  const clock: SettableClock = {
    now: () => plus(settable.now(), offset),
    after: settable.after,
    every: settable.every,
    advance: settable.advance,
    sleep: settable.sleep,
    get waiting() {
      return settable.waiting;
    },
  };
  return {
    clock,
    step(span) {
      offset = milliseconds(offset + span);
    },
  };
}

describe("a clock set forward by an hour while the platform runs", () => {
  it("does not make everything silent at once; silence is still told after its own delay", async () => {
    const { clock, step } = steppedClock();
    const lab = await startPlatform({ clock });
    const device = await lab.device("cab-17");
    await device.say({ vapour: 1, temperature: 20, door: "closed" });
    await lab.pass(50);
    expect(lab.alarms()).toEqual([]);
    step(hours(1));
    await lab.pass(50);
    expect(lab.alarms()).toEqual([]);
    await lab.pass(20);
    expect(lab.alarms()).toContain("cab-17/vapour/silent");
  });
});

describe("a clock set back by an hour while the platform was down", () => {
  it("leaves breaches alarms, with their delays, and silence told", async () => {
    const data = temporaryFolder();
    const early = createSettableClock();
    const late = createSettableClock(plus(early.now(), hours(1)));
    const first = await startPlatform({ data, clock: late });
    await (await first.device("cab-17")).say({ vapour: 1, temperature: 20, door: "closed" });
    await first.pass(5);
    await first.stop();
    expect(minus(late.now(), hours(1))).toBeGreaterThanOrEqual(early.now());

    const second = await startPlatform({ data, clock: early });
    const device = await second.device("cab-17");
    await device.say({ vapour: 25 }, { seq: 1000 });
    await second.platform.ingest.evaluateUntilNow();
    expect(second.alarms()).toContain("cab-17/vapour/high-high");
    await expect.poll(() => second.texts.length).toBeGreaterThan(0);
    await second.pass(70);
    expect(second.alarms()).toContain("cab-17/vapour/silent");
  });
});
