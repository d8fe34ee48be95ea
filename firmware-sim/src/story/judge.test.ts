import { type EpochMs, epochMs, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import type { AlarmHappening, Directory, Happening, TextHappening } from "./happening.ts";
import { judge } from "./judge.ts";
import { parseStory } from "./load-story.ts";

const START = epochMs(Date.parse("2026-11-22T02:00+08:00"));
const at = (minute: number): EpochMs => plus(START, minutes(minute));

const alarm = (minute: number, turn: AlarmHappening["turn"], rule = "cab/door/open", alarmId = rule): AlarmHappening => ({
  kind: "alarm",
  at: at(minute),
  turn,
  alarmId,
  rule,
  zoneId: "room",
});
const beneath = (minute: number, parent: string): AlarmHappening => ({ ...alarm(minute, "raised", "cab/door/silent"), beneath: parent });
const text = (minute: number, personId: string, over: Partial<TextHappening> = {}): TextHappening => ({
  kind: "text",
  at: at(minute),
  channel: "sms",
  personId,
  alarmIds: ["cab/door/open"],
  rules: ["cab/door/open"],
  zones: ["room"],
  words: "Door open",
  ...over,
});
const impaired = (minute: number, signal: string, over = false): Happening => ({
  kind: "impaired",
  at: at(minute),
  signal,
  ...(over ? {} : { impairment: "silent" }),
});

const PEOPLE: Directory = {
  responsibleOf: (zone) => (zone === "room" ? "li" : undefined),
  deputyOf: () => "smith",
  securityCentre: ["desk"],
  phoneOf: (person) => (person === "li" ? "+861" : undefined),
  rolesOf: (person) => (person === "wang" ? ["keeper"] : []),
};

/** What came instead of what was expected after 02:10, in the first sentence that is not as expected; undefined when all are. */
function instead(happened: readonly Happening[], ...expected: readonly string[]): readonly string[] | undefined {
  const told = ["at 02:10 li acknowledges", ...expected.map((sentence) => `expect ${sentence}`)].map((sentence) => `  - ${sentence}\n`);
  const head = "scenario: s\nabout: { en: A., zh: 甲。 }\nsite: s.yaml\nstarts: 2026-11-22T02:00+08:00\n";
  const story = parseStory(
    "s.yaml",
    `${head}devices: { cab: { every: 30s, signals: { door: { states: [closed, open] } } } }\nstory:\n${told.join("")}`,
  );
  if (!story.ok) throw new Error(JSON.stringify(story.error));
  return judge(story.value, happened, PEOPLE, new Map()).find(({ outcome }) => outcome === "otherwise")?.instead;
}

const RAISED = alarm(20, "raised");

test.each<[string, readonly Happening[], readonly string[], readonly string[] | undefined]>([
  ["an alarm in time", [RAISED], ["alarm cab/door/open by 02:21"], undefined],
  ["an alarm at the very time", [RAISED], ["alarm cab/door/open by 02:20"], undefined],
  ["an alarm that is late", [RAISED], ["alarm cab/door/open by 02:19"], ["it was raised at 02:20"]],
  ["an alarm that is early", [RAISED], ["alarm cab/door/open between 02:21 and 02:25"], ["it was raised at 02:20"]],
  ["an alarm from before the sentence before", [alarm(5, "raised")], ["alarm cab/door/open by 02:21"], ["it was raised at 02:05"]],
  ["no alarm at all", [], ["alarm cab/door/open by 02:21"], ["it was never raised"]],
  [
    "another alarm",
    [alarm(20, "raised", "cab/door/other")],
    ["alarm cab/door/open by 02:21"],
    ["it was never raised", "instead: cab/door/other raised at 02:20"],
  ],
  [
    "one alarm where two are expected",
    [RAISED],
    ["alarm cab/door/open by 02:21", "alarm cab/door/open by 02:21"],
    ["it was never raised; cab/door/open raised at 02:20"],
  ],
  ["an end that did not come", [RAISED], ["cab/door/open cleared by 02:30"], ["it was never cleared; cab/door/open raised at 02:20"]],
  ["an acknowledgement in time", [RAISED, alarm(24, "acknowledged")], ["cab/door/open acknowledged by 02:25"], undefined],
  ["an alarm that must not be", [RAISED], ["no alarm cab/door/open"], ["it was raised at 02:20"]],
  ["a text to the person", [text(20, "li")], ["text to li by 02:21"], undefined],
  ["a text to the responsible person", [text(20, "li")], ["text to the responsible person by 02:21"], undefined],
  ["a text to the number", [text(20, "li")], ["text to +861 by 02:21"], undefined],
  ["a text to the role", [text(20, "wang")], ["text to somebody with the role keeper by 02:21"], undefined],
  [
    "a text to somebody else",
    [text(20, "smith")],
    ["text to the responsible person by 02:21"],
    ["no text came to the responsible person", 'text to smith at 02:20 about cab/door/open: "Door open"'],
  ],
  ["a text that is late", [text(25, "li")], ["text to li by 02:21"], ["it came at 02:25"]],
  ["a text about something else", [text(20, "li")], ["text to li about cab/door/other by 02:21"], ["no text came to li"]],
  ["what is told on answering", [text(20, "li", { answer: true })], ["text to li by 02:21"], ["no text came to li"]],
  [
    "nothing else",
    [RAISED, text(20, "li"), text(21, "li", { answer: true })],
    ["alarm cab/door/open by 02:21", "text to li by 02:21", "nothing else"],
    undefined,
  ],
  [
    "something else, whatever the order of the sentences",
    [RAISED, text(20, "li"), text(23, "smith", { words: "Deputy" })],
    ["nothing else", "alarm cab/door/open by 02:21", "text to li by 02:21"],
    ['text to smith at 02:23 about cab/door/open: "Deputy"'],
  ],
  [
    "what is listed beneath an expected alarm",
    [alarm(20, "raised", "zone/silent"), beneath(20, "zone/silent")],
    ["alarm zone/silent by 02:21", "nothing else"],
    undefined,
  ],
  [
    "what is listed beneath an alarm nobody expected",
    [alarm(20, "raised", "zone/silent"), beneath(20, "zone/silent")],
    ["nothing else"],
    ["zone/silent raised at 02:20", "cab/door/silent raised at 02:20"],
  ],
  [
    "what was listed beneath an expected alarm, and then by itself",
    [alarm(20, "raised", "zone/silent"), beneath(20, "zone/silent"), alarm(25, "on-list", "cab/door/silent")],
    ["alarm zone/silent by 02:21", "nothing else"],
    ["cab/door/silent raised at 02:20"],
  ],
  ["a silent signal", [impaired(15, "cab/door")], ["cab/door silent by 02:16"], undefined],
  ["a signal that was silent too late", [impaired(17, "cab/door")], ["cab/door silent by 02:16"], ["silent from 02:17"]],
  ["so many impaired", [impaired(12, "a/b"), impaired(13, "c/d"), impaired(14, "a/b", true)], ["1 impaired at 02:15"], undefined],
  ["more impaired", [impaired(12, "a/b"), impaired(13, "c/d")], ["1 impaired at 02:15"], ["2 were: a/b silent, c/d silent"]],
  ["a quiet screen", [RAISED, alarm(25, "ended")], ["a quiet screen at 02:26"], undefined],
  ["a screen with an alarm", [RAISED, alarm(25, "ended")], ["a quiet screen at 02:24"], ["cab/door/open was on the list since 02:20"]],
  ["a screen with an alarm that is shelved", [RAISED, alarm(21, "off-list")], ["a quiet screen at 02:24"], undefined],
  [
    "a screen with an alarm that is back",
    [RAISED, alarm(21, "off-list"), alarm(23, "on-list")],
    ["a quiet screen at 02:24"],
    ["cab/door/open was on the list since 02:23"],
  ],
  ["a screen with a silent signal", [impaired(12, "a/b")], ["a quiet screen at 02:24"], ["a/b was silent"]],
  ["books that balance", [{ kind: "books", at: at(30), balanced: true, detail: "" }], ["the books to balance"], undefined],
  [
    "books that do not",
    [{ kind: "books", at: at(30), balanced: false, detail: "received 2, stored 1" }],
    ["the books to balance"],
    ["they do not: received 2, stored 1"],
  ],
])("%s", (_name, happened, expected, came) => {
  expect(instead(happened, ...expected)).toEqual(came);
});
