import type { KeyPeriod } from "../key-period/index.ts";
import type { Site } from "../site.ts";
import { differentAttributes, type Judge, largerIsLooser, makesNone } from "./attributes.ts";
import { changedBy, type SiteDifference } from "./difference.ts";
import { dateWords, plainWords } from "./words.ts";

/**
 * Key periods. One that comes protects better; one that goes, is shorter, or lets more pass needs a second person, whatever it is about:
 * doors are sealed by it. The seals themselves are rules, and are compared as those.
 */
export function keyPeriodChanges({ keyPeriods: before = [], ...was }: Site, { keyPeriods: after = [] }: Site): readonly SiteDifference[] {
  const subject = (id: string) => ({ about: "site", id: `${was.id}/keyPeriods/${id}`, isSafety: true }) as const;
  const gone = before.flatMap((period): readonly SiteDifference[] => {
    const other = after.find(({ id }) => id === period.id);
    if (other === undefined) return [{ ...subject(period.id), change: "removed", verdict: "looser", attributes: [] }];
    const changed = changedBy(subject(period.id), differentAttributes(comparable(period), comparable(other), ATTRIBUTES, wordsOf));
    return changed === undefined ? [] : [changed];
  });
  const added = after.filter(({ id }) => before.every((period) => period.id !== id));
  return [...gone, ...added.map(({ id }) => ({ ...subject(id), change: "added", verdict: "tighter", attributes: [] }) as const)];
}

/** Ids of the key periods that have come, or begin at another time. */
export const periodsWithNewDays = (differences: readonly SiteDifference[]): readonly string[] =>
  differences.flatMap(({ about, id, change, attributes }) => {
    const [, period] = about === "site" ? id.split("/keyPeriods/") : [];
    return period !== undefined && (change === "added" || attributes.some(({ attribute }) => attribute === "from")) ? [period] : [];
  });

/** Without its seals, each of which is a rule of its door. */
const comparable = ({ id: _id, seals: _seals, ...rest }: KeyPeriod): object => rest;

/** Of zones and check-ins either may be what somebody relied on. */
const ATTRIBUTES: Readonly<Record<string, Judge>> = {
  kind: makesNone,
  name: makesNone,
  from: largerIsLooser,
  to: (before, after) => largerIsLooser(after, before),
  delays: largerIsLooser,
  preFlight: (before, after) => largerIsLooser(after, before),
};

const wordsOf = (attribute: string, value: unknown) =>
  attribute === "from" || attribute === "to" ? dateWords(value as number) : plainWords(value);
