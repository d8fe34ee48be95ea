import type { Alarm } from "@labcanary/domain/alarm";
import { minutes } from "@labcanary/domain/basics";
import type { CommissioningStanding } from "@labcanary/domain/commissioning";
import { expect } from "vitest";
import { type Acceptance, PASSWORD, type Person } from "./acceptance.ts";

const OF = "signals/gas-1/ch4/commissioning";

/** How gas-1 of the commissioned site stands. */
export const standing = async (person: Person): Promise<CommissioningStanding> =>
  (await person.get<{ readonly commissioning: CommissioningStanding }>(OF)).commissioning;

export const alarmOf = ({ platform }: Acceptance, signal: string): Alarm | undefined =>
  platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId === `${signal}/high`);

/** Takes gas-1 through its commissioning test: `chen` tests and signs, `mei` acknowledges. Takes a minute of the platform's clock. */
export async function prove(platform: Acceptance, chen: Person, mei: Person): Promise<void> {
  const started = await chen.post<{ test: { id: string } }>(`${OF}/start`, { stimulus: "real" });
  const gas = await platform.device("gas-1");
  await gas.say({ ch4: 40 });
  await expect.poll(async () => (await standing(chen)).test?.text).toBeDefined();
  const alarm = alarmOf(platform, "gas-1/ch4") ?? expect.fail();
  await mei.post(`alarms/${alarm.id}/acknowledge`);
  platform.clock.advance(minutes(1));
  await gas.say({ ch4: 0 });
  await expect.poll(() => platform.platform.alerting.get(alarm.id)?.conditionActive).toBe(false);
  expect((await chen.post(`${OF}/sign`, { test: started.body.test.id, means: "seen-and-fit", password: PASSWORD })).status).toBe(200);
}
