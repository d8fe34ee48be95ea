import { describe, expect, test } from "vitest";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { enterPictured, LOOKS, openPictured, SCREENS, startLivedIn } from "../../test/support/pictured-console.ts";
import { unseenFocus, violationsOf } from "../../test/support/page-judge.ts";
import { POINT_TOLERANCE, unknownPictures, windowDifference } from "../../test/support/reviewed-pictures.ts";
import { SHOWN } from "../../test/support/shown-pages.ts";
import type { PageName } from "./pages.ts";

const tests = consoleTests();

const PAGES = Object.keys(SHOWN) as PageName[];
/** Fifty pictures; only ever reached by a failure, or where they are all taken anew and packed small. */
const LONG = { timeout: 600_000 };
/** Where axe looks as well: once for each scheme and each shape of the page is enough. */
const JUDGED: readonly string[] = ["desk-en-light", "desk-zh-dark", "phone-zh-light"];

describe.each(SCREENS)("on $name", (screen) => {
  test("every page looks by day and by night as it was reviewed, and nobody is kept from it", LONG, async () => {
    const pictured = await startLivedIn(tests);
    const opened = await openPictured(tests, screen);
    await enterPictured(opened, pictured, "administrator");
    const { page } = opened;
    const wrong: string[] = [];
    for (const name of PAGES) {
      const { path, shows } = SHOWN[name];
      await goTo(page, path);
      await page.locator(shows).first().waitFor();
      for await (const look of opened.looks()) {
        const seen = `${name}-${look.name}`;
        const difference = await windowDifference(seen, opened);
        if (difference > POINT_TOLERANCE) wrong.push(`${seen}: ${(difference * 100).toFixed(2)} % of its points are not as reviewed`);
        if (JUDGED.includes(look.name)) wrong.push(...(await violationsOf(page)).map((violation) => `${seen}: ${violation}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});

test("on every page, every control has a name and shows where the focus is", async () => {
  const pictured = await startLivedIn(tests);
  const window = await openPictured(tests, { sizes: ["desk"], language: "en" });
  await enterPictured(window, pictured, "administrator");
  const wrong: string[] = [];
  for (const name of PAGES) {
    const { path, shows } = SHOWN[name];
    await goTo(window.page, path);
    await window.page.locator(shows).first().waitFor();
    await window.settle();
    wrong.push(...(await unseenFocus(window.page)).map((focus) => `${name}: ${focus}`));
  }
  expect(wrong).toEqual([]);
});

test("every reviewed picture is of a page there is", () => {
  const taken = LOOKS.flatMap(({ name }) => PAGES.map((page) => `${page}-${name}`));
  expect(unknownPictures("", taken)).toEqual([]);
});
