import { createShelf, type Shelf } from "../offline/shelf.ts";

/** A photo that the platform does not have yet. */
export interface WaitingPhoto {
  /** Made here, and sent with every attempt: the platform takes it once. */
  readonly id: string;
  readonly alarmId: string;
  readonly code: string;
  /** Who took it; nobody else's name is put to it. */
  readonly by: string;
  /** By this device's clock. */
  readonly takenAt: number;
  readonly picture: Blob;
  /** Its longer edge at most, made smaller for a link that is too slow. */
  readonly edge: number;
  /** Code of the platform's refusal; then it waits for a person. */
  readonly refusal?: string;
}

/** Where photos wait, in this browser. */
export const createPhotoShelf = (): Shelf<WaitingPhoto> => createShelf("labcanary-photos");
