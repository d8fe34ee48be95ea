import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createAlerting } from "@labcanary/alerting";
import { type DurationMs, type EpochMs, hours, type Result, seconds } from "@labcanary/domain/basics";
import type { AcceptedLog, AcceptRefusal, Clock, ConditionSink, EventSink, FrameAcceptor, Logger, Metrics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { LogPosition, NewLogRecord } from "@labcanary/domain/telemetry";
import { createIngest, DEFAULT_RETENTION, type Ingest } from "@labcanary/ingest";
import { type OpenLog, openAcceptedLog } from "../../ingest/src/log/accepted-log.ts";
import { RULES_STATE_FORM, RuleRunner, type RunnerState } from "../../ingest/src/rule-runner.ts";
import { SiteArchive } from "../../ingest/src/site-archive.ts";
import { SnapshotFile } from "../../ingest/src/snapshot-file.ts";
import { createTestLogger, createTestMetrics } from "./observing.ts";
import { framesOf, LAST_STEP, siteAt, timeOfStep } from "./recorded-site.ts";

/** Ingest and alerting over what is recorded, with their real files and databases below one folder. */

/** A snapshot every third step or so. */
const SAVE_EVERY = seconds(20);
const LOG = { segmentBytes: 2 ** 12, budgetBytes: 2 ** 30, forensicWindow: hours(24) };

/** A clock that stands still until it is told the next time; what is due every so often is done once at each. */
interface SteppedClock extends Clock {
  moveTo(at: EpochMs): void;
}

function createSteppedClock(start: EpochMs): SteppedClock {
  let now = start;
  const recurring = new Set<() => void>();
  const waiting = new Map<() => void, EpochMs>();
  return {
    now: () => now,
    every(_span: DurationMs, run) {
      recurring.add(run);
      return () => void recurring.delete(run);
    },
    after(span, run) {
      waiting.set(run, (now + span) as EpochMs);
      return () => void waiting.delete(run);
    },
    moveTo(at) {
      now = at;
      // What runs may add to what waits; that is for the next time.
      const due = [...waiting].filter(([, dueAt]) => dueAt <= now);
      for (const [run] of due) {
        waiting.delete(run);
        run();
      }
      Array.from(recurring).forEach((run) => run());
    },
  };
}

/** The log of a live run, where its frames lie. */
export const logFolder = (folder: string): string => join(folder, "ingest", "log");

interface LiveRun {
  readonly folder: string;
  /** The first step that was not taken in full. */
  readonly from: number;
  /** Whether the history is written as well, by its threads; alarms do not depend on it. */
  readonly hasHistory: boolean;
  readonly onAcknowledged?: (step: number, frame: number) => void;
  readonly onStep?: (step: number) => void;
}

/** Runs the platform from a step to the last, as devices and engineers do: what was not acknowledged is sent again. */
export async function runLive({ folder, from, hasHistory, onAcknowledged, onStep }: LiveRun): Promise<void> {
  const clock = createSteppedClock(timeOfStep(from));
  let site = siteAt(from);
  const common = { clock, logger: createTestLogger(), metrics: createTestMetrics(), site: () => site, channels: [] };
  const alerting = createAlerting({ dataFolder: folder, journalHeadFile: join(folder, "head.json") }, common);
  const ingest = hasHistory ? wholeIngest(folder, { ...common, sink: alerting }) : alarmPath(folder, { ...common, sink: alerting });
  await alerting.start();
  await ingest.start();
  for (let step = from; step <= LAST_STEP; step++) {
    clock.moveTo(timeOfStep(step));
    if (siteAt(step) !== site) {
      site = siteAt(step);
      await ingest.siteChanged();
    }
    await sendAll(ingest, step, onAcknowledged);
    await ingest.evaluateUntilNow();
    onStep?.(step);
  }
  await ingest.stop();
  await alerting.stop();
}

interface IngestDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly site: () => Site;
  readonly sink: ConditionSink & EventSink;
}
type RecordedIngest = Pick<Ingest, "start" | "stop" | "accept" | "siteChanged" | "evaluateUntilNow">;

const wholeIngest = (folder: string, deps: IngestDeps): RecordedIngest =>
  createIngest(
    {
      dataFolder: join(folder, "ingest"),
      log: LOG,
      history: { kind: "sqlite", options: { file: join(folder, "history.sqlite"), retention: DEFAULT_RETENTION } },
      saveEvery: SAVE_EVERY,
    },
    deps,
  );

/**
 * Ingest as `createIngest` wires it, without the threads of its history: a process in which hundreds of threads come and go one after the
 * other is ended by V8 sooner or later.
 */
function alarmPath(folder: string, { clock, logger, metrics, site, sink }: IngestDeps): RecordedIngest {
  const sites = new SiteArchive(join(folder, "ingest", "sites"));
  let log: OpenLog | undefined;
  let runner: RuleRunner | undefined;
  const opened = (): OpenLog => {
    if (log === undefined) throw new Error("not started");
    return log;
  };
  const append = async (record: NewLogRecord): Promise<LogPosition> => {
    const outcome = await new Promise<Result<LogPosition, AcceptRefusal>>((resolve) => opened().append(record, resolve));
    if (!outcome.ok) throw new Error(outcome.error);
    return outcome.value;
  };
  const siteChanged = async (): Promise<void> => {
    await sites.keep(site());
    await append({ kind: "site", version: site().version });
  };
  return {
    async start() {
      log = await openAcceptedLog({ folder: logFolder(folder), ...LOG }, { clock, logger, metrics, conditions: sink });
      await append({ kind: "started" });
      await siteChanged();
      runner = new RuleRunner({ log, sites, snapshots: snapshotsOf(folder), sink, clock, logger, metrics });
      await runner.start(SAVE_EVERY);
      clock.every(seconds(1), () => opened().append({ kind: "tick" }, () => undefined));
    },
    async stop() {
      const stopped = runner?.stop();
      opened().end();
      await stopped;
      await opened().close();
    },
    accept: (frame, settled) => opened().append({ kind: "frame", frame }, (outcome) => settled(outcome.ok ? undefined : outcome.error)),
    siteChanged,
    async evaluateUntilNow() {
      await runner?.evaluated(await append({ kind: "tick" }));
    },
  };
}

const snapshotsOf = (folder: string): SnapshotFile<RunnerState> =>
  new SnapshotFile<RunnerState>(join(folder, "ingest", "rules.snapshot"), RULES_STATE_FORM);

async function sendAll(ingest: Pick<FrameAcceptor, "accept">, step: number, onAcknowledged: LiveRun["onAcknowledged"]): Promise<void> {
  const sent = framesOf(step).map(
    (frame, place) =>
      new Promise<void>((resolve, reject) =>
        ingest.accept(frame, (refusal) => {
          if (refusal !== undefined) return reject(new Error(refusal));
          onAcknowledged?.(step, place);
          resolve();
        }),
      ),
  );
  await Promise.all(sent);
}

/** Folds a log that is there, record by record, into alarms below the same folder, from the last snapshot on; adds nothing to the log. */
export async function runRecorded(folder: string): Promise<void> {
  const clock = createSteppedClock(timeOfStep(0));
  const common = { clock, logger: createTestLogger(), metrics: createTestMetrics() };
  const sites = new SiteArchive(join(folder, "ingest", "sites"));
  // Alerting describes alarms by the site in force, which follows the log here.
  let site: Site = siteAt(0);
  const alerting = createAlerting(
    { dataFolder: folder, journalHeadFile: join(folder, "head.json") },
    { ...common, site: () => site, channels: [] },
  );
  await alerting.start();
  const opened = await openAcceptedLog({ folder: logFolder(folder), ...LOG }, { ...common, conditions: alerting });
  const log: AcceptedLog = {
    append: (record, settled) => opened.append(record, settled),
    durablePosition: () => opened.durablePosition(),
    firstPosition: () => opened.firstPosition(),
    waitFor: (after) => opened.waitFor(after),
    commit: (reader, position) => opened.commit(reader, position),
    committed: (reader) => opened.committed(reader),
    async read(after) {
      // One at a time, so that each has its own writes.
      const [record] = await opened.read(after, 1);
      if (record === undefined) return [];
      clock.moveTo(record.receivedAt);
      if (record.kind === "site") site = await sites.load(record.version);
      return [record];
    },
  };
  const runner = new RuleRunner({ ...common, log, sites, snapshots: snapshotsOf(folder), sink: alerting });
  await runner.start(SAVE_EVERY);
  await runner.evaluated(opened.durablePosition());
  opened.end();
  await runner.stop();
  await opened.close();
  await alerting.stop();
}

/** Everything that rules brought about: each alarm as it is kept, and each line of the journal about it, byte for byte. */
export function alarmHistory(folder: string): { readonly alarms: readonly string[]; readonly lines: readonly string[] } {
  const database = new DatabaseSync(join(folder, "alarms.sqlite"), { readOnly: true });
  try {
    const alarms = database.prepare("SELECT body FROM alarms WHERE signal IS NOT NULL ORDER BY id").all();
    const lines = database.prepare("SELECT kind, alarm_id, detail FROM journal WHERE actor = 'rules' ORDER BY number").all();
    return {
      alarms: alarms.map(({ body }) => String(body)),
      lines: lines.map(({ kind, alarm_id: alarm, detail }) => `${kind} ${alarm} ${detail}`),
    };
  } finally {
    database.close();
  }
}
