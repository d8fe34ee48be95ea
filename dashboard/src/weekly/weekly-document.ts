import type { EpochMs, Language, Text } from "@labcanary/domain/basics";
import type { Block, PrintedDocument } from "@labcanary/domain/document";
import type { FigureName, SectionName } from "@labcanary/domain/governance";
import { isoInZone } from "../history/csv.ts";
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
  kept: ["days-kept"],
};
/** Line numbers that are printed (chosen: what fits two lines of a cell; the page has them all). */
const LINES_PRINTED = 8;

const WORDS = {
  title: { en: "Weekly safety report", zh: "安全周报" },
  site: { en: "Whole site", zh: "全单位" },
  scope: { en: "About", zh: "范围" },
  week: { en: "Week", zh: "周期" },
  counted: { en: "Counted on", zh: "统计时间" },
  hash: { en: "SHA-256 of the figures", zh: "统计结果 SHA-256" },
  review: { en: "Review", zh: "审阅" },
  unsigned: { en: "Not reviewed yet when this was printed", zh: "打印时尚未审阅" },
  unread: { en: "Not reviewed in time", zh: "逾期未审阅" },
  figure: { en: "Counted", zh: "统计项" },
  now: { en: "This week", zh: "本周" },
  lines: { en: "Lines of the journal", zh: "日志行号" },
  none: { en: "Nothing was counted.", zh: "无统计项。" },
  sources: { en: "What came back most", zh: "反复报警的来源" },
  source: { en: "Source", zh: "来源" },
  alarms: { en: "Alarms", zh: "报警次数" },
  noSources: { en: "Nothing was an alarm twice.", zh: "本周无反复报警。" },
  unknown: { en: "not known", zh: "无记录" },
  means: {
    en: "Figures are counted from the journal of the platform, whose lines are named beside them. What was done after the end of the week is not in them.",
    zh: "各项数字由平台日志统计得出，并注明对应的日志行号；本周结束之后的处置不计入。",
  },
} as const satisfies Record<string, Text>;

/** A report on paper: the same sentences and figures as on the page, in one language. */
export function documentOfReport(report: WholeReport, { language, nameOf }: PrintedIn): PrintedDocument {
  const of = (text: Text): string => text[language];
  const time = (at: EpochMs): string => isoInZone(report.timeZone, at).replace("T", " ").replace(/\.\d+/, " ");
  const { signed, department, week, unreadAt } = report;
  const span = `${week.monday} – ${report.sunday}`;
  const signature =
    signed === undefined
      ? of(unreadAt === undefined ? WORDS.unsigned : WORDS.unread)
      : of({
          en: `Reviewed and signed by ${nameOf(signed.by)}, ${time(signed.at)}`,
          zh: `${nameOf(signed.by)} 已审阅签字，${time(signed.at)}`,
        });
  return {
    title: `${of(WORDS.title)} WR-${report.number} · ${of(department ?? WORDS.site)} · ${span}`,
    language,
    at: signed?.at ?? unreadAt ?? report.madeAt,
    blocks: [
      {
        kind: "facts",
        facts: [
          { name: of(WORDS.scope), words: of(department ?? WORDS.site) },
          { name: of(WORDS.week), words: span },
          { name: of(WORDS.counted), words: time(report.madeAt) },
          { name: of(WORDS.review), words: signed === undefined || signed.words === "" ? signature : `${signature}\n${signed.words}` },
          { name: of(WORDS.hash), words: report.sha256 },
        ],
      },
      { kind: "paragraph", words: of(WORDS.means), tone: "note" },
      ...(signed === undefined && unreadAt !== undefined ? [{ kind: "paragraph", words: of(WORDS.unread), tone: "warning" } as const] : []),
      ...report.sections.flatMap((section) => [
        ...blocksOf(section, report, language),
        ...(section.name === "alarms" ? sourcesOf(report, language) : []),
      ]),
    ],
  };
}

function blocksOf({ name, title, sentences, figures }: ToldSection, { weeksBefore }: WholeReport, language: Language): readonly Block[] {
  const charted = figures.filter((figure) => CHARTED[name].includes(figure.name));
  return [
    { kind: "heading", level: 1, text: title[language] },
    ...sentences.map((sentence) => ({ kind: "paragraph", words: sentence[language] }) as const),
    {
      kind: "table",
      columns: [
        { head: WORDS.figure[language] },
        // The year stands in the title.
        ...weeksBefore.map((monday) => ({ head: monday.slice("2026-".length), align: "end" as const })),
        { head: WORDS.now[language], align: "end" },
        { head: WORDS.lines[language] },
      ],
      rows: figures.map((figure) => [
        figure.label[language],
        ...figure.earlierTexts.map((text) => text[language]),
        [{ text: figure.text[language], strong: true }],
        linesOf(figure, language),
      ]),
      empty: WORDS.none[language],
    },
    ...charted.map((figure) => trendOf(figure, weeksBefore, language)),
  ];
}

/** A figure in the weeks before and in this one. */
function trendOf(figure: ToldFigure, weeksBefore: readonly string[], language: Language): Block {
  const week = (monday: string): string => (language === "en" ? `Week of ${monday}` : `${monday} 当周`);
  return {
    kind: "bars",
    title: figure.label[language],
    bars: [
      ...weeksBefore.map((monday, place) => {
        const value = figure.earlier[place] ?? null;
        const words = value === null ? WORDS.unknown[language] : (figure.earlierTexts[place]?.[language] ?? "");
        return { label: week(monday), value: value ?? 0, words };
      }),
      { label: WORDS.now[language], value: figure.value ?? 0, words: [{ text: figure.text[language], strong: true }] },
    ],
  };
}

function sourcesOf({ sources }: WholeReport, language: Language): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: WORDS.sources[language] },
    {
      kind: "table",
      columns: [{ head: WORDS.source[language] }, { head: WORDS.alarms[language], align: "end" }, { head: WORDS.lines[language] }],
      rows: sources.map(({ what, where, alarms, lines }) => [
        `${what[language]}\n${where[language]}`,
        String(alarms),
        linesOf({ lines, of: alarms }, language),
      ]),
      empty: WORDS.noSources[language],
    },
  ];
}

function linesOf({ lines, of }: Pick<ToldFigure, "lines" | "of">, language: Language): string {
  const shown = lines.slice(0, LINES_PRINTED).join(", ");
  const more = of - Math.min(of, LINES_PRINTED);
  if (more === 0) return shown;
  return language === "en" ? `${shown} and ${more} more` : `${shown} 等 ${of} 行`;
}
