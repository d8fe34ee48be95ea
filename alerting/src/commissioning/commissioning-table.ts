import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { CommissioningProof, CommissioningTest, ProofGap } from "@labcanary/domain/commissioning";
import type { SignalKey } from "@labcanary/domain/telemetry";

/**
 * Tests that are under way and the last proof of each signal; those before are in the journal. Writing happens within the transaction
 * that is open.
 */
export interface CommissioningTable {
  testOf(signal: SignalKey): CommissioningTest | undefined;
  /** Those under way, the first to end first. */
  tests(): readonly CommissioningTest[];
  keepTest(test: CommissioningTest): void;
  removeTest(signal: SignalKey): void;
  /** Whose time is over by then. */
  over(now: EpochMs): readonly CommissioningTest[];
  proofOf(signal: SignalKey): CommissioningProof | undefined;
  proofs(): readonly CommissioningProof[];
  keepProof(proof: CommissioningProof): void;
  /** Who began the last test of the signal, which was not signed, and until when another must begin the next. */
  unsignedOf(signal: SignalKey): { readonly by: string; readonly until: EpochMs } | undefined;
  keepUnsigned(signal: SignalKey, by: string, until: EpochMs): void;
  /** Since when signals are known to be unproven, and why. */
  gaps(): ReadonlyMap<SignalKey, KnownGap>;
  keepGap(signal: SignalKey, gap: KnownGap): void;
  removeGap(signal: SignalKey): void;
  /** Another number after each writing, also of one that was undone. */
  revision(): number;
  /** Moves every end of a test, and of what follows from one, by the span (negative: earlier). */
  shift(span: number): void;
}

/** Why a signal is not proven, and when that was first found. */
export interface KnownGap {
  readonly gap: ProofGap;
  readonly since: EpochMs;
}

export function createCommissioningTable(database: DatabaseSync): CommissioningTable {
  const testOf = database.prepare("SELECT until, body FROM commissioning_tests WHERE signal = ?");
  const tests = database.prepare("SELECT until, body FROM commissioning_tests ORDER BY until, signal");
  const keepTest = database.prepare("INSERT OR REPLACE INTO commissioning_tests (signal, until, body) VALUES (?, ?, ?)");
  const removeTest = database.prepare("DELETE FROM commissioning_tests WHERE signal = ?");
  const over = database.prepare("SELECT until, body FROM commissioning_tests WHERE until <= ? ORDER BY until, signal");
  const proofOf = database.prepare("SELECT body FROM commissioning_proofs WHERE signal = ?");
  const proofs = database.prepare("SELECT body FROM commissioning_proofs ORDER BY signal");
  const keepProof = database.prepare("INSERT OR REPLACE INTO commissioning_proofs (signal, body) VALUES (?, ?)");
  const shift = database.prepare("UPDATE commissioning_tests SET until = until + ?");
  const unsignedOf = database.prepare("SELECT by, until FROM commissioning_unsigned WHERE signal = ?");
  const keepUnsigned = database.prepare("INSERT OR REPLACE INTO commissioning_unsigned (signal, by, until) VALUES (?, ?, ?)");
  const removeUnsigned = database.prepare("DELETE FROM commissioning_unsigned WHERE signal = ?");
  const shiftUnsigned = database.prepare("UPDATE commissioning_unsigned SET until = until + ?");
  const gaps = database.prepare("SELECT signal, gap, since FROM commissioning_gaps");
  const keepGap = database.prepare("INSERT OR REPLACE INTO commissioning_gaps (signal, gap, since) VALUES (?, ?, ?)");
  const removeGap = database.prepare("DELETE FROM commissioning_gaps WHERE signal = ?");
  let revision = 0;
  return {
    testOf(signal) {
      const row = testOf.get(signal);
      return row === undefined ? undefined : testIn(row);
    },
    tests: () => tests.all().map(testIn),
    keepTest({ until, ...body }) {
      revision++;
      keepTest.run(body.signal, until, JSON.stringify(body));
    },
    removeTest(signal) {
      revision++;
      removeTest.run(signal);
    },
    over: (now) => over.all(now).map(testIn),
    proofOf(signal) {
      const row = proofOf.get(signal);
      return row === undefined ? undefined : proofIn(row);
    },
    proofs: () => proofs.all().map(proofIn),
    keepProof(proof) {
      revision++;
      keepProof.run(proof.signal, JSON.stringify(proof));
      removeUnsigned.run(proof.signal);
    },
    unsignedOf: (signal) => unsignedOf.get(signal) as { by: string; until: EpochMs } | undefined,
    keepUnsigned: (signal, by, until) => void keepUnsigned.run(signal, by, until),
    gaps: () => new Map(gaps.all().map((row) => [String(row["signal"]), { gap: row["gap"] as ProofGap, since: row["since"] as EpochMs }])),
    keepGap: (signal, { gap, since }) => void keepGap.run(signal, gap, since),
    removeGap: (signal) => void removeGap.run(signal),
    revision: () => revision,
    shift(span) {
      revision++;
      shift.run(span);
      shiftUnsigned.run(span);
    },
  };
}

const testIn = (row: Record<string, unknown>): CommissioningTest => ({ ...JSON.parse(String(row["body"])), until: row["until"] });
const proofIn = (row: Record<string, unknown>): CommissioningProof => JSON.parse(String(row["body"]));
