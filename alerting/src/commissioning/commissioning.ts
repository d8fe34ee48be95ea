import { type Alarm, isAnnunciated, isChattering, isLifeSafety } from "@labcanary/domain/alarm";
import { err, minus, ok, plus, type Result } from "@labcanary/domain/basics";
import {
  ANOTHER_BEGINS,
  type CommissioningProof,
  type CommissioningTest,
  LONGEST_TEST,
  missingStep,
  protectedBy,
  provingRules,
  stepTest,
  TEST_STEPS,
  type ToldInTest,
  unmarked,
} from "@labcanary/domain/commissioning";
import { isTooLong, isVisible } from "@labcanary/domain/governance";
import {
  COMMISSIONING_REFUSALS,
  type CommissioningCommand,
  type CommissioningOutcome,
  type CommissioningRefusalCode,
} from "@labcanary/domain/messages";
import type { Signal, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { OutOfServiceTable } from "../alarms/out-of-service-table.ts";
import type { Journal } from "../journal/journal.ts";
import type { OutboxTable } from "../outbox/outbox-table.ts";
import type { Batch } from "../store/batch.ts";
import type { CommissioningTable } from "./commissioning-table.ts";

/** Tests signals and keeps the proof. Everything happens within the transaction that is open. */
export interface Commissioning {
  /** A refusal changes nothing; keeping it is the caller's. */
  carryOut(command: CommissioningCommand, batch: Batch): CommissioningOutcome;
  /** Takes down what alarms, texts and people have done for the tests under way; to be called at the end of each transaction. */
  settle(batch: Batch): void;
  /** Ends what has lasted for its time. */
  endOver(batch: Batch): void;
}

export interface CommissioningDeps {
  readonly table: CommissioningTable;
  readonly alarms: Pick<AlarmTable, "ofSignal" | "annunciatedOf">;
  readonly outbox: Pick<OutboxTable, "ofAlarm">;
  readonly outOfService: Pick<OutOfServiceTable, "of">;
  readonly keeper: Pick<AlarmKeeper, "move">;
  readonly journal: Pick<Journal, "append">;
  readonly site: () => Site;
}

/** Why a test ended without being signed. */
type TestEnd = "abandoned" | "time-over" | "signal-gone";

export function createCommissioning(deps: CommissioningDeps): Commissioning {
  const { table, alarms, outbox, outOfService, keeper, journal, site } = deps;
  type Answer = Result<{ readonly test: CommissioningTest } | { readonly proof: CommissioningProof }, CommissioningRefusalCode>;

  const signalOf = (key: SignalKey): Signal | undefined => site().signals.find((candidate) => candidate.key === key);

  /** Alarms of the test, the first first; a device's clock may be off. */
  const alarmsOf = ({ id, signal, startedAt }: CommissioningTest, now: Batch["at"]): readonly Alarm[] =>
    alarms.ofSignal(signal, minus(startedAt, LONGEST_TEST), plus(now, LONGEST_TEST)).filter(({ test }) => test === id);

  function toldOf(alarmId: string): readonly ToldInTest[] {
    const people = new Set(site().people.flatMap(({ id, kind }) => (kind === undefined ? [id] : [])));
    return outbox
      .ofAlarm(alarmId)
      .filter(({ personId }) => people.has(personId))
      .map(({ id, personId, channel, best, kind }) => ({ notificationId: id, personId, channel, best, isAlarmText: kind === "alarm" }));
  }

  function start({ id, signal: key, by, stimulus }: CommissioningCommand, batch: Batch): Answer {
    const signal = signalOf(key);
    if (signal === undefined) return err("SIGNAL_UNKNOWN");
    if (stimulus === undefined) return err("STIMULUS_MISSING");
    if (table.testOf(key) !== undefined) return err("TEST_UNDER_WAY");
    const proving = new Set(provingRules(signal).map((rule) => rule.id));
    if (proving.size === 0) return err("SIGNAL_NOT_TESTABLE");
    if (outOfService.of(key)?.state === "in-force") return err("SIGNAL_WITHHELD");
    const standing = alarms.annunciatedOf(key).some(({ source }) => source.kind === "rule" && proving.has(source.ruleId));
    if (standing) return err("ALARM_STANDS");
    const unsigned = table.unsignedOf(key);
    if (isLifeSafety(signal.rules) && unsigned?.by === by && batch.at < unsigned.until) return err("TEST_SAME_PERSON");
    const { at } = batch;
    const protects = protectedBy(signal, site());
    const test: CommissioningTest = { id, signal: key, stimulus, startedBy: by, startedAt: at, until: plus(at, LONGEST_TEST), protects };
    table.keepTest(test);
    journal.append({
      at,
      kind: "commissioning-started",
      actor: `user:${by}`,
      detail: { signal: key, test: id, stimulus, until: test.until },
    });
    return ok({ test });
  }

  function sign({ signal: key, by, test: id, note, means }: CommissioningCommand, batch: Batch): Answer {
    const signal = signalOf(key);
    const test = table.testOf(key);
    if (signal === undefined) return err("SIGNAL_UNKNOWN");
    // The sweep that ends it may be a second late.
    if (test === undefined || test.id !== id || test.until <= batch.at) return err("TEST_UNKNOWN");
    if (means === undefined) return err("MEANING_MISSING");
    if (missingStep(test) !== undefined) return err("TEST_STEP_MISSING");
    const now = protectedBy(signal, site());
    const { sensor, rules, routes, replacedAt } = test.protects;
    const isSame = now.sensor === sensor && now.rules === rules && now.routes === routes && now.replacedAt === replacedAt;
    if (!isSame) return err("TEST_OUTDATED");
    const raised = alarmsOf(test, batch.at);
    if (raised.some(({ conditionActive }) => conditionActive)) return err("STIMULUS_PRESENT");
    // Until the spell is over its condition is only between two times.
    if (raised.some(isChattering)) return err("ALARM_CHATTERS");
    const { until: _, alarm, text, acknowledged, ...tested } = test;
    if (alarm === undefined || text === undefined || acknowledged === undefined) return err("TEST_STEP_MISSING");
    const proof: CommissioningProof = {
      ...tested,
      // What the reading says of itself counts more than what was meant to set it off.
      ...(alarm.simulated ? { stimulus: "simulated" as const } : {}),
      alarm,
      text,
      acknowledged,
      signedBy: by,
      signedAt: batch.at,
      means,
      ...(note === undefined || note.trim() === "" ? {} : { note }),
    };
    table.removeTest(key);
    table.keepProof(proof);
    journal.append({ at: batch.at, kind: "commissioning-signed", actor: `user:${by}`, detail: { ...proof } });
    return ok({ proof });
  }

  /** What still holds when its test ends is an alarm like any other, of which nobody has been told yet. */
  function end(test: CommissioningTest, because: TestEnd, actor: string, batch: Batch): void {
    table.removeTest(test.signal);
    table.keepUnsigned(test.signal, test.startedBy, plus(batch.at, ANOTHER_BEGINS));
    const detail = { signal: test.signal, test: test.id, because, missing: missingStep(test) };
    journal.append({ at: batch.at, kind: "commissioning-ended", actor, detail });
    for (const alarm of alarmsOf(test, batch.at)) {
      if (!isAnnunciated(alarm) || !alarm.conditionActive) continue;
      const { moved, effects } = unmarked(alarm, batch.at);
      keeper.move(moved, { kind: "commissioning-ended", actor, detail, effects }, batch);
    }
  }

  function voidProof({ signal, by, reason = "" }: CommissioningCommand, batch: Batch): Answer {
    const proof = table.proofOf(signal);
    if (proof === undefined || proof.voided !== undefined) return err("PROOF_NONE");
    if (!isVisible(reason)) return err("REASON_MISSING");
    const voided: CommissioningProof = { ...proof, voided: { by, at: batch.at, reason } };
    table.keepProof(voided);
    const detail = { signal, test: proof.id, reason, signedBy: proof.signedBy, signedAt: proof.signedAt };
    journal.append({ at: batch.at, kind: "commissioning-voided", actor: `user:${by}`, detail });
    return ok({ proof: voided });
  }

  function answer(command: CommissioningCommand, batch: Batch): Answer {
    const { note, reason, signal, by } = command;
    if ([note, reason].some((text) => isTooLong(text, "alarm"))) return err("COMMENT_TOO_LONG");
    switch (command.verb) {
      case "start":
        return start(command, batch);
      case "sign":
        return sign(command, batch);
      case "void":
        return voidProof(command, batch);
      case "abandon": {
        const test = table.testOf(signal);
        if (test === undefined || (command.test !== undefined && command.test !== test.id)) return err("TEST_UNKNOWN");
        end(test, "abandoned", `user:${by}`, batch);
        return ok({ test });
      }
    }
  }

  return {
    carryOut(command, batch) {
      const given = answer(command, batch);
      return given.ok ? given : err({ code: given.error, message: COMMISSIONING_REFUSALS[given.error] });
    },

    settle(batch) {
      for (const test of table.tests()) {
        if (signalOf(test.signal) === undefined) {
          end(test, "signal-gone", "system", batch);
          continue;
        }
        const next = stepTest(test, { now: batch.at, alarms: alarmsOf(test, batch.at), toldOf });
        if (next === test) continue;
        table.keepTest(next);
        for (const step of TEST_STEPS) {
          if (test[step] !== undefined || next[step] === undefined) continue;
          const detail = { signal: test.signal, test: test.id, step, ...next[step] };
          journal.append({ at: batch.at, kind: "commissioning-step", actor: "system", detail });
        }
      }
    },

    endOver(batch) {
      for (const test of table.over(batch.at)) end(test, "time-over", "system", batch);
    },
  };
}
