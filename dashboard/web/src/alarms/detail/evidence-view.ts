import { clampedWindow, moved, type Window, zoomed } from "../../history/zoom.ts";

/** What a key or a button does to the part of time the chart shows. `earlier`: from the first of the earlier occurrences on; `moment`: as it was. */
export const EVIDENCE_STEPS = ["nearer", "further", "before", "after", "earlier", "moment"] as const;
export type EvidenceStep = (typeof EVIDENCE_STEPS)[number];

/** The keys of the chart, while it has the focus. */
export const STEP_OF_KEY: Readonly<Record<string, EvidenceStep>> = {
  "+": "nearer",
  "=": "nearer",
  "-": "further",
  ArrowLeft: "before",
  ArrowRight: "after",
  "0": "moment",
};

/** Of what is shown before the first of the earlier occurrences. */
const MARGIN = 0.05;

/**
 * The part of time to be shown next; undefined: that around the moment. `raisedAt` keeps its place while it is in sight. Nothing after
 * `now` is shown.
 */
export function nextView(
  step: EvidenceStep,
  view: Window,
  { raisedAt, earlier, now }: { readonly raisedAt: number; readonly earlier: readonly { readonly from: number }[]; readonly now: number },
): Window | undefined {
  const around = raisedAt >= view.from && raisedAt <= view.to ? raisedAt : (view.from + view.to) / 2;
  const notAfterNow = ({ from, to }: Window): Window => (to <= now ? { from, to } : { from: from - (to - now), to: now });
  switch (step) {
    case "nearer":
      return notAfterNow(zoomed(view, around, 0.5));
    case "further":
      return notAfterNow(zoomed(view, around, 2));
    case "before":
      return notAfterNow(moved(view, -0.5));
    case "after":
      return notAfterNow(moved(view, 0.5));
    case "earlier": {
      const first = Math.min(...earlier.map(({ from }) => from), raisedAt);
      return notAfterNow(clampedWindow({ from: first - (now - first) * MARGIN, to: Math.max(view.to, raisedAt) }));
    }
    case "moment":
      return undefined;
  }
}
