import { HEALTH_CODES, type HealthItem } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { healthWords } from "./health-words.ts";

const VALUES = {
  connections: 3,
  refusals: 0,
  used: 2 ** 30,
  budget: 20e9,
  records: 2,
  received: 9,
  waiting: 1,
  version: "1a",
  count: 2,
  held: 1,
  oldest: 90,
  failing: 1,
  troubled: 2,
  scales: "store/weight",
};
const item = (over: Partial<HealthItem>): HealthItem => ({ name: "log", state: "ok", detail: "in English", ...over });

test.each([
  { code: "disk", en: "1 GiB of 18.6 GiB on disk", zh: "占用磁盘 1 GiB，限额 18.6 GiB" },
  { code: "texts", en: "2 texts waiting, the oldest for 1 min 30 s, 1 waits its turn", zh: "2 条待发，最久 1 分 30 秒，1 条排队" },
  { code: "behind", en: "2 messages behind", zh: "落后 2 条消息" },
] as const)("$code in both languages", ({ code, en, zh }) => {
  const says = { code, values: VALUES };
  expect(healthWords(item({ says }), translateIn("en"), "en-GB")).toEqual({ says: en, own: "" });
  expect(healthWords(item({ says }), translateIn("zh"), "zh-CN")).toEqual({ says: zh, own: "" });
});

test("every code has words, and none is left with a hole", () => {
  for (const code of HEALTH_CODES)
    for (const language of ["en", "zh"] as const) {
      const { says } = healthWords(item({ says: { code, values: VALUES } }), translateIn(language), "en-GB");
      expect(says, code).toMatch(/^[^{}]+$/);
      expect(says).not.toMatch(/undefined|NaN/);
    }
});

test("a part in trouble says its own words too, and one without figures those alone", () => {
  expect(healthWords(item({ state: "down", says: { code: "refuses", values: VALUES } }), translateIn("en"), "en-GB").own).toBe(
    "in English",
  );
  expect(healthWords(item({}), translateIn("en"), "en-GB")).toEqual({ says: "", own: "in English" });
});
