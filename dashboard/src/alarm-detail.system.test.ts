import { epochMs, minutes } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, rowOf, SOON } from "../../test/support/browser-console.ts";

const { startPlatform, openConsole } = consoleTests();
const row = rowOf;
const headline = (page: Page) => page.locator("[data-headline]");
const recent = () => epochMs(Date.now() - 5000);
const ago = (seconds: number) => epochMs(Date.now() - seconds * 1000);

describe("shelving", () => {
  test("by the keyboard with a reason: the alarm moves to its own group, every page counts it, and it is put back", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("button", { name: "Shelve…" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Shelve alarm K7QF" });
    const submit = dialog.getByRole("button", { name: "Shelve", exact: true });
    expect(await submit.isDisabled()).toBe(true);
    expect(await dialog.getByRole("radio").count()).toBe(3);
    await dialog.getByRole("radio", { name: "30 min" }).press("Space");
    await dialog.getByRole("textbox", { name: "Reason" }).press("r");
    await page.keyboard.type("epair of the seal");
    await submit.press("Enter");

    await row(page, "alarm-1").waitFor({ state: "detached" });
    await dialog.waitFor({ state: "detached" });
    expect(platform.desk.get("alarm-1")?.shelved).toMatchObject({ by: "operator", reason: "repair of the seal", mode: "timed" });
    await page.getByText("Shelved (1)").press("Enter");
    const shelved = page.locator('[data-shelved-alarm="alarm-1"]');
    await shelved.getByText("29 min").waitFor();
    for (const word of ["by operator", "repair of the seal"]) expect(await shelved.innerText()).toContain(word);
    expect(await headline(page).getAttribute("data-headline")).toBe("degraded");
    await page.keyboard.press("4");
    expect(await page.locator('[data-impaired="shelved"]').innerText()).toContain("1");

    await page.keyboard.press("1");
    await page.getByText("Shelved (1)").click();
    await shelved.getByRole("button", { name: "Unshelve Code K7QF" }).press("Enter");
    await row(page, "alarm-1").waitFor();
    expect(await page.locator('[data-impaired="shelved"]').innerText()).toContain("0");
  });

  test("the cause of an alarm that has ended is recorded, and stands on the alarm", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("a");
    await page.getByText("No alarm is chosen: nothing was done.").waitFor();
    expect(platform.desk.get("alarm-1")?.annunciation).toBe("unacknowledged");
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor();
    await page.keyboard.press("r");
    await page.getByText("“Reset” does not apply to K7QF as it stands now: this press did nothing.").waitFor();
    platform.desk.clear("alarm-1");
    await page.getByRole("button", { name: "Record the cause…" }).press("Enter");
    await page.getByRole("dialog").getByRole("textbox").fill("bottle left open");
    await page.getByRole("button", { name: "Record the cause", exact: true }).press("Enter");
    await page.getByText("Cause, recorded by operator: bottle left open").waitFor();
    expect(await page.getByRole("button", { name: "Record the cause…" }).count()).toBe(0);
  });
});

describe("who has been told", () => {
  test("is said with its proof, and follows", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const notificationId = "alarm-1:responsible:wang";
    platform.desk.note("alarm-1", "notification-queued", "system", {
      notifications: [{ id: notificationId, step: "responsible", personId: "wang", dueAt: recent() }],
    });
    platform.desk.note("alarm-1", "notification-accepted", "channel:sms", { notificationId });
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("j");
    await page.locator("[data-told=accepted]").getByText("No delivery report yet").waitFor();
    platform.desk.note("alarm-1", "delivery-report", "channel:sms", { notificationId, status: "delivered" });
    await page.locator("[data-told=delivered]").getByText("responsible person").waitFor(SOON);
  });
});

describe("an open alarm", () => {
  const measured = { unit: "%LEL", limit: { direction: "high", setpoint: 20, deadband: 1 } } as const;
  const description = { ...gasAlarm().description, measured, responseTime: minutes(5) };

  test("shows the readings around the moment with what decided, the time left, what else stands in the room, and earlier ones", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ id: "earlier", code: "OL22", raisedAt: ago(86_400), description }));
    platform.desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "earlier", by: "li" });
    platform.desk.clear("earlier");
    const { source } = gasAlarm();
    platform.desk.raise(
      gasAlarm({ id: "first", code: "FR33", raisedAt: ago(200), source: { ...source, ruleId: "cab-17/vapour/high" } as never }),
    );
    platform.desk.raise(gasAlarm({ raisedAt: ago(120), description }));
    platform.history.points = [300, 200, 120, 60].map((seconds) => ({
      signal: "cab-17/vapour",
      at: ago(seconds),
      tieBreak: 0,
      receivedAt: ago(seconds),
      value: 30 - seconds / 20,
      quality: "good",
    }));
    const page = await openConsole(platform);
    await row(page, "alarm-1").getByRole("button").first().click();
    const detail = page.locator(".detail");
    const chart = detail.getByRole("img", { name: /lowest 15 %LEL, highest 27 %LEL; 1 sample that decided/ });
    await chart.waitFor(SOON);
    expect(await chart.locator("canvas").count()).toBe(1);
    const left = Number(await detail.locator("[data-time-left]").getAttribute("data-time-left"));
    expect(left).toBeGreaterThan(150);
    expect(left).toBeLessThanOrEqual(180);
    await detail.locator("[data-why]").getByText("23.4 %LEL is above 20 %LEL").first().waitFor(SOON);
    expect(await detail.locator("[data-related] [data-first]").locator("..").innerText()).toContain("FR33");
    platform.board.put({ signal: "cab-17/vapour", at: epochMs(Date.now()), receivedAt: epochMs(Date.now()), value: 33, quality: "good" });
    await detail.getByRole("img", { name: /highest 33 %LEL/ }).waitFor(SOON);
    // Nearer and further by key and button, and by dragging across it: each asks for that part of time alone.
    const evidence = detail.locator("[data-evidence-view]");
    const view = () => evidence.getAttribute("data-evidence-view");
    expect(await view()).toBe("moment");
    const image = detail.locator("[data-evidence]");
    const whole = await image.getAttribute("aria-label");
    await image.press("+");
    await expect.poll(view, SOON).toBe("chosen");
    await expect.poll(() => image.getAttribute("aria-label"), SOON).not.toBe(whole);
    const half = await image.getAttribute("aria-label");
    await detail.getByRole("button", { name: "Nearer" }).press("Enter");
    await expect.poll(() => image.getAttribute("aria-label"), SOON).not.toBe(half);
    await detail.getByRole("button", { name: "The moment" }).press("Enter");
    await expect.poll(view, SOON).toBe("moment");
    // The history does not have the newest reading yet; it was shown, and stays.
    await detail.getByRole("img", { name: /lowest 15 %LEL, highest 33 %LEL/ }).waitFor(SOON);
    const across = (await image.boundingBox()) ?? expect.fail("the chart is not in sight");
    await page.mouse.move(across.x + across.width * 0.5, across.y + across.height / 2);
    await page.mouse.down();
    await page.mouse.move(across.x + across.width * 0.8, across.y + across.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(view, SOON).toBe("chosen");
    await expect.poll(() => image.getAttribute("aria-label"), SOON).not.toBe(whole);
    await image.press("0");
    await expect.poll(view, SOON).toBe("moment");
    await detail.locator("[data-occurrences]").getByRole("button", { name: /OL22/ }).press("Enter");
    await page.getByRole("complementary", { name: "Alarm OL22" }).getByText("This alarm has ended").waitFor(SOON);
  });

  test("says when the time to respond is over, and no longer once the condition has gone", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: ago(400), description }));
    const page = await openConsole(platform);
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("j");
    await page.getByText("The time to respond has been over for 1 min").waitFor(SOON);
    platform.desk.clear("alarm-1");
    await page.locator("[data-time-left]").waitFor({ state: "detached", ...SOON });
  });

  test("every verb has its key: give, shelve, put back, record the cause", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openConsole(platform);
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("g");
    await page.getByRole("dialog", { name: "Give alarm K7QF to somebody" }).waitFor(SOON);
    await page.keyboard.press("Escape");
    await page.keyboard.press("h");
    const dialog = page.getByRole("dialog", { name: "Shelve alarm K7QF" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("repair of the seal");
    await dialog.getByRole("button", { name: "Shelve", exact: true }).press("Enter");
    await row(page, "alarm-1").waitFor({ state: "detached" });
    await page.keyboard.press("h");
    await row(page, "alarm-1").waitFor(SOON);
    await page.keyboard.press("a");
    await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor(SOON);
    platform.desk.clear("alarm-1");
    await page.getByText("This alarm has ended").waitFor(SOON);
    await page.locator("kbd:text-is('E')").waitFor(SOON);
    await page.keyboard.press("e");
    await page.getByRole("dialog", { name: "Cause of alarm K7QF" }).waitFor(SOON);
  });
});

describe("two operators at once", () => {
  test("one is refused in words, both see who was first, and the journal has it once", async () => {
    const platform = await startPlatform({ users: { operator: "operator", wang: "operator" } });
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const [one, two] = [await openConsole(platform), await openConsole(platform, { user: "wang" })];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The second press is on its way while the first one is carried out.
    await two.route("**/acknowledge", async (route) => {
      await held;
      await route.continue();
    });
    const button = (page: Page) => row(page, "alarm-1").getByRole("button", { name: /^Acknowledge/ });
    await button(two).click();
    await row(two, "alarm-1").getByText("Sending…").waitFor(SOON);
    await button(one).click();
    for (const page of [one, two]) await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor(SOON);
    release();
    await two.getByText("Not done").waitFor(SOON);
    for (const page of [one, two]) expect(await row(page, "alarm-1").innerText()).toContain("by operator");
    expect(
      platform.desk
        .timeline("alarm-1")
        .map(({ kind }) => kind)
        .filter((kind) => kind === "acknowledged"),
    ).toHaveLength(1);
  });
});
