import type { MessageKey } from "../text/messages.ts";
import { type OpenSection, sectionsFor } from "./routes.ts";

/** What a key does besides going to a section, wherever the focus is but in a field. */
export const SHORTCUTS = [
  { keys: ["j", "ArrowDown"], does: "next", text: "shortcuts.next" },
  { keys: ["k", "ArrowUp"], does: "previous", text: "shortcuts.previous" },
  { keys: ["a"], does: "acknowledge", text: "shortcuts.acknowledge" },
  { keys: ["c"], does: "comment", text: "shortcuts.comment" },
  { keys: ["t"], does: "attend", text: "shortcuts.attend" },
  { keys: ["r"], does: "reset", text: "shortcuts.reset" },
  { keys: ["h"], does: "shelve", text: "shortcuts.shelve" },
  { keys: ["g"], does: "assign", text: "shortcuts.assign" },
  { keys: ["y"], does: "accept", text: "shortcuts.accept" },
  { keys: ["n"], does: "decline", text: "shortcuts.decline" },
  { keys: ["e"], does: "cause", text: "shortcuts.cause" },
  { keys: ["s"], does: "sound", text: "shortcuts.sound" },
  { keys: ["m"], does: "silence", text: "shortcuts.silence" },
  { keys: ["o"], does: "hand-over", text: "shortcuts.hand-over" },
  { keys: ["w"], does: "wall", text: "shortcuts.wall" },
  { keys: ["l"], does: "language", text: "shortcuts.language" },
  { keys: ["?"], does: "help", text: "shortcuts.help" },
  { keys: ["Escape"], does: "close", text: "shortcuts.close" },
] as const satisfies readonly { readonly keys: readonly string[]; readonly does: string; readonly text: MessageKey }[];
export type ShortcutAction = (typeof SHORTCUTS)[number]["does"];

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** The key is held down: a held key acknowledges one alarm, not all of them. */
  readonly repeat: boolean;
}

const REPEATABLE: ReadonlySet<ShortcutAction> = new Set(["next", "previous"]);

/** What a key press asks for. While somebody types only Escape counts; keys with a modifier belong to the browser. */
export function shortcutOf(press: KeyPress, typing: boolean): ShortcutAction | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined;
  const does = SHORTCUTS.find(({ keys }) => (keys as readonly string[]).includes(press.key))?.does;
  if (does === undefined || (typing && does !== "close")) return undefined;
  return press.repeat && !REPEATABLE.has(does) ? undefined : does;
}

/** The section a key press goes to; its digit. */
export function sectionAt(press: KeyPress, typing: boolean, sections = sectionsFor()): OpenSection | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey || press.repeat || typing) return undefined;
  return sections.find(({ key }) => key === press.key);
}
