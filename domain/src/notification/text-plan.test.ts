import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs, minutes, plus } from "../basics/index.ts";
import { type DueText, MOST_TEXTS, planTexts, type SentText, TEXT_WINDOW } from "./text-plan.ts";

const NOW = epochMs(minutes(60));
const sentAgo = (ago: number, over: Partial<SentText> = {}): SentText => ({
  at: epochMs(NOW - minutes(ago)),
  zoneId: "earlier",
  lifeSafety: false,
  ...over,
});

/** `a1 a2 b1` are three alarms of zones a and b; a `!` in front says life safety, a `~` simulated. */
const due = (text: string, recipient = "wang"): readonly DueText[] =>
  text.split(" ").map((word) => {
    const name = word.replace(/^[!~]/, "");
    return { id: name, recipient, zoneId: name.slice(0, 1), lifeSafety: word.startsWith("!"), simulated: word.startsWith("~") };
  });
const plan = (notifications: readonly DueText[], over: { isFlood?: boolean; sent?: readonly SentText[] } = {}) => {
  const { texts, held } = planTexts({ now: NOW, due: notifications, isFlood: over.isFlood ?? true, sentTo: () => over.sent ?? [] });
  return {
    texts: texts.map((text) => text.map(({ id }) => id).join("+")),
    held: held.map(({ notification }) => notification.id),
    until: held[0]?.until,
  };
};
const sentTexts = (count: number, over: Partial<SentText> = {}) =>
  Array.from({ length: count }, (_, index) => sentAgo(9 - index / 2, over));

describe("out of a flood", () => {
  test("each alarm is a text of its own", () => {
    expect(plan(due("a1 a2 !b1"), { isFlood: false })).toEqual({ texts: ["b1", "a1", "a2"], held: [], until: undefined });
  });

  test("the last of ten texts is kept for life safety; what does not fit goes together by zone, then waits", () => {
    expect(plan(due("a1 a2 b1"), { isFlood: false, sent: sentTexts(7) }).texts).toEqual(["a1+a2", "b1"]);
    expect(plan(due("a1"), { isFlood: false, sent: sentTexts(9) })).toEqual({
      texts: [],
      held: ["a1"],
      until: plus(sentAgo(9).at, TEXT_WINDOW),
    });
    expect(plan(due("!a1"), { isFlood: false, sent: sentTexts(9) }).texts).toEqual(["a1"]);
  });
});

describe("a drill", () => {
  const drilled = (count: number) => sentTexts(count, { drill: true });
  const ofDrill = (text: string) => due(text).map((each): DueText => ({ ...each, drill: true }));

  test.each([false, true])("holds up nothing real, however much it has sent, also in a flood (%s)", (isFlood) => {
    expect(plan(due("b1"), { isFlood, sent: drilled(10) }).texts).toEqual(["b1"]);
    const told = sentAgo(9.5, { lifeSafety: true, zoneId: "a" });
    expect(plan(due("!a2"), { isFlood, sent: [told, ...drilled(9)] }).texts).toEqual(["a2"]);
    expect(plan(due("b1"), { isFlood, sent: [...sentTexts(9), ...drilled(1)] }).held).toEqual(["b1"]);
  });

  test("comes after everything real, counts with it, and waits like it", () => {
    expect(plan([...ofDrill("a1"), ...due("b1 !c1")], { isFlood: false }).texts).toEqual(["c1", "b1", "a1"]);
    expect(plan(ofDrill("a1"), { isFlood: false, sent: [...sentTexts(4), ...drilled(5)] })).toMatchObject({ texts: [], held: ["a1"] });
    expect(plan([...ofDrill("a1"), ...due("b1")], { isFlood: false, sent: drilled(8) })).toMatchObject({ texts: ["b1"], held: ["a1"] });
  });
});

describe("in a flood", () => {
  test.each([
    {
      because: "life safety first and each by itself, the rest by zone",
      of: "a1 b1 !c1 a2 !c2 b2",
      sent: 0,
      texts: ["c1", "c2", "a1+a2", "b1+b2"],
      held: [],
    },
    { because: "what is simulated is never told as real", of: "a1 ~a2 a3", sent: 0, texts: ["a1+a3", "a2"], held: [] },
    { because: "the last ordinary text has all the rest", of: "a1 b1 c1 d1", sent: 5, texts: ["a1", "b1+c1+d1"], held: [] },
    { because: "simulated ones apart there too", of: "a1 b1 ~c1 d1", sent: 6, texts: ["a1+b1+d1"], held: ["c1"] },
    { because: "ordinary ones wait when seven texts went out", of: "a1 !b1 a2", sent: 7, texts: ["b1"], held: ["a1", "a2"] },
    { because: "with little room life safety goes by zone", of: "!a1 !a2 !b1 !a3", sent: 8, texts: ["a1+a2+a3", "b1"], held: [] },
    { because: "the first life-safety alarm of a zone is never held back", of: "!a1 !b1", sent: 10, texts: ["a1", "b1"], held: [] },
  ])("$because", ({ of, sent, texts, held }) => {
    expect(plan(due(of), { sent: sentTexts(sent) })).toMatchObject({ texts, held });
  });

  test("a zone whose life-safety alarm was told waits like the others", () => {
    const sent = sentTexts(10, { lifeSafety: true, zoneId: "a" });
    expect(plan(due("!a9 !b1"), { sent })).toEqual({ texts: ["b1"], held: ["a9"], until: plus(sentAgo(9).at, TEXT_WINDOW) });
    expect(plan(due("!a9"), { sent: sentTexts(10, { zoneId: "a" }) }).texts).toEqual(["a9"]);
  });

  test("what waits, waits until as many texts as needed are ten minutes old", () => {
    expect(plan(due("a1"), { sent: sentTexts(8) }).until).toBe(plus(sentAgo(8.5).at, TEXT_WINDOW));
  });

  test("alarms that come one by one share the next text, a minute after the one before; life safety does not wait", () => {
    const sent = [sentAgo(0.75), sentAgo(0.5, { lifeSafety: true })];
    expect(plan(due("a1 !b1 a2"), { sent })).toEqual({ texts: ["b1"], held: ["a1", "a2"], until: epochMs(NOW + minutes(0.25)) });
    expect(plan(due("a1 a2"), { sent, isFlood: false }).texts).toEqual(["a1", "a2"]);
    expect(plan(due("a1 a2"), { sent: [sentAgo(1)] }).texts).toEqual(["a1+a2"]);
  });

  test("people are counted apart", () => {
    const both = [...due("a1 b1", "wang"), ...due("a2 !b2", "smith")];
    const sentTo = (recipient: string) => (recipient === "wang" ? sentTexts(7) : []);
    const { texts, held } = planTexts({ now: NOW, due: both, isFlood: true, sentTo });
    expect(texts.map((text) => text.map(({ id }) => id))).toEqual([["b2"], ["a2"]]);
    expect(held.map(({ notification }) => notification.id)).toEqual(["a1", "b1"]);
  });
});

const notification = fc.record({
  recipient: fc.constantFrom("wang", "smith"),
  zoneId: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"),
  lifeSafety: fc.boolean(),
  simulated: fc.boolean(),
});
const many = fc.array(notification, { maxLength: 40 }).map((all) => all.map((each, index): DueText => ({ ...each, id: `n${index}` })));

test("whatever is due and was sent: nothing is lost, real and simulated never mix, and only a zone's first life-safety alarm exceeds ten texts", () => {
  fc.assert(
    fc.property(many, fc.nat({ max: 12 }), fc.boolean(), (all, sent, isFlood) => {
      const { texts, held } = planTexts({ now: NOW, due: all, isFlood, sentTo: () => sentTexts(sent) });
      expect([...texts.flat(), ...held.map((each) => each.notification)].map(({ id }) => id).sort()).toEqual(
        all.map(({ id }) => id).sort(),
      );
      for (const text of texts) {
        expect(new Set(text.map(({ recipient, simulated, lifeSafety }) => `${recipient} ${simulated} ${lifeSafety}`)).size).toBe(1);
        if (text[0]?.lifeSafety === true) expect(new Set(text.map(({ zoneId }) => zoneId)).size).toBe(1);
      }
      for (const recipient of ["wang", "smith"]) {
        const theirs = texts.filter((text) => text[0]?.recipient === recipient);
        const beyond = theirs.slice(Math.max(0, MOST_TEXTS - sent));
        for (const text of beyond) expect(text[0]?.lifeSafety).toBe(true);
        const zones = beyond.map((text) => text[0]?.zoneId);
        expect(new Set(zones).size).toBe(zones.length);
      }
      for (const each of held) {
        expect(each.until).toBeGreaterThan(NOW);
        if (each.notification.lifeSafety) {
          const { recipient, zoneId } = each.notification;
          expect(texts.some(([lead]) => lead?.lifeSafety === true && lead.recipient === recipient && lead.zoneId === zoneId)).toBe(true);
        }
      }
    }),
  );
});
