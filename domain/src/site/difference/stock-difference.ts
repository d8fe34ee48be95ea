import type { Site } from "../site.ts";
import type { Stock } from "../stock/index.ts";
import { type AttributeDifference, changedBy, type SiteDifference } from "./difference.ts";
import { plainWords } from "./words.ts";

/**
 * How controlled substances are kept. What is added is kept better than before; whatever else is changed may be looser, and nobody has
 * judged which: a second person looks at it.
 */
export function stockChanged({ stock: before }: Site, { stock: after }: Site): SiteDifference | undefined {
  return changedBy({ about: "site", id: "stock", isSafety: true }, [
    ...partsChanged("policies", before?.policies ?? {}, after?.policies ?? {}),
    ...partsChanged("cabinets", byId(before?.cabinets, "zoneId"), byId(after?.cabinets, "zoneId")),
    ...partsChanged("substances", byId(before?.substances, "id"), byId(after?.substances, "id")),
  ]);
}

type Parts = Readonly<Record<string, object>>;

const byId = <Part extends Stock["cabinets"][number] | Stock["substances"][number]>(list: readonly Part[] = [], key: keyof Part): Parts =>
  Object.fromEntries(list.map((part) => [part[key], part]));

function partsChanged(kind: string, before: Parts, after: Parts): readonly AttributeDifference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((id): readonly AttributeDifference[] => {
    const [was, is] = [before[id], after[id]];
    const attribute = `${kind}.${id}`;
    if (is === undefined) return [{ attribute, before: plainWords(was), verdict: "looser" }];
    if (was === undefined) return [{ attribute, after: plainWords(is), verdict: "tighter" }];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ attribute, before: plainWords(was), after: plainWords(is), verdict: "unclear" }];
  });
}
