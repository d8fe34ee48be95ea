import { epochMs, hours, plus } from "@labcanary/domain/basics";
import { createUserDirectory, ROLES, type Role } from "@labcanary/dashboard";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { call } from "../../test/support/browser-api.ts";
import { consoleTests, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, signIn } from "../../test/support/browser-platform.ts";
import { createMemorySiteChanges, siteProposal } from "../../test/support/browser-site-change.ts";
import { alarmElsewhere, alarmOfPlatform, OF_THE_OTHER_ROOM, twoRooms } from "../../test/support/two-rooms.ts";

const tests = consoleTests({ viewport: { width: 1600, height: 1000 } });

const LIMITED = "operator-114";
const RECORD = '[data-out-of-service-signal="cab-17/vapour"]';

async function startPlatform(): Promise<BrowserPlatform> {
  const platform = await tests.startPlatform({
    site: twoRooms(),
    siteChanges: createMemorySiteChanges(siteProposal()),
    rejects: () => [],
    users: {
      ...(Object.fromEntries(ROLES.map((role) => [role, role])) as Record<Role, Role>),
      [LIMITED]: "operator",
      proposer: "operator",
    },
    zones: { [LIMITED]: ["room-114"] },
  });
  platform.desk.raise(gasAlarm());
  platform.desk.raise(alarmElsewhere());
  platform.desk.raise(alarmOfPlatform());
  for (const signal of ["cab-17/vapour", "cab-22/vapour"]) {
    const until = plus(epochMs(Date.now()), hours(4));
    const proposal = { kind: "service-command", id: signal, verb: "propose", signal, by: "proposer" } as const;
    expect(platform.desk.serviceCommand({ ...proposal, until, reason: "repair", measure: "rounds" }).ok).toBe(true);
  }
  return platform;
}

const open = (platform: BrowserPlatform, user: string, over: BrowserContextOptions = {}): Promise<Page> =>
  tests.openConsole(platform, { ...over, user });

/** What is there to be pressed or read, on which page, and the request behind it. */
const DOES = {
  acknowledge: { on: "/", shows: ".actions button:has-text('Acknowledge')", asks: ["POST", "alarms/alarm-1/acknowledge", {}] },
  attend: { on: "/", shows: ".actions button:has-text('On my way')", asks: ["POST", "alarms/alarm-1/attend", {}] },
  shelve: {
    on: "/",
    shows: ".actions button:has-text('Shelve')",
    asks: ["POST", "alarms/alarm-1/shelve", { reason: "repair", minutes: 5 }],
  },
  comment: { on: "/", shows: ".comment textarea", asks: ["POST", "alarms/alarm-1/comment", { comment: "seen" }] },
  approve: {
    on: "/signals",
    shows: `${RECORD} button:has-text('Approve')`,
    asks: ["POST", "signals/cab-17/vapour/out-of-service/approve", { proposal: "none" }],
  },
  withdraw: { on: "/signals", shows: `${RECORD} button:has-text('Withdraw')`, asks: ["POST", "signals/cab-17/vapour/in-service", {}] },
  rejects: { on: "/health", shows: "h3:has-text('Last messages not taken')", asks: ["GET", "rejects", undefined] },
  "agree to the site": { on: "/health", shows: "button:has-text('Agree')", asks: ["POST", "site/change/approve", { version: "b2" }] },
  figures: { on: "/", shows: "[data-section=figures]", asks: ["GET", "alarm-figures", undefined] },
} as const;
type Deed = keyof typeof DOES;
const DEEDS = Object.keys(DOES) as Deed[];

const MAY: Readonly<Record<Role | typeof LIMITED, readonly Deed[]>> = {
  operator: ["acknowledge", "attend", "shelve", "comment", "approve", "withdraw", "figures"],
  responder: ["acknowledge", "attend", "comment", "figures"],
  "responsible-person": ["acknowledge", "attend", "comment", "withdraw", "figures"],
  engineer: ["comment", "withdraw", "rejects", "agree to the site", "figures"],
  "safety-officer": ["comment", "figures"],
  inspector: ["figures"],
  administrator: DEEDS,
  [LIMITED]: ["acknowledge", "attend", "shelve", "comment", "withdraw"],
};

test.each(Object.entries(MAY))("%s finds what they may do, and the platform refuses the rest", async (user, may) => {
  const platform = await startPlatform();
  const page = await open(platform, user);
  await page.click('[data-alarm="alarm-1"]');
  const found: Deed[] = [];
  for (const path of ["/", "/signals", "/health"]) {
    if (path !== "/") await page.click(`[data-section="${path.slice(1)}"]`);
    // What everybody finds there: when it is shown, so is the rest.
    await page.waitForSelector({ "/": ".told", "/signals": RECORD, "/health": ".books, h3, h2" }[path] ?? "main", SOON);
    if (path === "/health" && user !== LIMITED) await page.waitForSelector("[data-site-change]", SOON);
    for (const deed of DEEDS.filter((one) => DOES[one].on === path))
      if ((await page.locator(DOES[deed].shows).count()) > 0) found.push(deed);
  }
  expect(found.sort()).toEqual(may.toSorted());

  const { token } = await signIn(platform.url, user);
  for (const deed of DEEDS) {
    const [method, path, body] = DOES[deed].asks;
    const { status } = await call(platform, method, `/api/v1/${path}`, { as: token, body });
    expect({ deed, isAllowed: status !== 403 }).toEqual({ deed, isAllowed: may.includes(deed) });
  }
});

test.each(["en-GB", "zh-CN"])("whoever is limited to a room sees that room alone, and reads so, in %s", async (locale) => {
  const platform = await startPlatform();
  const page = await open(platform, LIMITED, { locale });
  const limits = locale === "en-GB" ? "Only Room 114" : "仅限 114室";
  expect(await page.textContent("[data-limits]")).toBe(limits);
  await page.waitForSelector('[data-alarm="alarm-1"]', SOON);
  await page.waitForSelector('[data-alarm="alarm-platform"]', SOON);
  for (const path of ["/", "/signals", "/journal", "/health", "/duty", "/people", "/routes", "/channels"]) {
    await page.goto(`${platform.url}${path}`);
    await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
    await page.waitForLoadState("networkidle");
    const text = await page.innerText("body");
    expect({ path, named: OF_THE_OTHER_ROOM.filter((word) => text.includes(word)) }).toEqual({ path, named: [] });
  }
  await page.goto(`${platform.url}/signals/cab-22/vapour`);
  await page.getByRole("alert").filter({ hasText: /\S/ }).first().waitFor(SOON);
  // The platform's own alarm is theirs to see, and not to act on.
  await page.goto(platform.url);
  await page.click('[data-alarm="alarm-platform"]');
  await page.waitForSelector(".told", SOON);
  expect(await page.locator("aside .actions button, [data-alarm=alarm-platform] .actions button").count()).toBe(0);
});

test("a room that is taken away leaves the screen without anybody touching it, and a person who is signed out is told so", async () => {
  const platform = await startPlatform();
  const page = await open(platform, LIMITED, { viewport: { width: 390, height: 844 } });
  await page.waitForSelector('[data-alarm="alarm-1"]', SOON);
  const site = twoRooms();
  platform.site = { ...site, version: "test-2", zones: site.zones.filter(({ id }) => id !== "room-114" && id !== "cabinet-17") };
  await page.waitForSelector('[data-alarm="alarm-1"]', { ...SOON, state: "detached" });
  await page.waitForFunction(() => document.querySelector("[data-limits]")?.textContent === "None of your zones is on the site any more");
  createUserDirectory(platform.dataFolder).remove(LIMITED);
  await page.waitForSelector("[data-signed-out], [role=alertdialog], .stale", SOON);
});
