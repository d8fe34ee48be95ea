import type { EpochMs, Language, Text } from "@labcanary/domain/basics";
import type { Block, PrintedDocument } from "@labcanary/domain/document";
import type { FigureName, SectionName } from "@labcanary/domain/governance";
import { isoInZone } from "../history/csv.ts";
import { type PaperRecord, recordBlocks } from "../paper/records.ts";
import type { ToldFigure, ToldSection, WholeReport } from "./told-report.ts";

export interface PrintedIn {
  readonly language: Language;
  /** The name of whoever is behind an actor of the journal. */
  readonly nameOf: (actor: string) => string;
}

/** What of each section is shown week by week. */
const CHARTED: Readonly<Record<SectionName, readonly FigureName[]>> = {
  alarms: ["alarms", "acknowledge-median"],
  impaired: ["silent-time", "shelved-time"],
  hazards: ["hazards-open-at-end"],
  measures: ["measures-overdue-at-end"],
  doors: [],
  checks: ["checks-missed"],
  drills: ["drills-held"],
  custody: ["findings-found"],
  "not-counted": [],
  openings: [],
  kept: ["days-kept"],
  system: [],
  rooms: [],
  excursions: ["excursions-opened"],
  periods: [],
  weekly: [],
  changes: [],
  proofs: [],
};
/** Figures of each section that are printed month by month: what people look at over a year (chosen: what fits the width of a page). */
const BY_MONTH: readonly FigureName[] = [
  "alarms",
  "alarms-critical",
  "alarms-high",
  "alarms-medium",
  "alarms-low",
  "not-acknowledged",
  "nobody-reached",
  "hazards-filed",
  "hazards-written-off",
  "hazards-open-at-end",
  "hazards-overdue-at-end",
  "checks-done",
  "checks-missed",
  "drills-held",
  "findings-found",
  "days-kept",
];

const WORDS = {
  title: { en: "Weekly safety report", zh: "安全周报" },
  yearly: { en: "Yearly safety review", zh: "年度安全回顾" },
  site: { en: "Whole site", zh: "全单位" },
  scope: { en: "About", zh: "范围" },
  span: { en: "Span", zh: "周期" },
  counted: { en: "Counted on", zh: "统计时间" },
  hash: { en: "SHA-256 of the figures", zh: "统计结果 SHA-256" },
  review: { en: "Review", zh: "审阅" },
  unsigned: { en: "Not reviewed yet when this was printed", zh: "打印时尚未审阅" },
  unread: { en: "Not reviewed in time", zh: "逾期未审阅" },
  void: {
    en: "Void: made while the platform's clock was ahead, of a time that was not over. Its figures say nothing.",
    zh: "作废：生成时平台时钟超前，所述周期尚未结束，数字不可采用。",
  },
  figure: { en: "Counted", zh: "统计项" },
  now: { en: "This week", zh: "本周" },
  months: { en: "Month by month", zh: "按月统计" },
  kinds: { en: "Hazards by class and level", zh: "隐患（按类别与等级）" },
  kind: { en: "Class and level", zh: "类别与等级" },
  noKinds: { en: "No hazard was on the books.", zh: "无在账隐患。" },
  room: { en: "Room", zh: "房间" },
  available: { en: "Protected", zh: "防护可用率" },
  unavailable: { en: "Not protected, in all", zh: "未受防护总时长" },
  noRooms: { en: "Not known of any room.", zh: "无记录。" },
  roomsMean: {
    en: "From the platform's own record of protection, and not from the journal.",
    zh: "数据来自平台的防护记录，而非日志。",
  },
  none: { en: "Nothing was counted.", zh: "无统计项。" },
  sources: { en: "What came back most", zh: "反复报警的来源" },
  source: { en: "Source", zh: "来源" },
  alarms: { en: "Alarms", zh: "报警次数" },
  noSources: { en: "Nothing was an alarm twice.", zh: "无反复报警。" },
  unknown: { en: "not known", zh: "无记录" },
  means: {
    en: "Figures are counted from the journal of the platform; the last chapter names their lines. What was done after the end of the span is not in them.",
    zh: "各项数字由平台日志统计得出，对应的日志行号见文末；周期结束之后的处置不计入。",
  },
} as const satisfies Record<string, Text>;

/** A report on paper: the same sentences and figures as on the page, in one language. */
export function documentOfReport(report: WholeReport, { language, nameOf }: PrintedIn): PrintedDocument {
  const of = (text: Text): string => text[language];
  const time = (at: EpochMs): string => isoInZone(report.timeZone, at).replace("T", " ").replace(/\.\d+/, " ");
  const { signed, department, year, unreadAt, voidedAt } = report;
  const span = year?.year ?? `${report.first} – ${report.last}`;
  const signature =
    signed === undefined
      ? of(voidedAt !== undefined ? WORDS.void : unreadAt === undefined ? WORDS.unsigned : WORDS.unread)
      : of({
          en: `Reviewed and signed by ${nameOf(signed.by)}, ${time(signed.at)}`,
          zh: `${nameOf(signed.by)} 已审阅签字，${time(signed.at)}`,
        });
  return {
    title: `${of(year === undefined ? WORDS.title : WORDS.yearly)} ${report.name} · ${of(department ?? WORDS.site)} · ${span}`,
    language,
    at: voidedAt ?? signed?.at ?? unreadAt ?? report.madeAt,
    blocks: [
      {
        kind: "facts",
        facts: [
          { name: of(WORDS.scope), words: of(department ?? WORDS.site) },
          { name: of(WORDS.span), words: span },
          { name: of(WORDS.counted), words: time(report.madeAt) },
          { name: of(WORDS.review), words: signed === undefined || signed.words === "" ? signature : `${signature}\n${signed.words}` },
          { name: of(WORDS.hash), words: report.sha256 },
        ],
      },
      { kind: "paragraph", words: of(WORDS.means), tone: "note" },
      ...warningsOf(report).map((words) => ({ kind: "paragraph", words: of(words), tone: "warning" }) as const),
      ...report.sections.flatMap((section) => [
        ...blocksOf(section, report, language),
        ...(section.name === "alarms" ? sourcesOf(report, language) : []),
        ...(section.name === "hazards" ? kindsOf(report, language) : []),
      ]),
      ...recordBlocks(recordsOf(report, language), language),
    ],
  };
}

function warningsOf({ signed, unreadAt, voidedAt }: WholeReport): readonly Text[] {
  if (voidedAt !== undefined) return [WORDS.void];
  return signed === undefined && unreadAt !== undefined ? [WORDS.unread] : [];
}

/** Where each figure is found by whoever holds the paper. */
function recordsOf({ sections, sources, hazardKinds = [] }: WholeReport, language: Language): readonly PaperRecord[] {
  const colon = language === "en" ? ": " : "：";
  return [
    ...sections.flatMap(({ title, figures }) =>
      figures.map(({ label, lines, of }) => ({ about: `${title[language]}${colon}${label[language]}`, lines, of })),
    ),
    ...sources.map(({ what, where, alarms, lines }) => ({
      about: `${WORDS.sources[language]}${colon}${what[language]}${language === "en" ? ", " : "，"}${where[language]}`,
      lines,
      of: alarms,
    })),
    ...hazardKinds.flatMap(({ label: kind, figures }) =>
      figures.map(({ label, lines, of }) => ({ about: `${kind[language]}${colon}${label[language]}`, lines, of })),
    ),
  ];
}

function blocksOf({ name, title, sentences, figures }: ToldSection, report: WholeReport, language: Language): readonly Block[] {
  // Noughts are said by the table.
  const charted = figures.filter(
    (figure) =>
      CHARTED[name].includes(figure.name) && (figure.months ?? [...figure.earlier, figure.value ?? 0]).some((value) => (value ?? 0) > 0),
  );
  const said = [
    { kind: "heading", level: 1, text: title[language] } as const,
    ...sentences.map((sentence) => ({ kind: "paragraph", words: sentence[language] }) as const),
  ];
  if (name === "rooms") return [...said, ...roomsOf(report, language)];
  return [
    ...said,
    {
      kind: "table",
      columns: [
        { head: WORDS.figure[language] },
        ...report.before.map((span) => ({ head: report.year === undefined ? span.slice("2026-".length) : span, align: "end" as const })),
        { head: report.year?.year ?? WORDS.now[language], align: "end" },
      ],
      rows: figures.map((figure) => [
        figure.label[language],
        ...figure.earlierTexts.map((text) => text[language]),
        [{ text: figure.text[language], strong: true }],
      ]),
      empty: WORDS.none[language],
    },
    ...monthsOf(figures, report, language),
    ...charted.map((figure) => trendOf(figure, report, language)),
  ];
}

/** Month by month, what people look at over a year. */
function monthsOf(figures: readonly ToldFigure[], { months = [] }: WholeReport, language: Language): readonly Block[] {
  const rows = figures.filter(({ name, monthTexts }) => monthTexts !== undefined && BY_MONTH.includes(name));
  if (rows.length === 0) return [];
  return [
    { kind: "heading", level: 2, text: WORDS.months[language] },
    {
      kind: "table",
      columns: [{ head: WORDS.figure[language] }, ...months.map((month) => ({ head: month.slice("2026-".length), align: "end" as const }))],
      rows: rows.map(({ label, monthLabel = label, monthTexts = [] }) => [
        monthLabel[language],
        ...monthTexts.map((text) => text[language]),
      ]),
      empty: WORDS.none[language],
    },
  ];
}

/** A figure in the spans before and in this one; of a year month by month. */
function trendOf(figure: ToldFigure, report: WholeReport, language: Language): Block {
  const bar = (label: string, value: number | null, text: Text | undefined) => ({
    label,
    value: value ?? 0,
    words: value === null ? WORDS.unknown[language] : (text?.[language] ?? ""),
  });
  const week = (monday: string): string => (language === "en" ? `Week of ${monday}` : `${monday} 当周`);
  const { months = [] } = report;
  const byMonth = figure.months?.map((value, place) => bar(months[place] ?? "", value, figure.monthTexts?.[place]));
  return {
    kind: "bars",
    title: (figure.monthLabel ?? figure.label)[language],
    bars: byMonth ?? [
      ...report.before.map((span, place) =>
        bar(report.year === undefined ? week(span) : span, figure.earlier[place] ?? null, figure.earlierTexts[place]),
      ),
      {
        label: report.year?.year ?? WORDS.now[language],
        value: figure.value ?? 0,
        words: [{ text: figure.text[language], strong: true }],
      },
    ],
  };
}

function kindsOf({ hazardKinds }: WholeReport, language: Language): readonly Block[] {
  if (hazardKinds === undefined) return [];
  return [
    { kind: "heading", level: 2, text: WORDS.kinds[language] },
    {
      kind: "table",
      columns: [
        { head: WORDS.kind[language] },
        ...(hazardKinds[0]?.figures ?? []).map(({ label }) => ({ head: label[language], align: "end" as const })),
      ],
      rows: hazardKinds.map(({ label, figures }) => [label[language], ...figures.map(({ text }) => text[language])]),
      empty: WORDS.noKinds[language],
    },
  ];
}

function roomsOf({ rooms = [] }: WholeReport, language: Language): readonly Block[] {
  return [
    { kind: "paragraph", words: WORDS.roomsMean[language], tone: "note" },
    {
      kind: "table",
      columns: [
        { head: WORDS.room[language] },
        { head: WORDS.available[language], align: "end" },
        { head: WORDS.unavailable[language], align: "end" },
      ],
      rows: rooms.map(({ room, text, unavailable, isBelow }) => [
        room[language],
        [{ text: text[language], strong: isBelow }],
        unavailable[language],
      ]),
      empty: WORDS.noRooms[language],
    },
  ];
}

function sourcesOf({ sources }: WholeReport, language: Language): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: WORDS.sources[language] },
    {
      kind: "table",
      columns: [{ head: WORDS.source[language] }, { head: WORDS.alarms[language], align: "end" }],
      rows: sources.map(({ what, where, alarms }) => [`${what[language]}\n${where[language]}`, String(alarms)]),
      empty: WORDS.noSources[language],
    },
  ];
}
