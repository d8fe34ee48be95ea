import { seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { HttpError } from "../http/http-errors.ts";

/** The history store may hang; a person at a screen will not wait longer (chosen, as elsewhere). */
const HISTORY_PATIENCE = seconds(8);

/** What is read from the history, or HISTORY_UNAVAILABLE when it fails or takes too long; READINGS_TOO_MANY of what is no paper any more. */
export function patiently<T>(clock: Pick<Clock, "after">, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(HISTORY_PATIENCE, () => reject(new HttpError("HISTORY_UNAVAILABLE", "it did not answer in time")));
    answer
      .then(resolve, (error) => reject(new HttpError(error instanceof RangeError ? "READINGS_TOO_MANY" : "HISTORY_UNAVAILABLE")))
      .finally(cancel);
  });
}
