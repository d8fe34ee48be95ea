import { type DurationMs, elapsed, type EpochMs, plus, seconds } from "@labcanary/domain/basics";
import {
  type CanaryHop,
  type CanaryPassage,
  type CanaryRun,
  type CanaryStanding,
  MISSING_HOPS,
  standingOf,
  withPassage,
} from "@labcanary/domain/messages";
import type { CanaryFigures, Clock, Logger, Metrics, Service, SignalBoard, SystemConditionSink } from "@labcanary/domain/ports";
import { CANARY_KEY } from "@labcanary/domain/site";
import type { Ping } from "./ping.ts";
import type { PublishRun } from "./publish-run.ts";

export interface CanaryOptions {
  /** Between the beginnings of two runs; 0: there are none. */
  readonly every: DurationMs;
  /** A run that has not come through so long after its beginning is lost. */
  readonly allowance: DurationMs;
}

/** Chosen: an idle chain takes some tens of milliseconds; in a minute a gateway has been tried five times and a busy one has its turn. */
export const LOOPBACK_ALLOWANCE = seconds(60);
/** Chosen: a network reports most texts within seconds, and now and then one takes a minute or two; nobody is to be woken by that. */
export const PHONE_ALLOWANCE = seconds(180);

/** Chosen: a broker answers in milliseconds; one that is cut off meanwhile is tried again well within the allowance. */
const ATTEMPT_LIMIT = seconds(10);
/** Chosen: likewise, and long enough to be no load on a broker that has no room. */
const RETRY_AFTER = seconds(5);

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly publish: PublishRun;
  readonly board: Pick<SignalBoard, "status">;
  readonly conditions: SystemConditionSink;
  /** Absent: there is no watchdog outside. */
  readonly ping?: Ping;
}

/** Whether the whole chain works, as a watchdog asks; times in ms since 1970, spans in ms. */
export interface Heartbeat {
  readonly beats: boolean;
  readonly at: EpochMs;
  readonly every: DurationMs;
  /** Of the last run that came through. */
  readonly lastCompletedAt?: EpochMs;
  readonly latencyMs?: DurationMs;
  /** Of the run that did not: how far it was seen, and what is missing since. */
  readonly lastSeen?: CanaryHop;
  readonly missing?: CanaryHop;
  /** In one English sentence, where it does not beat. */
  readonly detail?: string;
}

export interface CanaryHealth {
  readonly name: "canary";
  /** Never down: it is no part of the chain, and what is, says so itself. */
  readonly state: "ok" | "degraded";
  readonly detail: string;
}

export interface Canary extends Service {
  /** A run has come through a hop. What it says must be durable. */
  passed(passage: CanaryPassage): void;
  heartbeat(): Heartbeat;
  health(): CanaryHealth;
  figures(): CanaryFigures;
}

/**
 * Sends a breach of the platform's own device through the whole chain, again and again, and is an alarm of the platform when one does not
 * come through. The first run is `every` after the start.
 */
export function createCanary({ every, allowance }: CanaryOptions, deps: Deps): Canary {
  const { clock, logger, metrics, publish, board, conditions, ping } = deps;
  const latency = metrics.histogram("labcanary_canary_latency_seconds");
  let startedAt: EpochMs | undefined;
  /** The newest run, also after it has come through or was lost: late is better than never. */
  let run: CanaryRun | undefined;
  let isUnderWay = false;
  let completed: { readonly at: EpochMs; readonly latency: DurationMs } | undefined;
  /** Where the last run was lost, until one comes through. */
  let loss: Pick<Heartbeat, "lastSeen" | "missing" | "detail"> | undefined;
  /** Why the newest run was not taken by the broker the last time. */
  let publishFailure: string | undefined;
  /** What the alarm was last told; a former process may have left one that is over. */
  let toldLost: boolean | undefined;
  let abort: AbortController | undefined;
  let cancels: (() => void)[] = [];
  let cancelDeadline = (): void => {};
  let cancelRetry = (): void => {};

  metrics.gauge("labcanary_canary_last_success_timestamp_seconds", () => [{ labels: [], value: (completed?.at ?? 0) / 1000 }]);

  function tell(active: boolean, detail: string): void {
    if (active === toldLost) return;
    toldLost = active;
    conditions.takeSystemCondition({ kind: "system-condition", name: "canary-lost", active, at: clock.now(), detail });
  }

  function begin(): void {
    if (isUnderWay) return;
    cancelRetry();
    abort?.abort();
    const now = clock.now();
    const begun: CanaryRun = { number: now, startedAt: now, passed: {} };
    run = begun;
    isUnderWay = true;
    publishFailure = undefined;
    cancelDeadline = clock.after(allowance, lose);
    void tryToPublish(begun.number);
  }

  async function tryToPublish(number: number): Promise<void> {
    const attempt = new AbortController();
    abort = attempt;
    const cancelLimit = clock.after(ATTEMPT_LIMIT, () => attempt.abort());
    const outcome = await publish(number, {
      signal: attempt.signal,
      passed: (hop) => passed({ run: number, hop, at: clock.now() }),
    });
    cancelLimit();
    if (run?.number !== number || abort !== attempt) return;
    if (outcome.ok) {
      publishFailure = undefined;
      return;
    }
    publishFailure = outcome.error;
    logger.debug({ reason: outcome.error }, "The canary could not publish yet");
    cancelRetry = clock.after(RETRY_AFTER, () => void tryToPublish(number));
  }

  function passed(passage: CanaryPassage): void {
    if (run === undefined) return;
    const wasThrough = run.passed.delivered !== undefined;
    run = withPassage(run, passage);
    if (wasThrough || run.passed.delivered === undefined) return;
    complete(run.startedAt, run.passed.delivered);
  }

  function complete(since: EpochMs, at: EpochMs): void {
    cancelDeadline();
    cancelRetry();
    if (isUnderWay) metrics.counter("labcanary_canary_runs_total", "completed").inc();
    isUnderWay = false;
    completed = { at, latency: elapsed(since, at) };
    loss = undefined;
    latency.observe(completed.latency / 1000);
    tell(false, `a run came through in ${completed.latency} ms`);
    void ping?.send();
  }

  /** The rules tell nobody that they have read it, and need not be asked before somebody wants to know. */
  function standing(of: CanaryRun): CanaryStanding {
    const isRead = board.status(CANARY_KEY)?.value === of.number;
    return standingOf(isRead ? withPassage(of, { run: of.number, hop: "evaluated", at: clock.now() }) : of);
  }

  function lose(): void {
    if (run === undefined) return;
    isUnderWay = false;
    metrics.counter("labcanary_canary_runs_total", "lost").inc();
    const { lastSeen, missing } = standing(run);
    if (missing === undefined) return;
    const why = MISSING_HOPS[missing] + (publishFailure === undefined ? "" : ` (${publishFailure})`);
    const detail = `Within ${allowance / 1000} s ${why}; last seen: ${lastSeen ?? "nowhere"}`;
    loss = { ...(lastSeen === undefined ? {} : { lastSeen }), missing, detail };
    tell(true, detail);
  }

  function heartbeat(): Heartbeat {
    const at = clock.now();
    const last = completed === undefined ? {} : { lastCompletedAt: completed.at, latencyMs: completed.latency };
    const common = { at, every, ...last };
    if (every === 0) return { beats: false, ...common, detail: "The canary is switched off (canary.everySeconds: 0)" };
    if (loss !== undefined) return { beats: false, ...common, ...loss };
    if (completed !== undefined && at <= plus(plus(completed.at, every), allowance)) return { beats: true, ...common };
    if (completed !== undefined || startedAt === undefined)
      return { beats: false, ...common, missing: "published", detail: "No run was begun when one was due" };
    const first = new Date(plus(startedAt, every)).toISOString();
    return { beats: false, ...common, missing: "published", detail: `None has come through since the start; the first begins at ${first}` };
  }

  return {
    name: "canary",
    async start() {
      startedAt = clock.now();
      if (every === 0) tell(false, "the canary is switched off");
      else cancels = [clock.every(every, begin)];
    },
    async stop() {
      for (const cancel of [...cancels.splice(0), cancelDeadline, cancelRetry]) cancel();
      abort?.abort();
      run = undefined;
      isUnderWay = false;
    },
    passed,
    heartbeat,
    figures() {
      const { beats, lastCompletedAt, latencyMs, missing } = heartbeat();
      const isWaiting = completed === undefined && loss === undefined;
      const state = every === 0 ? "off" : beats ? "beats" : isWaiting ? "waiting" : "lost";
      return {
        state,
        every,
        ...(lastCompletedAt === undefined ? {} : { lastCompletedAt }),
        ...(latencyMs === undefined ? {} : { latency: latencyMs }),
        ...(missing === undefined || state !== "lost" ? {} : { missing }),
      };
    },
    health() {
      const { beats, lastCompletedAt, latencyMs, detail = "" } = heartbeat();
      const isWaiting = completed === undefined && loss === undefined;
      const trouble = ping?.trouble();
      const pings = trouble === undefined ? "" : `; ${trouble.failures} pings in a row failed: ${trouble.reason}`;
      const underWay = isUnderWay && run !== undefined ? `; a run is under way, last seen: ${standing(run).lastSeen ?? "nowhere"}` : "";
      const text = beats ? `came through in ${latencyMs} ms at ${new Date(lastCompletedAt ?? 0).toISOString()}` : detail;
      return { name: "canary", state: (beats || isWaiting) && trouble === undefined ? "ok" : "degraded", detail: text + underWay + pings };
    },
  };
}
