import { expect, test } from "vitest";
import { EVIDENCE_STEPS, type EvidenceStep, nextView } from "./evidence-view.ts";

const MINUTE = 60_000;
const now = 1000 * MINUTE;
const raisedAt = 990 * MINUTE;
const view = { from: 980 * MINUTE, to: now };
const facts = { raisedAt, earlier: [{ from: 900 * MINUTE }, { from: 200 * MINUTE }], now };
const minutes = (step: EvidenceStep, shown = view) => {
  const next = nextView(step, shown, facts);
  return next === undefined ? undefined : [next.from / MINUTE, next.to / MINUTE];
};

test.each([
  { step: "nearer", shows: [985, 995], because: "the moment keeps its place" },
  { step: "further", shows: [960, 1000], because: "nothing after now is shown" },
  { step: "before", shows: [970, 990], because: "half a screen earlier" },
  { step: "after", shows: [980, 1000], because: "there is nothing later than now" },
  { step: "earlier", shows: [160, 1000], because: "from before the first of the earlier occurrences" },
  { step: "moment", shows: undefined, because: "back to what it began with" },
] as const)("$step: $because", ({ step, shows }) => {
  expect(minutes(step)).toEqual(shows);
});

test("without an earlier occurrence the view begins before the moment itself, and the moment out of sight does not pull it", () => {
  expect(nextView("earlier", view, { ...facts, earlier: [] })?.from).toBeLessThan(raisedAt);
  expect(minutes("nearer", { from: 100 * MINUTE, to: 140 * MINUTE })).toEqual([110, 130]);
});

test("every step leaves something to look at", () => {
  for (const step of EVIDENCE_STEPS) {
    const next = nextView(step, view, facts);
    if (next !== undefined) expect(next.to - next.from).toBeGreaterThan(0);
  }
});
