import { type DurationMs, days, elapsed } from "../../basics/index.ts";
import type { Site } from "../../site/index.ts";
import type { Container, SecondTry } from "./container.ts";
import type { NewFinding } from "./finding.ts";
import { isSamePerson } from "../person.ts";

/** Once is a slip of the hand. Chosen: who tries again within a day has not slipped. */
const AGAIN_WITHIN: DurationMs = days(1);

/** One person who has tried again to be both who did something and who was there: a finding for each proposal it was tried again of. */
export function secondTriesOf(
  { number: container, zoneId, signedTwice = [] }: Container,
  site: Pick<Site, "people">,
): readonly NewFinding[] {
  return signedTwice.flatMap((last, index): readonly NewFinding[] => {
    if (signedTwice.slice(index + 1).some(({ proposal }) => proposal === last.proposal)) return [];
    const isTheirs = ({ by, at }: SecondTry): boolean => isSamePerson(by, last.by, site) && elapsed(at, last.at) <= AGAIN_WITHIN;
    const earlier = signedTwice.slice(0, index).filter(isTheirs);
    const [first] = earlier;
    if (first === undefined) return [];
    const evidence = [...earlier, last].map((each) => ({ kind: "second-try", container, ...each }) as const);
    return [{ kind: "signer-same", zoneId, from: first.at, to: last.at, evidence }];
  });
}
