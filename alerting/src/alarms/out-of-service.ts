import {
  type Alarm,
  isLifeSafety,
  LONGEST_OUT_OF_SERVICE,
  markOf,
  type OutOfService,
  putInService,
  type ServiceEnd,
  takeOutOfService,
} from "@labcanary/domain/alarm";
import { elapsed, err, ok, plus, type Result } from "@labcanary/domain/basics";
import { isTooLong, isVisible } from "@labcanary/domain/governance";
import { SERVICE_REFUSALS, type ServiceCommand, type ServiceOutcome, type ServiceRefusalCode } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { AlarmKeeper } from "./keeper.ts";
import type { OutOfServiceTable } from "./out-of-service-table.ts";

/** Takes signals out of service and puts them back, with their alarms. Everything happens within the transaction that is open. */
export interface ServiceKeeper {
  /** A refusal changes nothing; keeping it is the caller's. */
  carryOut(command: ServiceCommand, batch: Batch): ServiceOutcome;
  /** Ends what has lasted for its time. */
  endOver(batch: Batch): void;
}

export interface ServiceKeeperDeps {
  readonly table: OutOfServiceTable;
  /** Alarms of a signal that have not ended. */
  readonly annunciatedOf: (signal: SignalKey) => readonly Alarm[];
  readonly keeper: Pick<AlarmKeeper, "move">;
  readonly journal: Pick<Journal, "append">;
  readonly site: () => Site;
}

export function createServiceKeeper({ table, annunciatedOf, keeper, journal, site }: ServiceKeeperDeps): ServiceKeeper {
  type Answer = Result<OutOfService, ServiceRefusalCode>;

  function propose(command: ServiceCommand, batch: Batch): Answer {
    const { id, by, signal: key, reason = "", measure = "", until = batch.at } = command;
    const { at } = batch;
    const signal = site().signals.find((candidate) => candidate.key === key);
    if (signal === undefined) return err("SIGNAL_UNKNOWN");
    if (!isVisible(reason)) return err("REASON_MISSING");
    if (!isVisible(measure)) return err("MEASURE_MISSING");
    if (elapsed(at, until) <= 0) return err("OUT_OF_SERVICE_END_INVALID");
    if (until > plus(at, LONGEST_OUT_OF_SERVICE)) return err("OUT_OF_SERVICE_TOO_LONG");
    if (table.of(key) !== undefined) return err("SIGNAL_OUT_OF_SERVICE");
    const lifeSafety = isLifeSafety(signal.rules);
    const proposed: OutOfService = {
      id,
      signal: key,
      state: "proposed",
      lifeSafety,
      proposedBy: by,
      proposedAt: at,
      until,
      reason,
      measure,
    };
    table.keep(proposed);
    note("out-of-service-proposed", proposed, `user:${by}`, {}, batch);
    return ok(proposed);
  }

  function approve({ signal, by, proposal }: ServiceCommand, batch: Batch): Answer {
    const proposed = table.of(signal);
    if (proposed === undefined || proposed.state !== "proposed" || proposed.id !== proposal) return err("PROPOSAL_UNKNOWN");
    // The sweep that lets it lapse may be a second late.
    if (proposed.until <= batch.at) return err("OUT_OF_SERVICE_END_INVALID");
    if (proposed.proposedBy === by) return err("APPROVER_IS_PROPOSER");
    const inForce: OutOfService = { ...proposed, state: "in-force", approvedBy: by, approvedAt: batch.at };
    table.keep(inForce);
    const actor = `user:${by}`;
    note("out-of-service", inForce, actor, {}, batch);
    const mark = markOf(inForce);
    for (const alarm of annunciatedOf(signal)) {
      const step = mark === undefined ? undefined : takeOutOfService(alarm, mark);
      if (step !== undefined)
        keeper.move(step.moved, { kind: "out-of-service", actor, detail: detailOf(inForce), effects: step.effects }, batch);
    }
    return ok(inForce);
  }

  function end(record: OutOfService, because: ServiceEnd, by: { readonly actor: string; readonly comment?: string }, batch: Batch): void {
    const { actor, comment } = by;
    table.remove(record.signal);
    note(record.state === "proposed" ? "out-of-service-withdrawn" : "in-service", record, actor, { because, comment }, batch);
    for (const alarm of annunciatedOf(record.signal)) {
      const step = putInService(alarm, batch.at);
      if (step !== undefined)
        keeper.move(step.moved, { kind: "in-service", actor, detail: { because, signal: record.signal }, effects: step.effects }, batch);
    }
  }

  function note(
    kind: "out-of-service-proposed" | "out-of-service-withdrawn" | "out-of-service" | "in-service",
    record: OutOfService,
    actor: string,
    detail: Readonly<Record<string, unknown>>,
    batch: Batch,
  ): void {
    journal.append({
      at: batch.at,
      kind,
      actor,
      detail: { ...detailOf(record), zone: zoneOf(record.signal), ...detail, ...BEFORE_AND_AFTER[kind] },
    });
  }

  /** As it is now: who reads the line later, when the signal may be elsewhere, is to know. */
  const zoneOf = (signal: SignalKey): string | undefined => site().signals.find(({ key }) => key === signal)?.zoneId;

  function answer(command: ServiceCommand, batch: Batch): Answer {
    const { reason, measure, comment, signal, by } = command;
    if ([reason, measure, comment].some((text) => isTooLong(text, "alarm"))) return err("COMMENT_TOO_LONG");
    switch (command.verb) {
      case "propose":
        return propose(command, batch);
      case "approve":
        return approve(command, batch);
      case "end": {
        const record = table.of(signal);
        if (record === undefined) return err("SIGNAL_IN_SERVICE");
        end(record, "operator", { actor: `user:${by}`, ...(comment === undefined ? {} : { comment }) }, batch);
        return ok(record);
      }
    }
  }

  return {
    carryOut(command, batch) {
      const given = answer(command, batch);
      return given.ok ? given : err({ code: given.error, message: SERVICE_REFUSALS[given.error] });
    },
    endOver(batch) {
      for (const record of table.over(batch.at)) end(record, "time-over", { actor: "system" }, batch);
    },
  };
}

/** What a line about a signal says was so before it, and is after it. */
const BEFORE_AND_AFTER = {
  "out-of-service-proposed": { before: { service: "in-service" }, after: { service: "proposed" } },
  "out-of-service-withdrawn": { before: { service: "proposed" }, after: { service: "in-service" } },
  "out-of-service": { before: { service: "proposed" }, after: { service: "out-of-service" } },
  "in-service": { before: { service: "out-of-service" }, after: { service: "in-service" } },
} as const;

/** What the journal has of it. */
const detailOf = ({
  signal,
  until,
  reason,
  measure,
  lifeSafety,
  proposedBy,
  approvedBy,
}: OutOfService): Readonly<Record<string, unknown>> => ({
  signal,
  until,
  reason,
  measure,
  lifeSafety,
  proposedBy,
  approvedBy,
});
