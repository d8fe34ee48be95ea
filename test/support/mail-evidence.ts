import type { EvidenceSource, NamedCurve } from "@labcanary/alerting";
import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import { gasAlarm } from "./browser-alarm-desk.ts";

const RAISED = epochMs(Date.UTC(2026, 10, 22, 7, 58));

const entry = (second: number, kind: JournalEntryKind, actor: string, detail: JournalEntry["detail"]): JournalEntry => ({
  number: second + 1,
  at: plus(RAISED, seconds(second)),
  kind,
  actor,
  alarmId: "a",
  detail,
  previousHash: "",
  hash: "",
});
const toWang = { notificationId: "a:responsible:wang", personId: "wang" };

export const TEST_TIMELINE: readonly JournalEntry[] = [
  entry(0, "raised", "rules", { priority: "critical" }),
  entry(0, "notification-queued", "system", {
    notifications: [
      { id: "a:responsible:wang", personId: "wang", dueAt: RAISED },
      { id: "a:deputy:smith", personId: "smith", dueAt: plus(RAISED, minutes(3)) },
    ],
  }),
  entry(1, "notification-retry", "channel:sms", { ...toWang, reason: "timeout", attempt: 1, to: "***01" }),
  entry(2, "notification-accepted", "channel:sms", { ...toWang, to: "***01" }),
  entry(9, "delivery-report", "channel:sms", { notificationId: "a:responsible:wang", status: "delivered" }),
  entry(40, "commented", "user:desk", { comment: "door\r\nBcc: all@example.org\r\nis open" }),
  entry(60, "attended", "person:wang", {}),
];

const TEST_CURVE: NamedCurve = {
  signal: { en: "Solvent vapour", zh: "溶剂蒸气" },
  curve: {
    from: plus(RAISED, minutes(-60)),
    to: plus(RAISED, minutes(5)),
    moment: RAISED,
    points: Array.from({ length: 66 }, (_, minute) => ({
      at: plus(RAISED, minutes(minute - 60)),
      value: minute < 50 ? 1.2 + (minute % 3) / 10 : (minute - 49) * 2.2,
    })),
    gap: seconds(90),
    limits: [
      { at: 10, sign: "≥", priority: "high", isOfAlarm: false },
      { at: 20, sign: "≥", priority: "critical", isOfAlarm: true },
    ],
    unit: "%LEL",
    isSimulated: false,
  },
};

/** What the platform knows of the gas alarm `a`; override what the test is about. */
export const testEvidence = (over: Partial<EvidenceSource> = {}): EvidenceSource => ({
  timeZone: () => "Asia/Shanghai",
  nameOf: (personId) => ({ wang: "Wang Fang", smith: "Alex Smith" })[personId] ?? personId,
  evidence: (alarmId) => ({ alarm: gasAlarm({ id: alarmId }), timeline: TEST_TIMELINE }),
  curve: async () => TEST_CURVE,
  ...over,
});
