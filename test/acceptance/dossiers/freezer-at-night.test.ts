import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alarm } from "@labcanary/domain/alarm";
import { epochMs, minutes, seconds } from "@labcanary/domain/basics";
import type { Dossier } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import type { ToldDossier } from "../../../dashboard/src/safety/dossier/dossier-document.ts";
import { PASSWORD, signInWithAccount, startPlatform } from "../../support/acceptance.ts";
import { createSettableClock } from "../../support/clock.ts";
import { temporaryFolder } from "../../support/files.ts";
import { readPdf, unspaced } from "../../support/printed-pdf.ts";

/** A freezer with its door in a ward in Shanghai: warmer than -15 °C is an alarm at once. */
const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang Mei, language: zh, phone: "+8613800000001" }
  chen: { name: Chen Li, language: zh, account: officer }
  desk: { name: Desk, language: en }
securityCentre: [desk]
zones: [{ id: ward, kind: room, name: { en: Ward, zh: 病房 }, responsible: wang }]
devices:
  - id: freezer-1
    zone: ward
    signals:
      temperature:
        quantity: temperature
        hold: 75s
        rules:
          high:
            kind: limit
            priority: high
            direction: high
            setpoint: -15
            deadband: 0.5
            onDelay: 0s
            consequence: { en: Spoils, zh: 变质 }
            firstAction: { en: Close the door, zh: 关门 }
            responseTime: 30min
            source: "chosen: test"
      door: { quantity: door, states: [closed, open], hold: 75s, rules: {} }
`;

test("a freezer that failed at night is decided about by one and approved by another, on what the sensors saw and nothing else", async () => {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const clock = createSettableClock(epochMs(Date.parse("2026-11-23T01:54+08:00")));
  const ward = await startPlatform({ site, clock });
  const freezer = await ward.device("freezer-1");
  /** A reading a minute, as the freezer has it. */
  const pass = async (temperatures: readonly number[], door: "open" | "closed"): Promise<void> => {
    for (const temperature of temperatures) {
      await freezer.say({ temperature, door });
      await ward.pass(1);
      clock.advance(seconds(59));
    }
  };
  await pass([-20, -20, -20, -20, -20, -20], "closed");
  // At two the door is left open, and the freezer warms for minutes.
  await pass([-18, -12, -9, -7, -5, -4], "open");
  const [alarm] = ward.platform.alerting.list().filter(({ source }) => source.kind === "rule");
  expect(ward.texts.map(({ text }) => text).join("\n")).toContain(alarm?.code);
  const wang = await signInWithAccount(ward, "wang", "responsible-person");
  expect((await wang.post(`alarms/${alarm?.id}/attend`)).status).toBe(200);
  // It is shut at six past. For three minutes more nothing is heard; then it is cold again.
  await pass([-8], "closed");
  clock.advance(minutes(3));
  await pass([-13, -14, -16, -18, -20, -20, -20], "closed");
  await expect
    .poll(
      async () =>
        (await ward.platform.ingest.history.range({ signal: "freezer-1/temperature", from: 0 as never, to: clock.now(), limit: 100 }))
          .length,
    )
    .toBe(20);

  const opened = await wang.post<{ dossier: Dossier }>("dossiers", { alarm: alarm?.id });
  expect(opened).toMatchObject({ status: 201, body: { dossier: { number: 1, zoneId: "ward" } } });
  const told = await wang.get<ToldDossier>("dossiers/1");
  expect(told.figures).toMatchObject({
    isUnderWay: false,
    highest: { celsius: -4 },
    // From 02:01 to 02:06; the reading of 02:06 stood for nothing, as the next came four minutes later; then 02:10 and 02:11.
    beyond: [{ celsius: -15, time: minutes(7), longest: minutes(5) }],
  });
  const raised = Date.parse("2026-11-23T02:01+08:00");
  expect(told.dossier.raisedAt).toBe(raised);
  expect(told.figures.gaps.at(-1)).toEqual({ from: raised + minutes(5), to: raised + minutes(9) });
  expect(told.doors).toMatchObject([
    { openings: [{ openedAt: Date.parse("2026-11-23T02:00+08:00"), closedAt: Date.parse("2026-11-23T02:06+08:00") }] },
  ]);

  const decision = { decision: "discard", contents: "疫苗 40 剂，批号 7", reason: "above -15 °C for minutes" };
  expect((await wang.post("dossiers/1/decide", decision)).status).toBe(200);
  const own = await wang.post<{ code: string }>("dossiers/1/approve", { words: "right", seen: 1, password: PASSWORD });
  expect(own.body.code).toBe("APPROVER_SAME");
  const officer = await signInWithAccount(ward, "officer", "safety-officer");
  expect(
    (await officer.post<{ dossier: Dossier }>("dossiers/1/approve", { words: "lots seen", seen: 1, password: PASSWORD })).body.dossier
      .state,
  ).toBe("approved");

  const print = async (language: string): Promise<Uint8Array> => {
    const answer = await fetch(`${ward.http}/api/v1/dossiers/1/document.pdf?language=${language}`, {
      headers: { authorization: `Bearer ${officer.token}` },
    });
    expect(answer.status).toBe(200);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const english = await print("en");
  const { said } = await readPdf(english);
  for (const words of [
    "−4.00 °C at 2026-11-23 02:05:00",
    "7 min 00 s",
    "疫苗 40 剂，批号 7",
    "Approved by Chen Li (officer)",
    "wang is on the way",
    "4 min 00 s",
  ])
    expect(said).toContain(unspaced(words));
  expect((await readPdf(await print("zh"))).said).toContain(unspaced("平均动力学温度"));

  // What it says is what the journal has; the same after the platform was started again, and so is the paper.
  const lines = ward.platform.alerting.journal({ limit: 1000 }).filter(({ kind }) => kind === "dossier-recorded" || kind === "refused");
  expect(lines.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual(
    expect.arrayContaining(["dossier-recorded user:wang", "refused user:wang", "dossier-recorded user:officer"]),
  );
  await ward.stop();
  // So it is with another set-point, and with the readings gone.
  writeFileSync(site, SITE.replace("setpoint: -15", "setpoint: -10"));
  for (const file of ["history.sqlite", "history.sqlite-wal", "history.sqlite-shm"]) rmSync(join(ward.data, file), { force: true });
  const again = await startPlatform({ site, clock, data: ward.data });
  const sameOfficer = await signInWithAccount(again, "officer", "safety-officer");
  const reprinted = await fetch(`${again.http}/api/v1/dossiers/1/document.pdf?language=en`, {
    headers: { authorization: `Bearer ${sameOfficer.token}` },
  });
  expect(Buffer.from(await reprinted.arrayBuffer()).equals(english)).toBe(true);
  expect((await sameOfficer.get<ToldDossier>("dossiers/1?now=true")).figures).toMatchObject({
    readings: 0,
    beyond: [{ celsius: -10 }, { celsius: -15 }],
  });
  expect((await sameOfficer.get<{ alarms: readonly Alarm[] }>("alarms")).alarms.filter(({ id }) => id === alarm?.id)).toHaveLength(1);
});
