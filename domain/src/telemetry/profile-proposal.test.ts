import { expect, test } from "vitest";
import { proposeProfile } from "./profile-proposal.ts";

const between = (lowest: number, highest: number) => ({ range: { lowest, highest } });

test.each([
  { heard: { signal: "temperature", unit: "°C", ...between(-85, -76) }, first: "ultra-low-freezer" },
  { heard: { signal: "t1", unit: "Cel", ...between(-196, -170) }, first: "ln2-store-temperature" },
  { heard: { signal: "probe", unit: "degF", ...between(-13, -4) }, first: "vaccine-freezer" },
  { heard: { signal: "temperature", ...between(2.1, 7.9) }, first: "vaccine-refrigerator" },
  { heard: { signal: "temperature", unit: "K", ...between(293.15, 297.15) }, first: "room-temperature" },
  { heard: { signal: "contact" }, first: "chemical-cabinet-door" },
  { heard: { signal: "tamper" }, first: "tamper" },
  { heard: { signal: "Door_2" }, first: "chemical-cabinet-door" },
  { heard: { signal: "humidity", unit: "%", ...between(40, 50) }, first: "room-humidity" },
  { heard: { signal: "CO2", unit: "ppm", ...between(400, 900) }, first: "carbon-dioxide-osha" },
  { heard: { signal: "co", unit: "ppm", ...between(0, 2) }, first: "carbon-monoxide-niosh" },
  { heard: { signal: "hydrogen_sulfide" }, first: "hydrogen-sulphide-osha" },
])("$heard may be of profile $first", ({ heard, first }) => {
  expect(proposeProfile(heard)?.profiles[0]).toBe(first);
});

test("the reason says what was heard and what it means, in both languages", () => {
  expect(proposeProfile({ signal: "t", unit: "Cel", ...between(-85.04, -76) })?.reason).toEqual({
    en: "temperature between −85 and −76 °C: an ultra-low freezer",
    zh: "温度在 −85 至 −76 °C 之间：超低温冰箱",
  });
});

test.each([
  { heard: { signal: "temperature", unit: "Cel", ...between(-85, 20) }, because: "it was cold and warm" },
  { heard: { signal: "temperature", unit: "Cel", ...between(12.5, 14) }, because: "nothing is kept at that" },
  { heard: { signal: "temperature" }, because: "it has said no number" },
  { heard: { signal: "linkquality", ...between(1, 255) }, because: "the name says nothing" },
  { heard: { signal: "battery", unit: "%", ...between(90, 97) }, because: "a percent of nobody knows what" },
  { heard: { signal: "t1", unit: "furlong", ...between(3, 4) }, because: "the unit is none the platform knows" },
  { heard: { signal: "indoor_count" }, because: "a door is a word of its own" },
  { heard: { signal: "cost" }, because: "carbon monoxide is a word of its own" },
])("nothing is proposed for $heard: $because", ({ heard }) => {
  expect(proposeProfile(heard)).toBeUndefined();
});
