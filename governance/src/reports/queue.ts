import { err, ok, type Result } from "@labcanary/domain/basics";
import type { CountBusy } from "@labcanary/domain/ports";

/** Does one thing after the other, since each reads much of the journal: what is made comes before what people ask. */
export interface Queue {
  /** Makes something, once what is under way is done. */
  add<Outcome>(work: () => Promise<Outcome>): Promise<Outcome>;
  /** Answers a question once nothing is to be made. The same one while it waits or is under way is one; refused while too many others are, or another of who asks. */
  ask<Outcome>(question: string, asker: string, work: () => Promise<Outcome>): Promise<Result<Outcome, CountBusy>>;
  /** Resolves when nothing is under way and nothing waits. */
  settled(): Promise<void>;
}

/** Questions that wait or are under way. Chosen: a year takes minutes, and nobody waits for a fifth. */
const MOST_ASKED = 4;

type Job = () => Promise<void>;

export function createQueue(): Queue {
  const toMake: Job[] = [];
  const toAnswer: Job[] = [];
  const asked = new Map<string, { readonly asker: string; readonly answer: Promise<unknown> }>();
  let underWay: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (let job = next(); job !== undefined; job = next()) await job();
    underWay = undefined;
  }
  const next = (): Job | undefined => toMake.shift() ?? toAnswer.shift();

  function enter<Outcome>(line: Job[], one: () => Promise<Outcome>): Promise<Outcome> {
    const done = new Promise<Outcome>((resolve, reject) => {
      line.push(() => one().then(resolve, reject));
    });
    underWay ??= Promise.resolve().then(work);
    return done;
  }

  return {
    add: (one) => enter(toMake, one),
    async ask<Outcome>(question: string, asker: string, one: () => Promise<Outcome>) {
      const known = asked.get(question)?.answer as Promise<Outcome> | undefined;
      if (known !== undefined) return ok(await known);
      const isAsking = [...asked.values()].some((other) => other.asker === asker);
      if (isAsking || asked.size >= MOST_ASKED) return err({ code: "REPORT_COUNT_BUSY" });
      const answer = enter(toAnswer, one).finally(() => asked.delete(question));
      asked.set(question, { asker, answer });
      return ok(await answer);
    },
    settled: async () => underWay,
  };
}
