import { expect, test } from "vitest";
import { epochMs } from "../../basics/index.ts";
import { countHazards } from "./count-ledgers.ts";
import type { ReportLine } from "./report-line.ts";

const overdue = (step: string, since: number, grade: number) => ({ act: "overdue", step, since, grade });

/** Ten instants, of which the last five are counted. */
const SPAN = { from: epochMs(5), to: epochMs(10) };

/** One act an instant, from `from` on: how many became overdue in the span, and are so at its end. */
function overdueOf(acts: readonly object[], from = 5): readonly (number | undefined)[] {
  const lines = acts.map((act, index): ReportLine => {
    const at = epochMs(from + index);
    return { number: index + 1, at, kind: "hazard-recorded", actor: "system", detail: { record: "hazard/1", act } };
  });
  const figures = new Map(countHazards({ ...SPAN, lines }).map((figure) => [figure.name, figure] as const));
  const [became, atEnd] = [figures.get("hazards-overdue"), figures.get("hazards-overdue-at-end")];
  expect(became?.lines).toHaveLength(became?.value ?? -1);
  return [became?.value, atEnd?.value];
}

const FILED = { act: "filed" };
test.each([
  { acts: [FILED, overdue("settlement", 1, 0), overdue("settlement", 1, 1)], is: [1, 1], because: "what goes on is graver, and not more" },
  { acts: [FILED, overdue("settlement", 1, 2)], is: [1, 1], because: "nobody looked for three days, and it became overdue all the same" },
  { acts: [FILED, overdue("settlement", 1, 0), overdue("settlement", 1, 1)], from: 4, is: [1, 1], because: "the first is of the span" },
  { acts: [FILED, overdue("settlement", 1, 1), overdue("settlement", 1, 2)], from: 3, is: [0, 1], because: "it was so before" },
  {
    acts: [overdue("settlement", 7, 0), { act: "corrected" }, overdue("settlement", 1, 2)],
    is: [2, 1],
    because: "as a major one it was due before",
  },
  {
    acts: [overdue("settlement", 1, 0), { act: "corrected" }, overdue("settlement", 1, 0)],
    is: [1, 1],
    because: "its place alone was corrected",
  },
  { acts: [overdue("settlement", 1, 0), { act: "corrected" }], is: [1, 0], because: "as a general one it is not due yet" },
  { acts: [overdue("settlement", 1, 0), { act: "settled" }, overdue("remedy", 3, 1)], is: [2, 1], because: "another step is late" },
  {
    acts: [overdue("remedy", 3, 1), { act: "remedied" }, { act: "verified", passed: false }, overdue("remedy", 3, 2)],
    is: [2, 1],
    because: "it was said to be remedied, and is late again",
  },
])("$acts: became overdue and is at the end, $is: $because", ({ acts, is, from }) => expect(overdueOf(acts, from)).toEqual(is));
