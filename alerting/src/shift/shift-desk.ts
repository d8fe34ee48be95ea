import type { ShiftOutcome } from "@labcanary/domain/messages";
import type { Metrics, ShiftDesk } from "@labcanary/domain/ports";
import type { Journal } from "../journal/journal.ts";
import type { Commit } from "../store/batch.ts";
import type { Seen } from "../store/seen.ts";
import type { ShiftKeeper } from "./shift-keeper.ts";

export interface ShiftDeskDeps {
  readonly keeper: ShiftKeeper;
  readonly journal: Pick<Journal, "append">;
  readonly seen: Seen;
  readonly metrics: Metrics;
  readonly commit: Commit;
}

/** What people order about the shift, each in one transaction with its line in the journal. A command that comes twice is carried out once. */
export function createShiftDesk({ keeper, journal, seen, metrics, commit }: ShiftDeskDeps): ShiftDesk {
  return {
    shift: keeper.shift,
    handOvers: keeper.handOvers,
    handOver: keeper.handOver,
    shiftCommand(command) {
      const key = `shift:${command.id}`;
      const known = seen.outcomeOf<ShiftOutcome>(key);
      if (known !== undefined) return known;
      const outcome = commit((batch) => {
        const carriedOut = keeper.carryOut(command, batch);
        if (!carriedOut.ok) {
          const detail = { commandId: command.id, verb: command.kind, code: carriedOut.error.code };
          journal.append({ at: batch.at, kind: "refused", actor: `user:${command.by}`, detail });
        }
        seen.keepOutcome(key, carriedOut);
        return carriedOut;
      });
      if (!outcome.ok) metrics.counter("labcanary_refused_total", "command", outcome.error.code).inc();
      return outcome;
    },
    testSound: (report) => commit((batch) => keeper.testSound(report, batch)),
  };
}
