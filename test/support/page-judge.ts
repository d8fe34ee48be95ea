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
  await page.evaluate(judgeEachFocus);
  // The key is held down: a thousand controls, each painted and asked about by itself, would take half a minute.
  await Promise.all(Array.from({ length: controls + 1 }, () => page.keyboard.down("Tab")));
  await page.keyboard.up("Tab");
  const wrong = await page.evaluate(() => (globalThis as unknown as FocusJudge).unseenFocus());
  return [...new Set(wrong)];
}

interface FocusJudge {
  /** What was wrong with each control that had the focus, the one that has it now included. */
  unseenFocus(): readonly string[];
}

/** In the page. Takes the focus away, and from then on judges what has it when the next Tab comes: by then it is where it scrolled to. */
function judgeEachFocus(): void {
  (document.activeElement as HTMLElement | null)?.blur();
  const wrong: string[] = [];
  let pressed = false;
  let hasLeft = false;
  function judge(): void {
    const element = document.activeElement;
    hasLeft ||= pressed && (element === null || element === document.body);
    if (!pressed || hasLeft || element === null) return;
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
    const html = element.outerHTML.slice(0, 120);
    if (name === "") wrong.push(`no name: ${html}`);
    if (!shows) wrong.push(`no sign of the focus: ${html}`);
    if (!inSight) wrong.push(`focus out of sight: ${html}`);
  }
  const onTab = (): void => {
    judge();
    pressed = true;
  };
  addEventListener("keydown", onTab, { capture: true });
  (globalThis as unknown as FocusJudge).unseenFocus = () => {
    judge();
    removeEventListener("keydown", onTab, { capture: true });
    return wrong;
  };
}
