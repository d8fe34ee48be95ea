import type { AlarmState } from "../alarm/index.ts";
import { COMMAND_ID_USED, type EpochMs, type Result, type Text } from "../basics/index.ts";
import type { ChannelSays, Reach } from "../notification/index.ts";
import type { Impairment, Priority } from "../rules/index.ts";
import type { ChannelKind } from "../site/index.ts";
import type { SignalKey } from "../telemetry/index.ts";

/** What a hand-over counts, in the order in which it is read. `unreached`: alarms of which nobody is proven to have been told. */
export const HAND_OVER_COUNTS = [
  "unacknowledged",
  "acknowledged",
  "unreached",
  "not-assessable",
  "shelved",
  "suppressed",
  "out-of-service",
  "impaired",
  "channels",
  "parts",
  "sound-untested",
  "comments",
] as const;
export type HandOverCount = (typeof HAND_OVER_COUNTS)[number];
export type HandOverCounts = Readonly<Record<HandOverCount, number>>;

/** An alarm as the next shift is told of it. */
export interface HandOverAlarm {
  readonly id: string;
  readonly code: string;
  readonly state: AlarmState;
  readonly priority: Priority;
  readonly lifeSafety: boolean;
  readonly what: Text;
  readonly where: Text;
  readonly valueText: Text;
  readonly raisedAt: EpochMs;
  /** User name of who has it, or was the last to answer it. */
  readonly heldBy?: string;
  /** Of one that is shelved or out of service: when that ends. */
  readonly until?: EpochMs;
  /** Why it is shelved, suppressed or out of service. */
  readonly reason?: string;
  readonly reach?: Reach;
  /** Its rule cannot be assessed. */
  readonly notAssessable?: true;
}

/** A signal that does not protect. */
export interface HandOverSignal {
  readonly signal: SignalKey;
  readonly name: Text;
  readonly where: Text;
  readonly impairment: Impairment;
}

export interface HandOverService {
  readonly signal: SignalKey;
  readonly name: Text;
  readonly where: Text;
  readonly state: "proposed" | "in-force";
  readonly lifeSafety: boolean;
  readonly by: string;
  readonly until: EpochMs;
  readonly reason: string;
  readonly measure: string;
}

export interface HandOverComment {
  readonly at: EpochMs;
  readonly by: string;
  readonly text: string;
  readonly alarmId?: string;
  readonly code?: string;
}

/** A console at which somebody has heard every sound, and said so. */
export interface SoundTest {
  /** Of the browser, for as long as it keeps its storage. */
  readonly consoleId: string;
  readonly consoleName: string;
  readonly at: EpochMs;
  readonly by: string;
  /** 10–100 %. */
  readonly volume: number;
}

/** What the next shift must know, as it was at an instant. Each list has its gravest first and at most a thousand lines; the counts are of all. */
export interface HandOverList {
  readonly at: EpochMs;
  /** The same for as long as the list has the same lines in the same states. */
  readonly version: string;
  readonly shiftBeganAt: EpochMs;
  readonly counts: HandOverCounts;
  readonly alarms: readonly HandOverAlarm[];
  readonly outOfService: readonly HandOverService[];
  readonly impaired: readonly HandOverSignal[];
  /** Channels that do not carry, or have something waiting. */
  readonly channels: readonly {
    readonly channel: ChannelKind;
    readonly waiting: number;
    readonly detail: string;
    readonly healthy?: boolean;
    readonly says?: ChannelSays;
  }[];
  /** Parts of the platform that do not run as they should. */
  readonly parts: readonly { readonly name: string; readonly state: "degraded" | "down"; readonly detail: string }[];
  /** The desk is asked whether anybody is there, and nobody has answered. */
  readonly presenceAsked: boolean;
  readonly isFlood: boolean;
  /** Consoles whose sound was heard since the shift began. */
  readonly soundTests: readonly SoundTest[];
  /** Of this shift, newest first. */
  readonly comments: readonly HandOverComment[];
}

/** One change of shift. It waits until somebody else takes over, or the same or another person hands over anew. */
export interface HandOver {
  readonly id: string;
  readonly state: "waiting" | "taken-over" | "replaced";
  readonly by: string;
  readonly at: EpochMs;
  readonly notes: string;
  readonly list: HandOverList;
  /** When it is to be taken over. */
  readonly dueAt: EpochMs;
  /** It was not taken over by then. */
  readonly isMissed: boolean;
  readonly takenOverBy?: string;
  readonly takenOverAt?: EpochMs;
}

/** A hand-over without its list, as they are listed. */
export type HandOverRecord = Omit<HandOver, "list"> & { readonly counts: HandOverCounts };

/** What every console is told of the shift. */
export interface ShiftStanding {
  readonly beganAt: EpochMs;
  /** The one that nobody has taken over yet. */
  readonly waiting: Pick<HandOver, "id" | "by" | "at" | "dueAt" | "isMissed"> | null;
  readonly soundTests: readonly SoundTest[];
}

/** What a signed-in person wants done about the shift. `id`: made by the sender (UUID); a command seen twice is carried out once. */
export type ShiftCommand =
  | { readonly kind: "hand-over"; readonly id: string; readonly by: string; readonly notes: string; readonly list: HandOverList }
  /** `counts`: as it is now, beside what was handed over. */
  | { readonly kind: "take-over"; readonly id: string; readonly by: string; readonly handOverId: string; readonly counts: HandOverCounts };

export const SHIFT_REFUSALS = {
  COMMAND_ID_USED,
  HAND_OVER_NOTES_TOO_LONG: "the notes for the next shift have at most 4 000 characters",
  HAND_OVER_NONE: "this hand-over does not wait to be taken over, or no longer",
  HAND_OVER_SAME_PERSON: "a shift is taken over by somebody else than who handed it over",
} as const;
export type ShiftRefusalCode = keyof typeof SHIFT_REFUSALS;

export type ShiftOutcome = Result<HandOverRecord, { readonly code: ShiftRefusalCode; readonly message: string }>;
