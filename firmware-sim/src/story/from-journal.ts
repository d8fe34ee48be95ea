import type { JournalEntry, JournalEntryKind } from "@labcanary/domain/messages";
import type { AlarmHappening, Happening, TextHappening } from "./happening.ts";

/** What a line of the journal says an alarm is about. */
export interface AlarmNamed {
  /** The rule's id, or the name of what is wrong with the platform. */
  readonly rule: string;
  readonly zoneId?: string;
}

const TURNS: Readonly<Partial<Record<JournalEntryKind, AlarmHappening["turn"]>>> = {
  raised: "raised",
  "returned-to-normal": "cleared",
  acknowledged: "acknowledged",
  attended: "attended",
  shelved: "off-list",
  suppressed: "off-list",
  joined: "off-list",
  "out-of-service": "off-list",
};

/** States in which an alarm is on nobody's list. */
const WITHHELD: readonly unknown[] = ["shelved", "suppressed-by-design", "out-of-service"];

/**
 * What happened, from the lines of the journal, oldest first: alarms and their turns, and the texts that were handed over. `alarmOf` knows
 * every alarm they name; lines about others say nothing.
 */
export function happeningsOf(entries: readonly JournalEntry[], alarmOf: (alarmId: string) => AlarmNamed | undefined): readonly Happening[] {
  const happened: Happening[] = [];
  const texts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === "notification-accepted") addText(entry, alarmOf, happened, texts);
    else if (entry.alarmId !== undefined) happened.push(...alarmTurns(entry, entry.alarmId, alarmOf(entry.alarmId)));
  }
  return happened;
}

function alarmTurns({ kind, at, actor, detail }: JournalEntry, alarmId: string, named: AlarmNamed | undefined): readonly AlarmHappening[] {
  if (named === undefined) return [];
  const { before, after, suppressedBy, outOfService } = detail as Readonly<Record<string, { state?: string } | undefined>>;
  const { parent } = detail as { readonly parent?: string };
  const told = { kind: "alarm", at, alarmId, ...named, ...byOf(actor) } as const;
  const turn = TURNS[kind];
  const beneath = kind === "raised" && parent !== undefined ? { beneath: parent } : {};
  const turns: AlarmHappening[] = turn === undefined ? [] : [{ ...told, turn, ...beneath }];
  if (kind === "raised" && [parent, suppressedBy, outOfService].some((reason) => reason !== undefined))
    turns.push({ ...told, turn: "off-list" });
  const isBack = kind === "left" || (WITHHELD.includes(before?.state) && !WITHHELD.includes(after?.state));
  if (isBack && after?.state !== "normal") turns.push({ ...told, turn: "on-list" });
  if (after?.state === "normal" && before?.state !== "normal") turns.push({ ...told, turn: "ended" });
  return turns;
}

/** Only people are named; of rules and the platform itself nobody is asked who. */
function byOf(actor: string): { readonly by?: string } {
  const [kind, name] = [actor.slice(0, actor.indexOf(":")), actor.slice(actor.indexOf(":") + 1)];
  return kind === "user" || kind === "person" ? { by: name } : {};
}

/** In the id of what somebody is told on answering. */
const ANSWER = ":answer:";

/** One text may be of many alarms, and has a line of each. */
function addText(
  entry: JournalEntry,
  alarmOf: (alarmId: string) => AlarmNamed | undefined,
  happened: Happening[],
  texts: Map<string, number>,
): void {
  const { notificationId, textId = notificationId, personId, text } = entry.detail as Readonly<Record<string, string | undefined>>;
  const named = entry.alarmId === undefined ? undefined : alarmOf(entry.alarmId);
  const key = `${entry.at} ${textId ?? ""} ${personId ?? ""}`;
  const place = texts.get(key);
  const known = place === undefined ? undefined : (happened[place] as TextHappening);
  const one: TextHappening = {
    kind: "text",
    at: entry.at,
    channel: entry.actor.replace(/^channel:/, ""),
    personId: personId ?? "",
    alarmIds: [...(known?.alarmIds ?? []), ...(entry.alarmId === undefined ? [] : [entry.alarmId])],
    rules: [...(known?.rules ?? []), ...(named === undefined ? [] : [named.rule])],
    zones: [...(known?.zones ?? []), ...(named?.zoneId === undefined ? [] : [named.zoneId])],
    ...(text === undefined ? {} : { words: text }),
    ...(notificationId?.includes(ANSWER) === true ? { answer: true } : {}),
  };
  if (place === undefined) texts.set(key, happened.push(one) - 1);
  else happened[place] = one;
}
