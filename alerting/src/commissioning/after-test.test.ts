import { hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { passTime } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { alarmIn, roomySite } from "../../../test/support/many-rooms.ts";
import { type AnsweringBench, SMITH, startAnswering, WANG } from "../../../test/support/replies.ts";
import { testSite } from "../../../test/support/site.ts";

/** What was said, answered or read of an alarm while it was a test says nothing of the real one it has become. */

const KEY = "cab-17/vapour";
let commands = 0;
function give(bench: AnsweringBench, verb: "start" | "abandon", signal = KEY): void {
  const id = `after-${++commands}`;
  const stimulus = verb === "start" ? { stimulus: "real" as const } : {};
  const outcome = bench.alerting.commissioningCommand({ kind: "commissioning-command", id, verb, signal, by: "chen", ...stimulus });
  expect(outcome.ok).toBe(true);
}

async function raise(bench: AnsweringBench, id: string, over: Parameters<typeof changeOf>[1] = {}): Promise<void> {
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, ...over })]);
  await bench.settle();
}

/** Alarm `a` was raised in a test, which has ended while it holds. `ofTest` is Wang's code of the text that said TEST. */
async function outlived(): Promise<{ readonly bench: AnsweringBench; readonly ofTest: string }> {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  const ofTest = bench.codeOf(WANG);
  give(bench, "abandon");
  await passTime(bench, seconds(2));
  expect(bench.textsTo(WANG)).toHaveLength(2);
  return { bench, ofTest };
}

test("the code of a text that said TEST takes charge of nothing real: whoever answers it reads that, and the code that does", async () => {
  const { bench, ofTest } = await outlived();
  const real = bench.codeOf(WANG);
  expect(real).not.toBe(ofTest);
  await bench.answer(WANG, `确认${ofTest}`);
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "unacknowledged" });
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  const told = bench.textsTo(WANG).at(-1) ?? "";
  expect(told).toMatch(/^测试已结束，此为真实报警：/);
  expect(told).toContain(`回复${real}确认`);
  expect(bench.journaled("reply-taken", "reply-refused")).toEqual(["reply-refused REPLY_OF_TEST"]);
  await bench.answer(WANG, `确认${real}`);
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
});

test("nor does it say that somebody is on the way, and a person the new round has not reached yet gets a code as well", async () => {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  await passTime(bench, minutes(4), seconds(30));
  const ofTest = bench.codeOf(SMITH);
  expect(bench.textsTo(SMITH)).toHaveLength(1);
  give(bench, "abandon");
  await bench.settle();
  await bench.answer(SMITH, `ATTEND ${ofTest}`);
  expect(bench.alerting.get("a")?.attendedAt).toBeUndefined();
  const told = bench.textsTo(SMITH).at(-1) ?? "";
  expect(told).toMatch(/^TEST IS OVER, THIS IS REAL: Cabinet 17/);
  const [, real = ""] = /ACK ([A-Z0-9]{3})/.exec(told) ?? [];
  expect(real).not.toBe(ofTest);
  await bench.answer(SMITH, `ATTEND ${real}`);
  expect(bench.alerting.get("a")).toMatchObject({ attendedBy: "smith", annunciation: "acknowledged" });
});

test("an answer without a code may be meant for the text that said TEST, and is asked back", async () => {
  const { bench } = await outlived();
  await bench.answer(WANG, "OK");
  expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
  expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_CODE_MISSING"]);
});

test("help asked for with it is brought, since too many are better than nobody, and takes charge of nothing", async () => {
  const { bench, ofTest } = await outlived();
  await bench.answer(WANG, `求助${ofTest}`);
  expect(bench.textsTo(SMITH)).toHaveLength(1);
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "unacknowledged" });
  expect(bench.textsTo(WANG).at(-1)).toMatch(/^测试已结束，此为真实报警：/);
});

test("help that was asked for in the test does not make the real alarm one somebody has", async () => {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  await bench.answer(WANG, `求助${bench.codeOf(WANG)}`);
  expect(bench.textsTo(SMITH)[0]).toMatch(/^TEST HELP WANTED/);
  give(bench, "abandon");
  await passTime(bench, minutes(4), seconds(30));
  expect(bench.textsTo(SMITH).at(-1)).toMatch(/^Deputy: not yet acknowledged/);
});

test("a receipt that says it was read, late, is of a test: nobody has the real alarm", async () => {
  const { bench, ofTest } = await outlived();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "read", at: bench.clock.now() });
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  expect(bench.alerting.told("a")).not.toMatchObject({ reach: "delivered" });
  await bench.answer(WANG, ofTest);
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
});

test("nor does a late receipt, of a phone or a siren, keep the next step of the real alarm from coming", async () => {
  const { bench } = await outlived();
  for (const notificationId of ["a:responsible:wang", "a:deputy:smith"])
    bench.channel.report({ notificationId, status: "delivered", at: bench.clock.now() });
  expect(bench.alerting.told("a")).not.toMatchObject({ reach: "delivered" });
  await passTime(bench, minutes(4), seconds(30));
  expect(bench.textsTo(SMITH)[0]).toMatch(/^Deputy: not yet acknowledged/);
});

test("whoever said in the test that they are at the desk is asked again of the real alarm", async () => {
  const bench = await startAnswering({ site: testSite({ presence: { answerWithin: minutes(2) } }) });
  give(bench, "start");
  await raise(bench, "a", { priority: "critical" });
  expect(bench.alerting.presence()?.alarmIds).toEqual(["a"]);
  bench.alerting.answerPresence("mei");
  expect(bench.alerting.presence()).toBeUndefined();
  give(bench, "abandon");
  expect(bench.alerting.presence()).toMatchObject({ alarmIds: ["a"] });
});

test("over a restart the codes of the test stay those of the test", async () => {
  const first = await startAnswering();
  give(first, "start");
  await raise(first, "a");
  const ofTest = first.codeOf(WANG);
  give(first, "abandon");
  await first.settle();
  const bench = await first.restart();
  await bench.answer(WANG, ofTest);
  expect(bench.alerting.get("a")?.annunciation).toBe("unacknowledged");
  expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_OF_TEST"]);
});

test("after the real alarm has ended the code is too old, as any", async () => {
  const { bench, ofTest } = await outlived();
  await bench.answer(WANG, bench.codeOf(WANG));
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf("a", { change: "cleared", at, receivedAt: at })]);
  await bench.answer(WANG, ofTest);
  expect(bench.journaled("reply-refused")).toEqual(["reply-refused REPLY_EXPIRED"]);
});

test("while the test goes on, and after it was signed, its codes answer as ever", async () => {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  await bench.answer(WANG, bench.codeOf(WANG));
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
  expect(bench.textsTo(WANG).at(-1)).toMatch(/^测试 您已确认/);
});

test("what somebody does on a page that still says test is refused, whatever it is; what they do on one that does not is done", async () => {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  const seen = bench.alerting.get("a")?.test ?? expect.fail("no test");
  expect(bench.alerting.command(commandOf("a", { verb: "attend", asTest: seen }))).toMatchObject({ ok: true });
  give(bench, "abandon");
  const until = plus(bench.clock.now(), hours(1));
  for (const given of [
    { verb: "acknowledge" },
    { verb: "attend" },
    { verb: "shelve", reason: "a test", until },
    { verb: "assign", to: "li" },
  ] as const)
    expect(bench.alerting.command(commandOf("a", { ...given, asTest: seen }))).toMatchObject({ error: { code: "ALARM_IS_REAL" } });
  expect(bench.alerting.get("a")).toMatchObject({ annunciation: "unacknowledged" });
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  expect(bench.alerting.command(commandOf("a"))).toMatchObject({ ok: true });
});

test("a photo that was taken of the test, and comes late, is kept, and proves nobody to have the real alarm", async () => {
  const bench = await startAnswering();
  give(bench, "start");
  await raise(bench, "a");
  const takenAt = bench.clock.now();
  bench.clock.advance(seconds(30));
  give(bench, "abandon");
  const photo = { sha256: "a".repeat(64), type: "image/jpeg", bytes: 1000, width: 10, height: 10 } as const;
  expect(bench.alerting.command(commandOf("a", { verb: "add-photo", photo, takenAt }))).toMatchObject({ ok: true });
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  bench.clock.advance(seconds(30));
  bench.alerting.command(commandOf("a", { verb: "add-photo", photo, takenAt: bench.clock.now() }));
  expect(bench.alerting.get("a")?.firstHuman).toMatchObject({ by: "mei" });
});

test("of a text for several alarms the test of one may be over: that one is not answered, the others are", async () => {
  const bench = await startAnswering({ site: roomySite(2, 14) });
  const tested = ["r1-c1", "r1-c2"];
  for (const cabinet of tested) give(bench, "start", `${cabinet}/vapour`);
  // In a flood alarms of a room are one text.
  const real = Array.from({ length: 12 }, (_, index) => `r2-c${index + 1}`);
  await bench.alerting.takeConditions([...tested, ...real].map((cabinet) => alarmIn(cabinet, bench.clock.now())));
  await bench.settle();
  const shared = bench.channel.accepted.find(({ alarmIds }) => alarmIds.length === 2 && alarmIds.includes("r1-c1-high"));
  expect(shared?.text).toMatch(/^测试 /);
  const ofTest = shared?.parts.replyCode ?? "";
  give(bench, "abandon", "r1-c1/vapour");
  await bench.answer(WANG, `确认${ofTest}`);
  expect(bench.alerting.get("r1-c1-high")).toMatchObject({ annunciation: "unacknowledged" });
  expect(bench.alerting.get("r1-c2-high")).toMatchObject({ annunciation: "acknowledged" });
  expect(bench.textsTo(WANG).some((text) => text.startsWith("测试已结束"))).toBe(true);
});
