import { epochMs, minutes } from "@labcanary/domain/basics";
import type { RouteStep } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import type { Contact, ToldRoute } from "../answers.ts";
import { translateIn } from "../testing.ts";
import { gaugeOf } from "./budget-gauge.ts";
import { afterwardsNobody, dayEdges, dutyDays, placeIn } from "./duty-week.ts";
import { inOrder, isUnderWay, reachOf } from "./people-order.ts";
import { afterWords, mannerWords, matchWords, type RouteReader, whomWords } from "./route-words.ts";

const HOUR = 3_600_000;

describe("the week ahead", () => {
  const zone = "Europe/Berlin";
  const edges = dayEdges(Date.UTC(2026, 9, 23, 12), zone);
  const shift = { en: "Night", zh: "夜班" };
  const span = (from: number, to: number, ...people: string[]) => ({
    from: epochMs(from),
    to: epochMs(to),
    shifts: [shift],
    people: people.map((personId) => ({ personId, shift })),
  });

  test("has seven days of the site's calendar, as long as the clocks make them", () => {
    const lengths = edges.slice(1).map((edge, place) => (edge - (edges[place] ?? 0)) / HOUR);
    expect(edges[0]).toBe(Date.UTC(2026, 9, 22, 22));
    expect(lengths).toEqual([24, 24, 25, 24, 24, 24, 24]);
  });

  test("a shift over midnight is in both days, each with its part; hours without anybody are a gap only while somebody is needed", () => {
    const midnight = edges[1] ?? 0;
    const spans = [
      span(edges[0] ?? 0, midnight - 4 * HOUR, "li"),
      span(midnight - 4 * HOUR, midnight + 8 * HOUR, "wang"),
      span(midnight + 8 * HOUR, edges[7] ?? 0),
    ];
    const gaps = [{ from: midnight + 12 * HOUR, to: edges[7] ?? 0 }];
    const [today, tomorrow] = dutyDays({ spans, gaps }, edges);
    expect(today?.segments.map(({ people, share }) => [people[0]?.personId, share * 24])).toEqual([
      ["li", 20],
      ["wang", 4],
    ]);
    expect(tomorrow?.segments.map(({ people, share, isGap }) => [people.length, Math.round(share * 24), isGap])).toEqual([
      [1, 8, false],
      [0, 4, false],
      [0, 12, true],
    ]);
    for (const { segments } of dutyDays({ spans, gaps }, edges)) {
      expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    }
  });

  test("now has its place in today alone", () => {
    const day = { from: 0, to: 24 * HOUR };
    expect([placeIn(day, 6 * HOUR), placeIn(day, 24 * HOUR), placeIn(day, -1)]).toEqual([0.25, undefined, undefined]);
  });
});

test.each([
  { at: 150, means: "missing" },
  { at: 250, means: "not-needed" },
  { at: 1000, means: "nobody" },
])("nobody on duty from $at on means $means", ({ at, means }) => {
  expect(afterwardsNobody({ gaps: [{ from: 100, to: 200 }], to: 1000 }, at)).toBe(means);
});

describe("people", () => {
  const contact = (id: string, ...proven: boolean[]): Contact => ({
    id,
    name: id,
    kind: "person",
    language: "en",
    channels: [],
    standings: proven.map((isProven) => ({ personId: id, channel: "sms", address: "***01", isProven })),
    roles: [],
    securityCentre: false,
    mayTest: false,
  });

  test("who may not be reached comes first", () => {
    const people = [contact("d", true), contact("c", true, false), contact("b", false), contact("a"), contact("aa", false)];
    expect(inOrder(people).map(({ id }) => id)).toEqual(["a", "aa", "b", "c", "d"]);
    expect(inOrder(people).map(reachOf)).toEqual(["none", "unproven", "unproven", "partly", "proven"]);
  });

  test.each([
    { state: "waiting", at: 0, underWay: true },
    { state: "accepted", at: 0, underWay: true },
    { state: "accepted", at: -11 * 60_000, underWay: false },
    { state: "delivered", at: 0, underWay: false },
    { state: "failed", at: 0, underWay: false },
  ] as const)("a test that is $state, from $at ms, is under way: $underWay", ({ state, at, underWay }) => {
    expect(isUnderWay({ test: { at: epochMs(at), state } }, 1000)).toBe(underWay);
  });
  test("no test is none under way", () => {
    expect(isUnderWay({}, 1000)).toBe(false);
  });
});

describe("a route in words", () => {
  const reader = (language: "en" | "zh"): RouteReader => ({
    t: translateIn(language),
    language,
    nameOf: (id) => ({ wang: "Wang Fang" })[id] ?? id,
    rotaName: (id) => ({ call: { en: "Chemistry on call", zh: "化学楼值班" } })[id]?.[language] ?? id,
    zones: [{ id: "room", kind: "room", name: { en: "Room 114", zh: "114室" }, path: { en: "", zh: "" } }],
  });
  const step: RouteStep = {
    id: "one",
    after: minutes(3),
    whom: [{ kind: "rota", rotaId: "call" }, { kind: "deputy" }, { kind: "contact", personId: "wang" }],
    channels: ["sms", "email"],
    proof: "read",
    proofWithin: minutes(2),
    repeat: { every: minutes(5), times: 2 },
  };

  test("says whom, after what, by what, what is enough and how often", () => {
    const en = reader("en");
    expect(whomWords(step, en)).toBe("whoever is on duty: Chemistry on call, deputy, Wang Fang");
    expect([afterWords(step.after, en.t), afterWords(0, en.t)]).toEqual(["After 3 min", "At once"]);
    expect(mannerWords(step, en)).toBe(
      "By text message, then e-mail. Enough when somebody answers within 2 min, else on. Told again every 5 min, 2 times.",
    );
    expect(mannerWords({ id: "two", after: minutes(0), whom: [], proof: "delivered" }, en)).toBe(
      "By each one’s own channels. Enough when it is delivered.",
    );
  });

  test("in Chinese too", () => {
    expect(whomWords(step, reader("zh"))).toBe("当班人员：化学楼值班、副负责人、Wang Fang");
    expect(mannerWords(step, reader("zh"))).toBe("通过短信，其次邮件。 2 分 内有人应答才算，否则继续。 每 5 分 再次通知，共 2 次。");
  });

  test.each<{ when: ToldRoute["when"]; words: string }>([
    { when: {}, words: "every alarm" },
    {
      when: { classes: ["life-safety"], priorities: ["critical", "high"], zones: ["room", "gone"], during: { en: "night", zh: "夜间" } },
      words: "life safety · Critical, High · Room 114, gone · night",
    },
  ])("is for $words", ({ when, words }) => {
    expect(matchWords({ when }, reader("en"))).toBe(words);
  });
});

test.each([
  { budget: { count: 50, used: 0, reserved: 10 }, free: 40, kept: 10, used: 0 },
  { budget: { count: 50, used: 45, reserved: 10 }, free: 0, kept: 5, used: 0.9 },
  { budget: { count: 50, used: 60, reserved: 10 }, free: 0, kept: 0, used: 1 },
  { budget: { count: 0, used: 0, reserved: 0 }, free: 0, kept: 0, used: 1 },
])("of $budget $free are free and $kept kept", ({ budget, free, kept, used }) => {
  const gauge = gaugeOf(budget);
  expect([gauge.free, gauge.kept, gauge.usedShare]).toEqual([free, kept, used]);
  expect(gauge.usedShare + gauge.freeShare).toBeLessThanOrEqual(1);
});
