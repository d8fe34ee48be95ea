import { days, type EpochMs, epochMs, hours, plus } from "@labcanary/domain/basics";
import { weeklyReport } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";
import { inTransaction, openDatabase } from "../store/database.ts";
import { createJournal, type NewJournalEntry } from "./journal.ts";
import { createReportLines, REPORT_LINE_QUERIES } from "./report-lines.ts";

const TO = epochMs(Date.UTC(2026, 10, 23));
const FROM = epochMs(TO - days(7));

function start() {
  const database = openDatabase(temporaryFolder());
  const journal = createJournal(database);
  const write = (entries: readonly NewJournalEntry[]): void =>
    inTransaction(database, () => {
      for (const entry of entries) journal.append(entry);
    });
  return { database, write, lines: createReportLines(database, testSite) };
}

test.each(Object.entries(REPORT_LINE_QUERIES))("%s is found by an index, and nothing is sorted", (_, query) => {
  const { database } = start();
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${query}`)
    .all()
    .map(({ detail }) => String(detail));
  expect(plan.join("\n")).not.toContain("TEMP B-TREE");
  expect(plan.filter((step) => step.startsWith("SCAN") && !step.includes("journal_records"))).toEqual([]);
  expect(plan).not.toHaveLength(0);
});

test("lines are found over many slices, also where the clock was set back, and none of after the span", async () => {
  const { write, lines } = start();
  const line = (at: EpochMs, kind: NewJournalEntry["kind"]): NewJournalEntry => ({ at, kind, actor: "user:mei", detail: {} });
  // The first was written with a clock that was a day ahead.
  const span = Array.from({ length: 1_700 }, (_, place) => line(plus(FROM, hours(place === 0 ? 24 : place / 20)), "journal-checked"));
  const between = span.flatMap((entry) => [entry, line(entry.at, "user-changed")]);
  write([...between, line(TO, "journal-checked"), line(plus(FROM, hours(1)), "commented")]);
  const found = await lines.reportLines({ from: FROM, to: TO });
  expect(found.map(({ number }) => number)).toEqual([...span.map((_, place) => 2 * place + 1), 2 * span.length + 2]);
});

test("an alarm that stood before the span is told from its beginning, and what is on the books from theirs", async () => {
  const { database, write, lines } = start();
  const long = epochMs(TO - days(400));
  const alarm = (id: string, cleared: EpochMs | null) =>
    database
      .prepare(
        `INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, cleared_at, body)
         VALUES (?, ?, 'normal', 'high', 0, ?, ?, ?, ?)`,
      )
      .run(id, id, long, long, cleared, JSON.stringify({ id, source: { kind: "rule", ...changeOf(id), zoneId: "z" }, description: {} }));
  alarm("stands", null);
  alarm("cleared", plus(long, days(1)));
  const of = (alarmId: string, kind: NewJournalEntry["kind"]): NewJournalEntry => ({ at: long, kind, actor: "rules", alarmId, detail: {} });
  const record = { at: long, kind: "hazard-recorded", actor: "user:mei", detail: { record: "hazard/1", act: { act: "filed" } } } as const;
  const many = Array.from({ length: 600 }, () => of("stands", "commented"));
  write([of("stands", "raised"), of("cleared", "raised"), record, of("stands", "notification-cancelled"), ...many]);
  const found = await lines.reportLines({ from: FROM, to: TO });
  expect(found.slice(0, 3).map(({ number }) => number)).toEqual([1, 3, 5]);
  expect(found).toHaveLength(602);
});

test("of a part of a year alarms are followed to the end of it, and what is counted of no week is found", async () => {
  const { database, write, lines } = start();
  const alarm = (id: string) =>
    database
      .prepare(
        `INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, cleared_at, body)
         VALUES (?, ?, 'normal', 'high', 0, ?, ?, NULL, ?)`,
      )
      .run(id, id, FROM, FROM, JSON.stringify({ id, source: { kind: "rule", ...changeOf(id), zoneId: "z" }, description: {} }));
  alarm("late");
  alarm("over");
  const of = (alarmId: string, kind: NewJournalEntry["kind"], at: EpochMs): NewJournalEntry => ({
    at,
    kind,
    actor: "rules",
    alarmId,
    detail: {},
  });
  const [after, next] = [plus(TO, hours(1)), plus(TO, days(40))];
  const dossier = {
    at: FROM,
    kind: "dossier-recorded",
    actor: "user:mei",
    detail: { record: "dossier/1", act: { act: "opened" } },
  } as const;
  const report = { week: { monday: "x" }, sections: ["much"] };
  write([
    of("late", "raised", FROM),
    of("over", "raised", FROM),
    of("over", "acknowledged", FROM),
    of("over", "returned-to-normal", FROM),
    { at: FROM, kind: "site-changed", actor: "system", detail: {} },
    dossier,
    { at: FROM, kind: "report-recorded", actor: "system", detail: { record: "report/1", act: { act: "made", report } } },
    of("late", "acknowledged", after),
    of("over", "commented", after),
    of("late", "returned-to-normal", next),
    { at: FROM, kind: "flood-ended", actor: "system", detail: {} },
    { at: FROM, kind: "protection-impaired", actor: "system", detail: { signal: "d1/s1", impairment: "faulty", since: FROM } },
  ]);
  const numbers = (found: readonly { readonly number: number }[]) => found.map(({ number }) => number);
  expect(numbers(await lines.alarmLines({ from: FROM, to: TO, until: plus(TO, days(30)) }))).toEqual([1, 2, 3, 4, 8, 11]);
  const records = await lines.recordLines({ from: FROM, to: TO });
  expect(numbers(records)).toEqual([5, 6, 7, 12]);
  // A report's own figures are not read again with it.
  expect(records[2]?.detail["act"]).toEqual({ act: "made", report: { week: { monday: "x" } } });
  expect(numbers(await lines.reportLines({ from: FROM, to: TO }))).toEqual([1, 2, 3, 4, 12]);
});

test("the first line by which the platform watched is found also long before the span: from it on, what nobody says was watched was not", async () => {
  const { write, lines } = start();
  const long = epochMs(FROM - days(900));
  const watched = (at: EpochMs): NewJournalEntry => ({ at, kind: "watched", actor: "system", detail: { since: at - hours(1), until: at } });
  const numbers = async () => (await lines.reportLines({ from: FROM, to: TO })).map(({ number }) => number);
  write(Array.from({ length: 1_200 }, () => ({ at: long, kind: "user-changed", actor: "user:mei", detail: {} })));
  expect(await numbers()).toEqual([]);
  write([watched(long), watched(plus(long, hours(1))), watched(plus(FROM, days(3)))]);
  expect(await numbers()).toEqual([1_201, 1_203]);
  expect((await lines.recordLines({ from: FROM, to: TO })).map(({ number }) => number)).toEqual([1_201, 1_203]);
  const found = await lines.reportLines({ from: FROM, to: TO });
  const { sections } = weeklyReport(found, { monday: "2026-11-16", from: FROM, to: TO }, "UTC", {});
  const value = (name: string) => sections.flatMap(({ figures }) => figures).find((figure) => figure.name === name)?.value;
  expect([value("watched-time"), value("unwatched-time")]).toEqual([hours(1), days(7) - hours(1)]);
});
