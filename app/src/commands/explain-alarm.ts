import type { AlarmRecord } from "@labcanary/alerting";
import { type Alarm, isAnnunciated, isWithheld } from "@labcanary/domain/alarm";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { AlarmRule } from "@labcanary/domain/rules";
import { sampleTable, table } from "./question.ts";

interface Present {
  /** The alarm's rule as the site has it now. */
  readonly rule: AlarmRule | undefined;
  readonly time: (at: EpochMs) => string;
  /** A value of the signal, as people write it. */
  readonly said: (value: number) => string;
}

/** Why an alarm came and what became of it, as people read it. */
export function alarmText({ alarm, timeline }: AlarmRecord, { rule, time, said }: Present): string {
  const { code, id, source, priority, description, evidence, simulated } = alarm;
  const limit = description.limit.en === "" ? "" : ` against ${description.limit.en}`;
  const facts: readonly (readonly string[])[] = [
    ["where", description.where.en],
    source.kind === "rule"
      ? ["rule", `${source.ruleId}, version ${source.ruleVersion}${sinceThen(source.ruleVersion, rule)}`]
      : ["condition", source.condition],
    ["raised", `${time(alarm.raisedAt)}, received ${time(alarm.raisedReceivedAt)}${simulated ? ", from a simulated reading" : ""}`],
    ["why", evidence.reason],
    ...(alarm.value === undefined ? [] : [["figure", `${description.valueText.en}${limit}`]]),
    ["state", `${stateText(alarm, time)}; the condition ${alarm.conditionActive ? "holds" : "has gone"}`],
    ["decided by", evidence.position === 0 ? "the platform itself" : `record ${evidence.position} of the accepted log`],
  ];
  return `[${code}] ${description.what.en}, ${priority} (${id})\n\n${table(facts)}
${sampleTable(evidence.samples, time, said)}
What happened:
${table([["when", "what", "who", ""], ...timeline.map((entry) => row(entry, time))])}`;
}

/** The state: what withholds the alarm, or how it stands in its life cycle, and what stands for it. */
function stateText(alarm: Alarm, time: Present["time"]): string {
  const { annunciation, shelved, suppressed, outOfService, parent, recordedOnly } = alarm;
  const withheld = [
    ...(outOfService === undefined ? [] : [`out-of-service until ${time(outOfService.until)}, meanwhile: ${outOfService.measure}`]),
    ...(shelved === undefined ? [] : [`shelved until ${time(shelved.until)}`]),
    ...(suppressed === undefined ? [] : [`suppressed-by-design, because: ${suppressed.by}`]),
  ];
  return [
    ...(isAnnunciated(alarm) && isWithheld(alarm) ? [] : [annunciation]),
    ...withheld,
    ...(parent === undefined ? [] : [`beneath ${parent}`]),
    ...(recordedOnly === true ? ["never on the list"] : []),
  ].join("; ");
}

function sinceThen(version: string, rule: AlarmRule | undefined): string {
  if (rule === undefined) return ", no longer in the site";
  return rule.version === version ? "" : `, changed since (${rule.version})`;
}

const row = (entry: JournalEntry, time: (at: EpochMs) => string): readonly string[] => [
  time(entry.at),
  entry.kind,
  entry.actor,
  detailText(entry.detail, time),
];

/** Told above the timeline, or of use to programs only. */
const LEFT_OUT = new Set(
  `at code commandId condition conditionId limit notificationId notificationIds outOfService priority providerRef receivedAt ruleId
   ruleVersion shelved signal simulated text value what where`.split(/\s+/),
);

interface Queued {
  readonly personId: string;
  readonly step: string;
  readonly dueAt: EpochMs;
}

/** What a line says an alarm was, and is. */
interface Standing {
  readonly state: string;
}

function detailText(detail: JournalEntry["detail"], time: (at: EpochMs) => string): string {
  const { before, after, ...rest } = detail as { readonly before?: Standing; readonly after?: Standing };
  const move = before?.state === after?.state ? [] : [`${before?.state} → ${after?.state}`];
  return [
    ...move,
    ...Object.entries(rest).flatMap(([key, value]) => {
      if (LEFT_OUT.has(key) || value === null || value === undefined) return [];
      if (key === "until" && typeof value === "number") return [`until: ${time(epochMs(value))}`];
      if (key === "evidence") return [(value as { readonly reason: string }).reason];
      if (key === "notifications")
        return [(value as readonly Queued[]).map(({ personId, step, dueAt }) => `${personId} (${step}) from ${time(dueAt)}`).join(", ")];
      return [`${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`];
    }),
  ].join("; ");
}
