import {
  type Alarm,
  type AlarmStep,
  collectFigures,
  type Flood,
  isAnnunciated,
  isOfAlarms,
  linesOfAlarms,
  markOf,
  type OutOfService,
  type ProtectionMeasure,
  returnToNormal,
  stateOf,
  type TracedAlarm,
} from "@labcanary/domain/alarm";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type {
  AlarmChange,
  CommandOutcome,
  JournalCheck,
  JournalEntry,
  JournalEntryKind,
  OperatorCommand,
  ServiceOutcome,
} from "@labcanary/domain/messages";
import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { carryOut } from "../../alerting/src/alarms/commands.ts";
import { type Because } from "../../alerting/src/alarms/keeper.ts";
import { createServiceKeeper } from "../../alerting/src/alarms/out-of-service.ts";
import { type FoundRow, matcherOf } from "../../alerting/src/journal/search.ts";
import { createMeasureKeeper } from "../../alerting/src/protection/measures.ts";
import { testSite } from "./site.ts";

/** An AlarmDesk in memory with the real life cycle: what alerting keeps on disk. */
export interface MemoryAlarmDesk extends AlarmDesk {
  /** Puts an alarm on the list, unless its signal is out of service, and journals it, as raised if nothing else is said. */
  raise(alarm: Alarm, because?: JournalEntryKind): void;
  /** The condition of an alarm is gone. */
  clear(alarmId: string): void;
  /** Adds a line to an alarm's timeline, as a notification does. */
  note(alarmId: string, kind: JournalEntryKind, actor: string, detail: Readonly<Record<string, unknown>>): void;
  readonly entries: JournalEntry[];
  /** What was asked of it, oldest first. */
  readonly commands: readonly OperatorCommand[];
  /** The flood the console is told of. */
  floodNow: Flood | undefined;
}

/** A gas alarm on `cab-17/vapour`; override what the test is about. */
export function gasAlarm(over: Partial<Alarm> = {}): Alarm {
  const raisedAt = over.raisedAt ?? epochMs(Date.UTC(2026, 10, 22, 7, 58));
  return {
    id: "alarm-1",
    code: "K7QF",
    source: { kind: "rule", ruleId: "cab-17/vapour/high-high", ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" },
    priority: "critical",
    latching: false,
    annunciation: "unacknowledged",
    conditionActive: true,
    simulated: false,
    raisedAt,
    raisedReceivedAt: raisedAt,
    value: 23.4,
    description: {
      what: { en: "Solvent vapour high-high", zh: "溶剂蒸气高高报" },
      where: { en: "Chemistry Building › Room 114 › Cabinet 17", zh: "化学楼 › 114室 › 17号柜" },
      limit: { en: "> 20 %LEL", zh: "> 20 %LEL" },
      valueText: { en: "23.4 %LEL", zh: "23.4 %LEL" },
      firstAction: { en: "Open the window, no sparks, leave the room", zh: "开窗通风,严禁火花,撤离房间" },
      consequence: { en: "Vapour builds up towards an explosive mixture", zh: "蒸气积聚，可能形成爆炸性混合物" },
    },
    evidence: {
      samples: [{ at: raisedAt, receivedAt: raisedAt, value: 23.4, quality: "good" }],
      reason: "23.4 %LEL is above 20 %LEL",
      position: 1041,
    },
    version: 1,
    ...over,
  };
}

export function createMemoryAlarmDesk(clock: Clock, site: () => Site = testSite): MemoryAlarmDesk {
  const alarms = new Map<string, Alarm>();
  const entries: JournalEntry[] = [];
  const checks: JournalCheck[] = [];
  const commands: OperatorCommand[] = [];
  const listeners = new Set<(change: AlarmChange) => void>();
  const answered = new Map<string, CommandOutcome>();

  function write(kind: JournalEntryKind, actor: string, detail: Readonly<Record<string, unknown>>, alarmId?: string): void {
    const number = entries.length + 1;
    entries.push({
      number,
      at: clock.now(),
      kind,
      actor,
      detail,
      previousHash: "",
      hash: "",
      ...(alarmId === undefined ? {} : { alarmId }),
    });
  }

  function move(alarm: Alarm, because: JournalEntryKind, actor: string, detail: Readonly<Record<string, unknown>> = {}): Alarm {
    alarms.set(alarm.id, alarm);
    write(because, actor, detail, alarm.id);
    for (const listener of listeners) listener({ kind: "alarm-change", alarm, because, at: clock.now() });
    return alarm;
  }

  const step = (alarm: Alarm, taken: AlarmStep, over: Partial<Alarm>): Alarm => ({
    ...alarm,
    ...over,
    annunciation: taken.annunciation,
    version: alarm.version + 1,
    ...(taken.annunciation === "normal" ? { endedAt: clock.now() } : {}),
  });

  const keeper = {
    move(moved: Alarm, { kind, actor, detail }: Because): Alarm {
      const ended = moved.annunciation === "normal" && moved.endedAt === undefined;
      return move({ ...moved, version: moved.version + 1, ...(ended ? { endedAt: clock.now() } : {}) }, kind, actor, detail);
    },
    beneath: (alarmId: string) => [...alarms.values()].filter((alarm) => alarm.parent === alarmId && isAnnunciated(alarm)),
  };
  const batch = () => ({ at: clock.now(), changes: [], firstHumans: [], reached: [], passages: [], outcomes: [] });

  const outOfService = new Map<string, OutOfService>();
  const service = createServiceKeeper({
    table: {
      of: (signal) => outOfService.get(signal),
      keep: (record) => void outOfService.set(record.signal, record),
      remove: (signal) => void outOfService.delete(signal),
      list: () => [...outOfService.values()],
      over: (now) => [...outOfService.values()].filter(({ until }) => until <= now),
      shift: () => {},
    },
    annunciatedOf: (signal) => [...alarms.values()].filter((alarm) => isAnnunciated(alarm) && signalOf(alarm) === signal),
    keeper,
    journal: { append: ({ kind, actor, detail, alarmId }) => write(kind, actor, detail, alarmId) },
    site,
  });
  const measures = new Map<string, ProtectionMeasure>();
  const measureKeeper = createMeasureKeeper({
    table: { all: () => [...measures.values()], keep: (measure) => void measures.set(measure.entry, measure), forgetBefore: () => {} },
    journal: { append: ({ kind, actor, detail }) => write(kind, actor, detail) },
  });
  const servedOutcomes = new Map<string, ServiceOutcome>();

  const execute = (command: OperatorCommand): CommandOutcome => carryOut(command, alarms.get(command.alarmId), keeper, batch());

  /** Each alarm with its lines, as the figures have it. */
  const facts = (): TracedAlarm[] =>
    [...alarms.values()].map(({ id, source, priority, raisedAt, clearedAt, acknowledgedAt }) => {
      const subject = source.kind === "rule" ? source.ruleId : source.condition;
      const lineOf = (kind: string): number => entries.find((entry) => entry.alarmId === id && entry.kind === kind)?.number ?? 0;
      const acknowledged = lineOf("acknowledged");
      return {
        alarmId: id,
        subject,
        priority,
        annunciatedAt: raisedAt,
        chattered: false,
        line: lineOf("raised"),
        ...(clearedAt === undefined ? {} : { clearedAt }),
        ...(acknowledgedAt === undefined
          ? {}
          : { acknowledgedAt, firstHumanAt: acknowledgedAt, acknowledgedLine: acknowledged, firstHumanLine: acknowledged }),
      };
    });

  return {
    entries,
    commands,
    raise(alarm, because = "raised") {
      const record = outOfService.get(signalOf(alarm) ?? "");
      const mark = record === undefined ? undefined : markOf(record);
      move(mark === undefined ? alarm : { ...alarm, outOfService: mark, recordedOnly: true }, because, "rules", {
        priority: alarm.priority,
      });
    },
    floodNow: undefined,
    async figures(from, to) {
      const collector = collectFigures(from, to);
      for (const fact of facts()) collector.takeAlarm(fact);
      return collector.figures();
    },
    async figureLines(from, to, question) {
      if (!isOfAlarms(question)) return [];
      return linesOfAlarms(question, await this.figures(from, to), facts());
    },
    flood() {
      return this.floodNow;
    },
    clear(alarmId) {
      const alarm = alarms.get(alarmId);
      const taken = alarm === undefined ? undefined : returnToNormal(alarm);
      if (alarm === undefined || taken === undefined) throw new Error(`${alarmId} has no condition to clear`);
      move(step(alarm, taken, { conditionActive: false, clearedAt: clock.now() }), "returned-to-normal", "rules");
    },
    note(alarmId, kind, actor, detail) {
      write(kind, actor, detail, alarmId);
    },
    list(filter = {}) {
      const wanted = [...alarms.values()].filter((alarm) => filter.states?.includes(stateOf(alarm)) ?? isAnnunciated(alarm));
      return wanted.sort((a, b) => b.raisedAt - a.raisedAt).slice(0, filter.limit ?? 10_000);
    },
    get: (alarmId) => alarms.get(alarmId),
    alarmOfRecord: (condition, record) =>
      [...alarms.values()].findLast(({ source }) => source.kind === "record" && source.condition === condition && source.record === record),
    timeline: (alarmId) => entries.filter((entry) => entry.alarmId === alarmId),
    journal: ({ from, to, limit }) => entries.filter((entry) => within(entry.at, from, to)).slice(-limit),
    async searchJournal(query, tell) {
      const isFound = matcherOf(query, site(), tell);
      const { from, to, before = Number.MAX_SAFE_INTEGER, limit, numbers } = query;
      const lines = entries
        .filter(({ at, number }) => within(at, from, to) && number < before && (numbers?.includes(number) ?? true))
        .toReversed();
      const found = lines.flatMap((entry) => isFound(rowOf(entry, alarms.get(entry.alarmId ?? ""))) ?? []);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return { entries: shown, ...(found.length > limit && last !== undefined ? { before: last.number } : {}) };
    },
    lastJournalCheck: () => checks.at(-1),
    async checkJournal(by) {
      const check = { at: clock.now(), ok: true, lines: entries.length, head: "0".repeat(64), unconfirmed: 0, findings: [], by };
      checks.push(check);
      write("journal-checked", by, { ok: true, lines: check.lines });
      return check;
    },
    alarmsOfSignal: (signal, from, to) =>
      [...alarms.values()].filter(
        ({ source, raisedAt, clearedAt }) =>
          source.kind === "rule" && source.signal === signal && raisedAt < to && (clearedAt ?? to) >= from,
      ),
    replacementsOf: (signal, from, to) =>
      entries.flatMap(({ kind, at, detail }) =>
        kind === "device-replaced" && detail["signal"] === signal && at >= from && at < to
          ? [{ at, ...(typeof detail["serial"] === "string" ? { serial: detail["serial"] } : {}) }]
          : [],
      ),
    command(command) {
      commands.push(command);
      const outcome = answered.get(command.id) ?? execute(command);
      answered.set(command.id, outcome);
      return outcome;
    },
    outOfService: () => [...outOfService.values()],
    serviceCommand(command) {
      const outcome = servedOutcomes.get(command.id) ?? service.carryOut(command, batch());
      servedOutcomes.set(command.id, outcome);
      return outcome;
    },
    measures: () => measureKeeper,
    noteMeasure: (command) => measureKeeper.carryOut(command, batch()),
    record(...lines) {
      for (const { kind, actor, detail } of lines) write(kind, actor, detail);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function rowOf({ number, at, kind, actor, alarmId, detail, previousHash, hash }: JournalEntry, alarm: Alarm | undefined): FoundRow {
  const place = { code: alarm?.code ?? null, zone_id: alarm?.source.kind === "rule" ? alarm.source.zoneId : null };
  const line = { number, at, kind, actor, alarm_id: alarmId ?? null, detail: JSON.stringify(detail) };
  return { ...line, ...place, previous_hash: previousHash, hash };
}

const signalOf = ({ source }: Alarm): string | undefined => (source.kind === "rule" ? source.signal : undefined);

const within = (at: EpochMs, from: EpochMs | undefined, to: EpochMs | undefined): boolean =>
  (from === undefined || at >= from) && (to === undefined || at <= to);
