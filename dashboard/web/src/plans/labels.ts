/** A mark that may be shown with its words, in pixels of the screen. */
export interface Labelled {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Smaller goes first. */
  readonly rank: number;
}

/**
 * Which marks have room for their words: the gravest first, then in their order. The rest are shapes alone until somebody comes closer.
 * What is wrong takes the room of what is not, never the other way round.
 */
export function withRoom(marks: readonly Labelled[], shapeSize: number): ReadonlySet<string> {
  const taken = createGrid();
  const shown = new Set<string>();
  const byRank = marks.toSorted((a, b) => a.rank - b.rank);
  // A shape is always there, and words of another are not written over one that is graver.
  for (const mark of byRank) {
    const words = { left: mark.x - mark.width / 2, top: mark.y - mark.height / 2, width: mark.width, height: mark.height };
    if (taken.isFree(words)) {
      shown.add(mark.key);
      taken.add(words);
    } else taken.add({ left: mark.x - shapeSize / 2, top: mark.y - shapeSize / 2, width: shapeSize, height: shapeSize });
  }
  return shown;
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Chosen: a label touches few cells, a cell few labels. */
const CELL_SIZE = 64;

function createGrid() {
  const cells = new Map<string, Area[]>();
  const cellsOf = ({ left, top, width, height }: Area): string[] => {
    const keys: string[] = [];
    for (let x = Math.floor(left / CELL_SIZE); x <= Math.floor((left + width) / CELL_SIZE); x++)
      for (let y = Math.floor(top / CELL_SIZE); y <= Math.floor((top + height) / CELL_SIZE); y++) keys.push(`${x} ${y}`);
    return keys;
  };
  const overlap = (a: Area, b: Area): boolean =>
    a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
  return {
    isFree: (area: Area): boolean => cellsOf(area).every((key) => !(cells.get(key) ?? []).some((other) => overlap(area, other))),
    add(area: Area): void {
      for (const key of cellsOf(area)) {
        const known = cells.get(key);
        if (known === undefined) cells.set(key, [area]);
        else known.push(area);
      }
    },
  };
}
