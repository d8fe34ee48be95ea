import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { call } from "../../test/support/browser-api.ts";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, signIn } from "../../test/support/browser-platform.ts";
import { violationsOf } from "../../test/support/page-judge.ts";
import { enterPictured, openPictured, startLivedIn } from "../../test/support/pictured-console.ts";
import { PICTURED_AT } from "../../test/support/pictured-site.ts";
import { SHOWN } from "../../test/support/shown-pages.ts";
import { ROLES, type Right, type Role, rightsOf } from "./accounts/roles.ts";
import type { PageName } from "./pages.ts";

const tests = consoleTests();
const USERS = Object.fromEntries(ROLES.map((role) => [role, role])) as Readonly<Record<Role, Role>>;

/** What on a page is there only for whoever has a right. */
interface Deed {
  readonly right: Right;
  readonly shows: string;
}
interface PageOfRole {
  /** Without it the page is refused in words, and so is what it asks the platform for. */
  readonly needs?: Right;
  /** A path that is read, or a path and what is sent there. */
  readonly asks: string | readonly [path: string, body: object];
  /** What shows everybody that the page is there, where that is less than whoever may do everything finds on it. */
  readonly shows?: string;
  readonly deeds?: readonly Deed[];
}
const DAY = `from=${PICTURED_AT - 86_400_000}&to=${PICTURED_AT}`;
const deed = (right: Right, shows: string): Deed => ({ right, shows });

/** Every page, what it asks for, and what on it is not everybody's. A page that is added must be added here. */
const PAGES: Readonly<Record<PageName, PageOfRole>> = {
  alarms: { asks: "alarms", deeds: [deed("take-charge", "[data-alarm] .actions button")] },
  code: {
    asks: "alarms/gas-high-high",
    deeds: [
      deed("take-charge", "aside .actions button:has-text('Acknowledge')"),
      deed("handle-alarms", "aside .actions button:has-text('Shelve')"),
      deed("comment", "aside .comment textarea"),
    ],
  },
  signals: { asks: "signals" },
  signal: {
    asks: `signals/cab-17/vapour/samples?${DAY}`,
    deeds: [deed("propose-out-of-service", "main button[aria-haspopup=dialog]"), deed("try-rules", "main a[href^='/try']")],
  },
  history: { asks: `samples?signals=cab-17/vapour&${DAY}` },
  plans: { asks: "plans", deeds: [deed("propose-plans", "main a[href^='/plan-editor']")] },
  planEditor: { asks: ["plans/ground-floor/proposals", {}], needs: "propose-plans" },
  try: { asks: ["backtests", {}], needs: "try-rules" },
  checks: { asks: "checks" },
  hazards: { asks: "hazards", deeds: [deed("file-hazards", "[data-file]")] },
  drills: { asks: "drills" },
  measures: { asks: "standing-measures", deeds: [deed("settle-hazards", "[data-add-measure]")] },
  keyPeriods: { asks: "key-periods" },
  dossiers: { asks: "dossiers" },
  reports: { asks: "public-reports" },
  weekly: { asks: "weekly-reports" },
  yearly: { asks: "yearly-reports" },
  doors: { asks: "door-codes", needs: "file-hazards" },
  substances: { asks: "substances", needs: "read-substances", deeds: [deed("handle-substances", "[data-approve]")] },
  journal: { asks: `journal?${DAY}` },
  protection: { asks: "impaired", deeds: [deed("propose-out-of-service", "[data-register] button:has-text('Propose out of service')")] },
  availability: { asks: "protection" },
  figures: { asks: "alarm-figures", needs: "read-figures" },
  duty: { asks: "duty" },
  people: { asks: "people" },
  routes: { asks: "routes", deeds: [deed("test-contacts", "[data-route] button.open")] },
  channels: { asks: "channels" },
  "hand-over": { asks: "shift", shows: "main h2", deeds: [deed("hand-over", "[data-hand-over-sign]")] },
  health: { asks: "health", deeds: [deed("read-rejects", "main .rejects")] },
  accounts: { asks: "accounts", needs: "manage-accounts" },
  sessions: { asks: "sessions", needs: "manage-accounts" },
  tokens: { asks: "tokens", needs: "issue-tokens" },
  personalData: { asks: "accounts", needs: "manage-accounts" },
  devices: { asks: "devices", needs: "manage-devices" },
  commissioning: { asks: "commissioning", needs: "commission" },
  account: { asks: "account" },
  wall: { asks: "alarms" },
};
const NAMES = Object.keys(PAGES) as PageName[];

describe.each(ROLES)("%s", (role) => {
  test("is shown on every page what is theirs, refused the rest in words, and offered nothing they may not do", async () => {
    const pictured = await startLivedIn(tests, { users: USERS });
    const window = await openPictured(tests, { sizes: ["desk"], language: "en" });
    const errors = errorsOf(window.page);
    await enterPictured(window, pictured, role);
    const { token } = await signIn(pictured.platform.url, role);
    const rights = rightsOf({ role });
    const wrong: string[] = [];
    for (const name of NAMES) {
      const { needs, asks, shows = SHOWN[name].shows, deeds = [] } = PAGES[name];
      const isTheirs = needs === undefined || rights.includes(needs);
      await goTo(window.page, SHOWN[name].path);
      await (isTheirs ? window.page.locator(shows).first() : refusalOn(window.page)).waitFor();
      await window.settle();
      if (isTheirs && needs !== undefined && (await refusalOn(window.page).count()) > 0) wrong.push(`${name} is refused`);
      for (const { right, shows: offered } of deeds) {
        const isOffered = (await window.page.locator(offered).count()) > 0;
        if (isOffered !== rights.includes(right)) wrong.push(`${name}: ${offered} is ${isOffered ? "" : "not "}offered`);
      }
      const status = await statusOf(pictured.platform, token, asks);
      if ((status === 403) === isTheirs) wrong.push(`${name}: the platform answers ${status}`);
      // With all there is on them the pages are judged in every look; here as whoever only looks has them, and as they are refused.
      if (!isTheirs || role === "inspector") wrong.push(...(await violationsOf(window.page)).map((violation) => `${name}: ${violation}`));
      wrong.push(
        ...errors
          .taken()
          .filter((error) => isTheirs || !error.includes("403"))
          .map((error) => `${name}: ${error}`),
      );
    }
    expect(wrong).toEqual([]);
  });
});

/** What a page says to whoever it is not for. */
const refusalOn = (page: Page) => page.locator("main [role=alert], main .refused").filter({ hasText: /\S/ }).first();

async function statusOf(platform: BrowserPlatform, token: string, asks: PageOfRole["asks"]): Promise<number> {
  const [method, path, body] = typeof asks === "string" ? (["GET", asks, undefined] as const) : (["POST", ...asks] as const);
  return (await call(platform, method, `/api/v1/${path}`, { as: token, body })).status;
}

/** What a page writes to its console as an error, since it was last asked. */
function errorsOf(page: Page): { taken(): readonly string[] } {
  let errors: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  return {
    taken() {
      const taken = errors;
      errors = [];
      return taken;
    },
  };
}

test("every page is in the table", () => {
  expect(NAMES.toSorted()).toEqual(Object.keys(SHOWN).toSorted());
});
