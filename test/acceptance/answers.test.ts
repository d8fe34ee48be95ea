import { verifyJournal } from "@labcanary/alerting";
import type { Alarm } from "@labcanary/domain/alarm";
import type { JournalEntry } from "@labcanary/domain/messages";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { createFakeChannel } from "../support/kannel-fake-channel.ts";

const WANG = "+8613800000001";
const SMITH = "+8613800000002";
const FOREIGN = "+8613911112222";
const soon = { timeout: 30_000 };

/** A cabinet's vapour is high, and Wang Fang has a text about it. */
async function toldOfVapour() {
  const channel = { ...createFakeChannel(), takesReplies: true };
  const acceptance = await startPlatform({ channels: [channel] });
  const operator = await acceptance.signIn();
  await (await acceptance.device("cab-17")).say({ vapour: 12.3 });
  const textsTo = (address: string): readonly string[] =>
    channel.accepted.filter((sent) => sent.address === address && sent.text.includes("%LEL")).map(({ text }) => text);
  await expect.poll(() => textsTo(WANG).length, soon).toBe(1);
  const told = channel.accepted.find(({ address, text }) => address === WANG && text.includes("%LEL"));
  const alarmOf = async (): Promise<Alarm> => (await operator.get<{ alarm: Alarm }>(`alarms/${told?.alarmId}`)).alarm;
  const journal = async (kind: string): Promise<readonly JournalEntry[]> =>
    (await operator.get<{ entries: readonly JournalEntry[] }>("journal?limit=1000")).entries.filter((entry) => entry.kind === kind);
  const answersTo = (address: string): readonly string[] =>
    channel.accepted.filter((sent) => sent.kind === "answer" && sent.address === address).map(({ text }) => text);
  const answer = (from: string, text: string, providerRef?: string): void =>
    channel.reply({ channel: "sms", from, text, at: acceptance.clock.now(), ...(providerRef === undefined ? {} : { providerRef }) });
  return { ...acceptance, operator, textsTo, alarmOf, journal, answersTo, answer, code: told?.parts.replyCode ?? "" };
}

it("an answer takes charge: the console has the alarm acknowledged by that person, nobody further is called, and the person is told", async () => {
  const { operator, answer, alarmOf, answersTo, textsTo, code, pass } = await toldOfVapour();
  const { socket } = await operator.console();
  const acknowledged = new Promise<string>((resolve) => {
    socket.on("change", ({ alarm }: { alarm?: Alarm }) => {
      if (alarm?.acknowledgedBy !== undefined) resolve(alarm.acknowledgedBy);
    });
  });
  answer(WANG, `ack${code}`);
  expect(await acknowledged).toBe("wang");
  expect(await alarmOf()).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
  await expect.poll(() => answersTo(WANG), soon).toMatchObject([expect.stringMatching(/^您已确认：17号柜/)]);
  await pass(600);
  expect(textsTo(SMITH)).toEqual([]);
});

it("what is wrong, foreign, endless, somebody else's or repeated takes charge of nothing, and the journal has each", async () => {
  const { answer, alarmOf, answersTo, journal, code, data, pass, stop, textsTo } = await toldOfVapour();
  answer(WANG, "ACK 2ZZ");
  answer(FOREIGN, `ACK ${code}`);
  answer(WANG, "!".repeat(10_000));
  answer(SMITH, `ACK ${code}`);
  expect((await alarmOf()).annunciation).toBe("unacknowledged");
  const refused = await journal("reply-refused");
  expect(new Set(refused.map(({ detail }) => detail["code"]))).toEqual(
    new Set(["REPLY_UNKNOWN_CODE", "REPLY_UNKNOWN_SENDER", "REPLY_UNREADABLE", "REPLY_NOT_YOURS"]),
  );
  expect(JSON.stringify(refused)).not.toMatch(/1380000|1391111/);
  await expect.poll(() => answersTo(WANG).length, soon).toBe(2);
  await expect.poll(() => answersTo(SMITH), soon).toMatchObject([expect.stringContaining("somebody else")]);
  expect(answersTo(FOREIGN)).toEqual([]);

  // The deputy is called all the same, asks for help, and takes charge; their answer comes twice.
  await pass(181);
  await expect.poll(() => textsTo(SMITH).length, soon).toBe(1);
  const [, deputysCode] = /Reply ACK (\w{3})/.exec(textsTo(SMITH)[0] ?? "") ?? [];
  answer(SMITH, `HELP ${deputysCode}`, "mo-1");
  await expect.poll(() => textsTo("+8613800000009"), soon).toMatchObject([expect.stringMatching(/^HELP WANTED: Cabinet 17/)]);
  answer(SMITH, `attend ${deputysCode}`, "mo-2");
  answer(SMITH, `attend ${deputysCode}`, "mo-2");
  expect(await alarmOf()).toMatchObject({ annunciation: "acknowledged", attendedBy: "smith" });
  expect(await journal("attended")).toHaveLength(1);
  await stop();
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});
