import type { Alarm } from "@labcanary/domain/alarm";
import type { TestSteps } from "@labcanary/domain/commissioning";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { HealthItem } from "@labcanary/domain/ports";
import type { Evidence } from "@labcanary/domain/rules";
import type { Scope } from "./scope.ts";

/** An alarm, with or without its evidence. */
type Tellable = Omit<Alarm, "evidence"> & { readonly evidence?: Evidence };
export type FindAlarm = (alarmId: string) => Alarm | undefined;

/**
 * An alarm as somebody may be told of it who may be told of it at all: of the platform's own that it stands and who has it, and not what
 * elsewhere it is about, nor in whose words; and of no alarm or reading that lies elsewhere. The words of its rule stay whole: they are why
 * it came.
 */
export function alarmWithin<Told extends Tellable>(alarm: Told, scope: Scope, find: FindAlarm): Told {
  if (scope.isWhole) return alarm;
  const parent = alarm.parent === undefined ? undefined : find(alarm.parent);
  const { parent: _parent, ...alone } = alarm;
  const placed = parent !== undefined && scope.hasAlarm(parent) ? alarm : (alone as Told);
  const told = alarm.source.kind === "system" ? withoutWords(placed) : placed;
  return told.evidence === undefined ? told : { ...told, evidence: evidenceWithin(told, told.evidence, scope) };
}

/** Without what people wrote: of an alarm of the platform it may be about anybody's zone. */
function withoutWords<Told extends Tellable>({ assigned, shelved, closed, reportedSafe, ...alarm }: Told): Told {
  const { reason: _reason, ...assignment } = assigned ?? {};
  const { words: _words, ...report } = reportedSafe ?? {};
  const { measure: _measure, ...shelving } = shelved ?? {};
  return {
    ...alarm,
    ...(assigned === undefined ? {} : { assigned: assignment }),
    ...(shelved === undefined ? {} : { shelved: { ...shelving, reason: "" } }),
    ...(closed === undefined ? {} : { closed: { ...closed, cause: "" } }),
    ...(reportedSafe === undefined ? {} : { reportedSafe: report }),
  } as Told;
}

function evidenceWithin({ source, description }: Pick<Alarm, "source" | "description">, evidence: Evidence, scope: Scope): Evidence {
  if (source.kind === "system") return { ...evidence, reason: description.what.en };
  return evidence.inputs === undefined
    ? evidence
    : { ...evidence, inputs: evidence.inputs.filter(({ signal }) => scope.hasSignal(signal)) };
}

/**
 * Whether a line is somebody's to read: one about an alarm of their zones, or about a signal or a record there. What is about nobody's zone (sign-ins,
 * the site's files, the platform, what the security centre has on its hands) is the whole site's.
 */
export function hasLine({ kind, alarmId, detail }: JournalEntry, scope: Scope, find: FindAlarm): boolean {
  if (scope.isWhole) return true;
  if (kind === "flood-began") return false;
  if (alarmId !== undefined) {
    const alarm = find(alarmId);
    return alarm !== undefined && alarm.source.kind !== "system" && scope.hasAlarm(alarm);
  }
  const { signal, record, zone } = detail;
  if (typeof record === "string") return typeof zone === "string" && scope.hasZone(zone);
  return typeof signal === "string" && scope.hasSignal(signal);
}

/** The steps of a commissioning test, without the person its text came to, where whoever asks has nothing to do with them. */
export function stepsWithin<Steps extends TestSteps>(steps: Steps, scope: Scope): Steps {
  const personId = steps.text?.personId;
  if (steps.text === undefined || personId === undefined || scope.duty.hasPerson(personId)) return steps;
  const { personId: _, ...nameless } = steps.text;
  return { ...steps, text: nameless };
}

/** What a line says of other alarms, by their ids. */
const OF_OTHERS: readonly string[] = ["parent", "with", "firstOut", "alarmIds"];
/** All that is told of a line about an alarm of the platform: texts, reasons and comments may name what lies elsewhere. */
const OF_PLATFORM: readonly string[] = [
  "condition",
  "priority",
  "code",
  "what",
  "where",
  "before",
  "after",
  "unseen",
  "step",
  "channel",
  "status",
];

/** A line without what it says of others, and of people one has nothing to do with. Its hash stays that of the whole line. */
export function lineWithin(entry: JournalEntry, scope: Scope, alarm: Alarm | undefined): JournalEntry {
  if (scope.isWhole) return entry;
  if (alarm?.source.kind === "system") return { ...entry, detail: only(OF_PLATFORM, entry.detail) };
  const { personId } = entry.detail;
  const left = new Set([
    ...OF_OTHERS,
    // A text that tells of several alarms reads of all of them.
    ...("sharing" in entry.detail ? ["text"] : []),
    ...(typeof personId === "string" && !scope.duty.hasPerson(personId) ? ["personId"] : []),
  ]);
  const { evidence, ...told } = Object.fromEntries(Object.entries(entry.detail).filter(([name]) => !left.has(name)));
  const detail = detailWithin(entry.kind, told, scope);
  const decided = evidence as Evidence | undefined;
  if (decided === undefined || alarm === undefined) return { ...entry, detail };
  return { ...entry, detail: { ...detail, evidence: evidenceWithin(alarm, decided, scope) } };
}

function detailWithin(kind: JournalEntry["kind"], told: JournalEntry["detail"], scope: Scope): JournalEntry["detail"] {
  if (kind === "commissioning-signed") return stepsWithin(told, scope);
  return kind === "dossier-recorded" ? { ...told, act: actWithoutPeople(told["act"] as { readonly act: string }) } : told;
}

/** Of a decision about an excursion, without the list of whom what is kept of it names: they are told where the door or the call is. */
export const actWithoutPeople = <Act extends { readonly act: string }>(act: Act): Act =>
  "kept" in act ? { ...act, kept: { ...(act.kept as object), people: [] } } : act;

const only = (names: readonly string[], detail: JournalEntry["detail"]): JournalEntry["detail"] =>
  Object.fromEntries(Object.entries(detail).filter(([name]) => names.includes(name)));

/** How the platform is, for whoever may not know what it is busy with: its phrases name devices, files and people. */
export const healthWithin = (items: readonly HealthItem[], scope: Scope): readonly HealthItem[] =>
  scope.isWhole ? items : items.map(({ name, state }) => ({ name, state, detail: "" }));
