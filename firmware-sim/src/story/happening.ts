import type { EpochMs } from "@labcanary/domain/basics";
import type { Impairment } from "@labcanary/domain/ports";
import type { AlarmTurn } from "./story.ts";

/** What came of a story, in the order it came. Times are those at which people could know. */
export type Happening = AlarmHappening | TextHappening | ImpairmentHappening | BooksHappening;

export interface AlarmHappening {
  readonly kind: "alarm";
  readonly at: EpochMs;
  /** `off-list`: shelved, suppressed, out of service, or listed beneath another; `on-list`: that is over. */
  readonly turn: AlarmTurn | "ended" | "off-list" | "on-list";
  /** Of one occurrence. */
  readonly alarmId: string;
  /** The rule's id, or the name of what is wrong with the platform. */
  readonly rule: string;
  /** Absent of the platform itself. */
  readonly zoneId?: string;
  /** Of one raised beneath another, as one of many behind one cause: that one. People are told of it alone. */
  readonly beneath?: string;
  /** Who did it; absent of what rules did. */
  readonly by?: string;
}

export interface TextHappening {
  readonly kind: "text";
  readonly at: EpochMs;
  readonly channel: string;
  readonly personId: string;
  readonly alarmIds: readonly string[];
  /** Rules of these alarms. */
  readonly rules: readonly string[];
  /** Zones of these alarms. */
  readonly zones: readonly string[];
  /** As it was sent; absent of what never was words, such as a siren's. */
  readonly words?: string;
  /** What somebody is told on answering a text: nobody expects it, and nobody misses it. */
  readonly answer?: true;
}

/** A signal is impaired from now on; without `impairment`, no longer. */
export interface ImpairmentHappening {
  readonly kind: "impaired";
  readonly at: EpochMs;
  readonly signal: string;
  readonly impairment?: Impairment;
}

/** How the books stood at the end. */
export interface BooksHappening {
  readonly kind: "books";
  readonly at: EpochMs;
  readonly balanced: boolean;
  readonly detail: string;
}

/** Who people are, as far as expectations speak of them. */
export interface Directory {
  responsibleOf(zoneId: string): string | undefined;
  deputyOf(zoneId: string): string | undefined;
  readonly securityCentre: readonly string[];
  /** By person id. */
  phoneOf(personId: string): string | undefined;
  rolesOf(personId: string): readonly string[];
}
