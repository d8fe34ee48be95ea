import type { EpochMs } from "@labcanary/domain/basics";
import type { HistoryFailure, HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { withOwnDevices } from "@labcanary/domain/site";
import { type LogPosition, type LogRecord, type Quarantined, type SignalDescription, storedOf } from "@labcanary/domain/telemetry";
import { type DecodedFrame, type DecoderState, type DescribedSite, EMPTY_DECODER, FrameDecoder } from "../decode/frame-decoder.ts";
import type { SiteArchive } from "../site-archive.ts";
import type { SnapshotFile } from "../snapshot-file.ts";
import { countFrame, EMPTY_TALLY, type Tally } from "../tally.ts";
import type { Aside } from "./aside.ts";
import type { WriterReport } from "./messages.ts";

/** Everything the writer knows at a position. */
export interface WriterState {
  readonly position: LogPosition;
  readonly siteVersion: string | undefined;
  readonly decoder: DecoderState;
  readonly tally: Tally;
  readonly stored: number;
  readonly storeDuplicate: number;
  readonly storeRefused: number;
}

const BEGINNING: WriterState = {
  position: 0,
  siteVersion: undefined,
  decoder: EMPTY_DECODER,
  tally: EMPTY_TALLY,
  stored: 0,
  storeDuplicate: 0,
  storeRefused: 0,
};

/** Points of one request. Chosen: InfluxDB's own advice is 5,000 to 10,000 lines. */
const BATCH_POINTS = 5000;

/** Bytes of the log taken at once. Chosen: about one batch of small frames. */
const READ_BYTES = 512 * 1024;

/**
 * How long a writer that has caught up lets frames gather, in ms. A store's own write and sync would come just when the alarm of the same
 * reading is written, and whoever has few cores or one disk would wait for it; and a quiet site is stored in few requests. Chosen: less than
 * it takes a page to show a new point.
 */
const GATHER_MS = 100;

/** What the history needs of a site: rules are most of it, and none of its business. */
interface WriterSite extends DescribedSite {
  readonly version: string;
}

interface Batch {
  /** The site these readings are the first of. */
  readonly site?: WriterSite;
  readonly points: HistoryPoint[];
  readonly quarantined: { readonly position: LogPosition; readonly entry: Quarantined }[];
  position: LogPosition;
  tally: Tally;
}

/** `given-up`: the platform stops before the store took the batch; the next start reads it again. */
type Taken = "taken" | "given-up";

export interface WriterDeps {
  readonly store: HistoryStore;
  readonly aside: Aside;
  readonly sites: SiteArchive;
  readonly snapshots: SnapshotFile<WriterState>;
  read(after: LogPosition, maxBytes: number): Promise<readonly LogRecord[]>;
  waitFor(after: LogPosition): Promise<void>;
  commit(position: LogPosition): Promise<void>;
  /** Resolves after the span, or at once when stopping. */
  pause(milliseconds: number): Promise<void>;
  now(): EpochMs;
  /** What is written from now on is described so. */
  signalsChanged(signals: readonly SignalDescription[]): void;
  /** The snapshot before it stands: a restart reads again from there. */
  saveFailed(error: unknown): void;
}

/**
 * Carries the accepted log into the history store, at its own pace: nothing waits for it. While one batch is on its way to the store
 * the next is decoded. A batch the store cannot take now is kept and offered again, unchanged, until it is taken.
 */
export class HistoryWriter {
  readonly #deps: WriterDeps;
  #decoder = new FrameDecoder();
  #state = BEGINNING;
  #isStopping = false;
  #failure: WriterReport["failure"];
  readonly #failures: Partial<Record<HistoryFailure, number>> = {};

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  report(): WriterReport {
    const { position, tally, stored, storeDuplicate, storeRefused } = this.#state;
    const failure = this.#failure === undefined ? {} : { failure: this.#failure };
    return { kind: "report", position, tally, stored, storeDuplicate, storeRefused, failures: { ...this.#failures }, ...failure };
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Takes up what was known at the last snapshot, and asks the store whether it would take a write. */
  async open(): Promise<void> {
    await this.#deps.store.open();
    await this.#restore();
    await this.#probe();
  }

  /** Runs until `stop`. What was read but not stored by then is read again next time. */
  async run(saveEvery: number): Promise<void> {
    let savedAt = this.#deps.now();
    let underWay: Promise<Taken> = Promise.resolve("taken");
    let { position, tally } = this.#state;
    while (!this.#isStopping) {
      const records = await this.#deps.read(position, READ_BYTES);
      for (const batch of await this.#decode(records, tally)) {
        if ((await underWay) === "given-up") return;
        ({ position, tally } = batch);
        underWay = this.#store(batch);
      }
      const isDue = this.#deps.now() - savedAt >= saveEvery;
      if (!isDue && records.length > 0) continue;
      // Only now, with nothing under way, has the decoder seen exactly what is stored.
      if ((await underWay) === "given-up") return;
      if (isDue) {
        await this.#save();
        savedAt = this.#deps.now();
      }
      if (records.length > 0) continue;
      await this.#deps.waitFor(position);
      if (!this.#isStopping) await this.#deps.pause(GATHER_MS);
    }
    if ((await underWay) === "taken") await this.#save();
  }

  async #restore(): Promise<void> {
    const saved = await this.#deps.snapshots.load();
    if (saved === undefined) return;
    this.#state = saved;
    this.#decoder = new FrameDecoder(saved.decoder);
    if (saved.siteVersion === undefined) return;
    const { signals } = await this.#changeSite(saved.siteVersion);
    this.#deps.signalsChanged(signals);
  }

  async #probe(): Promise<void> {
    const { healthy, detail } = await this.#deps.store.probe();
    this.#failure = healthy ? undefined : { reason: "unreachable", detail };
  }

  async #save(): Promise<void> {
    if (this.#state.position === 0) return;
    this.#state = { ...this.#state, decoder: this.#decoder.save() };
    try {
      await this.#deps.snapshots.save(this.#state);
      await this.#deps.commit(this.#state.position);
    } catch (error) {
      this.#deps.saveFailed(error);
    }
  }

  /** What is decoded from here on is of this site. */
  async #changeSite(version: string): Promise<WriterSite> {
    const { devices, signals } = withOwnDevices(await this.#deps.sites.load(version));
    const described = signals.map(({ rules: _rules, ...description }): SignalDescription => description);
    const site = { version, devices, signals: described };
    this.#decoder.changeSite(site);
    return site;
  }

  async #decode(records: readonly LogRecord[], before: Tally): Promise<readonly Batch[]> {
    const first = records[0];
    if (first === undefined) return [];
    let batch: Batch = { points: [], quarantined: [], position: first.position - 1, tally: before };
    const batches = [batch];
    for (const record of records) {
      if (batch.points.length >= BATCH_POINTS) {
        batch = { points: [], quarantined: [], position: batch.position, tally: batch.tally };
        batches.push(batch);
      }
      if (record.kind === "frame") add(batch, this.#decoder.decode(record.frame, record.receivedAt), record.position);
      else if (record.kind === "site") {
        // A batch of its own: what was read under the site before is also written, and written again, as that one described it.
        const site = await this.#changeSite(record.version);
        batch = { site, points: [], quarantined: [], position: record.position, tally: batch.tally };
        batches.push(batch);
      }
      batch.position = record.position;
    }
    return batches;
  }

  async #store(batch: Batch): Promise<Taken> {
    const { store, aside, pause, signalsChanged } = this.#deps;
    if (batch.site !== undefined) signalsChanged(batch.site.signals);
    if (batch.quarantined.length > 0) aside.quarantine(batch.quarantined);
    let counts = { stored: 0, duplicates: 0, refused: 0 };
    while (batch.points.length > 0) {
      const outcome = await store.write(batch.points);
      if (outcome.kind === "stored") {
        if (outcome.refused.length > 0) aside.refuse(outcome.refused);
        counts = { stored: outcome.stored, duplicates: outcome.duplicates, refused: outcome.refused.length };
        this.#failure = undefined;
        break;
      }
      this.#failure = { reason: outcome.reason, detail: outcome.detail };
      this.#failures[outcome.reason] = (this.#failures[outcome.reason] ?? 0) + 1;
      if (!this.#isStopping) await pause(outcome.after);
      if (this.#isStopping) return "given-up";
    }
    // Nothing was written that could show that the store is back.
    if (batch.points.length === 0 && this.#failure !== undefined) await this.#probe();
    const { stored, storeDuplicate, storeRefused } = this.#state;
    this.#state = {
      ...this.#state,
      siteVersion: batch.site?.version ?? this.#state.siteVersion,
      position: batch.position,
      tally: batch.tally,
      stored: stored + counts.stored,
      storeDuplicate: storeDuplicate + counts.duplicates,
      storeRefused: storeRefused + counts.refused,
    };
    return "taken";
  }
}

function add(batch: Batch, decoded: DecodedFrame, position: LogPosition): void {
  for (const reading of decoded.readings) batch.points.push(storedOf(reading));
  for (const entry of decoded.quarantined) batch.quarantined.push({ position, entry });
  batch.tally = countFrame(batch.tally, decoded);
}
