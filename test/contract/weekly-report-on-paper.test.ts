import { LANGUAGES } from "@labcanary/domain/basics";
import { epochMs, milliseconds } from "@labcanary/domain/basics";
import { latestDueWeek, latestDueYear, type ReportItem, weeklyReport } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { printDocument } from "../../documents/src/print.ts";
import { linesText } from "../../dashboard/src/paper/records.ts";
import { yearCounted } from "../support/counted-year.ts";
import { unspaced } from "../support/printed-pdf.ts";
import { reportedWeeks } from "../support/reported-weeks.ts";
import { readWholePaper } from "../support/whole-paper.ts";
import { wholeReport } from "../../dashboard/src/weekly/told-report.ts";
import { documentOfReport } from "../../dashboard/src/weekly/weekly-document.ts";

const ZONE = "Asia/Shanghai";
/** Monday 2026-11-23, 06:00 in Shanghai. */
const MADE_AT = epochMs(Date.UTC(2026, 10, 22, 22));
const DEPARTMENT = { en: "Organic Synthesis", zh: "有机合成" };
const printed = { nameOf: () => "Li Na 李娜" };

function reportOf(over: Partial<ReportItem> = {}) {
  const lines = reportedWeeks(epochMs(Date.UTC(2026, 10, 22, 2)));
  const report = weeklyReport(lines, latestDueWeek(ZONE, MADE_AT), ZONE, { department: DEPARTMENT, zones: ["cabinet-17"] });
  return wholeReport({ number: 12, zoneId: "chemistry", report, sha256: "3f".repeat(32), madeAt: MADE_AT, ...over });
}

test.each(LANGUAGES)("on paper in %s it says every sentence and every figure of the page, and nothing is cut", async (language) => {
  const words = "门要关好。Close the door: <b>now</b>.";
  const report = reportOf({ signed: { by: "user:li", at: epochMs(MADE_AT + 7_200_000), meaning: "reviewed", words } });
  const pdf = await readWholePaper(`weekly-${language}`, await printDocument(documentOfReport(report, { ...printed, language })));
  const says = (text: string): void => expect(pdf.said).toContain(unspaced(text));
  for (const { title, sentences, figures } of report.sections) {
    says(title[language]);
    for (const sentence of sentences) says(sentence[language]);
    for (const { label, text, earlierTexts } of figures) {
      says(label[language]);
      for (const each of [text, ...earlierTexts]) says(each[language]);
    }
  }
  expect(report.sources.length).toBeGreaterThan(1);
  for (const { what, where } of report.sources) {
    says(what[language]);
    says(where[language]);
  }
  says(report.sha256);
  says(
    language === "en"
      ? "Reviewed and signed by Li Na 李娜, 2026-11-23 08:00:00 +08:00"
      : "Li Na 李娜 已审阅签字，2026-11-23 08:00:00 +08:00",
  );
  says(words);
});

/** A year of which the last weeks have something of every kind. */
function yearOf() {
  const lines = reportedWeeks(epochMs(Date.UTC(2026, 11, 20, 2)));
  const year = latestDueYear(ZONE, epochMs(Date.UTC(2027, 0, 8)));
  const facts = {
    minimum: 0.95,
    rooms: [
      { zoneId: "a", room: { en: "Room 114", zh: "114室" }, from: year.from, available: 0.9412, unavailable: milliseconds(9_000_000) },
    ],
    unproven: [],
  };
  const { report } = yearCounted(lines, { timeZone: ZONE, year, began: lines[0]?.at ?? year.from, facts }, {});
  return wholeReport({ number: 13, zoneId: "chemistry", report, sha256: "4e".repeat(32), madeAt: MADE_AT });
}

test.each(LANGUAGES)(
  "a year on paper in %s says every sentence, figure, room and kind of hazard, the months, and where each is found",
  async (language) => {
    const report = yearOf();
    const pdf = await readWholePaper(`yearly-${language}`, await printDocument(documentOfReport(report, { ...printed, language })));
    const says = (text: string): void => expect(pdf.said).toContain(unspaced(text));
    says("YR-13");
    for (const { title, sentences, figures } of report.sections) {
      says(title[language]);
      for (const sentence of sentences) says(sentence[language]);
      for (const { label, text, earlierTexts, lines, of } of figures) {
        for (const each of [label, text, ...earlierTexts]) says(each[language]);
        if (of > 0) says(linesText(lines, of, language));
      }
    }
    const alarms = report.sections[0]?.figures[0];
    expect(alarms?.value).toBeGreaterThan(20);
    for (const text of alarms?.monthTexts ?? []) says(text[language]);
    says("94.12 %");
  },
);

test("one that nobody has signed says so, and that it is late", () => {
  const said = (report: ReturnType<typeof reportOf>) => JSON.stringify(documentOfReport(report, { ...printed, language: "zh" }).blocks);
  expect(said(reportOf())).toContain("打印时尚未审阅");
  expect(said(reportOf({ unreadAt: epochMs(MADE_AT + 1) }))).toContain("逾期未审阅");
  const ofVoid = said(reportOf({ unreadAt: epochMs(MADE_AT + 1), voidedAt: epochMs(MADE_AT + 2) }));
  expect(ofVoid).toContain("作废：生成时平台时钟超前");
  expect(ofVoid).not.toContain("逾期未审阅");
});
