import { epochMs, LANGUAGES } from "@labcanary/domain/basics";
import { JOURNAL_ENTRY_KINDS, type JournalEntry } from "@labcanary/domain/messages";
import { ROUTE_TROUBLES } from "@labcanary/domain/notification";
import { describe, expect, test } from "vitest";
import { journalEntry, listedAlarm, translateIn } from "../testing.ts";
import { beforeAndAfter } from "./before-after.ts";
import { bookOf, EMPTY_BOOK, type JournalBook, type JournalPart, peopleIn, withNewer, withOlder } from "./journal-book.ts";
import { dayOf, daysLater, spanOf } from "./journal-day.ts";
import { journalLine } from "./journal-line.ts";
import { type JournalWanted, questionOf } from "./journal-question.ts";

const nameOf = (id: string): string => (id === "wang" ? "Wang Fang" : id);
const read = (entry: JournalEntry, language: "en" | "zh" = "en") =>
  journalLine(entry, { t: translateIn(language), language, timeZone: "UTC", nameOf });
const differences = [
  {
    about: "rule",
    id: "cab-17/vapour/high-high",
    change: "changed",
    isSafety: true,
    verdict: "looser",
    attributes: [
      { attribute: "setpoint", before: "20 %LEL", after: "30 %LEL", verdict: "looser" },
      { attribute: "firstAction", before: { en: "Leave", zh: "撤离" }, after: { en: "Look", zh: "查看" }, verdict: "neutral" },
    ],
  },
  { about: "rule", id: "cab-17/vapour/ceiling", change: "added", isSafety: true, verdict: "tighter", attributes: [] },
];
const DIFFERENCE_LINES =
  "cab-17/vapour/high-high: setpoint 20 %LEL → 30 %LEL, firstAction Leave → Look (looser) · cab-17/vapour/ceiling: added (tighter)";
const told = { notificationId: "a:responsible:wang", step: "responsible", personId: "wang" };

describe("a line in words", () => {
  test.each(LANGUAGES.flatMap((language) => JOURNAL_ENTRY_KINDS.map((kind) => ({ language, kind }))))(
    "every kind is a sentence of its own in $language: $kind",
    ({ language, kind }) => {
      const { sentence } = read(
        journalEntry({
          kind,
          actor: "user:li",
          detail: kind.startsWith("notification") || kind === "delivery-report" ? { ...told, notifications: [] } : {},
        }),
        language,
      );
      expect(sentence).toMatch(language === "en" ? /[.]$|: $/ : /。$|：$/);
      expect(sentence).not.toMatch(/[{}]|undefined|NaN/);
    },
  );

  test.each([
    {
      entry: { kind: "raised", actor: "rules", detail: { priority: "high" } },
      sentence: "Alarm raised by the alarm rules, priority High.",
      note: "",
    },
    {
      entry: { kind: "acknowledged", actor: "user:li", detail: { comment: "seen" } },
      sentence: "li acknowledged the alarm.",
      note: "seen",
    },
    {
      entry: {
        kind: "shelved",
        actor: "user:li",
        detail: { until: Date.UTC(2026, 10, 22, 9, 30), reason: "repair", mode: "timed" },
      },
      sentence: "li shelved the alarm until 09:30:00.",
      note: "repair",
    },
    {
      entry: { kind: "raised", actor: "rules", detail: { priority: "high", suppressedBy: "door open" } },
      sentence: "Alarm raised by the alarm rules, priority High.",
      note: "door open",
    },
    {
      entry: { kind: "returned-to-normal", actor: "rules", detail: { unseen: "recorded-only" } },
      sentence: "The condition is gone.",
      note: "It never was on the list, and nobody was told.",
    },
    {
      entry: { kind: "acknowledged", actor: "user:li", detail: { comment: "power cut", with: "b" } },
      sentence: "li acknowledged the alarm.",
      note: "power cut Acknowledged with the alarm it is beneath.",
    },
    {
      entry: { kind: "suppressed", actor: "rules", detail: { suppressedBy: "defrost" } },
      sentence: "Suppressed by design, because: defrost. Nobody is told while that holds.",
      note: "",
    },
    {
      entry: { kind: "left", actor: "system", detail: { because: "parent-ended", parent: "b" } },
      sentence: "Stands for itself again.",
      note: "The alarm it was beneath has ended.",
    },
    {
      entry: {
        kind: "out-of-service",
        actor: "user:li",
        at: epochMs(Date.UTC(2026, 10, 22, 8)),
        detail: {
          signal: "cab-17/vapour",
          until: Date.UTC(2026, 10, 22, 9, 30),
          reason: "Calibration",
          measure: "portable detector",
          lifeSafety: true,
        },
      },
      sentence: "li approved: cab-17/vapour is out of service until 09:30:00.",
      note: "Life safety. Calibration. Meanwhile: portable detector",
    },
    {
      entry: { kind: "in-service", actor: "system", detail: { signal: "cab-17/vapour", because: "time-over" } },
      sentence: "cab-17/vapour is in service again, because its time is over.",
      note: "",
    },
    {
      entry: {
        kind: "out-of-service-withdrawn",
        actor: "user:li",
        detail: { signal: "cab-17/vapour", because: "operator", comment: "later" },
      },
      sentence: "cab-17/vapour stays in service: the proposal is gone, because li said so.",
      note: "later",
    },
    {
      entry: { kind: "assigned", actor: "user:li", detail: { to: "chen", reason: "your probe" } },
      sentence: "li gave the alarm to chen.",
      note: "your probe",
    },
    {
      entry: { kind: "unshelved", actor: "system", detail: { because: "time-over" } },
      sentence: "The alarm is no longer shelved, because its time is over.",
      note: "",
    },
    {
      entry: { kind: "unshelved", actor: "user:li", detail: { because: "operator" } },
      sentence: "The alarm is no longer shelved, because li put it back.",
      note: "",
    },
    {
      entry: { kind: "closed", actor: "user:li", detail: { cause: "bottle left open" } },
      sentence: "li recorded the cause.",
      note: "bottle left open",
    },
    {
      entry: { kind: "refused", actor: "user:li", detail: { code: "ALARM_ENDED" } },
      sentence: "Refused, asked for by li: The alarm has ended.",
      note: "",
    },
    {
      entry: { kind: "reply-taken", actor: "person:wang", detail: { channel: "sms", verb: "attend", replyCode: "4F7", ...told } },
      sentence: "Wang Fang answered by text message: is on the way.",
      note: "",
    },
    {
      entry: { kind: "acknowledged", actor: "person:wang", detail: {} },
      sentence: "Wang Fang acknowledged the alarm.",
      note: "",
    },
    {
      entry: { kind: "help-asked", actor: "person:wang", detail: { channel: "sms", next: true } },
      sentence: "Wang Fang asks for help: the next step of the route comes at once.",
      note: "",
    },
    {
      entry: { kind: "help-asked", actor: "person:wang", detail: { channel: "sms", next: false } },
      sentence: "Wang Fang asks for help: everybody of the route had been told.",
      note: "",
    },
    {
      entry: {
        kind: "reply-refused",
        actor: "person:wang",
        detail: { channel: "sms", code: "REPLY_UNKNOWN_CODE", from: "***01", text: "ACK 2ZZ", count: 1 },
      },
      sentence: "An answer of Wang Fang by text message was not taken: Nobody was sent this code.",
      note: "ACK 2ZZ",
    },
    {
      entry: {
        kind: "reply-refused",
        actor: "channel:sms",
        detail: { channel: "sms", code: "REPLY_UNKNOWN_SENDER", from: "***22", text: "spam", count: 40 },
      },
      sentence: "40 answers of ***22 by text message were not taken: The site knows nobody with this number or address.",
      note: "spam",
    },
    {
      entry: { kind: "notification-accepted", actor: "channel:sms", detail: { ...told, text: "Vapour!" } },
      sentence: "Wang Fang (responsible person) was told by text message; the provider has it.",
      note: "Vapour!",
    },
    {
      entry: {
        kind: "notification-accepted",
        actor: "channel:email",
        detail: { notificationId: "alarm-1:responsible#2:wang", text: "Vapour!" },
      },
      sentence: "Wang Fang (responsible person) was told by e-mail; the provider has it.",
      note: "Vapour!",
    },
    {
      entry: { kind: "notification-failed", actor: "channel:sms", detail: { ...told, reason: "rejected", next: "email" } },
      sentence: "Wang Fang (responsible person) could not be told by text message: the gateway rejected the text. Next: e-mail.",
      note: "",
    },
    {
      entry: {
        kind: "notification-retry",
        actor: "channel:sms",
        detail: { ...told, attempt: 2, reason: "timeout", said: "503 Service Unavailable" },
      },
      sentence: "The text to Wang Fang (responsible person) is not handed over yet, attempt 2: the gateway did not answer in time.",
      note: "503 Service Unavailable",
    },
    {
      entry: { kind: "notification-failed", actor: "system", detail: { notificationId: "a:security-centre:", reason: "nobody-to-tell" } },
      sentence: "Nobody could be told: the site names nobody who can be texted.",
      note: "",
    },
    {
      entry: { kind: "contact-tested", actor: "user:li", detail: { ...told, channel: "sms", routeId: "gas" } },
      sentence: "li had a test sent to Wang Fang by text message.",
      note: "Part of the test of route gas",
    },
    {
      entry: { kind: "notification-cancelled", actor: "user:li", detail: { notificationIds: ["x", "y"] } },
      sentence: "2 texts not yet sent called off, because of li.",
      note: "",
    },
    {
      entry: { kind: "delivery-report", actor: "channel:sms", detail: { notificationId: "a:responsible:wang", status: "delivered" } },
      sentence: "The provider reports on the text to Wang Fang (responsible person): delivered to the phone.",
      note: "",
    },
    {
      entry: { kind: "site-changed", actor: "system", detail: { added: ["x/y/high"], removed: [], changed: ["x/y/low"] } },
      sentence: "The site description changed: 1 rule added, 0 removed, 1 changed.",
      note: "x/y/high, x/y/low",
    },
    {
      entry: {
        kind: "site-changed",
        actor: "system",
        detail: { added: ["cab-17/vapour/ceiling"], removed: [], changed: [], differences, more: 0 },
      },
      sentence: "The site description changed: 1 rule added, 0 removed, 0 changed.",
      note: DIFFERENCE_LINES,
    },
    {
      entry: { kind: "site-change-proposed", actor: "system", detail: { changedBy: "wang", differences, more: 2 } },
      sentence: "A change of the site loosens protection of life and waits for a second person besides wang.",
      note: `${DIFFERENCE_LINES} · 2 more differences`,
    },
    {
      entry: { kind: "site-change-proposed", actor: "system", detail: { differences: [], more: 0 } },
      sentence: "A change of the site loosens protection of life and waits for a second person; the site file does not say who changed it.",
      note: "",
    },
    {
      entry: { kind: "site-change-approved", actor: "user:li", detail: { changedBy: "wang" } },
      sentence: "li agreed to the change of the site by wang.",
      note: "",
    },
    {
      entry: { kind: "site-change-rejected", actor: "user:li", detail: { reason: "extraction is being repaired" } },
      sentence: "li rejected the change of the site.",
      note: "extraction is being repaired",
    },
    {
      entry: { kind: "site-change-withdrawn", actor: "system", detail: {} },
      sentence: "The change of the site that waited is no longer in its files.",
      note: "",
    },
    {
      entry: { kind: "signed-in", actor: "user:visitor", detail: { by: "one-time-link", role: "operator", from: "127.0.0.1" } },
      sentence: "visitor signed in as operator with one-time link from 127.0.0.1.",
      note: "",
    },
    {
      entry: { kind: "sign-in-refused", actor: "system", detail: { by: "password", from: "127.0.0.1", user: "li" } },
      sentence: "A sign-in with password from 127.0.0.1 was refused.",
      note: "li",
    },
  ] as const)("$entry.kind: $sentence", ({ entry, ...line }) => {
    expect(read(journalEntry(entry))).toEqual(line);
  });

  test.each(Object.keys(ROUTE_TROUBLES))("why another way of text messages is taken is said in words: %s", (reason) => {
    const entry = journalEntry({ kind: "channel-failed-over", actor: "channel:sms", detail: { from: "kannel", to: "gammu", reason } });
    for (const language of LANGUAGES) {
      const { sentence } = read(entry, language);
      expect(sentence).toContain("kannel");
      expect(sentence).not.toContain(reason);
    }
  });

  test("who is to be told comes with when", () => {
    const { sentence } = read(
      journalEntry({
        kind: "notification-queued",
        detail: { notifications: [{ id: told.notificationId, ...told, dueAt: Date.UTC(2026, 10, 22, 8, 3) }] },
      }),
    );
    expect(sentence).toBe("To be told unless somebody acknowledges before: Wang Fang (responsible person) at 08:03:00.");
  });

  test("an alarm lends its raising the value and the limit", () => {
    const { description } = listedAlarm();
    const alarm = listedAlarm({
      description: { ...description, valueText: { en: "23.4 %LEL", zh: "" }, limit: { en: "≥ 20 %LEL", zh: "" } },
    });
    expect(
      journalLine(journalEntry({ kind: "raised" }), { t: translateIn("en"), language: "en", timeZone: "UTC", nameOf }, alarm).note,
    ).toBe("23.4 %LEL · ≥ 20 %LEL");
  });
});

describe("the book", () => {
  const part = (numbers: readonly number[], before?: number): JournalPart => ({
    entries: numbers.map((number) => journalEntry({ number })),
    alarms: [],
    ...(before === undefined ? {} : { before }),
  });
  const numbersOf = ({ entries }: JournalBook) => entries.map(({ number }) => number);

  test("newer lines come on top, those known stay, and older ones go on where they did", () => {
    const book = withNewer(bookOf(part([3, 5], 3)), part([5, 8], 5));
    expect([numbersOf(book), book.before]).toEqual([[8, 5, 3], 3]);
    const older = withOlder(book, part([1]));
    expect([numbersOf(older), older.before]).toEqual([[8, 5, 3, 1], undefined]);
  });

  test("a gap is never shown as none: newer lines that do not reach down to those known are kept alone", () => {
    const book = withNewer(bookOf(part([3, 5])), part([90, 95], 90));
    expect([numbersOf(book), book.before]).toEqual([[95, 90], 90]);
  });

  test("an empty book takes what there is", () => {
    expect(numbersOf(withNewer(EMPTY_BOOK, part([1, 2])))).toEqual([2, 1]);
  });

  test("a line names who did it, who was told and who is to be told", () => {
    expect(peopleIn(journalEntry({ kind: "commented", actor: "user:li" }))).toEqual(["user:li"]);
    expect(peopleIn(journalEntry({ kind: "notification-accepted", actor: "channel:sms", detail: told }))).toEqual(["person:wang"]);
    expect(
      peopleIn(journalEntry({ kind: "notification-queued", detail: { notifications: [{ id: told.notificationId, ...told, dueAt: 1 }] } })),
    ).toEqual(["person:wang"]);
  });
});

describe("days", () => {
  const zone = "Europe/Berlin";

  test("a day ends where the next begins", () => {
    const { from, to } = spanOf("2026-02-28", zone);
    expect([from, to, to + 1].map((at) => dayOf(at, zone))).toEqual(["2026-02-28", "2026-02-28", "2026-03-01"]);
  });

  test("a day is the site's, wherever the browser is, and as long as the clocks make it", () => {
    expect(dayOf(Date.UTC(2026, 1, 27, 23, 30), zone)).toBe("2026-02-28");
    const { from, to } = spanOf("2026-10-25", zone);
    expect((to + 1 - from) / 3_600_000).toBe(25);
  });

  test.each([
    { day: "2026-03-01", count: -1, gives: "2026-02-28" },
    { day: "2026-12-31", count: 1, gives: "2027-01-01" },
    { day: "2026-03-29", count: 1, gives: "2026-03-30" },
  ])("$count days after $day is $gives", ({ day, count, gives }) => {
    expect(daysLater(day, count)).toBe(gives);
  });
});

describe("what is looked for", () => {
  const wanted: JournalWanted = { day: "2026-11-22", span: 1, code: "", kind: "", person: "", zone: "", text: "" };
  const midnight = Date.UTC(2026, 10, 21, 16);
  const DAY = 86_400_000;

  test.each([
    { over: {}, question: { from: String(midnight), to: String(midnight + DAY - 1) } },
    { over: { span: 7 }, question: { from: String(midnight - 6 * DAY), to: String(midnight + DAY - 1) } },
    { over: { span: 0 }, question: { to: String(midnight + DAY - 1) } },
    {
      over: { span: 0, code: " k7q ", person: "user:li", zone: "room-114", kind: "raised", text: " gas " },
      question: { to: String(midnight + DAY - 1), code: "K7Q", person: "user:li", zone: "room-114", kind: "raised", text: "gas" },
    },
  ] as const)("$over is asked as $question", ({ over, question }) => {
    expect(questionOf({ ...wanted, ...over }, "Asia/Shanghai")).toEqual(question);
  });
});

describe("before and after", () => {
  const changesOf = (detail: JournalEntry["detail"], language: "en" | "zh" = "en") =>
    beforeAndAfter(journalEntry({ detail }), translateIn(language));

  test("say the state an alarm was in and is in, in words", () => {
    const detail = { before: { state: "unacknowledged" }, after: { state: "acknowledged" } };
    expect(changesOf(detail)).toEqual([{ what: "State", before: "Not acknowledged", after: "Acknowledged" }]);
    expect(changesOf(detail, "zh")[0]?.what).toBe("状态");
  });

  test("say what became different alone, and that there was nothing", () => {
    expect(changesOf({ before: { role: "operator", zones: ["a", "b"], note: "x" }, after: { role: "engineer", note: "x" } })).toEqual([
      { what: "Role", before: "operator", after: "engineer" },
      { what: "Zones", before: "a, b", after: "none" },
    ]);
    expect(changesOf({ after: { limit: { en: 1 } } })).toEqual([{ what: "limit", before: "none", after: '{"en":1}' }]);
  });

  test.each([
    {
      kind: "shift-taken-over",
      detail: { before: { shift: "handed-over", desk: "mei" }, after: { shift: "taken-over", desk: "li" } },
      en: ["Shift: handed over → taken over", "At the desk: mei → li"],
      zh: ["班次: 已交班 → 已接班", "值班台: mei → li"],
    },
    {
      kind: "out-of-service",
      detail: { before: { service: "proposed" }, after: { service: "out-of-service" } },
      en: ["Service: proposed to be out of service → out of service"],
      zh: ["使用状态: 已提出停用 → 停用"],
    },
    {
      kind: "site-changed",
      detail: { from: "1a", to: "2b", differences: [] },
      en: ["Version of the site: 1a → 2b"],
      zh: ["站点版本: 1a → 2b"],
    },
    {
      kind: "site-change-rejected",
      detail: { from: "1a", to: "2b", reason: "no" },
      en: ["Change of the site: waits for a second person → rejected"],
      zh: ["站点更改: 等待第二人批准 → 已驳回"],
    },
    {
      kind: "plan-proposed",
      detail: { before: { proposal: "none", "cab-17/vapour": "1, 2" }, after: { proposal: "waiting", "cab-17/vapour": "3, 4" } },
      en: ["Proposal: none → waits to be taken into the site's files", "cab-17/vapour: 1, 2 → 3, 4"],
      zh: ["提议: 无 → 等待写入站点文件", "cab-17/vapour: 1, 2 → 3, 4"],
    },
    {
      kind: "measure-noted",
      detail: { before: {}, after: { measure: "portable detector", dealtBy: "Chen" } },
      en: ["Measure: none → portable detector", "Dealt with by: none → Chen"],
      zh: ["措施: 无 → portable detector", "处理人: 无 → Chen"],
    },
  ] as const)("are said of $kind", ({ kind, detail, en, zh }) => {
    for (const [language, lines] of [
      ["en", en],
      ["zh", zh],
    ] as const) {
      const changes = beforeAndAfter(journalEntry({ kind, detail }), translateIn(language));
      expect(changes.map(({ what, before, after }) => `${what}: ${before} → ${after}`)).toEqual(lines);
    }
  });

  test.each([{}, { before: "x", after: 3 }, { before: { state: "normal" }, after: { state: "normal" } }])(
    "%j changed nothing",
    (detail) => {
      expect(changesOf(detail)).toEqual([]);
    },
  );
});

test.each([
  { reached: { at: 1 }, en: "the time of on site was corrected.", zh: "更正了“到场”的时间。" },
  { reached: undefined, en: "the step on site was withdrawn.", zh: "撤销了“到场”。" },
])("a step of a drill that was noted wrong is said as it was put right: $en", ({ reached, en, zh }) => {
  const act = { act: "step-corrected", step: "on-site", ...(reached === undefined ? {} : { reached }) };
  const entry = journalEntry({ kind: "drill-recorded", actor: "user:li", detail: { record: "drill/1", act } });
  expect(LANGUAGES.map((language) => read(entry, language).sentence).toSorted()).toEqual([
    expect.stringContaining(en),
    expect.stringContaining(zh),
  ]);
});
