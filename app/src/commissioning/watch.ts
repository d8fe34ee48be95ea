import type { ToldCommissioning } from "@labcanary/dashboard";
import { missingStep, TEST_STEPS } from "@labcanary/domain/commissioning";
import { type Reading, stepText, WAITED_FOR } from "./words.ts";

export interface WatchDeps {
  /** How a signal stands now. */
  readonly ask: (signal: string) => Promise<ToldCommissioning>;
  readonly print: (line: string) => void;
  /** Resolves when it is time to look again; false when nobody watches any more. */
  readonly next: () => Promise<boolean>;
  readonly reading: Reading;
}

/** `signed`: every test that was watched. `unsigned`: one or more ended otherwise. `left`: some are under way. */
export type Watched = "signed" | "unsigned" | "left";

/** Prints what happens in the tests of these signals, as it happens, until each has ended. A signal that is not under test ends at once. */
export async function watchTests(signals: readonly string[], { ask, print, next, reading }: WatchDeps): Promise<Watched> {
  const underWay = new Map<string, Seen>(signals.map((signal) => [signal, { printed: new Set() }]));
  let outcome: Watched = "signed";
  for (;;) {
    for (const [signal, seen] of underWay) {
      const told = await ask(signal);
      const { lines, ended } = linesOf(told, seen, reading);
      for (const line of lines) print(`${signal}: ${line}`);
      if (ended === undefined) continue;
      underWay.delete(signal);
      if (ended === "unsigned") outcome = "unsigned";
    }
    if (underWay.size === 0) return outcome;
    if (!(await next())) return "left";
  }
}

/** What was printed of a signal. */
interface Seen {
  readonly printed: Set<string>;
  testId?: string;
}

function linesOf(
  { test, proof }: ToldCommissioning,
  seen: Seen,
  reading: Reading,
): { readonly lines: readonly string[]; readonly ended?: "signed" | "unsigned" } {
  const isSame = test !== undefined && (seen.testId === undefined || seen.testId === test.id);
  // What happened between two looks is told of the proof, which has all of it.
  const steps = isSame ? test : proof !== undefined && proof.id === seen.testId ? proof : undefined;
  const fresh = TEST_STEPS.flatMap((step) => (steps === undefined ? [] : (stepText(step, steps, reading) ?? [])));
  const lines = fresh.filter((line) => !seen.printed.has(line));
  for (const line of lines) seen.printed.add(line);
  if (isSame) {
    const isFirst = seen.testId === undefined;
    seen.testId = test.id;
    const missing = missingStep(test);
    const waits = missing === undefined ? "take the stimulus away, and sign on the page Commissioning" : WAITED_FOR[missing];
    return { lines: isFirst || lines.length > 0 ? [...lines, `… ${waits}`] : [] };
  }
  if (seen.testId === undefined) return { lines: ["is not under test"], ended: "unsigned" };
  if (steps !== undefined && proof !== undefined)
    return { lines: [...lines, `signed by ${proof.signedBy}, ${reading.time(proof.signedAt)}; it is in service`], ended: "signed" };
  return { lines: ["the test has ended and was not signed; an alarm that still holds is a real one now"], ended: "unsigned" };
}
