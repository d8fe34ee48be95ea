import { describe, expect, test } from "vitest";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { enterPictured, LOOKS, openPictured, startPictured } from "../../test/support/pictured-console.ts";
import { putPictured } from "../../test/support/pictured-site.ts";
import { unseenFocus, violationsOf } from "../../test/support/page-judge.ts";
import { differenceFromReviewed, POINT_TOLERANCE, unknownPictures } from "../../test/support/reviewed-pictures.ts";
import { SHOWN } from "../../test/support/shown-pages.ts";
import type { PageName } from "./pages.ts";

const tests = consoleTests();

const PAGES = Object.keys(SHOWN) as PageName[];
/** What people act on: looked at in every size, language and scheme. */
const MAIN_PAGES: readonly PageName[] = ["alarms", "code", "plans", "wall", "hand-over", "protection", "health"];
/** Every other page has a picture in these: each size, both languages, both schemes. */
const FOR_EVERY_PAGE: readonly string[] = ["wall-en-light", "desk-en-light", "desk-zh-dark", "phone-zh-light"];
/** Where axe looks as well: once for each scheme and each shape of the page is enough. */
const JUDGED: readonly string[] = ["desk-en-light", "desk-zh-dark", "phone-zh-light"];

const pagesIn = (look: string): readonly PageName[] => (FOR_EVERY_PAGE.includes(look) ? PAGES : MAIN_PAGES);

describe.each(LOOKS)("on $name", (look) => {
  test("every page looks as it was reviewed, and nobody is kept from it", async () => {
    const pictured = await startPictured(tests);
    putPictured(pictured.platform);
    const window = await openPictured(tests, look);
    await enterPictured(window, pictured, "administrator");
    const { page, picture } = window;
    const wrong: string[] = [];
    for (const name of pagesIn(look.name)) {
      const { path, shows } = SHOWN[name];
      await goTo(page, path);
      await page.locator(shows).first().waitFor();
      const difference = differenceFromReviewed(`${name}-${look.name}`, await picture());
      if (difference > POINT_TOLERANCE) wrong.push(`${name}: ${(difference * 100).toFixed(2)} % of its points are not as reviewed`);
      if (JUDGED.includes(look.name)) wrong.push(...(await violationsOf(page)).map((violation) => `${name}: ${violation}`));
    }
    expect(wrong).toEqual([]);
  });
});

test("on every page, every control has a name and shows where the focus is", async () => {
  const pictured = await startPictured(tests);
  putPictured(pictured.platform);
  const window = await openPictured(tests, { name: "focus", size: "desk", language: "en", scheme: "light" });
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
  const taken = LOOKS.flatMap(({ name }) => pagesIn(name).map((page) => `${page}-${name}`));
  expect(unknownPictures("", taken)).toEqual([]);
});
