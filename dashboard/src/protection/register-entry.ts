import type { Text } from "@labcanary/domain/basics";
import type { EpochMs } from "@labcanary/domain/basics";
import type { ProofGap } from "@labcanary/domain/commissioning";
import { type FaultReason, type SignalKey } from "@labcanary/domain/telemetry";
import type { ZoneId } from "@labcanary/domain/site";

/**
 * Every way in which protection is impaired, in the order of the register: first what leaves a danger unseen and nobody has decided, then
 * what people or rules have decided, then what reads but is not to be relied on. `out-of-service-proposed` takes nothing away yet.
 */
export const REGISTER_KINDS = [
  "silent",
  "faulty",
  "out-of-service",
  "shelved",
  "under-test",
  "not-assessable",
  "suspect",
  "over-range",
  "inhibited",
  "warming-up",
  "calibrating",
  "maintenance",
  "suppressed",
  "simulated",
  "uncalibrated",
  "unproven",
  "uncertain",
  "out-of-service-proposed",
] as const;
export type RegisterKind = (typeof REGISTER_KINDS)[number];

/** One line of the register: a signal, or an alarm that is off the list, and what impairs it. */
export interface RegisterEntry {
  /** Unique in the register. */
  readonly id: string;
  readonly kind: RegisterKind;
  /** Absent of alarms of the platform itself. */
  readonly signal?: SignalKey;
  readonly label: Text;
  readonly zoneId?: ZoneId;
  /** The room it is in; see `roomOf`. */
  readonly roomId?: ZoneId;
  readonly lifeSafety: boolean;
  readonly since: EpochMs;
  /** By which a measure is written against it; `since` may be earlier, where its date says so. */
  readonly startedAt: EpochMs;
  /** When it ends by itself. */
  readonly until?: EpochMs;
  /** A person's words, or what a rule names as the reason. */
  readonly reason?: string;
  /** User name of who did it, or proposed it. */
  readonly by?: string;
  readonly approvedBy?: string;
  /** What protects people meanwhile. */
  readonly measure?: string;
  /** User name of who wrote that against the line, and when; absent where it came with the decision. */
  readonly measureBy?: string;
  readonly measureAt?: EpochMs;
  /** Who deals with it. */
  readonly dealtBy?: string;
  /** What the device says of it. */
  readonly fault?: FaultReason;
  /** Why it is not proven to protect. */
  readonly gap?: ProofGap;
  /** The alarm that is off the list, or that says so. */
  readonly alarm?: { readonly id: string; readonly code: string };
  /** Id of the record of its being out of service, or proposed to be. */
  readonly proposal?: string;
}

/** How much there is, by kind and room. */
export interface RegisterSummary {
  /** Another text for another register; what `GET impaired` was answered from says the same. */
  readonly revision: string;
  readonly total: number;
  readonly lifeSafety: number;
  readonly counts: Readonly<Record<RegisterKind, number>>;
  /** Rooms with the most lines, at most {@link LISTED_ROOMS}. */
  readonly rooms: readonly { readonly roomId: ZoneId; readonly count: number; readonly lifeSafety: number }[];
  readonly moreRooms: number;
}

/** Chosen: more than anybody looks through by hand, and the view stays under 10 kB. */
export const LISTED_ROOMS = 100;
