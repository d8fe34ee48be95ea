import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 100;

/** Looks again and again until `isSo`; throws with `what` when it is not within `seconds`. */
export async function until(what: string, seconds: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Calls `look` every `milliseconds` while `work` is under way, and hands on what the work came to. */
export async function watching<T>(work: Promise<T>, milliseconds: number, look: () => void | Promise<void>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  // Told by the await below; here only so that it is not called unhandled meanwhile.
  done.catch(() => undefined);
  while (!isDone) {
    await look();
    await Promise.race([done, pause(milliseconds)]);
  }
  return await done;
}
