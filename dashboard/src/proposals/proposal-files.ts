import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type EpochMs, type Result } from "@labcanary/domain/basics";

/** A change somebody would like in the site's files. Nothing is in force by it. */
export interface Proposal {
  readonly id: string;
  /** Account name. */
  readonly by: string;
  readonly at: EpochMs;
  /** Of the site it was made over. */
  readonly siteVersion: string;
}

/** Of one kind. Chosen: more than anybody reviews, few enough to be read at once. */
export const MOST_PROPOSALS = 200;
const FILE = /^([0-9a-f]{8})\.json$/;

/** Proposals of one kind as files of the data folder, where the command line finds them too: the web's process writes no file of the site. */
export interface ProposalFiles<Kind extends Proposal> {
  /** Newest first. */
  list(): readonly Kind[];
  find(id: string): Kind | undefined;
  /** Durable on return, with the id it is known by; or there are MOST_PROPOSALS already. */
  keep(proposal: Omit<Kind, "id">): Result<Kind, "full">;
  /** Whether there was one. */
  remove(id: string): boolean;
}

export function proposalFiles<Kind extends Proposal>(folder: string): ProposalFiles<Kind> {
  const ids = (): readonly string[] => {
    try {
      return readdirSync(folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  };
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const read = (id: string): Kind => JSON.parse(readFileSync(fileOf(id), "utf8")) as Kind;
  return {
    list: () =>
      ids()
        .map(read)
        .toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)),
    find: (id) => (ids().includes(id) ? read(id) : undefined),
    keep(proposal) {
      if (ids().length >= MOST_PROPOSALS) return err("full");
      const kept = { id: randomUUID().slice(0, 8), ...proposal } as Kind;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(kept.id);
      writeFileSync(`${file}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
      return ok(kept);
    },
    remove(id) {
      if (!ids().includes(id)) return false;
      rmSync(fileOf(id), { force: true });
      return true;
    },
  };
}
