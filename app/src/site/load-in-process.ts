import { fork } from "node:child_process";
import { extname, join } from "node:path";
import { ok, type Result } from "@labcanary/domain/basics";
import { SiteArchive } from "@labcanary/ingest/site-archive";
import type { FileProblem } from "../yaml-source.ts";
import type { LoadedSite } from "./in-force.ts";
import type { ReadSite } from "./load-process.ts";

/** Where sites are kept that are or were in force, and the one to compare with, if there is one. */
export interface InArchive {
  readonly folder: string;
  readonly version?: string;
}

/** It lives for seconds and makes hundreds of MB on the way: with the default 16 MiB a third of its time is collecting them. */
const ROOM = "--max-semi-space-size=128";

/**
 * As `loadSite`, and compared with the site in force where one is named, in a process that ends with it: reading 10,000 devices takes
 * seconds and 300 MB, which neither the alarm path nor the memory of a running platform should bear. (A thread's memory stays with
 * the process in part.) At the start it comes by way of the archive, where that can be written.
 */
export async function loadSiteInProcess(file: string, archive?: InArchive): Promise<Result<LoadedSite, readonly FileProblem[]>> {
  const read = await readInProcess(file, archive);
  if (!read.ok || "site" in read.value) return read as Result<LoadedSite, readonly FileProblem[]>;
  return ok({ site: await new SiteArchive((archive as InArchive).folder).load(read.value.archived) });
}

function readInProcess(file: string, archive: InArchive | undefined): Promise<Result<ReadSite, readonly FileProblem[]>> {
  return new Promise((resolve, reject) => {
    const words = archive === undefined ? [] : [archive.folder, ...(archive.version === undefined ? [] : [archive.version])];
    const reader = fork(join(import.meta.dirname, `load-process${extname(import.meta.filename)}`), [file, ...words], {
      serialization: "advanced",
      execArgv: [...process.execArgv, ROOM],
    });
    reader.once("message", (outcome) => resolve(outcome as Result<ReadSite, readonly FileProblem[]>));
    reader.once("error", reject);
    reader.once("exit", (code) => reject(new Error(`the process that reads the site ended with ${code} and no answer`)));
  });
}
