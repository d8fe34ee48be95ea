import type { AccessLine } from "../signals/access-list.ts";
import { type PlotLine, spansOfState } from "./plot-line.ts";
import type { Window } from "./zoom.ts";

/** A door below the lines: when it was open, and who was at it. */
export interface DoorRow {
  readonly key: string;
  readonly name: string;
  readonly openings: readonly Window[];
  readonly events: readonly { readonly id: string; readonly at: number; readonly words: string }[];
}

/** The name of the state in which a door lets people through. A door that names none so has no openings to draw. */
const OPEN = "open";

/** When a door was open, as far as its state is known. */
export function openingsOf({ columns, style, hold }: Pick<PlotLine, "columns" | "style" | "hold">, to: number): readonly Window[] {
  const state = style.states?.indexOf(OPEN) ?? -1;
  return state === -1 ? [] : spansOfState(columns, state, { hold, to });
}

export const eventsOf = (lines: readonly AccessLine[], wordsOf: (line: AccessLine) => string): DoorRow["events"] =>
  lines.map((line) => ({ id: line.id, at: line.at, words: wordsOf(line) }));
