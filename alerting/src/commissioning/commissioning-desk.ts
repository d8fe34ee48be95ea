import type { EpochMs } from "@labcanary/domain/basics";
import {
  type CommissioningProof,
  type CommissioningStanding,
  type CommissioningTest,
  commissioningStanding,
  type Protected,
  protectedBy,
} from "@labcanary/domain/commissioning";
import type { Clock, CommissioningDesk, UnprovenSignal } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { Commit } from "../store/batch.ts";
import type { CarryOutOnce } from "../store/carry-out-once.ts";
import type { Commissioning } from "./commissioning.ts";
import type { CommissioningTable, KnownGap } from "./commissioning-table.ts";

export interface CommissioningDeskDeps {
  readonly table: CommissioningTable;
  readonly commissioning: Pick<Commissioning, "carryOut">;
  readonly carryOutOnce: CarryOutOnce;
  readonly commit: Commit;
  readonly clock: Pick<Clock, "now">;
  readonly site: () => Site;
}

/** What is known of a site's signals; made once for each site. */
interface OfSite {
  readonly signals: ReadonlyMap<SignalKey, Signal>;
  readonly protects: Map<SignalKey, Protected>;
}

export function createCommissioningDesk(deps: CommissioningDeskDeps): CommissioningDesk {
  const { table, commissioning, carryOutOnce, commit, clock, site } = deps;
  const sites = new WeakMap<Site, OfSite>();
  let found:
    | { readonly site: Site; readonly revision: number; readonly until: EpochMs; readonly unproven: readonly UnprovenSignal[] }
    | undefined;

  let underWay: { readonly revision: number; readonly tests: readonly CommissioningTest[] } | undefined;

  function ofSite(current: Site): OfSite {
    const known = sites.get(current);
    if (known !== undefined) return known;
    const made = { signals: new Map(current.signals.map((signal) => [signal.key, signal])), protects: new Map<SignalKey, Protected>() };
    sites.set(current, made);
    return made;
  }

  function protectsOf(signal: Signal, current: Site): Protected {
    const { protects } = ofSite(current);
    const known = protects.get(signal.key) ?? protectedBy(signal, current);
    protects.set(signal.key, known);
    return known;
  }

  function standingOf(signal: Signal, isHeard: boolean, proof: CommissioningProof | undefined): CommissioningStanding {
    const current = site();
    const test = table.testOf(signal.key);
    return commissioningStanding({ signal, protects: () => protectsOf(signal, current), isHeard, proof, test, now: clock.now() });
  }

  /** False: it could not be kept, which the health of the store says; whoever asks next has it tried again. */
  function keepGaps(unproven: readonly UnprovenSignal[], known: ReadonlyMap<SignalKey, KnownGap>): boolean {
    const standing = new Set(unproven.map(({ signal }) => signal));
    const fresh = unproven.filter(({ signal, gap }) => known.get(signal)?.gap !== gap);
    const over = [...known.keys()].filter((signal) => !standing.has(signal));
    if (fresh.length === 0 && over.length === 0) return true;
    try {
      commit(() => {
        for (const { signal, gap, since } of fresh) table.keepGap(signal, { gap, since });
        for (const signal of over) table.removeGap(signal);
      });
      return true;
    } catch {
      return false;
    }
  }

  return {
    commissioningOf(key, isHeard) {
      const signal = ofSite(site()).signals.get(key);
      return signal === undefined ? undefined : standingOf(signal, isHeard, table.proofOf(key));
    },

    unproven() {
      const current = site();
      const now = clock.now();
      const revision = table.revision();
      if (found !== undefined && found.site === current && found.revision === revision && now < found.until) return found.unproven;
      const proofs = new Map(table.proofs().map((proof) => [proof.signal, proof]));
      const unproven: UnprovenSignal[] = [];
      const known = table.gaps();
      let until = Number.POSITIVE_INFINITY;
      for (const signal of current.signals) {
        const proof = proofs.get(signal.key);
        if (proof === undefined && signal.prove === undefined) continue;
        const { gap, isUnproven, dueAt } = standingOf(signal, true, proof);
        const before = known.get(signal.key);
        if (isUnproven && gap !== undefined) unproven.push({ signal: signal.key, gap, since: before?.gap === gap ? before.since : now });
        else if (dueAt !== undefined) until = Math.min(until, dueAt);
      }
      if (!keepGaps(unproven, known)) return unproven;
      found = { site: current, revision, until: until as EpochMs, unproven };
      return unproven;
    },

    testsUnderWay() {
      const revision = table.revision();
      if (underWay?.revision !== revision) underWay = { revision, tests: table.tests() };
      return underWay.tests;
    },

    commissioningRevision: () => table.revision(),

    commissioningCommand(command) {
      const { id: commandId, verb, signal } = command;
      const actor = `user:${command.by}` as const;
      return carryOutOnce({ commandId, kind: "commissioning", actor, verb, about: signal, refusedLine: { detail: { signal } } }, (batch) =>
        commissioning.carryOut(command, batch),
      );
    },
  };
}
