import { epochMs } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, SOON } from "../../test/support/browser-console.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 1600, height: 1000 } });

const row = (page: Page, alarmId: string) => page.locator(`[data-alarm="${alarmId}"]`);
const count = (page: Page, impairment: string) => page.locator(`[data-impaired="${impairment}"]`);
const record = (page: Page) => page.locator('[data-out-of-service-signal="cab-17/vapour"]');
const recent = () => epochMs(Date.now() - 5000);

test("what logic keeps off the list is in a group of its own with the cause, counted on every page, and keeps the screen from being quiet", async () => {
  const platform = await startPlatform();
  const page = await openConsole(platform);
  platform.desk.raise(gasAlarm({ raisedAt: recent(), recordedOnly: true, suppressed: { by: "Cabinet door open", since: recent() } }));
  await page.getByText("Suppressed by design (1)").press("Enter");
  const suppressed = page.locator('[data-suppressed-alarm="alarm-1"]');
  await suppressed.getByText("because: Cabinet door open").waitFor();
  expect(await row(page, "alarm-1").count()).toBe(0);
  expect(await page.locator("[data-headline]").getAttribute("data-headline")).toBe("degraded");
  expect(await page.locator("[data-headline]").innerText()).toContain("1 alarm is suppressed by design");
  await suppressed.getByRole("button", { name: /Solvent vapour/ }).press("Enter");
  await page.locator('[data-standing="suppressed"]').getByText("Cabinet door open").waitFor();
  await page.getByText("It never was on the list.").waitFor();
  await page.keyboard.press("4");
  expect(await count(page, "suppressed").innerText()).toMatch(/^1\s/);
});

test("alarms beneath another are folded away with their number, unfolded by the keyboard, and acknowledged with it", async () => {
  const platform = await startPlatform();
  const page = await openConsole(platform);
  platform.desk.raise(gasAlarm({ id: "gateway", code: "GW22", raisedAt: recent() }));
  for (const id of ["one", "two"])
    platform.desk.raise(gasAlarm({ id, code: `${id.toUpperCase()}2`.slice(0, 4), priority: "low", parent: "gateway", raisedAt: recent() }));
  const unfold = row(page, "gateway").getByRole("button", { name: "2 beneath Code GW22" });
  await unfold.waitFor();
  expect(await page.locator("[data-headline]").innerText()).toContain("1 alarm not acknowledged");
  expect(await row(page, "one").count()).toBe(0);
  await unfold.press("Enter");
  expect(await unfold.getAttribute("aria-expanded")).toBe("true");
  await row(page, "two").locator("time").waitFor();
  for (const key of ["j", "j"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: /^One of many beneath Solvent vapour/ }).press("Enter");
  await page.locator("[data-beneath] li").nth(1).waitFor();
  await page.keyboard.press("a");
  for (const id of ["gateway", "one", "two"]) await row(page, id).getByText("Acknowledged", { exact: true }).waitFor();
});

test("an engineer proposes, an operator approves: alarms leave the list with reason and measure, every screen counts it, and it is put back", async () => {
  const platform = await startPlatform();
  const [operator, engineer] = [await openConsole(platform), await openConsole(platform, { user: "engineer" })];
  platform.desk.raise(gasAlarm({ raisedAt: recent() }));
  await row(operator, "alarm-1").waitFor();
  await engineer.keyboard.press("2");
  await engineer.getByRole("link", { name: "Solvent vapour" }).press("Enter");
  await engineer.getByRole("button", { name: "Take out of service…" }).press("Enter");
  const dialog = engineer.getByRole("dialog", { name: "Take Solvent vapour out of service" });
  const submit = dialog.getByRole("button", { name: "Propose", exact: true });
  await dialog.getByLabel("Reason (goes into the journal)").fill("yearly calibration");
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByLabel("What protects people meanwhile (goes into the journal)").fill("portable detector");
  await submit.press("Enter");
  await record(engineer).getByText("Proposed: without effect until somebody else approves").waitFor();
  expect(await record(engineer).getByRole("button", { name: "Approve" }).count()).toBe(0);
  expect(await row(operator, "alarm-1").count()).toBe(1);

  await expect.poll(() => count(operator, "out-of-service").innerText(), SOON).toMatch(/^0\s.*1 to approve/);
  await operator.keyboard.press("2");
  await record(operator).getByText("portable detector").waitFor();
  await record(operator).getByRole("button", { name: "Approve cab-17/vapour" }).press("Enter");
  await record(operator).getByText("approved by operator").waitFor();
  for (const page of [operator, engineer]) await expect.poll(() => count(page, "out-of-service").innerText(), SOON).toMatch(/^1\s/);
  await record(engineer).getByText("approved by operator").waitFor();

  await operator.keyboard.press("1");
  await operator.getByText("Out of service (1)").press("Enter");
  const group = operator.locator('[data-out-of-service-alarm="alarm-1"]');
  await group.getByText("Meanwhile: portable detector").waitFor();
  for (const words of ["yearly calibration", "proposed by engineer, approved by operator", "3 h 59 min"])
    expect(await group.innerText()).toContain(words);
  expect(await row(operator, "alarm-1").count()).toBe(0);

  await record(engineer).getByRole("button", { name: "Put in service cab-17/vapour" }).press("Enter");
  await row(operator, "alarm-1").waitFor();
  await engineer.getByText("The signal is in service.").waitFor();
  expect(platform.desk.entries.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual(
    expect.arrayContaining(["out-of-service-proposed user:engineer", "out-of-service user:operator", "in-service user:engineer"]),
  );
});

test("an alarm given to somebody waits for them to accept, on every screen", async () => {
  const platform = await startPlatform();
  const [operator, engineer] = [await openConsole(platform), await openConsole(platform, { user: "engineer" })];
  platform.desk.raise(gasAlarm({ raisedAt: recent() }));
  await row(operator, "alarm-1").waitFor();
  await operator.keyboard.press("j");
  await operator.getByRole("button", { name: "Give to…" }).press("Enter");
  const dialog = operator.getByRole("dialog", { name: "Give alarm K7QF to somebody" });
  await dialog.getByRole("combobox").selectOption("engineer");
  await dialog.getByLabel("What for (goes into the journal)").fill("your probe");
  await dialog.getByRole("button", { name: "Give", exact: true }).press("Enter");
  await row(operator, "alarm-1").getByText("Given to engineer, not yet accepted").waitFor();
  await row(engineer, "alarm-1").getByText("Given to you: accept or decline").waitFor();

  await engineer.keyboard.press("j");
  await engineer.getByRole("button", { name: /^Accept/ }).press("Enter");
  for (const page of [operator, engineer]) await row(page, "alarm-1").getByText("engineer has it").waitFor();
  await engineer.getByRole("button", { name: "Decline…" }).press("Enter");
  await engineer.getByRole("dialog").getByRole("textbox").fill("not on site");
  await engineer.getByRole("button", { name: "Decline", exact: true }).press("Enter");
  await row(operator, "alarm-1").getByText("engineer has it").waitFor({ state: "detached" });
  await operator.locator(".timeline").getByText("engineer declined the alarm.").waitFor(SOON);
});
