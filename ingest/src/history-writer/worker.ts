import { parentPort, workerData } from "node:worker_threads";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { schedule } from "node-cron";
import type { SignalTags } from "../history/index.ts";
import { announceCommitted, durableBeyond, durableOf, LogFiles, savePosition } from "../log/index.ts";
import { SiteArchive } from "../site-archive.ts";
import { SnapshotFile } from "../snapshot-file.ts";
import { wallClock } from "../worker-clock.ts";
import { Aside } from "./aside.ts";
import type { FromWriter, ToWriter, WriterData } from "./messages.ts";
import { storeForWriting } from "./open-store.ts";
import { HistoryWriter, type WriterState } from "./writer.ts";

/** Goes up when {@link WriterState} changes its form. */
export const WRITER_STATE_FORM = 2;

/** Chosen: the dashboard shows a backlog as it moves. */
const REPORT_EVERY_MS = 250;

/** Longest a stop waits for news from the log. */
const WAIT_MS = 250;

/**
 * Every hour at minute 7 (chosen: away from the full hour, when everything else happens): old readings go in small steps, and the
 * hours that are over are rolled up. A run that is missed is made up for by the next.
 */
const RETENTION_SCHEDULE = "7 * * * *";

const port = parentPort;
if (port === null) throw new Error("the history writer runs in a thread of its own");
const data = workerData as WriterData;
const say = (message: FromWriter): void => port.postMessage(message);
const warn = (text: string, error: unknown): void => say({ kind: "warning", text, detail: String(error) });

const sites = new SiteArchive(data.siteFolder);
const files = new LogFiles(data.log.folder, (missing) => say({ kind: "missing", missing }));
const tags = new Map<SignalKey, SignalTags>();
const store = storeForWriting(data.history, { clock: wallClock, describe: (signal) => tags.get(signal) });
let endPause: (() => void) | undefined;

const writer = new HistoryWriter({
  store,
  aside: new Aside(data.asideFile),
  sites,
  snapshots: new SnapshotFile<WriterState>(data.snapshotFile, WRITER_STATE_FORM),
  read: (after, maxBytes) => files.read(after, durableOf(data.log), maxBytes),
  waitFor: (after) => durableBeyond(data.log, after, WAIT_MS),
  async commit(position) {
    await savePosition(data.log.folder, "history", position);
    announceCommitted(data.log, "history", position);
  },
  pause: (milliseconds) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    }),
  now: (): EpochMs => epochMs(Date.now()),
  signalsChanged(signals) {
    for (const { key, deviceId, name, zoneId, quantity } of signals) {
      tags.set(key, { zone: zoneId, device: deviceId, signal: name, quantity });
    }
  },
  saveFailed: (error) => warn("history: no snapshot could be kept; a restart reads again from the one before", error),
});

port.on("message", (message: ToWriter) => {
  if (message.kind !== "stop") return;
  writer.stop();
  endPause?.();
});

let reported = "";
const report = (): void => {
  const now = writer.report();
  const text = JSON.stringify(now);
  if (text !== reported) say(now);
  reported = text;
};
await writer.open();
const reporting = setInterval(report, REPORT_EVERY_MS);
const applyRetention = (): Promise<void> =>
  store
    .applyRetention(epochMs(Date.now()))
    .catch((error: unknown) => warn("history: retention or rollups failed; tried again in an hour", error));
const retention = schedule(RETENTION_SCHEDULE, applyRetention, { noOverlap: true });

await writer.run(data.saveEvery);
clearInterval(reporting);
await retention.destroy();
report();
await store.close();
await files.close();
port.close();
