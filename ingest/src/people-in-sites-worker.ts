import { parentPort, workerData } from "node:worker_threads";
import { peopleInSites } from "./people-in-sites.ts";

const { folder, ids } = workerData as { readonly folder: string; readonly ids: readonly string[] };
parentPort?.postMessage(peopleInSites(folder, ids));
