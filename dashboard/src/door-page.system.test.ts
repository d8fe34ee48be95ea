import { type BrowserContextOptions, devices } from "playwright-core";
import { PNG } from "pngjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { startCuttableWire } from "../../test/support/browser-chromium.ts";
import { consoleTests, SOON } from "../../test/support/browser-console.ts";
import { call } from "../../test/support/browser-api.ts";
import { type BrowserPlatform, signIn } from "../../test/support/browser-platform.ts";
import { unseenFocus, violationsOf } from "../../test/support/page-judge.ts";
import { LOOKS } from "../../test/support/pictured-console.ts";
import { differenceFromReviewed, POINT_TOLERANCE } from "../../test/support/reviewed-pictures.ts";
import { twoRooms } from "../../test/support/two-rooms.ts";

const PHONE: BrowserContextOptions = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, locale: "en-GB" };
const tests = consoleTests(PHONE);
const site = () => ({ ...twoRooms(), securityCentrePhone: "+861062780110" });

async function doorOf(platform: BrowserPlatform, zoneId: string): Promise<string> {
  const { token } = await signIn(platform.url, "operator");
  const { body } = await call(platform, "GET", "/api/v1/door-codes", { as: token });
  return body.doors.find((door: { zoneId: string }) => door.zoneId === zoneId).code;
}

test("somebody in danger calls for help at the door, follows it, and reads the answer of the security centre", async () => {
  const platform = await tests.startPlatform({ site: site() });
  const page = await tests.openWindow();
  await page.goto(`${platform.url}/r/${await doorOf(platform, "room-114")}`);
  await page.waitForSelector("[data-where]:has-text('Room 114')", SOON);
  expect(await page.locator("a[href^='tel:']").first().getAttribute("href")).toBe("tel:+861062780110");
  await page.check("[value=danger]");
  await page.fill("[name=words]", "smoke from the fume hood <script>alert(1)</script>");
  await page.click("button.send");
  await page.waitForSelector("[data-sent]:has-text('PR-1')", SOON);
  expect(platform.ledgers.publicReports().get(1)).toMatchObject({ kind: "danger", zoneId: "room-114", words: "", leftOut: true });
  expect(await page.textContent("[data-sent] [role=alert]")).toContain("were left out. Call and say");

  const desk = await tests.openConsole(platform, { viewport: { width: 1280, height: 720 }, path: "/safety/reports/1" });
  await desk.waitForSelector("[data-report='1']:has-text('What they wrote was left out')", SOON);
  await desk.fill("[data-report='1'] textarea", "The fire brigade is at the door");
  await desk.check("[data-report='1'] [type=checkbox]");
  await desk.click("[data-report='1'] form button");
  await desk.waitForSelector("[data-report='1']:has-text('Dealt with')", SOON);

  await page.click("[data-sent] a");
  await page.waitForSelector("[data-followed]:has-text('The fire brigade is at the door')", SOON);
  // Whoever follows a danger is in it: whom to call stands where it is followed too, once.
  expect(await page.locator("a[href^='tel:']").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
    "tel:+861062780110",
  ]);
  expect(await page.textContent("[data-followed]")).not.toContain("operator");
});

test("without a connection nothing is lost: it is sent again as the same report, in the other language, with its photo", async () => {
  let port = 0;
  const wire = await startCuttableWire(() => port);
  onTestFinished(() => wire.close());
  const platform = await tests.startPlatform({ site: site(), origins: [wire.url] });
  port = platform.dashboard.address.port;
  const page = await tests.openWindow();
  await page.goto(`${wire.url}/r/${await doorOf(platform, "room-220")}`);
  await page.click("header button");
  await page.waitForSelector("h1:has-text('报告隐患或险情')", SOON);
  await page.check("[value=risk]");
  await page.fill("[name=words]", "气瓶未固定<iframe src=x>");
  await page.click("button.send");
  await page.waitForSelector(".failure:has-text('填写内容含网页代码')", SOON);
  expect(platform.ledgers.publicReports().all()).toEqual([]);
  await page.fill("[name=words]", "气瓶未固定");
  await page.selectOption("[name=class]", "gas");
  await page.setInputFiles("[type=file]", {
    name: "a.png",
    mimeType: "image/png",
    buffer: PNG.sync.write(new PNG({ width: 64, height: 48 })),
  });
  await page.waitForSelector(".photo img", SOON);
  wire.cut();
  await page.click("button.send");
  await page.waitForSelector(".failure:has-text('未发出')", SOON);
  expect(await page.inputValue("[name=words]")).toBe("气瓶未固定");
  wire.heal();
  await page.click("button.send");
  await page.waitForSelector("[data-sent]", SOON);
  await expect.poll(() => platform.ledgers.publicReports().get(1)?.photos.length).toBe(1);
  expect(platform.ledgers.publicReports().all()).toHaveLength(1);
  expect(platform.ledgers.hazards().all()).toMatchObject([{ class: "gas", words: "气瓶未固定", origin: "report" }]);
});

test("a danger after a risk whose answer was lost is a danger of its own", async () => {
  const platform = await tests.startPlatform({ site: site() });
  const page = await tests.openWindow();
  await page.goto(`${platform.url}/r/${await doorOf(platform, "room-114")}`);
  await page.waitForSelector("[data-where]", SOON);
  let isLost = true;
  await page.route(/\/public\/places\/\w+\/reports$/, async (route) => {
    if (!isLost) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.check("[value=risk]");
  await page.fill("[name=words]", "it smells of gas");
  await page.click("button.send");
  await page.waitForSelector(".failure:has-text('not sent')", SOON);
  isLost = false;
  await page.check("[value=danger]");
  await page.click("button.send");
  await page.waitForSelector("[data-sent]:has-text('PR-2')", SOON);
  expect(platform.ledgers.publicReports().all()).toMatchObject([{ kind: "risk" }, { kind: "danger", words: "it smells of gas" }]);
});

test.each([
  { locale: "en-GB", away: "Report all the same", sent: "The security centre has it", again: "Look again" },
  { locale: "zh-CN", away: "仍可报告", sent: "安全中心已收到", again: "刷新" },
])("where it cannot be told what place this is, a danger is reported and the centre called all the same: $locale", async (words) => {
  const platform = await tests.startPlatform({ site: site() });
  const door = await doorOf(platform, "room-114");
  const page = await tests.openWindow({ locale: words.locale });
  let isAway = true;
  await page.route(/\/public\/places\/\w+$/, (route) => (isAway ? route.fulfill({ status: 503 }) : route.continue()));
  // What is in the page itself, before anything of it has run.
  expect(await (await page.request.get(`${platform.url}/r/${door}`)).text()).toContain('<a href="tel:+861062780110">');
  await page.goto(`${platform.url}/r/${door}`);
  await page.waitForSelector(`[data-away]:has-text('${words.away}')`, SOON);
  expect(await page.locator("a[href^='tel:']").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
    "tel:+861062780110",
  ]);
  await page.check("[value=danger]");
  isAway = false;
  await page.click(`[data-again]:has-text('${words.again}')`);
  await page.waitForSelector("[data-where]:has-text('114')", SOON);
  expect(await page.isChecked("[value=danger]")).toBe(true);
  isAway = true;
  await page.reload();
  await page.waitForSelector("[data-away]", SOON);
  await page.check("[value=danger]");
  await page.click("button.send");
  await page.waitForSelector(`[data-sent]:has-text('${words.sent}')`, SOON);
  expect(platform.ledgers.publicReports().get(1)).toMatchObject({ kind: "danger", zoneId: "room-114" });
});

test("a code of no door says so and leaves the way to the telephone open", async () => {
  const platform = await tests.startPlatform({ site: site() });
  const page = await tests.openWindow();
  await page.goto(`${platform.url}/r/AAAAAAAAAA`);
  await page.waitForSelector("[role=alert]:has-text('no door of this site')", SOON);
  await page.goto(`${platform.url}/r/follow#AAAAAAAAAAAAAAAAAAAAAA`);
  await page.waitForSelector("[role=alert]:has-text('no report for this link')", SOON);
});

describe.each(LOOKS.filter(({ size }) => size === "phone"))("on a phone, $language by $scheme", ({ name, language, scheme }) => {
  test.each(["risk", "danger"] as const)("the page at a door is as it was looked at, and nobody is kept from it: %s", async (kind) => {
    const platform = await tests.startPlatform({ site: site() });
    const page = await tests.openWindow({
      locale: language === "en" ? "en-GB" : "zh-CN",
      colorScheme: scheme,
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 1,
      reducedMotion: "reduce",
    });
    await page.goto(`${platform.url}/r/${await doorOf(platform, "room-114")}`);
    await page.check(`[value=${kind}]`, SOON);
    await page.waitForSelector("button.send", SOON);
    expect(await violationsOf(page)).toEqual([]);
    expect(await unseenFocus(page)).toEqual([]);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    expect(differenceFromReviewed(`door/${kind}-${name}`, await page.screenshot({ fullPage: true }))).toBeLessThanOrEqual(POINT_TOLERANCE);
  });
});
