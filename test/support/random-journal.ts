import { epochMs } from "@labcanary/domain/basics";
import { type ReportLine, TOLD_IMPAIRMENTS } from "@labcanary/domain/governance";
import fc from "fast-check";

const same = (text: string) => ({ en: text, zh: text });

const PRIORITIES = ["critical", "high", "medium", "low"];
const KINDS = [
  "acknowledged",
  "attended",
  "shelved",
  "unshelved",
  "returned-to-normal",
  "nobody-reached",
  "commissioning-ended",
  "unsuppressed",
  "left",
] as const;

export interface Step {
  readonly gap: number;
  readonly alarm: number;
  readonly kind: (typeof KINDS)[number];
  readonly actor: string;
  readonly listed: boolean;
  readonly ledger: number;
  readonly record: number;
  readonly act: number;
}
export interface Raised {
  readonly zone: string;
  readonly priority: string;
  readonly silent: boolean;
  readonly test: boolean;
  readonly simulated: boolean;
  readonly withheld: string;
}

const ACTS = [
  { act: "filed" },
  { act: "settled" },
  { act: "remedied" },
  { act: "verified", passed: true },
  { act: "verified", passed: false },
  { act: "reopened" },
  { act: "overdue", step: "settlement", since: 1, grade: 0 },
  { act: "overdue", step: "settlement", since: 1, grade: 1 },
  { act: "overdue", step: "remedy", since: 2, grade: 2 },
  { act: "corrected" },
];
const MEASURE_ACTS = [
  { act: "added", measure: { zoneId: "a" } },
  { act: "changed", measure: { zoneId: "a" } },
  { act: "changed", measure: { zoneId: "b" } },
  { act: "reviewed" },
  { act: "overdue" },
  { act: "overdue" },
  { act: "ended" },
  { act: "added", measure: { zoneId: "b" } },
];
const DOOR_ACTS = [
  { act: "sent", report: { kind: "risk" } },
  { act: "sent", report: { kind: "danger" } },
  { act: "answered", ends: false },
  { act: "answered", ends: true },
];

const CHECK_ACTS = [
  { act: "opened" },
  { act: "missed" },
  { act: "lapsed" },
  { act: "hazard" },
  { act: "signed", late: true, standIn: true, failed: 2 },
  { act: "signed", late: true, standIn: false, failed: 0 },
  { act: "signed", late: false, standIn: false, failed: 1 },
  { act: "signed", late: false, standIn: false, failed: 0 },
];
const CUSTODY_ACTS = [
  ["substance", { act: "moved", movement: { kind: "withdraw" } }],
  ["substance", { act: "moved", movement: { kind: "correct" } }],
  ["substance", { act: "refused" }],
  ["substance", { act: "late" }],
  ["custody", { act: "found" }],
  ["custody", { act: "accounted" }],
  ["custody", { act: "explained" }],
  [
    "stock-take",
    {
      act: "counted",
      lines: [
        { booked: 5, counted: 5 },
        { booked: 5, counted: 4 },
        { booked: 0, counted: 1 },
      ],
    },
  ],
] as const;

const DRILL_ACTS = [
  { act: "planned" },
  { act: "reached", step: "detected" },
  { act: "ended", end: { because: "interrupted" } },
  { act: "ended", end: { because: "stopped" } },
  { act: "cancelled" },
  { act: "concluded", conclusion: { result: "failed", lessons: [1, 2] } },
  { act: "concluded", conclusion: { result: "as-planned", lessons: [] } },
  { act: "ended", end: { because: "not-playable" } },
];

/** Steps of so many subjects: 0, 9 and 10 are of alarms; those from 12 on a year alone counts. */
const stepOf = (subjects: number): fc.Arbitrary<Step> =>
  fc.record({
    gap: fc.integer({ min: 0, max: 36 * 3_600_000 }),
    alarm: fc.nat(7),
    kind: fc.constantFrom(...KINDS),
    actor: fc.constantFrom("user:mei", "person:wang", "rules", "system"),
    listed: fc.boolean(),
    ledger: fc.nat(subjects - 1),
    record: fc.nat(2),
    act: fc.nat(7),
  });
export const STEP = stepOf(12);
export const YEAR_STEP = stepOf(16);

const KIND = { class: "gas", level: "major" };
/** Of ledgers that a year alone counts, by what stands before `-recorded`. */
const YEAR_ACTS: readonly (readonly [ledger: string, act: object])[][] = [
  [
    ["hazard", { act: "filed", hazard: { ...KIND, source: "calibration d1" } }],
    ["hazard", { act: "filed", hazard: { ...KIND, level: "general", source: "drill p1" } }],
    ["hazard", { act: "corrected", after: { class: "fire", level: "general" } }],
    ["hazard", { act: "verified", passed: true }],
  ],
  [
    ["dossier", { act: "opened", dossier: { simulated: false } }],
    ["dossier", { act: "decided" }],
    ["dossier", { act: "approved" }],
    ["dossier", { act: "sent-back" }],
    ["key-period", { act: "opening", opening: { leave: 4 } }],
    ["key-period", { act: "opening", opening: {} }],
    ["key-period", { act: "reported" }],
    ["key-period", { act: "check-in-missed" }],
  ],
  [
    ["report", { act: "made", report: { week: {}, department: { en: "A" } } }],
    ["report", { act: "made", report: {} }],
    ["report", { act: "signed" }],
    ["report", { act: "unread" }],
    ["report", { act: "voided" }],
    ["report", { act: "void-lifted" }],
    ["drill", { act: "begun" }],
    ["drill", { act: "reached", step: "acknowledged", reached: {} }],
    ["drill", { act: "reached", step: "safe", reached: {} }],
    ["drill", { act: "step-corrected", step: "safe", reached: {} }],
  ],
];
const YEAR_KINDS = ["site-changed", "site-change-approved", "commissioning-signed", "commissioning-voided", "flood-ended", "chattering"];
export const RAISED: fc.Arbitrary<Raised> = fc.record({
  zone: fc.constantFrom("a", "b"),
  priority: fc.constantFrom(...PRIORITIES),
  silent: fc.boolean(),
  test: fc.boolean(),
  simulated: fc.boolean(),
  withheld: fc.constantFrom("", "", "", "suppressedBy", "outOfService", "parent"),
});

/** A journal in which whatever can happen does, also in orders in which it could not. */
export function journalOf(
  raised: readonly Raised[],
  steps: readonly Step[],
  { from, pace = 1 }: { readonly from: number; readonly pace?: number },
): readonly ReportLine[] {
  let at = from;
  let number = 0;
  const seen = new Set<number>();
  const lines: ReportLine[] = [];
  const add = (line: Omit<ReportLine, "number" | "at">) => lines.push({ ...line, number: (number += 1), at: epochMs(at) });
  for (const step of steps) {
    at += step.gap * pace;
    if (step.ledger === 1) {
      const zoneId = step.record === 1 ? "a" : "b";
      const act = ACTS[(step.act + (step.listed ? 2 : 0)) % ACTS.length];
      add({ kind: "hazard-recorded", actor: step.actor, zoneId, detail: { record: `hazard/${step.record}`, act } });
    } else if (step.ledger === 2) {
      const act = DOOR_ACTS[step.act % DOOR_ACTS.length];
      add({ kind: "public-report-recorded", actor: step.actor, zoneId: "b", detail: { record: `public-report/${step.record}`, act } });
    } else if (step.ledger === 3) {
      const kind = step.act % 2 === 0 ? "out-of-service" : "in-service";
      add({ kind, actor: "user:li", zoneId: "a", detail: { signal: `s${step.record}` } });
    } else if (step.ledger === 4) {
      const act = CHECK_ACTS[step.act];
      add({ kind: "check-recorded", actor: step.actor, zoneId: "a", detail: { record: `check/${step.record}`, act } });
    } else if (step.ledger === 5) {
      const [ledger, act] = CUSTODY_ACTS[step.act] ?? ["substance", { act: "lapsed" }];
      add({ kind: `${ledger}-recorded`, actor: step.actor, zoneId: "a", detail: { record: `${ledger}/${step.record}`, act } });
    } else if (step.ledger === 6) {
      const act = DRILL_ACTS[step.act];
      add({ kind: "drill-recorded", actor: step.actor, zoneId: "b", detail: { record: `drill/${step.record}`, act } });
    } else if (step.ledger === 7) {
      const act = MEASURE_ACTS[step.act];
      add({ kind: "measure-recorded", actor: step.actor, zoneId: "a", detail: { record: `measure/${step.record}`, act } });
    } else if (step.ledger === 8) {
      const impairment = TOLD_IMPAIRMENTS[step.alarm % TOLD_IMPAIRMENTS.length];
      const about = { signal: `s${step.record}`, impairment, since: at - step.act * 600_000 };
      const zoneId = step.record === 1 ? "a" : "b";
      if (step.listed) add({ kind: "protection-restored", actor: "system", zoneId, detail: { ...about, ended: at - step.act * 60_000 } });
      else add({ kind: "protection-impaired", actor: "system", zoneId, detail: step.act === 7 ? { ...about, again: true } : about });
    } else if (step.ledger === 11) {
      // A clock that was set back makes them overlap.
      add({ kind: "watched", actor: "system", detail: { since: at - step.gap - step.act * 3_600_000, until: at } });
    } else if (step.ledger === 12 || step.ledger === 13 || step.ledger === 14) {
      const acts = YEAR_ACTS[step.ledger - 12] ?? [];
      const [ledger, act] = acts[(step.act + (step.listed ? 1 : 0)) % acts.length] ?? ["hazard", {}];
      const reached = "reached" in act ? { ...act, reached: { at } } : act;
      // Hazards of people have numbers of their own.
      const record = `${ledger}/${step.record + (ledger === "hazard" ? 10 : 0)}`;
      add({ kind: `${ledger}-recorded`, actor: "system", zoneId: step.record === 1 ? "a" : "b", detail: { record, act: reached } });
    } else if (step.ledger === 15) {
      const kind = YEAR_KINDS[step.act % YEAR_KINDS.length] ?? "";
      const place = kind.startsWith("commissioning") ? { zoneId: "a" } : {};
      const about = kind === "chattering" ? { alarmId: `alarm-${step.alarm % Math.max(1, raised.length)}` } : {};
      add({ kind, actor: "system", ...place, ...about, detail: kind === "flood-ended" ? { since: at - 600_000 } : {} });
    } else {
      const alarm = raised[step.alarm % Math.max(1, raised.length)];
      if (alarm === undefined) continue;
      const alarmId = `alarm-${step.alarm % raised.length}`;
      if (seen.has(step.alarm % raised.length)) {
        const after = { state: step.listed ? "unacknowledged" : step.act % 2 === 0 ? "shelved" : "suppressed-by-design" };
        add({ kind: step.kind, actor: step.actor, alarmId, zoneId: alarm.zone, detail: { after } });
        continue;
      }
      seen.add(step.alarm % raised.length);
      const { priority, simulated, test: isTest, withheld, silent, zone } = alarm;
      // All behind a gateway are silent: the second is of no signal.
      const subjects = silent ? [`${zone}/s/silent`, `${zone}/silent`] : [`${zone}/s/high`, `${zone}/s/low`];
      add({
        kind: "raised",
        actor: "rules",
        alarmId,
        zoneId: zone,
        detail: { priority, simulated, ...(isTest ? { test: "t" } : {}), ...(withheld === "" ? {} : { [withheld]: "other" }) },
        about: { subject: subjects[step.act % subjects.length] ?? "", what: same("what"), where: same(zone) },
      });
    }
  }
  return lines;
}
