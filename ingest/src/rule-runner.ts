import { type DurationMs, type EpochMs, seconds } from "@labcanary/domain/basics";
import type { AcceptedLog, Clock, ConditionSink, EventSink, Logger, Metrics, SignalStatus } from "@labcanary/domain/ports";
import { type ConditionChange, type FoldState, type ImpairedSignal, type ImpairmentCounts, RuleFold } from "@labcanary/domain/rules";
import { type Site, withOwnDevices } from "@labcanary/domain/site";
import {
  type AccessEvent,
  type DecodeError,
  type Frame,
  type HeardUnknown,
  type LogPosition,
  type LogRecord,
  type Reading,
  type SignalKey,
  UnknownSignals,
  type UnknownState,
} from "@labcanary/domain/telemetry";
import { DeviceClocks, type WrongClocks } from "./device-clocks.ts";
import { EventDecoder, NO_EVENTS } from "./decode/event-decoder.ts";
import { type DecodedFrame, type DecoderState, FrameDecoder, OWN_TOPICS, type SeenState } from "./decode/frame-decoder.ts";
import { Replacements } from "./decode/replacements.ts";
import { Rejects } from "./rejects.ts";
import type { SiteArchive } from "./site-archive.ts";
import type { SnapshotFile } from "./snapshot-file.ts";
import { heardNames } from "./heard-names.ts";
import { countFrame, EMPTY_TALLY, type Tally } from "./tally.ts";

/** Everything the rules know at a position of the log. */
export interface RunnerState {
  readonly position: LogPosition;
  readonly siteVersion: string | undefined;
  readonly decoder: DecoderState;
  readonly events: SeenState;
  readonly fold: FoldState;
  readonly tally: Tally;
  readonly clocks: WrongClocks;
  readonly unknown: UnknownState;
}

/** Goes up when {@link RunnerState} changes its form. */
export const RULES_STATE_FORM = 7;

/** Bytes of the log folded before other work gets its turn. Chosen: a few milliseconds. */
const READ_BYTES = 64 * 1024;

/** Changes handed on before other work gets its turn; all signals of a building may fall silent in one tick. Chosen: some tens of milliseconds. */
const CHANGES_AT_ONCE = 200;

/** Chosen: what stands in the way (a full disk, a locked file) rarely goes within a second. */
const RETRY_AFTER = seconds(1);

type FrameRecord = Extract<LogRecord, { kind: "frame" }>;

/** Tells a piece of work that gave nothing from one that was given up. */
interface Done<T> {
  readonly value: T;
}

export interface RunnerDeps {
  readonly log: AcceptedLog;
  readonly sites: SiteArchive;
  readonly snapshots: SnapshotFile<RunnerState>;
  readonly sink: ConditionSink & EventSink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Folds the accepted log into condition changes and hands them on. A snapshot is taken only after everything before it is durable
 * with whoever takes the changes; after a crash some are handed on again, with the ids they had.
 */
export class RuleRunner {
  readonly rejects = new Rejects();
  readonly #deps: RunnerDeps;
  #clocks: DeviceClocks;
  #unknown = new UnknownSignals();
  #decoder = new FrameDecoder();
  #events = new EventDecoder();
  readonly #replacements = new Replacements();
  #fold = new RuleFold([]);
  #position: LogPosition = 0;
  #siteVersion: string | undefined;
  #tally = EMPTY_TALLY;
  #savedAt: EpochMs;
  #isStopping = false;
  #running: Promise<void> | undefined;
  #failure: string | undefined;
  #waiting: { readonly position: LogPosition; readonly resolve: () => void; readonly reject: (reason: Error) => void }[] = [];
  #endPause: (() => void) | undefined;
  readonly #changed = new Set<SignalKey>();

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    this.#clocks = new DeviceClocks(deps.sink);
    this.#savedAt = deps.clock.now();
  }

  get position(): LogPosition {
    return this.#position;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** Why the rules stand still; undefined while they run. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Goes on from the last snapshot. */
  async start(saveEvery: DurationMs): Promise<void> {
    const saved = await this.#deps.snapshots.load();
    if (saved !== undefined) await this.#restore(saved);
    // A former process may have left an alarm that nothing here knows of.
    this.#clocks.tell(this.#deps.clock.now());
    this.#running = this.#run(saveEvery);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#endPause?.();
    await this.#running;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the rules were stopped before they came so far"));
  }

  /** Resolves once everything up to a position has been evaluated and what follows from it is durable. Rejects when stopped before. */
  evaluated(position: LogPosition): Promise<void> {
    if (this.#position >= position) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ position, resolve, reject }));
  }

  status(signal: SignalKey): SignalStatus | undefined {
    const view = this.#fold.view(signal);
    return view === undefined ? undefined : { signal, ...view };
  }

  impaired(): ImpairmentCounts {
    return this.#fold.impaired();
  }

  impairedSignals(): readonly ImpairedSignal[] {
    return this.#fold.impairedSignals();
  }

  impairedRevision(): number {
    return this.#fold.impairedRevision;
  }

  /** Receive time from which on the rules have something to do though nothing is received; `Infinity` when there is none. */
  get nextDeadline(): number {
    return this.#fold.nextDeadline;
  }

  /** What is known of the clocks of devices. */
  clocks(): ReturnType<DeviceClocks["figures"]> {
    return this.#clocks.figures();
  }

  /** What speaks and is not described. */
  get unknown(): HeardUnknown {
    return this.#unknown;
  }

  /** The signals heard of since this was last asked, and those that are impaired since, or no longer. */
  takeChanged(): readonly SignalStatus[] {
    for (const signal of this.#fold.takeImpairmentChanges()) this.#changed.add(signal);
    const statuses = [...this.#changed].flatMap((signal) => this.status(signal) ?? []);
    this.#changed.clear();
    return statuses;
  }

  async #restore({ position, siteVersion, decoder, events, fold, tally, clocks, unknown }: RunnerState): Promise<void> {
    const site = siteVersion === undefined ? undefined : withOwnDevices(await this.#deps.sites.load(siteVersion));
    this.#decoder = new FrameDecoder(decoder);
    this.#events = new EventDecoder(events);
    if (site !== undefined) this.#decodeFor(site);
    this.#fold = new RuleFold(site?.signals ?? [], fold);
    this.#position = position;
    this.#siteVersion = siteVersion;
    this.#tally = tally;
    this.#clocks = new DeviceClocks(this.#deps.sink, clocks);
    this.#unknown = new UnknownSignals(unknown);
  }

  async #run(saveEvery: DurationMs): Promise<void> {
    const { log, clock } = this.#deps;
    while (!this.#isStopping) {
      const read = await this.#insist(() => log.read(this.#position, READ_BYTES));
      if (read === undefined) return;
      const records = read.value;
      if (records.length === 0) await log.waitFor(this.#position);
      else await this.#take(records);
      if (clock.now() - this.#savedAt >= saveEvery) await this.#save();
    }
    await this.#save();
  }

  /** Does what must be done before the rules may go on, again and again until it succeeds. Undefined only when stopping before that. */
  async #insist<T>(work: () => Promise<T>): Promise<Done<T> | undefined> {
    const { logger } = this.#deps;
    for (;;) {
      try {
        const value = await work();
        this.#failure = undefined;
        return { value };
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : String(error);
        logger.error({ error }, "rules stand still");
      }
      if (this.#isStopping) return undefined;
      await this.#pause(RETRY_AFTER);
    }
  }

  /** Resolves after the span, or as soon as the rules are to stop. */
  #pause(span: DurationMs): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(span, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  async #take(records: readonly LogRecord[]): Promise<void> {
    const changes: ConditionChange[] = [];
    const events: AccessEvent[] = [];
    let tally = this.#tally;
    for (const record of records) {
      switch (record.kind) {
        case "frame": {
          const decoded = this.#decode(record);
          tally = countFrame(tally, decoded);
          const happened = this.#happened(decoded, record);
          if (happened.length > 0) events.push(...happened);
          const { position, receivedAt } = record;
          changes.push(...this.#fold.apply({ kind: "readings", position, receivedAt, readings: decoded.readings, events: happened }));
          break;
        }
        case "site": {
          const site = await this.#insist(() => this.#deps.sites.load(record.version));
          if (site === undefined) return;
          changes.push(...this.#changeSite(record, withOwnDevices(site.value)));
          break;
        }
        case "tick":
        case "started":
        case "authorisation":
          changes.push(...this.#fold.apply(record));
      }
    }
    // First: an alarm's page shows what was done at its door.
    if (events.length > 0 && (await this.#insist(() => this.#deps.sink.takeEvents(events))) === undefined) return;
    if (!(await this.#handOn(changes))) return;
    // Only together: the books compare the count with the history writer's at the same position.
    this.#tally = tally;
    this.#position = (records.at(-1) as LogRecord).position;
    if (this.#waiting.length === 0) return;
    const ready = this.#waiting.filter(({ position }) => position <= this.#position);
    this.#waiting = this.#waiting.filter(({ position }) => position > this.#position);
    for (const { resolve } of ready) resolve();
  }

  /** False when it was given up on the way. What was handed on before that is handed on again, with the ids it has. */
  async #handOn(changes: readonly ConditionChange[]): Promise<boolean> {
    for (let first = 0; first < changes.length; first += CHANGES_AT_ONCE) {
      if (first > 0) await new Promise((resolve) => setImmediate(resolve));
      const part = changes.slice(first, first + CHANGES_AT_ONCE);
      if ((await this.#insist(() => this.#deps.sink.takeConditions(part))) === undefined) return false;
    }
    return true;
  }

  #decode({ frame, receivedAt }: FrameRecord): DecodedFrame {
    const decoded = this.#decoder.decode(frame, receivedAt);
    this.#refuse({ frame, receivedAt }, decoded.refused);
    this.#note(frame, decoded.readings);
    for (const entry of decoded.quarantined) this.#unknown.note(entry);
    return decoded;
  }

  /** What was done at the devices of a frame; a frame of events has no readings, and one of readings has events where a gateway tells of buttons. */
  #happened({ events }: DecodedFrame, record: FrameRecord): readonly AccessEvent[] {
    if (events === undefined) return this.#decodeEvents(record);
    this.#deps.metrics.counter("labcanary_events_total", "taken").inc(events.length);
    return events;
  }

  /** Events are counted apart: the books are of samples, and the history writer does not read events. */
  #decodeEvents({ frame, receivedAt }: FrameRecord): readonly AccessEvent[] {
    const decoded = this.#events.decode(frame, receivedAt);
    if (decoded === NO_EVENTS) return decoded.events;
    const { events, refused, duplicates } = decoded;
    const outcomes = { taken: events.length, refused: refused.length, duplicate: duplicates };
    for (const [outcome, count] of Object.entries(outcomes)) {
      if (count > 0) this.#deps.metrics.counter("labcanary_events_total", outcome).inc(count);
    }
    this.#refuse({ frame, receivedAt }, refused);
    for (const event of events) this.#clocks.note(frame.deviceId, event);
    return events;
  }

  #refuse({ frame, receivedAt }: Pick<FrameRecord, "frame" | "receivedAt">, refused: readonly DecodeError[]): void {
    for (const refusal of refused) {
      this.#deps.metrics.counter("labcanary_refused_total", "decode", refusal.code).inc();
      this.rejects.add(frame, receivedAt, refusal);
    }
  }

  /** A gateway tells of the clocks of others. */
  #note({ deviceId, topic }: Frame, readings: readonly Reading[]): void {
    const isOwn = topic.startsWith(OWN_TOPICS);
    for (const reading of readings) {
      this.#changed.add(reading.signal);
      this.#clocks.note(isOwn ? deviceId : deviceOf(reading.signal), reading);
    }
  }

  /** Returns the devices that are replaced with this site. */
  #decodeFor(site: Site): ReturnType<Replacements["of"]> {
    this.#decoder.changeSite(site);
    this.#events.changeSite(site);
    return this.#replacements.of(site.devices);
  }

  #changeSite({ version, position, receivedAt }: Extract<LogRecord, { kind: "site" }>, site: Site): readonly ConditionChange[] {
    const replaced = this.#decodeFor(site);
    this.#unknown.forget(heardNames(site));
    this.#siteVersion = version;
    this.#clocks.forgetAllBut(new Set(site.devices.flatMap(({ id }) => (replaced.has(id) ? [] : [id]))), receivedAt);
    return this.#fold.apply({ kind: "site", position, receivedAt, signals: site.signals });
  }

  /** A snapshot that cannot be kept costs time at the next start, nothing else; the one before it stands. */
  async #save(): Promise<void> {
    const { clock, snapshots, log, logger } = this.#deps;
    this.#savedAt = clock.now();
    if (this.#position === 0 || this.#failure !== undefined) return;
    const state = {
      position: this.#position,
      siteVersion: this.#siteVersion,
      decoder: this.#decoder.save(),
      events: this.#events.save(),
      fold: this.#fold.save(),
      tally: this.#tally,
      clocks: this.#clocks.save(),
      unknown: this.#unknown.save(),
    };
    try {
      await snapshots.save(state);
      await log.commit("rules", state.position);
    } catch (error) {
      logger.warn({ error }, "rules: no snapshot could be kept");
    }
  }
}

const deviceOf = (signal: SignalKey): string => signal.slice(0, signal.indexOf("/"));
