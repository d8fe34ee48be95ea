import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 AA, and what it grew from. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** As long as a time, or as large as a place on a drawing: what WCAG 2.5.8 excepts as essential. Each has its like in a list. */
const DRAWN_TO_SCALE = ["a.bar", "button.zone[data-place]"];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
interface Axe {
  configure(options: object): void;
  run(options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/** What keeps people from a page as it is shown now, a line each. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ tags, drawn }) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      axe.configure({ rules: [{ id: "target-size", selector: `*:not(${drawn})` }] });
      const { violations } = await axe.run({
        runOnly: { type: "tag", values: tags },
        // Of what it finds right, one of a kind is enough.
        resultTypes: ["violations"],
        rules: { "label-content-name-mismatch": { enabled: true } },
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
      );
    },
    { tags: TAGS, drawn: DRAWN_TO_SCALE.join(", ") },
  );
}

/**
 * Goes through a page by the Tab key until the focus has left it or is where it began, and says which controls have no name for whoever
 * hears the page, or do not show that they have the focus.
 */
export async function unseenFocus(page: Page): Promise<readonly string[]> {
  const controls = await page
    .locator("a:visible, button:visible, input:visible, select:visible, textarea:visible, [tabindex='0']:visible")
    .count();
  const wrong: string[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let step = 0; step <= controls; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement
          ? [...(element.labels ?? [])].map((label) => label.textContent).join(" ")
          : "";
      const name = [
        element.getAttribute("aria-label"),
        element.getAttribute("aria-labelledby"),
        element.textContent,
        element.getAttribute("title"),
        labels,
      ]
        .join("")
        .trim();
      const shows = (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
      const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { html: element.outerHTML.slice(0, 120), name, shows, inSight };
    });
    if (focused === undefined) break;
    if (focused.name === "") wrong.push(`no name: ${focused.html}`);
    if (!focused.shows) wrong.push(`no sign of the focus: ${focused.html}`);
    if (!focused.inSight) wrong.push(`focus out of sight: ${focused.html}`);
  }
  return [...new Set(wrong)];
}
