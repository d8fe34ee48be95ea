import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { floodItems, type ListItem, plainItems } from "./flood-list.ts";
import { type HeldList, heldList } from "./held-list.ts";

/** The list moves again so long after the last sign of a hand (chosen: a pointer left lying on it must not keep the list from anybody). */
const HOLD_MS = 5000;
/** After lines have moved under a hand none takes a press (chosen: longer than a finger that is on its way needs). */
const SETTLE_MS = 700;

/** The alarm list as it is looked at: line by line, or, in a flood, by room, some of them opened; held still under a hand. */
function createListView() {
  let open = $state.raw<ReadonlySet<string>>(new Set());
  let held = $state.raw<{ readonly items: readonly ListItem[]; readonly isFlood: boolean } | undefined>();
  let settlesAt = $state(0);
  let release: ReturnType<typeof setTimeout> | undefined;
  const isFlood = $derived(feed.state.flood !== null);
  const current = $derived(isFlood ? floodItems(desk.rows, desk.site?.zones ?? [], open) : plainItems(desk.rows));
  /** Line by line and by room are two lists: what was held in one is not held in the other. */
  const isHeld = $derived(held !== undefined && held.isFlood === isFlood);
  const view: HeldList = $derived(
    held === undefined || !isHeld
      ? { items: current, waiting: [] }
      : heldList(held.items, current, (alarmId) => feed.state.alarms.get(alarmId)),
  );
  const alarms = $derived(view.items.flatMap((item) => (item.kind === "alarm" && item.ended === undefined ? [item.alarm] : [])));

  function letGo(): void {
    clearTimeout(release);
    held = undefined;
  }

  return {
    get items() {
      return view.items;
    },
    /** Lines that wait until the list is let go. */
    get waiting() {
      return view.waiting;
    },
    /** Alarms that have a line now. */
    get alarms() {
      return alarms;
    },
    /** Lines have just moved under a hand. */
    get isSettling() {
      return feed.ownNow < settlesAt;
    },
    /** A hand is at the list: it is held for a while. */
    hold(): void {
      if (!isHeld) held = { items: current, isFlood };
      clearTimeout(release);
      release = setTimeout(letGo, HOLD_MS);
    },
    letGo,
    /** To be called when the lines may have changed: what broke the hold is held with the rest from now on. */
    settle(): void {
      if (!isHeld || view.items !== current) return;
      held = { items: current, isFlood };
      settlesAt = Date.now() + SETTLE_MS;
    },
    toggle(room: string): void {
      open = open.has(room) ? new Set([...open].filter((other) => other !== room)) : new Set([...open, room]);
      // Whoever opens a room wants to see it.
      letGo();
    },
  };
}
export const listView = createListView();
