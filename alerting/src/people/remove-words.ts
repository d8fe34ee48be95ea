import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import { atField, classesOf, keptUntil, OWN_WORDS, type Retention } from "@labcanary/domain/governance";
import type { WordsOfLine, WordsRefusalCode } from "@labcanary/domain/messages";
import { entryOf, type JournalRow } from "../journal/journal.ts";
import { prepareMeasureTable } from "../protection/measure-table.ts";
import { inTransaction } from "../store/database.ts";
import { createWordsReader, isKeyOfWords } from "./held-words.ts";
import { holdsIn } from "./legal-holds.ts";
import { peopleIn } from "./people-in-line.ts";
import { createReveal, regimeOfRecord } from "./person-keys.ts";

/** Rows looked at in one turn of the event loop and one transaction (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 200;

const REMOVED = "kind = 'words-removed'";

/** The hash that stands in a line for its words, and what they say, where nothing in the line obliges to keep them. */
export function removableWords(
  database: DatabaseSync,
  { line, field }: WordsOfLine,
  { now, retention }: { readonly now: EpochMs; readonly retention: Retention },
): Result<{ readonly hash: string; readonly text: string }, WordsRefusalCode> {
  const row = database.prepare("SELECT * FROM journal WHERE number = ?").get(line) as JournalRow | undefined;
  const key = row === undefined ? undefined : atField(JSON.parse(row.detail), field);
  if (row === undefined || typeof key !== "string" || !isFieldOfWords(field)) return err("WORDS_UNKNOWN");
  if (!isKeyOfWords(key)) return err("WORDS_IN_CLEAR");
  const held = createWordsReader(database)(key);
  if (held === undefined || held.value === null) return err("WORDS_REMOVED");
  const [revealed = row] = createReveal(database).reveal([row]);
  const people = peopleIn(entryOf(revealed));
  if (holdsIn(database).some(({ name }) => people.has(name))) return err("WORDS_ON_HOLD");
  const record = (JSON.parse(row.detail) as { readonly record?: string }).record;
  const substances = classesOf(row.kind, record === undefined ? undefined : regimeOfRecord(database, record)).filter(isOfSubstances);
  const until = keptUntil(
    substances.map((of) => ({ class: of, lastAt: row.at as EpochMs })),
    retention,
  );
  if (until !== undefined && until > now) return err("WORDS_KEPT");
  return isStanding(database, row.alarm_id, held.value)
    ? err("WORDS_STANDING")
    : ok({ hash: key.slice(2), text: String(JSON.parse(held.value)) });
}

/** Whether something that is not over has the words (as JSON) and would write them anew: its alarm, another, or a signal out of service. */
function isStanding(database: DatabaseSync, alarmId: string | null, words: string): boolean {
  const inAlarm = database.prepare("SELECT 1 FROM alarms WHERE annunciation <> 'normal' AND (id = ? OR instr(body, ?) > 0) LIMIT 1");
  const outOfService = database.prepare("SELECT 1 FROM out_of_service WHERE instr(body, ?) > 0 LIMIT 1");
  return inAlarm.get(alarmId, words) !== undefined || outOfService.get(words) !== undefined;
}

/** `act.words`, and `act.remedies.0.words`: the last name on the way is one of people's own words. */
const isFieldOfWords = (field: string): boolean => OWN_WORDS.has(field.split(".").findLast((part) => !/^\d+$/.test(part)) ?? "");
const OF_SUBSTANCES: ReadonlySet<string> = new Set(["highly-toxic", "explosive-precursor", "drug-precursor", "radioactive-source"]);
const isOfSubstances = (of: string): boolean => OF_SUBSTANCES.has(of);

/**
 * Takes words away from behind their key: first out of measures of the register, of alarms that are over and of what commands were answered, slice by slice, and the words themselves
 * last, so that whoever is killed in between finds them still and does all of it again. Throws where the journal does not say that they go.
 */
export async function removeWords(database: DatabaseSync, hash: string): Promise<void> {
  database.exec("PRAGMA secure_delete = ON");
  const key = `~w${hash}`;
  const said = database
    .prepare(`SELECT detail FROM journal WHERE ${REMOVED} AND detail ->> '$.hash' = ? ORDER BY number DESC LIMIT 1`)
    .get(hash);
  const line = said === undefined ? {} : (JSON.parse(String(said["detail"])) as { readonly instead?: string });
  if (line.instead === undefined) throw new Error(`no line of the journal says that the words ${hash} are removed`);
  const wordsOf = createWordsReader(database);
  const before = wordsOf(key)?.value;
  const instead = wordsOf(line.instead)?.value;
  if (before === null || before === undefined || instead === null || instead === undefined) return;
  const replacement = { before: JSON.parse(before) as unknown, quoted: before, instead: JSON.parse(instead) as unknown };
  inTransaction(database, () => replaceInMeasures(database, replacement));
  for (let after: number | undefined = 0; after !== undefined; await nextTurn()) {
    const from: number = after;
    after = inTransaction(database, () => replaceInAlarms(database, replacement, from));
  }
  for (let after: string | undefined = ""; after !== undefined; await nextTurn()) {
    const from: string = after;
    after = inTransaction(database, () => replaceInAnswers(database, replacement, from));
  }
  database.prepare("UPDATE journal_words SET salt = NULL, value = NULL, instead = ? WHERE key = ?").run(line.instead, key);
}

/** Does what lines say is done and is not: whoever was to do it was killed. Gives how many words went. */
export async function finishRemovals(database: DatabaseSync): Promise<number> {
  const slice = database.prepare(
    `SELECT number, detail ->> '$.hash' AS hash FROM journal WHERE ${REMOVED} AND number > ? ORDER BY number LIMIT ${SLICE}`,
  );
  const wordsOf = createWordsReader(database);
  const isThere = (hash: string): boolean => typeof wordsOf(`~w${hash}`)?.value === "string";
  let count = 0;
  for (let after = 0; ; await nextTurn()) {
    const rows = slice.all(after).map(({ number, hash }) => ({ number: Number(number), hash: String(hash) }));
    for (const { hash } of rows) {
      if (!isThere(hash)) continue;
      await removeWords(database, hash);
      if (!isThere(hash)) count += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = last.number;
  }
}

interface Replacement {
  readonly before: unknown;
  /** As JSON. */
  readonly quoted: string;
  readonly instead: unknown;
}

/** Under a key of people's own words only: what else reads alike is not theirs. */
function replaced(json: string, { before, quoted, instead }: Replacement): string {
  if (!json.includes(quoted)) return json;
  return JSON.stringify(JSON.parse(json), (field, value: unknown) => (OWN_WORDS.has(field) && value === before ? instead : value));
}

/** There is one of each line of the register, some hundred at most. */
function replaceInMeasures(database: DatabaseSync, words: Replacement): void {
  prepareMeasureTable(database);
  const update = database.prepare("UPDATE measures SET body = ? WHERE entry = ?");
  for (const { entry, body } of database.prepare("SELECT entry, body FROM measures").all()) {
    const now = replaced(String(body), words);
    if (now !== body) update.run(now, String(entry));
  }
}

function replaceInAlarms(database: DatabaseSync, words: Replacement, after: number): number | undefined {
  const rows = database.prepare("SELECT rowid AS row, annunciation, body FROM alarms WHERE rowid > ? ORDER BY rowid LIMIT ?");
  const update = database.prepare("UPDATE alarms SET body = ? WHERE rowid = ?");
  let last: number | undefined;
  for (const { row, annunciation, body } of rows.all(after, SLICE)) {
    last = Number(row);
    const now = annunciation === "normal" ? replaced(String(body), words) : body;
    if (now !== body) update.run(String(now), last);
  }
  return last;
}

function replaceInAnswers(database: DatabaseSync, words: Replacement, after: string): string | undefined {
  const rows = database.prepare("SELECT id, outcome FROM seen_commands WHERE id > ? ORDER BY id LIMIT ?");
  const update = database.prepare("UPDATE seen_commands SET outcome = ? WHERE id = ?");
  let last: string | undefined;
  for (const { id, outcome } of rows.all(after, SLICE)) {
    last = String(id);
    const now = replaced(String(outcome), words);
    if (now !== outcome) update.run(now, last);
  }
  return last;
}
