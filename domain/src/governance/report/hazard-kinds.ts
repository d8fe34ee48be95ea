import { HAZARD_CLASSES, HAZARD_LEVELS, type HazardClass, type HazardLevel } from "../../site/index.ts";
import { type ReportFigure, reported } from "./counted-report.ts";
import { countHazardsOfYear } from "./count-year.ts";
import type { FigureName } from "./figure.ts";
import { entriesOf } from "./ledger-entries.ts";
import type { CountedSpan } from "./report-line.ts";

/** Hazards of one class and level, as they stood at the end of the span. */
export interface HazardKindRow {
  readonly class: HazardClass;
  readonly level: HazardLevel;
  readonly figures: readonly ReportFigure[];
}

/** What is told of each kind. */
export const HAZARD_KIND_FIGURES = [
  "hazards-filed",
  "hazards-written-off",
  "hazards-overdue",
  "hazards-open-at-end",
  "hazards-overdue-at-end",
  "verification-mean",
] as const satisfies readonly FigureName[];

/** The figures of hazards, class by class and level by level; kinds without any are left out. */
export function hazardKinds(counted: CountedSpan): readonly HazardKindRow[] {
  const kindOf = new Map<string, string>();
  for (const { record, act } of entriesOf("hazard", counted)) {
    const kind = act.act === "filed" ? act.hazard : act.act === "corrected" ? act.after : undefined;
    if (kind !== undefined) kindOf.set(record, `${kind.class} ${kind.level}`);
  }
  return HAZARD_CLASSES.flatMap((hazardClass) => HAZARD_LEVELS.map((level) => ({ class: hazardClass, level }))).flatMap((kind) => {
    const lines = counted.lines.filter(
      ({ kind: of, detail }) => of === "hazard-recorded" && kindOf.get(String(detail["record"])) === `${kind.class} ${kind.level}`,
    );
    const all = countHazardsOfYear({ ...counted, lines });
    const figures = HAZARD_KIND_FIGURES.flatMap((name) => all.filter((figure) => figure.name === name)).map((each) => reported(each, []));
    return figures.every(({ value = 0 }) => value === 0) ? [] : [{ ...kind, figures }];
  });
}
