import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { EpochMs } from "@labcanary/domain/basics";
import type { FoundInSite, SearchedSites } from "@labcanary/domain/ports";
import { siteOf } from "./site-text.ts";

/** The versions of the site on disk that have one of these people, oldest first; those that cannot be read are named, and stop nothing. */
export function peopleInSites(folder: string, ids: readonly string[]): SearchedSites {
  const found: FoundInSite[] = [];
  const unreadable: string[] = [];
  for (const name of readFolder(folder)) {
    try {
      found.push(...peopleIn(join(folder, name), ids));
    } catch (error) {
      // One goes by itself once the log no longer needs it.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") unreadable.push(name);
    }
  }
  return { found: found.toSorted((one, other) => one.since - other.since), unreadable };
}

/** Throws where the file is no site, or not whole. */
function peopleIn(file: string, ids: readonly string[]): readonly FoundInSite[] {
  const text = readFileSync(file, "utf8");
  if (!text.trimEnd().endsWith("}")) throw new Error(`${file} is cut off`);
  // Most of them name nobody who is looked for, and a large one takes long to parse.
  if (!ids.some((id) => text.includes(JSON.stringify(id)))) return [];
  const { version, people } = siteOf(text);
  const since = Math.floor(statSync(file).mtimeMs) as EpochMs;
  return people.filter(({ id, account = id }) => ids.includes(id) || ids.includes(account)).map((person) => ({ version, since, person }));
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch (error) {
    // There is none before the first start.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** As `peopleInSites`, in a thread of its own: a site of 10,000 devices takes a tenth of a second to parse, and no alarm waits for it. */
export async function findInSites(folder: string, ids: readonly string[]): Promise<SearchedSites> {
  const worker = new Worker(new URL(`./people-in-sites-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: { folder, ids },
  });
  const ended = once(worker, "exit").then(() => {
    throw new Error("the thread that looks through the versions of the site ended without an answer");
  });
  const [searched] = (await Promise.race([once(worker, "message"), ended])) as [SearchedSites];
  return searched;
}
