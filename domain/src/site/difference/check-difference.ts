import type { Checklist, ChecklistItem, NumberWanted, Patrol, PatrolRhythm } from "../checks/index.ts";
import type { HazardLevel } from "../hazard-kind.ts";
import type { Site } from "../site.ts";
import {
  differentAttributes,
  either,
  fewerIsLooser,
  type Judge,
  largerIsLooser,
  makesNone,
  trueProtects,
  widerIsLooser,
} from "./attributes.ts";
import { type AttributeDifference, changedBy, type DifferenceValue, type SiteDifference } from "./difference.ts";
import { hoursWords, plainWords, spanWords } from "./words.ts";

const RHYTHMS: readonly PatrolRhythm[] = ["day", "week", "month", "quarter"];
const LEVELS: readonly HazardLevel[] = ["major", "general"];

/** Further down the list is seldomer, or less grave. */
const laterIsLooser =
  (order: readonly string[]): Judge =>
  (before, after) =>
    largerIsLooser(order.indexOf(String(before)), order.indexOf(String(after)));

/** Percent of the zones that are drawn; without it all of them are visited. */
const fewerDrawnIsLooser: Judge = (before, after) => largerIsLooser(after ?? 100, before ?? 100);

/** Without a number wanted, any is right; a range in another unit is another one. */
const wanted: Judge = (before, after) => {
  if (after === undefined) return "looser";
  if (before === undefined) return "unclear";
  const [was, is] = [before as NumberWanted, after as NumberWanted];
  return was.unit === is.unit ? widerIsLooser(endsOf(was), endsOf(is)) : "unclear";
};
const endsOf = ({ min, max = Number.POSITIVE_INFINITY }: NumberWanted) => ({ max, ...(min === undefined ? {} : { min }) });

const OF_LIST: Readonly<Record<Exclude<keyof Checklist, "items">, Judge>> = {
  id: makesNone,
  version: makesNone,
  name: makesNone,
  source: makesNone,
};
const OF_ITEM: Readonly<Record<keyof ChecklistItem, Judge>> = {
  id: makesNone,
  words: either,
  number: wanted,
  photo: trueProtects,
  always: trueProtects,
  hazard: (before, after) =>
    laterIsLooser(LEVELS)((before as ChecklistItem["hazard"]).level, (after as ChecklistItem["hazard"]).level) === "looser"
      ? "looser"
      : "unclear",
  source: makesNone,
};
const OF_PATROL: Readonly<Record<keyof Patrol, Judge>> = {
  id: makesNone,
  name: makesNone,
  checklist: either,
  zones: fewerIsLooser,
  schedule: either,
  every: laterIsLooser(RHYTHMS),
  within: largerIsLooser,
  by: either,
  spot: fewerDrawnIsLooser,
};

/** What is looked at, how often and by whom: whoever asks for less must not be alone. Lists that no patrol does are nobody's protection. */
export function checkChanges(before: Site, after: Site): readonly SiteDifference[] {
  const used = new Set([...(before.patrols ?? []), ...(after.patrols ?? [])].map(({ checklist }) => checklist));
  const listsOf = ({ checklists = [] }: Site) => checklists.filter(({ id }) => used.has(id));
  const lists = partsChanged(listsOf(before), listsOf(after), ({ items: was, ...list }, { items: is, ...other }) => [
    ...differentAttributes(list, other, OF_LIST, plain),
    ...partsChanged(was, is, (item, next) => differentAttributes(item, next, OF_ITEM, plain)),
  ]);
  const patrols = partsChanged(before.patrols ?? [], after.patrols ?? [], (was, is) =>
    differentAttributes(was, is, OF_PATROL, patrolWords),
  );
  return [
    changedBy({ about: "site", id: "checklists", isSafety: true }, lists),
    changedBy({ about: "site", id: "patrols", isSafety: true }, patrols),
  ].filter((difference) => difference !== undefined);
}

/** Each difference by the id of what it is of: `daily`, `daily.tidy`, `morning.within`. */
function partsChanged<Part extends { readonly id: string }>(
  before: readonly Part[],
  after: readonly Part[],
  compare: (was: Part, is: Part) => readonly AttributeDifference[],
): readonly AttributeDifference[] {
  const [old, fresh] = [before, after].map((parts) => new Map(parts.map((part) => [part.id, part])));
  return [...new Set([...before, ...after].map(({ id }) => id))].flatMap((id): readonly AttributeDifference[] => {
    const [was, is] = [old?.get(id), fresh?.get(id)];
    if (was === undefined) return [{ attribute: id, after: nameOf(is), verdict: "tighter" }];
    if (is === undefined) return [{ attribute: id, before: nameOf(was), verdict: "looser" }];
    return compare(was, is).map((difference) => ({ ...difference, attribute: `${id}.${difference.attribute}` }));
  });
}

/** What a part calls itself: its name, or the words of an item. */
const nameOf = (part: object | undefined): DifferenceValue =>
  plainWords(part !== undefined && "name" in part ? part.name : part !== undefined && "words" in part ? part.words : part);

const plain = (_attribute: string, value: unknown): DifferenceValue => plainWords(value);

function patrolWords(attribute: string, value: unknown): DifferenceValue {
  if (attribute === "within") return spanWords(value as Patrol["within"]);
  return attribute === "schedule" ? hoursWords(value as Patrol["schedule"]) : plainWords(value);
}
