import { dueOf, type Hazard, HAZARD_STATES, type HazardClass, type HazardDue, type HazardState } from "@labcanary/domain/governance";
import type { Site, ZoneId } from "@labcanary/domain/site";
import { type Scope, zonesWithin } from "../accounts/scope.ts";

/** A hazard as it is told: with what is to be done next, and by when, and without which accounts its people have, which it is held against. */
export interface ToldHazard extends Omit<Hazard, "bound" | "responsibles" | "putOffs"> {
  readonly due?: HazardDue;
}

export interface HazardFilter {
  /** `open`: not written off. */
  readonly state?: HazardState | "open";
  /** This one and those inside it. */
  readonly zone?: ZoneId;
  readonly class?: HazardClass;
  /** Somewhere in its words, its number `HZ-12` or what was said of it. */
  readonly text?: string;
  readonly overdue?: "true";
}

export function toldHazard(hazard: Hazard): ToldHazard {
  const due = dueOf(hazard);
  const { bound: _, responsibles: __, putOffs: ___, ...told } = hazard;
  return due === undefined ? told : { ...told, due };
}

/** What was done to a hazard, without every name that those who did it have. */
export function withoutNames<Act>(act: Act): Act {
  if (typeof act !== "object" || act === null) return act;
  const { names: _, responsibles: __, ...told } = act as Act & { readonly names?: unknown; readonly responsibles?: unknown };
  return told as Act;
}

const isOverdue = ({ due }: ToldHazard, now: number): boolean => due !== undefined && due.at < now;

/** How many there are in each state, and how many of them are late. */
export type HazardCounts = Readonly<Record<HazardState | "overdue", number>>;

export function countsOf(hazards: readonly ToldHazard[], now: number): HazardCounts {
  const inState = HAZARD_STATES.map((state) => [state, hazards.filter((hazard) => hazard.state === state).length] as const);
  return { ...(Object.fromEntries(inState) as Record<HazardState, number>), overdue: hazards.filter((one) => isOverdue(one, now)).length };
}

/** Those that match, in the order of what is to be dealt with: late before in time, major before general, the first to be due first; written off last. */
export function matchingHazards(
  hazards: readonly ToldHazard[],
  { state, zone, class: of, text = "", overdue }: HazardFilter,
  { site, now }: { readonly site: Site; readonly now: number },
): readonly ToldHazard[] {
  const within = zone === undefined ? undefined : zonesWithin([zone], site);
  const sought = text.trim().toLowerCase();
  return hazards
    .filter(
      (hazard) =>
        (state === undefined || (state === "open" ? hazard.state !== "written-off" : hazard.state === state)) &&
        (within === undefined || within.has(hazard.zoneId)) &&
        (of === undefined || hazard.class === of) &&
        (overdue === undefined || isOverdue(hazard, now)) &&
        (sought === "" || textsOf(hazard).some((each) => each.toLowerCase().includes(sought))),
    )
    .toSorted((a, b) => rankOf(a, now) - rankOf(b, now) || (a.due?.at ?? 0) - (b.due?.at ?? 0) || b.number - a.number);
}

/** 0 and 1: late, 2 and 3: in time, 4: written off. */
const rankOf = (hazard: ToldHazard, now: number): number =>
  hazard.due === undefined ? 4 : (isOverdue(hazard, now) ? 0 : 2) + (hazard.level === "major" ? 0 : 1);

const textsOf = ({ number, words, found, settlement, alarm }: ToldHazard): readonly string[] => [
  `HZ-${number}`,
  words,
  found?.zh ?? "",
  alarm?.code ?? "",
  settlement?.measures ?? "",
  settlement?.department ?? "",
];

/** Those of the zones somebody sees; of what is elsewhere nothing is told, not even that it is there. */
export const hazardsWithin = (hazards: readonly Hazard[], scope: Scope): readonly ToldHazard[] =>
  hazards.filter(({ zoneId }) => scope.hasZone(zoneId)).map(toldHazard);
