import { acknowledge, type Alarm, type AlarmStep, isAnnunciated, reset } from "@labcanary/domain/alarm";
import { err, ok, type Result } from "@labcanary/domain/basics";
import {
  COMMAND_REFUSALS,
  type CommandOutcome,
  type CommandRefusalCode,
  type JournalEntryKind,
  type OperatorCommand,
} from "@labcanary/domain/messages";
import type { Batch } from "../store/batch.ts";
import type { AlarmKeeper } from "./keeper.ts";

/** OperatorCommand: a comment has at most 1 000 characters. */
const COMMENT_CHARACTERS = 1000;

/** What a command does to an alarm it may be given on. */
interface CommandStep {
  readonly kind: JournalEntryKind;
  readonly moved: Alarm;
  readonly effects: AlarmStep["effects"];
}

/** Carries out a command within the transaction that is open. A refusal changes nothing; keeping it is the caller's. */
export function carryOut(command: OperatorCommand, alarm: Alarm | undefined, keeper: AlarmKeeper, batch: Batch): CommandOutcome {
  const step = alarm === undefined ? err<CommandRefusalCode>("ALARM_UNKNOWN") : stepOf(command, alarm, batch);
  if (!step.ok) return err({ code: step.error, message: COMMAND_REFUSALS[step.error] });
  const { kind, moved, effects } = step.value;
  return ok(
    keeper.move(moved, { kind, actor: `user:${command.by}`, detail: { commandId: command.id, comment: command.comment }, effects }, batch),
  );
}

function stepOf(command: OperatorCommand, alarm: Alarm, { at }: Batch): Result<CommandStep, CommandRefusalCode> {
  if ((command.comment?.length ?? 0) > COMMENT_CHARACTERS) return err("COMMENT_TOO_LONG");
  switch (command.verb) {
    case "acknowledge": {
      const step = acknowledge(alarm);
      if (step === undefined) return err("ALARM_NOT_ACKNOWLEDGEABLE");
      const moved: Alarm = { ...alarm, annunciation: step.annunciation, acknowledgedAt: at, acknowledgedBy: command.by };
      return ok({ kind: "acknowledged", moved, effects: step.effects });
    }
    case "attend":
      if (!isAnnunciated(alarm)) return err("ALARM_ENDED");
      return ok({ kind: "attended", moved: { ...alarm, attendedAt: at, attendedBy: command.by }, effects: [] });
    case "reset": {
      const step = reset(alarm);
      if (step === undefined) return err("ALARM_NOT_RESETTABLE");
      return ok({ kind: "reset", moved: { ...alarm, annunciation: step.annunciation }, effects: step.effects });
    }
    case "comment":
      // Also after the end: what was found is often written down later.
      if ((command.comment ?? "").trim() === "") return err("COMMENT_MISSING");
      return ok({ kind: "commented", moved: alarm, effects: [] });
  }
}
