import type { EpochMs } from "@labcanary/domain/basics";
import type { AlarmHappening, Directory, Happening, TextHappening } from "./happening.ts";
import { whoText } from "./person-sentences.ts";
import { storyTimeText } from "./story-time.ts";
import type { AlarmTurn, Expectation, Expected, Story, StoryLine, Who } from "./story.ts";

/** What became of one sentence. */
export interface Verdict {
  readonly line: number;
  readonly text: string;
  /** `told`: a deed, which nothing is expected of. */
  readonly outcome: "told" | "as-expected" | "otherwise";
  /** When what was expected came. */
  readonly at?: EpochMs;
  /** Of `otherwise`: what came instead, a sentence each. */
  readonly instead?: readonly string[];
}

interface Weighing {
  readonly story: Story;
  readonly happened: readonly Happening[];
  readonly directory: Directory;
  /** What an expectation has been met with already: each is met by something of its own. */
  readonly met: Set<Happening>;
}

type Weighed = { readonly ok: true; readonly at?: EpochMs } | { readonly ok: false; readonly instead: readonly string[] };

/** Why a deed could not be done, by its line. */
export type RefusedDeeds = ReadonlyMap<number, string>;

/** Holds a story's expectations to what happened. `happened` is in the order of time. */
export function judge(story: Story, happened: readonly Happening[], directory: Directory, refused: RefusedDeeds): readonly Verdict[] {
  const weighing: Weighing = { story, happened, directory, met: new Set() };
  const verdicts = new Map<StoryLine, Verdict>();
  // What must not have come is looked at when all that was to come has been found.
  const later = ({ expected: { kind } }: Expectation): boolean => kind === "nothing-else";
  const expectations = story.lines.filter((line) => line.kind === "expect");
  for (const line of [...expectations.filter((one) => !later(one)), ...expectations.filter(later)]) {
    const { line: number, text } = line;
    const weighed = weigh(line, weighing);
    verdicts.set(line, {
      line: number,
      text,
      ...(weighed.ok
        ? { outcome: "as-expected", ...(weighed.at === undefined ? {} : { at: weighed.at }) }
        : { outcome: "otherwise", instead: weighed.instead }),
    });
  }
  return story.lines.map((line) => verdicts.get(line) ?? toldDeed(line, refused.get(line.line)));
}

const toldDeed = ({ line, text }: StoryLine, refusal: string | undefined): Verdict =>
  refusal === undefined ? { line, text, outcome: "told" } : { line, text, outcome: "otherwise", instead: [refusal] };

function weigh({ expected, from }: Expectation, weighing: Weighing): Weighed {
  switch (expected.kind) {
    case "alarm":
      return weighAlarm(expected, from, weighing);
    case "no-alarm":
      return weighNoAlarm(expected.rule, from, weighing);
    case "text":
      return weighText(expected, from, weighing);
    case "impaired":
      return weighImpaired(expected, weighing);
    case "count":
      return weighCount(expected, weighing);
    case "quiet":
      return weighQuiet(expected.at, weighing);
    case "books":
      return weighBooks(weighing);
    case "nothing-else":
      return weighRest(weighing);
  }
}

type ExpectedOf<Kind extends Expected["kind"]> = Extract<Expected, { kind: Kind }>;

const TURNED: Readonly<Record<AlarmTurn, string>> = {
  raised: "raised",
  cleared: "cleared",
  acknowledged: "acknowledged",
  attended: "attended",
};

function weighAlarm({ rule, turn, by, notBefore }: ExpectedOf<"alarm">, from: EpochMs, weighing: Weighing): Weighed {
  const turns = alarmsOf(weighing).filter((one) => one.rule === rule && one.turn === turn && !weighing.met.has(one));
  const found = turns.find(({ at }) => at >= (notBefore ?? from) && at <= by);
  if (found !== undefined) return meet(found, weighing);
  const [near] = turns;
  if (near !== undefined) return otherwise(`it was ${TURNED[turn]} at ${timeOf(near.at, weighing)}`);
  const ofRule = alarmsOf(weighing).filter((one) => one.rule === rule);
  if (ofRule.length > 0) return otherwise(`it was never ${TURNED[turn]}; ${ofRule.map((one) => toldAlarm(one, weighing)).join(", ")}`);
  return otherwise(`it was never ${TURNED[turn]}`, ...othersThen(from, by, weighing));
}

function weighNoAlarm(rule: string, from: EpochMs, weighing: Weighing): Weighed {
  const raised = alarmsOf(weighing).find((one) => one.rule === rule && one.turn === "raised" && one.at >= from);
  return raised === undefined ? { ok: true } : otherwise(`it was raised at ${timeOf(raised.at, weighing)}`);
}

function weighText({ to, by, about }: ExpectedOf<"text">, from: EpochMs, weighing: Weighing): Weighed {
  const texts = textsOf(weighing).filter((text) => !weighing.met.has(text) && (about === undefined || text.rules.includes(about)));
  const theirs = texts.filter((text) => isFor(to, text, weighing.directory));
  const found = theirs.find(({ at }) => at >= from && at <= by);
  if (found !== undefined) return meet(found, weighing);
  const [near] = theirs;
  if (near !== undefined) return otherwise(`it came at ${timeOf(near.at, weighing)}`);
  const others = texts.filter(({ at }) => at >= from && at <= by);
  const instead = others.map((text) => toldText(text, weighing));
  return otherwise(`no text came to ${whoText(to)}`, ...instead);
}

function weighImpaired({ signal, impairment, by }: ExpectedOf<"impaired">, weighing: Weighing): Weighed {
  const of = weighing.happened.filter((one) => one.kind === "impaired").filter((one) => one.signal === signal);
  const found = of.find((one) => one.impairment === impairment && one.at <= by);
  if (found !== undefined) return { ok: true, at: found.at };
  if (of.length === 0) return otherwise("it was never counted as impaired");
  return otherwise(of.map((one) => `${one.impairment ?? "not impaired"} from ${timeOf(one.at, weighing)}`).join(", "));
}

function weighCount({ impaired, at }: ExpectedOf<"count">, weighing: Weighing): Weighed {
  const then = impairedAt(at, weighing);
  if (then.size === impaired) return { ok: true };
  const list = [...then].map(([signal, what]) => `${signal} ${what}`).join(", ");
  return otherwise(then.size === 0 ? "nothing was impaired" : `${then.size} were: ${list}`);
}

function weighQuiet(at: EpochMs, weighing: Weighing): Weighed {
  const standing = new Map<string, AlarmHappening>();
  for (const one of alarmsOf(weighing)) {
    if (one.at > at) break;
    if (one.turn === "raised" || one.turn === "on-list") standing.set(one.alarmId, one);
    if (one.turn === "ended" || one.turn === "off-list") standing.delete(one.alarmId);
  }
  const alarms = [...standing.values()].map((one) => `${one.rule} was on the list since ${timeOf(one.at, weighing)}`);
  const impaired = [...impairedAt(at, weighing)].map(([signal, what]) => `${signal} was ${what}`);
  return alarms.length + impaired.length === 0 ? { ok: true } : otherwise(...alarms, ...impaired);
}

function weighBooks({ happened }: Weighing): Weighed {
  const books = happened.findLast((one) => one.kind === "books");
  if (books?.balanced === true) return { ok: true };
  return otherwise(books === undefined ? "the books were not looked at" : `they do not: ${books.detail}`);
}

function weighRest(weighing: Weighing): Weighed {
  const raised = alarmsOf(weighing).filter(({ turn }) => turn === "raised");
  const alarms = raised.filter((one) => !weighing.met.has(one) && !isSpokenFor(one, weighing));
  const texts = textsOf(weighing).filter((one) => !weighing.met.has(one));
  const instead = [...alarms.map((one) => toldAlarm(one, weighing)), ...texts.map((one) => toldText(one, weighing))];
  return instead.length === 0 ? { ok: true } : otherwise(...instead);
}

/** One of many behind an alarm that was expected, as long as it was never on the list for itself. */
function isSpokenFor({ alarmId, beneath }: AlarmHappening, weighing: Weighing): boolean {
  if (beneath === undefined) return false;
  const alarms = alarmsOf(weighing);
  if (alarms.some((one) => one.alarmId === alarmId && one.turn === "on-list")) return false;
  const parent = alarms.find((one) => one.alarmId === beneath && one.turn === "raised");
  return parent !== undefined && (weighing.met.has(parent) || isSpokenFor(parent, weighing));
}

// ---------------------------------------------------------------------------------------------------- parts of it

const alarmsOf = ({ happened }: Weighing): readonly AlarmHappening[] => happened.filter((one) => one.kind === "alarm");
const textsOf = ({ happened }: Weighing): readonly TextHappening[] =>
  happened.filter((one) => one.kind === "text").filter(({ answer }) => answer === undefined);
const timeOf = (at: EpochMs, { story }: Weighing): string => storyTimeText(story, at);
const otherwise = (...instead: readonly string[]): Weighed => ({ ok: false, instead });

function meet(happening: Happening, { met }: Weighing): Weighed {
  met.add(happening);
  return { ok: true, at: happening.at };
}

/** Signals that are impaired at a time, and by what. */
function impairedAt(at: EpochMs, { happened }: Weighing): ReadonlyMap<string, string> {
  const impaired = new Map<string, string>();
  for (const one of happened) {
    if (one.kind !== "impaired") continue;
    if (one.at > at) break;
    if (one.impairment === undefined) impaired.delete(one.signal);
    else impaired.set(one.signal, one.impairment);
  }
  return impaired;
}

/** Whether a text is to somebody the story speaks of. */
export function isFor(who: Who, { personId, zones }: Pick<TextHappening, "personId" | "zones">, directory: Directory): boolean {
  switch (who.kind) {
    case "person":
      return personId === who.id;
    case "responsible":
      return zones.some((zone) => directory.responsibleOf(zone) === personId);
    case "deputy":
      return zones.some((zone) => directory.deputyOf(zone) === personId);
    case "security-centre":
      return directory.securityCentre.includes(personId);
    case "anybody":
      return true;
    case "role":
      return directory.rolesOf(personId).includes(who.role);
    case "number":
      return directory.phoneOf(personId) === who.number;
  }
}

const toldAlarm = ({ rule, turn, at, by }: AlarmHappening, weighing: Weighing): string =>
  `${rule} ${turn} at ${timeOf(at, weighing)}${by === undefined ? "" : ` by ${by}`}`;

function toldText({ personId, at, rules, words }: TextHappening, weighing: Weighing): string {
  const about = rules.length === 0 ? "" : ` about ${rules.join(", ")}`;
  return `text to ${personId} at ${timeOf(at, weighing)}${about}${words === undefined ? "" : `: "${words}"`}`;
}

/** What came in the time something else was expected in. */
function othersThen(from: EpochMs, by: EpochMs, weighing: Weighing): readonly string[] {
  const raised = alarmsOf(weighing).filter(({ turn, at }) => turn === "raised" && at >= from && at <= by);
  return raised.map((one) => `instead: ${toldAlarm(one, weighing)}`);
}
