import type { UnknownAnswer } from "@labcanary/dashboard";
import { seconds } from "@labcanary/domain/basics";
import { UsageError } from "../command-line.ts";

/** Chosen: the platform answers in milliseconds. */
const ANSWER_LIMIT = seconds(3);

/** Who speaks and is not described, as the running platform says on its operations listener. Throws a UsageError where none answers. */
export async function askUnknown(port: number): Promise<UnknownAnswer> {
  const url = `http://127.0.0.1:${port}/unknown`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT) });
    if (answer.ok) return (await answer.json()) as UnknownAnswer;
  } catch {
    // Said below, as an answer of something else there is.
  }
  throw new UsageError(`no platform of this version answers on ${url}; start it, or say its port with LABCANARY_OPS_PORT`);
}
