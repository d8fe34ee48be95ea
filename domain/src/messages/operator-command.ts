import type { Alarm } from "../alarm/index.ts";

export const OPERATOR_VERBS = ["acknowledge", "attend", "reset", "comment"] as const;
export type OperatorVerb = (typeof OPERATOR_VERBS)[number];

/** What a signed-in person wants done to an alarm: the only thing that flows from the dashboard back. */
export interface OperatorCommand {
  readonly kind: "operator-command";
  /** Made by the sender (UUID); a command seen twice is carried out once and answered the same. */
  readonly id: string;
  readonly verb: OperatorVerb;
  readonly alarmId: string;
  /** User name of who did it. */
  readonly by: string;
  /** At most 1 000 characters; required for `comment`. */
  readonly comment?: string;
}

export const COMMAND_REFUSALS = {
  ALARM_UNKNOWN: "there is no alarm with this id",
  ALARM_NOT_ACKNOWLEDGEABLE: "the alarm is already acknowledged, or has ended",
  ALARM_NOT_RESETTABLE: "only a latched alarm that is acknowledged and whose condition is gone can be reset",
  ALARM_ENDED: "the alarm has ended",
  COMMENT_MISSING: "a comment needs a text",
  COMMENT_TOO_LONG: "a comment has at most 1000 characters",
} as const;
export type CommandRefusalCode = keyof typeof COMMAND_REFUSALS;

export type CommandOutcome =
  | { readonly ok: true; readonly value: Alarm }
  | { readonly ok: false; readonly error: { readonly code: CommandRefusalCode; readonly message: string } };
