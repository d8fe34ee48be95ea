import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { floodItems, plainItems } from "./flood-list.ts";

/** The alarm list as it is looked at: line by line, or, in a flood, by room, some of them opened. */
function createListView() {
  let open = $state.raw<ReadonlySet<string>>(new Set());
  const items = $derived(feed.state.flood === null ? plainItems(desk.rows) : floodItems(desk.rows, desk.site?.zones ?? [], open));
  const alarms = $derived(items.flatMap((item) => (item.kind === "alarm" ? [item.alarm] : [])));

  return {
    get items() {
      return items;
    },
    /** Alarms that have a line now. */
    get alarms() {
      return alarms;
    },
    toggle(room: string): void {
      open = open.has(room) ? new Set([...open].filter((other) => other !== room)) : new Set([...open, room]);
    },
  };
}
export const listView = createListView();
