import { epochMs } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { type CuttableWire, signInByHand, startCuttableWire } from "../../test/support/browser-chromium.ts";
import { consoleTests, rowOf, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, signIn } from "../../test/support/browser-platform.ts";
import { signal, testSite } from "../../test/support/site.ts";

const { startPlatform, openWindow, openConsole } = consoleTests();
const row = rowOf;
const headline = (page: Page) => page.locator("[data-headline]");
const overlay = (page: Page) => page.locator("[data-stale]");
const recent = () => epochMs(Date.now() - 5000);

describe("a quiet screen", () => {
  test.each([
    { because: "a signal is silent", spoil: (platform: BrowserPlatform) => platform.board.impair("silent", 1) },
    {
      because: "a part is down",
      spoil: (platform: BrowserPlatform) => {
        platform.health = platform.health.map((item) =>
          item.name === "history" ? { ...item, state: "down", detail: "unreachable" } : item,
        );
      },
    },
    {
      because: "the books do not balance",
      spoil: (platform: BrowserPlatform) => {
        platform.books = { ...platform.books, balanced: false };
      },
    },
    {
      because: "a notification is unaccounted for",
      spoil: (platform: BrowserPlatform) => {
        const { notices } = platform.alarmBooks;
        platform.alarmBooks = { ...platform.alarmBooks, notices: { ...notices, asked: notices.asked + 1 } };
      },
    },
  ])("is not called quiet when $because", async ({ spoil }) => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    await expect.poll(() => headline(page).getAttribute("data-headline"), SOON).toBe("quiet");
    spoil(platform);
    await expect.poll(() => headline(page).getAttribute("data-headline"), SOON).toBe("degraded");
  });
});

describe("the connection", () => {
  async function overWire(): Promise<{ platform: BrowserPlatform; wire: CuttableWire; page: Page }> {
    // The wire's address must be known to the dashboard before it starts, and the dashboard's port to the wire.
    let port = 0;
    const wire = await startCuttableWire(() => port);
    onTestFinished(() => wire.close());
    const platform = await startPlatform({ origins: [wire.url] });
    port = platform.dashboard.address.port;
    return { platform, wire, page: await openConsole(platform, { url: wire.url }) };
  }

  test("cut and healed leaves no gap: what happened meanwhile is there, and nothing that has ended", async () => {
    const { platform, wire, page } = await overWire();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    wire.cut();
    await overlay(page).waitFor();
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "AB23", raisedAt: recent() }));
    platform.desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "alarm-1", by: "another" });
    platform.desk.clear("alarm-1");
    wire.heal();
    await row(page, "alarm-2").waitFor();
    await overlay(page).waitFor({ state: "detached" });
    expect(await row(page, "alarm-1").count()).toBe(0);
    platform.desk.raise(gasAlarm({ id: "alarm-3", code: "CD45", raisedAt: recent() }));
    await row(page, "alarm-3").waitFor();
  });

  test("gone dead without a word, the screen says within 3 s that it is not current, over everything, and takes no command", async () => {
    const { platform, wire, page } = await overWire();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").click();
    const measured = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const from = performance.now();
          new MutationObserver((_changes, observer) => {
            if (document.querySelector("[data-stale]") === null) return;
            observer.disconnect();
            resolve(performance.now() - from);
          }).observe(document.body, { childList: true, subtree: true });
        }),
    );
    wire.freeze();
    expect(await measured).toBeLessThan(3000);
    expect(await overlay(page).innerText()).toContain("This screen is not current");
    const onTop = await page.evaluate(() => document.elementFromPoint(innerWidth - 40, 20)?.closest("[data-stale]") !== null);
    expect(onTop).toBe(true);
    await page.keyboard.press("a");
    expect(platform.desk.get("alarm-1")?.annunciation).toBe("unacknowledged");
    wire.heal();
    await overlay(page).waitFor({ state: "detached" });
  });

  test("a change that is lost on the way is noticed, said, and made good", async () => {
    const platform = await startPlatform();
    const page = await openWindow();
    let dropped = false;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (!dropped && String(message).includes('"change"')) dropped = true;
        else socket.send(message);
      });
    });
    await signInByHand(page, platform.url);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    expect(dropped).toBe(true);
    await page.getByText("Changes 1–1 were missed at").waitFor();
  });

  test("a session that ends takes the console to a screen that says so", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
    await overlay(page).getByText("The session has ended.").waitFor();
    await overlay(page).getByRole("link", { name: "Sign in" }).click();
    await page.waitForSelector("[name=password]");
  });
});

describe("signing in", () => {
  test("without a session the page tells nothing of the site", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openWindow();
    const told: string[] = [];
    page.on("response", async (response) => told.push(await response.text().catch(() => "")));
    page.on("websocket", () => told.push("a socket was opened"));
    await page.goto(`${platform.url}/signals/cab-17/vapour`);
    await page.waitForSelector("[name=password]");
    await page.waitForLoadState("networkidle");
    for (const secret of ["Cabinet 17", "K7QF", "Chemistry Building", "cab-17", "a socket was opened"])
      expect(told.join("\n")).not.toContain(secret);
  });

  test("a wrong password is said in words, and the language is chosen before", async () => {
    const platform = await startPlatform();
    const page = await openWindow();
    await page.goto(platform.url);
    await page.getByRole("button", { name: "中文" }).click();
    await page.fill("[name=username]", "operator");
    await page.fill("[name=password]", "not the password");
    await page.press("[name=password]", "Enter");
    await page.getByText("用户名或密码不正确。").waitFor();
  });

  test("a one-time link signs in, leaves no token in the address, and works once", async () => {
    const platform = await startPlatform();
    const link = platform.dashboard.issueOneTimeLink("operator");
    const page = await openWindow();
    await page.goto(link);
    await headline(page).waitFor();
    expect(page.url()).toBe(`${platform.url}/`);
    const second = await openWindow();
    await second.goto(link);
    await second.getByText("This link has been used").waitFor();
  });
});

describe("the page for everybody", () => {
  test("its first load is at most 120 kB, compressed as it is sent", async () => {
    const platform = await startPlatform();
    const page = await openWindow();
    const [name = "", value = ""] = (await signIn(platform.url)).cookie.split("=");
    await page.context().addCookies([{ name, value, url: platform.url }]);
    const sent: { readonly encoding: string; readonly bytes: number }[] = [];
    page.on("response", (response) => {
      const headers = response.headers();
      if (!response.url().includes("/api/"))
        sent.push({ encoding: headers["content-encoding"] ?? "none", bytes: Number(headers["content-length"]) });
    });
    await page.goto(platform.url, { waitUntil: "load" });
    await headline(page).waitFor();
    const total = sent.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sent.filter(({ encoding }) => encoding === "gzip").length).toBeGreaterThan(2);
    expect(total).toBeGreaterThan(30_000);
    expect(total).toBeLessThan(120_000);
  });

  test("switches between English and Chinese, alarms included, and remembers", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    expect(await page.title()).toBe("(1) Solvent vapour high-high · LabCanary");
    await page.locator("[data-menu]").click();
    await page.getByRole("button", { name: "中文" }).click();
    await page.keyboard.press("Escape");
    await row(page, "alarm-1").getByText("溶剂蒸气高高报").waitFor();
    expect(await headline(page).innerText()).toContain("1 个报警未确认");
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await page.reload();
    await row(page, "alarm-1").getByText("未确认", { exact: true }).waitFor();
  });

  test.each([
    { width: 1920, height: 1080 },
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
  ])("at $width x $height nothing runs off the side, and the way to acknowledge is in sight", async (viewport) => {
    const platform = await startPlatform();
    const page = await openConsole(platform, { viewport });
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const button = row(page, "alarm-1").getByRole("button", { name: /^Acknowledge/ });
    await button.waitFor();
    const box = await button.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
    for (const path of [
      "/",
      "/signals",
      "/signals/cab-17/vapour",
      "/try",
      "/try/cab-17/vapour",
      "/journal",
      "/journal/alarm-1",
      "/health",
    ]) {
      await page.goto(`${platform.url}${path}`);
      await headline(page).waitFor();
      await page.locator("[data-page=loading]").waitFor({ state: "detached" });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    }
  });

  test("every control has a name and shows where the focus is", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    const controls = await page.locator("a:visible, button:visible").count();
    for (let step = 0; step < controls; step += 1) {
      await page.keyboard.press("Tab");
      const focused = await page
        .locator(":focus")
        .evaluate((element) => ({ name: element.textContent?.trim(), outline: getComputedStyle(element).outlineStyle }));
      expect(focused?.name).not.toBe("");
      expect(focused?.outline).toBe("solid");
    }
  });

  test("sound: each priority can be tried, and a browser that blocks it is noticed", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    await page.keyboard.press("s");
    const sheet = page.getByRole("dialog", { name: "Sound" });
    for (const priority of ["Critical", "High", "Medium", "Low"]) await sheet.getByRole("button", { name: `Play: ${priority}` }).click();
    await expect.poll(() => page.locator("[data-sound]").getAttribute("data-sound"), SOON).toBe("untested");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });

    const silent = await openWindow();
    await silent.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, "state", { get: () => "suspended" });
    });
    await signInByHand(silent, platform.url);
    await silent.getByText("Sound is blocked").waitFor();
  });
});

describe("the journal", () => {
  const lines = (page: Page) => page.locator("[data-line]");

  test("has newest first who did what, when and where, and is narrowed by alarm, kind and person", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "AB23", priority: "low", raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor();
    await page.keyboard.press("3");
    await expect
      .poll(() => lines(page).evaluateAll((rows) => rows.map((line) => line.getAttribute("data-line"))), SOON)
      .toEqual(["acknowledged", "raised", "raised", "signed-in"]);
    const newest = await lines(page).first().innerText();
    for (const word of ["operator acknowledged the alarm.", "K7QF", "Solvent vapour high-high", "Cabinet 17"])
      expect(newest).toContain(word);

    await page.getByLabel("Alarm code").fill("ab");
    await expect.poll(() => lines(page).count(), SOON).toBe(1);
    await page.getByLabel("Alarm code").fill("");
    await page.getByRole("combobox", { name: "What" }).selectOption("raised");
    await expect.poll(() => lines(page).count(), SOON).toBe(2);
    await page.getByRole("combobox", { name: "What" }).selectOption("");
    await page.getByRole("combobox", { name: "Person" }).selectOption("user:operator");
    await expect.poll(() => lines(page).count(), SOON).toBe(2);
    await page.getByRole("combobox", { name: "Person" }).selectOption("");

    await page.getByRole("button", { name: "Previous day" }).click();
    await page.getByText("No line matches.").waitFor();
    await page.getByRole("button", { name: "Today" }).click();
    await expect.poll(() => lines(page).count(), SOON).toBe(4);
  });

  test("shows what is new by itself, and from an alarm its lines alone", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    await page.keyboard.press("3");
    await expect.poll(() => lines(page).count(), SOON).toBe(1);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await page.getByText("Alarm raised by the alarm rules").waitFor();
    await page.keyboard.press("1");
    await page.keyboard.press("j");
    await page.getByRole("link", { name: "In the journal" }).click();
    await page.getByText("Lines of this alarm").waitFor();
    await expect.poll(() => lines(page).count(), SOON).toBe(1);
    await page.keyboard.press("l");
    await page.getByText("报警规则触发报警").waitFor();
  });
});

describe("the health page", () => {
  test("shows each part and the books as they move, and to an engineer what was not taken", async () => {
    const rejects = () => [{ at: recent(), deviceId: "cab-17", topic: "t", code: "DECODE_JSON", detail: "not JSON", payload: "{oops" }];
    const platform = await startPlatform({ rejects });
    const [operator, engineer] = [await openConsole(platform), await openConsole(platform, { user: "engineer" })];
    for (const page of [operator, engineer]) await page.keyboard.press("4");
    await engineer.getByRole("cell", { name: "DECODE_JSON" }).waitFor();
    expect(await operator.getByText("DECODE_JSON").count()).toBe(0);

    platform.health = platform.health.map((item) => (item.name === "history" ? { ...item, state: "down", detail: "7 waiting" } : item));
    platform.books = { ...platform.books, waitingFrames: 7 };
    await operator.locator("[data-part=history]").getByText("7 waiting").waitFor();
    await expect.poll(() => operator.locator("[data-figure=waiting]").innerText(), SOON).toBe("7");
    await operator.getByText("The books balance").waitFor();
    platform.books = { ...platform.books, stored: 998, balanced: false };
    await operator.getByText("2 readings are unaccounted for").waitFor();
  });
});

describe("a signal's page", () => {
  test("is reached from the list, draws the readings, and moves with them", async () => {
    const platform = await startPlatform();
    const at = (secondsAgo: number) => epochMs(Date.now() - secondsAgo * 1000);
    platform.history.points = [60, 40, 20].map((ago) => ({
      signal: "cab-17/vapour",
      at: at(ago),
      tieBreak: 0,
      receivedAt: at(ago),
      value: ago / 10,
      quality: "good",
    }));
    const page = await openConsole(platform);
    await page.keyboard.press("2");
    await page.getByRole("link", { name: "Solvent vapour" }).click();
    const chart = page.getByRole("img", { name: /lowest 2 %LEL, highest 6 %LEL/ });
    await chart.waitFor();
    expect(await chart.locator("canvas").count()).toBe(1);
    platform.board.put({ signal: "cab-17/vapour", at: at(0), receivedAt: at(0), value: 15.5, quality: "good" });
    await page.locator("[data-reading]").getByText("15.5 %LEL").waitFor();
    await page.getByRole("img", { name: /highest 15.5 %LEL/ }).waitFor();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await page.getByRole("img", { name: /1 alarm$/ }).waitFor();
    await page.getByRole("button", { name: "24 h" }).click();
    await page.getByText("Lowest to highest").waitFor();
  });

  test("a history store that is away is said in words; the newest reading is still shown", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.history.away = true;
    await page.goto(`${platform.url}/signals/cab-17/vapour`);
    await page.getByText("The history store does not answer.").waitFor();
  });
});

describe("a door", () => {
  test("shows who was at it in the range, by name, beside its chart", async () => {
    const { substance: _substance, ...plain } = signal();
    const door = {
      ...plain,
      key: "cab-17/door",
      name: "door",
      quantity: "door",
      unit: "state",
      states: ["closed", "open"],
      rules: [],
    } as const;
    const event = { deviceId: "cab-17", kind: "badge", receivedAt: recent(), historical: false } as const;
    const events = [
      { ...event, id: "a", at: recent(), person: "wang", granted: true },
      { ...event, id: "b", at: recent(), unknownBadge: true, granted: false, door: "door" },
      { ...event, id: "c", at: recent(), person: "smith", door: "window" },
    ] as const;
    const site = testSite({ signals: [door] });
    const platform = await startPlatform({ site, accessLog: { events: ({ deviceId }) => (deviceId === "cab-17" ? events : []) } });
    const page = await openConsole(platform, { path: "/signals/cab-17/door" });
    const list = page.locator("[data-access]");
    await list.getByText("Wang Fang was let in").waitFor(SOON);
    await list.getByText("An unknown badge was not let in").waitFor(SOON);
    expect(await list.getByText("Alex Smith").count()).toBe(0);
  });

  test("is silent about it where nobody keeps events", async () => {
    const { substance: _substance, ...plain } = signal();
    const door = {
      ...plain,
      key: "cab-17/door",
      name: "door",
      quantity: "door",
      unit: "state",
      states: ["closed", "open"],
      rules: [],
    } as const;
    const platform = await startPlatform({ site: testSite({ signals: [door] }) });
    const page = await openConsole(platform);
    const asked = page.waitForResponse((response) => response.url().includes("access-events"));
    await page.goto(`${platform.url}/signals/cab-17/door`);
    expect((await asked).status()).toBe(404);
    await page.getByText("No alarms in this range.").waitFor(SOON);
    expect(await page.locator("[data-access]").count()).toBe(0);
  });
});
