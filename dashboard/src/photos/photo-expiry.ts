import { setImmediate as nextTurn } from "node:timers/promises";
import { days, type EpochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, Logger, PhotoRecords, PhotoUse } from "@labcanary/domain/ports";
import type { PhotoStore, StoredPhoto } from "./photo-store.ts";

/** When it is looked what is over (chosen: retention counts in days). */
const LOOK_EVERY = hours(12);
/** What could not be taken away is tried again so often (chosen: a disk that was full may have room again soon). */
const TRY_AGAIN_EVERY = minutes(1);
/** Pictures looked up in one turn of the event loop, and at most named in one line of the journal (chosen: some milliseconds). */
const SLICE = 50;
/** Nothing shows a picture whose request was cut off by a crash; younger ones may be on their way (chosen). */
const LEAST_AGE_UNNAMED = days(1);

export interface PhotoExpiryDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly desk: Pick<AlarmDesk, "record">;
  readonly photos: PhotoStore;
  readonly records: PhotoRecords;
  /** What shows it is still being dealt with. */
  readonly isOpen: (use: PhotoUse) => boolean;
}

export interface PhotoExpiry {
  start(): void;
  stop(): Promise<void>;
}

/** Takes pictures away once nothing that shows them need be kept; the journal has their hashes. */
export function createPhotoExpiry({ clock, logger, desk, photos, records, isOpen }: PhotoExpiryDeps): PhotoExpiry {
  let stop: (() => void) | undefined;
  let underWay: Promise<void> = Promise.resolve();

  function isOver({ sha256, since }: StoredPhoto, now: EpochMs, known = records.usesOf([sha256])): boolean {
    const uses = known.get(sha256) ?? [];
    if (uses.length === 0) return plus(since, LEAST_AGE_UNNAMED) <= now;
    return uses.every((use) => !use.isStanding && use.onHold === undefined && use.keptUntil <= now && !isOpen(use));
  }

  /** What a line says is removed, and what is marked, goes: whoever was to take it away was killed, or the disk was full. */
  async function finish(all: readonly StoredPhoto[]): Promise<void> {
    for (const { sha256 } of all.filter(({ isMarked }) => isMarked)) {
      const marked = await photos.gone(sha256);
      // One that was taken again since the list was made has no mark any more.
      if (marked !== undefined) await photos.remove(sha256, marked, (mark) => mark !== undefined);
    }
    for (let from = 0; from < all.length; from += SLICE) {
      const removed = records.removedAt(all.slice(from, from + SLICE).map(({ sha256 }) => sha256));
      for (const [sha256, at] of removed) await photos.remove(sha256, { at, because: "removed" }, () => true);
      await nextTurn();
    }
  }

  async function look(): Promise<void> {
    const now = clock.now();
    await finish(await photos.list());
    const all = await photos.list();
    const kept = all.filter(({ isMarked }) => !isMarked);
    for (let from = 0; from < kept.length; from += SLICE) {
      const slice = kept.slice(from, from + SLICE);
      const known = records.usesOf(slice.map(({ sha256 }) => sha256));
      const over = slice.filter((photo) => isOver(photo, now, known));
      if (over.length > 0) {
        // First: a picture that is gone is gone by a line that says so.
        desk.record({ kind: "photos-expired", actor: "system", detail: { count: over.length, hashes: over.map(({ sha256 }) => sha256) } });
        for (const photo of over) await photos.remove(photo.sha256, { at: now, because: "expired" }, () => isOver(photo, now));
      }
      await nextTurn();
    }
  }

  function inTurn(work: () => Promise<void>): void {
    underWay = underWay.then(work).catch((error: unknown) => {
      const held = photos.heldBack().size;
      logger.error(
        { error: String(error), held },
        `Photos that are removed or past their time could not be taken away; tried again in ${held === 0 ? "half a day" : "a minute, and given to nobody until then"}`,
      );
    });
  }

  async function tryAgain(): Promise<void> {
    for (const [sha256, mark] of photos.heldBack()) await photos.remove(sha256, mark, () => photos.heldBack().has(sha256));
  }

  return {
    start() {
      inTurn(async () => finish(await photos.list()));
      const looking = clock.every(LOOK_EVERY, () => inTurn(look));
      const trying = clock.every(TRY_AGAIN_EVERY, () => {
        if (photos.heldBack().size > 0) inTurn(tryAgain);
      });
      stop = () => {
        looking();
        trying();
      };
    },
    async stop() {
      stop?.();
      stop = undefined;
      await underWay;
    },
  };
}
