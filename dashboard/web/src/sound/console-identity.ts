const ID_KEY = "labcanary.console.id";
const NAME_KEY = "labcanary.console.name";
const MOST_CHARACTERS = 40;

/** Which console this is: an id for as long as the browser keeps its storage, and the name people give it. */
export interface ConsoleIdentity {
  readonly consoleId: string;
  readonly consoleName: string;
}

export function consoleIdentity(): ConsoleIdentity {
  let id = localStorage.getItem(ID_KEY);
  if (id === null) {
    id = crypto.randomUUID().replaceAll("-", "");
    localStorage.setItem(ID_KEY, id);
  }
  return { consoleId: id, consoleName: localStorage.getItem(NAME_KEY) ?? `Console ${id.slice(0, 4).toUpperCase()}` };
}

/** A name of nothing but spaces is none, and the one there is stays. */
export function nameConsole(name: string): void {
  const trimmed = name.trim().slice(0, MOST_CHARACTERS);
  if (trimmed !== "") localStorage.setItem(NAME_KEY, trimmed);
}
