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
  { values: [-76, -77, -78, -79, -80], is: undefined, because: "it moves away" },
  { values: [-80, -80, -80, -80, -80], is: undefined, because: "it stands still" },
  { direction: "low", limit: 0, values: [5, 4, 3, 2, 1], is: 1, because: "1 to go, downwards" },
  { direction: "low", limit: 0, values: [1, 2, 3, 4, 5], is: undefined, because: "it moves away, upwards" },
  { direction: "low", limit: 0, values: [-3], is: 0, because: "it is beyond a low limit" },
  { limit: 200, confidence: 0.8, values: [0, 1, 100, 3, 4], is: 196, because: "8 of 10 slopes rise" },
  { limit: 200, confidence: 0.81, values: [0, 1, 100, 3, 4], is: undefined, because: "only 8 of 10 slopes rise" },
  { direction: "low", limit: -200, confidence: 0.8, values: [0, -1, -100, -3, -4], is: 196, because: "8 of 10 slopes fall" },
  { limit: 1e308, values: [0, 1e-5, 2e-5, 3e-5, 4e-5], is: undefined, because: "it as good as stands still" },
  { limit: 1.6e308, values: [-1.6e308, -1.2e308, -0.8e308, -0.4e308, 0], is: 4, because: "it is huge" },
] as const satisfies readonly (Partial<{ direction: "high" | "low"; limit: number; confidence: number }> & {
  readonly values: readonly number[];
  readonly is: number | undefined;
  readonly because: string;
})[])("one sample a minute, $values: $is min, because $because", (row) => {
  const memory = emptySlope();
  const said = row.values.map((value, minute) =>
    stepTimeTo({ ...REACH, ...row }, memory, { at: epochMs(minutes(minute)), value, hold: minutes(2) }),
  );
  if (row.is === undefined) expect(said.at(-1)).toBeUndefined();
  else expect(said.at(-1)).toBeCloseTo(row.is, 9);
});
