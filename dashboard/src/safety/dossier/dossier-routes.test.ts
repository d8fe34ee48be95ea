import { hours, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../../test/support/browser-api.ts";
import { PASSWORD } from "../../../../test/support/browser-platform.ts";
import { approval, at, CLEARED, clock, DECISION, KEY, point, startColdStore } from "../../../../test/support/cold-store.ts";
import { readPdf, unspaced } from "../../../../test/support/printed-pdf.ts";
import { readWholePaper } from "../../../../test/support/whole-paper.ts";

test("an excursion goes from its alarm to an approved decision, and is on paper in both languages", async () => {
  const { platform, get, post, print } = await startColdStore();
  expect((await post("operator", "dossiers", { alarm: "alarm-1" })).body.code).toBe("ROLE_FORBIDDEN");
  expect(await post("safety", "dossiers", { alarm: "alarm-1" })).toMatchObject({
    status: 201,
    body: { dossier: { number: 1, state: "open" } },
  });
  expect(await post("other", "dossiers", { alarm: "alarm-1" })).toMatchObject({ status: 200, body: { dossier: { number: 1 } } });
  const { body } = await get("inspector", "dossiers/1");
  expect(body.figures).toMatchObject({
    highest: { celsius: 12 },
    lowest: { celsius: 5 },
    // Three hours, but the half hour nobody knows of.
    beyond: [{ celsius: 8, time: hours(2.5), longest: hours(1.5) }],
    isUnderWay: false,
  });
  expect(body.figures.gaps).toContainEqual({ from: at(60), to: at(90) });
  expect(body.doors).toMatchObject([{ signal: "cab-17/door", openings: [{ openedAt: at(-5), closedAt: at(20) }] }]);

  expect((await post("safety", "dossiers/1/decide", DECISION)).body.dossier).toMatchObject({
    state: "decided",
    decisions: [{ by: "user:safety" }],
  });
  expect((await post("safety", "dossiers/1/approve", approval())).body.code).toBe("APPROVER_SAME");
  expect(platform.ledgers.refused).toMatchObject([
    { ledger: "dossier", actor: "user:safety", verb: "approve", code: "APPROVER_SAME", number: 1 },
  ]);
  expect((await post("other", "dossiers/1/approve", { ...approval(), password: "not it" })).body.code).toBe("PASSWORD_WRONG");
  expect((await post("operator", "dossiers/1/approve", approval())).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("other", "dossiers/1/approve", approval())).body.dossier.state).toBe("approved");
  expect((await get("inspector", "dossiers")).body).toMatchObject({ total: 1, dossiers: [{ number: 1, state: "approved" }] });

  const english = await print("inspector", "en");
  expect(english.answer.headers.get("content-type")).toBe("application/pdf");
  const paper = await readWholePaper("dossier-en", english.bytes);
  for (const words of [
    "Excursion dossier DS-1",
    "12.00 °C at",
    "2 h 30 min 00 s",
    "40 doses of lot 7",
    "Approved by other",
    "USP <1079.2>",
    "30 min 00 s",
  ]) {
    expect(paper.said).toContain(unspaced(words));
  }
  const chinese = await readWholePaper("dossier-zh", (await print("inspector", "zh")).bytes);
  for (const words of ["温度偏离档案 DS-1", "平均动力学温度", "2 小时 30 分 00 秒", "40 doses of lot 7", "other (other) 于", "批准"]) {
    expect(chinese.said).toContain(unspaced(words));
  }
  // Printed again, it is the same paper.
  expect(Buffer.from((await print("inspector", "en")).bytes).equals(english.bytes)).toBe(true);
});

test("a decision is approved as it was read, and on all that is known", async () => {
  const { platform, post } = await startColdStore();
  await post("safety", "dossiers", { alarm: "alarm-1" });
  await post("safety", "dossiers/1/decide", DECISION);
  await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" });
  expect((await post("other", "dossiers/1/approve", approval(1))).body.code).toBe("DOSSIER_CHANGED");
  // What the sensor saw while it was cut off comes in.
  platform.history.points.push(point(KEY, 75, 31));
  expect((await post("other", "dossiers/1/approve", approval(2))).body.code).toBe("DOSSIER_FIGURES");
  await post("safety", "dossiers/1/decide", DECISION);
  expect((await post("other", "dossiers/1/send-back", { words: "which lot?", seen: 3 })).body.dossier.state).toBe("open");
  await post("safety", "dossiers/1/decide", DECISION);
  const { body } = await post("other", "dossiers/1/approve", approval(4));
  expect(body.dossier.decisions).toMatchObject([
    {},
    { decision: "release" },
    { answer: { kind: "sent-back" } },
    { answer: { kind: "approved" } },
  ]);
});

test("what is still out of range is not released, and says how far it is known", async () => {
  const { get, post } = await startColdStore({ isOver: false });
  await post("safety", "dossiers", { alarm: "alarm-1" });
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" })).body.code).toBe("DOSSIER_UNDER_WAY");
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "quarantine" })).status).toBe(200);
  expect((await get("inspector", "dossiers/1")).body.figures).toMatchObject({ isUnderWay: true, span: { to: clock.now() } });
});

test("what is out of range again is neither released, nor its release approved", async () => {
  const { platform, alarm, post } = await startColdStore();
  await post("safety", "dossiers", { alarm: "alarm-1" });
  await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" });
  const again = { ...alarm, id: "alarm-again", code: "BBBB", conditionActive: true, raisedAt: plus(CLEARED, minutes(5)) };
  platform.desk.raise({ ...again, clearedAt: undefined as never, test: "drill/1" });
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" })).status).toBe(200);
  platform.desk.raise({ ...again, id: "alarm-real", code: "CCCC", clearedAt: undefined as never });
  expect((await post("other", "dossiers/1/approve", approval(2))).body.code).toBe("DOSSIER_UNDER_WAY");
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" })).body.code).toBe("DOSSIER_UNDER_WAY");
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "quarantine" })).status).toBe(200);
});

test("nothing is decided on a history that does not answer", async () => {
  const { platform, get, post } = await startColdStore();
  await post("safety", "dossiers", { alarm: "alarm-1" });
  platform.history.away = true;
  expect((await post("safety", "dossiers/1/decide", DECISION)).body.code).toBe("HISTORY_UNAVAILABLE");
  expect((await get("inspector", "dossiers/1")).body.code).toBe("HISTORY_UNAVAILABLE");
});

test("is of a temperature alone, of what there is, and of one's own rooms", async () => {
  const { platform, get, post, print } = await startColdStore();
  platform.desk.raise(gasAlarm({ id: "alarm-gas", code: "AAAA" }));
  expect((await post("safety", "dossiers", { alarm: "alarm-gas" })).body.code).toBe("DOSSIER_TEMPERATURE");
  expect((await post("safety", "dossiers", { alarm: "no-such" })).body.code).toBe("ALARM_UNKNOWN");
  expect((await post("officer-220", "dossiers", { alarm: "alarm-1" })).body.code).toBe("ALARM_UNKNOWN");
  await post("safety", "dossiers", { alarm: "alarm-1" });
  expect((await get("officer-220", "dossiers")).body).toEqual({ total: 0, dossiers: [] });
  expect((await get("officer-220", "dossiers/1")).body.code).toBe("DOSSIER_UNKNOWN");
  expect((await print("officer-220", "en")).answer.status).toBe(404);
  expect((await post("officer-220", "dossiers/1/decide", DECISION)).body.code).toBe("DOSSIER_UNKNOWN");
});

test("a script in its words is refused; what else could be taken for markup is on the paper as the words it is", async () => {
  const { post, print } = await startColdStore();
  await post("safety", "dossiers", { alarm: "alarm-1" });
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, contents: "<script>alert(1)</script>" })).body.code).toBe(
    "WORDS_MARKUP",
  );
  await post("safety", "dossiers/1/decide", { ...DECISION, contents: "<b>40</b> doses at T<Tmax" });
  expect((await readPdf((await print("inspector", "en")).bytes)).said).toContain(unspaced("<b>40</b> doses at T<Tmax"));
});

test("what is beyond a first limit still is not over with the second, and the event has one dossier", async () => {
  const { platform, alarm, get, post } = await startColdStore();
  platform.desk.raise({ ...alarm, id: "alarm-low", code: "BBBB", conditionActive: true, clearedAt: undefined as never, raisedAt: at(30) });
  await post("safety", "dossiers", { alarm: "alarm-1" });
  expect(await post("safety", "dossiers", { alarm: "alarm-low" })).toMatchObject({
    status: 200,
    body: { dossier: { number: 1, alarmId: "alarm-1" } },
  });
  const { body } = await get("inspector", "dossiers/1");
  expect(body.codes).toEqual({ "alarm-1": "K7QF", "alarm-low": "BBBB" });
  expect(new Set(body.timeline.map(({ alarmId }: { alarmId: string }) => alarmId))).toEqual(new Set(["alarm-1", "alarm-low"]));
  expect(body).toMatchObject({ figures: { isUnderWay: true }, excursion: { to: clock.now() } });
  expect((await post("safety", "dossiers/1/decide", { ...DECISION, decision: "release" })).body.code).toBe("DOSSIER_UNDER_WAY");
});

test("a program reads, and neither opens, decides nor signs", async () => {
  const { platform, post } = await startColdStore();
  await post("safety", "dossiers", { alarm: "alarm-1" });
  const made = await post("admin", "tokens", { name: "robot", role: "safety-officer", days: 1, password: PASSWORD });
  expect(made.status).toBe(201);
  const robot = (method: string, path: string, body?: object) =>
    call(platform, method, `/api/v1/${path}`, { as: made.body.token, ...(body === undefined ? {} : { body }) });
  expect((await robot("GET", "dossiers/1")).status).toBe(200);
  for (const [path, body] of [
    ["dossiers", { alarm: "alarm-1" }],
    ["dossiers/1/decide", DECISION],
    ["dossiers/1/approve", approval()],
    ["dossiers/1/send-back", { words: "x", seen: 1 }],
  ] as const) {
    expect((await robot("POST", path, body)).body.code).toBe("PERSON_REQUIRED");
  }
});
