import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { replaceFile } from "./log/index.ts";

/** Until where in the accepted log each version that is on disk may be named; null: it is in force. */
type Until = Readonly<Record<string, LogPosition | null>>;

/** At most in one look (chosen: unlinking takes no time, and the next look is soon). */
const MOST_AT_ONCE = 100;
/** Of the archive's files, and of those an earlier release wrote. */
const ENDINGS = [".site.json", ".json"];
const versionOf = (name: string): string | undefined => {
  const ending = ENDINGS.find((each) => name.endsWith(each));
  return ending === undefined ? undefined : name.slice(0, -ending.length);
};

/**
 * Which versions of the site are still needed to read the accepted log, and which can go. A version may be named from the record that put it in
 * force until the one that put another there: once the log begins after that, nobody can ask for it. What is not known is taken to be
 * needed by everything there is, so that a lost or older index only keeps more, and for longer.
 */
export class SiteVersions {
  readonly #folder: string;
  readonly #file: string;
  #until: Record<string, LogPosition | null> = {};

  /** `folder`: where the archive has them. `file`: of what is known of them. */
  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
  }

  /**
   * A version is about to be named by the log, before it is: whoever is killed between the two finds it needed for as long as anything is. Durable on return.
   */
  async enter(version: string): Promise<void> {
    await replaceFile(this.#file, JSON.stringify({ ...(await readUntil(this.#file)), [version]: null }));
    delete this.#until[version];
  }

  /** A version that was entered is in force from a position on, and no other. Durable on return. */
  async inForce(version: string, position: LogPosition): Promise<void> {
    const known = await readUntil(this.#file);
    const next: Record<string, LogPosition | null> = {};
    for (const each of await this.#onDisk()) next[each] = known[each] ?? position;
    next[version] = null;
    await replaceFile(this.#file, JSON.stringify(next));
    this.#until = next;
  }

  /** Deletes those that nothing names from the log's first position on; gives them. One that came to disk since the last change stays. */
  async prune(first: LogPosition): Promise<readonly string[]> {
    const over = Object.entries(this.#until).flatMap(([version, until]) => (until !== null && until < first ? [version] : []));
    const gone = over.slice(0, MOST_AT_ONCE);
    for (const version of gone) {
      for (const ending of ENDINGS) await rm(join(this.#folder, `${version}${ending}`), { force: true });
      delete this.#until[version];
    }
    return gone;
  }

  async #onDisk(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return [...new Set(names.flatMap((name) => versionOf(name) ?? []))];
  }
}

/** Nothing where it is not there or makes no sense: then every version counts as needed. */
async function readUntil(file: string): Promise<Until> {
  try {
    const read: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof read !== "object" || read === null) return {};
    return Object.fromEntries(Object.entries(read).filter(([, until]) => until === null || typeof until === "number"));
  } catch {
    return {};
  }
}
