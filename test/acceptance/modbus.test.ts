import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignalStatus } from "@labcanary/domain/ports";
import { expect, it, onTestFinished } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { startController } from "../support/modbus-controller.ts";

/** One detector of 0 to 100 %LEL on 4–20 mA, of which the controller gives hundredths of a milliampere. */
function siteAsking(port: number): string {
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
  - id: gas-1
    zone: lab
    modbus: { host: 127.0.0.1, port: ${port}, every: 5s }
    signals:
      ch4:
        quantity: gas-concentration
        unit: "%LEL"
        substance: CH4
        interval: 5s
        register: { address: 0, scale: 0.01, current: { at4: 0, at20: 100 } }
        rules:
          high:
            kind: limit
            direction: high
            setpoint: 20
            priority: critical
            consequence: { en: Explosion, zh: 爆炸 }
            firstAction: { en: Leave, zh: 撤离 }
            responseTime: 3min
            source: "chosen: test"
`,
  );
  return file;
}

it("a gas controller that is asked raises the alarm, says when its loop has failed, and is missed when it does not answer", async () => {
  const controller = await startController();
  onTestFinished(() => controller.stop());
  const hundredths = (current: number): void => void controller.input.writeUInt16BE(current, 0);
  hundredths(560);
  const { platform, pass, alarms, signIn, texts } = await startPlatform({
    site: siteAsking(controller.port),
    clock: createSettableClock(),
  });
  const operator = await signIn();
  const status = async (): Promise<SignalStatus | undefined> =>
    (await operator.get<{ signals: { status?: SignalStatus }[] }>("signals")).signals[0]?.status;
  /** A real controller takes its time, whatever the clock of the platform: second by second until it shows. */
  const until = (holds: () => unknown): Promise<void> =>
    expect
      .poll(async () => {
        await pass(1);
        return await holds();
      })
      .toBeTruthy();

  await until(async () => (await status())?.value === 10);
  hundredths(800);
  await until(() => alarms().includes("gas-1/ch4/high"));
  expect(texts.some(({ text }) => text.includes("25"))).toBe(true);
  hundredths(2200);
  await until(async () => (await status())?.fault === "fault");
  await controller.stop();
  await until(() => alarms().includes("gas-1/ch4/silent"));
  expect(platform.ingest.books().balanced).toBe(true);
  const ready = await fetch(`http://127.0.0.1:${platform.operations.port}/readyz`);
  expect(JSON.stringify(await ready.json())).toContain("gas-1: unreachable");
});
