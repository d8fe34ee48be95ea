import { dirname, relative } from "node:path";
import { days, type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import { type AlarmHappening, type Happening, storyTimeText, type StoryClock, type TextHappening } from "@labcanary/firmware-sim";
import { stringify } from "yaml";
import { directoryOf } from "./people.ts";

interface Told {
  readonly site: Site;
  readonly siteFile: string;
  readonly file: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly zones?: readonly string[];
  readonly recording: string;
  readonly people: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly happened: readonly Happening[];
  /** Rules that stood when the period began: they are raised with their first reading, and told of again. */
  readonly stood: readonly string[];
  /** Lines of the journal, for how long something was shelved. */
  readonly deeds: readonly JournalEntry[];
}

/** The last sentence of every recording. */
export const NOTHING_ELSE = "expect nothing else";

/** How much later than it was something may come. Chosen: a minute is what people would call the same time. */
const TOLERANCE = seconds(60);

/** The text of a scenario file: what people did, and what came, without who they are. Their free words are left out. */
export function recordedStory(told: Told): string {
  const { site, siteFile, file, from, to, zones, recording, people, happened, stood } = told;
  const clock = { startsAt: from, offset: offsetOf(site.timeZone, from) };
  const day = new Date(from + clock.offset).toISOString().slice(0, 10);
  const names = createNames(site);
  const sentences = happened.flatMap((one) => sentencesOf(one, { clock, to, names, deeds: told.deeds }));
  const head = {
    scenario: file.slice(file.lastIndexOf("/") + 1).replace(/\.ya?ml$/, ""),
    about: { en: `Recorded at ${site.name.en} on ${day}.`, zh: `${day}录自${site.name.zh}。` },
    site: relative(dirname(file), siteFile),
    starts: startText(from, clock.offset),
    ends: storyTimeText(clock, roundedUp(to)),
    ...(zones === undefined ? {} : { zones }),
    ...(people.length === 0 ? {} : { people: Object.fromEntries(people.map(({ id, roles }) => [id, { roles }])) }),
    recording,
  };
  return `${stringify(head, { aliasDuplicateObjects: false })}story:\n${stoodText(stood)}${[...sentences, NOTHING_ELSE].map((sentence) => `  - ${sentence}\n`).join("")}`;
}

const stoodText = (stood: readonly string[]): string =>
  stood.length === 0 ? "" : `  # Stood before, and is raised again with its first reading: ${stood.join(", ")}\n`;

interface Telling {
  readonly clock: StoryClock;
  /** After the end there is nothing to go by. */
  readonly to: EpochMs;
  readonly names: Names;
  readonly deeds: readonly JournalEntry[];
}

function sentencesOf(one: Happening, telling: Telling): readonly string[] {
  if (one.kind === "alarm") return alarmSentences(one, telling);
  if (one.kind === "text" && one.answer === undefined) return [textSentence(one, telling)];
  return [];
}

const byText = (at: EpochMs, { clock, to }: Telling): string => storyTimeText(clock, roundedUp(epochMs(Math.min(plus(at, TOLERANCE), to))));

function alarmSentences(alarm: AlarmHappening, telling: Telling): readonly string[] {
  const { rule, turn, at, by, zoneId } = alarm;
  switch (turn) {
    case "raised":
      return [`expect alarm ${rule} by ${byText(at, telling)}`];
    case "cleared":
      return [`expect ${rule} cleared by ${byText(at, telling)}`];
    case "acknowledged":
    case "attended": {
      if (by === undefined) return [];
      const verb = turn === "acknowledged" ? "acknowledges" : "attends";
      return [`at ${storyTimeText(telling.clock, roundedUp(at))} ${telling.names.of(by, zoneId)} ${verb} ${rule}`];
    }
    case "off-list":
    case "on-list":
    case "ended":
      return [...shelvingOf(alarm, telling), ...resetOf(alarm, telling)];
  }
}

function shelvingOf({ rule, at, by, alarmId, zoneId, turn }: AlarmHappening, { clock, names, deeds }: Telling): readonly string[] {
  if (by === undefined || turn !== "off-list") return [];
  const entry = deeds.find((line) => line.kind === "shelved" && line.at === at && line.alarmId === alarmId);
  const { until } = (entry?.detail ?? {}) as { until?: number };
  if (until === undefined) return [];
  const span = `${Math.max(1, Math.round((until - at) / 60_000))}min`;
  return [`at ${storyTimeText(clock, roundedUp(at))} ${names.of(by, zoneId)} shelves ${rule} for ${span} because "recorded"`];
}

function resetOf({ rule, at, by, alarmId, zoneId }: AlarmHappening, { clock, names, deeds }: Telling): readonly string[] {
  if (by === undefined) return [];
  const isReset = deeds.some((line) => line.kind === "reset" && line.at === at && line.alarmId === alarmId);
  return isReset ? [`at ${storyTimeText(clock, roundedUp(at))} ${names.of(by, zoneId)} resets ${rule}`] : [];
}

function textSentence({ at, personId, rules, zones }: TextHappening, telling: Telling): string {
  const about = rules[0] === undefined ? "" : ` about ${rules[0]}`;
  return `expect text to ${telling.names.recipient(personId, zones)}${about} by ${byText(at, telling)}`;
}

/** Whole seconds: what a story can say. Later rather than earlier, so that nobody acts on what has not come yet. */
const roundedUp = (at: EpochMs): EpochMs => epochMs(Math.ceil(at / 1000) * 1000);

interface Names {
  /** Who did something, by what they are for the place, or by a number. */
  of(name: string, zoneId: string | undefined): string;
  /** Whom a text was to. */
  recipient(personId: string, zones: readonly string[]): string;
}

function createNames(site: Site): Names {
  const directory = directoryOf(site);
  const operators = new Map<string, string>();
  const partOf = (personId: string | undefined, zones: readonly string[]): string | undefined => {
    if (personId === undefined) return undefined;
    if (zones.some((zone) => directory.responsibleOf(zone) === personId)) return "the responsible person";
    if (zones.some((zone) => directory.deputyOf(zone) === personId)) return "the deputy";
    return directory.securityCentre.includes(personId) ? "the security centre" : undefined;
  };
  return {
    of(name, zoneId) {
      const person = site.people.find(({ id, account = id }) => id === name || account === name);
      const part = partOf(person?.id, zoneId === undefined ? [] : [zoneId]);
      if (part !== undefined) return part;
      const operator = operators.get(name) ?? `operator-${operators.size + 1}`;
      operators.set(name, operator);
      return operator;
    },
    recipient: (personId, zones) => partOf(personId, zones) ?? "anybody",
  };
}

/** How far the site's wall clock was ahead of UTC then. */
function offsetOf(timeZone: string, at: EpochMs): StoryClock["offset"] {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "medium", hourCycle: "h23" }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return (local - Math.floor(at / 1000) * 1000) as StoryClock["offset"];
}

function startText(at: EpochMs, offset: number): string {
  const local = new Date(at + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Longest period that can be recorded. Chosen: a story of a month is none. */
export const LONGEST_RECORDING = days(31);
