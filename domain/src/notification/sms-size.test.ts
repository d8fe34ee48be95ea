import { expect, test } from "vitest";
import { smsParts, smsSize } from "./index.ts";

// Sizes worked out by hand from 3GPP TS 23.038 and 23.040.
test.each([
  { text: "", encoding: "gsm-7", units: 0, parts: 0, because: "nothing is sent" },
  { text: "x".repeat(160), encoding: "gsm-7", units: 160, parts: 1, because: "160 septets fill one part" },
  { text: "x".repeat(161), encoding: "gsm-7", units: 161, parts: 2, because: "beyond it 153 a part" },
  { text: "x".repeat(306), encoding: "gsm-7", units: 306, parts: 2, because: "2 × 153" },
  { text: "x".repeat(307), encoding: "gsm-7", units: 307, parts: 3, because: "one more than 2 × 153" },
  { text: `${"x".repeat(158)}€`, encoding: "gsm-7", units: 160, parts: 1, because: "an extension sign takes two septets" },
  { text: `${"x".repeat(159)}[`, encoding: "gsm-7", units: 161, parts: 2, because: "so does a bracket" },
  { text: `${"x".repeat(152)}[${"x".repeat(152)}`, encoding: "gsm-7", units: 306, parts: 3, because: "an escape pair is not divided" },
  { text: "éèùìòÇØøÅåΔÄÖÑÜ§¿@£$¥", encoding: "gsm-7", units: 21, parts: 1, because: "these are in the default alphabet" },
  { text: "21 °C", encoding: "ucs-2", units: 5, parts: 1, because: "the degree sign is not" },
  { text: "蒸".repeat(70), encoding: "ucs-2", units: 70, parts: 1, because: "70 fill one part" },
  { text: "蒸".repeat(71), encoding: "ucs-2", units: 71, parts: 2, because: "beyond it 67 a part" },
  { text: "蒸".repeat(134), encoding: "ucs-2", units: 134, parts: 2, because: "2 × 67" },
  { text: `${"蒸".repeat(66)}😀${"蒸".repeat(66)}`, encoding: "ucs-2", units: 134, parts: 3, because: "a surrogate pair is not divided" },
])("$units units as $encoding in $parts parts: $because", ({ text, ...expected }) => {
  const { because: _, ...size } = expected;
  expect(smsSize(text)).toEqual(size);
  expect(smsParts(text)).toHaveLength(size.parts);
  expect(smsParts(text).join("")).toBe(text);
});

test("of a text in parts each fills its own, and keeps its pairs", () => {
  expect(smsParts(`${"蒸".repeat(66)}😀${"蒸".repeat(66)}`)).toEqual(["蒸".repeat(66), `😀${"蒸".repeat(65)}`, "蒸"]);
  expect(smsParts(`${"x".repeat(152)}[${"x".repeat(152)}`)).toEqual(["x".repeat(152), `[${"x".repeat(151)}`, "x"]);
});
