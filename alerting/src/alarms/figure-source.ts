import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type AlarmFact,
  type AlarmSystemFigures,
  collectFigures,
  type FigureQuestion,
  isOfAlarms,
  isUnauthorised,
  linesOfAlarms,
  type OperatorPosition,
  type SuppressionFact,
  type TracedAlarm,
} from "@labcanary/domain/alarm";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import { createReveal } from "../people/person-keys.ts";

/** Alarms looked at in one turn of the event loop (chosen: some milliseconds; what happens meanwhile waits no longer than that). */
const SLICE = 500;

interface AskedSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
}

/** Works out the figures of a position over a span, and finds what they were counted from. */
export interface FigureSource {
  figures(span: AskedSpan): Promise<AlarmSystemFigures>;
  /** Numbers of the lines of the journal, every one. */
  lines(span: AskedSpan, question: FigureQuestion): Promise<readonly number[]>;
}

/**
 * The first line a person has in the journal about an alarm, other than a refusal: the first proof that somebody has it. What was done about
 * it as a test, up to the end of that, is none.
 */
const firstHuman = (
  column: "at" | "number",
): string => `(SELECT min(${column}) FROM journal WHERE alarm_id = alarms.id AND (actor GLOB 'user:*' OR actor GLOB 'person:*')
                        AND kind NOT IN ('refused', 'reply-refused')
                        AND number > coalesce((SELECT max(number) FROM journal WHERE alarm_id = alarms.id AND kind = 'commissioning-ended'), 0))`;

/** An AlarmFact by its columns. Joins `annunciations` to `alarms`. */
const FACTS = `
  SELECT annunciations.rowid AS place, alarms.id AS alarmId, coalesce(alarms.body ->> '$.source.ruleId', alarms.condition) AS subject,
         alarms.priority AS priority, annunciations.at AS annunciatedAt, alarms.cleared_at AS clearedAt,
         alarms.body ->> '$.acknowledgedAt' AS acknowledgedAt, ${firstHuman("at")} AS firstHumanAt,
         alarms.body -> '$.chatter' IS NOT NULL AS chattered`;

/** A TracedAlarm by its columns: the line an alarm was annunciated with is its first from then on. */
const TRACES = `${FACTS},
         coalesce((SELECT min(number) FROM journal WHERE alarm_id = alarms.id AND at >= annunciations.at),
                  (SELECT max(number) FROM journal WHERE alarm_id = alarms.id)) AS line,
         (SELECT number FROM journal WHERE alarm_id = alarms.id AND kind = 'acknowledged'
            ORDER BY at <> alarms.body ->> '$.acknowledgedAt', number LIMIT 1) AS acknowledgedLine,
         ${firstHuman("number")} AS firstHumanLine`;

/**
 * Reads the facts in slices, between which other work gets its turn: 100,000 alarms hold nothing up for longer than one slice. An alarm
 * that moves meanwhile counts as it is when its slice is read.
 */
export function createFigureSource(database: DatabaseSync, position: OperatorPosition): FigureSource {
  const queries = (facts: string) => ({
    within: database.prepare(
      `${facts} FROM annunciations JOIN alarms ON alarms.id = annunciations.alarm_id
       WHERE position = :position AND (at, annunciations.rowid) > (:at, :place) AND at < :to ORDER BY at, annunciations.rowid LIMIT ${SLICE}`,
    ),
    metFromBefore: database.prepare(
      `${facts} FROM alarms JOIN annunciations ON annunciations.alarm_id = alarms.id
       WHERE position = :position AND at < :from AND (cleared_at IS NULL OR cleared_at > :from) LIMIT ${SLICE} OFFSET :offset`,
    ),
  });
  const counted = queries(FACTS);
  const traced = queries(TRACES);
  const floods = database.prepare(
    `SELECT began_at, ended_at, (SELECT min(number) FROM journal WHERE kind = 'flood-began' AND at = began_at) AS line
     FROM floods WHERE position = ? AND began_at < ? AND coalesce(ended_at, ?) > ? ORDER BY began_at`,
  );
  const suppressions = database.prepare(
    `SELECT number AS line, kind, actor AS "by", detail ->> '$.reason' AS reason, detail ->> '$.until' AS until,
            detail ->> '$.proposedBy' AS proposedBy, detail ->> '$.approvedBy' AS approvedBy
     FROM journal WHERE kind IN ('shelved', 'out-of-service') AND (kind = 'shelved' OR alarm_id IS NULL) AND at >= ? AND at < ?`,
  );
  /** Shelved by nobody's line: somebody has been at the database. It is told by the line that raised it. */
  const unjournaled = database.prepare(
    `SELECT (SELECT min(number) FROM journal WHERE alarm_id = alarms.id) AS line, 'shelved' AS kind, body ->> '$.shelved.reason' AS reason,
            body ->> '$.shelved.until' AS until FROM alarms
     WHERE body ->> '$.shelved.until' IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM journal WHERE alarm_id = alarms.id AND kind = 'shelved')`,
  );
  const { revealText } = createReveal(database);
  /** Who did what, by name as long as that is known. */
  const named = (fact: object): object =>
    Object.fromEntries(Object.entries(fact).map(([key, value]) => [key, typeof value === "string" ? revealText(value) : value]));
  const firstLine = database.prepare("SELECT at FROM journal ORDER BY number LIMIT 1");

  /** Before its first line the platform was not there: that time is no quiet time. */
  function spanOf({ from: asked, to, now }: AskedSpan): { readonly from: EpochMs; readonly to: EpochMs } {
    const begun = epochMs(Number(firstLine.get()?.["at"] ?? to));
    const from = epochMs(Math.min(Math.max(asked, begun), to));
    return { from, to: epochMs(Math.max(from, Math.min(to, now))) };
  }

  /** Alarms annunciated within the span, and those of before it that are met still. */
  async function readAlarms(
    { from, to }: { from: EpochMs; to: EpochMs },
    { within, metFromBefore }: typeof counted,
    take: (row: Row) => void,
  ) {
    for (let at: number = from - 1, place = Number.MAX_SAFE_INTEGER; ; await nextTurn()) {
      const slice = within.all({ position, at, place, to });
      for (const row of slice) take(row);
      const last = slice.at(-1);
      if (last === undefined || slice.length < SLICE) break;
      at = Number(last["annunciatedAt"]);
      place = Number(last["place"]);
    }
    for (let offset = 0; ; offset += SLICE) {
      const slice = metFromBefore.all({ position, from, offset });
      for (const row of slice) take(row);
      if (slice.length < SLICE) break;
      await nextTurn();
    }
  }
  const floodsIn = (from: EpochMs, to: EpochMs): readonly Row[] => floods.all(position, to, to, from);
  const suppressionsIn = (from: EpochMs, to: EpochMs): readonly (SuppressionFact & { readonly line: number })[] =>
    [...suppressions.all(from, to), ...unjournaled.all()].map(
      (row) => named(withoutNulls(row)) as SuppressionFact & { readonly line: number },
    );

  async function figures(asked: AskedSpan): Promise<AlarmSystemFigures> {
    const { from, to } = spanOf(asked);
    const collector = collectFigures(from, to);
    await readAlarms({ from, to }, counted, (row) => collector.takeAlarm(factOf<AlarmFact>(row)));
    for (const flood of floodsIn(from, to))
      collector.takeFlood({ from: epochMs(Number(flood["began_at"])), to: epochMs(Number(flood["ended_at"] ?? to)) });
    for (const fact of suppressionsIn(from, to)) collector.takeSuppression(fact);
    return collector.figures();
  }

  return {
    figures,
    async lines(asked, question) {
      const { from, to } = spanOf(asked);
      if (!isOfAlarms(question))
        return question.figure === "floodTime"
          ? floodsIn(from, to).flatMap(({ line }) => (line === null ? [] : [Number(line)]))
          : suppressionsIn(from, to)
              .filter(isUnauthorised)
              .map(({ line }) => line);
      const alarms: TracedAlarm[] = [];
      await readAlarms({ from, to }, traced, (row) => alarms.push(factOf<TracedAlarm>(row)));
      return linesOfAlarms(question, await figures(asked), alarms);
    },
  };
}

type Row = Record<string, unknown>;

const factOf = <Fact extends AlarmFact>({ place: _place, chattered, ...row }: Row): Fact =>
  ({ ...withoutNulls(row), chattered: chattered === 1 }) as Fact;

/** SQLite says null where nothing is known. */
const withoutNulls = (row: Row): object => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
