import type { Verdict } from "./judge.ts";
import { storyTimeText } from "./story-time.ts";
import type { Story } from "./story.ts";

const MARKS: Readonly<Record<Verdict["outcome"], string>> = { told: " ", "as-expected": "✓", otherwise: "✗" };

/** A sentence with a tick and the time, or with what came instead. */
export function verdictText(story: Story, { text, outcome, at, instead = [] }: Verdict): string {
  const time = at === undefined ? "" : storyTimeText(story, at);
  return [`${MARKS[outcome]} ${time.padEnd(TIME_WIDTH)} ${text}`, ...instead.map((said) => `  ${"".padEnd(TIME_WIDTH)} ${said}`)].join(
    "\n",
  );
}
/** Room for `23:59:59 on day 9`. */
export const TIME_WIDTH = 17;
