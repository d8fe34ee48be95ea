import { join } from "node:path";
import { epochMs, hours, seconds } from "@labcanary/domain/basics";
import type { AcceptedLog, ConditionSink } from "@labcanary/domain/ports";
import type { ConditionChange } from "@labcanary/domain/rules";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { describe, expect, it } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../test/support/observing.ts";
import { limitRule, signal, silenceRule, testSite } from "../../test/support/site.ts";
import { RULES_STATE_FORM, RuleRunner, type RunnerState } from "./rule-runner.ts";
import { SiteArchive } from "./site-archive.ts";
import { SnapshotFile } from "./snapshot-file.ts";

const START = Date.UTC(2026, 10, 22, 8);

const FIRST = testSite({
  version: "first",
  signals: [
    signal({
      hold: seconds(40),
      rules: [
        limitRule({ onDelay: seconds(10), offDelay: seconds(10) }),
        limitRule({ id: "cab-17/vapour/high-high", setpoint: 20 }),
        silenceRule({ after: seconds(45) }),
      ],
    }),
  ],
});
const SECOND = testSite({
  version: "second",
  signals: [
    signal({
      hold: seconds(40),
      rules: [limitRule({ setpoint: 8, version: "2", onDelay: seconds(10) }), silenceRule({ after: seconds(45) })],
    }),
  ],
});

const frame = (payload: unknown, duplicate = false): NewLogRecord => ({
  kind: "frame",
  frame: {
    deviceId: "cab-17",
    topic: "v1/devices/cab-17/telemetry",
    payload: Buffer.from(JSON.stringify(payload)),
    qos: 1,
    retain: false,
    duplicate,
  },
});

/** A recorded afternoon: levels crossed and left, silence, a repeat, a late batch, rubbish, a restart of ours, an edited site. */
function recordedLog(): LogRecord[] {
  const values = [1, 5, 11, 12, 13, 25, 26, 14, 9, 8, 3, 2, 11, 11, 11, 30, 1, 1, 9, 9, 9, 9, 7, 12, 12];
  const records: [number, NewLogRecord][] = [
    [0, { kind: "started" }],
    [0, { kind: "site", version: "first" }],
  ];
  let at = 1;
  for (const [index, value] of values.entries()) {
    records.push([at, frame({ at: START + at * 1000, seq: index, samples: { vapour: value } })]);
    if (index === 5) records.push([at, frame({ at: START + at * 1000, seq: index, samples: { vapour: value } }, true)]);
    if (index === 7)
      records.push([at, frame({ nonsense: true })], [at, frame({ at: START - 3_600_000, seq: 900, samples: { vapour: 40 } })]);
    if (index === 10) for (let tick = 0; tick < 60; tick++) records.push([++at, { kind: "tick" }]);
    if (index === 14) records.push([at, { kind: "started" }]);
    if (index === 18) records.push([at, { kind: "site", version: "second" }]);
    records.push([at + 3, { kind: "tick" }], [at + 6, { kind: "tick" }]);
    at += 7;
  }
  return records.map(
    ([second, record], index) => ({ ...record, position: index + 1, receivedAt: epochMs(START + second * 1000) }) as LogRecord,
  );
}

/** A log that holds `records` up to `until`, as after a crash there. */
function logOf(records: readonly LogRecord[], until: LogPosition): AcceptedLog & { close(): void } {
  let committed = 0;
  let release: (() => void)[] = [];
  return {
    append: () => undefined,
    durablePosition: () => until,
    firstPosition: () => 1,
    read: async (after) => records.filter(({ position }) => position > after && position <= until).slice(0, 7),
    // Nothing more comes; let go when the runner has been told to stop.
    waitFor: () => new Promise((resolve) => void release.push(resolve)),
    commit: async (_reader, position) => {
      committed = position;
    },
    committed: () => committed,
    close: () => {
      for (const resolve of release) resolve();
      release = [];
    },
  };
}

function runnerOf(folder: string, log: AcceptedLog, takeConditions: ConditionSink["takeConditions"]) {
  const clock = createSettableClock();
  const runner = new RuleRunner({
    log,
    sites: new SiteArchive(join(folder, "sites")),
    snapshots: new SnapshotFile<RunnerState>(join(folder, "rules.snapshot"), RULES_STATE_FORM),
    sink: { takeConditions, takeEvents: async () => undefined, takeSystemCondition: () => undefined },
    clock,
    logger: createTestLogger(),
    metrics: createTestMetrics(),
  });
  return { runner, clock };
}

async function run(folder: string, records: readonly LogRecord[], until: LogPosition, changes: ConditionChange[]): Promise<void> {
  const log = logOf(records, until);
  const { runner } = runnerOf(folder, log, async (taken) => void changes.push(...taken));
  await runner.start(hours(1));
  await runner.evaluated(until);
  const stopped = runner.stop();
  log.close();
  await stopped;
}

async function folderWithSites(): Promise<string> {
  const folder = temporaryFolder();
  const sites = new SiteArchive(join(folder, "sites"));
  await sites.keep(FIRST);
  await sites.keep(SECOND);
  return folder;
}

describe("a recorded log", () => {
  const records = recordedLog();

  it("tells of levels, silence, a late excursion and an edited rule", async () => {
    const changes: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, changes);
    const story = changes.map(({ ruleId, change }) => `${ruleId.split("/")[2]} ${change}`);
    expect(story).toEqual(
      expect.arrayContaining([
        "high raised",
        "high cleared",
        "high-high raised",
        "high-high cleared",
        "silent raised",
        "silent cleared",
        "high historical",
      ]),
    );
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  });

  it("gives the same alarm history to the byte, restarted from its snapshot at every record", async () => {
    const whole: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, whole);
    const history = JSON.stringify(whole);
    for (let until = 1; until < records.length; until++) {
      const folder = await folderWithSites();
      const changes: ConditionChange[] = [];
      await run(folder, records, until, changes);
      await run(folder, records, records.length, changes);
      expect(JSON.stringify(changes), `restarted after record ${until}`).toBe(history);
    }
  });

  it("hands changes on again, with the same ids, when the snapshot was lost", async () => {
    const changes: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, changes);
    const again: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, again);
    expect(again).toEqual(changes);
  });
});

describe("while nobody can take the changes", () => {
  const records = recordedLog();

  it("the rules wait at the last record that was taken, count nothing ahead, and hand over the same changes once they can", async () => {
    const whole: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, whole);
    const changes: ConditionChange[] = [];
    let isFull = true;
    const log = logOf(records, records.length);
    const { runner, clock } = runnerOf(await folderWithSites(), log, async (taken) => {
      if (isFull) throw new Error("disk full");
      changes.push(...taken);
    });
    await runner.start(hours(1));
    await expect.poll(() => runner.failure).toBe("disk full");
    const { position, tally } = runner;
    expect(tally.received).toBe(records.filter((record) => record.kind === "frame" && record.position <= position).length);
    isFull = false;
    clock.advance(seconds(1));
    await runner.evaluated(records.length);
    expect(runner.failure).toBeUndefined();
    expect(changes).toEqual(whole);
    const stopped = runner.stop();
    log.close();
    await stopped;
  });

  it("a stop ends at once, keeps no snapshot of what was not taken, and tells whoever waits", async () => {
    const whole: ConditionChange[] = [];
    await run(await folderWithSites(), records, records.length, whole);
    const folder = await folderWithSites();
    const { runner } = runnerOf(folder, logOf(records, records.length), () => Promise.reject(new Error("disk full")));
    await runner.start(hours(1));
    await expect.poll(() => runner.failure).toBe("disk full");
    const waiting = runner.evaluated(records.length).then(
      () => "evaluated",
      (error: Error) => error.message,
    );
    await runner.stop();
    expect(await waiting).toContain("stopped");
    const changes: ConditionChange[] = [];
    await run(folder, records, records.length, changes);
    expect(changes).toEqual(whole);
  });
});

describe("a building that falls silent", () => {
  it("is handed on in parts, so that other work gets its turn, all of it and in order", async () => {
    const folder = temporaryFolder();
    const signals = Array.from({ length: 900 }, (_, index) => {
      const key = `cab-17/s${String(index).padStart(3, "0")}`;
      return signal({ key, name: `s${index}`, rules: [silenceRule({ id: `${key}/silent`, signal: key })] });
    });
    await new SiteArchive(join(folder, "sites")).keep(testSite({ version: "large", signals }));
    const newRecords: readonly NewLogRecord[] = [{ kind: "started" }, { kind: "site", version: "large" }, { kind: "tick" }];
    const records = newRecords.map(
      (record, index) => ({ ...record, position: index + 1, receivedAt: epochMs(START + index * 100_000) }) as LogRecord,
    );
    const parts: (readonly ConditionChange[])[] = [];
    const log = logOf(records, records.length);
    const { runner } = runnerOf(folder, log, async (taken) => void parts.push(taken));
    await runner.start(hours(1));
    await runner.evaluated(records.length);
    expect(parts.map(({ length }) => length)).toEqual([200, 200, 200, 200, 100]);
    expect(new Set(parts.flat().map(({ ruleId }) => ruleId)).size).toBe(900);
    const stopped = runner.stop();
    log.close();
    await stopped;
  });
});
