import type { Alarm } from "@labcanary/domain/alarm";
import type { Text } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { Curve } from "./chart/curve.ts";

/** What a mail says of an alarm beside its text. */
export interface MailEvidence {
  readonly alarm: Alarm;
  /** Oldest first. */
  readonly timeline: readonly JournalEntry[];
}

/** A curve with what the caption says of it. */
export interface NamedCurve {
  readonly signal: Text;
  readonly curve: Curve;
}

/** Where mails take their facts from. */
export interface EvidenceSource {
  /** IANA zone of the site. */
  timeZone(): string;
  /** The name behind a person's id. */
  nameOf(personId: string): string;
  /** Undefined: there is no such alarm. */
  evidence(alarmId: string): MailEvidence | undefined;
  /** The readings around the alarm. Undefined: there is nothing to draw. Rejects where the history cannot be read. */
  curve(alarm: Alarm): Promise<NamedCurve | undefined>;
}
