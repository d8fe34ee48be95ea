import type { EpochMs, Language } from "@labcanary/domain/basics";
import type { Block, PrintedDocument, Words } from "@labcanary/domain/document";
import {
  type Drill,
  type DrillCorrection,
  type DrillReached,
  drillShortfalls,
  shownResult,
  stepAfter,
  stepStanding,
} from "@labcanary/domain/governance";
import { CHANNEL_WORDS, filled, type LedgerLine } from "@labcanary/domain/messages";
import { DRILL_STEPS, type DrillPlan, type Site } from "@labcanary/domain/site";
import { indexOf } from "../../http/site-index.ts";
import { comma, lasting, nameOfActor, stamp } from "../printed-words.ts";
import { DRILL_WORDS, END_WORDS, RESULT_WORDS, STANDING_WORDS, STATE_WORDS, STEP_WORDS } from "./drill-words.ts";

/** A drill with what is known of it. */
export interface RecordedDrill {
  readonly drill: Drill;
  /** As it was at the beginning; before, as the site has it. Absent: the site has it no more. */
  readonly plan: DrillPlan | undefined;
  /** Of the journal, oldest first. */
  readonly lines: readonly LedgerLine[];
}

export interface DrillReader {
  readonly language: Language;
  readonly site: Site;
  readonly publicOrigin?: string;
  readonly now: EpochMs;
}

/** The paper of a drill: the same for the same records, whenever it is printed, once the drill has ended. */
export function drillDocument(recorded: RecordedDrill, reader: DrillReader): PrintedDocument {
  const { drill, plan, lines } = recorded;
  const { language, now } = reader;
  const name = plan?.name[language] ?? drill.plan;
  return {
    title: sayer(reader).say("title", { number: String(drill.number), name }),
    language,
    at: drill.state === "running" ? now : (lines.at(-1)?.at ?? drill.plannedAt),
    blocks: [
      ...warnings(drill, reader),
      ...summary(recorded, reader),
      ...times(recorded, reader),
      ...notes(drill, reader),
      ...result(drill, reader),
      ...records(lines, reader),
    ],
  };
}

function sayer({ language, site }: DrillReader) {
  return {
    say: (key: keyof typeof DRILL_WORDS, values: Readonly<Record<string, string>> = {}): string =>
      filled(DRILL_WORDS[key], language, values),
    time: stamp(site.timeZone),
    actor: (actor: string): string => nameOfActor(actor, site),
    person: (id: string): string => site.people.find((person) => person.id === id)?.name ?? id,
  };
}

function warnings({ state, ended }: Drill, reader: DrillReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const said = [
    ...(state === "running" ? [say("not-ended", { time: time(reader.now) })] : []),
    ...(state === "ended" ? [say("not-signed")] : []),
    ...(ended?.because === "interrupted" ? [say("interrupted")] : []),
  ];
  return said.map((words) => ({ kind: "paragraph", words, tone: "warning" }));
}

function summary({ drill, plan }: RecordedDrill, reader: DrillReader): readonly Block[] {
  const { say, time, actor, person } = sayer(reader);
  const { language, site } = reader;
  const { begun, ended } = drill;
  const end = (): string =>
    ended === undefined
      ? "–"
      : [
          time(ended.at),
          END_WORDS[ended.because][language],
          ...(ended.alarm === undefined ? [] : [say("alarm", { code: ended.alarm.code })]),
        ].join(comma(language));
  return [
    { kind: "heading", level: 1, text: say("summary") },
    {
      kind: "facts",
      facts: [
        { name: say("plan"), words: plan?.name[language] ?? drill.plan },
        { name: say("place"), words: indexOf(site).zones.get(drill.zoneId)?.path[language] ?? drill.zoneId },
        { name: say("scenario"), words: plan?.scenario ?? "–" },
        { name: say("signals"), words: plan?.signals.join(comma(language)) ?? "–" },
        { name: say("leader"), words: person(drill.leader) },
        { name: say("who"), words: drill.who },
        { name: say("planned-for"), words: time(drill.plannedFor) },
        { name: say("begun"), words: begun === undefined ? "–" : say("by-at", { name: actor(begun.by), time: time(begun.at) }) },
        { name: say("ended"), words: end() },
        { name: say("state"), words: STATE_WORDS[drill.state][language] },
      ],
    },
  ];
}

function times({ drill, plan }: RecordedDrill, reader: DrillReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const { language, now } = reader;
  const heads = (["step", "expected", "after", "at", "by", "standing"] as const).map((key) => ({ head: say(key) }));
  const rows = DRILL_STEPS.map((step): Words[] => {
    const reached = drill.times[step];
    const after = stepAfter(drill, step);
    const span = plan?.expect[step];
    const standing = stepStanding(drill, step, { plan, at: now });
    return [
      STEP_WORDS[step][language],
      span === undefined ? "–" : lasting(span, language),
      after === undefined ? "–" : lasting(after, language),
      reached === undefined ? "–" : time(reached.at),
      reached === undefined ? "–" : proofOf(reached, reader),
      [{ text: STANDING_WORDS[standing][language], strong: standing === "late" || standing === "missing" }],
    ];
  });
  return [
    { kind: "heading", level: 1, text: say("times") },
    { kind: "table", columns: heads, rows, empty: say("no-times") },
  ];
}

/** Who it was, and what shows it. */
function proofOf({ by, badge, channel, alarm }: DrillReached, reader: DrillReader): string {
  const { say, actor, person } = sayer(reader);
  return [
    ...(by === undefined ? [] : [channel === undefined && badge === undefined ? actor(by) : person(by)]),
    ...(channel === undefined ? [] : [CHANNEL_WORDS[channel][reader.language]]),
    ...(badge === undefined ? [] : [say("badge", { device: badge.deviceId })]),
    ...(alarm === undefined ? [] : [say("alarm", { code: alarm.code })]),
  ].join(comma(reader.language));
}

function notes({ notes: said, corrections, photos }: Drill, reader: DrillReader): readonly Block[] {
  const { say, time, actor } = sayer(reader);
  const corrected = ({ step, was, reached, words }: DrillCorrection): string =>
    say(reached === undefined ? "withdrawn" : "corrected", {
      step: STEP_WORDS[step][reader.language],
      was: time(was.at),
      by: was.by === undefined ? "–" : actor(was.by),
      now: reached === undefined ? "" : time(reached.at),
      words,
    });
  const rows = [...said, ...corrections.map((each) => ({ ...each, words: corrected(each) }))];
  return [
    { kind: "heading", level: 1, text: say("notes") },
    {
      kind: "table",
      columns: [{ head: say("when") }, { head: say("observer") }, { head: say("what") }],
      rows: rows.toSorted((a, b) => a.at - b.at).map(({ at, by, words }) => [time(at), actor(by), words]),
      empty: say("no-notes"),
    },
    ...(photos.length === 0 ? [] : [{ kind: "paragraph", words: say("photos", { count: String(photos.length) }), tone: "note" } as const]),
  ];
}

function result(drill: Drill, reader: DrillReader): readonly Block[] {
  const { say, time, actor } = sayer(reader);
  const { language } = reader;
  const { concluded, hazards } = drill;
  if (concluded === undefined) return [];
  const late = drillShortfalls(drill).map(({ step, standing }) => `${STEP_WORDS[step][language]} (${STANDING_WORDS[standing][language]})`);
  const linked = (number: number | undefined): Words => {
    if (number === undefined) return "–";
    const { publicOrigin } = reader;
    return publicOrigin === undefined ? `HZ-${number}` : [{ text: `HZ-${number}`, link: `${publicOrigin}/safety/hazards/${number}` }];
  };
  return [
    { kind: "heading", level: 1, text: say("result") },
    {
      kind: "facts",
      facts: [
        { name: say("conclusion"), words: [{ text: RESULT_WORDS[shownResult(drill) ?? concluded.result][language], strong: true }] },
        ...(late.length === 0 ? [] : [{ name: say("not-in-time"), words: [{ text: late.join(comma(language)), strong: true }] }]),
        { name: say("words"), words: concluded.words },
        { name: say("signed"), words: say("by-at", { name: actor(concluded.by), time: time(concluded.at) }) },
      ],
    },
    { kind: "paragraph", words: say("means"), tone: "note" },
    {
      kind: "table",
      columns: [{ head: say("lesson") }, { head: say("hazard"), align: "end" }],
      rows: concluded.lessons.map(({ words }, index) => [words, linked(hazards[index])]),
      empty: say("no-lessons"),
    },
  ];
}

function records(lines: readonly LedgerLine[], reader: DrillReader): readonly Block[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  const values = { count: String(lines.length), line: String(last.line) };
  return [{ kind: "paragraph", words: sayer(reader).say("records", values), tone: "note" }];
}
