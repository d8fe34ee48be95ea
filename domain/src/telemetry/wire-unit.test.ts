import { expect, test } from "vitest";
import { readFromWire } from "./wire.ts";

const entry = (unit: unknown) => ({
  name: "h",
  at: undefined,
  time: undefined,
  seq: undefined,
  value: 41,
  unit,
  quality: undefined,
  state: undefined,
});

test.each([
  { said: undefined, described: "%RH", unit: "%RH", because: "nothing was said" },
  { said: "%", described: "%RH", unit: "%RH", because: "a percent is of nobody knows what" },
  { said: "percent rel.", described: "%RH", unit: "%RH", because: "the platform does not know the spelling" },
  { said: 7, described: "%RH", unit: "%RH", because: "it is no unit at all" },
  { said: "°F", described: "Cel", unit: "°F", because: "the device knows better, also after a change of its firmware" },
  { said: "%", described: undefined, unit: "%", because: "the site says nothing of it, and it is refused unless it fits" },
] as const)("said $said, described as $described: $unit, as $because", ({ said, described, unit }) => {
  const wire = described === undefined ? { name: "h" } : { name: "h", unit: described };
  expect(readFromWire(entry(said), { wire }).unit).toBe(unit);
});
