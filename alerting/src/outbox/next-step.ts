import { isReaching } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import type { Batch } from "../store/batch.ts";
import type { OutboxRow, OutboxTable } from "./outbox-table.ts";
import { type Proving, waysLeft } from "./ways.ts";

/** Lets the next step of an alarm's route come before its time. */
export interface NextStep {
  /** When nobody of the steps so far is reached, or may still be by what is under way. */
  comeUnlessReaching(alarmId: string, batch: Batch): void;
  /** Whoever has been reached: somebody asks for help, or nobody is at the desk. False: there is none to come. */
  come(alarmId: string, batch: Batch): boolean;
  /** The next of those that were called off because somebody acknowledged, who now asks for help. False: there is none. */
  callBack(alarmId: string, batch: Batch): boolean;
}

export interface NextStepDeps {
  readonly outbox: OutboxTable;
  readonly site: () => Site;
  readonly channels: Proving;
}

export function createNextStep({ outbox, site, channels }: NextStepDeps): NextStep {
  function reaches(row: OutboxRow, batch: Batch): boolean {
    return isReaching({
      isPerson: site().people.find(({ id }) => id === row.personId)?.kind === undefined,
      state: standingOf(row, batch),
      proof: row.best,
      wanted: row.proof,
      proves: channels.proves(row.channel),
      isUnproven: row.unproven,
    });
  }

  /** Repeats keep their times; so does a last step nobody of which can be told. */
  function nextOf(rows: readonly OutboxRow[], batch: Batch): readonly OutboxRow[] {
    const toCome = rows.filter((row) => row.state === "waiting" && row.dueAt > batch.at && row.telling === 1);
    const [first] = toCome;
    const next = toCome.filter(({ round, step }) => round === first?.round && step === first.step);
    const canBeTold = next.some((row) => !row.last || waysLeft(row, [], site(), channels).kind === "ways");
    return canBeTold ? next : [];
  }

  const alarmRows = (alarmId: string): readonly OutboxRow[] => outbox.ofAlarm(alarmId).filter(({ kind, open }) => kind === "alarm" && open);

  return {
    comeUnlessReaching(alarmId, batch) {
      const rows = alarmRows(alarmId);
      if (rows.length === 0 || rows.some((row) => reaches(row, batch))) return;
      const next = nextOf(rows, batch);
      for (const { id } of next) outbox.bringForward(id, batch.at);
      // Nothing is called off of what people are told for now, but where somebody asked for help, and these could not be told.
      if (next.length === 0) outbox.callBack(alarmId, batch.at);
    },
    come(alarmId, batch) {
      const next = nextOf(alarmRows(alarmId), batch);
      for (const { id } of next) outbox.bringForward(id, batch.at);
      return next.length > 0;
    },
    callBack: (alarmId, batch) => outbox.callBack(alarmId, batch.at),
  };
}

function standingOf({ state, dueAt }: OutboxRow, batch: Batch): "to-come" | "under-way" | "accepted" | "over" {
  switch (state) {
    case "waiting":
      return dueAt > batch.at ? "to-come" : "under-way";
    case "sending":
      return "under-way";
    case "accepted":
      return "accepted";
    case "failed":
    case "cancelled":
      return "over";
  }
}
