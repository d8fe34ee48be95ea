import type { Text } from "@labcanary/domain/basics";
import { QUANTITIES, type Quantity, UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import type { PlotLine } from "./plot-line.ts";

const BETWEEN: Text = { en: ", ", zh: "，" };

/** What the axis of a panel is of, with its unit; of a state the line itself. */
export function panelTitle([first]: readonly PlotLine[], pick: (text: Text) => string): string {
  if (first === undefined) return "";
  if (first.style.states !== undefined) return `${first.look.tag} ${first.name}`;
  const quantity = first.group.split(" ")[0] as Quantity;
  const unit = UNIT_SYMBOLS[first.style.unit];
  return unit === "" ? pick(QUANTITIES[quantity].name) : `${pick(QUANTITIES[quantity].name)}${pick(BETWEEN)}${unit}`;
}
