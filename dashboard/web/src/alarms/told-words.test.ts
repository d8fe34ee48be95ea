import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { toldWords } from "./told-words.ts";

const nameOf = (id: string): string => ({ wang: "Wang Fang" })[id] ?? id;

test.each([
  { told: { reach: "waiting", others: 0 }, en: "nobody told yet", zh: "尚未通知任何人" },
  {
    told: { reach: "waiting", personId: "wang", others: 0 },
    en: "nobody told yet; next: Wang Fang",
    zh: "尚未通知任何人，下一位：Wang Fang",
  },
  { told: { reach: "accepted", others: 2 }, en: "told, no proof of delivery", zh: "已发出，尚无送达回执" },
  {
    told: { reach: "accepted", personId: "wang", others: 2 },
    en: "Wang Fang +2 told, no proof of delivery",
    zh: "已发给 Wang Fang（另 2 人），尚无送达回执",
  },
  {
    told: { reach: "delivered", personId: "wang", others: 0 },
    en: "Wang Fang: delivered, no answer yet",
    zh: "已送达 Wang Fang，尚无人应答",
  },
  { untold: "below-priority", en: "nobody is texted: below the priority that texts", zh: "不发短信：低于发短信的优先级" },
  { untold: "nobody-on-route", en: "nobody is texted: nobody is on its route", zh: "不发短信：流程中无人" },
] as const)("a row says: $en", ({ en, zh, ...telling }) => {
  for (const [language, words] of [
    ["en", en],
    ["zh", zh],
  ] as const)
    expect(toldWords(telling, translateIn(language), nameOf)?.words).toBe(words);
});

test("nothing is said of an alarm that has an answer", () => {
  expect(toldWords({}, translateIn("en"), nameOf)).toBeUndefined();
});
