import type { Photo } from "@labcanary/domain/alarm";
import type { JournalEntry } from "@labcanary/domain/messages";

/** A photo of the timeline: what it is, and when and by whom it was added. */
export interface PhotoLine extends Photo {
  /** Number of its line in the journal. */
  readonly number: number;
  readonly at: number;
  readonly by: string;
  /** By the clock of the phone, where that is so far from the journal's time that it matters. */
  readonly takenAt?: number;
}

/** Chosen: below it, sending took no longer than sending takes. */
const LATE_MS = 60_000;

export const photosOf = (timeline: readonly JournalEntry[]): readonly PhotoLine[] =>
  timeline
    .filter(({ kind }) => kind === "photo-added")
    .map(({ number, at, actor, detail }) => {
      const { takenAt, ...photo } = detail as unknown as Photo & { readonly takenAt?: number };
      const isLate = takenAt !== undefined && Math.abs(at - takenAt) > LATE_MS;
      return { ...photo, number, at, by: actor.replace(/^user:/, ""), ...(isLate ? { takenAt } : {}) };
    });

/** Where the platform gives it out. */
export const photoPath = (alarmId: string, { sha256 }: Pick<Photo, "sha256">): string => `/api/v1/alarms/${alarmId}/photos/${sha256}`;
