import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { CANARY_HOPS, type CanaryHop, type CanaryRun, standingOf, withPassage } from "./canary.ts";

const begun: CanaryRun = { number: 7, startedAt: epochMs(7), passed: {} };
const at = epochMs(8);

const passing = (hops: readonly CanaryHop[]): CanaryRun => hops.reduce((run, hop) => withPassage(run, { run: 7, hop, at }), begun);

test.each<{ hops: readonly CanaryHop[]; lastSeen?: CanaryHop; missing?: CanaryHop; because: string }>([
  { hops: [], missing: "published", because: "nobody has seen it" },
  { hops: ["published"], lastSeen: "published", missing: "acknowledged", because: "it is on its way" },
  { hops: ["published", "acknowledged"], lastSeen: "acknowledged", missing: "evaluated", because: "each hop stands before the next" },
  { hops: ["published", "queued"], lastSeen: "queued", missing: "accepted", because: "what is in the outbox was evaluated" },
  { hops: ["queued", "published"], lastSeen: "queued", missing: "accepted", because: "whoever tells of a hop may be late" },
  { hops: ["delivered"], lastSeen: "delivered", because: "nothing is missing of what has arrived" },
])("a run seen at $hops misses $missing: $because", ({ hops, lastSeen, missing }) => {
  expect(standingOf(passing(hops))).toEqual({ ...(lastSeen && { lastSeen }), ...(missing && { missing }) });
});

test("another run's passage changes nothing, nor does one that is known", () => {
  const run = passing(["published"]);
  expect(withPassage(run, { run: 6, hop: "delivered", at })).toBe(run);
  expect(withPassage(run, { run: 7, hop: "published", at: epochMs(99) })).toBe(run);
});

test("in whatever order hops are told, and however often, a run stands the same", () => {
  const told = fc.array(fc.constantFrom(...CANARY_HOPS), { minLength: 1 });
  fc.assert(
    fc.property(told, (hops) => {
      const furthest = Math.max(...hops.map((hop) => CANARY_HOPS.indexOf(hop)));
      const standing = standingOf(passing(hops));
      expect(standing).toEqual(standingOf(passing([...hops, ...hops].toReversed())));
      expect(standing.lastSeen).toBe(CANARY_HOPS[furthest]);
      expect(standing.missing).toBe(CANARY_HOPS[furthest + 1]);
    }),
  );
});
