import { expect, test } from "vitest";
import { epochMs, hours } from "../../basics/index.ts";
import { emptyWindow } from "./held-window.ts";
import { stepMeanKineticTemperature } from "./mean-kinetic-temperature.ts";

// Over 24 h, three quarters watched; a sample holds for 12 h. Expected figures: 83.144 / 8.3144e-3 / -ln(mean of exp(-83.144 / (8.3144e-3 T)))
// - 273.15, worked out apart from the code.
test.each([
  { at: [0, 12, 24], celsius: [25, 25, 25], is: 25, because: "a steady temperature is its own, exactly" },
  { at: [0, 12, 24], celsius: [20, 30, 99], is: 26.259886916, because: "heat weighs more than cold: the mean is 25" },
  { at: [0, 11.5, 23, 24], celsius: [5, 5, 25, 5], is: 7.756421962, because: "an hour at 25 among 23 at 5" },
  { at: [0, 12, 24], celsius: [8, 2, 0], is: 5.536424509, because: "a refrigerator's two ends" },
  { at: [0, 12, 24], celsius: [-80, -80, 0], is: -80, because: "what is frozen is still a temperature" },
  { at: [0, 12, 24], celsius: [-273.15, -273.15, 0], is: -273.15, because: "so is absolute zero" },
  { at: [0, 12, 17], celsius: [5, 5, 5], is: undefined, because: "17 of 24 h are too little" },
  { at: [0, 12, 24], celsius: [5, -300, 5], is: undefined, because: "below absolute zero is no temperature, and not watched" },
  { at: [0, 12, 24], celsius: [5, 1e300, 5], is: undefined, because: "neither is that" },
])("samples at hours $at of $celsius °C: $is °C, because $because", ({ at, celsius, is }) => {
  const window = emptyWindow();
  const figure = { kind: "mean-kinetic-temperature", over: hours(24), coverage: 0.75 } as const;
  const said = at.map((hour, index) =>
    stepMeanKineticTemperature(figure, window, { at: epochMs(hours(hour)), value: celsius[index]!, hold: hours(12) }),
  );
  expect(said.at(-1)).toBe(is);
});
