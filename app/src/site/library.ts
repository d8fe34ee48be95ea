import { globSync } from "node:fs";
import { dirname, join } from "node:path";

/** The profiles that come along: beside the sources and beside what is built from them. */
const PROFILE_FOLDER = join(import.meta.dirname, "../../profiles");

/** How an include says that it means one of them: `labcanary:gases`. */
const PREFIX = "labcanary:";

/** What a site may include of the library, as it is written there. */
export function shippedNames(): readonly string[] {
  return globSync("*.yaml", { cwd: PROFILE_FOLDER })
    .map((file) => `${PREFIX}${file.slice(0, -".yaml".length)}`)
    .toSorted();
}

/** What an include means: a file of the site, a file of the library, or a library there is not. */
type Included = { readonly kind: "own" | "unknown" } | { readonly kind: "library"; readonly file: string };

export function shippedFile(name: string): Included {
  if (!name.startsWith(PREFIX)) return { kind: "own" };
  return shippedNames().includes(name)
    ? { kind: "library", file: join(PROFILE_FOLDER, `${name.slice(PREFIX.length)}.yaml`) }
    : { kind: "unknown" };
}

export const isShipped = (file: string): boolean => dirname(file) === PROFILE_FOLDER;
