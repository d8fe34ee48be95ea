import type { Contacts } from "./compile-contacts.ts";
import type { SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { RouteTarget } from "./routing.ts";

type Path = readonly (string | number)[];

/** Whoever has the place in the zone of the alarm, or in the site. */
const PLACES = ["responsible", "deputy", "security-centre"] as const;

interface TargetSource {
  readonly file: SiteFile;
  readonly contacts: Contacts;
}

/**
 * Whom a step tells: `responsible`, `deputy`, `security-centre`, and by id `rota:ID` and `contact:ID`. An id has no colon, so that none
 * can be taken for a place, whatever people are called.
 */
export function compileTargets(whom: readonly string[], path: Path, source: TargetSource, problems: Problems): readonly RouteTarget[] {
  if (whom.length === 0) problems.add("SITE_ROUTE", path, "name somebody to tell");
  return whom.flatMap((text, index) => {
    const target = compileTarget(text, [...path, index], source, problems);
    return target === undefined ? [] : [target];
  });
}

function compileTarget(text: string, path: Path, { file, contacts }: TargetSource, problems: Problems): RouteTarget | undefined {
  const place = PLACES.find((name) => name === text);
  if (place !== undefined) return { kind: place };
  const rotaId = text.startsWith("rota:") ? text.slice("rota:".length) : undefined;
  if (rotaId !== undefined) {
    if (isRota(rotaId, file)) return { kind: "rota", rotaId };
    problems.add("SITE_UNKNOWN_ROTA", path, `"${rotaId}" is not under rotas; add it there or correct the name`);
    return undefined;
  }
  const personId = text.startsWith("contact:") ? text.slice("contact:".length) : undefined;
  if (personId !== undefined) {
    return contacts.expect(personId, path, problems) === undefined ? undefined : { kind: "contact", personId };
  }
  problems.add("SITE_ROUTE", path, `"${text}" is none of ${PLACES.join(", ")}, rota:ID and contact:ID${meant(text, { file, contacts })}`);
  return undefined;
}

const isRota = (id: string, { rotas = {} }: SiteFile): boolean => Object.hasOwn(rotas, id);

function meant(text: string, { file, contacts }: TargetSource): string {
  if (contacts.all.some(({ id }) => id === text)) return `; write contact:${text}`;
  return isRota(text, file) ? `; write rota:${text}` : "";
}
