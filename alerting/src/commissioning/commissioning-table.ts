import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import type { CommissioningProof, CommissioningTest } from "@labcanary/domain/commissioning";
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
  /** Another number after each writing, also of one that was undone. */
  revision(): number;
  /** Moves every end of a test by the span (negative: earlier). */
  shift(span: number): void;
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
    },
    revision: () => revision,
    shift(span) {
      revision++;
      shift.run(span);
    },
  };
}

const testIn = (row: Record<string, unknown>): CommissioningTest => ({ ...JSON.parse(String(row["body"])), until: row["until"] });
const proofIn = (row: Record<string, unknown>): CommissioningProof => JSON.parse(String(row["body"]));
