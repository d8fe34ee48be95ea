import { fork } from "node:child_process";
import { extname, join } from "node:path";
import type { Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import type { FileProblem } from "../yaml-source.ts";

/**
 * As `loadSite`, in a process that ends with it: reading 10,000 devices takes seconds and 300 MB, which neither the alarm path nor the
 * memory of a running platform should bear. (A thread's memory stays with the process in part.)
 */
export function loadSiteInProcess(file: string): Promise<Result<Site, readonly FileProblem[]>> {
  return new Promise((resolve, reject) => {
    const reader = fork(join(import.meta.dirname, `load-process${extname(import.meta.filename)}`), [file], { serialization: "advanced" });
    reader.once("message", (outcome) => resolve(outcome as Result<Site, readonly FileProblem[]>));
    reader.once("error", reject);
    reader.once("exit", (code) => reject(new Error(`the process that reads the site ended with ${code} and no answer`)));
  });
}
