import { expect, test } from "vitest";
import { parseDuration, unreachable } from "./index.ts";

test.each([
  { text: "500ms", is: 500 },
  { text: "90s", is: 90_000 },
  { text: "1.5min", is: 90_000 },
  { text: " 2h ", is: 7_200_000 },
  { text: "30d", is: 2_592_000_000 },
  { text: "0s", is: 0 },
  { text: "0.4ms", is: 0 },
  { text: "1.0006s", is: 1001 },
])("$text is $is whole milliseconds", ({ text, is }) => {
  expect(parseDuration(text)).toBe(is);
});

test.each(["", "5", "5 s", "-5s", "five minutes", "5m", "1h30min", "1e3s", `${"9".repeat(400)}d`])("%j is no span of time", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("a forgotten case is a loud failure", () => {
  expect(() => unreachable("lost" as never)).toThrow('unreachable: "lost"');
});
