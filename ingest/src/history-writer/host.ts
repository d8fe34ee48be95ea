import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type EpochMs, elapsed, seconds } from "@labcanary/domain/basics";
import type { Clock, HistoryFailure, Logger, Metrics, Service, SystemConditionSink } from "@labcanary/domain/ports";
import type { LogPosition } from "@labcanary/domain/telemetry";
import { EMPTY_TALLY } from "../tally.ts";
import type { FromWriter, ToWriter, WriterData, WriterReport } from "./messages.ts";

/** How long the store may fail before it is an alarm. Chosen: longer than a restart of InfluxDB's listener, well under the 10 s of `/readyz`. */
const TOLERATED = seconds(3);

/** Chosen: a write under way ends by then, and a stop of the whole is over before whoever asked for it loses patience (10 s in Docker). */
const STOP_WITHIN = seconds(5);

/** Before a thread that ended by itself is started again. */
const RESTART_AFTER = seconds(1);

/**
 * The thread makes much short-lived garbage and is never the bottleneck: a small young generation costs it little and spares the process
 * some 100 MB. Measured with `npm run bench -- --only connections,throughput`.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 32 };

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly conditions: SystemConditionSink;
}

/** Runs the history writer in a thread of its own, starts it again when it ends by itself, and tells when the store cannot be written. */
export class WriterHost implements Service {
  readonly name = "history-writer";
  readonly #data: () => WriterData;
  readonly #deps: Deps;
  #worker: Worker | undefined;
  #report: WriterReport = {
    kind: "report",
    position: 0,
    tally: EMPTY_TALLY,
    stored: 0,
    storeDuplicate: 0,
    storeRefused: 0,
    failures: {},
  };
  #counted: Partial<Record<HistoryFailure, number>> = {};
  #failingSince: EpochMs | undefined;
  #failure = "";
  /** What the alarm was last told; a former process may have left one that is over. */
  #told: boolean | undefined;
  /** How far a thread had come that ended by itself: the next one has proved nothing until it is past that. */
  #endedAt: LogPosition = -1;
  #isStopping = false;
  #cancel: (() => void)[] = [];

  /** `data` is asked for at each start of the thread. */
  constructor(data: () => WriterData, deps: Deps) {
    this.#data = data;
    this.#deps = deps;
  }

  get report(): WriterReport {
    return this.#report;
  }

  /** Why the store cannot be written at present; undefined while it can. */
  get failure(): string | undefined {
    return this.#failingSince === undefined ? undefined : this.#failure;
  }

  async start(): Promise<void> {
    this.#isStopping = false;
    this.#run();
    this.#cancel.push(this.#deps.clock.every(seconds(1), () => this.#judge()));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const cancel of this.#cancel.splice(0)) cancel();
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage({ kind: "stop" } satisfies ToWriter);
    // What it has not stored it reads again after the next start, as after a crash.
    const cancel = this.#deps.clock.after(STOP_WITHIN, () => void worker.terminate());
    await ended;
    cancel();
  }

  #run(): void {
    this.#counted = {};
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: this.#data(),
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#worker = worker;
    worker.on("message", (message: FromWriter) => this.#take(message));
    worker.on("error", (error) => {
      this.#deps.logger.error({ error }, "history writer ended by itself");
      this.#fail(error.message);
    });
    worker.on("exit", () => {
      this.#worker = undefined;
      if (this.#isStopping) return;
      this.#endedAt = this.#report.position;
      this.#fail(this.#failure || "its thread ended");
      this.#cancel.push(this.#deps.clock.after(RESTART_AFTER, () => this.#run()));
    });
  }

  #take(message: FromWriter): void {
    if (message.kind === "missing") {
      const { from, to } = message.missing;
      this.#deps.logger.error({ from, to }, "accepted log: records cannot be read for the history");
      const detail = `records ${from} to ${to} cannot be read for the history`;
      this.#deps.conditions.takeSystemCondition({
        kind: "system-condition",
        name: "log-damaged",
        active: true,
        at: this.#deps.clock.now(),
        detail,
      });
    } else if (message.kind === "warning") {
      this.#deps.logger.warn({ detail: message.detail }, message.text);
    } else {
      this.#report = message;
      this.#countFailures(message);
      if (message.failure !== undefined) this.#fail(`${message.failure.reason}: ${message.failure.detail}`);
      else if (message.position > this.#endedAt) this.#recover();
    }
  }

  #countFailures({ failures }: WriterReport): void {
    for (const [reason, total] of Object.entries(failures) as [HistoryFailure, number][]) {
      this.#deps.metrics.counter("labcanary_history_write_failures_total", reason).inc(total - (this.#counted[reason] ?? 0));
    }
    this.#counted = failures;
  }

  #fail(detail: string): void {
    this.#failingSince ??= this.#deps.clock.now();
    this.#failure = detail;
  }

  #recover(): void {
    this.#failingSince = undefined;
    this.#failure = "";
    this.#tell(false, "history is being written again");
  }

  #judge(): void {
    if (this.#failingSince === undefined || elapsed(this.#failingSince, this.#deps.clock.now()) < TOLERATED) return;
    this.#tell(true, this.#failure);
  }

  #tell(active: boolean, detail: string): void {
    if (this.#told === active) return;
    this.#told = active;
    const { conditions, clock } = this.#deps;
    conditions.takeSystemCondition({ kind: "system-condition", name: "history-store-down", active, at: clock.now(), detail });
  }
}
