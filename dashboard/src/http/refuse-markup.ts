import { holdsScript, isReadable, type MARKUP_REFUSALS } from "@labcanary/domain/governance";
import type { AlarmDesk } from "@labcanary/domain/ports";
import { HttpError } from "./http-errors.ts";
import type { App } from "./typed-app.ts";

/** Keys under which nobody writes words: secrets, which must be taken as they are, an account that is looked up, and what is only looked for. */
export const NOT_WORDS: ReadonlySet<string> = new Set(["password", "newPassword", "code", "token", "username", "also"]);
/** Of a key the journal has so many characters: before a body is checked, anything can stand there. */
const LONGEST_KEY = 64;

/**
 * Refuses every body in which somebody wrote what a browser would run, or what is no text, under whatever key: one that is added later cannot
 * forget it. Nothing has been done by then. It is journaled without the text, by whom and to what; whoever is not signed in is counted only.
 */
export function refuseMarkup(app: App, desk: Pick<AlarmDesk, "record">): void {
  app.addHook("preValidation", async ({ body, session, routeOptions, method }) => {
    if (routeOptions.config.takesMarkup === true) return;
    const found = refusedIn(body);
    if (found === undefined) return;
    const key = found.key.slice(0, LONGEST_KEY);
    const detail = { code: found.code, route: `${method} ${routeOptions.url}`, key };
    if (session !== null) desk.record({ kind: "refused", actor: `user:${session.userName}`, detail });
    throw new HttpError(found.code, `/${key}`);
  });
}

/** Why a text is refused whatever it is said of; undefined of one that is not. */
export function refusalOfText(text: string): keyof typeof MARKUP_REFUSALS | undefined {
  if (holdsScript(text)) return "WORDS_MARKUP";
  return isReadable(text) ? undefined : "WORDS_UNREADABLE";
}

/** The key of a text that is refused, and why; that of a list is its texts' own. Without recursion: a body may be nested as deep as it is long. */
export function refusedIn(body: unknown): { readonly key: string; readonly code: keyof typeof MARKUP_REFUSALS } | undefined {
  const left: { readonly key: string; readonly value: unknown }[] = [{ key: "", value: body }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { key, value } = next;
    const code = typeof value === "string" ? refusalOfText(value) : undefined;
    if (code !== undefined) return { key, code };
    // A picture.
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    const isList = Array.isArray(value);
    for (const [name, inner] of Object.entries(value))
      if (isList || !NOT_WORDS.has(name)) left.push({ key: isList ? key : name, value: inner });
  }
  return undefined;
}
