import { hasPersonMark } from "@labcanary/domain/basics";
import { type Site, withNames } from "@labcanary/domain/site";
import type { App } from "./typed-app.ts";

/**
 * Puts names in the place of the marks of people (`personMark`) in every answer to somebody signed in: what is kept names nobody, and whoever
 * reads it is told who it was. Whoever has no session is given back what they wrote, and learns no name by writing a mark. Files to take along are
 * left as they were made (`named-files.ts`): what is written down of one is its hash.
 */
export function sayNames(app: App, site: () => Site): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.session === null || typeof payload !== "string" || !hasPersonMark(payload)) return payload;
    if (String(reply.getHeader("content-disposition")).startsWith("attachment")) return payload;
    const isJson = String(reply.getHeader("content-type")).startsWith("application/json");
    return isJson ? withNamesInJson(payload, site()) : withNames(payload, site());
  });
}

/** As {@link withNames}, of what is JSON already and stays it. */
export const withNamesInJson = (json: string, site: Pick<Site, "people">): string => withNames(json, escaped(site));

/** As names stand in JSON. */
const escaped = ({ people }: Pick<Site, "people">): { readonly people: Site["people"] } => ({
  people: people.map((person) => ({ ...person, name: JSON.stringify(person.name).slice(1, -1) })),
});
