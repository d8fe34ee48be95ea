import { CHANNEL_CODES } from "@labcanary/domain/notification";
import { LANGUAGES } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { channelWords } from "./channel-words.ts";

const VALUES = { signal: 60, names: "hall-1", count: 2, first: "kannel", second: "modem", firstAnswers: "no", secondAnswers: "yes" };

test.each([
  { code: "answers", en: "answers", zh: "应答正常" },
  { code: "signal", en: "answers, signal 60 %", zh: "应答正常，信号 60%" },
  { code: "sirens-away", en: "not connected: hall-1", zh: "未连接：hall-1" },
  { code: "two-ways", en: "kannel does not answer, modem answers", zh: "kannel 无应答，modem 应答正常" },
] as const)("$code in both languages, without the words of the platform's own log", ({ code, en, zh }) => {
  const channel = { healthy: true, detail: "in English", says: { code, values: VALUES } };
  expect(channelWords(channel, translateIn("en"))).toEqual({ says: en, own: "" });
  expect(channelWords(channel, translateIn("zh"))).toEqual({ says: zh, own: "" });
});

test("a provider's refusal is told in its own words as well, and so is what has no code", () => {
  const detail = "535 authentication failed";
  expect(channelWords({ healthy: false, detail, says: { code: "refuses", values: {} } }, translateIn("zh"))).toEqual({
    says: "服务方未正常应答",
    own: detail,
  });
  expect(channelWords({ healthy: false, detail }, translateIn("zh"))).toEqual({ says: "", own: detail });
});

test.each(LANGUAGES)("there are words for every code in %s", (language) => {
  for (const code of CHANNEL_CODES)
    expect(channelWords({ detail: "", says: { code, values: VALUES } }, translateIn(language)).says).not.toMatch(/^$|[{}]|channel\.says/);
});
