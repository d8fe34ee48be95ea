import { days, ok, plus } from "../../basics/index.ts";
import { isSamePerson, namesOf } from "../person.ts";
import { isSaid } from "../words.ts";
import { type Context, type Decision, forbid, inTime, refuse } from "./hazard-decision.ts";
import type { Hazard, HazardAct, Settlement } from "./hazard.ts";

/** A deadline further away is none (chosen: what needs longer is agreed on anew, with what has been done). */
const LONGEST_DEADLINE = days(366);

type Round = Pick<Hazard, "bound" | "responsibles" | "putOffs" | "putOff">;
/** Of a round in which nothing was agreed yet. */
export const UNSETTLED: Round = { bound: [], responsibles: [], putOffs: [], putOff: 0 };

export function decideSettlement(hazard: Hazard, settlement: Settlement, context: Context): Decision {
  const { site, at, actor } = context;
  const { responsible, department, measures, funds, deadline, interimPlan } = settlement;
  if (![responsible, department, measures, funds, interimPlan].every((words) => isSaid(words, "hazard")))
    return refuse("SETTLEMENT_INCOMPLETE");
  if (!site.people.some(({ id, kind }) => id === responsible && kind === undefined)) return refuse("SETTLEMENT_PERSON");
  if (deadline <= at || deadline > plus(at, LONGEST_DEADLINE)) return forbid("SETTLEMENT_DEADLINE");
  const next = `person:${responsible}`;
  const isOneOf = (who: string, names: readonly string[]): boolean => names.some((name) => isSamePerson(who, name, site));
  const isTheirs = isLater(hazard, settlement) && isOneOf(actor, [...hazard.responsibles, next]);
  const isPutOffByNext = hazard.putOffs.some(({ by, from }) => deadline > from && isOneOf(next, by));
  if (isTheirs || isPutOffByNext) return forbid("DEADLINE_OWN");
  return ok([{ act: "settled", settlement, names: namesOf(actor, site), responsibles: namesOf(next, site) }]);
}

/** Whoever agreed and whoever is responsible are bound by it; of the latter none may put it off, whoever is responsible afterwards. */
export function settledHazard(hazard: Hazard, act: Extract<HazardAct, { readonly act: "settled" }>, actor: string): Hazard {
  const { settlement, names = [actor], responsibles: named = [`person:${settlement.responsible}`] } = act;
  const isPutOff = isLater(hazard, settlement);
  const from = hazard.settlement?.deadline;
  return {
    ...inTime(hazard),
    state: "settled",
    settlement,
    bound: [...new Set([...hazard.bound, ...names, ...named])],
    responsibles: [...new Set([...hazard.responsibles, ...named])],
    putOffs: isPutOff && from !== undefined ? [...hazard.putOffs, { by: names, from }] : hazard.putOffs,
    putOff: hazard.putOff + (isPutOff ? 1 : 0),
  };
}

/** Of a hazard that is settled already: the first deadline of a round is put off by nobody. */
const isLater = ({ state, settlement: before }: Hazard, { deadline }: Settlement): boolean =>
  state === "settled" && before !== undefined && deadline > before.deadline;
