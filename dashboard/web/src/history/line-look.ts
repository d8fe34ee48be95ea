/** Tokens of the line colours (styles/tokens.css): told apart by eyes of every kind, and none of them that of a priority. */
const COLOURS = ["line-a", "line-b", "line-c", "line-d", "line-e", "line-f"] as const;
/** In CSS pixels: solid, long, dotted, long and dot. */
const DASHES: readonly (readonly number[])[] = [[], [10, 4], [2, 4], [10, 4, 2, 4]];
const EARLIER_DASH = [1, 3] as const;

/** How a line is told from others: by its colour, its dash, and the figure at its end. */
export interface LineLook {
  readonly colour: (typeof COLOURS)[number];
  readonly dash: readonly number[];
  readonly tag: string;
}

/** Twelve lines have twelve different pairs of colour and dash, and neighbours differ in both. */
export function lookOf(place: number, isEarlier = false): LineLook {
  const colour = COLOURS[place % COLOURS.length] ?? "line-a";
  const dash = isEarlier ? EARLIER_DASH : (DASHES[place % DASHES.length] ?? []);
  return { colour, dash, tag: `${place + 1}${isEarlier ? "′" : ""}` };
}
