/** The lines that differ, as `diff -U0` shows them; each text ends with a line break. The cost grows with the square of what lies between the first and last. */
export function lineDiff(before: string, after: string): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let first = 0;
  while (first < old.length && first < fresh.length && old[first] === fresh[first]) first++;
  let [oldEnd, freshEnd] = [old.length, fresh.length];
  while (oldEnd > first && freshEnd > first && old[oldEnd - 1] === fresh[freshEnd - 1]) [oldEnd, freshEnd] = [oldEnd - 1, freshEnd - 1];
  return hunksOf(old.slice(first, oldEnd), fresh.slice(first, freshEnd), first);
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, "").split("\n");

/** `above`: lines before both. */
function hunksOf(old: readonly string[], fresh: readonly string[], above: number): string {
  const common = commonLengths(old, fresh);
  const hunks: string[] = [];
  let [at, place] = [0, 0];
  while (at < old.length || place < fresh.length) {
    if (at < old.length && old[at] === fresh[place]) {
      [at, place] = [at + 1, place + 1];
      continue;
    }
    const [fromOld, fromFresh] = [at, place];
    while ((at < old.length || place < fresh.length) && !(at < old.length && old[at] === fresh[place])) {
      const isTaken = place >= fresh.length || (at < old.length && lengthAt(common, at + 1, place) >= lengthAt(common, at, place + 1));
      if (isTaken) at++;
      else place++;
    }
    const [taken, put] = [old.slice(fromOld, at), fresh.slice(fromFresh, place)];
    const header = `@@ -${rangeOf(above + fromOld, taken.length)} +${rangeOf(above + fromFresh, put.length)} @@`;
    hunks.push([header, ...taken.map((line) => `-${line}`), ...put.map((line) => `+${line}`)].join("\n"));
  }
  return hunks.map((hunk) => `${hunk}\n`).join("");
}

/** Nothing stands behind the line before it. */
const rangeOf = (before: number, count: number): string =>
  count === 0 ? `${before},0` : count === 1 ? `${before + 1}` : `${before + 1},${count}`;

/** How many lines both have in common from each pair of places on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array.from({ length: fresh.length + 1 }, () => 0));
  for (let at = old.length - 1; at >= 0; at--) {
    const row = lengths[at] as number[];
    for (let place = fresh.length - 1; place >= 0; place--)
      row[place] =
        old[at] === fresh[place]
          ? 1 + lengthAt(lengths, at + 1, place + 1)
          : Math.max(lengthAt(lengths, at + 1, place), row[place + 1] as number);
  }
  return lengths;
}

const lengthAt = (lengths: readonly (readonly number[])[], at: number, place: number): number => lengths[at]?.[place] ?? 0;
