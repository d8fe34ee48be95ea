import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmDescription } from "../alarm/index.ts";
import { LANGUAGES, type Language } from "../basics/index.ts";
import {
  type AnswerOutcome,
  composeMessage,
  MESSAGE_MARKS,
  type MessageRequest,
  type MessageSubject,
  parseReply,
  REFUSAL_ANSWERS,
  smsSize,
  TELLINGS,
} from "./index.ts";
import { RECIPIENT_ROLES } from "./notification.ts";

const text = (en: string, zh: string = en) => ({ en, zh });

const VAPOUR: AlarmDescription = {
  what: text("Solvent vapour high-high", "溶剂蒸气极高"),
  where: text("Chemistry Building › Room 114 › Cabinet 17", "化学楼 › 114室 › 17号柜"),
  limit: text("≥ 20 %LEL"),
  valueText: text("21.3 %LEL"),
  firstAction: text("Open the window, no sparks, leave the room", "开窗通风，严禁火花，撤离房间"),
  consequence: text("Explosive mixture", "爆炸性混合物"),
};
const SILENT = { ...VAPOUR, what: text("Solvent vapour silent", "溶剂蒸气无信号"), valueText: text(""), limit: text("") };
const ROOM = text("Chemistry Building › Room 114", "化学楼 › 114室");
const SITE = text("Demo site", "演示站点");

const one = (over: Partial<AlarmDescription> = {}): MessageSubject => ({
  kind: "one",
  alarm: { code: "7KQ2", description: { ...VAPOUR, ...over } },
});
const many = (over: Partial<AlarmDescription> = {}): MessageSubject => ({
  kind: "many",
  alarms: 12,
  where: ROOM,
  places: 1,
  first: { code: "7KQ2", description: { ...VAPOUR, ...over } },
});
const spread = (over: Partial<AlarmDescription> = {}): MessageSubject => ({
  kind: "many",
  alarms: 430,
  places: 43,
  first: { code: "7KQ2", description: { ...VAPOUR, ...over } },
});

type AlarmRequest = Extract<MessageRequest, { kind: "alarm" }>;
const alarm = (over: Partial<AlarmRequest> = {}): AlarmRequest => ({
  kind: "alarm",
  language: "en",
  mark: "none",
  as: "responsible",
  telling: "first",
  subject: one(),
  replyCode: "",
  ...over,
});
const zh = { language: "zh" as const };
const escalated = { telling: "escalated" as const };
const answer = (outcome: AnswerOutcome, language: Language = "en"): MessageRequest => ({ kind: "answer", language, mark: "none", outcome });

describe("one alarm", () => {
  test.each([
    {
      because: "everything fits",
      of: alarm(),
      is: "Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "everything fits",
      of: alarm(zh),
      is: "17号柜 114室 化学楼：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花，撤离房间 [7KQ2]",
    },
    {
      because: "the code to answer with makes the building go",
      of: alarm({ replyCode: "4F7" }),
      is: "Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room. Reply ACK 4F7 [7KQ2]",
    },
    {
      because: "the code to answer with makes the building go",
      of: alarm({ ...zh, replyCode: "4F7" }),
      is: "17号柜 114室：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花，撤离房间。回复4F7确认 [7KQ2]",
    },
    {
      because: "the deputy reads why it comes to them",
      of: alarm({ as: "deputy", ...escalated, replyCode: "4F7" }),
      is: "Deputy: not yet acknowledged. Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks. Reply ACK 4F7 [7KQ2]",
    },
    {
      because: "mark and step are said, and the last clause makes room for them",
      of: alarm({ ...zh, ...escalated, as: "security-centre", mark: "test" }),
      is: "测试 安全中心：尚未确认。17号柜 114室：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花 [7KQ2]",
    },
    {
      because: "told again",
      of: alarm({ telling: "repeated" }),
      is: "Again: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "the last step, however it is told",
      of: alarm({ ...zh, as: "nobody-reached", telling: "repeated", replyCode: "4F7" }),
      is: "无人接手！17号柜 114室：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花。回复4F7确认 [7KQ2]",
    },
    {
      because: "the last step, however it is told",
      of: alarm({ as: "nobody-reached", ...escalated }),
      is: "NOBODY HAS TAKEN CHARGE. Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "somebody is there and wants others",
      of: alarm({ as: "nobody-reached", telling: "help-asked", replyCode: "4F7" }),
      is: "HELP WANTED: Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room. Reply ATTEND 4F7 [7KQ2]",
    },
    {
      because: "a drill is marked",
      of: alarm({ mark: "drill" }),
      is: "DRILL Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "the degree sign is left out rather than the text made 70 characters long",
      of: alarm({ subject: one({ what: text("Temperature high"), valueText: text("-61.2 °C"), limit: text("> -70 °C") }) }),
      is: "Cabinet 17, Room 114, Chemistry Building: Temperature high -61.2 C, limit > -70 C. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "silence has neither value nor limit",
      of: alarm({ subject: one(SILENT) }),
      is: "Cabinet 17, Room 114, Chemistry Building: Solvent vapour silent. Open the window, no sparks, leave the room [7KQ2]",
    },
    {
      because: "a state that the subject names already is not said twice",
      of: alarm({
        subject: one({
          what: text("Door open"),
          valueText: text("open"),
          limit: text("> 10 min"),
          firstAction: text("Close the door."),
        }),
      }),
      is: "Cabinet 17, Room 114, Chemistry Building: Door open, limit > 10 min. Close the door [7KQ2]",
    },
    {
      because: "where there is no place, none is written",
      of: alarm({ subject: one({ where: text(""), firstAction: text("") }) }),
      is: "Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. [7KQ2]",
    },
  ])("$of.language: $because", ({ of, is }) => {
    expect(composeMessage(of).text).toBe(is);
    expect(smsSize(is).parts).toBe(1);
  });

  test("a name of somebody in another script leaves the English text as it is", () => {
    const sent = composeMessage(
      alarm({ subject: one({ where: text("Zhōu's – 2 °C"), what: text("Vapour high"), firstAction: text("") }) }),
    ).text;
    expect(sent).toBe("Zhōu's – 2 °C: Vapour high 21.3 %LEL, limit ≥ 20 %LEL. [7KQ2]");
  });

  test("where 70 characters must do, both names give way, between words", () => {
    const sent = composeMessage(alarm({ subject: one({ where: text("Zhōu's bench – 2 °C"), firstAction: text("") }) })).text;
    expect(sent).toBe("Zhōu's bench – 2: Solvent vapour 21.3 %LEL, ≥ 20 %LEL. [7KQ2]");
  });

  test("a long name is never cut inside a figure", () => {
    // 14 characters of the Chinese name are kept; the cut would fall inside 123.456.
    const subject = one({ where: text("有机合成实验室冷藏间123.456号柜"), what: text(`溶剂蒸气${"极".repeat(60)}`) });
    expect(composeMessage(alarm({ ...zh, subject })).text.startsWith("有机合成实验室冷藏间：")).toBe(true);
  });

  test("a subject that loses the state at its end says the state", () => {
    const subject = one({ what: text(`${"Door of the cold store ".repeat(8)}open`), valueText: text("open"), limit: text("> 10 min") });
    expect(composeMessage(alarm({ subject })).text).toContain(" open, > 10 min");
  });

  test("what takes two parts in any case is not shortened further than to two", () => {
    const limit = text(`${"methane > 10 %LEL and ".repeat(8)}door open`);
    const sent = composeMessage(alarm({ subject: one({ limit }) })).text;
    expect(smsSize(sent).parts).toBe(2);
    expect(sent).toContain("leave the room");
  });
});

describe("one text for many", () => {
  test.each([
    {
      of: alarm({ subject: many() }),
      is: "Room 114, Chemistry Building: 12 alarms, first: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. [7KQ2]",
    },
    { of: alarm({ ...zh, subject: many() }), is: "114室 化学楼：12条报警，首条：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。[7KQ2]" },
    {
      of: alarm({ subject: spread(), replyCode: "4F7" }),
      is: "430 alarms in 43 places, first: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Reply ACK 4F7 [7KQ2]",
    },
    {
      of: alarm({ ...zh, ...escalated, as: "security-centre", mark: "test", subject: spread() }),
      is: "测试 安全中心：尚未确认。43处共430条报警，首条：17号柜：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。[7KQ2]",
    },
    { of: alarm({ subject: many(SILENT) }), is: "Room 114, Chemistry Building: 12 alarms, first: Solvent vapour silent. [7KQ2]" },
  ])("$is", ({ of, is }) => {
    expect(composeMessage(of).text).toBe(is);
    expect(smsSize(is).parts).toBe(1);
  });
});

describe("what else people are told", () => {
  test.each<{ of: MessageRequest; is: string }>([
    {
      of: { kind: "returned-to-normal", language: "en", mark: "none", subject: one(), replyCode: "4F7" },
      is: "Back within limit: Cabinet 17, Room 114: Solvent vapour high-high, was 21.3 %LEL, limit >= 20 %LEL. Still to be acknowledged. Reply ACK 4F7 [7KQ2]",
    },
    {
      of: { kind: "returned-to-normal", language: "zh", mark: "none", subject: one(), replyCode: "4F7" },
      is: "已恢复正常：17号柜 114室：溶剂蒸气极高，报警时21.3 %LEL，限值≥ 20 %LEL。尚待确认。回复4F7确认 [7KQ2]",
    },
    {
      of: { kind: "returned-to-normal", language: "zh", mark: "test", subject: one(SILENT), replyCode: "" },
      is: "测试 异常已消除：17号柜 114室 化学楼：溶剂蒸气无信号。尚待确认 [7KQ2]",
    },
    {
      of: { kind: "all-clear", language: "en", mark: "none", subject: one(), acknowledgedBy: "Wang Fang", cause: "Valve not closed." },
      is: "Ended: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high. Acknowledged by Wang Fang. Cause: Valve not closed [7KQ2]",
    },
    {
      of: { kind: "all-clear", language: "zh", mark: "none", subject: many() },
      is: "已结束：114室 化学楼：12条报警，首条：溶剂蒸气极高。[7KQ2]",
    },
    { of: { kind: "test", language: "en", site: SITE, replyCode: "" }, is: "TEST Demo site: nothing is wrong. No answer needed." },
    { of: { kind: "test", language: "zh", site: SITE, replyCode: "" }, is: "测试 演示站点：一切正常。无需回复。" },
    {
      of: { kind: "test", language: "en", site: SITE, replyCode: "4F7" },
      is: "TEST Demo site: nothing is wrong. To show that you got this, reply OK 4F7",
    },
    { of: { kind: "test", language: "zh", site: SITE, replyCode: "4F7" }, is: "测试 演示站点：一切正常。收到请回复4F7" },
    {
      of: answer({ kind: "acknowledged", subject: one(), replyCode: "4F7" }),
      is: "You have acknowledged: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high. On your way: ATTEND 4F7, need help: HELP 4F7 [7KQ2]",
    },
    {
      of: answer({ kind: "acknowledged", subject: one(), replyCode: "4F7" }, "zh"),
      is: "您已确认：17号柜 114室 化学楼：溶剂蒸气极高。到场回复4F7前往，求助回复4F7求助 [7KQ2]",
    },
    {
      of: answer({ kind: "attended", subject: many(), unacknowledged: 2 }),
      is: "You are on your way: Room 114: 12 alarms, first: Solvent vapour high-high. 2 for life safety not acknowledged: do so on the screen, one by one [7KQ2]",
    },
    {
      of: answer({ kind: "already-acknowledged", subject: one(), by: "John Smith" }, "zh"),
      is: "John Smith此前已确认：17号柜 114室 化学楼：溶剂蒸气极高。[7KQ2]",
    },
    {
      of: answer({ kind: "help-asked", subject: one(), nextIsTold: true }),
      is: "Help is asked for: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high. The next people are told now [7KQ2]",
    },
    {
      of: answer({ kind: "help-asked", subject: one(), nextIsTold: false }, "zh"),
      is: "已求助：17号柜 114室 化学楼：溶剂蒸气极高。应通知的人员均已通知 [7KQ2]",
    },
    {
      of: answer({ kind: "test-over", subject: one(), replyCode: "9K3" }),
      is: "TEST IS OVER, THIS IS REAL: Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks. Reply ACK 9K3 [7KQ2]",
    },
    {
      of: answer({ kind: "test-over", subject: one(), replyCode: "9K3" }, "zh"),
      is: "测试已结束，此为真实报警：17号柜：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风。回复9K3确认 [7KQ2]",
    },
    { of: answer({ kind: "test-answered", site: SITE }), is: "Demo site: you can be reached, thank you." },
  ])("$is", ({ of, is }) => {
    expect(composeMessage(of).text).toBe(is);
    expect(smsSize(is).parts).toBe(1);
  });

  test.each(Object.keys(REFUSAL_ANSWERS) as (keyof typeof REFUSAL_ANSWERS)[])(
    "%s is one text that stands whole, also in a drill",
    (code) => {
      for (const language of LANGUAGES) {
        const request: MessageRequest = { kind: "answer", language, mark: "drill", outcome: { kind: "refused", code } };
        const sent = composeMessage(request).text;
        expect(sent.endsWith(REFUSAL_ANSWERS[code][language])).toBe(true);
        expect(smsSize(sent).parts).toBe(1);
      }
    },
  );

  test("what a text asks for is understood when it comes back, copied or as it is meant", () => {
    expect(["Reply ACK 4F7", "ACK 4F7", "OK 4F7", "回复4F7确认", "4F7确认", "4F7"].map((sent) => parseReply(sent))).toEqual(
      Array.from({ length: 6 }, () => ({ ok: true, value: { verb: "acknowledge", code: "4F7" } })),
    );
    expect(parseReply("4F7前往")).toMatchObject({ value: { verb: "attend" } });
    expect(parseReply("4F7求助")).toMatchObject({ value: { verb: "help" } });
  });
});

describe("the parts, for templates", () => {
  test("each is whole by itself", () => {
    expect(composeMessage(alarm({ as: "deputy", ...escalated, mark: "test", replyCode: "4F7" })).parts).toEqual({
      mark: "TEST Deputy: not yet acknowledged. ",
      place: "Cabinet 17, Room 114, Chemistry Building",
      what: "Solvent vapour high-high",
      value: "21.3 %LEL",
      limit: "≥ 20 %LEL",
      action: "Open the window, no sparks, leave the room",
      code: "7KQ2",
      replyCode: "4F7",
    });
  });

  test("of many, they say how many and where the first is", () => {
    expect(composeMessage(alarm({ subject: many() })).parts).toMatchObject({
      place: "Room 114, Chemistry Building",
      what: "12 alarms, first: Solvent vapour high-high",
    });
    expect(composeMessage(alarm({ ...zh, subject: spread() })).parts).toMatchObject({
      place: "43处",
      what: "430条报警，首条：17号柜：溶剂蒸气极高",
    });
  });

  test("what is still to be done is the action", () => {
    const request: MessageRequest = { kind: "returned-to-normal", language: "en", mark: "none", subject: one(), replyCode: "4F7" };
    expect(composeMessage(request).parts).toMatchObject({ mark: "Back within limit: ", action: "Still to be acknowledged" });
  });
});

describe("what the site's own words hold", () => {
  test.each([
    { says: "Call Wang on 138 0000 0001, close the valve", sent: "Call Wang on, close the valve" },
    { says: "Call +86 (571) 8888-8888. Leave the room", sent: "Call. Leave the room" },
    { says: "See https://example.com/sop?id=7, then close the valve", sent: "See then close the valve" },
    { says: "See lab.example.cn/sop and wait", sent: "See and wait" },
    { says: "Mail wang.fang@example.com (urgent)", sent: "Mail (urgent)" },
    { says: "Tell the desk (0571-88888888)", sent: "Tell the desk" },
    { says: "Ring 8888 1234 first", sent: "Ring first" },
    { says: "Call 119, leave the room", sent: "Call 119, leave the room" },
    { says: "Close 【V-17】\nand wait", sent: "Close (V-17) and wait" },
    { says: "Below 1500 Pa, CAS 10102-43-9", sent: "Below 1500 Pa, CAS 10102-43-9" },
  ])("$says", ({ says, sent }) => {
    expect(composeMessage(alarm({ subject: one({ firstAction: text(says) }) })).parts.action).toBe(sent);
  });

  test.each([
    { says: "联系王芳13800000001，关闭阀门", sent: "联系王芳，关闭阀门" },
    { says: "详见https://example.cn/a，撤离", sent: "详见，撤离" },
    { says: "值班电话：0571-88888888", sent: "值班电话" },
  ])("$says", ({ says, sent }) => {
    expect(composeMessage(alarm({ ...zh, subject: one({ firstAction: text(says) }) })).parts.action).toBe(sent);
  });
});

const FORBIDDEN = /https?:|www\.|【|】|1[3-9]\d{9}|\+\d{7}/;
const figure = fc
  .record({
    value: fc.integer({ min: -999, max: 9999 }).map((tenths) => tenths / 10),
    unit: fc.constantFrom("%LEL", "°C", "mg/m³", "µg/m³", "ppm", ""),
  })
  .map(({ value, unit }) => `${value} ${unit}`.trim());
const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z]{1,14}$/),
  fc.stringMatching(/^[\u4e00-\u9fa5]{1,8}$/),
  fc.constantFrom("12.5", "114", "V-17", "第3号", "13800000001", "www.example.com", "【甲】", "Zhōu", "a@b.cn"),
);
const words = fc.array(word, { minLength: 1, maxLength: 12 }).map((all) => all.join(" "));
const path = fc.array(words, { minLength: 1, maxLength: 4 }).map((all) => all.join(" › "));
const description = fc.record({ what: words, where: path, limit: figure, valueText: figure, firstAction: words }).map(
  (each): AlarmDescription => ({
    what: text(each.what),
    where: text(each.where),
    limit: text(`≥ ${each.limit}`),
    valueText: text(each.valueText),
    firstAction: text(each.firstAction),
    consequence: text(""),
  }),
);
const subjects = description.chain((each) => fc.constantFrom(one(each), many(each), spread(each)));
const requests: fc.Arbitrary<AlarmRequest | Extract<MessageRequest, { kind: "returned-to-normal" }>> = fc
  .record({
    language: fc.constantFrom(...LANGUAGES),
    mark: fc.constantFrom(...MESSAGE_MARKS),
    subject: subjects,
    as: fc.constantFrom(...RECIPIENT_ROLES),
    telling: fc.constantFrom(...TELLINGS),
    replyCode: fc.constantFrom("", "4F7", "9QX"),
    over: fc.boolean(),
  })
  .map(({ over, as, telling, ...rest }) => (over ? { kind: "returned-to-normal", ...rest } : { kind: "alarm", ...rest, as, telling }));
/** As a text spells it. */
const spelled = (figures: string, sent: string): boolean =>
  [figures.replace("³", "3"), figures.replace("°", "").replace("µ", "u").replace("³", "3").replace("≥", ">=")].some((each) =>
    sent.includes(each),
  );

test("whatever the site's names and figures: mark, value, limit and codes stand whole, and nothing forbidden does", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const sent = composeMessage(request).text;
      const told = request.subject.kind === "one" ? request.subject.alarm : request.subject.first;
      const mark = {
        none: "",
        test: { en: "TEST ", zh: "测试 " }[request.language],
        drill: { en: "DRILL ", zh: "演练 " }[request.language],
      };
      expect(sent.startsWith(mark[request.mark])).toBe(true);
      expect(spelled(told.description.valueText[request.language], sent)).toBe(true);
      expect(spelled(told.description.limit[request.language], sent)).toBe(true);
      expect(sent.endsWith("[7KQ2]")).toBe(true);
      expect(sent.includes(request.replyCode)).toBe(true);
      expect(sent).not.toMatch(FORBIDDEN);
      for (const part of Object.values(composeMessage(request).parts)) expect(part).not.toMatch(FORBIDDEN);
    }),
    { numRuns: 500 },
  );
});

test("whatever the names: where figures, codes and five characters of each name leave room for one part, it is one part", () => {
  const latin = fc.array(fc.stringMatching(/^[A-Za-z]{1,14}$/), { minLength: 1, maxLength: 20 }).map((all) => all.join(" "));
  const names = fc.record({
    what: latin,
    where: fc.array(latin, { minLength: 1, maxLength: 4 }).map((all) => all.join(" › ")),
    action: latin,
  });
  fc.assert(
    fc.property(requests, names, figure, ({ ...request }, { what, where, action }, value) => {
      const of = { what: text(what), where: text(where), firstAction: text(action), valueText: text(value), limit: text(`≥ ${value}`) };
      for (const subject of [one(of), many(of)]) {
        if (request.language === "en")
          expect(smsSize(composeMessage({ ...request, subject }).text)).toMatchObject({ encoding: "gsm-7", parts: 1 });
        // Figures of 11 characters twice, mark, step, codes and words leave 10 for two names.
        else if (value.length <= 9 && subject.kind === "one") expect(smsSize(composeMessage({ ...request, subject }).text).parts).toBe(1);
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever is cut: no figure of a name is cut in two", () => {
  const numbered = fc
    .record({
      letters: fc.stringMatching(/^[a-z]{3,30}$/),
      number: fc.integer({ min: 100, max: 99_999 }),
      rest: fc.stringMatching(/^[a-z ]{40,80}$/),
    })
    .map(({ letters, number, rest }) => ({ name: `${letters} ${number}.5 ${rest}x`, figure: `${number}.5` }));
  fc.assert(
    fc.property(numbered, fc.constantFrom(...LANGUAGES), ({ name, figure: whole }, language) => {
      const sent = composeMessage(
        alarm({ language, subject: one({ what: text(name), where: text(name), valueText: text(""), limit: text("") }) }),
      ).text;
      const figures = sent.slice(0, sent.indexOf("[")).match(/\d+(?:\.\d+)?/g) ?? [];
      expect(figures.every((each) => each === whole)).toBe(true);
    }),
  );
});
