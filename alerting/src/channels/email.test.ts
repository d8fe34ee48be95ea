import { milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { TEST_TIMELINE, testEvidence } from "../../../test/support/mail-evidence.ts";
import { createTestAuthority } from "../../../test/support/mqtt-certificates.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { startSmtpServer, type TestMail, type TestSmtpOptions } from "../../../test/support/smtp-server.ts";
import type { Channel } from "../ports.ts";
import type { EvidenceSource } from "./email-evidence.ts";
import { createEmailChannel, type EmailOptions } from "./email.ts";

const never = new AbortController().signal;
const mailTo = (over: Partial<Notification> = {}): Notification =>
  testNotification({ channel: "email", address: "wang@example.org", priority: "critical", ...over });

const ENGLISH: Partial<Notification> = {
  id: "a:deputy:smith",
  personId: "smith",
  language: "en",
  text: "Cabinet 17, Room 114: Solvent vapour high-high 23.4 %LEL, limit > 20 %LEL. Open the window [K7QF]",
  parts: {
    mark: "",
    place: "Cabinet 17, Room 114",
    what: "Solvent vapour high-high",
    value: "23.4 %LEL",
    limit: "> 20 %LEL",
    action: "Open the window",
    code: "K7QF",
    replyCode: "",
  },
};

interface Over {
  readonly smtp?: TestSmtpOptions;
  readonly evidence?: Partial<EvidenceSource>;
  readonly server?: Partial<EmailOptions["server"]>;
}

async function bench({ smtp = {}, evidence = {}, server = {} }: Over = {}) {
  const provider = await startSmtpServer(smtp);
  onTestFinished(() => provider.stop());
  const clock = createSettableClock();
  const logger = createTestLogger();
  const login = { username: provider.username, password: provider.password };
  const options = { host: provider.host, port: provider.port, security: "none" as const, login, ...server };
  const channel = createEmailChannel(
    { server: options, from: "labcanary@example.org" },
    { clock, logger, evidence: testEvidence(evidence) },
  );
  await channel.start();
  onTestFinished(() => channel.stop());
  return { provider, clock, logger, channel };
}

async function received(channel: Channel, mails: readonly TestMail[], notification: Notification): Promise<TestMail> {
  expect(await channel.deliver(notification, never)).toMatchObject({ kind: "accepted" });
  const mail = mails.at(-1);
  if (mail === undefined) throw new Error("nothing has come");
  return mail;
}

const headersOf = ({ parsed }: TestMail): readonly string[] => [...parsed.headers.keys()].toSorted();

describe("a mail", () => {
  test("has the text, the facts, the timeline and the chart, and needs nothing from outside", async () => {
    const { channel, provider } = await bench();
    const { parsed, from, to, user } = await received(channel, provider.mails, mailTo(ENGLISH));
    expect({ from, to, user }).toEqual({ from: "labcanary@example.org", to: ["wang@example.org"], user: "labcanary" });
    expect(parsed.subject).toBe("[CRITICAL] Cabinet 17, Room 114: Solvent vapour high-high [K7QF]");
    for (const line of [
      ENGLISH.text,
      "  Place: Chemistry Building › Room 114 › Cabinet 17",
      "  Raised: 2026-11-22 15:58:00 +08:00",
      "  2026-11-22 15:58:00 +08:00  To be told: Wang Fang 15:58:00, Alex Smith 16:01:00",
      "  2026-11-22 15:58:01 +08:00  Wang Fang by text message: not handed over (no answer in time), tried again",
      "  2026-11-22 15:58:09 +08:00  Wang Fang by text message: proven delivered",
      "  2026-11-22 15:59:00 +08:00  Wang Fang is on the way",
      "Solvent vapour (%LEL), 2026-11-22 14:58:00 +08:00 to 2026-11-22 16:03:00 +08:00",
    ]) {
      expect(parsed.text?.split("\n")).toContain(line);
    }
    const [chart] = parsed.attachments;
    expect(chart).toMatchObject({ contentType: "image/png", contentDisposition: "inline", cid: "chart@labcanary", related: true });
    expect(chart?.content.subarray(1, 4).toString()).toBe("PNG");
    expect(String(parsed.html)).not.toMatch(/https?:|url\(|<script|<link/i);
    expect(String(parsed.html)).toContain("proven delivered");
  });

  test("is in the reader's language", async () => {
    const { channel, provider } = await bench();
    const { parsed } = await received(channel, provider.mails, mailTo());
    expect(parsed.subject).toBe("【紧急】 17号柜：溶剂蒸气 [7KQ2]");
    expect(parsed.text).toContain("  位置：化学楼 › 114室 › 17号柜");
    expect(parsed.text).toContain("2026-11-22 15:58:09 +08:00  Wang Fang，短信：已证实送达");
    expect(parsed.text).toContain("溶剂蒸气 (%LEL)，2026-11-22 14:58:00 +08:00 至 2026-11-22 16:03:00 +08:00");
  });

  test("made again is the same mail, of one alarm all are one thread, and no program answers it", async () => {
    const { channel, provider } = await bench();
    await received(channel, provider.mails, mailTo());
    await received(channel, provider.mails, mailTo());
    await received(channel, provider.mails, mailTo({ id: "a:deputy:smith" }));
    await received(channel, provider.mails, mailTo({ id: "b:responsible:wang", alarmId: "b", alarmIds: ["b"] }));
    const [first, again, deputy, other] = provider.mails.map(({ parsed }) => parsed);
    expect(first?.messageId).toMatch(/^<notification-[0-9a-f]{32}@example\.org>$/);
    expect(again?.messageId).toBe(first?.messageId);
    expect(deputy?.messageId).not.toBe(first?.messageId);
    expect(deputy?.references).toEqual(first?.references);
    expect(other?.references).not.toEqual(first?.references);
    expect(first?.headers.get("auto-submitted")).toBe("auto-generated");
  });

  test.each([
    { over: {}, importance: "high" },
    { over: { priority: "high" as const, lifeSafety: true }, importance: "high" },
    { over: { priority: "high" as const }, importance: undefined },
    { over: { simulated: true }, importance: undefined },
    { over: { kind: "all-clear" as const }, importance: undefined },
  ])("of $over has importance $importance", async ({ over, importance }) => {
    const { channel, provider } = await bench();
    const { raw } = await received(channel, provider.mails, mailTo(over));
    expect(/^Importance: (.*?)\r$/m.exec(raw)?.[1]).toBe(importance);
  });

  test.each([
    {
      over: { ...ENGLISH, simulated: true },
      subject: "TEST [CRITICAL] Cabinet 17, Room 114: Solvent vapour high-high [K7QF]",
      marked: true,
    },
    { over: { ...ENGLISH, kind: "test" as const }, subject: "TEST Cabinet 17, Room 114: Solvent vapour high-high [K7QF]", marked: true },
    {
      over: { ...ENGLISH, kind: "returned-to-normal" as const },
      subject: "Back to normal: Cabinet 17, Room 114: Solvent vapour high-high [K7QF]",
      marked: false,
    },
    {
      over: { ...ENGLISH, simulated: true, parts: { ...testNotification(ENGLISH).parts, mark: "TEST Deputy: not yet acknowledged. " } },
      subject: "TEST Deputy: not yet acknowledged. [CRITICAL] Cabinet 17, Room 114: Solvent vapour high-high [K7QF]",
      marked: true,
    },
    { over: { ...ENGLISH, alarmIds: ["a", "b"] }, subject: /high-high and 1 more \[K7QF\]$/, marked: false },
    { over: { alarmIds: ["a", "b"] }, subject: "【紧急】 17号柜：溶剂蒸气 等 2 条 [7KQ2]", marked: false },
  ])("of $over.kind is told apart: $subject", async ({ over, subject, marked }) => {
    const { channel, provider } = await bench();
    const { parsed } = await received(channel, provider.mails, mailTo(over));
    expect(parsed.subject).toEqual(typeof subject === "string" ? subject : expect.stringMatching(subject));
    expect(parsed.text?.startsWith("TEST: ")).toBe(marked);
  });

  test("about many lists them, as far as anybody reads", async () => {
    const { channel, provider } = await bench();
    const alarmIds = Array.from({ length: 500 }, (_, index) => `a${index}`);
    const { parsed } = await received(channel, provider.mails, mailTo({ ...ENGLISH, alarmIds }));
    expect(parsed.text?.match(/\[K7QF\] critical · Chemistry Building/g)).toHaveLength(30);
    expect(parsed.text).toContain("and 470 more, which are on the screen");
  });

  test("has what people said of the alarm, and not what was reported from a door or whom the platform means by a mark", async () => {
    const ofPlatform = TEST_TIMELINE.filter(({ kind }) => kind === "commented").map((entry) => ({
      ...entry,
      actor: "system",
      detail: { comment: "PR-2: pay here, says {person:wang}" },
    }));
    const timeline = [...TEST_TIMELINE, ...ofPlatform];
    const { channel, provider } = await bench({ evidence: { evidence: () => ({ alarm: gasAlarm(), timeline }) } });
    const { text, html } = (await received(channel, provider.mails, mailTo(ENGLISH))).parsed;
    for (const said of [text, String(html)]) {
      expect(said).toContain("is open");
      expect(said).not.toMatch(/pay here|\{person|PR-2/);
    }
  });

  test("has the newest of a long timeline, and says how much is left out", async () => {
    const timeline = Array.from({ length: 100 }, () => TEST_TIMELINE.at(-1)).filter((entry) => entry !== undefined);
    const { channel, provider } = await bench({ evidence: { evidence: () => ({ alarm: gasAlarm(), timeline }) } });
    const { parsed } = await received(channel, provider.mails, mailTo(ENGLISH));
    expect(parsed.text?.match(/is on the way/g)).toHaveLength(40);
    expect(parsed.text).toContain("60 earlier lines are in the journal");
  });

  test("of no alarm has its text alone", async () => {
    const { channel, provider } = await bench();
    const { parsed } = await received(channel, provider.mails, mailTo({ ...ENGLISH, kind: "test", alarmId: "", alarmIds: [] }));
    expect(parsed.attachments).toEqual([]);
    expect(parsed.references).toBeUndefined();
    expect(parsed.text).not.toContain("The alarm");
  });
});

describe("never waits for what it could also say", () => {
  test("a history that is away: the mail goes without the chart, and says so", async () => {
    const away = async () => Promise.reject(new Error("history is away"));
    const { channel, provider, logger } = await bench({ evidence: { curve: away } });
    const { parsed } = await received(channel, provider.mails, mailTo(ENGLISH));
    expect(parsed.attachments).toEqual([]);
    expect(parsed.text).toContain("Without the chart: the history did not give the readings in time.");
    expect(String(parsed.html)).toContain("Without the chart");
    expect(logger.lines).toMatchObject([{ level: "warn", fields: { alarmId: "a" } }]);
  });

  test("a history that does not answer: no longer than a second and a half", async () => {
    const asked = vi.fn<EvidenceSource["curve"]>(() => new Promise(() => {}));
    const { channel, provider, clock } = await bench({ evidence: { curve: asked } });
    const outcome = channel.deliver(mailTo(ENGLISH), never);
    await expect.poll(() => asked.mock.calls.length > 0).toBe(true);
    clock.advance(milliseconds(1499));
    expect(provider.connections).toBe(0);
    clock.advance(milliseconds(1));
    expect(await outcome).toMatchObject({ kind: "accepted" });
    expect(provider.mails[0]?.parsed.text).toContain("Without the chart");
  });

  test("a signal there is nothing to draw of: no word about it", async () => {
    const { channel, provider } = await bench({ evidence: { curve: async () => undefined } });
    const { parsed } = await received(channel, provider.mails, mailTo(ENGLISH));
    expect([parsed.attachments.length, parsed.text?.includes("chart")]).toEqual([0, false]);
  });

  test.each([
    { what: "an alarm nobody knows", evidence: () => undefined },
    {
      what: "a database that fails",
      evidence: () => {
        throw new Error("disk I/O error");
      },
    },
  ])("$what: the text goes all the same, and says what is missing", async ({ evidence }) => {
    const { channel, provider } = await bench({ evidence: { evidence } });
    const { parsed } = await received(channel, provider.mails, mailTo(ENGLISH));
    expect(parsed.text).toContain(ENGLISH.text);
    expect(parsed.text).toContain("The alarm's details could not be read.");
  });
});

describe("nothing anybody wrote becomes a header", () => {
  const EVIL = "Cabinet\r\nBcc: everybody@example.org\r\nX-Evil: 1\u2028\u202e\u0000\n.\r\nDATA";

  test("a line end in any name, text or code", async () => {
    const { channel, provider } = await bench();
    const clean = headersOf(await received(channel, provider.mails, mailTo(ENGLISH)));
    const parts = { mark: EVIL, place: EVIL, what: EVIL, value: EVIL, limit: EVIL, action: EVIL, code: EVIL, replyCode: EVIL };
    const evil = await received(channel, provider.mails, mailTo({ ...ENGLISH, id: EVIL, alarmId: EVIL, text: EVIL, parts }));
    expect(headersOf(evil)).toEqual(clean);
    expect(evil.to).toEqual(["wang@example.org"]);
    expect(evil.parsed.subject).not.toMatch(/[\p{C}\u2028]/u);
    expect(evil.parsed.messageId).toMatch(/^<notification-[0-9a-f]{32}@example\.org>$/);
    expect(provider.mails).toHaveLength(2);
  });

  test("whatever the names are", async () => {
    const { channel, provider } = await bench({ evidence: { curve: async () => undefined } });
    const clean = headersOf(await received(channel, provider.mails, mailTo(ENGLISH)));
    const wild = fc.string({
      unit: fc.constantFrom("\r", "\n", ":", " ", "<", ">", "=", "?", "a", "柜", "\u0000", "\u2028", "=?UTF-8?Q?a?=", ",", "@"),
    });
    await fc.assert(
      fc.asyncProperty(wild, wild, async (place, what) => {
        const parts = { ...mailTo(ENGLISH).parts, place, what };
        const mail = await received(channel, provider.mails, mailTo({ ...ENGLISH, text: `${what}-`, parts }));
        expect(headersOf(mail)).toEqual(clean);
        expect(mail.to).toEqual(["wang@example.org"]);
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    "wang@example.org\r\nBcc: all@example.org",
    "wang@example.org, all@example.org",
    "Wang <wang@example.org>",
    "wang",
    "",
    "wang@example.org\n",
    "@example.org",
    `${"w".repeat(65)}@example.org`,
    `wang@${"e".repeat(250)}`,
    "王@example.org",
  ])("an address that is %j is refused before anybody is asked", async (address) => {
    const { channel, provider } = await bench();
    expect(await channel.deliver(mailTo({ address }), never)).toEqual({
      kind: "give-up",
      reason: "invalid-address",
      detail: "not an e-mail address",
    });
    expect(provider.connections).toBe(0);
  });

  test("names cannot put anything into the page", async () => {
    const { channel, provider } = await bench();
    const mail = await received(
      channel,
      provider.mails,
      mailTo({ ...ENGLISH, text: '<img src="http://example.org/x.png" onerror="alert(1)">' }),
    );
    expect(mail.parsed.html).toContain("&lt;img src=&quot;http://example.org/x.png&quot;");
  });

  test("a subject without end is cut, and keeps its code", async () => {
    const { channel, provider } = await bench();
    const parts = { ...mailTo(ENGLISH).parts, place: "Cabinet ".repeat(100) };
    const { parsed } = await received(channel, provider.mails, mailTo({ ...ENGLISH, parts }));
    expect(parsed.subject).toMatch(/^\[CRITICAL\] Cabinet .* \[K7QF\]$/);
    expect(parsed.subject?.length).toBe(160);
  });
});

describe("TLS", () => {
  function certified() {
    const authority = createTestAuthority();
    return { certificate: authority.sign("localhost"), ca: authority.ca.toString() };
  }

  test.each([
    { security: "starttls" as const, implicit: false },
    { security: "tls" as const, implicit: true },
  ])("by $security a mail is sent encrypted, and nobody signs in before", async ({ security, implicit }) => {
    const { certificate, ca } = certified();
    const { channel, provider } = await bench({ smtp: { certificate, implicit }, server: { security, ca } });
    expect(await received(channel, provider.mails, mailTo())).toMatchObject({ isEncrypted: true, user: "labcanary" });
    expect(await channel.probe()).toEqual({ healthy: true, detail: "answers", says: { code: "answers", values: {} } });
  });

  test.each([
    { what: "a server that has none", security: "starttls" as const, isOffered: false },
    { what: "a certificate nobody vouches for", security: "starttls" as const, isOffered: true },
    { what: "a server that does not begin with it", security: "tls" as const, isOffered: true },
  ])("$what: nothing is sent, not even the password", async ({ security, isOffered }) => {
    const smtp = isOffered ? { certificate: certified().certificate } : {};
    const { channel, provider } = await bench({ smtp, server: { security } });
    expect(await channel.deliver(mailTo(), never)).toMatchObject({ kind: "retry", reason: "unreachable" });
    expect(provider.mails).toEqual([]);
    expect(await channel.probe()).toMatchObject({ healthy: false });
  });

  test.each(["mail.example.org", "10.0.0.1", "127.example.org"])("%s is not spoken to without it", (host) => {
    const deps = { clock: createSettableClock(), logger: createTestLogger(), evidence: testEvidence() };
    const server = { host, port: 25, security: "none" as const };
    expect(() => createEmailChannel({ server, from: "labcanary@example.org" }, deps)).toThrow("TLS only");
    expect(() => createEmailChannel({ server: { ...server, host: "localhost" }, from: "LabCanary" }, deps)).toThrow("no e-mail address");
  });
});

describe("what the server says", () => {
  test.each([
    {
      refusals: { to: { code: 550, text: "5.1.1 <wang@example.org>: no such user" } },
      outcome: { kind: "give-up", reason: "invalid-address" },
    },
    { refusals: { to: { code: 552, text: "5.2.2 mailbox full" } }, outcome: { kind: "give-up", reason: "invalid-address" } },
    { refusals: { to: { code: 554, text: "5.7.1 relay access denied" } }, outcome: { kind: "retry", reason: "unauthorised" } },
    { refusals: { to: { code: 450, text: "4.2.0 greylisted" } }, outcome: { kind: "retry", reason: "busy" } },
    { refusals: { from: { code: 553, text: "5.1.8 sender not yours" } }, outcome: { kind: "retry", reason: "unauthorised" } },
    { refusals: { from: { code: 452, text: "4.3.1 out of space" } }, outcome: { kind: "retry", reason: "busy" } },
    {
      refusals: { data: { code: 451, text: "4.7.28 too many messages" } },
      outcome: { kind: "retry", reason: "rate-limited", after: minutes(1) },
    },
    { refusals: { data: { code: 554, text: "5.7.1 content rejected" } }, outcome: { kind: "give-up", reason: "rejected" } },
    { refusals: { data: { code: 552, text: "too big" } }, outcome: { kind: "give-up", reason: "rejected" } },
  ])("$refusals is $outcome", async ({ refusals, outcome }) => {
    const { channel, provider } = await bench();
    provider.refusals = refusals;
    const came = await channel.deliver(mailTo(), never);
    expect(came).toMatchObject(outcome);
    expect(JSON.stringify(came)).not.toContain("wang@example.org");
    expect(came).toHaveProperty("detail", expect.stringContaining(Object.values(refusals)[0]?.text.slice(0, 6) ?? "-"));
  });

  test("a wrong password is a retry, and stays unsaid", async () => {
    const { channel, provider, logger } = await bench({ server: { login: { username: "labcanary", password: "hunter2" } } });
    const outcome = await channel.deliver(mailTo(), never);
    expect(outcome).toMatchObject({ kind: "retry", reason: "unauthorised" });
    expect(JSON.stringify([outcome, logger.lines])).not.toMatch(/hunter2|aHVudGVyMg|wang@/);
    expect(provider.mails).toEqual([]);
  });

  test("no sign-in is tried where there is none to give", async () => {
    const { channel, provider } = await bench({ smtp: { open: true } });
    const { user } = await received(channel, provider.mails, mailTo());
    expect(user).toBe("labcanary");
    const open = createEmailChannel(
      { server: { host: provider.host, port: provider.port, security: "none" }, from: "labcanary@example.org" },
      { clock: createSettableClock(), logger: createTestLogger(), evidence: testEvidence() },
    );
    await open.start();
    onTestFinished(() => open.stop());
    expect((await received(open, provider.mails, mailTo())).user).toBeUndefined();
  });

  test("one that never answers has three seconds", async () => {
    const { channel, provider, clock } = await bench();
    provider.silent = true;
    const outcome = channel.deliver(mailTo(), never);
    await expect.poll(() => provider.mails.length > 0).toBe(true);
    clock.advance(seconds(3));
    expect(await outcome).toMatchObject({ kind: "retry", reason: "timeout" });
  });

  test("broken off before it began, nobody is asked", async () => {
    const { channel, provider } = await bench();
    expect(await channel.deliver(mailTo(), AbortSignal.abort())).toMatchObject({ kind: "retry", reason: "timeout" });
    expect(provider.mails).toEqual([]);
  });
});

test("the server is greeted every half minute at most while all is well, and at once after a failure", async () => {
  const { channel, provider, clock } = await bench();
  expect(await channel.probe()).toEqual({ healthy: true, detail: "answers", says: { code: "answers", values: {} } });
  expect(await channel.probe()).toEqual({ healthy: true, detail: "answers", says: { code: "answers", values: {} } });
  expect(provider.connections).toBe(1);
  clock.advance(seconds(30));
  await channel.probe();
  expect(provider.connections).toBe(2);
  await provider.stop();
  expect(await channel.deliver(mailTo(), never)).toMatchObject({ kind: "retry", reason: "unreachable" });
  expect(await channel.probe()).toMatchObject({ healthy: false });
});
