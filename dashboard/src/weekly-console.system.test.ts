import { days, epochMs, milliseconds, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { consoleTests, goTo, SOON } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";
import { reportedWeeks } from "../../test/support/reported-weeks.ts";
import { testSite } from "../../test/support/site.ts";

const { startPlatform, openConsole } = consoleTests();
const users = { wang: "responsible-person", li: "safety-officer" } as const;
const SYNTHESIS = { en: "Organic Synthesis", zh: "有机合成" };
const MADE_AT = epochMs(Date.UTC(2026, 10, 22, 22));

const REVIEWED_AT = epochMs(Date.UTC(2027, 0, 8));
const FACTS = {
  minimum: 0.95,
  rooms: [
    {
      zoneId: "cabinet-17",
      room: { en: "Cabinet 17", zh: "17号柜" },
      from: MADE_AT,
      available: 0.9412,
      unavailable: milliseconds(9_000_000),
    },
  ],
  unproven: [{ zoneId: "cabinet-17", signal: "cab-17/vapour", gap: "time-over", since: MADE_AT }],
} as const;

/** Wang answers for the building, which is of organic synthesis; Li is of biology. */
function site() {
  const { zones, people, ...others } = testSite();
  return {
    ...others,
    timeZone: "Asia/Shanghai",
    zones: zones.map((zone) => ({ ...zone, responsible: "wang", department: SYNTHESIS })),
    people: [...people, { id: "li", name: "Li", language: "zh" as const, department: { en: "Biology", zh: "生物系" } }],
  };
}

test("one of the department reads a week and what each figure was counted from, and may not sign; one of another signs it, on a phone", async () => {
  const platform = await startPlatform({ clock: createRealClock(), site: site(), users });
  const { ledgers, desk } = platform;
  for (const line of reportedWeeks(epochMs(Date.UTC(2026, 10, 22, 2)))) {
    ledgers.reportLines.push(line);
    desk.note(line.alarmId ?? "", line.kind as never, line.actor, line.detail);
  }
  ledgers.makeReport(MADE_AT, { zoneId: "chemistry" });
  ledgers.makeReport(MADE_AT, { zoneId: "chemistry", department: SYNTHESIS, zones: ["cabinet-17"] });
  ledgers.makeYear(REVIEWED_AT, { zoneId: "chemistry", department: SYNTHESIS, zones: ["cabinet-17"] }, FACTS);

  const own = await openConsole(platform, { user: "wang" });
  await goTo(own, "/safety/weekly");
  await own.locator("[data-report='2']").click();
  const report = own.locator("[data-weekly-report='2']");
  await report.getByText("8 alarms were put before people: 4 critical, 0 high, 3 medium, 1 low; the week before 6.").waitFor(SOON);
  await report.locator("[data-figure=alarms] button").click();
  const lines = report.locator("[data-lines] [data-line]");
  await lines.nth(7).waitFor(SOON);
  expect(await lines.count()).toBe(8);
  await report.locator("[data-figure=alarms] button").click();
  await report.locator("[data-source='0'] button").click();
  await lines.nth(3).waitFor(SOON);
  await report.locator("[data-may-not]").getByText("Somebody of a different one must sign").waitFor(SOON);
  expect(await report.locator("form").count()).toBe(0);
  // A week of which nothing is known is no nought.
  expect(await report.locator("[data-figure=alarms] [role=img]").getAttribute("aria-label")).toBe(
    "Week of 2026-10-19: not known; Week of 2026-10-26: 7; Week of 2026-11-02: 9; Week of 2026-11-09: 6",
  );
  await report.locator("[data-recount]").click();
  await report.locator("[data-proof=same]").waitFor(SOON);
  await own.emulateMedia({ media: "print" });
  expect(await own.locator("[data-csv], .console > header, nav").filter({ visible: true }).count()).toBe(0);
  expect(await report.locator("[data-figure=days-kept]").isVisible()).toBe(true);
  await own.emulateMedia({ media: null });

  // The review of the year: as the week's, month by month, with rooms; from the link of an alarm, too, which knows no kinds of reports.
  await goTo(own, "/safety/yearly");
  await own.locator("[data-yearly]").getByText("1 review, 1 not reviewed").waitFor(SOON);
  await goTo(own, "/safety/weekly/3");
  const year = own.locator("[data-yearly-report='3']");
  await year.getByText("YR-3").waitFor(SOON);
  await year.getByText("The journal began on 2026-10-26: of 2026 before that nothing is known.").waitFor(SOON);
  expect(await year.locator("[data-figure=alarms] [role=img]").getAttribute("aria-label")).toContain(
    "2026-09: not known; 2026-10: 7; 2026-11: 23; 2026-12: not known",
  );
  expect(await year.locator("[data-room]").innerText()).toContain("94.12 %");
  // What no line says leads to the record it is from, and counting again says that it was not looked at.
  await year.locator("[data-recount]").click();
  await year.locator("[data-proof=same]").getByText("Not counted again").waitFor(SOON);
  const record = await year.locator("[data-room] a").getAttribute("href");
  expect(record).toMatch(/^\/availability\?from=2026-\d\d-.*&to=.*&room=\w/);
  await year.locator("[data-figure=hazards-filed] button").click();
  await year.locator("[data-lines] [data-line]").nth(9).waitFor(SOON);
  await own.emulateMedia({ media: "print" });
  expect(await own.locator("[data-csv], .console > header, nav").filter({ visible: true }).count()).toBe(0);
  expect(await own.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  await own.emulateMedia({ media: null });
  await own.setViewportSize({ width: 390, height: 844 });
  expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await own.setViewportSize({ width: 1280, height: 720 });
  await goTo(own, "/safety/weekly/2");

  const other = await openConsole(platform, { user: "li", locale: "zh-CN" });
  await other.setViewportSize({ width: 390, height: 844 });
  await goTo(other, "/safety/weekly/2");
  const form = other.locator("[data-weekly-report] form");
  await form.locator("[name=words]").fill("请加强通风");
  await form.locator("[name=password]").fill("wrong");
  await form.getByRole("button", { name: "签字确认已审阅" }).click();
  await form.getByRole("alert").waitFor(SOON);
  await form.locator("[name=password]").fill(PASSWORD);
  await form.getByRole("button", { name: "签字确认已审阅" }).click();
  await other.locator("[data-signed]").getByText("请加强通风").waitFor(SOON);
  expect(await form.count()).toBe(0);
  expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(ledgers.reports().get(2)?.signed).toMatchObject({ by: "user:li", meaning: "reviewed", words: "请加强通风" });
  // Whoever looks at it elsewhere sees it at once.
  await report.locator("[data-signed]").getByText("Reviewed and signed by li").waitFor(SOON);
});

test("a report that a clock ahead made is shown as void: nobody signs it, or counts it again", async () => {
  const clock = createRealClock();
  const platform = await startPlatform({ clock, site: site(), users });
  const { ledgers } = platform;
  ledgers.makeReport(plus(clock.now(), days(30)), { zoneId: "chemistry" });
  const page = await openConsole(platform, { user: "li" });
  await goTo(page, "/safety/weekly/1");
  const report = page.locator("[data-weekly-report='1']");
  await report.locator("[data-recount]").waitFor(SOON);
  await report.locator("form").waitFor(SOON);
  expect(ledgers.reports().carryOut({ id: "v", actor: "system", number: 1, order: { verb: "void" } })).toMatchObject({ ok: true });
  await report.locator("[data-void]").waitFor(SOON);
  expect(await report.locator("form, [data-recount]").count()).toBe(0);
});
