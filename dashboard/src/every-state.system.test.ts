import { epochMs, milliseconds, minus, plus, seconds } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, goTo, rowOf } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { roomySite } from "../../test/support/many-rooms.ts";
import { violationsOf } from "../../test/support/page-judge.ts";
import {
  enterPictured,
  LOOKS,
  openPictured,
  type PicturedPlatform,
  type PicturedWindow,
  type Screen,
  SCREENS,
  startLivedIn,
  startPictured,
} from "../../test/support/pictured-console.ts";
import { currentPeriod, putCurrentPeriod } from "../../test/support/pictured-records.ts";
import { PICTURED_AT, picturedSite } from "../../test/support/pictured-site.ts";
import { POINT_TOLERANCE, unknownPictures, windowDifference } from "../../test/support/reviewed-pictures.ts";
import { writtenJournal } from "../../test/support/written-journal.ts";

const tests = consoleTests();

/** Where axe looks as well: by day at the desk in one language, at night on a phone in the other. */
const JUDGED: readonly string[] = ["desk-en-light", "phone-zh-dark"];
const USERS = { operator: "operator", chen: "responder", officer: "safety-officer", head: "administrator" } as const;
const ALARMS_OF_FLOOD = 5000;
const PAGE_SCRIPTS = /assets\/\w+Page-[\w-]+\.js$/;

/** Three hundred pictures in all; only ever reached by a failure, or where they are all taken anew and packed small. */
const LONG = { timeout: 600_000 };

/** States, in the order in which one window comes to them. Each is left as it was found, or is the last. */
type States = readonly {
  readonly name: string;
  show(at: State): Promise<void>;
  /** Where what is to be seen does not stay in sight when the window changes its size. */
  place?(at: State): Promise<void>;
  leave?(at: State): Promise<void>;
}[];
interface State extends PicturedWindow, PicturedPlatform {}

const dialog = (page: Page) => page.getByRole("dialog");
const escape = async ({ page }: State): Promise<void> => {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
};
const chosen = async (page: Page, alarmId: string): Promise<void> => {
  await rowOf(page, alarmId).locator("button").first().click();
  await page.locator(".timeline").first().waitFor();
};
/** A sheet that a key lays over the page. */
const sheet = (name: string, key: string): States[number] => ({
  name: `sheet-${name}`,
  async show({ page }) {
    await page.keyboard.press(key);
    await dialog(page).waitFor();
  },
  leave: escape,
});
/** A page as it is come to. */
function pageState(name: string, path: string, shows: string): States[number] {
  return {
    name,
    async show({ page }) {
      await goTo(page, path);
      await page.locator("[data-page=loading]").waitFor({ state: "detached" });
      await page.locator(shows).first().waitFor();
    },
  };
}
const backToList = async ({ page }: Pick<State, "page">): Promise<void> => {
  // Closes what was chosen: on a phone it lies over the list.
  await page.keyboard.press("Escape");
  await goTo(page, "/");
  await page.locator("[data-alarm]").first().waitFor();
};

const NIGHT: States = [
  sheet("keys", "?"),
  sheet("sound", "s"),
  {
    name: "sheet-menu",
    async show({ page }) {
      await page.locator("[data-menu]").click();
      await dialog(page).waitFor();
    },
    leave: escape,
  },
  {
    name: "sheet-out-of-service",
    async show({ page }) {
      await goTo(page, "/signals/cab-17/vapour");
      await page.locator("main canvas").first().waitFor();
      await page.locator("main button[aria-haspopup=dialog]").click();
      await dialog(page).waitFor();
    },
    async leave(at) {
      await escape(at);
      await backToList(at);
    },
  },
  {
    name: "comment",
    async show({ page }) {
      await chosen(page, "fridge-warm");
      await page.keyboard.press("c");
      await page.keyboard.type("Compressor is running, door was ajar");
    },
    async place({ page, picture }) {
      // What is above it may have come after it was scrolled to; the chart there goes on with what is read meanwhile, and is not in sight.
      for (let look = 0; look < 2; look += 1) {
        await picture();
        await page.locator(".comment textarea").evaluate((field) => field.scrollIntoView({ block: "start", behavior: "instant" }));
      }
    },
    async leave({ page }) {
      await page.locator(".comment textarea").fill("");
      await page.locator(".comment textarea").blur();
    },
  },
  sheet("shelve", "h"),
  sheet("assign", "g"),
  {
    name: "sheet-decline",
    async show({ page, platform }) {
      const given = { kind: "operator-command", id: "4", verb: "assign", alarmId: "fridge-warm", by: "chen", to: "operator" } as const;
      expect(platform.desk.command(given).ok).toBe(true);
      await page.locator("kbd:text-is('N')").first().waitFor({ state: "attached" });
      await page.keyboard.press("n");
      await dialog(page).waitFor();
    },
    leave: escape,
  },
  {
    name: "sheet-cause",
    async show({ page, platform }) {
      await backToList({ page });
      await chosen(page, "gas-high");
      platform.desk.clear("gas-high");
      await page.locator("kbd:text-is('E')").waitFor({ state: "attached" });
      await page.keyboard.press("e");
      await dialog(page).waitFor();
    },
    leave: escape,
  },
  {
    name: "stale",
    async show({ page }) {
      await backToList({ page });
      await page.clock.setFixedTime(plus(PICTURED_AT, seconds(12)));
      await page.locator("[data-stale]").waitFor();
    },
    async leave({ page }) {
      await page.clock.setFixedTime(PICTURED_AT);
      await page.locator("[data-stale]").waitFor({ state: "detached" });
    },
  },
  {
    name: "signed-out",
    async show({ page, clock }) {
      await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
      clock.advance(seconds(1));
      await page.clock.setFixedTime(plus(PICTURED_AT, seconds(12)));
      await page.locator("[data-stale] a[href='/']").waitFor();
    },
  },
];

const QUIET: States = [
  {
    name: "quiet",
    show: ({ page }) => page.locator("[data-headline=quiet]").waitFor(),
  },
  ...(
    [
      ["empty-protection", "/protection", "[data-register-total]"],
      ["empty-hand-over", "/hand-over", "[data-hand-over-sign]"],
      ["empty-history", "/history", ".chooser input[type=checkbox]"],
      ["empty-plans", "/plans", "[data-place], [data-mark]"],
      ["empty-hazards", "/safety/hazards", "[data-hazards]"],
      ["empty-reports", "/safety/reports", "[data-reports]"],
      ["empty-checks", "/safety/checks", "[data-checks]"],
      ["unknown-code", "/a/ZZZZ", "main"],
    ] as const
  ).map(([name, path, shows]) => pageState(name, path, shows)),
  {
    name: "empty-journal",
    async show({ page }) {
      await goTo(page, "/journal");
      await page.locator("[data-line]").first().waitFor();
      // On a phone what narrows the list is folded away.
      const folded = page.locator("main details:not([open]):has(input.code) > summary");
      if ((await folded.count()) > 0) await folded.click();
      await page.locator("main input.code").fill("ZZZZ");
      await page.locator("[data-line]").first().waitFor({ state: "detached" });
    },
  },
  {
    name: "history-away",
    async show({ page, platform }) {
      platform.history.away = true;
      await goTo(page, "/signals/r1-c1/vapour");
      await page.locator("main [role=alert]").filter({ hasText: /\S/ }).first().waitFor();
    },
  },
];

async function inEach(states: States, at: State): Promise<void> {
  const wrong: string[] = [];
  for (const { name, show, place, leave } of states) {
    await show(at);
    let placed: string | undefined;
    for await (const look of at.looks()) {
      if (look.size !== placed) await place?.(at);
      placed = look.size;
      const seen = `${name}-${look.name}`;
      const difference = await windowDifference(`states/${seen}`, at);
      if (difference > POINT_TOLERANCE) wrong.push(`${seen}: ${(difference * 100).toFixed(2)} % of its points are not as reviewed`);
      if (JUDGED.includes(look.name)) wrong.push(...(await violationsOf(at.page)).map((violation) => `${seen}: ${violation}`));
    }
    await leave?.(at);
  }
  expect(wrong).toEqual([]);
}

async function enter(screen: Screen, pictured: PicturedPlatform, user: keyof typeof USERS): Promise<State> {
  const window = await openPictured(tests, screen);
  await enterPictured(window, pictured, user);
  return { ...window, ...pictured };
}

describe.each(SCREENS)("on $name", LONG, (screen) => {
  test("a night with its sheets, and blind, and signed out", async () => {
    const pictured = await startLivedIn(tests, { users: USERS });
    const at = await enter(screen, pictured, "operator");
    await backToList(at);
    await inEach(NIGHT, at);
  });

  test("quiet, empty, and what does not answer", async () => {
    const at = await enter(screen, await startPictured(tests, { users: USERS, site: quietSite() }), "operator");
    await inEach(QUIET, at);
  });

  test("in the books of the safety office", async () => {
    await inEach(BOOKS, await enter(screen, await startLivedIn(tests, { users: USERS }), "officer"));
  });

  test("a key period in force, and what is held of a person", async () => {
    const site = { ...picturedSite(), keyPeriods: [currentPeriod(PICTURED_AT)] };
    const pictured = await startLivedIn(tests, { users: USERS, site });
    const { platform, bookTime } = pictured;
    putCurrentPeriod(platform.ledgers, bookTime);
    const { append } = writtenJournal(platform.dataFolder);
    for (const kind of ["acknowledged", "attended", "reported-safe"] as const)
      append({ at: PICTURED_AT, kind, actor: "user:chen", detail: {} });
    await inEach(IN_FORCE, await enter(screen, pictured, "head"));
  });

  test("a flood of 5,000 alarms", async () => {
    const pictured = await startPictured(tests, { users: USERS, site: roomySite(60, 4) });
    raiseFlood(pictured);
    const at = await enter(screen, pictured, "operator");
    await inEach([{ name: "flood", show: ({ page }) => page.locator("[data-room]").first().waitFor() }], at);
  });

  test("signing in, and what is wrong with it", async () => {
    const pictured = await startPictured(tests, { users: USERS });
    const window = await openPictured(tests, screen);
    await inEach(SIGNING_IN, { ...window, ...pictured });
  });

  test("a page that cannot be loaded, and sound that is blocked", async () => {
    const pictured = await startLivedIn(tests, { users: USERS });
    const window = await openPictured(tests, screen);
    await window.page.route(PAGE_SCRIPTS, (route) => route.abort());
    await window.page.addInitScript(() => {
      Object.defineProperty(AudioContext.prototype, "state", { get: () => "suspended" });
    });
    await enterPictured(window, pictured, "operator");
    const states: States = [
      { name: "sound-blocked", show: ({ page }) => page.locator("[data-sound=blocked]").waitFor() },
      {
        name: "page-failed",
        async show({ page }) {
          await goTo(page, "/journal");
          await page.locator("[data-page=failed]").waitFor();
        },
      },
    ];
    await inEach(states, { ...window, ...pictured });
  });
});

/** What the safety office's books have of one thing each: what is late, what is under way, what calls for somebody. */
const BOOKS: States = (
  [
    ["hazard-overdue", "/safety/hazards/2", "[data-state=settled]"],
    ["hazard-to-verify", "/safety/hazards/3", "[data-state=remedied]"],
    ["measure-to-review", "/safety/measures/1", "[data-measure]"],
    ["check-under-way", "/safety/checks/3", "[data-check-sheet]"],
    ["check-done", "/safety/checks/2", "[data-signed]"],
    ["container", "/safety/substances/1", "[data-balance]"],
    ["report-of-danger", "/safety/reports/3", "[data-report]"],
    ["drill-concluded", "/safety/drills/1", "[data-result]"],
    ["key-period-reported", "/safety/key-periods/1", "[data-period]"],
    ["week-to-sign", "/safety/weekly/2", "[data-weekly-report]"],
    ["dossier-to-approve", "/safety/dossiers/2", "[data-figures]"],
  ] as const
).map(([name, path, shows]) => pageState(name, path, shows));

const IN_FORCE: States = [
  pageState("key-period-in-force", "/safety/key-periods", "[data-leave='2']"),
  {
    name: "person-found",
    async show({ page }) {
      await goTo(page, "/administration/people/user:chen");
      await page.locator("form [name=password]").fill(PASSWORD);
      await page.locator("form button.main").click();
      await page.locator("[data-held]").waitFor();
    },
  },
];

const PASSWORD_STEP = "[name=password]";
const SIGNING_IN: States = [
  {
    name: "sign-in",
    async show({ page, platform }) {
      await page.goto(platform.url);
      await page.locator(PASSWORD_STEP).waitFor();
    },
  },
  {
    name: "sign-in-refused",
    async show({ page }) {
      await page.fill("[name=username]", "operator");
      await page.fill(PASSWORD_STEP, "not the password");
      await page.press(PASSWORD_STEP, "Enter");
      await page.locator("[role=alert]").filter({ hasText: /\S/ }).waitFor();
    },
  },
  {
    name: "sign-in-second-factor",
    async show({ page }) {
      const body = { code: "SECOND_FACTOR_REQUIRED", message: "", detail: "" };
      await page.route("**/api/v1/session", (route) => route.fulfill({ status: 401, json: body }), { times: 1 });
      await page.fill("[name=username]", "operator");
      await page.fill(PASSWORD_STEP, "any password it may be");
      await page.press(PASSWORD_STEP, "Enter");
      await page.locator("[name=code]").waitFor();
    },
  },
];

/** Nothing is impaired, and nothing is drawn. */
function quietSite(): ReturnType<typeof roomySite> {
  return roomySite(3, 2);
}

/** In each cabinet one after the other, 60 ms apart; the first of them and a gas that lives depend on are told by themselves. */
function raiseFlood({ platform }: PicturedPlatform): void {
  const [rooms, cabinets] = [60, 4];
  const since = epochMs(PICTURED_AT - ALARMS_OF_FLOOD * 60);
  for (let index = 0; index < ALARMS_OF_FLOOD; index += 1) {
    const [room, cabinet] = [(index % rooms) + 1, (Math.floor(index / rooms) % cabinets) + 1];
    const zoneId = `r${room}-c${cabinet}`;
    const where = `Chemistry › Room ${room} › Cabinet ${zoneId}`;
    const raisedAt = minus(PICTURED_AT, milliseconds((ALARMS_OF_FLOOD - index) * 60));
    platform.desk.raise(
      gasAlarm({
        id: `flood-${index}`,
        code: `F${index.toString(36).toUpperCase().padStart(3, "0")}`,
        priority: index % 7 === 0 ? "critical" : "high",
        lifeSafety: index === ALARMS_OF_FLOOD - 1,
        source: { kind: "rule", ruleId: `${zoneId}/vapour/high`, ruleVersion: "1", signal: `${zoneId}/vapour`, zoneId },
        raisedAt,
        raisedReceivedAt: raisedAt,
        description: { ...gasAlarm().description, where: { en: where, zh: where } },
        ...(index === 0 ? { firstOut: "flood" } : {}),
      }),
    );
  }
  platform.desk.floodNow = { since, count: ALARMS_OF_FLOOD, firstOut: "flood-0" };
}

test("every reviewed picture is of a state there is", () => {
  const named = [...NIGHT, ...QUIET, ...BOOKS, ...IN_FORCE, ...SIGNING_IN].map(({ name }) => name);
  const taken = LOOKS.flatMap((look) => [...named, "flood", "sound-blocked", "page-failed"].map((name) => `${name}-${look.name}`));
  expect(unknownPictures("states", taken)).toEqual([]);
});
