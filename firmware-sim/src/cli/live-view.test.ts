import { expect, test } from "vitest";
import { createLiveView } from "./live-view.ts";

/** As much of a terminal as the view uses: what is on the screen after all that was written. */
function terminal(columns = 40) {
  const rows: string[] = [];
  const writes: string[] = [];
  let row = 0;
  let isCursorShown = true;
  const write = (text: string): void => {
    writes.push(text);
    // oxlint-disable-next-line no-control-regex
    for (const part of text.match(/\u001b\[[?0-9]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g) ?? []) {
      if (part === "\n") row++;
      else if (part.endsWith("A") && part.startsWith("\u001b")) row -= Number(part.slice(2, -1));
      else if (part === "\u001b[2K") rows[row] = "";
      else if (part === "\u001b[0J") rows.splice(row);
      else if (part === "\u001b[?25l") isCursorShown = false;
      else if (part === "\u001b[?25h") isCursorShown = true;
      else if (!part.startsWith("\u001b") && part !== "\r") rows[row] = (rows[row] ?? "") + part;
    }
  };
  return { screen: { write, columns }, rows, writes, isCursorShown: () => isCursorShown };
}

test("each drawing takes the place of the one before, in one write, whether it is longer or shorter", () => {
  const { screen, rows, writes } = terminal();
  const view = createLiveView(screen);
  view.draw(["first", "second", "third"]);
  view.draw(["1st", "2nd"]);
  expect(rows).toEqual(["1st", "2nd"]);
  view.draw(["a", "b", "c", "d"]);
  expect(rows).toEqual(["a", "b", "c", "d"]);
  expect(writes).toHaveLength(3);
});

test("a line wider than the screen is cut, not wrapped", () => {
  const { screen, rows } = terminal(10);
  createLiveView(screen).draw(["0123456789abc", "next"]);
  expect(rows).toEqual(["012345678", "next"]);
});

test("the cursor is hidden while it draws and back when it ends, and nothing is written where nothing was drawn", () => {
  const { screen, isCursorShown, writes } = terminal();
  const view = createLiveView(screen);
  view.end();
  expect(writes).toEqual([]);
  view.draw(["x"]);
  expect(isCursorShown()).toBe(false);
  view.end();
  expect(isCursorShown()).toBe(true);
});
