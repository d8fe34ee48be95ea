import type { RecordConditionName } from "../alarm/index.ts";
import type { EpochMs, Text } from "../basics/index.ts";

/**
 * Something about a record began or ended to be an alarm. Saying the same twice changes nothing; said of one that stands with another
 * `value`, the alarm has that from then on, and its `detail` as a comment: who is told next reads it.
 */
export interface RecordCondition {
  readonly kind: "record-condition";
  readonly name: RecordConditionName;
  /** The ledger and the number of the item in it: `hazard/12`. */
  readonly record: string;
  /** Where it is; a zone the site no longer has is named by its id. */
  readonly zoneId: string;
  readonly active: boolean;
  readonly at: EpochMs;
  /** What stands where a sensor's value would: "HZ-12". At most 40 characters, so that a text has room for it. */
  readonly value: Text;
  /** What exactly, in one English sentence without secrets; of key periods the same in Chinese behind it. */
  readonly detail: string;
}
