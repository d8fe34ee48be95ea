/** More slips than this make another word. Chosen: two letters swapped, one left out and one too many are all within it. */
const MOST_SLIPS = 2;

/** The word somebody may have meant; undefined when none is near. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= MOST_SLIPS && slips < candidate.length)
    .toSorted((a, b) => a.slips - b.slips);
  return best?.candidate;
}

/** Levenshtein's distance: letters to put in, leave out or change. */
function slipsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const line = [row + 1];
    for (const [column, other] of [...b].entries()) {
      line.push(Math.min((line[column] ?? 0) + 1, (above[column + 1] ?? 0) + 1, (above[column] ?? 0) + (letter === other ? 0 : 1)));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}

/** What to say of a word nobody knows: the one that was meant, else all there are. */
export function insteadOf(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (known.length === 0) return "there are none";
  return near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
}
