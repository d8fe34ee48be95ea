import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import type { Alarm } from "@labcanary/domain/alarm";
import { expect, it } from "vitest";
import { type Acceptance, startPlatform, type TestDevice } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

/** The vapour goes over its limit of 10 %LEL for five seconds and back to 8.2 for five, that many times. */
async function toggle(platform: Acceptance, cabinet: TestDevice, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await cabinet.say({ vapour: 10.4 });
    await platform.pass(5);
    await cabinet.say({ vapour: 8.2 });
    await platform.pass(5);
  }
}

const highs = ({ platform }: Acceptance): readonly Alarm[] =>
  platform.alerting.list().filter(({ source }) => source.kind === "rule" && source.ruleId === "cab-17/vapour/high");
/** Texts to the responsible person about the cabinet; others of the building are silent meanwhile. */
const textsAbout = ({ texts }: Acceptance): number =>
  texts.filter(({ text }) => /10\.4 %LEL/.test(text) && !/Deputy|副责任人/.test(text)).length;

it("a sensor that hovers at its limit is one alarm that keeps counting, over a restart, and texts nobody anew; a proposal says what would quiet it", async () => {
  const data = temporaryFolder();
  const first = await startPlatform({ data });
  const cabinet = await first.device("cab-17");
  for (const vapour of [3, 3.2, 3.1]) {
    await cabinet.say({ vapour });
    await first.pass(5);
  }
  await toggle(first, cabinet, 2);
  expect(textsAbout(first)).toBe(2);
  await toggle(first, cabinet, 8);
  expect(highs(first)).toHaveLength(2);
  expect(textsAbout(first)).toBe(2);
  const [record] = highs(first);
  expect(record).toMatchObject({ annunciation: "unacknowledged", conditionActive: false, chatter: { count: 10 } });
  expect(record?.chatter?.proposal).toMatchObject({
    deadband: { kind: "proposed", present: 1, deadband: 1.9, cameBackTo: 8.2 },
    onDelay: { kind: "proposed" },
  });
  await first.stop();

  const second = await startPlatform({ data, clock: first.clock });
  const operator = await second.signIn();
  await toggle(second, await second.device("cab-17"), 4);
  expect(highs(second)).toHaveLength(2);
  expect(highs(second)[0]).toMatchObject({ id: record?.id, chatter: { count: 14 } });
  for (const { id } of highs(second)) expect(await operator.post(`alarms/${id}/acknowledge`)).toMatchObject({ status: 200 });
  expect(highs(second)).toMatchObject([{ annunciation: "acknowledged" }]);
  await second.pass(125);
  expect(highs(second)).toEqual([]);
  const lines = second.platform.alerting.timeline(record?.id ?? "").map(({ kind, detail }) => [kind, detail["count"]]);
  expect(lines.filter(([kind]) => kind === "chattering" || kind === "chatter-ended")).toEqual([
    ["chattering", 3],
    ["chattering", 4],
    ["chattering", 8],
    ["chatter-ended", 14],
  ]);
  expect(lines.at(-1)?.[0]).toBe("returned-to-normal");
  await second.stop();
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});
