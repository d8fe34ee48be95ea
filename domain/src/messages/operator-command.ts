import type { Alarm, Photo, ShelvingMode } from "../alarm/index.ts";
import { COMMAND_ID_USED, type EpochMs } from "../basics/index.ts";

export const OPERATOR_VERBS = [
  "acknowledge",
  "attend",
  "reset",
  "shelve",
  "unshelve",
  "assign",
  "accept",
  "decline",
  "close",
  "comment",
  "report-safe",
  "add-photo",
] as const;
export type OperatorVerb = (typeof OPERATOR_VERBS)[number];

/** What a signed-in person, or one who answers a text, wants done to an alarm. From the dashboard nothing else flows back. */
export interface OperatorCommand {
  readonly kind: "operator-command";
  /** Made by the sender (UUID); seen twice it is carried out once and answered the same; of another order it is refused. */
  readonly id: string;
  readonly verb: OperatorVerb;
  readonly alarmId: string;
  /** User name of who did it. */
  readonly by: string;
  /** It came as an answer to what somebody was sent, and not from the screen. */
  readonly via?: "reply";
  /** Whoever gives it is not the desk: it does not say that anybody is there. */
  readonly away?: true;
  /** With `via`: who answered; the journal then names the person, not a user. */
  readonly personId?: string;
  /** It follows from what they said of an item of a ledger: that item, as people say it (`PR-1`). */
  readonly through?: string;
  /** Id of the commissioning test the alarm was one of as whoever gives it saw it: refused when the alarm has outlived that. */
  readonly asTest?: string;
  /** At most 1 000 characters; required for `comment`. */
  readonly comment?: string;
  /** For `shelve`: when it ends at the latest. Without it a one-shot shelving may last as long as the priority allows. */
  readonly until?: EpochMs;
  /** For `shelve`: `timed` when not given. */
  readonly mode?: ShelvingMode;
  /** Required for `assign`: the user name of who is to take it. That there is such a user is checked by who sends the command. */
  readonly to?: string;
  /** Required for `shelve` and `decline`, and may go with `assign`; at most 1 000 characters. */
  readonly reason?: string;
  /** May go with `shelve`: what protects people meanwhile; at most 1 000 characters. */
  readonly measure?: string;
  /** Required for `close`; at most 1 000 characters. */
  readonly cause?: string;
  /** Required for `add-photo`, and kept already: its bytes are on disk before the command is given. */
  readonly photo?: Photo;
  /** For `add-photo`: when it was taken, by the clock of whatever took it. */
  readonly takenAt?: EpochMs;
}

export const COMMAND_REFUSALS = {
  COMMAND_ID_USED,
  ALARM_UNKNOWN: "there is no alarm with this id",
  ALARM_IS_REAL: "you have seen the alarm of a test; that test is over, and the alarm is real: look at it again",
  ALARM_NOT_ACKNOWLEDGEABLE: "the alarm is already acknowledged, or has ended",
  ALARM_NOT_RESETTABLE: "only a latched alarm that is acknowledged and whose condition is gone can be reset",
  ALARM_ENDED: "the alarm has ended",
  ALARM_NOT_SHELVABLE: "the alarm has ended or is off the list already, or is to be shelved until its condition goes and that has gone",
  ALARM_NOT_SHELVED: "the alarm is not shelved, or no longer",
  ALARM_NOT_CLOSABLE: "only an alarm that has ended can be closed, once: acknowledged, its condition gone, and reset when it is latched",
  SHELVING_END_INVALID: "shelving needs an end, and it must be yet to come",
  SHELVING_TOO_LONG:
    "an alarm may be shelved for at most 30 min (critical), 2 h (high), 8 h (medium) or 24 h (low); the gravest beneath it counts",
  ASSIGNEE_MISSING: "assigning needs the user name of who is to take the alarm",
  ASSIGNMENT_NOT_YOURS: "only whom the alarm is assigned to can accept or decline it",
  ASSIGNMENT_ACCEPTED: "the alarm was accepted already",
  REASON_MISSING: "shelving, declining an alarm and taking a signal out of service need a reason",
  CAUSE_MISSING: "closing needs a cause",
  CHARGE_NOT_TAKEN: "a place is reported safe only after somebody has taken charge: acknowledged the alarm, gone there or accepted it",
  PHOTO_MISSING: "adding a photo needs the photo",
  PHOTOS_TOO_MANY: "an alarm has at most 20 photos",
  COMMENT_MISSING: "a comment needs a text",
  COMMENT_TOO_LONG: "a comment, a reason, a measure or a cause has at most 1000 characters",
} as const;
export type CommandRefusalCode = keyof typeof COMMAND_REFUSALS;

export type CommandOutcome =
  | { readonly ok: true; readonly value: Alarm }
  | { readonly ok: false; readonly error: { readonly code: CommandRefusalCode; readonly message: string } };
