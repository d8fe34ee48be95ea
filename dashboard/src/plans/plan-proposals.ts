import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type EpochMs, type Result } from "@labcanary/domain/basics";
import type { PlanPlace } from "@labcanary/domain/site";

/** A change of a plan somebody would like in the site's files. Nothing is in force by it. */
export interface PlanProposal {
  readonly id: string;
  readonly planId: string;
  /** Account name. */
  readonly by: string;
  readonly at: EpochMs;
  /** Of the site it was made over. */
  readonly siteVersion: string;
  readonly note?: string;
  /** The places in force when it was made. */
  readonly before: readonly PlanPlace[];
  readonly places: readonly PlanPlace[];
}

/** Chosen: more than anybody reviews, few enough to be read at once. */
export const MOST_PROPOSALS = 200;
const FOLDER = "plan-proposals";
const FILE = /^([0-9a-f]{8})\.json$/;

/** Proposals as files of the data folder, where the command line finds them too. */
export interface PlanProposals {
  /** Newest first. */
  list(): readonly PlanProposal[];
  find(id: string): PlanProposal | undefined;
  /** Durable on return, with the id it is known by. */
  keep(proposal: Omit<PlanProposal, "id">): Result<PlanProposal, "PLAN_PROPOSALS_FULL">;
  /** Whether there was one. */
  remove(id: string): boolean;
}

export function planProposalsIn(dataFolder: string): PlanProposals {
  const folder = join(dataFolder, FOLDER);
  const ids = (): readonly string[] => {
    try {
      return readdirSync(folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  };
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  const read = (id: string): PlanProposal => JSON.parse(readFileSync(fileOf(id), "utf8")) as PlanProposal;
  return {
    list: () =>
      ids()
        .map(read)
        .toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)),
    find: (id) => (ids().includes(id) ? read(id) : undefined),
    keep(proposal) {
      if (ids().length >= MOST_PROPOSALS) return err("PLAN_PROPOSALS_FULL");
      const kept: PlanProposal = { id: randomUUID().slice(0, 8), ...proposal };
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
