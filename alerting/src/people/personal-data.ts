import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EpochMs } from "@labcanary/domain/basics";
import { keptUntil, type Named, type Retention, type SearchTerms } from "@labcanary/domain/governance";
import type { DoorEvent, ForgottenOfPerson, HeldOfPerson, JournalEntry, PersonNames, SentNotice } from "@labcanary/domain/messages";
import type { KeptEvent, PersonalDataDesk } from "@labcanary/domain/ports";
import { entryOf, type JournalRow } from "../journal/journal.ts";
import { databaseFile, inTransaction, openDatabase } from "../store/database.ts";
import type { PersonKey } from "./forget-in-alarms.ts";
import { emptyLog, forgetNames } from "./forget-names.ts";
import { hold, holdsIn, isHeld, lift } from "./legal-holds.ts";
import { peopleIn } from "./people-in-line.ts";
import { finishRemovals, removableWords, removeWords } from "./remove-words.ts";
import { createWordsSearch } from "./found-in-words.ts";
import { createReveal, keyOfName, namedOf } from "./person-keys.ts";

/** Lines looked at in one turn of the event loop (chosen: some milliseconds; an alarm waits no longer than that). */
const SLICE = 500;

const NOTHING: HeldOfPerson = {
  lines: [],
  linesInClear: 0,
  doors: [],
  notices: [],
  reachedBy: [],
  named: [],
  inWords: [],
  inWordsCount: 0,
};

/** Works on the database beside the platform, or beside a command; each call opens it for itself. */
export function createPersonalData(dataFolder: string, retention: Retention): PersonalDataDesk {
  const isThere = (): boolean => existsSync(databaseFile(dataFolder));
  async function using<T>(work: (database: DatabaseSync) => T | Promise<T>): Promise<T> {
    const database = openDatabase(dataFolder);
    try {
      return await work(database);
    } finally {
      database.close();
    }
  }
  function now<T>(work: (database: DatabaseSync) => T): T {
    const database = openDatabase(dataFolder);
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  return {
    findPerson: async (names, terms) => (isThere() ? using((database) => find(database, names, retention, terms)) : NOTHING),
    removableWords: (words, at) => now((database) => removableWords(database, words, { now: at, retention })),
    removeWords: (hash) =>
      using(async (database) => {
        await removeWords(database, hash);
        return { isInLog: !emptyLog(database) };
      }),
    finishRemovals: async () =>
      isThere()
        ? using(async (database) => {
            const count = await finishRemovals(database);
            if (count > 0) emptyLog(database);
            return count;
          })
        : 0,
    keyOf: (name) => now((database) => inTransaction(database, () => keyOfName(database, name))),
    async forgetPerson(names, { now: at, hadAccount }) {
      return using(async (database) => {
        const { linesInClear } = await find(database, names, retention);
        const account = hadAccount ? [{ class: "sign-in", lastAt: at } as const] : [];
        const kept = (): ForgottenOfPerson["kept"] => {
          const until = keptUntil([...namedAs(database, names), ...account], retention);
          if (isHeld(database, names)) return { because: "legal-hold", ...(until === undefined ? {} : { until }) };
          return until !== undefined && until > at ? { because: "retention", until } : undefined;
        };
        const before = kept();
        const contacts = before?.because === "legal-hold" ? 0 : forgetContacts(database, names);
        if (before !== undefined) return { names: false, kept: before, contacts, linesInClear };
        await forgetNames(database, names, () => kept() === undefined);
        const after = kept();
        if (after !== undefined) return { names: false, kept: after, contacts, linesInClear };
        return { names: true, contacts, linesInClear, ...(emptyLog(database) ? {} : { isInLog: true }) };
      });
    },
    async forgetExpired(at, isKnown) {
      return using(async (database) => {
        const isOver = ({ key, name }: PersonKey): boolean => {
          const until = keptUntil(namedOf(database, key), retention);
          return until !== undefined && until <= at && !isHeld(database, [name]) && !isKnown(name);
        };
        const due = keysIn(database).filter(isOver);
        const gone = await forgetNames(
          database,
          due.map(({ name }) => name),
          isOver,
        );
        // Also where none went: what another removal left in it goes now.
        return { count: gone.length, hasPeople: gone.some((name) => !name.startsWith("address:")), isInLog: !emptyLog(database) };
      });
    },
    legalHolds: () => (isThere() ? now(holdsIn) : []),
    holdPerson: (names, said) => now((database) => inTransaction(database, () => hold(database, names, said))),
    liftHold: (name) => now((database) => inTransaction(database, () => lift(database, name))),
  };
}

const NO_TERMS: SearchTerms = { names: [], phones: [] };

async function find(database: DatabaseSync, names: PersonNames, retention: Retention, terms = NO_TERMS): Promise<HeldOfPerson> {
  const ids = names.flatMap((name) => (name.startsWith("person:") ? [name.slice("person:".length)] : []));
  const lines = await linesOf(database, names, terms);
  const named = namedAs(database, names);
  const until = keptUntil(named, retention);
  const onHold = holdsIn(database).find(({ name }) => names.includes(name));
  return {
    ...lines,
    doors: ids.flatMap((id) => doorsOf(database, id)),
    notices: ids.flatMap((id) => noticesOf(database, id)),
    reachedBy: ids.flatMap((id) => reachedBy(database, id)),
    named,
    ...(until === undefined ? {} : { keptUntil: until }),
    ...(onHold === undefined ? {} : { hold: onHold }),
  };
}

type FoundLines = Pick<HeldOfPerson, "lines" | "linesInClear" | "inWords" | "inWordsCount">;

async function linesOf(database: DatabaseSync, names: PersonNames, terms: SearchTerms): Promise<FoundLines> {
  const slice = database.prepare(`SELECT * FROM journal WHERE number > ? ORDER BY number LIMIT ${SLICE}`);
  const { reveal } = createReveal(database);
  const lines: JournalEntry[] = [];
  const words = createWordsSearch(terms);
  let linesInClear = 0;
  let after = 0;
  for (;;) {
    const rows = slice.all(after) as unknown as JournalRow[];
    if (rows.length === 0) return { lines, linesInClear, inWords: words.found, inWordsCount: words.count };
    for (const [index, row] of reveal(rows).entries()) {
      after = row.number;
      const entry = entryOf(row);
      const keptEntry = entryOf(rows[index] ?? row);
      words.take(entry, keptEntry.detail);
      const people = peopleIn(entry);
      if (!names.some((name) => people.has(name))) continue;
      lines.push(entry);
      const kept = peopleIn(keptEntry);
      if (names.some((name) => kept.has(name))) linesInClear += 1;
    }
    await nextTurn();
  }
}

const keysIn = (database: DatabaseSync): readonly PersonKey[] =>
  database.prepare("SELECT key, name FROM journal_people").all() as unknown as PersonKey[];

function namedAs(database: DatabaseSync, names: PersonNames): readonly Named[] {
  const keyOf = database.prepare("SELECT key FROM journal_people WHERE name = ?");
  return names.flatMap((name) => {
    const key = keyOf.get(name)?.["key"];
    return key === undefined ? [] : namedOf(database, String(key));
  });
}

const doorsOf = (database: DatabaseSync, person: string): readonly DoorEvent[] =>
  database
    .prepare("SELECT body FROM access_events WHERE body ->> '$.person' = ? ORDER BY at")
    .all(person)
    .map((row) => JSON.parse(String(row["body"])) as KeptEvent)
    .map(({ at, deviceId, kind }) => ({ at, deviceId, kind }));

const noticesOf = (database: DatabaseSync, person: string): readonly SentNotice[] =>
  database
    .prepare("SELECT id, at, channel, state, alarm_id FROM outbox WHERE person_id = ? ORDER BY at")
    .all(person)
    .map((row) => ({
      id: String(row["id"]),
      at: Number(row["at"]) as EpochMs,
      channel: String(row["channel"]),
      state: String(row["state"]),
      ...(row["alarm_id"] === "" ? {} : { alarmId: String(row["alarm_id"]) }),
    }));

const reachedBy = (database: DatabaseSync, person: string): HeldOfPerson["reachedBy"] =>
  database
    .prepare("SELECT channel, proven_at FROM contact_standings WHERE person_id = ?")
    .all(person)
    .map((row) => ({
      channel: String(row["channel"]),
      ...(row["proven_at"] === null ? {} : { provenAt: Number(row["proven_at"]) as EpochMs }),
    }));

/** What they were reached by, and the codes they could answer with. Nobody is told by them any more. */
function forgetContacts(database: DatabaseSync, names: PersonNames): number {
  const ids = names.flatMap((name) => (name.startsWith("person:") ? [name.slice("person:".length)] : []));
  return inTransaction(database, () =>
    ids
      .flatMap((id) =>
        ["contact_standings", "reply_codes", "check_in_answers"].map((table) =>
          Number(database.prepare(`DELETE FROM ${table} WHERE person_id = ?`).run(id).changes),
        ),
      )
      .reduce((sum, count) => sum + count, 0),
  );
}
