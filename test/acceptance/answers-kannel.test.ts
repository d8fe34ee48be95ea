import { kannelGroups } from "@labcanary/alerting";
import type { Alarm } from "@labcanary/domain/alarm";
import type { JournalEntry } from "@labcanary/domain/messages";
import { expect, it, onTestFinished } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { startKannelOverSmpp } from "../support/kannel-gateway.ts";
import { freePort } from "../support/ports.ts";

const WANG = "+8613800000001";
const SMITH = "+8613800000002";
const DESK = "+8613800000009";
const FOREIGN = "+8613911112222";
/** Chosen: a text takes Kannel well under a second each way; the rest is a busy machine. */
const soon = { timeout: 30_000, interval: 50 };

/**
 * The whole way there and back: platform, a real Kannel configured with what `labcanary kannel` prints, SMPP, handsets. A cabinet's vapour
 * is high, and Wang Fang's handset has the text, whose receipt has come back.
 */
async function toldOfVapour() {
  const data = temporaryFolder();
  const callbackPort = await freePort();
  const [retries = "", service = ""] = kannelGroups({ host: "127.0.0.1", port: callbackPort, dataFolder: data }).split(/\n\n/);
  const kannel = await startKannelOverSmpp({ smsbox: retries, groups: service });
  onTestFinished(() => kannel.stop());
  const acceptance = await startPlatform({
    data,
    settings: {
      "sms.kannel.url": kannel.url,
      "sms.kannel.username": kannel.username,
      "sms.kannel.from": "LabCanary",
      "sms.kannel.callbackPort": callbackPort,
      "sms.kannel.replies": true,
    },
    environment: { LABCANARY_SMS_KANNEL_PASSWORD: kannel.password },
  });
  const operator = await acceptance.signIn();
  const journal = async (kind: string): Promise<readonly JournalEntry[]> =>
    (await operator.get<{ entries: readonly JournalEntry[] }>("journal?limit=1000")).entries.filter((entry) => entry.kind === kind);
  // The site's other sensors fall silent while minutes pass; their texts are not what this is about.
  const toldBy = (number: string): readonly string[] =>
    kannel.sms.filter(({ to, text }) => to === number && text.includes("12.3 %LEL")).map(({ text }) => text);
  const answersTo = (number: string): readonly string[] =>
    kannel.sms.filter(({ to, text }) => to === number && /^(您已确认|You have acknowledged)/.test(text)).map(({ text }) => text);

  await (await acceptance.device("cab-17")).say({ vapour: 12.3 });
  await expect.poll(() => toldBy(WANG), soon).toMatchObject([expect.stringMatching(/12\.3 %LEL.*回复\w{3}确认/)]);
  // Before the clock moves: a text without its receipt would bring the deputy's forward.
  await expect.poll(async () => (await journal("delivery-report")).map(({ detail }) => detail["status"]), soon).toContain("delivered");
  const alarmId = acceptance.platform.alerting.list()[0]?.id ?? "";
  return {
    ...acceptance,
    centre: kannel.centre,
    journal,
    sms: kannel.sms,
    toldBy,
    answersTo,
    code: /回复(\w{3})确认/.exec(toldBy(WANG)[0] ?? "")?.[1] ?? "",
    alarm: async (): Promise<Alarm> => (await operator.get<{ alarm: Alarm }>(`alarms/${alarmId}`)).alarm,
  };
}

it("ACK and the code, sent from the handset, acknowledge under that person's name; nobody further is told, and the handset has the answer", async () => {
  const { centre, code, alarm, toldBy, answersTo, pass, journal } = await toldOfVapour();
  await centre.answer(WANG, `ACK ${code}`);
  await expect.poll(alarm, soon).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
  await expect.poll(() => answersTo(WANG), soon).toMatchObject([expect.stringContaining("17号柜")]);
  // Longer than every wait of the plain route, 15 min.
  await pass(16 * 60);
  expect(toldBy(WANG)).toHaveLength(1);
  expect([...toldBy(SMITH), ...toldBy(DESK)]).toEqual([]);
  expect((await journal("acknowledged")).map(({ actor }) => actor)).toEqual(["person:wang"]);
  expect(JSON.stringify(await journal("reply-received"))).not.toContain("13800000001");
});

it("the same from a foreign handset does nothing and is journaled without its number; the deputy is told, and answers in Chinese", async () => {
  const { centre, sms, code, alarm, toldBy, answersTo, pass, journal } = await toldOfVapour();
  await centre.answer(FOREIGN, `ACK ${code}`);
  await expect
    .poll(async () => (await journal("reply-refused")).map(({ detail }) => detail["code"]), soon)
    .toEqual(["REPLY_UNKNOWN_SENDER"]);
  expect(JSON.stringify(await journal("reply-refused"))).not.toContain("1391111");
  expect((await alarm()).annunciation).toBe("unacknowledged");
  await pass(3 * 60 + 1);
  await expect.poll(() => toldBy(SMITH), soon).toMatchObject([expect.stringMatching(/^Deputy: not yet acknowledged\..* Reply ACK \w{3} /)]);
  const deputysCode = /Reply ACK (\w{3})/.exec(toldBy(SMITH)[0] ?? "")?.[1] ?? "";
  await centre.answer(SMITH, `确认 ${deputysCode}`, "udh");
  await expect.poll(alarm, soon).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "smith" });
  await expect.poll(() => answersTo(SMITH), soon).toMatchObject([expect.stringContaining("Cabinet 17")]);
  expect(sms.filter(({ to }) => to === FOREIGN)).toEqual([]);
});
