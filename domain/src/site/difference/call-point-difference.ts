import type { Device, Site } from "../site.ts";
import { changedBy, type SiteDifference } from "./difference.ts";

/** Buttons by which people call for help: one that is none any more is pressed by somebody who believes in it. */
export function callPointChanges(before: Site, after: Site): readonly SiteDifference[] {
  const [was, is] = [buttonsOf(before), buttonsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [old, fresh] = [was.get(id) ?? [], is.get(id) ?? []];
    if (old.join() === fresh.join()) return [];
    const verdict = old.every((button) => fresh.includes(button)) ? "tighter" : "looser";
    const attribute = {
      attribute: "callPoints",
      ...(old.length === 0 ? {} : { before: old.join(", ") }),
      ...(fresh.length === 0 ? {} : { after: fresh.join(", ") }),
      verdict,
    } as const;
    return changedBy({ about: "site", id, isSafety: true }, [attribute]) ?? [];
  });
}

const buttonsOf = ({ devices }: Site): ReadonlyMap<Device["id"], readonly string[]> =>
  new Map(devices.flatMap(({ id, callPoints }) => (callPoints === undefined ? [] : [[id, callPoints.toSorted()]])));
