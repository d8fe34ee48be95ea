import { minutes, seconds } from "@labcanary/domain/basics";
import { parseReply } from "@labcanary/domain/notification";
import { describe, expect, test } from "vitest";
import { passTime } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { alarmIn, roomySite } from "../../../test/support/many-rooms.ts";
import { type AnsweringBench, SMITH, startAnswering, WANG } from "../../../test/support/replies.ts";
import { testSite } from "../../../test/support/site.ts";

/** Somebody has been told of alarm `a`. */
async function told(over: Parameters<typeof startAnswering>[0] = {}) {
  const bench = await startAnswering(over);
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  return bench;
}

const people = testSite().people;

describe("taking charge by an answer", () => {
  test("acknowledges under the person's account, ends the escalation, and tells them so", async () => {
    const site = testSite({ people: people.map((person) => (person.id === "wang" ? { ...person, account: "wang.fang" } : person)) });
    const bench = await told({ site });
    expect(bench.textsTo(WANG)[0]).toContain(`回复${bench.codeOf(WANG)}确认 [`);
    await bench.answer(WANG, `ack ${bench.codeOf(WANG)}`);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang.fang" });
    expect(bench.textsTo(WANG).at(-1)).toMatch(/^您已确认：17号柜/);
    const timeline = bench.alerting.timeline("a");
    expect(timeline.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      "raised rules",
      "notification-queued system",
      "notification-accepted channel:sms",
      "reply-taken person:wang",
      "acknowledged person:wang",
      "notification-cancelled person:wang",
      "delivery-report channel:sms",
      "notification-accepted channel:sms",
    ]);
    await passTime(bench, minutes(10), seconds(30));
    expect(bench.textsTo(SMITH)).toEqual([]);
    expect(JSON.stringify(bench.alerting.journal({ limit: 100 }))).not.toContain("1380000");
  });

  test("whoever answers that they are on the way has seen it too, and both are in the journal", async () => {
    const bench = await told();
    await bench.answer(WANG, `前往${bench.codeOf(WANG)}`);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", attendedBy: "wang", acknowledgedBy: "wang" });
    expect(bench.journaled("attended", "acknowledged")).toEqual(["attended", "acknowledged"]);
    expect(bench.textsTo(WANG).at(-1)).toMatch(/^您正前往：/);
  });

  test("is proof that the text was read", async () => {
    const bench = await told();
    await bench.answer(WANG, bench.codeOf(WANG));
    const reports = bench.alerting.timeline("a").filter(({ kind }) => kind === "delivery-report");
    expect(reports).toMatchObject([{ detail: { notificationId: "a:responsible:wang", status: "read" } }]);
  });

  test("once: what comes twice is carried out once, and what comes again by itself says so", async () => {
    const bench = await told();
    const code = bench.codeOf(WANG);
    await bench.answer(WANG, `ACK ${code}`, "mo-1");
    await bench.answer(WANG, `ACK ${code}`, "mo-1");
    expect(bench.textsTo(WANG)).toHaveLength(2);
    bench.clock.advance(seconds(5));
    await bench.answer(WANG, `ACK ${code}`, "mo-2");
    expect(bench.journaled("acknowledged")).toHaveLength(1);
    expect(bench.textsTo(WANG)).toHaveLength(3);
  });

  test("after somebody else did says who", async () => {
    const bench = await told();
    bench.alerting.command(commandOf("a", { by: "smith" }));
    await bench.answer(WANG, bench.codeOf(WANG));
    expect(bench.textsTo(WANG).at(-1)).toMatch(/^Alex Smith此前已确认/);
  });

  test.each(["8613800000001", "008613800000001", "+86 138 0000 0001"])("from %s, which is the same number", async (from) => {
    const bench = await told();
    await bench.answer(from, bench.codeOf(WANG));
    expect(bench.alerting.get("a")?.acknowledgedBy).toBe("wang");
  });

  test("never from a name that has the digits of a person's number in it", async () => {
    const bench = await told();
    await bench.answer("A8613800000001", bench.codeOf(WANG));
    expect(bench.alerting.get("a")?.acknowledgedBy).toBeUndefined();
  });

  test("a phone two people share: the code says whose answer it is", async () => {
    const site = testSite({ people: people.map((person) => (person.id === "desk" ? { ...person, phone: WANG } : person)) });
    const bench = await startAnswering({ site });
    await bench.alerting.takeConditions([changeOf("a")]);
    await bench.settle();
    await bench.answer(WANG, bench.codeOf(WANG));
    expect(bench.alerting.get("a")?.acknowledgedBy).toBe("wang");
  });

  test("a simulated alarm's answer is marked as it is", async () => {
    const bench = await startAnswering();
    await bench.alerting.takeConditions([changeOf("a", { simulated: true })]);
    await bench.settle();
    await bench.answer(WANG, bench.codeOf(WANG));
    expect(bench.textsTo(WANG).at(-1)).toMatch(/^测试 您已确认/);
  });
});

describe("without a code", () => {
  test("the one text that is not answered yet is meant", async () => {
    const bench = await told();
    await bench.answer(WANG, bench.codeOf(WANG));
    await bench.alerting.takeConditions([changeOf("b", { ruleId: "cab-17/vapour/high-high" })]);
    await bench.settle();
    await bench.answer(WANG, "收到");
    expect(bench.alerting.get("b")?.annunciation).toBe("acknowledged");
  });

  test("of several none is, and nothing is done", async () => {
    const bench = await told();
    await bench.alerting.takeConditions([changeOf("b", { ruleId: "cab-17/vapour/high-high" })]);
    await bench.settle();
    await bench.answer(WANG, "OK");
    expect(bench.journaled("acknowledged", "reply-refused")).toEqual(["reply-refused REPLY_CODE_MISSING"]);
    expect(bench.textsTo(WANG).at(-1)).toContain("多条");
  });

  test("nothing is done where nothing waits for an answer", async () => {
    const bench = await startAnswering();
    await bench.answer(WANG, "OK");
    expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_NOTHING_OPEN"]);
  });
});

describe("asking for help", () => {
  test("the next step is told at once, also while others are being reached, and reads what it is about", async () => {
    const bench = await told();
    await bench.answer(WANG, `求助${bench.codeOf(WANG)}`);
    expect(bench.textsTo(SMITH)).toHaveLength(1);
    expect(bench.textsTo(SMITH)[0]).toMatch(/^HELP WANTED: Cabinet 17/);
    expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
    expect(bench.journaled("help-asked")).toHaveLength(1);
    expect(bench.textsTo(WANG).at(-1)).toContain("正在通知");
  });

  test("also after acknowledging, which had called them off; in the end everybody has been told, and that is said", async () => {
    const bench = await told();
    const code = bench.codeOf(WANG);
    await bench.answer(WANG, `ACK ${code}`);
    await bench.answer(WANG, "help");
    expect(bench.textsTo(SMITH)[0]).toMatch(/^HELP WANTED: /);
    await bench.answer(WANG, `HELP ${code} again`);
    await bench.answer(WANG, `HELP ${code} and again`);
    expect(bench.channel.accepted.filter(({ kind }) => kind === "alarm").map(({ personId }) => personId)).toEqual([
      "wang",
      "smith",
      "desk",
    ]);
    expect(bench.textsTo(WANG).at(-1)).toContain("均已通知");
  });
});

describe("an answer that is not carried out", () => {
  test.each([
    { from: WANG, text: "ACK 2ZZ", code: "REPLY_UNKNOWN_CODE", because: "there is no such code" },
    { from: WANG, text: "what is this?", code: "REPLY_UNREADABLE", because: "it is no answer" },
    { from: WANG, text: "x".repeat(10_000), code: "REPLY_UNREADABLE", because: "it is no answer, at any length" },
    { from: WANG, text: "OK, need HELP", code: "REPLY_AMBIGUOUS", because: "it may mean either" },
    { from: SMITH, text: "CODE", code: "REPLY_NOT_YOURS", because: "the code is somebody else's" },
    { from: "+8613900000000", text: "CODE", code: "REPLY_UNKNOWN_SENDER", because: "the number is nobody's" },
    { from: "3800000001", text: "CODE", code: "REPLY_UNKNOWN_SENDER", because: "a number's end is not the number" },
  ])("$code: $because", async ({ from, text, code }) => {
    const bench = await told();
    const mine = bench.codeOf(WANG);
    const before = bench.channel.accepted.length;
    await bench.answer(from, text === "CODE" ? mine : text);
    expect(bench.journaled("acknowledged", "reply-refused", "reply-taken")).toEqual([`reply-refused ${code}`]);
    expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
    const [line] = bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "reply-refused");
    expect(line?.detail["from"]).toBe(`***${from.slice(-2)}`);
    expect(String(line?.detail["text"]).length).toBeLessThanOrEqual(200);
    // Who is known is told; who is not gets nothing.
    expect(bench.channel.accepted.length - before).toBe(code === "REPLY_UNKNOWN_SENDER" ? 0 : 1);
    expect(bench.metrics.counter("labcanary_refused_total", "reply", code).value).toBe(1);
  });

  test("a code is no longer good when its alarm has ended", async () => {
    const bench = await told();
    const code = bench.codeOf(WANG);
    bench.alerting.command(commandOf("a"));
    await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
    await bench.answer(WANG, code);
    expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_EXPIRED"]);
  });

  test("neither control characters nor a phone number of it reach the journal", async () => {
    const bench = await told();
    await bench.answer(WANG, "call\u0000me\r\n\u001b[31m 13911112222 now");
    const [line] = bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "reply-refused");
    expect(line?.detail["text"]).toBe("call me [31m now");
  });

  test("nobody is named by a mark that somebody wrote into it", async () => {
    const bench = await told();
    await bench.answer(WANG, "{person:smith} opened the store");
    const [line] = bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "reply-refused");
    expect(line?.detail["text"]).toBe("(person:smith} opened the store");
  });

  test("a flood of them is one line a minute for each reason, with how many there were", async () => {
    const bench = await told();
    for (let index = 0; index < 500; index++) await bench.answer("+8613911112222", `spam ${index}`);
    bench.clock.advance(minutes(1));
    await bench.answer("+8613911113333", "spam");
    const lines = bench.alerting.journal({ limit: 1000 }).filter(({ kind }) => kind === "reply-refused");
    expect(lines.map(({ detail }) => detail["count"])).toEqual([1, 500]);
    expect(bench.channel.accepted).toHaveLength(1);
  });

  test("codes cannot be guessed: five wrong ones, and for ten minutes no answer of that number is taken", async () => {
    const bench = await told();
    const code = bench.codeOf(WANG);
    const wrong = ["2ZZ", "3ZZ", "4ZZ", "5ZZ", "6ZZ"].filter((each) => each !== code);
    for (const guess of [...wrong, "7ZZ"].slice(0, 5)) await bench.answer(WANG, guess);
    await bench.answer(WANG, code);
    expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
    expect(bench.journaled("reply-refused").at(-1)).toBe("reply-refused REPLY_TOO_MANY_WRONG");
    await passTime(bench, minutes(10), seconds(30));
    await bench.answer(WANG, code);
    expect(bench.alerting.get("a")?.annunciation).toBe("acknowledged");
  });

  test("a restart forgives no wrong code, and ends no wait, also when the machine's clock was set back meanwhile", async () => {
    let bench: AnsweringBench = await told();
    const code = bench.codeOf(WANG);
    const wrong = ["2ZZ", "3ZZ", "4ZZ", "5ZZ", "6ZZ", "7ZZ"].filter((each) => each !== code).slice(0, 5);
    for (const guess of wrong) {
      await bench.answer(WANG, guess);
      bench = await bench.restart();
    }
    bench.clock.advance(minutes(-60));
    bench = await bench.restart();
    await passTime(bench, minutes(9), seconds(30));
    await bench.answer(WANG, code);
    expect(bench.journaled("reply-refused").at(-1)).toBe("reply-refused REPLY_TOO_MANY_WRONG");
    expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
    await passTime(bench, minutes(1), seconds(30));
    await bench.answer(WANG, code);
    expect(bench.alerting.get("a")?.annunciation).toBe("acknowledged");
  });

  test("nobody is sent more than ten answers in ten minutes, whoever writes in their name", async () => {
    const bench = await told();
    for (let index = 0; index < 50; index++) await bench.answer(WANG, `nonsense ${index}`);
    for (let turn = 0; turn < 20; turn++) await bench.settle();
    expect(bench.textsTo(WANG)).toHaveLength(11);
  });
});

describe("codes", () => {
  test("are the person's own, and the same however often an attempt is made or the alarm is told", async () => {
    const channel = { ...createFakeChannel(), takesReplies: true };
    channel.behave = UNREACHABLE;
    const bench = await startAnswering({ channel });
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(20));
    const codes = new Set(channel.attempts.map(({ parts }) => parts.replyCode));
    expect(channel.attempts.length).toBeGreaterThan(2);
    expect([...codes]).toHaveLength(1);
    expect(parseReply([...codes][0] ?? "").ok).toBe(true);
  });

  test("differ between people and between alarms", async () => {
    const bench = await told();
    await bench.alerting.takeConditions([changeOf("b", { ruleId: "cab-17/vapour/high-high" })]);
    await passTime(bench, minutes(4), seconds(10));
    const codes = bench.channel.accepted.map(({ parts }) => parts.replyCode);
    expect(codes).toHaveLength(4);
    expect(new Set(codes).size).toBe(4);
  });

  test("survive a restart", async () => {
    const bench = await told();
    const code = bench.codeOf(WANG);
    const again = await bench.restart();
    await again.answer(WANG, code);
    expect(again.alerting.get("a")?.annunciation).toBe("acknowledged");
  });

  test("are not in texts of a channel that takes no answers", async () => {
    const bench = await startAnswering({ channel: createFakeChannel() });
    await bench.alerting.takeConditions([changeOf("a")]);
    await bench.settle();
    expect(bench.channel.accepted).toMatchObject([{ parts: { replyCode: "" } }]);
    expect(bench.textsTo(WANG)[0]).not.toContain("回复");
  });
});

describe("one text for many alarms", () => {
  /** In a flood, the ordinary alarms of a room are one text. */
  async function flooded(over: readonly ("high" | "gas")[]) {
    const bench = await startAnswering({ site: roomySite(2, 14) });
    const now = bench.clock.now();
    await bench.alerting.takeConditions(over.map((kind, index) => alarmIn(`r1-c${index + 1}`, now, kind)));
    await bench.settle();
    return bench;
  }

  test("one answer takes charge of all of them", async () => {
    const bench = await flooded(Array.from({ length: 12 }, () => "high" as const));
    const digest = bench.channel.accepted.find(({ alarmIds }) => alarmIds.length > 1);
    expect(digest?.alarmIds.length).toBeGreaterThan(5);
    await bench.answer(WANG, digest?.parts.replyCode ?? "");
    expect(digest?.alarmIds.map((id) => bench.alerting.get(id)?.annunciation)).toEqual(digest?.alarmIds.map(() => "acknowledged"));
    expect(bench.textsTo(WANG).at(-1)).toContain(`${digest?.alarmIds.length}条报警`);
  });

  test("those for life safety are attended, and stay to be acknowledged one by one", async () => {
    const bench = await flooded(Array.from({ length: 14 }, () => "gas" as const));
    const digest = bench.channel.accepted.find(({ alarmIds }) => alarmIds.length > 1);
    expect(digest?.lifeSafety).toBe(true);
    await bench.answer(WANG, `ACK ${digest?.parts.replyCode}`);
    const states = digest?.alarmIds.map((id) => bench.alerting.get(id)) ?? [];
    expect(states.every((alarm) => alarm?.annunciation === "unacknowledged" && alarm.attendedBy === "wang")).toBe(true);
    expect(bench.textsTo(WANG).at(-1)).toContain("须在屏幕上逐条确认");
  });
});

describe("what people are told of their answers", () => {
  test("is sent again while the gateway is away, and no longer after ten minutes", async () => {
    const bench = await told();
    bench.channel.behave = UNREACHABLE;
    await bench.answer(WANG, bench.codeOf(WANG));
    await passTime(bench, seconds(20));
    bench.channel.behave = { kind: "accepted", providerRef: "fake" };
    await passTime(bench, seconds(40));
    expect(bench.textsTo(WANG)).toHaveLength(2);
    bench.channel.behave = UNREACHABLE;
    await bench.answer(WANG, "nonsense");
    await passTime(bench, minutes(12), seconds(10));
    bench.channel.behave = { kind: "accepted", providerRef: "fake" };
    await passTime(bench, minutes(1), seconds(10));
    expect(bench.textsTo(WANG)).toHaveLength(2);
    expect(bench.journaled("notification-failed")).toHaveLength(1);
  });

  test("survives a restart", async () => {
    const bench = await told();
    bench.channel.behave = UNREACHABLE;
    await bench.answer(WANG, bench.codeOf(WANG));
    const again = await bench.restart();
    again.clock.advance(seconds(5));
    await again.settle();
    expect(again.channel.accepted.map(({ kind }) => kind)).toEqual(["answer"]);
  });

  test("is not sent where the gateway refuses it", async () => {
    const bench = await told();
    bench.channel.behave = { kind: "give-up", reason: "rejected" };
    await bench.answer(WANG, bench.codeOf(WANG));
    await passTime(bench, seconds(5));
    expect(bench.journaled("notification-failed")).toHaveLength(1);
    expect(bench.alerting.get("a")?.annunciation).toBe("acknowledged");
  });
});
