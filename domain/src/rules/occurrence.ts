import { type EpochMs, fingerprint } from "../basics/index.ts";
import type { LogPosition } from "../telemetry/index.ts";
import type { RuleId } from "./rule.ts";

/**
 * Names one time that a rule's condition was met: the receive time and position of the deciding record and a hash of the rule.
 * The same log gives the same name; a log begun anew gives others, since its times differ. At most 24 characters of `0-9 a-z -`.
 */
export function occurrenceIdOf(rule: RuleId, { receivedAt, position }: { readonly receivedAt: EpochMs; readonly position: LogPosition }): string {
  return `${receivedAt.toString(36)}-${fingerprint(`${rule}@${position}`)}`;
}
