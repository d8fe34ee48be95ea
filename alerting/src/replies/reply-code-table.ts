import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { days, type EpochMs, hours, minus } from "@labcanary/domain/basics";
import { isReplyCode, REPLY_CODE_LENGTH } from "@labcanary/domain/notification";
import { CODE_ALPHABET } from "../alarms/code.ts";

/** What somebody was sent to answer: one code for a person and the alarms of a text, however often they are told of them. */
export interface CodedText {
  /** The newest notification with this code. */
  readonly notificationId: string;
  readonly personId: string;
  readonly code: string;
  /** None: it was a test. */
  readonly alarmIds: readonly string[];
  /** By alarm, the commissioning tests its alarms were of when the text was made, which then said TEST. */
  readonly tests: Readonly<Record<string, string>>;
  readonly at: EpochMs;
}

/** Writing happens within the transaction that is open. */
export interface ReplyCodeTable {
  /**
   * The code of a text: the one it has, else the one its person has for the same alarms, of the same tests or of none, else a new one:
   * that of a text which said TEST never names what is real. It depends on the notification
   * and on the codes in use alone. `sharing`: ids of all who are reached by the same address, the person among them.
   */
  codeOf(text: Omit<CodedText, "code">, sharing: readonly string[]): string;
  /** Newest first, one of each code and person, also those that are no longer valid. */
  withCode(code: string): readonly CodedText[];
  /** Valid ones of these people, newest first, one of each code. */
  openOf(personIds: readonly string[], now: EpochMs): readonly CodedText[];
  /** Whether its alarms have not all ended; a test's is valid for a day. */
  isOpen(text: CodedText, now: EpochMs): boolean;
}

/** How long a code is not used again after its alarms ended (chosen: old texts are still on the phone, and must not name a new alarm). */
const KEPT_FOR = days(30);
/** Chosen: whoever answers a test does so on the day. */
const TEST_VALID_FOR = hours(24);
/** Codes tried before one that is only no longer valid is taken again. There are 18 432 codes; a person's are rarely some hundred. */
const PROBES = 64;

export function createReplyCodeTable(database: DatabaseSync): ReplyCodeTable {
  const byNotification = database.prepare("SELECT * FROM reply_codes WHERE notification_id = ?");
  const ofSameAlarms = database.prepare(
    "SELECT * FROM reply_codes WHERE person_id = ? AND alarms = ? AND tests = ? AND alarms <> '[]' ORDER BY at DESC, rowid DESC LIMIT 1",
  );
  const insert = database.prepare(
    "INSERT OR REPLACE INTO reply_codes (notification_id, person_id, code, alarms, tests, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  // The bare column is that of the row with the greatest time (SQLite, "Bare columns in an aggregate query").
  const withCode = database.prepare("SELECT *, max(at) FROM reply_codes WHERE code = ? GROUP BY person_id ORDER BY max(at) DESC");
  const ofPeople = database.prepare(
    `SELECT *, max(at) FROM reply_codes WHERE person_id IN (SELECT value FROM json_each(?))
     GROUP BY person_id, code ORDER BY max(at) DESC, rowid DESC`,
  );
  const usedBy = database.prepare(
    "SELECT *, max(at) FROM reply_codes WHERE code = ? AND person_id IN (SELECT value FROM json_each(?)) GROUP BY person_id",
  );
  const beginsAlarmCode = database.prepare(
    "SELECT 1 FROM alarms WHERE annunciation <> 'normal' AND code >= :code AND code < :code || 'a' LIMIT 1",
  );
  const isAnyAnnunciated = database.prepare(
    "SELECT 1 FROM alarms WHERE annunciation <> 'normal' AND id IN (SELECT value FROM json_each(?)) LIMIT 1",
  );
  const forget = database.prepare(
    `DELETE FROM reply_codes WHERE at < ? AND NOT EXISTS
       (SELECT 1 FROM json_each(reply_codes.alarms) JOIN alarms ON alarms.id = value WHERE annunciation <> 'normal')`,
  );

  const isOpen = ({ alarmIds, at }: CodedText, now: EpochMs): boolean =>
    alarmIds.length === 0 ? at > minus(now, TEST_VALID_FOR) : isAnyAnnunciated.get(JSON.stringify(alarmIds)) !== undefined;

  function newCode(notificationId: string, sharing: readonly string[], now: EpochMs): string {
    for (let probe = 0; ; probe++) {
      const code = probedCode(notificationId, probe);
      // Somebody who writes the beginning of an alarm's code must not be taken to mean another.
      if (!isReplyCode(code) || beginsAlarmCode.get({ code }) !== undefined) continue;
      const used = usedBy.all(code, JSON.stringify(sharing)).map(textOf);
      if (used.length === 0 || (probe >= PROBES && !used.some((text) => isOpen(text, now)))) return code;
    }
  }

  return {
    codeOf({ notificationId, personId, alarmIds, tests, at }, sharing) {
      const own = byNotification.get(notificationId);
      const known = own === undefined ? undefined : textOf(own);
      // An attempt that was made again may be for other alarms than the one before, which may have got through all the same.
      const told = [...new Set([...(known?.alarmIds ?? []), ...alarmIds])].toSorted();
      const inTests = JSON.stringify(sorted({ ...known?.tests, ...tests }));
      const same = ofSameAlarms.get(personId, JSON.stringify(told), inTests);
      const before = same === undefined ? undefined : textOf(same);
      const kept = known ?? (before !== undefined && isOpen(before, at) ? before : undefined);
      if (kept === undefined) forget.run(minus(at, KEPT_FOR));
      const code = kept?.code ?? newCode(notificationId, sharing, at);
      insert.run(notificationId, personId, code, JSON.stringify(told), inTests, at);
      return code;
    },
    withCode: (code) => withCode.all(code).map(textOf),
    openOf: (personIds, now) =>
      ofPeople
        .all(JSON.stringify(personIds))
        .map(textOf)
        .filter((text) => isOpen(text, now)),
    isOpen,
  };
}

/** As alarm codes are made: the same notification gives the same codes in the same order. */
function probedCode(notificationId: string, probe: number): string {
  const digest = createHash("sha256").update(`reply:${notificationId}#${probe}`).digest();
  return [...digest.subarray(0, REPLY_CODE_LENGTH)].map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join("");
}

const textOf = (row: Record<string, unknown>): CodedText => ({
  notificationId: String(row["notification_id"]),
  personId: String(row["person_id"]),
  code: String(row["code"]),
  alarmIds: JSON.parse(String(row["alarms"])),
  tests: JSON.parse(String(row["tests"])),
  at: row["at"] as EpochMs,
});

/** The same text for the same tests. */
const sorted = (tests: CodedText["tests"]): CodedText["tests"] =>
  Object.fromEntries(Object.entries(tests).toSorted(([a], [b]) => (a < b ? -1 : 1)));
