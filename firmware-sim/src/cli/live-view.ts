/** A block of lines at the foot of a terminal that is drawn over in place. */
export interface LiveView {
  draw(lines: readonly string[]): void;
  /** What was drawn last stays; the cursor is back. */
  end(): void;
}

export interface Screen {
  write(text: string): void;
  readonly columns: number;
}

/** ECMA-48: hide and show the cursor; up so many lines; clear the line, and all below. */
const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";
const up = (lines: number): string => (lines === 0 ? "" : `\u001b[${lines}A`);
const CLEAR_LINE = "\u001b[2K";
const CLEAR_BELOW = "\u001b[0J";
/** Synchronized output: terminals that know it show the block at once, others ignore it. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";

/**
 * One write for each drawing, each line cleared just before it is written anew: nothing is blank in between, so nothing flickers. Lines wider than
 * the screen are cut, since a wrapped one would be two.
 */
export function createLiveView(screen: Screen): LiveView {
  let drawn = 0;
  return {
    draw(lines) {
      const shown = lines.map((line) => `${CLEAR_LINE}${line.slice(0, screen.columns - 1)}\n`).join("");
      screen.write(`${BEGIN}${HIDE}${up(drawn)}\r${shown}${CLEAR_BELOW}${END}`);
      drawn = lines.length;
    },
    end() {
      if (drawn > 0) screen.write(SHOW);
    },
  };
}
