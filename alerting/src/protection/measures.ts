import type { ProtectionMeasure } from "@labcanary/domain/alarm";
import { days, type EpochMs, err, minus, ok } from "@labcanary/domain/basics";
import { isTooLong, isVisible } from "@labcanary/domain/governance";
import { MEASURE_REFUSALS, type MeasureCommand, type MeasureOutcome, type MeasureRefusalCode } from "@labcanary/domain/messages";
import type { Measures } from "@labcanary/domain/ports";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { MeasureTable } from "./measure-table.ts";

/** As long as readings are kept by default; the journal has what was written for ever. */
const KEPT = days(400);

/** What protects people while protection is impaired. Everything but reading happens within the transaction that is open. */
export interface MeasureKeeper extends Measures {
  /** A refusal changes nothing; keeping it is the caller's. */
  carryOut(command: MeasureCommand, batch: Batch): MeasureOutcome;
}

export interface MeasureKeeperDeps {
  readonly table: MeasureTable;
  readonly journal: Pick<Journal, "append">;
}

export function createMeasureKeeper({ table, journal }: MeasureKeeperDeps): MeasureKeeper {
  /** Undefined: to be read anew, from what stands on disk also where a transaction was taken back. */
  let known: ReadonlyMap<string, ProtectionMeasure> | undefined;
  let revision = 0;
  function of(entry: string, since: EpochMs): ProtectionMeasure | undefined {
    known ??= new Map(table.all().map((measure) => [measure.entry, measure]));
    const measure = known.get(entry);
    return measure?.since === since ? measure : undefined;
  }

  return {
    get revision() {
      return revision;
    },
    of,
    readAgain() {
      known = undefined;
      revision += 1;
    },
    carryOut({ entry, since, measure, dealtBy, by, signal }, batch) {
      if (!isVisible(measure)) return refusal("MEASURE_MISSING");
      if (isTooLong(measure, "alarm") || isTooLong(dealtBy, "alarm")) return refusal("COMMENT_TOO_LONG");
      // What is on disk: words may have been removed beside us.
      known = undefined;
      const earlier = of(entry, since);
      const { at } = batch;
      const kept: ProtectionMeasure = { entry, since, measure, by, at, ...(dealtBy === undefined ? {} : { dealtBy }) };
      table.keep(kept);
      table.forgetBefore(minus(at, KEPT));
      known = undefined;
      revision += 1;
      const about = signal === undefined ? { entry, since } : { entry, since, signal };
      journal.append({
        at,
        kind: "measure-noted",
        actor: `user:${by}`,
        detail: { ...about, before: wordsOf(earlier), after: wordsOf(kept) },
      });
      return ok(kept);
    },
  };
}

const wordsOf = (said: ProtectionMeasure | undefined) =>
  said === undefined ? {} : { measure: said.measure, ...(said.dealtBy === undefined ? {} : { dealtBy: said.dealtBy }) };
const refusal = (code: MeasureRefusalCode): MeasureOutcome => err({ code, message: MEASURE_REFUSALS[code] });
