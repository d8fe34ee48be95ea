import { days } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { isTestedOutside } from "./tested-outside.ts";

const phone = (everySeconds: number) => ({ "canary.phone": "+8613800000042", "canary.everySeconds": everySeconds });
const without = { "canary.phone": undefined, "canary.everySeconds": 300 };

test.each([
  { settings: phone(3600), every: undefined, is: true, because: "the canary's text goes to a telephone" },
  { settings: phone(0), every: undefined, is: false, because: "the canary is off" },
  { settings: phone(7 * 24 * 3600), every: undefined, is: false, because: "the canary comes once a week" },
  { settings: without, every: undefined, is: false, because: "the canary ends within the platform" },
  { settings: without, every: days(1), is: true, because: "contacts are tested each day" },
  { settings: without, every: days(30), is: false, because: "contacts are tested once a month" },
])("a path is tested daily beyond this machine, $is: $because", ({ settings, every, is }) => {
  expect(isTestedOutside(settings, every === undefined ? {} : { contactTests: { every } })).toBe(is);
});
