import { type DurationMs, err, type EpochMs, elapsed, epochMs, minutes, ok, plus, seconds } from "@labcanary/domain/basics";
import {
  type HandOverRecord,
  type ShiftCommand,
  type ShiftOutcome,
  SHIFT_REFUSALS,
  type ShiftRefusalCode,
} from "@labcanary/domain/messages";
import { shiftBeginning } from "@labcanary/domain/notification";
import type { ShiftDesk, SoundTestReport } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import type { Batch } from "../store/batch.ts";
import type { ShiftTable } from "./shift-table.ts";

/** Chosen: whoever comes reads the list with who goes, and nobody stays half an hour longer without somebody asking why. */
const TAKEN_OVER_WITHIN: DurationMs = minutes(30);
/** How often it is worked out when the shift began (chosen: some hundred microseconds, and nobody tells a shift by the second). */
const BEGINNING_LOOKED_AT: DurationMs = seconds(10);
/** Chosen: a page of them, where the list itself says the rest. */
const LONGEST_NOTES = 4000;

/** The change of shift at the security centre. What takes a batch happens within the transaction that is open. */
export interface ShiftKeeper extends Pick<ShiftDesk, "shift" | "handOvers" | "handOver"> {
  carryOut(command: ShiftCommand, batch: Batch): ShiftOutcome;
  testSound(report: SoundTestReport, batch: Batch): void;
  isMissed(now: EpochMs): boolean;
  /** Nobody has taken over in time. */
  miss(batch: Batch): void;
}

export interface ShiftKeeperDeps {
  readonly table: ShiftTable;
  readonly journal: Pick<Journal, "append">;
  readonly site: () => Site;
  readonly now: () => EpochMs;
}

export function createShiftKeeper({ table, journal, site, now }: ShiftKeeperDeps): ShiftKeeper {
  function handOver({ id, by, notes, list }: Extract<ShiftCommand, { kind: "hand-over" }>, batch: Batch): ShiftOutcome {
    if ([...notes].length > LONGEST_NOTES) return refusal("HAND_OVER_NOTES_TOO_LONG");
    const before = table.waiting();
    if (before !== undefined) table.keep({ ...before, state: "replaced" });
    const dueAt = plus(batch.at, TAKEN_OVER_WITHIN);
    const made = { id, state: "waiting", by, at: batch.at, notes, dueAt, isMissed: false } as const;
    table.add({ ...made, list });
    const detail = {
      handOverId: id,
      notes,
      counts: list.counts,
      version: list.version,
      alarms: list.alarms.map((alarm) => alarm.id),
      outOfService: list.outOfService.map(({ signal }) => signal),
      impaired: list.impaired.map(({ signal }) => signal),
      ...(before === undefined ? {} : { replaces: before.id }),
      before: before === undefined ? { shift: "under-way" } : { shift: "handed-over", handedOverBy: before.by },
      after: { shift: "handed-over", handedOverBy: by },
    };
    journal.append({ at: batch.at, kind: "shift-handed-over", actor: `user:${by}`, detail });
    return ok({ ...made, counts: list.counts });
  }

  function takeOver({ by, handOverId, counts }: Extract<ShiftCommand, { kind: "take-over" }>, batch: Batch): ShiftOutcome {
    const waiting = table.waiting();
    if (waiting === undefined || waiting.id !== handOverId) return refusal("HAND_OVER_NONE");
    if (waiting.by === by) return refusal("HAND_OVER_SAME_PERSON");
    const taken: HandOverRecord = { ...waiting, state: "taken-over", takenOverBy: by, takenOverAt: batch.at };
    table.keep(taken);
    const detail = { handOverId, from: waiting.by, waited: elapsed(waiting.at, batch.at), counts, ...takenFrom(waiting, by) };
    journal.append({ at: batch.at, kind: "shift-taken-over", actor: `user:${by}`, detail });
    return ok(taken);
  }

  let known: { readonly of: Site; readonly at: EpochMs; readonly beganAt: EpochMs } | undefined;
  function beginning(): EpochMs {
    const [present, at] = [site(), now()];
    if (known?.of !== present || at < known.at || elapsed(known.at, at) >= BEGINNING_LOOKED_AT)
      known = { of: present, at, beganAt: shiftBeginning(present, at) };
    return known.beganAt;
  }

  function isMissed(at: EpochMs): boolean {
    const waiting = table.waiting();
    return waiting !== undefined && !waiting.isMissed && waiting.dueAt <= at;
  }

  return {
    carryOut: (command, batch) => (command.kind === "hand-over" ? handOver(command, batch) : takeOver(command, batch)),

    testSound({ consoleId, consoleName, by, volume }, batch) {
      const known = table.soundTests(epochMs(0)).find((test) => test.consoleId === consoleId);
      const before = known === undefined ? {} : { volume: known.volume, heardBy: known.by };
      table.keepSoundTest({ consoleId, consoleName, by, volume, at: batch.at });
      journal.append({
        at: batch.at,
        kind: "sound-tested",
        actor: `user:${by}`,
        detail: { consoleId, console: consoleName, volume, before, after: { volume, heardBy: by } },
      });
    },

    isMissed,
    miss(batch) {
      const waiting = table.waiting();
      if (waiting === undefined || !isMissed(batch.at)) return;
      table.keep({ ...waiting, isMissed: true });
      const detail = { handOverId: waiting.id, from: waiting.by, waited: elapsed(waiting.at, batch.at), ...NOT_TAKEN_OVER };
      journal.append({ at: batch.at, kind: "shift-not-taken-over", actor: "system", detail });
    },

    shift() {
      const beganAt = beginning();
      const waiting = table.waiting();
      return { beganAt, waiting: waiting === undefined ? null : briefly(waiting), soundTests: table.soundTests(beganAt) };
    },
    handOvers: table.last,
    handOver: table.of,
  };
}

/** What a line says was so before it, and is after it. */
const takenFrom = (waiting: HandOverRecord, by: string) => ({
  before: { shift: "handed-over", desk: waiting.by },
  after: { shift: "taken-over", desk: by },
});
const NOT_TAKEN_OVER = { before: { shift: "handed-over" }, after: { shift: "not-taken-over" } };

const briefly = ({ id, by, at, dueAt, isMissed }: HandOverRecord) => ({ id, by, at, dueAt, isMissed });

const refusal = (code: ShiftRefusalCode): ShiftOutcome => err({ code, message: SHIFT_REFUSALS[code] });
