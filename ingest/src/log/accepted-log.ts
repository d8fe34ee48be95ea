import { mkdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { SystemConditionName } from "@labcanary/domain/alarm";
import { type DurationMs, type EpochMs, elapsed, err, hours, ok, seconds } from "@labcanary/domain/basics";
import {
  type AcceptedLog,
  type AcceptRefusal,
  type Clock,
  LOG_READERS,
  type Logger,
  type LogReader,
  type Metrics,
  type SystemConditionSink,
} from "@labcanary/domain/ports";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { ActiveSegment, type OpenSegment } from "./active-segment.ts";
import { type Batch, emptyBatch, FIRST_BUFFER_BYTES, type Settled, withRoom } from "./batch.ts";
import { listSegments, LogFiles, type MissingRecords } from "./log-files.ts";
import { refuseNewer } from "./newer-release.ts";
import { loadPosition, savePosition } from "./position-file.ts";
import { repairTail } from "./repair.ts";
import { isTooLarge, largestSize, segmentName, writeRecord } from "./segment.ts";
import { announceCommitted, announceDurable, committedOf, createSharedLog, durableOf, type SharedLog } from "./shared-log.ts";
import { Tail } from "./tail.ts";

export interface AcceptedLogOptions {
  readonly folder: string;
  /** A segment is closed once it is this large. */
  readonly segmentBytes: number;
  /** Most bytes on disk; past it nothing is accepted until readers have gone on. */
  readonly budgetBytes: number;
  /** How long what both readers have done with is kept for questions afterwards, while the budget allows. */
  readonly forensicWindow: DurationMs;
}

export const LOG_DEFAULTS = {
  /** Chosen: some seconds of the highest rate, so that space comes back in small steps. */
  segmentBytes: 64 * 2 ** 20,
  /** Chosen: a day of 600 readings a second, or half an hour at 60,000/s with the history store away. */
  budgetBytes: 10 * 2 ** 30,
  /** DESIGN 2. */
  forensicWindow: hours(24),
} as const;

/** How often a log that could not be written is tried again. Chosen: a device's reconnect takes longer. */
const RETRY_AFTER = seconds(1);

/**
 * Longest time between two records in which somebody can have been heard. Chosen: ten times the platform's own tick of a second, well
 * under any silence delay.
 */
const LONGEST_PAUSE = seconds(10);

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly conditions: SystemConditionSink;
  readonly open?: OpenSegment;
}

export type OpenLog = AcceptedLog & {
  /** For following from another thread. */
  readonly shared: SharedLog;
  /** Bytes on disk. */
  bytes(): number;
  /** Why a frame would not be taken now; undefined when it would. */
  refusal(): AcceptRefusal | undefined;
  /** Refuses what comes from now on and wakes whoever waits; what there is can still be read and committed. */
  end(): void;
  /** Ends, waits for what is under way to be settled, then lets go of the files. */
  close(): Promise<void>;
};

/**
 * Opens the log, repairing a tail torn by a crash; throws LOG_OF_NEWER_RELEASE. Appends that arrive while a commit is under way form the next one, so one
 * fdatasync serves all frames of a few milliseconds, whatever their number.
 *
 * A commit that fails is taken back from the file and refused as a whole (`log-failed`): its frames were never acknowledged.
 */
export async function openAcceptedLog(options: AcceptedLogOptions, deps: Deps): Promise<OpenLog> {
  await mkdir(options.folder, { recursive: true });
  // What the rules have done with they do not read again.
  await refuseNewer(options.folder, loadPosition(options.folder, "rules"));
  const repaired = await repairTail(options.folder);
  if (repaired.cutBytes > 0) {
    deps.logger.warn({ cutBytes: repaired.cutBytes, keptAside: repaired.keptAside }, "accepted log: a tail torn by a crash was cut off");
  }
  // Records a reader had done with were there: their positions are never given out again.
  const last = Math.max(repaired.last, ...LOG_READERS.map((reader) => loadPosition(options.folder, reader)));
  const log = new SegmentedLog(options, deps, last, repaired.receivedAt);
  await log.open(last > repaired.last ? { from: repaired.last + 1, to: last } : undefined);
  return log;
}

class SegmentedLog implements OpenLog {
  readonly shared: SharedLog;
  readonly #options: AcceptedLogOptions;
  readonly #deps: Deps;
  readonly #files: LogFiles;
  readonly #tail = new Tail();
  #segment: ActiveSegment | undefined;
  /** Sizes of the segments that are closed, by first position, oldest first. */
  readonly #closed = new Map<LogPosition, number>();
  #bytes = 0;
  #batch = emptyBatch(FIRST_BUFFER_BYTES);
  #next: LogPosition;
  #receivedAt: EpochMs;
  /** When the last durable record was received. */
  #durableAt: EpochMs;
  #state: "open" | "full" | "failed" | "closed" = "open";
  #isCommitting = false;
  #isDropping = false;
  #idle: (() => void)[] = [];
  #waiting: { readonly after: LogPosition; readonly resolve: () => void }[] = [];

  constructor(options: AcceptedLogOptions, deps: Deps, last: LogPosition, receivedAt: EpochMs) {
    this.#options = options;
    this.#deps = deps;
    this.#next = last + 1;
    this.#receivedAt = receivedAt;
    this.#durableAt = receivedAt;
    this.shared = createSharedLog(options.folder);
    announceDurable(this.shared, last);
    this.#files = new LogFiles(options.folder, (missing) => this.#tellMissing(missing));
  }

  /** Begins a segment, and says how the log is: a former process may have left alarms that nobody else would end. */
  async open(missing: MissingRecords | undefined): Promise<void> {
    for (const reader of LOG_READERS) announceCommitted(this.shared, reader, loadPosition(this.#options.folder, reader));
    for (const first of await listSegments(this.#options.folder)) {
      const { size } = await stat(join(this.#options.folder, segmentName(first)));
      this.#closed.set(first, size);
      this.#bytes += size;
    }
    await this.#startSegment();
    this.#tell("log-write-failed", false, "the accepted log can be written");
    if (missing === undefined) this.#tell("log-damaged", false, "the accepted log has been opened anew");
    else this.#tellMissing(missing);
    if (!this.#isFull()) this.#tell("log-budget-reached", false, this.#usage());
    this.#noteBudget();
  }

  append(record: NewLogRecord, settled: Settled): void {
    // Time must go on for the rules when there is no room for readings, so the platform's own few bytes are always taken.
    const refusal = isTooLarge(record) ? "record-too-large" : this.refusal();
    if (refusal !== undefined && !(refusal === "log-full" && record.kind !== "frame")) {
      settled(err(refusal));
      return;
    }
    const before = this.#receivedAt;
    this.#receivedAt = this.#timeOf(record);
    // The clock was set forward, the machine slept or the disk was full: no device could be heard meanwhile, as before a start.
    if (before > 0 && record.kind !== "started" && elapsed(before, this.#receivedAt) > LONGEST_PAUSE) {
      this.#add({ kind: "started" }, () => undefined);
    }
    this.#add(record, settled);
  }

  /**
   * The time of receipt: the clock's, but never before that of the record before. A start alone may go back: the clock was set back while
   * the platform was down, and to wait until it has caught up would stop every delay and every silence for as long.
   */
  #timeOf({ kind }: NewLogRecord): EpochMs {
    const now = this.#deps.clock.now();
    return kind === "started" || now > this.#receivedAt ? now : this.#receivedAt;
  }

  #add(record: NewLogRecord, settled: Settled): void {
    const position = this.#next++;
    const batch = this.#batch;
    const start = batch.length;
    batch.bytes = withRoom(batch.bytes, start, largestSize(record));
    batch.length = writeRecord(batch.bytes, start, record, position, this.#receivedAt);
    batch.records.push({ ...record, position, receivedAt: this.#receivedAt } as LogRecord);
    batch.settled.push(settled);
    if (!this.#isCommitting) {
      this.#isCommitting = true;
      // Everything that arrived in this turn of the event loop goes into one commit.
      setImmediate(() => void this.#commitAll());
    }
  }

  durablePosition(): LogPosition {
    return durableOf(this.shared);
  }

  firstPosition(): LogPosition {
    return this.#closed.keys().next().value ?? this.#segment?.first ?? this.#next;
  }

  async read(after: LogPosition, maxBytes: number): Promise<readonly LogRecord[]> {
    return this.#tail.read(after) ?? this.#files.read(after, this.durablePosition(), maxBytes);
  }

  waitFor(after: LogPosition): Promise<void> {
    if (this.durablePosition() > after || this.#state === "closed") return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ after, resolve }));
  }

  async commit(reader: LogReader, position: LogPosition): Promise<void> {
    await savePosition(this.#options.folder, reader, position);
    announceCommitted(this.shared, reader, position);
    await this.#dropOldSegments();
  }

  committed(reader: LogReader): LogPosition {
    return committedOf(this.shared, reader);
  }

  bytes(): number {
    return this.#bytes;
  }

  refusal(): AcceptRefusal | undefined {
    if (this.#state === "closed") return "stopping";
    if (this.#state === "failed") return "log-failed";
    return this.#state === "full" ? "log-full" : undefined;
  }

  end(): void {
    this.#state = "closed";
    this.#wake();
  }

  async close(): Promise<void> {
    this.end();
    if (this.#isCommitting) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#files.close();
    await this.#segment?.close();
    this.#segment = undefined;
  }

  // ------------------------------------------------------------------------------------------------ committing

  async #commitAll(): Promise<void> {
    const duration = this.#deps.metrics.histogram("labcanary_log_commit_seconds");
    while (this.#batch.records.length > 0) {
      const batch = this.#batch;
      this.#batch = emptyBatch(Math.max(FIRST_BUFFER_BYTES, batch.length));
      const begun = performance.now();
      try {
        await this.#write(batch);
      } catch (error) {
        await this.#takeBack(batch, error);
        continue;
      }
      duration.observe((performance.now() - begun) / 1000);
      this.#settle(batch);
      await this.#roll();
    }
    this.#isCommitting = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write({ bytes, length }: Batch): Promise<void> {
    const segment = this.#segment;
    if (segment === undefined) throw new Error("no segment is open");
    await segment.append(bytes, length);
    this.#bytes += length;
  }

  #settle({ records, settled }: Batch): void {
    const first = (records[0] as LogRecord).position;
    this.#durableAt = (records.at(-1) as LogRecord).receivedAt;
    this.#tail.add(records);
    announceDurable(this.shared, first + records.length - 1);
    for (let index = 0; index < settled.length; index++) (settled[index] as Settled)(ok(first + index));
    this.#noteBudget();
    this.#wake();
  }

  #wake(): void {
    const durable = this.durablePosition();
    const isClosed = this.#state === "closed";
    const still = this.#waiting.filter(({ after, resolve }) => {
      if (durable <= after && !isClosed) return true;
      resolve();
      return false;
    });
    this.#waiting = still;
  }

  /** What has not become durable is refused, also what came after it, and its positions are given out again. */
  async #takeBack(failed: Batch, error: unknown): Promise<void> {
    this.#deps.logger.error({ error }, "accepted log cannot be written");
    if (this.#state !== "closed") this.#state = "failed";
    this.#tell("log-write-failed", true, error instanceof Error ? error.message : String(error));
    const later = this.#batch;
    this.#batch = emptyBatch(FIRST_BUFFER_BYTES);
    this.#next = this.durablePosition() + 1;
    this.#receivedAt = this.#durableAt;
    for (const settled of [...failed.settled, ...later.settled]) settled(err("log-failed"));
    await this.#recover();
  }

  /** Cuts the file back to what is durable and tries whether the disk takes anything; until that succeeds nothing is accepted. */
  async #recover(): Promise<void> {
    if (this.#state !== "failed") return;
    try {
      await this.#segment?.recover();
    } catch (error) {
      this.#deps.logger.warn({ error }, "accepted log still cannot be written; trying again");
      this.#deps.clock.after(RETRY_AFTER, () => void this.#recover());
      return;
    }
    if (this.#state !== "failed") return;
    this.#state = "open";
    this.#noteBudget();
    this.#tell("log-write-failed", false, "the accepted log can be written again");
  }

  // ------------------------------------------------------------------------------------------------ segments

  async #roll(): Promise<void> {
    const segment = this.#segment;
    if (segment === undefined || segment.size < this.#options.segmentBytes) return;
    try {
      await this.#startSegment();
      this.#closed.set(segment.first, segment.size);
      await segment.close();
    } catch (error) {
      // The old segment goes on; its size is no promise.
      this.#deps.logger.warn({ error }, "accepted log: no new segment could be begun");
    }
    await this.#dropOldSegments();
  }

  async #startSegment(): Promise<void> {
    const first = this.durablePosition() + 1;
    const segment = await ActiveSegment.begin(this.#options.folder, first, this.#deps.open);
    // An empty segment of the same name, left by the last run, has been written over.
    this.#bytes -= this.#closed.get(first) ?? 0;
    this.#closed.delete(first);
    this.#segment = segment;
    this.#bytes += segment.size;
  }

  /** Deletes what both readers are past: after the forensic window, or sooner when the budget needs the room. */
  async #dropOldSegments(): Promise<void> {
    if (this.#isDropping) return;
    this.#isDropping = true;
    try {
      await this.#dropReadSegments();
    } finally {
      this.#isDropping = false;
    }
    this.#noteBudget();
  }

  async #dropReadSegments(): Promise<void> {
    const done = Math.min(...LOG_READERS.map((reader) => this.committed(reader)));
    const starts = [...this.#closed.keys(), this.#segment?.first ?? this.#next];
    for (const [index, first] of starts.slice(0, -1).entries()) {
      const path = join(this.#options.folder, segmentName(first));
      const isRead = (starts[index + 1] as LogPosition) <= done + 1;
      if (!isRead || !(this.#needsRoom() || (await this.#isPastWindow(path)))) return;
      await unlink(path);
      this.#bytes -= this.#closed.get(first) ?? 0;
      this.#closed.delete(first);
    }
  }

  #needsRoom(): boolean {
    return this.#bytes > this.#options.budgetBytes * FORENSIC_SHARE;
  }

  async #isPastWindow(path: string): Promise<boolean> {
    const { mtimeMs } = await stat(path);
    return this.#deps.clock.now() - mtimeMs > this.#options.forensicWindow;
  }

  #isFull(): boolean {
    return this.#bytes >= this.#options.budgetBytes;
  }

  #usage(): string {
    return `${Math.round(this.#bytes / 2 ** 20)} of ${Math.round(this.#options.budgetBytes / 2 ** 20)} MiB are in use`;
  }

  #noteBudget(): void {
    const isFull = this.#isFull();
    if (this.#state !== (isFull ? "open" : "full")) return;
    this.#state = isFull ? "full" : "open";
    this.#tell("log-budget-reached", isFull, this.#usage());
  }

  #tellMissing({ from, to }: MissingRecords): void {
    this.#deps.logger.error({ from, to }, "accepted log: records cannot be read");
    this.#tell("log-damaged", true, `records ${from} to ${to} cannot be read`);
  }

  #tell(name: SystemConditionName, active: boolean, detail: string): void {
    const { conditions, clock } = this.#deps;
    conditions.takeSystemCondition({ kind: "system-condition", name, active, at: clock.now(), detail });
  }
}

/** Share of the budget the forensic window may take before it gives way to readings still to come. Chosen: half. */
const FORENSIC_SHARE = 0.5;
