import { fork } from "node:child_process";
import { extname, join } from "node:path";
import type { Result } from "@labcanary/domain/basics";
import type { FileProblem } from "../yaml-source.ts";
import type { LoadedSite } from "./in-force.ts";

/** A site that was in force, to compare with. */
export interface InArchive {
  readonly folder: string;
  readonly version: string;
}

/**
 * As `loadSite`, and compared with the site in force where one is named, in a process that ends with it: reading 10,000 devices takes
 * seconds and 300 MB, which neither the alarm path nor the memory of a running platform should bear. (A thread's memory stays with
 * the process in part.)
 */
export function loadSiteInProcess(file: string, inForce?: InArchive): Promise<Result<LoadedSite, readonly FileProblem[]>> {
  return new Promise((resolve, reject) => {
    const words = inForce === undefined ? [file] : [file, inForce.folder, inForce.version];
    const reader = fork(join(import.meta.dirname, `load-process${extname(import.meta.filename)}`), words, { serialization: "advanced" });
    reader.once("message", (outcome) => resolve(outcome as Result<LoadedSite, readonly FileProblem[]>));
    reader.once("error", reject);
    reader.once("exit", (code) => reject(new Error(`the process that reads the site ended with ${code} and no answer`)));
  });
}
