import { type DurationMs, days, elapsed, type EpochMs } from "../../basics/index.ts";
import type { Site } from "../../site/index.ts";
import type { Container } from "./container.ts";
import type { Evidence, NewFinding } from "./finding.ts";
import { isSamePerson } from "../person.ts";
import type { StockTake } from "./stock-take.ts";

/** Once is a slip of the hand. Chosen: who tries again within a day has not slipped. */
const AGAIN_WITHIN: DurationMs = days(1);

interface Try {
  readonly by: string;
  readonly at: EpochMs;
}

/** One person who has tried again to be both who did something and who was there: a finding for each proposal it was tried again of. */
export const secondTriesOf = (
  { number: container, zoneId, signedTwice = [] }: Container,
  site: Pick<Site, "people">,
): readonly NewFinding[] =>
  triedAgain(signedTwice, ({ proposal }) => String(proposal), site).map((tries) =>
    findingOf(
      zoneId,
      tries.map((each) => ({ kind: "second-try", container, ...each })),
      tries,
    ),
  );

/** The same of a stock-take: a finding for each count of a cabinet it was tried again of. */
export const secondCountsOf = (
  { number: stockTake, zoneId, signedTwice = [] }: StockTake,
  site: Pick<Site, "people">,
): readonly NewFinding[] =>
  triedAgain(signedTwice, ({ cabinet, doneAt }) => `${cabinet} ${doneAt}`, site).map((tries) =>
    findingOf(
      tries.at(-1)?.cabinet ?? zoneId,
      tries.map(({ doneAt, by, at }) => ({ kind: "second-count", stockTake, doneAt, by, at })),
      tries,
    ),
  );

const findingOf = (zoneId: string, evidence: readonly Evidence[], tries: readonly Try[]): NewFinding => ({
  kind: "signer-same",
  zoneId,
  from: tries[0]?.at as EpochMs,
  to: tries.at(-1)?.at as EpochMs,
  evidence,
});

/** Of each thing the last try with those before it by the same person, where there are some. */
function triedAgain<T extends Try>(all: readonly T[], what: (one: T) => string, site: Pick<Site, "people">): readonly (readonly T[])[] {
  return all.flatMap((last, index): readonly (readonly T[])[] => {
    if (all.slice(index + 1).some((later) => what(later) === what(last))) return [];
    const isTheirs = ({ by, at }: Try): boolean => isSamePerson(by, last.by, site) && elapsed(at, last.at) <= AGAIN_WITHIN;
    const earlier = all.slice(0, index).filter(isTheirs);
    return earlier.length === 0 ? [] : [[...earlier, last]];
  });
}
