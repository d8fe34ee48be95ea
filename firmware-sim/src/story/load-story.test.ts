import { epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { scenarioErrorText } from "../scenario/scenario.ts";
import { parseStory } from "./load-story.ts";

const HEAD = [
  "scenario: leak",
  "about: { en: A leak., zh: 泄漏。 }",
  "site: site.yaml",
  "starts: 2026-11-22T23:00+08:00",
  "devices:",
  "  cab-17:",
  "    every: 30s",
  "    signals:",
  "      vapour: { around: 1.2 %LEL }",
  "      door: { states: [closed, open] }",
  "story:",
];
/** The first sentence of a story is in this line of its file. */
const FIRST = HEAD.length + 1;

const told = (...sentences: readonly string[]): string => [...HEAD, ...sentences.map((sentence) => `  - ${sentence}`)].join("\n");

function linesOf(...sentences: readonly string[]) {
  const parsed = parseStory("s.yaml", told(...sentences));
  if (!parsed.ok) throw new Error(parsed.error.map(scenarioErrorText).join("\n"));
  return parsed.value.lines;
}

function errorsOf(text: string): readonly string[] {
  const parsed = parseStory("s.yaml", text);
  return parsed.ok ? [] : parsed.error.map(scenarioErrorText);
}

const START = epochMs(Date.parse("2026-11-22T23:00+08:00"));
const at = (minute: number) => plus(START, minutes(minute));

describe("a sentence", () => {
  test.each([
    ["the door of cab-17 opens", { kind: "set", signal: "door", to: "open" }],
    ["the door of cab-17 is left ajar", { kind: "set", signal: "door", to: "open" }],
    ["the door of cab-17 turns closed", { kind: "set", signal: "door", to: "closed" }],
    ["the vapour of cab-17 jumps to 26 %LEL", { kind: "set", signal: "vapour", to: 26 }],
    ["the vapour of cab-17 rises to 12 %LEL over 20min", { kind: "ramp", signal: "vapour", to: 12, over: minutes(20) }],
    ["the vapour of cab-17 settles at 5 %LEL with a lag of 2h", { kind: "hold", signal: "vapour", to: 5, lag: hours(2) }],
    ["the vapour of cab-17 goes silent", { kind: "signal-mode", signal: "vapour", mode: "silent" }],
    ["the vapour of cab-17 reports over-range", { kind: "signal-mode", signal: "vapour", mode: "over-range" }],
    ["the vapour of cab-17 is as usual again", { kind: "calm", signal: "vapour" }],
    ["cab-17 loses its power", { kind: "device-mode", mode: "dead" }],
    ["the network is gone", { kind: "device-mode", mode: "disconnected" }],
    ["wang shows badge 04A2F1 at the door of cab-17", { kind: "event", door: "door", event: "badge", who: "04A2F1", granted: true }],
    [
      "somebody shows badge 04FFFF at the door of cab-17 and is refused",
      { kind: "event", door: "door", event: "badge", who: "04FFFF", granted: false },
    ],
    ["the exit button of cab-17 is pressed", { kind: "event", event: "button", object: "exit" }],
  ])("%s", (sentence, action) => {
    expect(linesOf(`at 23:10 ${sentence}`)).toMatchObject([{ kind: "device", steps: [{ at: at(10), deviceId: "cab-17", action }] }]);
  });

  test.each([
    ["li acknowledges", { kind: "person", who: { kind: "person", id: "li" }, deed: { verb: "acknowledge" } }],
    ["the deputy attends cab-17/vapour/high", { who: { kind: "deputy" }, deed: { verb: "attend", rule: "cab-17/vapour/high" } }],
    ['li answers the text with "HELP"', { deed: { verb: "answer", words: "HELP" } }],
    [
      'li shelves cab-17/vapour/high for 30min because "calibration"',
      { deed: { verb: "shelve", rule: "cab-17/vapour/high", span: minutes(30), reason: "calibration" } },
    ],
    ["texts to li do not arrive", { kind: "texts", personId: "li", arrive: false }],
    ["the text gateway is back", { kind: "texts", arrive: true }],
  ])("%s", (sentence, deed) => {
    expect(linesOf(`at 23:10 ${sentence}`)).toMatchObject([{ at: at(10), ...deed }]);
  });

  test.each([
    ["alarm cab-17/vapour/high by 23:21", { kind: "alarm", turn: "raised", rule: "cab-17/vapour/high", by: at(21) }],
    ["alarm cab-17/vapour/high between 23:20 and 23:21", { kind: "alarm", turn: "raised", notBefore: at(20), by: at(21) }],
    ["cab-17/vapour/high cleared by 00:10 on day 2", { kind: "alarm", turn: "cleared", by: at(70) }],
    ["text to the responsible person by 23:22", { kind: "text", to: { kind: "responsible" }, by: at(22) }],
    ["text to +8613800000001 by 23:22", { kind: "text", to: { kind: "number", number: "+8613800000001" } }],
    ["text to somebody with the role keeper by 23:22", { kind: "text", to: { kind: "role", role: "keeper" } }],
    ["cab-17/vapour silent by 23:22", { kind: "impaired", signal: "cab-17/vapour", impairment: "silent", by: at(22) }],
    ["2 impaired at 23:22", { kind: "count", impaired: 2, at: at(22) }],
    ["a quiet screen at 23:59:30", { kind: "quiet", at: plus(START, seconds(59 * 60 + 30)) }],
    ["nothing else", { kind: "nothing-else" }],
  ])("expect %s", (sentence, expected) => {
    expect(linesOf("at 23:10 the door of cab-17 opens", `expect ${sentence}`)[1]).toMatchObject({ kind: "expect", from: at(10), expected });
  });
});

test("a flipping signal is moved to and fro", () => {
  expect(linesOf("at 23:10 the door of cab-17 flips between open and closed every 20s for 1min")).toMatchObject([
    {
      steps: [
        { at: at(10), action: { to: "open" } },
        { at: plus(at(10), seconds(20)), action: { to: "closed" } },
        { at: plus(at(10), seconds(40)), action: { to: "open" } },
      ],
    },
  ]);
});

test("a story goes on by the clock, by spans, and into the next day", () => {
  const lines = linesOf("at 23:10 the door of cab-17 opens", "after 90s the door of cab-17 closes", "at 00:30 on day 2 li acknowledges");
  expect(lines).toMatchObject([{ steps: [{ at: at(10) }] }, { steps: [{ at: plus(at(10), seconds(90)) }] }, { at: at(90) }]);
});

test("a story is over some minutes after the last it speaks of, or when it says", () => {
  const parsed = parseStory("s.yaml", told("at 23:10 the door of cab-17 opens", "expect a quiet screen at 23:20"));
  expect(parsed.ok && parsed.value.endsAt).toBe(at(25));
  const later = parseStory("s.yaml", told("at 23:10 the door of cab-17 opens").replace("story:", "ends: 06:00 on day 2\nstory:"));
  expect(later.ok && later.value.endsAt).toBe(at(7 * 60));
});

describe("a mistake is told with its place and what would be right", () => {
  test.each([
    [
      "the door of cab-17 opens",
      '"the door of cab-17 opens" says neither when it happens nor that it is expected; begin with a time or with expect: at 02:10 …, after 5min …, expect alarm RULE by 02:21',
    ],
    [
      "at 23:10 the door of cab-17 is swung open",
      '"the door of cab-17 is swung open" is no sentence a story can have; write it like "the SIGNAL of DEVICE is left STATE" or "the SIGNAL of DEVICE is calibrated" or "the SIGNAL of DEVICE is unlocked"',
    ],
    ["at 23:10 the door of cab-71 opens", '"cab-71" is not known; use one of cab-17'],
    ["at 23:10 the dor of cab-17 opens", '"dor" is not known; use one of vapour, door'],
    ["at 23:10 the door of cab-17 turns shut", '"shut" is not known; use one of closed, open'],
    [
      "at 23:10 the vapour of cab-17 rises to 12 ppm over 5min",
      '"12 ppm" is no value in %LEL; write a number followed by %LEL, the unit of this signal',
    ],
    [
      "at 23:10 the vapour of cab-17 rises to 12 %LEL over 5",
      '"5" is no time that can stand here; write a time with its unit, such as 500ms, 10s, 5min or 2h, at least 1ms',
    ],
    ["at 23:10 the door of cab-17 rises to 1 %LEL over 5min", "door has states and cannot move; write that it turns STATE"],
    ["at 24:10 li acknowledges", "24:10 is no time of day; write hours from 00 to 23 and minutes from 00 to 59, such as 02:10"],
    [
      "at 02:10 li acknowledges",
      "02:10 is before 23:00 of the sentence before; a story goes forward: for the next day write 02:10 on day 2",
    ],
    [
      "expect alarm cab-17/vapour/high by 22:00",
      "22:00 is before 23:00 of the sentence before; a story goes forward: for the next day write 22:00 on day 2",
    ],
    [
      "expect an alarm of cab-17 by 23:21",
      '"expect an alarm of cab-17 by 23:21" is no sentence a story can have; write it like "expect alarm RULE by TIME" or "expect DEVICE/SIGNAL IMPAIRMENT by TIME" or "expect RULE cleared by TIME"',
    ],
    [
      "expect cab-17/vapour asleep by 23:21",
      '"asleep" is not known; use one of silent, faulty, over-range, suspect, inhibited, warming-up, calibrating, maintenance, simulated, uncalibrated, uncertain',
    ],
    ["at 23:10 texts to the deputy do not arrive", '"the deputy" may be several people; name one person of the site'],
    ["17", "this is no sentence; write one, such as at 02:10 the door of cabinet-17 opens"],
  ])("in the sentence %s", (sentence, message) => {
    expect(errorsOf(told(sentence))).toEqual([`s.yaml:${FIRST}: story[0]: ${message}`]);
  });

  test.each([
    [
      "starts: 2026-11-22T23:00+08:00",
      "starts: tonight",
      's.yaml:4: starts: "tonight" is no time a story can begin at; write date, time and distance from UTC, such as 2026-11-22T02:00+08:00',
    ],
    ["about: { en: A leak., zh: 泄漏。 }", "about: A leak.", 's.yaml:2: about: "A leak." is no mapping; write keys below it: en, zh'],
    ["site: site.yaml\n", "", 's.yaml:1: "site" is missing; add site:'],
    ["story:", "seed: -1\nstory:", 's.yaml:11: seed: "-1" is no seed; write a whole number from 0, such as 7'],
    [
      "story:",
      "ends: late\nstory:",
      's.yaml:11: ends: this is no time a story can end at; write a time such as "06:00" or "08:00 on day 2"',
    ],
    [
      "story:",
      "end: 06:00\nstory:",
      's.yaml:11: end: the key "end" is not known here; use one of scenario, about, site, starts, ends, seed, devices, environment, people, zones, recording, story',
    ],
  ])("with %s as %s", (right, wrong, message) => {
    expect(errorsOf(told("at 23:10 the door of cab-17 opens").replace(right, wrong))).toEqual([message]);
  });

  test("all sentences that are wrong are told together", () => {
    expect(errorsOf(told("at 23:10 cab-1 loses its power", "at 23:11 the door of cab-17 turns blue"))).toHaveLength(2);
  });
});
