import type { Text } from "../../basics/index.ts";
import type { FigureName } from "./figure.ts";
import { lastedText } from "./report-words.ts";
import type { WeeklyReport } from "./weekly-report.ts";

/** What sentences ask of a report. */
export interface Figures {
  value(name: FigureName): number;
  /** As people read it; undefined where there is none. */
  lasted(name: FigureName): Text | undefined;
  /** In the week before; undefined where that is not known. */
  before(name: FigureName): number | undefined;
}

export function figuresOf({ sections }: WeeklyReport): Figures {
  const all = new Map(sections.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure] as const)));
  return {
    value: (name) => all.get(name)?.value ?? 0,
    lasted(name) {
      const value = all.get(name)?.value;
      return value === undefined ? undefined : lastedText(value);
    },
    before: (name) => all.get(name)?.earlier.at(-1) ?? undefined,
  };
}

/** "1 alarm", "2 alarms". */
export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
export const was = (count: number): string => (count === 1 ? "was" : "were");
