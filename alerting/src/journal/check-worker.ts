import { parentPort, workerData } from "node:worker_threads";
import { verifyJournal } from "./verify.ts";

parentPort?.postMessage(verifyJournal(workerData));
