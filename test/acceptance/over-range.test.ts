import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { Alarm } from "@labcanary/domain/alarm";
import { seconds } from "@labcanary/domain/basics";
import type { SignalStatus } from "@labcanary/domain/ports";
import { createRandom, createSimulatedDevice, type DeviceDescription } from "@labcanary/firmware-sim";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDeviceDirectory } from "../../app/src/platform/device-directory.ts";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

/** One room with a methane detector of the library, which reports every 10 s. */
function detectorSite(): string {
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(
    file,
    `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
include: [labcanary:gases]
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: boiler-room, kind: room, name: { en: Boiler room, zh: 锅炉房 }, responsible: wang }]
devices: [{ id: det-1, zone: boiler-room, signals: { gas: { profile: methane } } }]
`,
  );
  return file;
}

const DETECTOR: DeviceDescription = {
  id: "det-1",
  every: seconds(10),
  signals: [
    {
      kind: "analog",
      name: "gas",
      unit: "%LEL",
      model: { around: 0, lag: seconds(1), noise: 0, driftPerHour: 0, least: 0, most: 100, resolution: 0.1, when: [] },
    },
  ],
};

describe("a gas detector goes over its range and then reads low", () => {
  it("stays an alarm through the low readings, through clean air until a person has dealt with it, and not before", async () => {
    const site = detectorSite();
    const { platform, clock, data, alarms, pass, signIn } = await startPlatform({ site });
    const [enrolled] = openDeviceDirectory(data).enrol(["det-1"]);
    const detector = createSimulatedDevice(
      {
        device: DETECTOR,
        url: `mqtt://127.0.0.1:${platform.broker.listeners[0]?.port}`,
        token: enrolled?.token ?? "",
        markSimulated: false,
      },
      { clock, random: createRandom(1) },
    );
    detector.start();
    onTestFinished(() => detector.stop());
    await detector.whenConnected();
    const operator = await signIn();
    const status = async (): Promise<SignalStatus | undefined> =>
      (await operator.get<{ signals: { status?: SignalStatus }[] }>("signals")).signals[0]?.status;
    const story = async (span: number): Promise<void> => {
      for (let second = 0; second < span; second++) {
        clock.advance(seconds(1));
        await detector.whenDrained();
        await platform.ingest.evaluateUntilNow();
      }
    };
    await story(20);
    expect(alarms()).toEqual([]);

    // The room fills with gas: the sensor says so, and shows next to nothing, as a catalytic one does in rich gas.
    detector.apply({ kind: "signal-mode", signal: "gas", mode: "over-range" });
    await story(10);
    await expect.poll(() => [...alarms()].sort()).toEqual(["det-1/gas/high", "det-1/gas/high-high", "det-1/gas/over-range"]);
    expect(await status()).toMatchObject({ impairment: "over-range", value: 100 });
    const find = (): Alarm => {
      const alarm = platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId.endsWith("/over-range"));
      if (alarm === undefined) throw new Error("there is no alarm for being over range");
      return alarm;
    };
    expect(find()).toMatchObject({
      priority: "critical",
      latching: true,
      description: { what: { en: "Methane over range" }, limit: { en: "≥ 100 %LEL" } },
    });

    // It shows next to nothing and says nothing of its range any more: suspect, and a fault between the readings begins the clean air anew.
    detector.apply({ kind: "signal-mode", signal: "gas", mode: "live" });
    await story(90);
    expect(await status()).toMatchObject({ impairment: "suspect", value: 0, quality: "uncertain" });
    detector.apply({ kind: "signal-mode", signal: "gas", mode: "fault" });
    await story(10);
    detector.apply({ kind: "signal-mode", signal: "gas", mode: "live" });
    await story(60);
    expect(alarms()).toHaveLength(3);
    const { id } = find();
    expect(await operator.post(`alarms/${id}/acknowledge`)).toMatchObject({ status: 200 });
    expect(await operator.post(`alarms/${id}/reset`)).toMatchObject({ status: 409 });

    // Clean air for two minutes without a gap: the condition has gone, and the alarm stays for a person.
    await story(90);
    await expect.poll(() => find().conditionActive).toBe(false);
    expect((await status())?.impairment).toBeUndefined();
    expect(find().annunciation).toBe("latched-acknowledged");
    await pass(60);
    expect(find().annunciation).toBe("latched-acknowledged");
    expect(await operator.post(`alarms/${id}/reset`)).toMatchObject({ status: 200 });
    expect(platform.alerting.get(id)?.annunciation).toBe("normal");
  });
});
