import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type AlarmFact,
  type AlarmSystemFigures,
  collectFigures,
  type OperatorPosition,
  type SuppressionFact,
} from "@labcanary/domain/alarm";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { createReveal } from "../people/person-keys.ts";

/** Alarms looked at in one turn of the event loop (chosen: some milliseconds; what happens meanwhile waits no longer than that). */
const SLICE = 500;

/** Works out the figures of a position over a span. */
export type FigureSource = (span: { readonly from: EpochMs; readonly to: EpochMs; readonly now: EpochMs }) => Promise<AlarmSystemFigures>;

/**
 * The first line a person has in the journal about an alarm, other than a refusal: the first proof that somebody has it. What was done about
 * it as a test, up to the end of that, is none.
 */
const FIRST_HUMAN = `(SELECT min(at) FROM journal WHERE alarm_id = alarms.id AND (actor GLOB 'user:*' OR actor GLOB 'person:*')
                        AND kind NOT IN ('refused', 'reply-refused')
                        AND number > coalesce((SELECT max(number) FROM journal WHERE alarm_id = alarms.id AND kind = 'commissioning-ended'), 0))`;

/** An AlarmFact by its columns. Joins `annunciations` to `alarms`. */
const FACTS = `
  SELECT annunciations.rowid AS place, alarms.id AS alarmId, coalesce(alarms.body ->> '$.source.ruleId', alarms.condition) AS subject,
         alarms.priority AS priority, annunciations.at AS annunciatedAt, alarms.cleared_at AS clearedAt,
         alarms.body ->> '$.acknowledgedAt' AS acknowledgedAt, ${FIRST_HUMAN} AS firstHumanAt,
         alarms.body -> '$.chatter' IS NOT NULL AS chattered`;

/**
 * Reads the facts in slices, between which other work gets its turn: 100,000 alarms hold nothing up for longer than one slice. An alarm
 * that moves meanwhile counts as it is when its slice is read.
 */
export function createFigureSource(database: DatabaseSync, position: OperatorPosition): FigureSource {
  const within = database.prepare(
    `${FACTS} FROM annunciations JOIN alarms ON alarms.id = annunciations.alarm_id
     WHERE position = :position AND (at, annunciations.rowid) > (:at, :place) AND at < :to ORDER BY at, annunciations.rowid LIMIT ${SLICE}`,
  );
  const metFromBefore = database.prepare(
    `${FACTS} FROM alarms JOIN annunciations ON annunciations.alarm_id = alarms.id
     WHERE position = :position AND at < :from AND (cleared_at IS NULL OR cleared_at > :from) LIMIT ${SLICE} OFFSET :offset`,
  );
  const floods = database.prepare(
    "SELECT began_at, ended_at FROM floods WHERE position = ? AND began_at < ? AND coalesce(ended_at, ?) > ?",
  );
  const suppressions = database.prepare(
    `SELECT kind, actor AS "by", detail ->> '$.reason' AS reason, detail ->> '$.until' AS until, detail ->> '$.proposedBy' AS proposedBy,
            detail ->> '$.approvedBy' AS approvedBy
     FROM journal WHERE kind IN ('shelved', 'out-of-service') AND (kind = 'shelved' OR alarm_id IS NULL) AND at >= ? AND at < ?`,
  );
  /** Shelved by nobody's line: somebody has been at the database. */
  const unjournaled = database.prepare(
    `SELECT 'shelved' AS kind, body ->> '$.shelved.reason' AS reason, body ->> '$.shelved.until' AS until FROM alarms
     WHERE body ->> '$.shelved.until' IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM journal WHERE alarm_id = alarms.id AND kind = 'shelved')`,
  );
  const { revealText } = createReveal(database);
  /** Who did what, by name as long as that is known. */
  const named = (fact: object): object =>
    Object.fromEntries(Object.entries(fact).map(([key, value]) => [key, typeof value === "string" ? revealText(value) : value]));
  const firstLine = database.prepare("SELECT at FROM journal ORDER BY number LIMIT 1");

  return async ({ from: asked, to, now }) => {
    // Before its first line the platform was not there: that time is no quiet time.
    const begun = epochMs(Number(firstLine.get()?.["at"] ?? to));
    const from = epochMs(Math.min(Math.max(asked, begun), to));
    const until = epochMs(Math.max(from, Math.min(to, now)));
    const collector = collectFigures(from, until);
    for (let at: number = from - 1, place = Number.MAX_SAFE_INTEGER; ; await nextTurn()) {
      const slice = within.all({ position, at, place, to: until });
      for (const row of slice) collector.takeAlarm(factOf(row));
      const last = slice.at(-1);
      if (last === undefined || slice.length < SLICE) break;
      at = Number(last["annunciatedAt"]);
      place = Number(last["place"]);
    }
    for (let offset = 0; ; offset += SLICE) {
      const slice = metFromBefore.all({ position, from, offset });
      for (const row of slice) collector.takeAlarm(factOf(row));
      if (slice.length < SLICE) break;
      await nextTurn();
    }
    for (const flood of floods.all(position, until, until, from)) {
      collector.takeFlood({ from: epochMs(Number(flood["began_at"])), to: epochMs(Number(flood["ended_at"] ?? until)) });
    }
    for (const row of [...suppressions.all(from, until), ...unjournaled.all()])
      collector.takeSuppression(named(withoutNulls(row)) as SuppressionFact);
    return collector.figures();
  };
}

const factOf = ({ place: _place, chattered, ...row }: Record<string, unknown>): AlarmFact =>
  ({ ...withoutNulls(row), chattered: chattered === 1 }) as AlarmFact;

/** SQLite says null where nothing is known. */
const withoutNulls = (row: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
