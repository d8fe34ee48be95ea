import { epochMs, minutes } from "@labcanary/domain/basics";
import { countYear, latestDueYear, type ReportLine, type ReportScope, type YearPart } from "@labcanary/domain/governance";
import { distributionOf } from "./durations.ts";
import type { Row } from "./report.ts";
import type { Section } from "./section.ts";

const ZONE = "Asia/Shanghai";
/** A week of a large site in which alarms come and go all the time, four lines each. */
const LINES_A_WEEK = 100_000;
const LINES_EACH = 4;
const DEPARTMENTS = ["chemistry", "biology", "pharmacy", "physics"] as const;
/** What people write in a year, a line each quarter of an hour. */
const RECORDS = 35_000;
const MICROSECONDS = 1000;

/** How long other work waits for the counting of a year, which goes in steps: processor time of each, since the machine may have other work too. */
export const year: Section = async ({ say }) => {
  const latest = latestDueYear(ZONE, epochMs(Date.UTC(2027, 1, 1)));
  const records = Array.from({ length: RECORDS }, (_, place) => recordOf(place, latest.from + minutes(15) * place));
  const scopes: readonly ReportScope[] = [{}, ...DEPARTMENTS.map((name) => ({ department: { en: name, zh: name }, zones: [name] }))];
  say(`counting a year of ${LINES_A_WEEK.toLocaleString("en")} lines a week`);
  const steps: number[] = [];
  let number = RECORDS;
  const begunAt = performance.now();
  const counted = countYear({ timeZone: ZONE, year: latest, began: latest.from, facts: { unproven: [] } }, records, scopes);
  for (const part of counted.parts) {
    const lines = linesOf(part, number);
    number += lines.length;
    timeSteps(counted.take(part, lines), steps);
  }
  const ofParts = distributionOf(steps);
  const last: number[] = [];
  timeSteps(counted.reports(), last);
  const ofReports = distributionOf(last);
  const seconds = (performance.now() - begunAt) / 1000;
  const what = `${(number - RECORDS).toLocaleString("en")} lines of alarms and ${RECORDS.toLocaleString("en")} of ledgers, ${scopes.length} reviews`;
  return [
    { figure: "Review of a year, longest step while lines are counted", measured: ofParts.most, unit: "ms", note: ofParts.text },
    { figure: "… longest step while figures are put together", measured: ofReports.most, unit: "ms", note: ofReports.text },
    { figure: "… all of it", measured: seconds, unit: "s", note: what },
  ] satisfies Row[];
};

/** In ms of processor time of this thread. */
function timeSteps(work: Generator<void, unknown>, into: number[]): void {
  for (let done = false; !done; ) {
    const before = process.threadCpuUsage();
    done = work.next().done === true;
    const { user, system } = process.threadCpuUsage(before);
    into.push((user + system) / MICROSECONDS);
  }
}

function linesOf({ from, to }: YearPart, first: number): readonly ReportLine[] {
  const alarms = Math.round((LINES_A_WEEK * (to - from)) / (minutes(60) * 24 * 7) / LINES_EACH);
  return Array.from({ length: alarms }, (_, place) =>
    alarmOf(place, from + ((to - from) * place) / alarms, first + place * LINES_EACH),
  ).flat();
}

function alarmOf(place: number, at: number, number: number): readonly ReportLine[] {
  const zoneId = DEPARTMENTS[place % DEPARTMENTS.length] ?? "";
  const what = { en: "High", zh: "高" };
  const line = { actor: "rules", alarmId: `alarm-${number}`, zoneId };
  const acknowledgedAfter = 60_000 + (place % 977) * 1000;
  return [
    {
      ...line,
      number,
      at: epochMs(at),
      kind: "raised",
      detail: { priority: "low" },
      about: { subject: `dev-${place % 500}/high`, what, where: what },
    },
    { ...line, number: number + 1, at: epochMs(at + 30_000), kind: "shelved", detail: {} },
    { ...line, number: number + 2, at: epochMs(at + acknowledgedAfter), kind: "acknowledged", actor: "user:mei", detail: {} },
    { ...line, number: number + 3, at: epochMs(at + 1_200_000), kind: "returned-to-normal", detail: {} },
  ];
}

const recordOf = (place: number, at: number): ReportLine => ({
  number: place + 1,
  at: epochMs(at),
  kind: "hazard-recorded",
  actor: "user:mei",
  detail: {
    record: `hazard/${Math.floor(place / 2)}`,
    act: place % 2 === 0 ? { act: "filed", hazard: { class: "gas", level: "general" } } : { act: "verified", passed: true },
  },
  zoneId: DEPARTMENTS[place % DEPARTMENTS.length] ?? "",
});
