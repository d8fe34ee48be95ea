import { expect, test } from "vitest";
import { fingerprint } from "../../basics/index.ts";
import { drawZones } from "./draw.ts";

const ZONES = ["room-1", "room-2", "room-3", "room-4", "room-5", "room-6", "room-7"];
const draw = (hash: string, percent = 30, candidates = ZONES) =>
  drawZones({ seed: { line: 7, hash }, patrol: "spot", day: "2026-11-26", candidates, percent, digest: scrambled });
/** Stands in for SHA-256, which this layer does not have: the short hash scrambled until its first figures are even. */
const scrambled = (text: string): string => fingerprint(`${fingerprint(`${text}!`)}${fingerprint(text)}`).padStart(7, "0");

test.each([
  { percent: 1, drawn: 1 },
  { percent: 30, drawn: 3 },
  { percent: 99, drawn: 7 },
])("$percent % of seven are $drawn, rounded up", ({ percent, drawn }) => {
  expect(draw("a", percent).drawn).toHaveLength(drawn);
});

test("the same seed draws the same, in the site's order; the draw says what it was made of", () => {
  const once = draw("seed");
  expect(draw("seed", 30, ZONES.toReversed()).drawn.toSorted()).toEqual(once.drawn.toSorted());
  expect(once).toMatchObject({ line: 7, hash: "seed", candidates: ZONES });
  expect(once.drawn).toEqual(ZONES.filter((zone) => once.drawn.includes(zone)));
});

test("over many draws each zone has its share", () => {
  const times = new Map(ZONES.map((zone) => [zone, 0]));
  const DRAWS = 7000;
  for (let n = 0; n < DRAWS; n++) for (const zone of draw(`seed ${n}`, 14).drawn) times.set(zone, (times.get(zone) ?? 0) + 1);
  // One of seven each time: 1000 expected, standard deviation 29.
  for (const count of times.values()) expect(Math.abs(count - DRAWS / ZONES.length)).toBeLessThan(150);
});
