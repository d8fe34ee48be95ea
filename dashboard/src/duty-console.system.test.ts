import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import type { BudgetStanding, ChannelStanding, DeliveryStanding } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform } from "../../test/support/browser-platform.ts";
import { nightDutySite } from "../../test/support/night-duty.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const now = () => epochMs(Date.now());

async function open(
  setup: { readonly site?: Site; readonly user?: string; readonly window?: BrowserContextOptions } = {},
): Promise<{ page: Page; platform: BrowserPlatform }> {
  const platform = await startPlatform({ site: setup.site ?? nightDutySite() });
  const page = await openConsole(platform, { ...setup.window, user: setup.user });
  return { page, platform };
}

const sms = (over: Partial<ChannelStanding> = {}): ChannelStanding => ({
  channel: "sms",
  circuit: "closed",
  since: now(),
  healthy: true,
  detail: "connected",
  route: "first gateway",
  proves: "delivered",
  takesReplies: true,
  waiting: 0,
  ...over,
});
const budget = (over: Partial<BudgetStanding> = {}): BudgetStanding => ({
  channel: "sms",
  count: 50,
  per: hours(24),
  scope: "address",
  source: "provider's rule",
  used: 30,
  reserved: 10,
  address: "***01",
  ...over,
});

describe("on duty", () => {
  test("who is there now, who comes next, gaps and the week ahead, by the keyboard alone", async () => {
    const { page } = await open();
    await page.keyboard.press("6");
    const chemistry = page.locator('[data-duty="chemistry-on-call"]');
    await chemistry.getByText("No gap within a week.").waitFor(SOON);
    expect(await chemistry.innerText()).toMatch(/(Li Na|Wang Fang|Alex Smith)[\s\S]*until[\s\S]*then:/);
    const engineering = page.locator('[data-duty="engineering"]');
    expect(await engineering.locator("[data-gap]").count()).toBeGreaterThan(0);
    const week = page.locator('[data-week="chemistry-on-call"]');
    expect(await week.locator("tbody tr").count()).toBe(7);
    expect(await week.getByText("20:00–20:30").count()).toBe(7);
    expect(await week.getByText("20:30–24:00").count()).toBe(7);
    await page.keyboard.press("l");
    await page.getByRole("heading", { name: "当前值班" }).waitFor();
    await week.getByText("化学楼值班：未来一周").waitFor();
  });

  test("a site without rotas says how people are told instead", async () => {
    const { page } = await open({ site: nightDutySite({ rotas: [], routes: [] }) });
    await page.keyboard.press("6");
    await page.getByText("The site file names no rota.").waitFor(SOON);
  });
});

describe("people", () => {
  test("those not proven come first; a test is sent by the keyboard and followed until it is delivered", async () => {
    const { page, platform } = await open({ user: "engineer" });
    await page.keyboard.press("6");
    await page.getByRole("link", { name: "People", exact: true }).press("Enter");
    const wang = page.locator("[data-person=wang]");
    await page.getByText("of 7 are not proven reachable").waitFor(SOON);
    await wang.getByText("Unproven: nothing was ever delivered").first().waitFor();
    await wang.getByRole("button", { name: "Send a test Wang Fang, text message" }).press("Enter");
    await wang.getByText("on its way").waitFor(SOON);
    expect(platform.notifications.tested).toMatchObject([{ personId: "wang", channel: "sms", by: "engineer" }]);
    platform.notifications.settle("wang", "accepted");
    await wang.getByText("handed to the provider, no proof that it arrived").waitFor(SOON);
    platform.notifications.settle("wang", "delivered");
    await wang.getByText("Proven: delivered").waitFor(SOON);
    expect(await wang.getAttribute("data-reach")).toBe("partly");
    expect(await page.locator("[data-person]").last().getAttribute("data-person")).toBe("wang");
    expect(await page.content()).not.toMatch(/1380000|example\.org/);
  });

  test("an operator tests the security centre alone, and a refusal is said in words", async () => {
    const { page, platform } = await open();
    await page.goto(`${platform.url}/people`);
    await page.locator("[data-person=desk]").waitFor(SOON);
    expect(await page.getByRole("button", { name: /^Send a test/ }).count()).toBe(1);
    platform.notifications.refusal = "CONTACT_TEST_TOO_OFTEN";
    await page.getByRole("button", { name: /^Send a test/ }).click();
    await page.getByText("This address was sent a test within the last minute").waitFor();
  });

  test("what is not set up here is said, and offers no test", async () => {
    const { page, platform } = await open({ user: "engineer" });
    platform.notifications.channelsNow = [sms()];
    await page.goto(`${platform.url}/people`);
    const wang = page.locator("[data-person=wang]");
    await wang.locator("[data-standing=email]").getByText("Not set up: nobody is told this way").waitFor(SOON);
    expect(await wang.locator("[data-standing=email]").getByRole("button").count()).toBe(0);
    expect(await wang.locator("[data-standing=sms]").getByRole("button").count()).toBe(1);
  });

  test("in Chinese too", async () => {
    const { page, platform } = await open({ window: { locale: "zh-CN" } });
    await page.goto(`${platform.url}/people`);
    await page.getByText("7 人中有 7 人未验证可联系。").waitFor(SOON);
    await page.locator("[data-person=siren-1]").getByText("声光报警器").first().waitFor();
  });
});

describe("routes", () => {
  test("read as a ladder, and a notification is simulated without anything being sent", async () => {
    const { page, platform } = await open();
    await page.goto(`${platform.url}/routes`);
    const gas = page.locator('[data-route="gas"]');
    await gas.getByText("For life safety · night").waitFor(SOON);
    expect(await gas.locator("[data-step]").count()).toBe(3);
    expect(await gas.locator("[data-step=second]").innerText()).toContain("Told again every 5 min, 2 times.");
    await page.locator('[data-route="plain"]').getByText("For every alarm that no route above is for").waitFor();

    await page.getByLabel("Zone").selectOption("cabinet-17");
    await page.getByLabel("What kind").selectOption("life-safety");
    await page.getByLabel("Priority").selectOption("critical");
    await page.getByLabel("Raised at (UTC+08:00)").fill("2026-11-22T23:00:00");
    await page.keyboard.press("Enter");
    await page.getByText("Route: Gas and fire").waitFor(SOON);
    const first = page.locator("[data-preview-step=first]");
    expect(await first.innerText()).toMatch(/23:00:00[\s\S]*At once[\s\S]*Wang Fang, on duty:\s+text message, then e-mail/);
    expect(await page.locator("[data-preview-step=nobody-reached]").innerText()).toContain("Siren, hall 1");
    expect(await gas.innerText()).toContain("taken by the simulated alarm");
    await page.getByLabel("Priority").selectOption("low");
    await page.getByRole("button", { name: "Who would be told?" }).press("Enter");
    await page.locator("[data-screen-only]").waitFor(SOON);
    expect(platform.notifications.tested).toEqual([]);
  });
});

describe("a route is tried", () => {
  test("by the keyboard, for a zone, and what becomes of each person's test is followed", async () => {
    const { page, platform } = await open({ user: "engineer" });
    platform.notifications.channelsNow = [sms()];
    await page.goto(`${platform.url}/routes`);
    const plain = page.locator('[data-route="plain"]');
    await plain.getByRole("button", { name: "Test this route" }).press("Enter");
    await plain.getByText("Everybody it would tell now is sent one test").waitFor(SOON);
    await plain.getByLabel("Of which zone").selectOption("cabinet-17");
    await plain.getByRole("button", { name: "Send the tests" }).press("Enter");
    const wang = plain.locator("[data-route-test=wang]");
    await wang.getByText("on its way").waitFor(SOON);
    expect(platform.notifications.tested).toContainEqual(expect.objectContaining({ personId: "smith", channel: "sms", routeId: "plain" }));
    platform.notifications.settle("wang", "delivered");
    platform.notifications.settle("smith", "failed");
    await wang.getByText("delivered").waitFor(SOON);
    await plain.locator("[data-route-test=smith].failed").waitFor(SOON);
    expect(await page.content()).not.toMatch(/1380000|example\.org/);
    platform.notifications.refusal = "CONTACT_TEST_TOO_OFTEN";
    await plain.getByRole("button", { name: "Send the tests" }).press("Enter");
    await wang.getByText("not sent. This address was sent a test within the last minute").waitFor(SOON);
  });

  test("not by an operator, who is offered none", async () => {
    const { page, platform } = await open();
    await page.goto(`${platform.url}/routes`);
    await page.locator('[data-route="plain"]').waitFor(SOON);
    expect(await page.getByRole("button", { name: /^Test this route/ }).count()).toBe(0);
  });
});

test("an alarm's row says how far it has come to people, each by a shape and words, and then who has it", async () => {
  const { page, platform } = await open();
  platform.notifications.tell("alarm-1", { reach: "waiting" });
  platform.desk.raise(gasAlarm({ raisedAt: now(), raisedReceivedAt: now() }));
  const row = page.locator('[data-alarm="alarm-1"]');
  const shapes = new Set<string | null>();
  for (const [reach, words] of [
    ["waiting", "nobody told yet; next: Wang Fang"],
    ["accepted", "Wang Fang +2 told, no proof of delivery"],
    ["delivered", "Wang Fang +2: delivered, no answer yet"],
  ] as const) {
    platform.notifications.tell("alarm-1", { reach, personId: "wang", others: 2 });
    await row.locator(`[data-reach=${reach}]`).getByText(words).waitFor(SOON);
    shapes.add(await row.locator("[data-reach] path").getAttribute("d"));
  }
  expect(shapes.size).toBe(3);
  await row.getByRole("button", { name: /^Acknowledge/ }).click();
  await row.locator("[data-reach]").waitFor({ state: "detached", ...SOON });
  await row.getByText("by operator").waitFor(SOON);
});

describe("channels", () => {
  test("follow by themselves, and a budget says in words what is left and for what", async () => {
    const { page, platform } = await open();
    platform.notifications.channelsNow = [sms()];
    platform.notifications.budgetsNow = [
      budget(),
      budget({ channel: "dingtalk", count: 20, per: minutes(1), used: 20, reserved: 4, lockout: minutes(10) }),
    ];
    await page.goto(`${platform.url}/channels`);
    const row = page.locator('[data-channel="sms"]');
    await row.getByText("Works").waitFor(SOON);
    await page.locator('[data-budget="sms"]').getByText("30 of 50 used in 1 d").waitFor();
    await page.locator('[data-budget="sms"]').getByText("10 left for anything, 10 more for life safety alone.").waitFor();
    await page.locator('[data-budget="dingtalk"]').getByText("Who sends more is not served for 10 min.").waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    platform.notifications.channelsNow = [sms({ circuit: "open", healthy: false, detail: "no answer", route: "second gateway" })];
    await row.getByText("Fails: left alone, tried again soon").waitFor(SOON);
    await row.getByText("by second gateway").waitFor();
    expect(asked.filter((url) => url.endsWith("/channels"))).toEqual([]);
  });
});

describe("the desk is asked for presence", () => {
  const ask = (platform: BrowserPlatform, id = "p1"): void => {
    platform.desk.raise(gasAlarm({ raisedAt: now(), raisedReceivedAt: now() }));
    platform.notifications.presenceNow = { id, askedAt: now(), answerBy: plus(now(), minutes(2)), alarmIds: ["alarm-1"] };
  };
  const banner = (page: Page) => page.locator("[data-presence]");

  test("on every page, above it, with the time that is left; Enter answers, and the focus is given back", async () => {
    const { page, platform } = await open();
    await page.keyboard.press("6");
    const tab = page.getByRole("link", { name: "Routes", exact: true });
    await tab.focus();
    ask(platform);
    await banner(page).getByText("Is anybody at the desk?").waitFor(SOON);
    expect(await banner(page).innerText()).toMatch(/Solvent vapour high-high \(K7QF\)[\s\S]*(?:1 min \d+|2 min 0) s/);
    await page.keyboard.press("Enter");
    await banner(page).waitFor({ state: "detached", ...SOON });
    expect(platform.notifications.answeredBy).toEqual(["operator"]);
    await expect.poll(() => tab.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("the alarm list stays in sight below and is answered while it asks; somebody who types is not disturbed", async () => {
    const { page, platform } = await open({ window: { viewport: { width: 390, height: 844 } } });
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "AB23", raisedAt: now() }));
    await page.locator('[data-alarm="alarm-2"]').click();
    await page.keyboard.press("c");
    await page.keyboard.type("on my ");
    ask(platform);
    await banner(page).waitFor(SOON);
    await page.keyboard.type("way");
    await page.keyboard.press("Enter");
    await page.locator(".timeline").getByText("on my way").waitFor(SOON);
    expect(platform.notifications.answeredBy).toEqual([]);
    await page
      .getByRole("button", { name: /^Close/ })
      .first()
      .click();
    const list = await page.locator('[data-alarm="alarm-1"]').boundingBox();
    const above = await banner(page).boundingBox();
    expect(list?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
    await page
      .locator('[data-alarm="alarm-1"]')
      .getByRole("button", { name: /^Acknowledge/ })
      .click();
    await page.locator('[data-alarm="alarm-1"]').getByText("Acknowledged", { exact: true }).waitFor(SOON);
    await page.getByRole("button", { name: /^I am here/ }).press("Space");
    await banner(page).waitFor({ state: "detached", ...SOON });
    expect(platform.notifications.answeredBy).toEqual(["operator"]);
  });

  test("when the time is over it says so, and an answer still counts", async () => {
    const { page, platform } = await open({ window: { locale: "zh-CN" } });
    ask(platform);
    platform.notifications.presenceNow = {
      id: "p1",
      askedAt: epochMs(now() - 200_000),
      answerBy: epochMs(now() - 80_000),
      alarmIds: ["alarm-1"],
    };
    await banner(page).getByText("现在应答仍然有效").waitFor(SOON);
    await page.getByRole("button", { name: /^我在/ }).click();
    await banner(page).waitFor({ state: "detached", ...SOON });
  });

  test("an engineer sees that the desk is asked and is offered no answer", async () => {
    const { page, platform } = await open({ user: "engineer" });
    ask(platform);
    await banner(page).getByText("Operators answer.").waitFor(SOON);
    await page.keyboard.press("Enter");
    expect(await banner(page).getByRole("button").count()).toBe(0);
    expect(platform.notifications.answeredBy).toEqual([]);
  });

  test("it is heard beside the alarm", async () => {
    const { page, platform } = await open();
    await page.evaluate(() => {
      const heard: number[] = [];
      Object.assign(globalThis, { heard });
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        heard.push(this.frequency.value);
        start.apply(this, when);
      };
    });
    await page.keyboard.press("2");
    ask(platform);
    const heard = () => page.evaluate(() => (globalThis as unknown as { heard: number[] }).heard);
    await expect.poll(heard, SOON).toContain(784);
    await expect.poll(heard, SOON).toContain(880);
  });
});

describe("an alarm", () => {
  const delivery = (over: Partial<DeliveryStanding>): DeliveryStanding => ({
    notificationId: "alarm-1:first:wang",
    kind: "alarm",
    step: "first",
    as: "on-duty",
    personId: "wang",
    channel: "email",
    dueAt: now(),
    state: "accepted",
    at: now(),
    ...over,
  });

  test("tells channel after channel who has it, with the proof, and the time to the first human", async () => {
    const { page, platform } = await open();
    const raisedAt = epochMs(now() - 125_000);
    platform.desk.raise(gasAlarm({ raisedAt, raisedReceivedAt: raisedAt }));
    platform.notifications.deliveriesOf.set("alarm-1", [
      delivery({ channel: "sms", state: "unproven" }),
      delivery({}),
      delivery({
        notificationId: "alarm-1:second:smith",
        as: "deputy",
        personId: "smith",
        channel: "sms",
        state: "waiting",
        dueAt: plus(now(), minutes(3)),
      }),
      delivery({
        notificationId: "alarm-1:nobody-reached:desk",
        as: "nobody-reached",
        personId: "desk",
        state: "failed",
        reason: "unreachable",
      }),
    ]);
    await page.locator('[data-alarm="alarm-1"]').click();
    const wang = page.locator(".told [data-person=wang]");
    await wang.locator("[data-told=unproven]").getByText("no proof in time").waitFor(SOON);
    expect(await wang.innerText()).toMatch(/Wang Fang, on duty\s+text message · no proof in time[\s\S]*e-mail · the provider took it/);
    await page.locator("[data-first-human=none]").getByText("No person has answered for 2 min").waitFor();
    expect(await page.locator(".told [data-told]").evaluateAll((lines) => lines.map((line) => line.getAttribute("data-told")))).toEqual([
      "unproven",
      "accepted",
      "waiting",
      "failed",
    ]);

    platform.notifications.deliveriesOf.set("alarm-1", [delivery({ state: "read" })]);
    const firstHuman = { at: plus(raisedAt, minutes(2)), by: "wang", through: "reply" } as const;
    platform.desk.raise({ ...gasAlarm({ raisedAt, raisedReceivedAt: raisedAt, firstHuman, version: 2 }) }, "reply-taken");
    await page.locator("[data-first-human=reply]").getByText("First human after 2 min 0 s: Wang Fang, by answering").waitFor(SOON);
    await page.locator("[data-told=read]").waitFor(SOON);
    await page.locator('[data-alarm="alarm-1"] [data-reached]').getByText("Wang Fang has it").waitFor();
    await page.keyboard.press("l");
    await page.locator("[data-first-human=reply]").getByText("2 分 0 秒 后首位人员获知：Wang Fang（回复消息）").waitFor(SOON);
  });
});

test("a browser in another zone reads and types times of the site, and is told their offset", async () => {
  const { page, platform } = await open({ window: { timezoneId: "America/New_York" } });
  const raisedAt = epochMs(Date.UTC(2026, 10, 22, 15, 58, 30));
  platform.desk.raise(gasAlarm({ raisedAt, raisedReceivedAt: raisedAt }));
  expect(await page.locator("header .clock").innerText()).toContain("UTC+08:00");
  await page.locator('[data-alarm="alarm-1"]').click();
  await page.locator(".detail dd").getByText("22 Nov 2026, 23:58:30").waitFor(SOON);
  await page.goto(`${platform.url}/routes`);
  const shanghai = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" }).format(now());
  const field = page.getByLabel("Raised at (UTC+08:00)");
  await field.waitFor(SOON);
  expect((await field.inputValue()).slice(0, "2026-11-22T23".length)).toBe(shanghai.replace(" ", "T").slice(0, "2026-11-22T23".length));
  await page.goto(`${platform.url}/journal`);
  expect(await page.getByRole("textbox", { name: "Day" }).or(page.locator("input[type=date]")).first().inputValue()).toBe(
    shanghai.slice(0, "2026-11-22".length),
  );
});

test.each([
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
])("at $width x $height no page about who is told runs off the side or has anything cut off, in either language", async (viewport) => {
  const { page, platform } = await open({ window: { viewport } });
  // More rows than a low window has room for beside the question.
  platform.notifications.budgetsNow = Array.from({ length: 6 }, () => budget());
  platform.notifications.presenceNow = { id: "p1", askedAt: now(), answerBy: plus(now(), minutes(2)), alarmIds: [] };
  for (const path of ["/duty", "/people", "/routes", "/channels"]) {
    await page.goto(`${platform.url}${path}`);
    await page.locator("#page-title").waitFor(SOON);
    await page.locator("main .frame > [role=status]").waitFor({ state: "detached", ...SOON });
    const nameless = await page
      .locator("main")
      .evaluate((main) =>
        [...main.querySelectorAll<HTMLInputElement>("a, button, input, select")]
          .filter((control) =>
            [control.textContent, control.ariaLabel, control.labels?.[0]?.textContent].every((name) => (name ?? "").trim() === ""),
          )
          .map((control) => control.outerHTML),
      );
    expect(nameless).toEqual([]);
    for (const _language of ["one", "other"]) {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
      // Only the page's own panel scrolls.
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(viewport.height);
      const cutOff = page
        .locator("main .frame > *")
        .evaluateAll((rows) => rows.filter((row) => row.scrollHeight > row.clientHeight + 1).length);
      expect(await cutOff).toBe(0);
      await page.keyboard.press("l");
    }
  }
});
