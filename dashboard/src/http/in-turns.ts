import { setImmediate as nextTurn } from "node:timers/promises";

/** Lines of a file made in one turn of the event loop (chosen: some milliseconds; an alarm waits no longer than that). */
const LINES_A_TURN = 50;

/** Items some at a time, in their order: what happens meanwhile, an alarm among it, has its turn between. */
export async function* inTurns<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[], void> {
  for (let place = 0; place < items.length; place += LINES_A_TURN) {
    if (place > 0) await nextTurn();
    yield items.slice(place, place + LINES_A_TURN);
  }
}
