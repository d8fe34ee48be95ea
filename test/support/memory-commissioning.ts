import { epochMs, minutes, plus } from "@labcanary/domain/basics";
import { commissioningStanding, protectedBy, type CommissioningProof, type CommissioningTest } from "@labcanary/domain/commissioning";
import { COMMISSIONING_REFUSALS, type CommissioningCommand } from "@labcanary/domain/messages";
import type { Clock, CommissioningDesk, UnprovenSignal } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** A CommissioningDesk that holds what the test puts on it; commands are written down, start or end a test, and void a proof. */
export interface MemoryCommissioning extends CommissioningDesk {
  readonly commands: CommissioningCommand[];
  put(signal: SignalKey, over: { readonly test?: CommissioningTest; readonly proof?: CommissioningProof }): void;
}

export function createMemoryCommissioning(clock: Pick<Clock, "now">, site: () => Site): MemoryCommissioning {
  const kept = new Map<SignalKey, { readonly test?: CommissioningTest; readonly proof?: CommissioningProof }>();
  const commands: CommissioningCommand[] = [];
  let revision = 0;
  let unproven: readonly UnprovenSignal[] = [];
  const signalOf = (key: SignalKey) => site().signals.find((signal) => signal.key === key);
  const desk: MemoryCommissioning = {
    commands,
    put(signal, over) {
      revision++;
      kept.set(signal, over);
    },
    commissioningOf(key, isHeard) {
      const signal = signalOf(key);
      if (signal === undefined) return undefined;
      return commissioningStanding({ signal, protects: () => protectedBy(signal, site()), isHeard, now: clock.now(), ...kept.get(key) });
    },
    unproven() {
      const found = site().signals.flatMap(({ key }) => {
        const { gap, isUnproven = false } = desk.commissioningOf(key, true) ?? {};
        return isUnproven && gap !== undefined ? [{ signal: key, gap, since: clock.now() }] : [];
      });
      // As the real one: the same list as long as it says the same.
      const said = (signals: readonly UnprovenSignal[]) => signals.map(({ signal, gap }) => `${signal} ${gap}`).join();
      if (said(found) !== said(unproven)) unproven = found;
      return unproven;
    },
    testsUnderWay: () => [...kept.values()].flatMap(({ test }) => (test === undefined ? [] : [test])),
    commissioningRevision: () => revision,
    commissioningCommand(command) {
      commands.push(command);
      const { signal: key, by, id, stimulus = "real" } = command;
      const signal = signalOf(key);
      const { test: known, proof } = kept.get(key) ?? {};
      const rest = proof === undefined ? {} : { proof };
      const refused = (code: "SIGNAL_UNKNOWN" | "TEST_UNKNOWN" | "PROOF_NONE") =>
        ({ ok: false, error: { code, message: COMMISSIONING_REFUSALS[code] } }) as const;
      if (signal === undefined) return refused("SIGNAL_UNKNOWN");
      if (command.verb === "start") {
        const startedAt = epochMs(clock.now());
        const protects = protectedBy(signal, site());
        const test = { id, signal: key, stimulus, startedBy: by, startedAt, until: plus(startedAt, minutes(60)), protects };
        desk.put(key, { ...rest, test });
        return { ok: true, value: { test } };
      }
      if (command.verb === "void") {
        if (proof === undefined) return refused("PROOF_NONE");
        const voided = { ...proof, voided: { by, at: epochMs(clock.now()), reason: command.reason ?? "" } };
        desk.put(key, { proof: voided });
        return { ok: true, value: { proof: voided } };
      }
      if (known === undefined) return refused("TEST_UNKNOWN");
      desk.put(key, rest);
      return { ok: true, value: { test: known } };
    },
  };
  return desk;
}
