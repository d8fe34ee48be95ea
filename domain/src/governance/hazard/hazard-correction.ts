import { ok } from "../../basics/index.ts";
import { isSamePerson } from "../person.ts";
import { areKnown, type Context, type Decision, earlierOf, forbid, inTime, isOwn, refuse } from "./hazard-decision.ts";
import type { CorrectedHazard, Correction, Hazard, HazardAct, HazardCommand } from "./hazard.ts";

type Corrected = Extract<HazardAct, { readonly act: "corrected" }>;
type Order<Verb extends HazardCommand["verb"]> = Omit<Extract<HazardCommand, { readonly verb: Verb }>, "verb">;

/** Place, class, cause, and a higher level are put right by one person; a lower level is asked for, and takes another one's signature. */
export function decideCorrection(hazard: Hazard, { after, words }: Order<"correct">, context: Context): Decision {
  const before = saidOf(hazard);
  if (!context.site.zones.some(({ id }) => id === after.zoneId)) return refuse("HAZARD_ZONE");
  if (isSame(before, after)) return refuse("CORRECTION_SAME");
  const correction: Correction = { before, after: saidOf(after), words };
  const isLowered = before.level === "major" && after.level === "general";
  return ok([isLowered ? { act: "correction-proposed", ...correction } : corrected(hazard, correction, context)]);
}

/** The second person agrees to what was asked for, or refuses it. Either is signed. */
export function decideAgreement(hazard: Hazard, { agreed, words, seen, signed }: Order<"agree-correction">, context: Context): Decision {
  const { proposed } = hazard;
  if (proposed === undefined) return refuse("CORRECTION_NONE");
  if (isSamePerson(context.actor, proposed.by, context.site) || isOwn(hazard, context)) return forbid("CORRECTOR_SAME");
  if (seen !== proposed.at) return refuse("CORRECTION_CHANGED");
  if (!agreed) return ok([{ act: "correction-refused", words, signed }]);
  const { by, before, after } = proposed;
  if (!areKnown([by, context.actor], context)) return forbid("CORRECTOR_UNLINKED");
  return ok([{ ...corrected(hazard, { before, after, words: `${proposed.words}; ${words}` }, context), proposedBy: by, signed }]);
}

const corrected = (hazard: Hazard, correction: Correction, { others }: Context): Corrected => ({
  act: "corrected",
  ...correction,
  earlier: earlierOf(
    { ...correction.after, ...(hazard.source === undefined ? {} : { source: hazard.source }) },
    others().filter(({ number }) => number < hazard.number),
  ),
});

/** What is late is found anew with the next look: at the place it is at, and by the level it has. A proposal was about what it said before. */
export function correctedHazard(hazard: Hazard, { after, earlier }: Corrected): Hazard {
  const { cause: _, ...others } = inTime(withoutProposal(hazard));
  return { ...others, ...after, earlier };
}

export function withoutProposal(hazard: Hazard): Hazard {
  const { proposed: _, ...others } = hazard;
  return others;
}

const saidOf = ({ zoneId, class: of, level, cause }: CorrectedHazard): CorrectedHazard => ({
  zoneId,
  class: of,
  level,
  ...(cause === undefined ? {} : { cause }),
});
const isSame = (a: CorrectedHazard, b: CorrectedHazard): boolean =>
  a.zoneId === b.zoneId && a.class === b.class && a.level === b.level && a.cause === b.cause;
