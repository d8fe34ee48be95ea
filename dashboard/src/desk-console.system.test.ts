import { epochMs, minutes } from "@labcanary/domain/basics";
import type { ShiftDesk } from "@labcanary/domain/ports";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { signInByCookie, signInByHand, startCuttableWire } from "../../test/support/browser-chromium.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, PASSWORD, type PlatformSetup } from "../../test/support/browser-platform.ts";
import { startAlerting } from "../../test/support/kannel-alerting.ts";

const { startPlatform, openWindow } = consoleTests(DESK);

const recent = () => epochMs(Date.now() - 60_000);
const USERS = { mei: "operator", li: "operator", insp: "inspector" } as const;

async function start(setup: Partial<PlatformSetup> = {}): Promise<BrowserPlatform> {
  return startPlatform({ users: USERS, ...setup });
}

async function open({ url }: { readonly url: string }, path: string, user = "mei", window: BrowserContextOptions = {}): Promise<Page> {
  const page = await openWindow(window);
  await signInByCookie(page, url, user, path);
  await page.locator("[data-page=loading]").waitFor({ state: "detached" });
  return page;
}

const soundOf = (page: Page) => page.locator("[data-sound]").getAttribute("data-sound");
const kinds = ({ desk }: BrowserPlatform) => desk.entries.map(({ kind }) => kind);

/** Counts the tones a page plays, and keeps the sound in the test's hands. */
async function listen(page: Page): Promise<{ tones(): Promise<number>; contextOf(work: "suspend" | "resume"): Promise<void> }> {
  await page.addInitScript(() => {
    const heard = globalThis as unknown as { tones: number; sound: AudioContext };
    heard.tones = 0;
    const Real = AudioContext;
    globalThis.AudioContext = class extends Real {
      constructor() {
        super();
        heard.sound = this;
      }
    };
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
      heard.tones += 1;
      begin.apply(this, at);
    };
  });
  return {
    tones: () => page.evaluate(() => (globalThis as unknown as { tones: number }).tones),
    contextOf: (work) => page.evaluate((name) => (globalThis as unknown as { sound: AudioContext }).sound[name](), work),
  };
}

describe("sound", () => {
  test("blocked is said before any alarm; allowed, the alarm that stands is heard at once, until it is acknowledged", async () => {
    const platform = await start();
    const page = await openWindow();
    const ear = await listen(page);
    await signInByHand(page, platform.url, "mei");
    // What was done on the page before does not count for this one.
    await page.goto(`${platform.url}/`);
    await expect.poll(() => soundOf(page), SOON).toBe("blocked");
    platform.desk.raise(gasAlarm({ raisedAt: recent(), lifeSafety: true }));
    await page.locator("[data-alarm=alarm-1]").waitFor(SOON);
    expect(await ear.tones()).toBe(0);
    await page.keyboard.press("j");
    await expect.poll(() => ear.tones(), SOON).toBeGreaterThan(0);
    expect(await soundOf(page)).toBe("untested");
    await page.keyboard.press("a");
    await page.locator("[data-alarm=alarm-1]").getByText("Acknowledged", { exact: true }).waitFor(SOON);
    const before = await ear.tones();
    // Longer than the pattern's round.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2200)));
    expect(await ear.tones()).toBe(before);

    await ear.contextOf("suspend");
    await page.getByText("Sound is blocked").waitFor(SOON);
    await ear.contextOf("resume");
    await expect.poll(() => soundOf(page), SOON).toBe("untested");
  });

  test("a browser started to let every page sound is not blocked", async () => {
    const { chromium } = await import("playwright-core");
    const allowing = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
    });
    onTestFinished(() => allowing.close());
    const platform = await start();
    const page = await (await allowing.newContext()).newPage();
    await signInByHand(page, platform.url, "insp");
    await page.goto(`${platform.url}/wall`);
    await page.locator("[data-wall]").waitFor(SOON);
    await expect.poll(() => page.locator("[data-wall-sound]").count(), SOON).toBe(0);
  });

  test("silence is no acknowledgement: it is journaled, counted, and a new alarm ends it", async () => {
    const platform = await start();
    const page = await openWindow();
    const ear = await listen(page);
    await signInByHand(page, platform.url, "mei");
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await page.locator("[data-silence]").waitFor(SOON);
    await page.keyboard.press("m");
    await page.locator("[data-silenced='1']").waitFor(SOON);
    await expect.poll(() => kinds(platform), SOON).toContain("sound-silenced");
    expect(await page.locator("[data-alarm=alarm-1]").innerText()).toContain("Not acknowledged");
    const before = await ear.tones();
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "M2PX", raisedAt: recent() }));
    await page.locator("[data-silence]").waitFor(SOON);
    await expect.poll(() => ear.tones(), SOON).toBeGreaterThan(before);
    expect(kinds(platform)).not.toContain("acknowledged");
  });

  test("once a shift every sound is played and confirmed; an output that changed has to be heard anew", async () => {
    const platform = await start();
    const page = await openWindow();
    await page.addInitScript(() => {
      const outputs = globalThis as unknown as { outputs: number };
      outputs.outputs = 1;
      const device = (name: number) => ({ kind: "audiooutput", deviceId: `d${name}`, groupId: "", label: "" }) as MediaDeviceInfo;
      navigator.mediaDevices.enumerateDevices = async () => Array.from({ length: outputs.outputs }, (_, place) => device(place));
    });
    await signInByHand(page, platform.url, "mei");
    await page.keyboard.press("s");
    const sheet = page.getByRole("dialog", { name: "Sound" });
    await sheet.getByText("Not tested at this console since the shift began").waitFor(SOON);
    expect(await sheet.getByRole("button", { name: "I have heard all of them" }).isDisabled()).toBe(true);
    await sheet.getByLabel("This console is called").fill("Desk 1");
    await sheet.getByRole("button", { name: "Play all of them" }).click();
    await expect.poll(() => sheet.getByRole("button", { name: "I have heard all of them" }).isEnabled()).toBe(true);
    await sheet.getByRole("button", { name: "I have heard all of them" }).press("Enter");
    await sheet.locator("[data-heard-by=mei]").waitFor(SOON);
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "sound-tested",
      actor: "user:mei",
      detail: { console: "Desk 1", volume: 60 },
    });
    await expect.poll(() => soundOf(page), SOON).toBe("ready");
    const plug = (count: number) =>
      page.evaluate((outputs) => {
        (globalThis as unknown as { outputs: number }).outputs = outputs;
        navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
      }, count);
    await plug(0);
    await page.locator("[data-sound=no-output]").waitFor(SOON);
    await plug(1);
    await page.locator("[data-sound=untested]").waitFor(SOON);
  });
});

describe("shift hand-over", () => {
  async function signOver(page: Page, notes: string): Promise<void> {
    await page.getByLabel("For the next shift").fill(notes);
    await page.locator("[data-hand-over-sign]").press("Enter");
    await page.locator("[data-take-over]").waitFor(SOON);
  }
  async function takeOver(page: Page, user: string, password = PASSWORD): Promise<void> {
    await page.locator("[data-take-over] [name=username]").fill(user);
    await page.locator("[data-take-over] [name=password]").fill(password);
    await page.locator("[data-take-over] [name=password]").press("Enter");
  }

  test("two operators at one console: one signs what stands, the other takes over by their own password, an inspector reads it", async () => {
    const platform = await start();
    platform.desk.raise(gasAlarm({ raisedAt: recent(), lifeSafety: true }));
    const page = await open(platform, "/");
    await page.keyboard.press("o");
    await page.locator("[data-hand-over-alarm=alarm-1]").getByText("Life safety").waitFor(SOON);
    // It comes by itself.
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "M2PX", priority: "low", raisedAt: recent() }));
    await page.locator("[data-hand-over-alarm=alarm-2]").waitFor(SOON);
    expect(await page.locator("[data-count=unacknowledged] b").innerText()).toBe("2");
    await signOver(page, "Mind the fan of room 114");
    await page.locator("[data-hand-over-waiting=waiting]").getByText("mei handed the shift over").waitFor(SOON);

    await takeOver(page, "mei");
    await page.getByText("Somebody else than who handed over takes over.").waitFor(SOON);
    await takeOver(page, "li", "not the password at all");
    await page.getByText("User name or password is not right").waitFor(SOON);
    await takeOver(page, "li");
    await page.locator("[data-take-over]").waitFor({ state: "detached", ...SOON });
    await expect.poll(() => page.locator("[data-menu]").innerText(), SOON).toContain("li");
    await page.locator("[data-hand-over-sign]").getByText("Sign as li").waitFor(SOON);
    expect(platform.desk.entries.filter(({ kind }) => kind.startsWith("shift"))).toMatchObject([
      { kind: "shift-handed-over", actor: "user:mei", detail: { notes: "Mind the fan of room 114", alarms: ["alarm-1", "alarm-2"] } },
      { kind: "shift-taken-over", actor: "user:li", detail: { from: "mei" } },
    ]);
    // The feed goes on under the new session.
    platform.desk.command({ kind: "operator-command", id: "c1", verb: "acknowledge", alarmId: "alarm-1", by: "li" });
    await expect.poll(() => page.locator("[data-count=unacknowledged] b").innerText(), SOON).toBe("1");

    const inspector = await open(platform, "/hand-over", "insp");
    await inspector.locator("[data-past]").getByRole("link").click();
    await inspector.getByText("Mind the fan of room 114").waitFor(SOON);
    await inspector.locator("[data-hand-over-alarm=alarm-1]").getByText("Not acknowledged").waitFor();
    expect(await inspector.locator("[data-hand-over-sign], [data-take-over]").count()).toBe(0);
  });

  test("a list that has moved is not signed unread: it is shown anew", async () => {
    const platform = await start();
    const page = await open(platform, "/hand-over");
    await page.locator("[data-hand-over-sign]").waitFor(SOON);
    // The page learns of it too late.
    await page.route("**/api/v1/hand-overs", async (route) => {
      if (route.request().method() === "POST") platform.desk.raise(gasAlarm({ raisedAt: recent() }));
      await route.continue();
    });
    await page.locator("[data-hand-over-sign]").click();
    await page.getByText("The list has changed since you read it.").waitFor(SOON);
    await page.locator("[data-hand-over-alarm=alarm-1]").waitFor(SOON);
    expect(kinds(platform)).not.toContain("shift-handed-over");
  });

  test("what waits is there after a restart of what keeps it, is told on every console when its time is over, and in Chinese on a phone", async () => {
    const before = await startAlerting();
    let keeper: ShiftDesk = before.alerting;
    const shift: ShiftDesk = {
      shift: () => keeper.shift(),
      handOvers: (limit) => keeper.handOvers(limit),
      handOver: (id) => keeper.handOver(id),
      shiftCommand: (command) => keeper.shiftCommand(command),
      testSound: (report) => keeper.testSound(report),
    };
    const platform = await start({ shift });
    const page = await open(platform, "/hand-over", "mei", { locale: "zh-CN", viewport: { width: 390, height: 844 } });
    await page.getByLabel("给下一班的留言").fill("注意114室风机");
    await page.locator("[data-hand-over-sign]").click();
    await page.locator("[data-take-over]").waitFor(SOON);
    const after = await before.restart();
    keeper = after.alerting;
    await page.reload();
    await page.locator("[data-hand-over-waiting=waiting]").waitFor(SOON);
    after.clock.advance(minutes(31));
    await page.getByText("仍无人接班").waitFor(SOON);
    expect(after.alerting.journal({ limit: 10 }).map(({ kind }) => kind)).toContain("shift-not-taken-over");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await takeOver(page, "li");
    await page.locator("[data-hand-over-waiting]").waitFor({ state: "detached", ...SOON });
    expect(after.alerting.handOvers(1)).toMatchObject([{ by: "mei", takenOverBy: "li", isMissed: true, notes: "注意114室风机" }]);
  });
});

describe("the wall", () => {
  const WALL = { viewport: { width: 1920, height: 1080 } };

  test("quiet, alarms, quiet: it turns through buildings only while nothing stands, and says what has no room", async () => {
    const platform = await start();
    platform.board.put({ signal: "cab-17/vapour", value: 3.2, at: recent(), receivedAt: recent() });
    const page = await open(platform, "/wall", "insp", WALL);
    await page.locator("[data-wall=quiet]").getByText("All quiet").waitFor(SOON);
    await page.locator("[data-reading='cab-17/vapour']").getByText("3.2 %LEL").waitFor(SOON);
    await page.locator("footer").getByText("Nothing impaired").waitFor();
    for (let place = 1; place <= 6; place += 1)
      platform.desk.raise(gasAlarm({ id: `a${place}`, code: `A${place}AA`, priority: "low", raisedAt: recent() }));
    const test = "engineer";
    platform.desk.raise(gasAlarm({ id: "life", code: "LIFE", priority: "medium", lifeSafety: true, raisedAt: recent(), test }));
    await page.locator("[data-wall=alarms] [data-wall-alarm=life]").waitFor(SOON);
    // A test of an engineer's is told apart from across the room, and only that.
    expect(await page.locator("[data-wall-alarm] [data-test]").allInnerTexts()).toEqual(["Test"]);
    expect(await page.locator("[data-building]").count()).toBe(0);
    expect(await page.locator("[data-wall-alarm]").first().getAttribute("data-wall-alarm")).toBe("life");
    const shown = await page.locator("[data-wall-alarm]").count();
    expect(await page.locator("[data-beyond]").getAttribute("data-beyond")).toBe(String(7 - shown));
    // Every row that is shown is shown whole, in letters for five metres: at least 40 px of 1080.
    for (const box of await page.locator("[data-wall-alarm]").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom)))
      expect(box).toBeLessThanOrEqual((await page.locator("[data-beyond]").boundingBox())?.y ?? 0);
    expect(
      await page
        .locator("[data-wall-alarm] .where")
        .first()
        .evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize)),
    ).toBeGreaterThan(40);
    expect(await page.locator("main").evaluate((each) => getComputedStyle(each).cursor)).toBe("none");
    for (const { id } of platform.desk.list()) {
      platform.desk.clear(id);
      platform.desk.command({ kind: "operator-command", id: `ack-${id}`, verb: "acknowledge", alarmId: id, by: "mei" });
    }
    await page.locator("[data-wall=quiet] [data-building]").waitFor(SOON);
    platform.board.put({ signal: "cab-17/vapour", impairment: "silent" });
    await page.locator("[data-wall=concerns] [data-wall-concern=silent]").getByText("1 signal is silent").waitFor(SOON);
    await page.locator("[data-wall-room=room-114]").waitFor(SOON);
    expect(await page.locator("[data-building]").count()).toBe(0);
    platform.board.put({ signal: "cab-17/vapour", value: 3.2, at: recent(), receivedAt: recent() });
    await page.locator("[data-wall=quiet] [data-building]").waitFor(SOON);
    await page.keyboard.press("Escape");
    await page.locator("[data-section=alarms]").waitFor(SOON);
  });

  test("what it cannot prove lies under the overlay, in the wall's letters, and it comes back by itself", async () => {
    // The wire's address must be known to the dashboard before it starts, and the dashboard's port to the wire.
    let port = 0;
    const wire = await startCuttableWire(() => port);
    onTestFinished(() => wire.close());
    const platform = await start({ origins: [wire.url] });
    port = platform.dashboard.address.port;
    const page = await open(wire, "/wall?sound=off", "insp", WALL);
    await page.locator("[data-wall-sound=off]").waitFor(SOON);
    wire.freeze();
    const overlay = page.locator("[data-stale]");
    await overlay.waitFor({ timeout: 4000 });
    const covered = await page.evaluate(() => document.elementFromPoint(100, 100)?.closest("[data-stale]") !== null);
    expect(covered).toBe(true);
    expect(await overlay.locator("h1").evaluate((each) => Number.parseFloat(getComputedStyle(each).fontSize))).toBeGreaterThan(55);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    wire.heal();
    await overlay.waitFor({ state: "detached", timeout: 20_000 });
    await page.locator("[data-wall-alarm=alarm-1]").waitFor(SOON);
  });
});

describe("the sheet of keys", () => {
  type Seen = (page: Page, platform: BrowserPlatform) => Promise<unknown>;
  const goesTo =
    (path: string): Seen =>
    (page) =>
      page.waitForURL((url) => url.pathname === path, SOON);
  const chooses =
    (alarmId: string): Seen =>
    (page) =>
      page.locator(`[data-alarm=${alarmId}] [aria-pressed=true]`).waitFor(SOON);
  const journals =
    (kind: string): Seen =>
    (_page, platform) =>
      expect.poll(() => kinds(platform), SOON).toContain(kind);
  const opens =
    (name: string | RegExp): Seen =>
    (page) =>
      page.getByRole("dialog", { name }).waitFor(SOON);
  /** What can be seen of what the key does, by its name on the sheet. */
  const SEEN: Readonly<Record<string, Seen>> = {
    J: chooses("alarm-2"),
    "↓": chooses("alarm-2"),
    K: chooses("alarm-1"),
    "↑": chooses("alarm-1"),
    T: journals("attended"),
    A: journals("acknowledged"),
    R: journals("reset"),
    C: (page) => page.locator("textarea:focus").waitFor(SOON),
    S: opens("Sound"),
    "?": opens("Keys"),
    Esc: (page) => page.getByRole("dialog").waitFor({ state: "detached", ...SOON }),
    M: (page) => page.locator("[data-silenced]").waitFor(SOON),
    O: goesTo("/hand-over"),
    H: opens(/^Shelve/),
    G: opens(/^Give/),
    Y: journals("assignment-accepted"),
    N: opens(/^Decline/),
    E: opens(/cause/i),
    W: goesTo("/wall"),
    async L(page) {
      await page.locator("html[lang^=zh]").waitFor(SOON);
      await page.keyboard.press("l");
      await page.locator("html[lang^=en]").waitFor(SOON);
    },
    Enter: (_page, platform) => expect.poll(() => platform.notifications.answeredBy, SOON).toEqual(["mei"]),
  };
  const PRESSED: Readonly<Record<string, string>> = { "↓": "ArrowDown", "↑": "ArrowUp", Esc: "Escape", Enter: "Enter" };

  test("says every key there is, and each does what the sheet says", async () => {
    const platform = await start();
    const page = await open(platform, "/");
    const sheet = page.getByRole("dialog", { name: "Keys" });
    await page.keyboard.press("?");
    const said = await sheet.locator("dt kbd").allInnerTexts();
    const digits = said.filter((key) => /^\d$/.test(key));
    expect(digits.length).toBeGreaterThan(5);
    expect(said.filter((key) => !digits.includes(key)).sort()).toEqual(Object.keys(SEEN).sort());
    for (const digit of digits) {
      await page.keyboard.press(digit);
      const link = page.locator(`.rail a[aria-keyshortcuts="${digit}"]`);
      await expect.poll(() => link.getAttribute("aria-current"), SOON).toBe("page");
    }

    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "M2PX", priority: "low", raisedAt: recent() }));
    for (const [name, seen] of Object.entries(SEEN)) {
      // Whatever the key before has opened or left is closed again.
      if (name !== "Esc") for (let time = 0; time < 2; time += 1) await page.keyboard.press("Escape");
      await page.keyboard.press("1");
      if (name === "R")
        platform.desk.raise(gasAlarm({ raisedAt: recent(), version: 50, annunciation: "latched-acknowledged", conditionActive: false }));
      if (name === "R") await page.locator("[data-alarm=alarm-1]").getByText("Latched, to be reset").waitFor(SOON);
      if (name === "C") platform.desk.raise(gasAlarm({ raisedAt: recent(), version: 60 }));
      const assigned = { to: "mei", by: "li", at: recent() };
      if (name === "Y") platform.desk.raise(gasAlarm({ raisedAt: recent(), version: 70, assigned }));
      if (name === "N") platform.desk.raise(gasAlarm({ raisedAt: recent(), version: 80, assigned: { ...assigned, acceptedAt: recent() } }));
      if (name === "Y" || name === "N")
        await page
          .locator("[data-alarm=alarm-1]")
          .getByText(name === "Y" ? "Given to you" : "mei has it")
          .waitFor(SOON);
      if (name === "Enter")
        platform.notifications.presenceNow = { id: "p1", askedAt: recent(), answerBy: epochMs(Date.now() + 60_000), alarmIds: [] };
      if (name === "Enter") await page.locator("[data-presence]").waitFor(SOON);
      else if (name !== "Esc") await page.locator(`[data-alarm=${name === "K" || name === "↑" ? "alarm-2" : "alarm-1"}] .facts`).click();
      if (name === "E") {
        platform.desk.raise(
          gasAlarm({ raisedAt: recent(), version: 90, annunciation: "normal", conditionActive: false, endedAt: recent() }),
        );
        await page.getByRole("button", { name: /cause/i }).waitFor(SOON);
      }
      await page.keyboard.press(PRESSED[name] ?? name.toLowerCase());
      await seen(page, platform);
    }
  });
});
