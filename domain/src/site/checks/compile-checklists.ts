import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { Checklist, ChecklistItem, NumberWanted } from "./checklist.ts";
import type { ChecklistItemFile } from "./file.ts";

type Path = readonly (string | number)[];

/** The lists of a site, whether or not a patrol does them. */
export function compileChecklists(file: SiteFile, problems: Problems): readonly Checklist[] {
  return Object.entries(file.checklists ?? {}).map(([id, { version, name, source, items }]) => {
    const path = ["checklists", id, "items"];
    if (items.length === 0) problems.add("SITE_CHECKLIST", path, "give at least one item, or take the list out");
    const seen = new Set<string>();
    const compiled = items.map((item, index) => {
      if (seen.has(item.id)) problems.add("SITE_DUPLICATE", [...path, index, "id"], `there is another item "${item.id}" in this list`);
      seen.add(item.id);
      return compileItem(item, source, [...path, index], problems);
    });
    return { id, version, name, source, items: compiled };
  });
}

function compileItem(item: ChecklistItemFile, source: string, path: Path, problems: Problems): ChecklistItem {
  if (item.number !== undefined) checkNumber(item.number, [...path, "number"], problems);
  const { id, words, number, photo = false, always = false, hazard } = item;
  return {
    id,
    words,
    ...(number === undefined ? {} : { number }),
    ...(photo ? { photo } : {}),
    ...(always ? { always } : {}),
    hazard,
    source: item.source ?? source,
  };
}

function checkNumber({ min, max }: NumberWanted, path: Path, problems: Problems): void {
  if (min === undefined && max === undefined)
    problems.add("SITE_CHECKLIST", path, "any number would be right; give min, max or both, so that a wrong one is seen");
  else if (min !== undefined && max !== undefined && min > max)
    problems.add("SITE_CHECKLIST", path, `no number is at least ${min} and at most ${max}; correct min or max`);
}
