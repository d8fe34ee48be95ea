import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test.each([
  { before: "a\nb\n", after: "a\nb\n", diff: "" },
  { before: "a\nb\n", after: "a\nx\ny\nb\n", diff: "@@ -1,0 +2,2 @@\n+x\n+y\n" },
  { before: "a\nb\nc\n", after: "a\nc\n", diff: "@@ -2 +1,0 @@\n-b\n" },
  { before: "a\nb\nc\nd\ne\n", after: "a\nB\nc\nd\nd2\ne\n", diff: "@@ -2 +2 @@\n-b\n+B\n@@ -4,0 +5 @@\n+d2\n" },
  { before: "a", after: "a\n", diff: "" },
])("$before becomes $after", ({ before, after, diff }) => {
  expect(lineDiff(before, after)).toBe(diff);
});
