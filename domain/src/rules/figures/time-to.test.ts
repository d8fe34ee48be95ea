import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import { emptySlope } from "./slope.ts";
import { stepTimeTo } from "./time-to.ts";

const REACH = { kind: "time-to", direction: "high", limit: -60, over: minutes(4), confidence: 0 } as const;

test.each([
  { values: [-80, -79, -78, -77, -76], is: 16, because: "16 to go at 1 a minute" },
  { values: [-66, -65, -64, -63, -62, -60], is: 0, because: "it is there" },
  { values: [-55], is: 0, because: "it is beyond, whatever the slope" },
  { values: [-80, -79, -78, -77], is: undefined, because: "there is no slope yet" },
  { values: [-76, -77, -78, -79, -80], is: "away", because: "it moves away" },
  { confidence: 0.9, values: [-76, -77, -70, -79, -80], is: undefined, because: "it moves away, but for one of five" },
  { from: -75, values: [-80, -79, -78, -77, -76], is: "away", because: "so far it may swing" },
  { from: -75, values: [-79, -78, -77, -76, -75], is: "away", because: "the value itself is still within the swing" },
  { from: -75, values: [-78, -77, -76, -75, -74], is: 14, because: "it is past where it swings" },
  { from: -75, values: [-74], is: undefined, because: "past it nothing is known without a slope" },
  { from: -75, values: [-90], is: "away", because: "within its swing no slope is needed" },
  { values: [-80, -80, -80, -80, -80], is: undefined, because: "it stands still" },
  { direction: "low", limit: 0, values: [5, 4, 3, 2, 1], is: 1, because: "1 to go, downwards" },
  { direction: "low", limit: 0, values: [1, 2, 3, 4, 5], is: "away", because: "it moves away, upwards" },
  { direction: "low", limit: 0, from: 4, values: [9, 8, 7, 6, 5], is: "away", because: "above 4 it may swing" },
  { direction: "low", limit: 0, from: 4, values: [7, 6, 5, 4, 3], is: 3, because: "it is below 4" },
  { direction: "low", limit: 0, values: [-3], is: 0, because: "it is beyond a low limit" },
  { limit: 200, confidence: 0.8, values: [0, 1, 100, 3, 4], is: 196, because: "8 of 10 slopes rise" },
  { limit: 200, confidence: 0.81, values: [0, 1, 100, 3, 4], is: undefined, because: "only 8 of 10 slopes rise" },
  { direction: "low", limit: -200, confidence: 0.8, values: [0, -1, -100, -3, -4], is: 196, because: "8 of 10 slopes fall" },
  { limit: 1e308, values: [0, 1e-5, 2e-5, 3e-5, 4e-5], is: undefined, because: "it as good as stands still" },
  { limit: 1.6e308, values: [-1.6e308, -1.2e308, -0.8e308, -0.4e308, 0], is: 4, because: "it is huge" },
] as const satisfies readonly (Partial<{ direction: "high" | "low"; limit: number; confidence: number; from: number }> & {
  readonly values: readonly number[];
  readonly is: number | "away" | undefined;
  readonly because: string;
})[])("one sample a minute, $values: $is min, because $because", (row) => {
  const memory = emptySlope();
  const said = row.values.map((value, minute) =>
    stepTimeTo({ ...REACH, ...row }, memory, { at: epochMs(minutes(minute)), value, hold: minutes(2) }),
  );
  if (typeof row.is !== "number") expect(said.at(-1)).toBe(row.is);
  else expect(said.at(-1)).toBeCloseTo(row.is, 9);
});
