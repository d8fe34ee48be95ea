import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { formatBytes, formatLatency } from "./figures.ts";

test.each([
  { span: 4.25, en: "4.3 ms", zh: "4.3 毫秒" },
  { span: 9999, en: "9999 ms", zh: "9999 毫秒" },
  { span: 10_000, en: "10 s", zh: "10 秒" },
  { span: 83_449, en: "83.4 s", zh: "83.4 秒" },
])("$span ms took $en", ({ span, en, zh }) => {
  expect(formatLatency(translateIn("en"), span)).toBe(en);
  expect(formatLatency(translateIn("zh"), span)).toBe(zh);
});

test.each([
  { bytes: 0, words: "0 MiB" },
  { bytes: 1.5 * 2 ** 20, words: "1.5 MiB" },
  { bytes: 1023 * 2 ** 20, words: "1,023 MiB" },
  { bytes: 2 ** 30, words: "1 GiB" },
  { bytes: 20e9, words: "18.6 GiB" },
])("$bytes bytes are $words", ({ bytes, words }) => {
  expect(formatBytes(bytes, "en-GB")).toBe(words);
});
