import type { EpochMs } from "@labcanary/domain/basics";
import { drillShortfalls, shownResult, stepAfter, stepStanding } from "@labcanary/domain/governance";
import { DRILL_STEPS, type Site } from "@labcanary/domain/site";
import { BYTE_ORDER_MARK, csvLine, isoInZone, textField } from "../../history/csv.ts";
import type { RecordedDrill } from "./drill-document.ts";

const COLUMNS = ["drill", "kind", "name", "at", "expected_s", "after_s", "standing", "by", "evidence", "words"] as const;
type Line = Readonly<Partial<Record<(typeof COLUMNS)[number], string | undefined>>>;

/**
 * One drill as RFC 4180 has it, one line for each thing: its beginning and end, each step, what was observed, the result and each lesson.
 * Times by the clocks of the site; spans in seconds from the beginning.
 */
export function csvOfDrill({ drill, plan }: RecordedDrill, { site, now }: { readonly site: Site; readonly now: EpochMs }): string {
  const time = (at: EpochMs): string => isoInZone(site.timeZone, at);
  const inSeconds = (span: number | undefined): string => (span === undefined ? "" : String(span / 1000));
  const { begun, ended, concluded, corrections, notes, hazards, photos } = drill;
  const shortfalls = drillShortfalls(drill);
  const steps = DRILL_STEPS.map((step): Line => {
    const reached = drill.times[step];
    const badge = reached?.badge === undefined ? undefined : `badge ${reached.badge.deviceId}`;
    return {
      kind: "step",
      name: step,
      at: reached === undefined ? "" : time(reached.at),
      expected_s: inSeconds(plan?.expect[step]),
      after_s: inSeconds(stepAfter(drill, step)),
      standing: stepStanding(drill, step, { plan, at: now }),
      by: reached?.by,
      evidence: badge ?? reached?.channel ?? (reached?.alarm === undefined ? "" : `alarm ${reached.alarm.code}`),
    };
  });
  const lines: readonly Line[] = [
    { kind: "planned", name: drill.plan, at: time(drill.plannedFor), by: drill.leader, words: drill.who },
    ...(begun === undefined ? [] : [{ kind: "begun", at: time(begun.at), by: begun.by }]),
    ...steps,
    ...notes.map(({ at, by, words }) => ({ kind: "note", at: time(at), by, words })),
    ...corrections.map(({ step, at, by, was, reached, words }) => ({
      kind: "corrected",
      name: step,
      at: time(at),
      by,
      evidence: `${time(was.at)} ${was.by ?? ""} -> ${reached === undefined ? "none" : time(reached.at)}`,
      words,
    })),
    ...photos.map(({ at, by, sha256 }) => ({ kind: "photo", name: sha256, at: time(at), by })),
    ...(ended === undefined
      ? []
      : [{ kind: "ended", name: ended.because, at: time(ended.at), by: ended.by, evidence: ended.alarm && `alarm ${ended.alarm.code}` }]),
    ...(concluded === undefined
      ? []
      : [
          {
            kind: "result",
            name: shownResult(drill),
            at: time(concluded.at),
            standing: shortfalls.length === 0 ? "" : "late",
            by: concluded.by,
            evidence: shortfalls.map(({ step, standing }) => `${step} ${standing}`).join(", "),
            words: concluded.words,
          },
          ...concluded.lessons.map((lesson, index) => ({
            kind: "lesson",
            name: hazards[index] === undefined ? "" : `HZ-${hazards[index]}`,
            standing: lesson.level,
            words: lesson.words,
          })),
        ]),
  ];
  const fieldsOf = (line: Line) => COLUMNS.map((column) => textField(column === "drill" ? `DR-${drill.number}` : (line[column] ?? "")));
  return BYTE_ORDER_MARK + csvLine([...COLUMNS]) + lines.map((line) => csvLine(fieldsOf(line))).join("");
}
