import { expect, test } from "vitest";
import { MESSAGES } from "../testing.ts";

const HAN = "\\p{Script=Han}";
/** What has another form in Chinese, beside a Han character; a value that is put in counts as one. */
const HALF_WIDTH = new RegExp(`[${HAN}}）”] ?[,:;?!()]|[,:;?!()] ?[${HAN}“]`, "u");
/** What the parser of messages takes for itself: `{count, plural, =0 {`. */
const SYNTAX = /\{\w+, (?:plural|select),|(?:=\d+|\w+(?:-\w+)*) \{/g;

/** The text as it is read, with what is put in left standing. */
const readable = (text: string): string => text.replaceAll(SYNTAX, "{");

test("every Chinese text has the punctuation of Chinese", () => {
  const found = Object.entries(MESSAGES.zh).filter(([, text]) => HALF_WIDTH.test(readable(text)));
  expect(found).toEqual([]);
});

test.each(["甲,乙", "甲: 乙", "{name}(乙)", "甲;{name}", "好?"])("%s would be found", (text) => {
  expect(HALF_WIDTH.test(readable(text))).toBe(true);
});

test.each(["甲，乙", "{count, plural, other {# 条}}（{name}）", "SHA-256：{hash}", "1,200 ppm", "12:30 起"])("%s would not", (text) => {
  expect(HALF_WIDTH.test(readable(text))).toBe(false);
});
