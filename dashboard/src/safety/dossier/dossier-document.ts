import type { Alarm } from "@labcanary/domain/alarm";
import { elapsed, type EpochMs, type Language, unreachable } from "@labcanary/domain/basics";
import type { Block, PrintedDocument, Words } from "@labcanary/domain/document";
import type { Dossier, DossierAct, DossierDecision, ExcursionLimit, Extreme, Span } from "@labcanary/domain/governance";
import { filled, type JournalEntry, type LedgerLine, saidLine } from "@labcanary/domain/messages";
import type { KeptEvent } from "@labcanary/domain/ports";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import { recordBlocks } from "../../paper/records.ts";
import { comma, lasting, nameOfActor, stamp } from "../printed-words.ts";
import { ACT_WORDS, DECISION_WORDS, DOSSIER_WORDS } from "./dossier-words.ts";
import type { Basis } from "./kept/decided-on.ts";
import type { Excursion } from "./read-excursion.ts";

/** A dossier with all that is known of it, as far as whoever asks may see it. */
export interface ToldDossier extends Excursion {
  readonly dossier: Dossier;
  readonly alarm: Pick<Alarm, "id" | "code" | "conditionActive" | "annunciation">;
  readonly basis: Basis;
  /** Now, whatever it was when it was decided about. */
  readonly isUnderWay: boolean;
  /** In which its times are printed: the site's, or what was the site's when it was decided. */
  readonly timeZone: string;
  /** Of every alarm of the event, by its id: the one it was opened at, and those that overlap with it. */
  readonly codes: Readonly<Record<string, string>>;
  /** Lines of all of them, oldest first. */
  readonly timeline: readonly JournalEntry[];
  readonly deliveries: readonly DeliveryStanding[];
  /** Notifications of people whoever asks has nothing to do with. */
  readonly deliveriesElsewhere: number;
  /** Whoever asks sees a part of the site alone. */
  readonly isPart: boolean;
  /** Of the dossier itself, oldest first. */
  readonly lines: readonly LedgerLine[];
}

export interface DossierReader {
  readonly language: Language;
  readonly site: Site;
  readonly publicOrigin?: string;
}

/** The paper of a dossier: the same for the same records, whenever it is printed. */
export function dossierDocument(told: ToldDossier, { site, ...asked }: DossierReader): PrintedDocument {
  const reader: DossierReader = { ...asked, site: { ...site, timeZone: told.timeZone } };
  const { dossier, figures, timeline, lines } = told;
  const { language } = reader;
  const { say } = sayer(reader);
  const last = Math.max(figures.span.to, dossier.openedAt, timeline.at(-1)?.at ?? 0, lines.at(-1)?.at ?? 0) as EpochMs;
  return {
    title: say("title", { number: String(dossier.number), where: dossier.where[language] }),
    language,
    at: last,
    blocks: [
      ...warnings(told, reader),
      ...basisOf(told, reader),
      ...summary(told, reader),
      ...curve(told, reader),
      ...beyond(told, reader),
      ...doors(told, reader),
      ...people(told, reader),
      ...contents(told, reader),
      ...records(told, reader),
    ],
  };
}

function sayer({ language, site }: DossierReader) {
  const time = stamp(site.timeZone);
  return {
    say: (key: keyof typeof DOSSIER_WORDS, values: Readonly<Record<string, string>> = {}): string =>
      filled(DOSSIER_WORDS[key], language, values),
    time,
    span: ({ from, to }: Span): string => filled(DOSSIER_WORDS["span-is"], language, { from: time(from), to: time(to) }),
    celsius: (value: number): string => (Math.round(value * 100) / 100).toFixed(2).replace("-", "−"),
    person: (id: string): string => site.people.find((person) => person.id === id)?.name ?? id,
    /** `user:mei`, `person:wang`. */
    actor: (actor: string): string => nameOfActor(actor, site),
  };
}

function warnings({ dossier, figures, isPart, deliveriesElsewhere }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const said = [
    ...(dossier.simulated ? [say("simulated")] : []),
    ...(figures.isUnderWay ? [say("under-way", { time: time(figures.span.to) })] : []),
    ...(figures.atRangeEnd > 0 ? [say("at-range-end", { count: String(figures.atRangeEnd) })] : []),
    ...(isPart ? [say("part", { count: String(deliveriesElsewhere) })] : []),
  ];
  return said.map((words) => ({ kind: "paragraph", words, tone: "warning" }));
}

/** Where what is printed is from, and what has come to be otherwise since. */
function basisOf({ basis }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const note = (words: string): Block => ({ kind: "paragraph", words, tone: "note" });
  const warning = (words: string): Block => ({ kind: "paragraph", words, tone: "warning" });
  switch (basis.kind) {
    case "now":
      return [];
    case "not-kept":
      return [warning(say("not-kept"))];
    case "damaged":
      return [warning(say("kept-damaged", { hash: basis.sha256 }))];
    case "kept":
      return [
        note(say("kept", { time: time(basis.decidedAt), hash: basis.sha256 })),
        ...(basis.readings === "other" ? [warning(say("kept-other"))] : []),
        ...(basis.readings === "unknown" ? [warning(say("kept-unknown"))] : []),
        ...(basis.linesSince > 0 ? [warning(say("kept-lines", { count: String(basis.linesSince) }))] : []),
      ];
    default:
      return unreachable(basis);
  }
}

function summary({ dossier, alarm, excursion, figures }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time, span, celsius } = sayer(reader);
  const { language } = reader;
  const extreme = (found: Extreme | undefined): string =>
    found === undefined ? say("none") : say("extreme", { celsius: celsius(found.celsius), time: time(found.at) });
  const { kinetic } = figures;
  return [
    { kind: "heading", level: 1, text: say("summary") },
    {
      kind: "facts",
      facts: [
        {
          name: say("alarm"),
          words: linked(say("alarm-is", { what: dossier.what[language], code: alarm.code }), journalPath(alarm.id), reader),
        },
        { name: say("place"), words: dossier.where[language] },
        { name: say("signal"), words: dossier.signal },
        { name: say("began"), words: time(dossier.raisedAt) },
        { name: say("ended"), words: figures.isUnderWay ? say("not-ended") : time(excursion.to) },
        { name: say("highest"), words: extreme(figures.highest) },
        { name: say("lowest"), words: extreme(figures.lowest) },
        {
          name: say("kinetic"),
          words:
            kinetic === undefined
              ? say("none")
              : say("kinetic-is", {
                  celsius: celsius(kinetic.celsius),
                  from: time(kinetic.from),
                  to: time(kinetic.to),
                  covered: lasting(kinetic.covered, language),
                }),
        },
        { name: say("span"), words: span(figures.span) },
        {
          name: say("readings"),
          words: linked(
            say("readings-are", { count: String(figures.readings), signal: dossier.signal }),
            historyPath(dossier, figures.span),
            reader,
          ),
        },
        {
          name: say("gaps"),
          words:
            figures.gapCount === 0
              ? say("gaps-none")
              : say("gaps-are", { count: String(figures.gapCount), time: lasting(figures.gapTime, language) }),
        },
      ],
    },
    { kind: "paragraph", words: say("kinetic-note"), tone: "note" },
  ];
}

function curve({ dossier, figures, stretches, doors: seen, timeline }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say } = sayer(reader);
  const { language, site } = reader;
  const marked = timeline.filter(({ kind, at }) => MARKED.has(kind) && at >= figures.span.from && at <= figures.span.to);
  return [
    {
      kind: "curve",
      title: say("curve", { zone: site.timeZone }),
      ...figures.span,
      timeZone: site.timeZone,
      unit: "°C",
      lines: [{ label: dossier.signal, stretches }],
      limits: figures.beyond.map((limit) => ({ value: limit.celsius, label: limitWords(limit, reader) })),
      spans: seen.flatMap(({ label, openings }) =>
        openings.map(({ openedAt, closedAt }) => ({
          from: openedAt,
          to: closedAt ?? figures.span.to,
          label: say("curve-door", { door: label[language] }),
        })),
      ),
      gaps: { label: say("curve-gap"), spans: figures.gaps },
      marks: marked.slice(0, MOST_MARKS).map((entry) => ({ at: entry.at, label: lineWords(entry, reader) })),
    },
  ];
}
/** What is marked on the curve; all of it is in the table of what happened. */
const MARKED: ReadonlySet<string> = new Set([
  "raised",
  "acknowledged",
  "attended",
  "returned-to-normal",
  "reset",
  "closed",
  "reported-safe",
]);
/** Chosen: more cannot be told apart. */
const MOST_MARKS = 30;

function beyond({ figures }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const { language } = reader;
  const gaps: readonly Block[] = [
    { kind: "heading", level: 2, text: say("gaps") },
    {
      kind: "table",
      columns: [{ head: say("from") }, { head: say("to") }, { head: say("lasted"), align: "end" }],
      rows: figures.gaps.map(({ from, to }) => [time(from), time(to), lasting(elapsed(from, to), language)]),
      empty: say("gaps-none"),
    },
  ];
  return [
    { kind: "heading", level: 1, text: say("beyond") },
    {
      kind: "table",
      columns: [{ head: say("limit") }, { head: say("time-in-all"), align: "end" }, { head: say("time-longest"), align: "end" }],
      rows: figures.beyond.map((limit) => [limitWords(limit, reader), lasting(limit.time, language), lasting(limit.longest, language)]),
      empty: say("no-limits"),
    },
    ...(figures.gapCount === 0 ? [] : gaps),
  ];
}

function limitWords({ direction, inclusive, celsius: limit }: ExcursionLimit, reader: DossierReader): string {
  const { say, celsius } = sayer(reader);
  return say(inclusive ? (`limit-${direction}-inclusive` as const) : (`limit-${direction}` as const), { celsius: celsius(limit) });
}

function doors({ doors: seen, badges }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time, person } = sayer(reader);
  const { language } = reader;
  const outcome = ({ granted, unknownBadge }: KeptEvent): string =>
    [...(granted === undefined ? [] : [say(granted ? "granted" : "denied")]), ...(unknownBadge === true ? [say("unknown")] : [])].join(
      ", ",
    );
  return [
    { kind: "heading", level: 1, text: say("doors") },
    {
      kind: "table",
      columns: [{ head: say("door") }, { head: say("place") }, { head: say("opened") }, { head: say("closed") }],
      rows: seen.flatMap(({ label, where, openings }) =>
        openings.map(({ openedAt, closedAt, wasSeen }) => [
          label[language],
          where[language],
          wasSeen ? time(openedAt) : say("not-seen", { time: time(openedAt) }),
          closedAt === undefined ? say("not-closed") : time(closedAt),
        ]),
      ),
      empty: say("doors-none"),
    },
    { kind: "heading", level: 2, text: say("badges") },
    {
      kind: "table",
      columns: [{ head: say("when") }, { head: say("reader") }, { head: say("who") }, { head: say("outcome") }],
      rows: badges.map((badge) => [
        time(badge.at),
        badge.deviceId,
        badge.person === undefined ? "–" : person(badge.person),
        outcome(badge),
      ]),
      empty: say("badges-none"),
    },
  ];
}

function people({ timeline, codes, alarm }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time } = sayer(reader);
  const isOne = Object.keys(codes).length === 1;
  const rows = timeline.flatMap((entry): Words[][] => {
    const words = lineWords(entry, reader);
    const { alarmId = alarm.id } = entry;
    const said = isOne ? words : `${codes[alarmId] ?? ""} ${words}`;
    return words === "" ? [] : [[time(entry.at), said, linked(String(entry.number), journalPath(alarmId), reader)]];
  });
  return [
    { kind: "heading", level: 1, text: say("people") },
    {
      kind: "table",
      columns: [{ head: say("when") }, { head: say("what") }, { head: say("line"), align: "end" }],
      rows,
      empty: say("people-none"),
    },
  ];
}

const lineWords = (entry: JournalEntry, reader: DossierReader): string =>
  saidLine(entry, { language: reader.language, timeZone: reader.site.timeZone, nameOf: sayer(reader).person }) ?? "";

function contents({ dossier, lines }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say, time, actor } = sayer(reader);
  const { language } = reader;
  const none: readonly Block[] = [{ kind: "paragraph", words: say("contents-none"), tone: "warning" }];
  return [
    { kind: "heading", level: 1, text: say("contents") },
    ...(dossier.decisions.length === 0 ? none : dossier.decisions.flatMap((decision, index) => decided(decision, index, reader))),
    { kind: "paragraph", words: say("means"), tone: "note" },
    {
      kind: "table",
      columns: [{ head: say("when") }, { head: say("who") }, { head: say("what") }, { head: say("line"), align: "end" }],
      rows: lines.map(({ at, actor: by, act, line }) => [
        time(at),
        actor(by),
        ACT_WORDS[act.act as DossierAct["act"]][language],
        String(line),
      ]),
      empty: say("people-none"),
    },
  ];
}

function decided(decision: DossierDecision, index: number, reader: DossierReader): readonly Block[] {
  const { say, time, celsius, actor } = sayer(reader);
  const { language } = reader;
  const { figures, answer, by, at } = decision;
  const degrees = (value: number | undefined): string => (value === undefined ? say("none") : `${celsius(value)} °C`);
  const basis = say("decided-on-is", {
    count: String(figures.readings),
    highest: degrees(figures.highest?.celsius),
    lowest: degrees(figures.lowest?.celsius),
    kinetic: degrees(figures.kinetic?.celsius),
    gaps: lasting(figures.gapTime, language),
  });
  const signature =
    answer === undefined ? say("unanswered") : say(answer.kind, { name: actor(answer.by), time: time(answer.at), words: answer.words });
  return [
    { kind: "heading", level: 2, text: say(index === 0 ? "decision" : "decision-corrects", { index: String(index + 1) }) },
    {
      kind: "facts",
      facts: [
        { name: say("what"), words: [{ text: DECISION_WORDS[decision.decision][language], strong: true }] },
        { name: say("decided-by"), words: [actor(by), time(at)].join(comma(language)) },
        { name: say("inside"), words: decision.contents },
        { name: say("reason"), words: decision.reason },
        { name: say("decided-on"), words: figures.isUnderWay ? [basis, say("decided-under-way")].join(comma(language)) : basis },
        { name: say("answer"), words: [{ text: signature, strong: true }] },
      ],
    },
  ];
}

/** Whoever holds nothing but the paper finds each line by its number. */
function records({ dossier, alarm, figures, timeline, lines, codes }: ToldDossier, reader: DossierReader): readonly Block[] {
  const { say } = sayer(reader);
  const origin = reader.publicOrigin ?? "";
  const ofAlarms = [...Map.groupBy(timeline, ({ alarmId = "" }) => alarmId)].map(([id, of]) => ({
    about: say("records-alarm", { code: codes[id] ?? alarm.code }),
    lines: of.map(({ number }) => number),
  }));
  const ofDossier = { about: say("records-dossier", { number: String(dossier.number) }), lines: lines.map(({ line }) => line) };
  return [
    ...recordBlocks([...ofAlarms, ofDossier], reader.language),
    {
      kind: "paragraph",
      words: say("records-are", {
        alarm: alarm.id,
        journal: `${origin}${journalPath(alarm.id)}`,
        history: `${origin}${historyPath(dossier, figures.span)}`,
      }),
      tone: "note",
    },
  ];
}

const journalPath = (alarmId: string): string => `/journal/${encodeURIComponent(alarmId)}`;
const historyPath = ({ signal }: Dossier, { from, to }: Span): string =>
  `/history?signals=${signal}&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

/** Leads there where it is known by which address people reach the platform. */
const linked = (text: string, path: string, { publicOrigin }: DossierReader): Words =>
  publicOrigin === undefined ? text : [{ text, link: `${publicOrigin}${path}` }];
