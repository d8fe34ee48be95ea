import type { BacktestAnswer, SignalExplanation } from "@labcanary/dashboard";
import type { Alarm } from "@labcanary/domain/alarm";
import { minus, minutes, seconds } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";

describe("after a solvent cabinet's vapour rose", () => {
  it("people ask why there is an alarm, why there was none before, and what another set-point would have made of it", async () => {
    const { clock, device, signIn } = await startPlatform();
    const [operator, engineer] = [await signIn(), await signIn("engineer")];
    const cabinet = await device("cab-17");
    await cabinet.say({ vapour: 3 });
    clock.advance(seconds(5));
    await cabinet.say({ vapour: 12.3 });
    await expect.poll(async () => (await operator.get<{ alarms: Alarm[] }>("alarms")).alarms).toHaveLength(1);
    const [alarm] = (await operator.get<{ alarms: Alarm[] }>("alarms")).alarms;

    const why = await operator.get<{ rule: { id: string; now: string }; turns: { because: string; samples: unknown[] }[] }>(
      `alarms/${alarm?.id}/explanation`,
    );
    expect(why.rule).toMatchObject({ id: "cab-17/vapour/high", now: "same" });
    expect(why.turns).toMatchObject([{ because: expect.stringContaining("12.3 %LEL is >="), samples: [{ value: 3 }, { value: 12.3 }] }]);

    // The history follows the log by itself; once it has the second reading, it has both.
    clock.advance(seconds(5));
    const at = (moment: number) =>
      operator.get<SignalExplanation & { alarms: { id: string }[] }>(`signals/cab-17/vapour/explanation?at=${moment}`);
    await expect.poll(async () => (await at(clock.now())).samples?.length).toBe(2);
    const now = await at(clock.now());
    expect(now.rules.find(({ ruleId }) => ruleId === "cab-17/vapour/high")).toMatchObject({ state: "active", step: "raised", held: 12.3 });
    expect(now.alarms.map(({ id }) => id)).toEqual([alarm?.id]);
    const before = await at(minus(clock.now(), seconds(7)));
    expect(before.rules.find(({ ruleId }) => ruleId === "cab-17/vapour/high")).toMatchObject({
      state: "normal",
      step: "condition-not-met",
      held: 3,
    });
    expect(before.alarms).toEqual([]);

    const { status, body } = await engineer.post<BacktestAnswer>("backtests", {
      rule: "cab-17/vapour/high",
      from: minus(clock.now(), minutes(1)),
      to: clock.now(),
      change: { setpoint: 15 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      readings: 2,
      present: { alarms: 1 },
      changed: { alarms: 0 },
      missed: { count: 1, listed: [{ worst: 12.3 }] },
    });
  });
});
