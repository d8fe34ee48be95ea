import type { DurationMs, EpochMs, Text } from "@labcanary/domain/basics";
import type { Impairment } from "@labcanary/domain/ports";
import type { Action, DeviceDescription } from "../description.ts";
import type { EnvironmentDescription } from "../physics/environment.ts";

/** What is to happen, what people do about it, and what is expected to come of it: a scenario with its expectations. */
export interface Story {
  /** As it was named when it was read. */
  readonly file: string;
  readonly name: string;
  readonly about: Text;
  /** The site file, from the folder the story is in. */
  readonly site: string;
  readonly startsAt: EpochMs;
  /** When it is over: the last time it speaks of, and `QUIET_AT_THE_END` after it unless it says `ends`. */
  readonly endsAt: EpochMs;
  /** How far the story's wall clock is ahead of UTC, as `starts` says. */
  readonly offset: DurationMs;
  readonly seed: number;
  readonly devices: readonly DeviceDescription[];
  /** What the devices share, where the file that has them says so. */
  readonly environment?: EnvironmentDescription;
  /** Stand-ins for people whose names were taken out: who shows a badge of this name has these roles. */
  readonly people: readonly StandIn[];
  /** Only what is in these zones, or inside them, is watched. Absent: the whole site. */
  readonly zones?: readonly string[];
  /** Readings and events as they were once recorded, beside the story. */
  readonly recording?: string;
  /** In the order they are written, which is that of time. */
  readonly lines: readonly StoryLine[];
}

export interface StandIn {
  readonly id: string;
  readonly roles: readonly string[];
}

/** One sentence of a story. */
export type StoryLine = (DeviceDeed | PersonDeed | TextDeed | Expectation) & {
  /** In the file, from 1. */
  readonly line: number;
  /** As it is written. */
  readonly text: string;
};

/** Something happens to devices. */
export interface DeviceDeed {
  readonly kind: "device";
  readonly steps: readonly { readonly at: EpochMs; readonly deviceId: string; readonly action: Action }[];
}

/** Somebody does something on the console or the phone. */
export interface PersonDeed {
  readonly kind: "person";
  readonly at: EpochMs;
  readonly who: Who;
  readonly deed: Deed;
}

/** What people do. A rule names the alarm; without one, every alarm that can be treated so. */
export type Deed =
  | { readonly verb: "acknowledge" | "attend" | "reset" | "unshelve"; readonly rule?: string }
  | { readonly verb: "shelve"; readonly rule: string; readonly span: DurationMs; readonly reason: string }
  | { readonly verb: "close"; readonly rule: string; readonly cause: string }
  /** To the newest text they were sent, with its code. */
  | { readonly verb: "answer"; readonly words: string };

/** Something is wrong with text messages themselves. `personId` absent: with the gateway. */
export interface TextDeed {
  readonly kind: "texts";
  readonly at: EpochMs;
  readonly personId?: string;
  readonly arrive: boolean;
}

/** `responsible` and `deputy` are those of the zone an alarm is in. */
export type Who =
  | { readonly kind: "person"; readonly id: string }
  | { readonly kind: "responsible" | "deputy" | "security-centre" | "anybody" }
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "number"; readonly number: string };

export interface Expectation {
  readonly kind: "expect";
  /** Nothing before counts: when the sentence before it happens. */
  readonly from: EpochMs;
  readonly expected: Expected;
}

/** Turns of an alarm a story can wait for. */
export type AlarmTurn = "raised" | "cleared" | "acknowledged" | "attended";

export type Expected =
  | { readonly kind: "alarm"; readonly turn: AlarmTurn; readonly rule: string; readonly by: EpochMs; readonly notBefore?: EpochMs }
  | { readonly kind: "no-alarm"; readonly rule: string }
  | { readonly kind: "text"; readonly to: Who; readonly by: EpochMs; readonly about?: string }
  | { readonly kind: "impaired"; readonly signal: string; readonly impairment: Impairment; readonly by: EpochMs }
  | { readonly kind: "count"; readonly impaired: number; readonly at: EpochMs }
  | { readonly kind: "quiet"; readonly at: EpochMs }
  | { readonly kind: "books" }
  | { readonly kind: "nothing-else" };
