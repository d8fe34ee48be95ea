import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alarm } from "@labcanary/domain/alarm";
import type { SignalStatus } from "@labcanary/domain/ports";
import { expect, it } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

/** One detector with a limit on an average, which reports every 10 s. */
function detectorSite(calibration: string): string {
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(
    file,
    `
site: test
name: { en: Test, zh: 测试 }
timeZone: UTC
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: lab, kind: room, name: { en: Lab, zh: 实验室 }, responsible: wang }]
devices:
  - id: det-1
    zone: lab
    calibration: ${calibration}
    signals:
      co:
        quantity: gas-concentration
        unit: ppm
        substance: CO
        range: { min: -25, max: 250 }
        interval: 10s
        rules:
          stel:
            kind: limit
            of: { figure: average, over: 2min }
            direction: high
            setpoint: 200
            priority: critical
            consequence: { en: Poisoned, zh: 中毒 }
            firstAction: { en: Leave, zh: 撤离 }
            responseTime: 3min
            source: "chosen: test"
`,
  );
  return file;
}

/** The clock of these tests begins the day after. */
const recently = "{ last: 2026-11-21, every: 180d }";

async function start(calibration: string) {
  const platform = await startPlatform({ site: detectorSite(calibration), clock: createSettableClock() });
  const detector = await platform.device("det-1");
  const operator = await platform.signIn();
  const named = (end: string): Alarm | undefined =>
    platform.platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId.endsWith(end));
  const status = async (): Promise<SignalStatus | undefined> =>
    (await operator.get<{ signals: { status?: SignalStatus }[] }>("signals")).signals[0]?.status;
  /** Says the same every 10 s. */
  const sayFor = async (span: number, sample: unknown): Promise<void> => {
    for (let second = 0; second < span; second += 10) {
      await detector.say({ co: sample });
      await platform.pass(10);
    }
  };
  return { ...platform, detector, operator, named, status, sayFor };
}

it("a sensor whose calibration is overdue is an alarm of low priority, and its readings are uncertain in the history as on the screen", async () => {
  const { operator, named, status, sayFor, clock } = await start("{ last: 2026-01-01, every: 180d }");
  const from = clock.now();
  await sayFor(20, 3);
  expect(named("/calibration-due")).toMatchObject({
    priority: "low",
    description: { what: { en: "det-1: calibration overdue" }, limit: { en: "due 2026-06-30" } },
  });
  expect(await status()).toMatchObject({ value: 3, quality: "uncertain", impairment: "uncalibrated" });
  const stored = (): Promise<{ samples: { value?: number; quality: string }[] }> =>
    operator.get(`signals/det-1/co/samples?from=${from - 1000}&to=${clock.now() + 1000}`);
  await expect.poll(async () => (await stored()).samples.map(({ quality }) => quality)).toEqual(["uncertain", "uncertain"]);
});

it("a detector that warms up for longer than it may is an alarm that says so, and measures nothing meanwhile", async () => {
  const { operator, named, status, sayFor, clock } = await start(recently);
  const from = clock.now();
  await sayFor(20, 240);
  await sayFor(10, { value: 240, state: "warm-up" });
  expect(await status()).toMatchObject({ impairment: "warming-up", fault: "warm-up" });
  expect(named("/silent")).toBeUndefined();
  await sayFor(30, { value: null, state: "warm-up" });
  expect(named("/silent")?.evidence.reason).toBe("nothing was measured for 30 s: the device says it is warming up");
  const { samples } = await operator.get<{ samples: { value?: number; state?: string }[] }>(
    `signals/det-1/co/samples?from=${from - 1000}&to=${clock.now() + 1000}`,
  );
  expect(samples.filter(({ state }) => state === "warm-up").every(({ value }) => value === undefined)).toBe(true);
  await sayFor(10, 5);
  expect(named("/silent")?.conditionActive ?? false).toBe(false);
  expect((await status())?.impairment).toBeUndefined();
});

it("an average of which too much was missed is an alarm that it cannot be told, until it can", async () => {
  const { named, pass, sayFor } = await start(recently);
  await sayFor(150, 5);
  expect(named("/stel-not-assessable")).toBeUndefined();
  await pass(100);
  await sayFor(10, 5);
  expect(named("/stel-not-assessable")).toMatchObject({
    priority: "medium",
    description: { what: { en: "Carbon monoxide 2 min average not assessable" } },
  });
  await sayFor(120, 5);
  expect(named("/stel-not-assessable")?.conditionActive ?? false).toBe(false);
});
