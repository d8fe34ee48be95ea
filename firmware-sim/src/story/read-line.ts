import { type EpochMs, plus } from "@labcanary/domain/basics";
import type { DeviceDescription } from "../description.ts";
import { readDuration } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { EXPECT_SENTENCES } from "./expect-sentences.ts";
import { likely, match, matchersOf, shownForm } from "./form.ts";
import { DEED_SENTENCES } from "./sentences.ts";
import { instantOf, isWithinStory, type StoryClock, TIME } from "./story-time.ts";
import type { StoryLine } from "./story.ts";
import { within } from "./telling.ts";

const DEEDS = matchersOf(DEED_SENTENCES);
const EXPECTATIONS = matchersOf(EXPECT_SENTENCES);

const AT = new RegExp(`^at (${TIME}) (.+)$`);
const AFTER = /^after (\S+) (.+)$/;
const EXPECT = /^expect (.+)$/;

/** Where a story has come to. */
export interface Place extends StoryClock {
  readonly devices: readonly DeviceDescription[];
  /** When the sentence before happens. */
  readonly cursor: EpochMs;
}

/** A sentence, and where the story stands after it. */
export interface LineRead {
  readonly line: StoryLine;
  readonly cursor: EpochMs;
}

/** One sentence of a story; undefined, and reported, when it is none. */
export function readLine(entry: Entry, place: Place): LineRead | undefined {
  const { scalar } = entry;
  if (typeof scalar !== "string") {
    return entry.fail("SCENARIO_VALUE", "this is no sentence", "write one, such as at 02:10 the door of cabinet-17 opens");
  }
  const text = scalar.trim().replaceAll(/\s+/g, " ");
  const [, expected] = EXPECT.exec(text) ?? [];
  if (expected !== undefined) return readExpectation(entry, text, expected, place);
  const begun = beginningOf(entry, text, place);
  if (begun === undefined) return undefined;
  const { at, rest } = begun;
  const found = match(rest, DEEDS);
  if (found === undefined)
    return unknownSentence(
      entry,
      rest,
      DEEDS.map(({ sentence }) => sentence.form),
      "",
    );
  const deed = found.sentence.read(found.written, { at, devices: place.devices, entry });
  return deed && { line: { ...deed, line: entry.line, text }, cursor: at };
}

/** When a deed happens, and what it is. */
function beginningOf(entry: Entry, text: string, place: Place): { readonly at: EpochMs; readonly rest: string } | undefined {
  const [, time, deed] = AT.exec(text) ?? [];
  if (time !== undefined && deed !== undefined) {
    const at = instantOf(time, place, place.cursor, entry);
    return at === undefined ? undefined : { at, rest: deed };
  }
  const [, span, later] = AFTER.exec(text) ?? [];
  if (span !== undefined && later !== undefined) {
    const length = readDuration(within(entry, span));
    const at = length && plus(place.cursor, length);
    return at === undefined || !isWithinStory(at, place, entry) ? undefined : { at, rest: later };
  }
  const remedy = "begin with a time or with expect: at 02:10 …, after 5min …, expect alarm RULE by 02:21";
  return entry.fail("SCENARIO_VALUE", `"${text}" says neither when it happens nor that it is expected`, remedy);
}

function readExpectation(entry: Entry, text: string, expected: string, place: Place): LineRead | undefined {
  const found = match(expected, EXPECTATIONS);
  if (found === undefined)
    return unknownSentence(
      entry,
      expected,
      EXPECTATIONS.map(({ sentence }) => sentence.form),
      "expect ",
    );
  const { cursor, devices } = place;
  const instant = (written: string): EpochMs | undefined => instantOf(written, place, cursor, entry);
  const read = found.sentence.read(found.written, { at: cursor, devices, entry, instant });
  return read && { line: { kind: "expect", from: cursor, expected: read, line: entry.line, text }, cursor };
}

function unknownSentence(entry: Entry, text: string, forms: readonly string[], before: string): undefined {
  const told = likely(text, forms).map((form) => `"${before}${shownForm(form)}"`);
  return entry.fail("SCENARIO_VALUE", `"${before}${text}" is no sentence a story can have`, `write it like ${told.join(" or ")}`);
}
