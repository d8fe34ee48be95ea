import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type DurationMs, hours, milliseconds, type Result, seconds } from "@labcanary/domain/basics";
import type {
  AcceptRefusal,
  Books,
  Clock,
  ConditionSink,
  EventSink,
  FrameAcceptor,
  HealthItem,
  HealthSource,
  HistoryStore,
  IngestFigures,
  RuleBooks,
  SealKeeper,
  Logger,
  Metrics,
  Service,
  SignalBoard,
  SignalStatus,
} from "@labcanary/domain/ports";
import { NOTHING_IMPAIRED } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import {
  type DoorAuthorisation,
  type HeardUnknown,
  type LogPosition,
  type NewLogRecord,
  type SignalKey,
  UnknownSignals,
} from "@labcanary/domain/telemetry";
import type { SignalTags } from "./history/index.ts";
import { WriterHost } from "./history-writer/host.ts";
import type { HistoryChoice } from "./history-writer/messages.ts";
import { storeForQueries } from "./history-writer/open-store.ts";
import { booksHealth, historyHealth, logHealth, rulesHealth } from "./ingest-health.ts";
import { type AcceptedLogOptions, type OpenLog, type OpenSegment, openAcceptedLog } from "./log/index.ts";
import type { RejectedFrame } from "./rejects.ts";
import { RULES_STATE_FORM, RuleRunner, type RunnerState } from "./rule-runner.ts";
import { SITES_FOLDER, SiteArchive } from "./site-archive.ts";
import { SiteVersions } from "./site-versions.ts";
import { SnapshotFile } from "./snapshot-file.ts";
import { EMPTY_TALLY, isSameTally, type Tally } from "./tally.ts";

export interface IngestOptions {
  /** Everything ingest keeps lies below it. */
  readonly dataFolder: string;
  readonly log: Omit<AcceptedLogOptions, "folder">;
  readonly history: HistoryChoice;
  /** How often the readers of the log save what they know. */
  readonly saveEvery: DurationMs;
  /** `on-demand`: the history writer begins when `writeHistory` is called, and reads the log from there. Default: with everything else. */
  readonly historyWriter?: "on-demand";
}

/** Chosen: a restart folds at most ten seconds of the log again. */
export const SAVE_EVERY = seconds(10);

/** How often time is told to the rules when nothing arrives; the bound on how late a deadline is noticed. */
const TICK = seconds(1);

/** ports.ts: newest readings at most every 250 ms. */
const READINGS_EVERY = milliseconds(250);
/** How often versions of the site that are no longer needed are deleted. Chosen: the log is kept for a day, and an hour more is none. */
const PRUNE_SITES_EVERY = hours(1);

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sink: ConditionSink & EventSink;
  /** The site in force. */
  readonly site: () => Site;
  /** Instead of the file system's own way: for where nothing written needs to outlive the process. No setting leads here. */
  readonly openSegment?: OpenSegment;
}

export type Ingest = Service &
  FrameAcceptor &
  SealKeeper &
  SignalBoard &
  HealthSource & {
    /** For queries; its writer is elsewhere. */
    readonly history: HistoryStore;
    books(): Books;
    figures(): IngestFigures;
    /** The last frames and entries that were not taken, newest first. */
    rejects(): readonly RejectedFrame[];
    /** What speaks and is not described. */
    unknown(): HeardUnknown;
    /** The site in force has changed: rules and history follow from the next record on. Durable on return. */
    siteChanged(): Promise<void>;
    /** Tells the rules what time it is, and resolves once they have taken this and everything before it. */
    evaluateUntilNow(): Promise<void>;
    /** When the rules next have something to do though nothing is received: for whoever moves a clock. `Infinity` when there is none. */
    nextDeadline(): number;
    /** Begins to write the history, where that is `on-demand`. */
    writeHistory(): Promise<void>;
  };

/**
 * Takes frames into the accepted log and lets two readers follow it, each at its own pace: the rules here, the history writer in a
 * thread of its own.
 */
export function createIngest(options: IngestOptions, deps: Deps): Ingest {
  return new LoggedIngest(options, deps);
}

class LoggedIngest implements Ingest {
  readonly name = "ingest";
  readonly history: HistoryStore;
  readonly #options: IngestOptions;
  readonly #deps: Deps;
  readonly #sites: SiteArchive;
  readonly #versions: SiteVersions;
  readonly #writer: WriterHost;
  readonly #accepted;
  #log: OpenLog | undefined;
  #runner: RuleRunner | undefined;
  #tags: { readonly version: string; readonly of: ReadonlyMap<SignalKey, SignalTags> } | undefined;
  #cancel: (() => void)[] = [];
  /** What was begun beside it and writes into the data folder: a stop waits for it. */
  #pruning: Promise<void> = Promise.resolve();
  #listeners: ((statuses: readonly SignalStatus[]) => void)[] = [];
  /** What the alarm was last told; a former process may have left one that is over. */
  #toldBalanced: boolean | undefined;

  constructor(options: IngestOptions, deps: Deps) {
    this.#options = options;
    this.#deps = deps;
    this.#sites = new SiteArchive(this.#path(SITES_FOLDER));
    this.#versions = new SiteVersions(this.#path(SITES_FOLDER), this.#path("site-versions.json"));
    this.#accepted = deps.metrics.counter("labcanary_frames_accepted_total");
    this.history = storeForQueries(options.history, { clock: deps.clock, describe: (signal) => this.#describe(signal) });
    const { clock, logger, metrics, sink } = deps;
    this.#writer = new WriterHost(
      () => ({
        log: this.#openLog().shared,
        siteFolder: this.#path(SITES_FOLDER),
        snapshotFile: this.#path("history.snapshot"),
        asideFile: this.#path("aside.sqlite"),
        history: options.history,
        saveEvery: options.saveEvery,
      }),
      { clock, logger, metrics, conditions: sink },
    );
  }

  async start(): Promise<void> {
    const { clock, logger, metrics, sink, openSegment } = this.#deps;
    await mkdir(this.#options.dataFolder, { recursive: true });
    const log = await openAcceptedLog(
      { folder: this.#path("log"), ...this.#options.log },
      { clock, logger, metrics, conditions: sink, ...(openSegment === undefined ? {} : { open: openSegment }) },
    );
    this.#log = log;
    await this.#append({ kind: "started" });
    await this.siteChanged();
    const snapshots = new SnapshotFile<RunnerState>(this.#path("rules.snapshot"), RULES_STATE_FORM);
    const runner = new RuleRunner({ log, sites: this.#sites, snapshots, sink, clock, logger, metrics });
    this.#runner = runner;
    await runner.start(this.#options.saveEvery);
    if (this.#options.historyWriter !== "on-demand") await this.#writer.start();
    // Not waited for: alarms come before charts, and every query of a store that is away looks for it again.
    this.history.open().catch((error: unknown) => logger.error({ error }, "history cannot be asked"));
    this.#cancel = [
      // A tick that the log does not take is already known as a refusal of the log; the next one follows in a second.
      clock.every(TICK, () => log.append({ kind: "tick" }, () => undefined)),
      clock.every(READINGS_EVERY, () => this.#tellReadings(runner)),
      clock.every(TICK, () => this.#checkBooks()),
      clock.every(PRUNE_SITES_EVERY, () => this.#pruneSites(log)),
    ];
    this.#registerGauges(log, runner);
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancel.splice(0)) cancel();
    const log = this.#log;
    this.#log = undefined;
    if (log === undefined) return;
    const runnerStopped = this.#runner?.stop();
    log.end();
    await Promise.all([runnerStopped, this.#writer.stop(), this.#pruning]);
    await log.close();
    await this.history.close();
  }

  accept(frame: Parameters<FrameAcceptor["accept"]>[0], settled: (refusal?: AcceptRefusal) => void): void {
    const log = this.#log;
    if (log === undefined) {
      settled("stopping");
      return;
    }
    log.append({ kind: "frame", frame }, (outcome) => {
      if (!outcome.ok) {
        settled(outcome.error);
        return;
      }
      this.#accepted.inc();
      settled();
    });
  }

  async siteChanged(): Promise<void> {
    const site = this.#deps.site();
    await this.#sites.keep(site);
    await this.#versions.enter(site.version);
    const position = await this.#append({ kind: "site", version: site.version });
    // What is not known to be over stays: that it could not be written down only keeps more, and the next change does it.
    await this.#versions
      .inForce(site.version, position)
      .catch((error: unknown) =>
        this.#deps.logger.warn({ error }, "which versions of the site are needed could not be written; none is deleted"),
      );
  }

  /** They name people, and nobody asks for them any more. */
  #pruneSites(log: OpenLog): void {
    const { logger } = this.#deps;
    const pruneOnce = (): Promise<void> =>
      this.#versions.prune(log.firstPosition()).then(
        (gone) => {
          if (gone.length > 0) logger.info({ versions: gone }, "versions of the site that the accepted log no longer needs are deleted");
        },
        (error: unknown) => logger.warn({ error }, "versions of the site that are over could not be deleted; tried again in an hour"),
      );
    this.#pruning = this.#pruning.then(pruneOnce);
  }

  async authorise(authorisation: DoorAuthorisation): Promise<void> {
    await this.#append({ kind: "authorisation", authorisation });
  }

  async evaluateUntilNow(): Promise<void> {
    const position = await this.#append({ kind: "tick" });
    await this.#runner?.evaluated(position);
  }

  writeHistory(): Promise<void> {
    return this.#writer.start();
  }

  nextDeadline(): number {
    return this.#runner?.nextDeadline ?? Number.POSITIVE_INFINITY;
  }

  status(signal: SignalKey): SignalStatus | undefined {
    return this.#runner?.status(signal);
  }

  impaired(): ReturnType<SignalBoard["impaired"]> {
    return this.#runner?.impaired() ?? NOTHING_IMPAIRED;
  }

  impairedSignals(): ReturnType<SignalBoard["impairedSignals"]> {
    return this.#runner?.impairedSignals() ?? [];
  }

  impairedRevision(): number {
    return this.#runner?.impairedRevision() ?? 0;
  }

  figures(): IngestFigures {
    return {
      acceptedFrames: this.#accepted.value,
      durable: this.#log?.durablePosition() ?? 0,
      rules: this.#runner?.position ?? 0,
      history: this.#writer.report.position,
      ruleBooks: ruleBooksOf(this.#runner?.tally ?? EMPTY_TALLY),
      logBytes: this.#log?.bytes() ?? 0,
      logBudget: this.#options.log.budgetBytes,
      ...(this.#runner?.clocks() ?? { wrongClocks: 0 }),
    };
  }

  onReadings(listener: (statuses: readonly SignalStatus[]) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  rejects(): readonly RejectedFrame[] {
    return this.#runner?.rejects.list() ?? [];
  }

  unknown(): HeardUnknown {
    return this.#runner?.unknown ?? new UnknownSignals();
  }

  books(): Books {
    const { tally, stored, storeDuplicate, storeRefused, position } = this.#writer.report;
    const duplicate = tally.duplicate + storeDuplicate;
    const rejected = tally.refused + storeRefused;
    const runner = this.#runner;
    const adds = tally.received === stored + duplicate + rejected + tally.quarantined;
    // The two readers count apart; wherever they stand at the same record they must have counted the same.
    const agrees = runner === undefined || runner.position !== position || isSameTally(runner.tally, tally);
    return {
      received: tally.received,
      stored,
      duplicate,
      rejected,
      quarantined: tally.quarantined,
      waitingFrames: this.#behind(position),
      balanced: adds && agrees,
    };
  }

  health(): readonly HealthItem[] {
    const [runner, writer] = [this.#runner, this.#writer];
    return [
      logHealth(this.#log, this.#options.log.budgetBytes),
      rulesHealth({ behind: this.#behind(runner?.position ?? 0), failure: runner?.failure }),
      historyHealth({ behind: this.#behind(writer.report.position), failure: writer.failure }),
      booksHealth(this.books()),
    ];
  }

  // ------------------------------------------------------------------------------------------------ parts of it

  #path(name: string): string {
    return join(this.#options.dataFolder, name);
  }

  #openLog(): OpenLog {
    if (this.#log === undefined) throw new Error("ingest has not been started");
    return this.#log;
  }

  /** Appends one of the platform's own records and returns its position; throws when the log does not take it. */
  async #append(record: NewLogRecord): Promise<LogPosition> {
    const log = this.#openLog();
    const outcome = await new Promise<Result<LogPosition, AcceptRefusal>>((resolve) => log.append(record, resolve));
    if (!outcome.ok) throw new Error(`the accepted log does not take a ${record.kind} record: ${outcome.error}`);
    return outcome.value;
  }

  #describe(signal: SignalKey): SignalTags | undefined {
    const site = this.#deps.site();
    if (this.#tags?.version !== site.version) {
      const tags = site.signals.map(({ key, zoneId, deviceId, name, quantity }): [SignalKey, SignalTags] => [
        key,
        { zone: zoneId, device: deviceId, signal: name, quantity },
      ]);
      this.#tags = { version: site.version, of: new Map(tags) };
    }
    return this.#tags.of.get(signal);
  }

  #tellReadings(runner: RuleRunner): void {
    const statuses = runner.takeChanged();
    if (statuses.length === 0) return;
    for (const listener of this.#listeners) listener(statuses);
  }

  #checkBooks(): void {
    const { balanced, received, stored, duplicate, rejected, quarantined } = this.books();
    // Before the writer has reported there is nothing to add up.
    if (balanced === this.#toldBalanced || this.#writer.report.position === 0) return;
    this.#toldBalanced = balanced;
    const detail = `received ${received}, stored ${stored}, duplicate ${duplicate}, rejected ${rejected}, quarantined ${quarantined}`;
    const at = this.#deps.clock.now();
    this.#deps.sink.takeSystemCondition({ kind: "system-condition", name: "books-unbalanced", active: !balanced, at, detail });
  }

  #behind(position: LogPosition): number {
    return Math.max(0, (this.#log?.durablePosition() ?? position) - position);
  }

  #registerGauges(log: OpenLog, runner: RuleRunner): void {
    const { metrics } = this.#deps;
    metrics.gauge("labcanary_history_backlog_frames", () => [{ labels: [], value: this.#behind(this.#writer.report.position) }]);
    metrics.gauge("labcanary_rules_backlog_frames", () => [{ labels: [], value: this.#behind(runner.position) }]);
    metrics.gauge("labcanary_signals_impaired", () =>
      Object.entries(runner.impaired()).map(([impairment, value]) => ({ labels: [impairment], value })),
    );
    metrics.gauge("labcanary_log_bytes", () => [{ labels: [], value: log.bytes() }]);
    metrics.gauge("labcanary_samples_total", () => {
      const { stored, duplicate, rejected, quarantined } = this.books();
      return Object.entries({ stored, duplicate, rejected, quarantined }).map(([outcome, value]) => ({ labels: [outcome], value }));
    });
  }
}

const ruleBooksOf = ({ received, readings, duplicate, refused, quarantined }: Tally): RuleBooks => ({
  received,
  readings,
  duplicate,
  rejected: refused,
  quarantined,
});
