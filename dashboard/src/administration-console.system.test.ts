import { readFile } from "node:fs/promises";
import { epochMs } from "@labcanary/domain/basics";
import type { FailedSignIn, RecordedLine } from "@labcanary/domain/ports";
import { UnknownSignals } from "@labcanary/domain/telemetry";
import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { call } from "../../test/support/browser-api.ts";
import { signInByHand } from "../../test/support/browser-chromium.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { createMemoryDevices } from "../../test/support/browser-devices.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { writtenJournal } from "../../test/support/written-journal.ts";
import { adoptionProposalsIn } from "./adoption/adoption-proposals.ts";
import { createUserDirectory } from "./index.ts";

const { startPlatform, openWindow } = consoleTests(DESK);

/** What an authenticator app shows. */
const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

describe("an administrator", () => {
  test("adds somebody limited to a zone by the keyboard, who then is cut off when their role changes", async () => {
    const platform = await startPlatform();
    const page = await openWindow();
    await signInByHand(page, platform.url, "administrator");
    await page.keyboard.press("9");
    await page.getByRole("heading", { name: "Accounts" }).waitFor(SOON);
    await page.locator("[data-add]").press("Enter");
    await page.fill("[name=new-name]", "wang");
    await page.fill("[name=new-password]", PASSWORD);
    await page.selectOption("[name=role]", "responder");
    await page.locator("[data-some-zones]").press("Space");
    await page.locator("[data-zone=room-114]").press("Space");
    await page.locator("[name=new-password]").press("Enter");
    const wang = page.locator("[data-account=wang]");
    await wang.getByText("Wang Fang").waitFor(SOON);
    expect(await wang.innerText()).toMatch(/responder[\s\S]*Room 114[\s\S]*Never signed in/);

    const theirs = await openWindow();
    await signInByHand(theirs, platform.url, "wang");
    // Nobody asks for it again: the feed says that something is different.
    await wang.getByText("Last signed in").waitFor(SOON);
    expect(await theirs.locator("[data-section=administration]").count()).toBe(0);
    await wang.getByRole("button", { name: "Role and zones wang" }).click();
    await wang.locator("[name=role]").selectOption("operator");
    await wang.getByRole("button", { name: "Save" }).click();
    await theirs.getByText("The session has ended.").waitFor(SOON);
    await page.locator("[data-account=administrator]").getByRole("button", { name: "Remove administrator" }).click();
    await page.locator("[data-account=administrator] [data-confirm]").click();
    await page.getByText("Nobody else could administer the whole site then.").waitFor(SOON);
  });

  test("finds what is held of somebody, gives it out, puts it on hold, and removes words, account and what was left at a door", async () => {
    const platform = await startPlatform();
    const journal = writtenJournal(platform.dataFolder);
    const record = platform.desk.record;
    // As where the platform runs: what is recorded is on disk.
    Object.assign(platform.desk, {
      record: (...lines: readonly RecordedLine[]) => {
        for (const line of lines) journal.append({ at: epochMs(Date.now()), ...line });
        record(...lines);
      },
    });
    await createUserDirectory(platform.dataFolder).add("zhao", "operator", PASSWORD);
    const said = (comment: string) =>
      ({ at: epochMs(Date.now()), kind: "commented", actor: "user:engineer", detail: { comment } }) as const;
    journal.append(said("zhao fainted at the bench"));
    const report = { kind: "risk", zoneId: "room-114", class: "gas", words: "smell" } as const;
    for (const [index, contact] of ["zhao, 138 0000 1234", "Zhao Na"].entries())
      expect(platform.ledgers.sendReport({ ...report, id: `r${index}`, secret: `s${index}`, contact }).ok).toBe(true);

    const page = await openWindow();
    await signInByHand(page, platform.url, "administrator");
    await page.goto(`${platform.url}/administration/people`);
    await page.locator("[data-person='user:zhao'] a").click(SOON);
    const sign = async (button: string, fields: Readonly<Record<string, string>> = {}) => {
      const form = page.locator("form").filter({ has: page.getByRole("button", { name: button, exact: true }) });
      for (const [name, value] of Object.entries({ ...fields, password: PASSWORD })) await form.locator(`[name=${name}]`).fill(value, SOON);
      await form.getByRole("button", { name: button, exact: true }).click();
    };
    const outcome = (text: string) => page.locator("[data-outcome]").getByText(text).waitFor(SOON);
    await sign("Show");
    const held = page.locator("[data-held]");
    const left = page.locator("[data-left]");
    await left.getByText("zhao, 138 0000 1234").waitFor(SOON);
    expect(await left.locator("[data-contact='1'] a").getAttribute("href")).toBe("/safety/reports/1");
    expect(await left.locator("[type=checkbox]").evaluateAll((ticks) => ticks.some((tick) => tick.matches(":checked")))).toBe(false);
    const download = page.waitForEvent("download");
    await sign("Save the file");
    expect(await readFile(await (await download).path(), "utf8")).toMatch(/PR-1 zhao, 138 0000 1234[\s\S]*zhao fainted at the bench/);

    await sign("Put on hold", { reason: "case 12" });
    await outcome("On hold.");
    await sign("Show");
    await held.getByText("case 12").waitFor(SOON);
    expect(await page.getByRole("button", { name: "Remove", exact: true }).count()).toBe(0);
    await sign("Lift", { reason: "closed" });
    await outcome("The hold is lifted.");

    await sign("Show");
    await page.locator("[data-words='1']").getByRole("button", { name: "Remove these words" }).click(SOON);
    const words = page.locator("[data-words='1'] form");
    await words.locator("[name=instead]").fill("[somebody] fainted at the bench");
    await words.locator("[name=reason]").fill("she asked for it");
    await words.locator("[name=password]").fill(PASSWORD);
    await words.getByRole("button", { name: "Remove", exact: true }).click();
    await outcome("The words of line 1 are removed.");
    expect(journal.lines()[0]).toMatchObject({ detail: { comment: "[somebody] fainted at the bench" } });

    await sign("Show");
    await left.locator("[data-contact='1'] [type=checkbox]").check(SOON);
    await sign("Remove", { reason: "left in May" });
    await page.locator("[data-outcome]").waitFor(SOON);
    expect(platform.desk.entries.findLast(({ kind }) => kind === "personal-data-removed")).toMatchObject({
      detail: { reason: "left in May" },
    });
    expect(
      createUserDirectory(platform.dataFolder)
        .list()
        .map(({ name }) => name),
    ).not.toContain("zhao");
    const stays = platform.ledgers.publicReports().all();
    expect(stays.map(({ contact }) => contact !== undefined)).toEqual([false, true]);
    expect(await journal.verify()).toMatchObject({ ok: true });
  });

  test("issues a token that is shown once, and enrols and revokes a device, on a phone and in Chinese", async () => {
    const devices = createMemoryDevices();
    const platform = await startPlatform({ devices });
    const page = await openWindow({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
    await signInByHand(page, platform.url, "administrator");
    await page.goto(`${platform.url}/administration/tokens`);
    await page.locator("[data-add]").click();
    await page.fill("[name=token-name]", "bms");
    await page.fill("[name=password]", PASSWORD);
    await page.locator("form").getByRole("button", { name: "签发令牌" }).click();
    const token = await page.locator("[data-secret=bms]").innerText(SOON);
    expect((await call(platform, "GET", "/api/v1/session", { as: token })).body.user.name).toBe("token:bms");
    await page.getByRole("button", { name: "我已保存" }).click();
    expect(await page.content()).not.toContain(token);

    await page.getByRole("link", { name: "设备", exact: true }).click();
    const device = page.locator("[data-device=cab-17]");
    await device.getByRole("button", { name: "登记" }).click(SOON);
    await page.getByText('[{"deviceId":"cab-17"').waitFor(SOON);
    devices.connected.add("cab-17");
    await page.locator("[data-device=cab-17][data-connected=true]").waitFor(SOON);
    await device.getByRole("button", { name: "更换令牌 cab-17" }).click();
    await device.locator("[data-confirm]").click();
    await page.getByText(/旧令牌将于 .* 失效/).waitFor(SOON);
    expect(await page.getByText('"token":"token-1-of-cab-17-beside"').count()).toBe(1);
    // Whoever rotates cuts nobody off.
    expect(devices.cutOff).toEqual(["cab-17"]);
    await device.getByRole("button", { name: "吊销 cab-17" }).click();
    await device.locator("[data-confirm]").click();
    await page.locator("[data-device=cab-17][data-enrolled=false]").waitFor(SOON);
    expect(devices.cutOff).toEqual(["cab-17", "cab-17"]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
});

test("an engineer sees who speaks and is not described as soon as it is heard, proposes with a click to adopt it, and sees who cannot sign in, in both languages; who is limited to zones sees nobody", async () => {
  const unknown = new UnknownSignals();
  const failed: FailedSignIn[] = [];
  const platform = await startPlatform({
    devices: createMemoryDevices(["cab-17"]),
    unknown: () => unknown,
    failedSignIns: () => ({ list: () => failed, dropped: 0, revision: failed.length }),
    users: { engineer: "engineer", "engineer-114": "engineer" },
    zones: { "engineer-114": ["room-114"] },
  });
  const page = await openWindow();
  await signInByHand(page, platform.url, "engineer");
  await page.goto(`${platform.url}/administration/devices`);
  await page.locator("[data-device=cab-17]").waitFor(SOON);
  expect(await page.getByRole("heading", { name: "Unknown" }).count()).toBe(0);
  for (const value of [-80, -79]) {
    const receivedAt = epochMs(Date.UTC(2026, 10, 22, 8));
    unknown.note({ deviceId: "zigbee", address: "0x1", signal: "temperature", receivedAt, said: "", value, unit: "°C" });
  }
  const row = page.locator("[data-unknown='zigbee/0x1']");
  await row.waitFor(SOON);
  expect(await row.innerText()).toMatch(
    /labcanary device adopt zigbee\/0x1[\s\S]*temperature said -79 °C, last .*, 2 times in all\. Between -80 and -79\.[\s\S]*between −80 and −79 °C: an ultra-low freezer\): ultra-low-freezer/,
  );

  await row.getByRole("button", { name: "Adopt… zigbee/0x1" }).press("Enter");
  await row.locator("[name=adopt-zone]").selectOption("cabinet-17");
  await row.locator("[name=adopt-id]").fill("frz-1");
  await row.locator("[name=adopt-name-en]").fill("Freezer 1");
  // The one profile that fits is there already.
  await row.getByRole("button", { name: "Propose" }).press("Enter");
  const proposal = page.locator("[data-adoption='zigbee/0x1'][data-standing=waiting]");
  await proposal.waitFor(SOON);
  const [kept] = adoptionProposalsIn(platform.dataFolder).list();
  expect(kept).toMatchObject({
    zone: "cabinet-17",
    deviceId: "frz-1",
    name: { en: "Freezer 1", zh: "Freezer 1" },
    profiles: { temperature: "ultra-low-freezer" },
  });
  expect(await proposal.innerText()).toContain(`labcanary device proposal ${kept?.id} --apply`);

  // An id that was mistyped is seen without being asked for.
  const at = epochMs(Date.UTC(2026, 10, 22, 8));
  failed.push({ deviceId: "cab-71", reason: "unknown-device", network: "10.1.2.x", firstAt: at, lastAt: at, count: 4 });
  const mistyped = page.locator("[data-failed=cab-71]");
  await mistyped.waitFor(SOON);
  expect(await mistyped.innerText()).toMatch(/cab-71\s+No device of this id is enrolled\. 4 times, last .* from 10\.1\.2\.x; first .*\./);

  const chinese = await openWindow({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
  await signInByHand(chinese, platform.url, "engineer");
  await chinese.goto(`${platform.url}/administration/devices`);
  await chinese.getByText("可能为（温度在 −80 至 −79 °C 之间：超低温冰箱）：").waitFor(SOON);

  const limited = await openWindow();
  await signInByHand(limited, platform.url, "engineer-114");
  await limited.goto(`${platform.url}/administration/devices`);
  await limited.locator("[data-device=cab-17]").waitFor(SOON);
  expect(await limited.locator("[data-unknown]").count()).toBe(0);
});

test("an engineer finds devices and tokens, and nothing of accounts", async () => {
  const platform = await startPlatform({ devices: createMemoryDevices(["cab-17"]) });
  const page = await openWindow();
  await signInByHand(page, platform.url, "engineer");
  await page.keyboard.press("9");
  await page.getByRole("heading", { name: "API tokens" }).waitFor(SOON);
  expect(await page.getByRole("navigation", { name: "Pages of this section" }).innerText()).not.toMatch(/Accounts|Sessions/);
  await page.goto(`${platform.url}/administration`);
  await page.getByText("Your role does not allow this.").waitFor(SOON);
});

describe("a second factor", () => {
  test("is set up from the menu, asked for at sign-in, and another session is ended from there", async () => {
    const platform = await startPlatform();
    const page = await openWindow();
    await signInByHand(page, platform.url);
    await page.locator("[data-menu]").press("Enter");
    await page.getByRole("link", { name: "My account" }).press("Enter");
    await page.getByRole("button", { name: "Set up an authenticator app" }).press("Enter");
    await page.fill("[name=password]", PASSWORD);
    await page.press("[name=password]", "Enter");
    const secret = (await page.locator("[data-totp-secret]").innerText(SOON)).replaceAll(" ", "");
    expect(await page.getByRole("img", { name: "QR code" }).locator("path").getAttribute("d")).toMatch(/^M\d/);
    await page.fill("[name=code]", "000000");
    await page.press("[name=code]", "Enter");
    await page.getByText("The code is not right").waitFor(SOON);
    await page.fill("[name=code]", codeOf(secret));
    await page.press("[name=code]", "Enter");
    const recovery = (await page.locator('[data-secret^="Ten codes"]').innerText(SOON)).split("\n");
    expect(recovery).toHaveLength(10);
    await page.getByRole("button", { name: "I have it" }).press("Enter");
    await page.locator("[data-second-factor=true]").waitFor(SOON);

    const other = await openWindow();
    await other.goto(platform.url);
    await other.fill("[name=username]", "operator");
    await other.fill("[name=password]", PASSWORD);
    await other.press("[name=password]", "Enter");
    await other.getByRole("heading", { name: "Second factor" }).waitFor(SOON);
    // The code of the setting up counts no more, a recovery code does.
    await other.fill("[name=code]", recovery[0] ?? "");
    await other.press("[name=code]", "Enter");
    await other.waitForSelector("[data-headline]:not([data-headline=connecting])", SOON);
    await page.locator("[data-session=operator]:not(.own)").getByRole("button", { name: /^End/ }).press("Enter");
    await other.getByText("The session has ended.").waitFor(SOON);
    await page.getByText("9 recovery codes are left.").waitFor(SOON);
  });

  test("where it is required is set up on the sign-in page, before the console", async () => {
    const platform = await startPlatform({ accounts: { secondFactor: "required" } });
    const page = await openWindow({ viewport: { width: 390, height: 844 } });
    await page.goto(platform.url);
    await page.fill("[name=username]", "operator");
    await page.fill("[name=password]", PASSWORD);
    await page.press("[name=password]", "Enter");
    const secret = (await page.locator("[data-totp-secret]").innerText(SOON)).replaceAll(" ", "");
    await page.fill("[name=code]", codeOf(secret));
    await page.press("[name=code]", "Enter");
    await page.getByRole("button", { name: "I have it" }).click(SOON);
    await page.waitForSelector("[data-headline]:not([data-headline=connecting])", SOON);
  });
});

test("what the single sign-on refused is said in words on the sign-in page", async () => {
  const platform = await startPlatform();
  const page = await openWindow();
  await page.goto(`${platform.url}/#sign-in-failed=SINGLE_SIGN_ON_UNMAPPED`);
  await page.getByText("none of your groups may sign in here").waitFor(SOON);
  expect(new URL(page.url()).hash).toBe("");
  expect(await page.getByText("organisation's account").count()).toBe(0);
});
