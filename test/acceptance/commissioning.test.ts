import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { days, minutes, plus } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { PASSWORD, type Person, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { commissionedSite } from "../support/commissioned-site.ts";
import { temporaryFolder } from "../support/files.ts";
import { alarmOf, prove, standing } from "../support/proving.ts";

/** What goes with every signature. */
const SIGNED = { means: "seen-and-fit", password: PASSWORD };
const OF = "signals/gas-1/ch4/commissioning";
const codeOf = async (person: Person, verb: string, body: object) =>
  (await person.post<{ code?: string }>(`${OF}/${verb}`, body)).body.code;

function siteFile(content = commissionedSite()): { readonly folder: string; readonly site: string; readonly data: string } {
  const folder = temporaryFolder();
  const site = join(folder, "site.yaml");
  writeFileSync(site, content);
  return { folder, site, data: join(folder, "data") };
}

async function start(options: Parameters<typeof startPlatform>[0]) {
  const platform = await startPlatform(options);
  return { platform, chen: await signInWithAccount(platform, "chen"), mei: await signInWithAccount(platform, "mei", "operator") };
}

describe("a detector that is commissioned", () => {
  it("comes into service by an alarm, a text that says it is a test, an acknowledgement and a signature, over a restart in the midst", async () => {
    const { site, data } = siteFile();
    const first = await start({ site, data });
    expect(await standing(first.chen)).toMatchObject({ state: "described", gap: "never-proven", isUnproven: true });
    expect(first.platform.alarms()).toContain("proof-overdue");
    const gas = await first.platform.device("gas-1");
    await gas.say({ ch4: 0 });
    await expect.poll(async () => (await standing(first.chen)).state).toBe("connected");

    const started = await first.chen.post<{ test: { id: string; until: number } }>(`${OF}/start`, { stimulus: "test-gas" });
    expect(started.status).toBe(200);
    const test = started.body.test.id;
    expect(await codeOf(first.chen, "start", { stimulus: "real" })).toBe("TEST_UNDER_WAY");
    expect(await codeOf(first.chen, "sign", { ...SIGNED, test })).toBe("TEST_STEP_MISSING");

    await gas.say({ ch4: 40 });
    await expect.poll(() => first.platform.texts.length).toBeGreaterThan(0);
    await expect.poll(async () => (await standing(first.chen)).test?.text).toMatchObject({ personId: "wang", channel: "sms" });
    const alarm = alarmOf(first.platform, "gas-1/ch4") ?? expect.fail();
    expect(alarm).toMatchObject({ test, description: { what: { en: expect.stringContaining("(not in service yet)") } } });
    expect(first.platform.texts.map(({ text }) => text.slice(0, 3))).toEqual(["测试 "]);
    await first.platform.stop();

    const second = await start({ site, data, clock: first.platform.clock });
    expect((await second.mei.post(`alarms/${alarm.id}/acknowledge`)).status).toBe(200);
    expect((await standing(second.chen)).test).toMatchObject({ alarm: { alarmId: alarm.id }, acknowledged: { by: "mei" } });
    expect(await codeOf(second.chen, "sign", { ...SIGNED, test })).toBe("STIMULUS_PRESENT");
    second.platform.clock.advance(minutes(1));
    await (await second.platform.device("gas-1")).say({ ch4: 0 });
    await expect.poll(() => second.platform.platform.alerting.get(alarm.id)?.conditionActive).toBe(false);

    expect((await second.mei.post<{ code: string }>(`${OF}/sign`, { ...SIGNED, test })).body.code).toBe("ROLE_FORBIDDEN");
    expect(await codeOf(await second.platform.signIn("engineer"), "sign", { ...SIGNED, test })).toBe("PERSON_REQUIRED");
    expect(await codeOf(second.chen, "sign", { ...SIGNED, test: "another" })).toBe("TEST_UNKNOWN");
    expect(await codeOf(second.chen, "sign", { ...SIGNED, test, password: "somebody else's" })).toBe("PASSWORD_WRONG");
    expect((await second.chen.post(`${OF}/sign`, { ...SIGNED, test, note: "50 %LEL methane" })).status).toBe(200);
    const now = second.platform.clock.now();
    expect(await standing(second.chen)).toMatchObject({
      state: "in-service",
      isUnproven: false,
      dueAt: plus(now, days(180)),
      proof: { stimulus: "test-gas", startedBy: "chen", signedBy: "chen", signedAt: now, means: "seen-and-fit", note: "50 %LEL methane" },
    });
    const lines = second.platform.platform.alerting.journal({ limit: 1000 }).filter(({ kind }) => kind.startsWith("commissioning"));
    expect(lines.map(({ kind, actor, detail }) => [kind, actor, detail["step"]])).toEqual([
      ["commissioning-started", "user:chen", undefined],
      ["commissioning-step", "system", "alarm"],
      ["commissioning-step", "system", "text"],
      ["commissioning-step", "system", "acknowledged"],
      ["commissioning-signed", "user:chen", undefined],
    ]);
    await second.platform.stop();
    expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
  });

  it("leaves the texts of another signal as they are, and one that still holds when its test ends is told as real", async () => {
    const { site, data } = siteFile();
    const { platform, chen } = await start({ site, data });
    expect((await chen.post(`${OF}/start`, { stimulus: "real" })).status).toBe(200);
    await (await platform.device("gas-2")).say({ ch4: 40 });
    await expect.poll(() => platform.texts.length).toBe(1);
    expect(platform.texts[0]?.text).not.toContain("测试");
    expect(alarmOf(platform, "gas-2/ch4")?.test).toBeUndefined();

    await (await platform.device("gas-1")).say({ ch4: 40 });
    await expect.poll(() => platform.texts.length).toBe(2);
    expect(platform.texts[1]?.text).toMatch(/^测试 /);
    const { test } = await standing(chen);
    expect((await chen.post(`${OF}/abandon`, { test: test?.id })).status).toBe(200);
    expect(alarmOf(platform, "gas-1/ch4")?.test).toBeUndefined();
    await expect.poll(() => platform.texts.length).toBe(3);
    expect(platform.texts[2]?.text).not.toContain("测试");
  });

  it("is overdue when its set-point is another, and when somebody says that its sensor was replaced", async () => {
    const { site, data } = siteFile();
    const { platform, chen, mei } = await start({ site, data });
    await prove(platform, chen, mei);
    expect(platform.alarms()).toContain("proof-overdue");
    writeFileSync(site, commissionedSite({ setpoint: 8 }));
    const gapAfterASecond = async () => {
      await platform.pass(1);
      return (await standing(chen)).gap;
    };
    await expect.poll(gapAfterASecond).toBe("rules-changed");
    expect(await standing(chen)).toMatchObject({ state: "overdue", isUnproven: true });
    expect(await codeOf(chen, "void", { reason: " " })).toBe("REASON_MISSING");
    expect((await chen.post(`${OF}/void`, { reason: "new cell" })).status).toBe(200);
    expect(await standing(chen)).toMatchObject({ state: "overdue", gap: "voided" });
    expect(await codeOf(chen, "void", { reason: "again" })).toBe("PROOF_NONE");
    const { entries } = await chen.get<{ entries: { signal: string; gap: string }[] }>("impaired?kind=unproven");
    expect(entries.map(({ signal, gap }) => [signal, gap])).toEqual([
      ["gas-1/ch4", "voided"],
      ["gas-2/ch4", "never-proven"],
    ]);
  });
});
