import type { DatabaseSync } from "node:sqlite";
import { personMark } from "@labcanary/domain/basics";
import { ACCOUNT_KEYS, PERSON_KEYS, type PersonalName } from "@labcanary/domain/governance";

/** Somebody, and what stands in their place. */
export interface PersonKey {
  readonly key: string;
  readonly name: PersonalName;
}

/**
 * Puts keys in the place of names in the next `limit` alarms after a row, of those that are over; gives the last row looked at, or undefined
 * where there was none. Of those that are not over nobody is forgotten: they are younger than any record must be kept. Within the transaction that is open.
 */
export function forgetInAlarms(database: DatabaseSync, people: readonly PersonKey[], after: number, limit: number): number | undefined {
  const rows = database.prepare("SELECT rowid AS row, annunciation, body FROM alarms WHERE rowid > ? ORDER BY rowid LIMIT ?");
  const update = database.prepare("UPDATE alarms SET body = ? WHERE rowid = ?");
  const forgotten = forgetterOf(people);
  let last: number | undefined;
  for (const { row, annunciation, body } of rows.all(after, limit)) {
    last = Number(row);
    if (annunciation !== "normal") continue;
    const replaced = forgotten(String(body));
    if (replaced !== body) update.run(replaced, last);
  }
  return last;
}

/** The same in what commands were answered, after an id: an alarm as it was then. */
export function forgetInAnswers(database: DatabaseSync, people: readonly PersonKey[], after: string, limit: number): string | undefined {
  const rows = database.prepare("SELECT id, outcome FROM seen_commands WHERE id > ? ORDER BY id LIMIT ?");
  const update = database.prepare("UPDATE seen_commands SET outcome = ? WHERE id = ?");
  const forgotten = forgetterOf(people);
  let last: string | undefined;
  for (const { id, outcome } of rows.all(after, limit)) {
    last = String(id);
    const replaced = forgotten(String(outcome));
    if (replaced !== outcome) update.run(replaced, last);
  }
  return last;
}

/** A body of JSON with keys in the place of names. */
function forgetterOf(people: readonly PersonKey[]): (body: string) => string {
  const replacements = people.map(replacementOf);
  return (body) => {
    const found = replacements.filter(({ sought }) => sought.some((text) => body.includes(text)));
    if (found.length === 0) return body;
    return JSON.stringify(JSON.parse(body), (field, value: unknown) => {
      if (typeof value !== "string") return value;
      const match = found.find(({ name, bare, fields }) => value === name || (value === bare && fields.has(field)));
      if (match === undefined)
        return found.reduce((text, { mark, ofKey }) => (mark === undefined ? text : text.replaceAll(mark, ofKey)), value);
      return value === match.name ? match.actor : match.key;
    });
  };
}

interface Replacement extends PersonKey {
  readonly bare: string;
  /** `user:KEY` */
  readonly actor: string;
  readonly fields: ReadonlySet<string>;
  /** In a text of ours; of an account there is none. */
  readonly mark?: string;
  /** What stands in its place. */
  readonly ofKey: string;
  /** How the name stands in JSON: whole, so that `li` is not looked for in `limit`; and its mark. */
  readonly sought: readonly string[];
}

/** Of an alarm alone: an account, or whoever answered a text. */
const OF_ALARMS = ["acknowledgedBy", "attendedBy"] as const;

function replacementOf({ key, name }: PersonKey): Replacement {
  const [way, bare] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  const fields = new Set([...(way === "user" ? ACCOUNT_KEYS : PERSON_KEYS), ...OF_ALARMS]);
  const mark = way === "person" ? personMark(bare) : undefined;
  const sought = [JSON.stringify(name), JSON.stringify(bare), ...(mark === undefined ? [] : [mark])];
  return { key, name, bare, actor: `${way}:${key}`, fields, ofKey: personMark(key), sought, ...(mark === undefined ? {} : { mark }) };
}
