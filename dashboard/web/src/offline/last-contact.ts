/** When this device last had proof of the platform's state: a time, and nothing of the state. */
const KEY = "labcanary.last-contact";

/** How often it is written down while the link is there (chosen: as exact as a person needs it, and no wear). */
export const REMEMBER_EVERY_MS = 10_000;

export const rememberContact = (at: number): void => localStorage.setItem(KEY, String(at));

/** Undefined when there was none, or this device does not remember. */
export function lastContact(): number | undefined {
  const kept = Number(localStorage.getItem(KEY) ?? Number.NaN);
  return Number.isFinite(kept) && kept > 0 ? kept : undefined;
}
