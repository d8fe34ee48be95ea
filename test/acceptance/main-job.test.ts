import type { Change } from "@labcanary/dashboard";
import type { Alarm } from "@labcanary/domain/alarm";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import { describe, expect, it, onTestFinished } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { startKannel } from "../support/kannel-gateway.ts";

const WANG = "+8613800000001";
const SMITH = "+8613800000002";
const DESK = "+8613800000009";

async function withKannel() {
  const kannel = await startKannel();
  onTestFinished(() => kannel.stop());
  const platform = await startPlatform({
    settings: { "sms.kannel.url": kannel.url, "sms.kannel.username": kannel.username, "sms.kannel.from": "10690" },
    environment: { LABCANARY_SMS_KANNEL_PASSWORD: kannel.password },
  });
  return { kannel, ...platform };
}

const kindsOf = (timeline: readonly JournalEntry[]): string[] => timeline.map(({ kind }) => kind);

describe("a solvent cabinet's vapour rises", () => {
  it("is an alarm on the console at once, a text at the gateway, and stays until somebody deals with it", async () => {
    const { kannel, device, signIn } = await withKannel();
    const operator = await signIn();
    const { socket, snapshot } = await operator.console();
    expect(snapshot.alarms).toEqual([]);
    const cabinet = await device("cab-17");

    const changed = new Promise<Change>((resolve) => socket.once("change", resolve));
    await cabinet.say({ vapour: 12.3 });
    const change = await changed;
    expect(change).toMatchObject({
      seq: snapshot.seq + 1,
      alarm: {
        priority: "high",
        annunciation: "unacknowledged",
        description: { where: { en: "Chemistry Building › Room 114 › Cabinet 17" } },
      },
    });

    await expect.poll(() => kannel.sms.length).toBe(1);
    const { alarms } = await operator.get<{ alarms: Alarm[] }>("alarms");
    const [alarm] = alarms;
    expect(kannel.sms[0]?.to).toBe(WANG);
    expect(kannel.sms[0]?.text).toContain("12.3 %LEL");
    expect(kannel.sms[0]?.text).toContain(`[${alarm?.code}]`);

    const acknowledged = await operator.post<Alarm>(`alarms/${alarm?.id}/acknowledge`, { comment: "on my way" });
    expect(acknowledged).toMatchObject({ status: 200 });
    await cabinet.say({ vapour: 3 });
    await expect.poll(async () => (await operator.get<{ alarms: Alarm[] }>("alarms")).alarms).toEqual([]);
    const whole = await operator.get<{ alarm: Alarm; timeline: JournalEntry[]; deliveries: DeliveryStanding[] }>(`alarms/${alarm?.id}`);
    // The network behind this gateway reports by itself.
    await expect
      .poll(async () => (await operator.get<typeof whole>(`alarms/${alarm?.id}`)).deliveries[0])
      .toMatchObject({ step: "responsible", personId: "wang", channel: "sms", state: "delivered" });
    expect(whole.alarm.firstHuman).toMatchObject({ through: "screen" });
    expect(kindsOf(whole.timeline)).toEqual(
      expect.arrayContaining(["raised", "notification-queued", "notification-accepted", "acknowledged", "returned-to-normal"]),
    );
  });

  it("reaches the deputy, then the security centre, while nobody acknowledges, and nobody twice but by the last step", async () => {
    const { kannel, device, pass } = await withKannel();
    // The other devices of the site are not there, so texts tell of their silence too; this test is about the vapour.
    const told = (): string[] => kannel.sms.flatMap(({ to, text }) => (text.includes("%LEL") ? [to] : []));
    await (await device("cab-17")).say({ vapour: 25 });
    // Both levels at once: the same person, one text for each.
    await expect.poll(told).toEqual([WANG, WANG]);
    await pass(178);
    expect(told()).toHaveLength(2);
    await pass(3);
    await expect.poll(told).toEqual([WANG, WANG, SMITH, SMITH]);
    await pass(180);
    await expect.poll(told).toEqual([WANG, WANG, SMITH, SMITH, DESK, DESK]);
    await pass(530);
    expect(told()).toHaveLength(6);
    // A quarter of an hour is over, and nobody has come.
    await pass(20);
    await expect.poll(told).toEqual([WANG, WANG, SMITH, SMITH, DESK, DESK, DESK, DESK]);
    await pass(60);
    expect(told()).toHaveLength(8);
  });
});

describe("silence", () => {
  it("is an alarm though nothing was ever heard, with its own delay, and ends when the sensor is heard", async () => {
    const { device, signIn, pass } = await startPlatform();
    const operator = await signIn();
    const silent = async (): Promise<string[]> => {
      const { alarms } = await operator.get<{ alarms: Alarm[] }>("alarms?state=unacknowledged");
      return alarms.flatMap(({ source }) => (source.kind === "rule" && source.ruleId.endsWith("/silent") ? [source.signal] : []));
    };
    await pass(58);
    expect(await silent()).toEqual([]);
    await pass(3);
    expect(await silent()).toContain("cab-17/vapour");
    expect(await silent()).not.toContain("cab-17/door");
    await (await device("cab-17")).say({ vapour: 0 });
    await expect.poll(silent).not.toContain("cab-17/vapour");
  });
});
