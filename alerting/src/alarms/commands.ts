import {
  acknowledge,
  addPhoto,
  type Alarm,
  type AlarmStep,
  close,
  isAnnunciated,
  reportSafe,
  reset,
  safetyReport,
} from "@labcanary/domain/alarm";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { hasOutlived } from "@labcanary/domain/commissioning";
import { isTooLong, isVisible, type PersonalName } from "@labcanary/domain/governance";
import {
  COMMAND_REFUSALS,
  type CommandOutcome,
  type CommandRefusalCode,
  type JournalEntryKind,
  type OperatorCommand,
} from "@labcanary/domain/messages";
import type { Batch } from "../store/batch.ts";
import { stepOfAccepting, stepOfAssigning, stepOfDeclining } from "./assigning.ts";
import type { AlarmKeeper } from "./keeper.ts";
import { acknowledgeBeneath, gravestWithin } from "./roll-up.ts";
import { stepOfShelving, stepOfUnshelving } from "./shelving.ts";

/** What a command does to an alarm it may be given on. */
interface CommandStep {
  readonly kind: JournalEntryKind;
  readonly moved: Alarm;
  readonly effects: AlarmStep["effects"];
  /** What the journal has besides the comment. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Carries out a command within the transaction that is open. A refusal changes nothing; keeping it is the caller's. */
export function carryOut(
  command: OperatorCommand,
  alarm: Alarm | undefined,
  keeper: Pick<AlarmKeeper, "move" | "beneath">,
  batch: Batch,
): CommandOutcome {
  const step = alarm === undefined ? err<CommandRefusalCode>("ALARM_UNKNOWN") : stepOf(command, alarm, keeper, batch);
  if (!step.ok) return err({ code: step.error, message: COMMAND_REFUSALS[step.error] });
  const { kind, moved, effects, detail } = step.value;
  const actor = actorOf(command);
  // Before the alarm itself, which may end with it and would let go of those beneath unacknowledged.
  if (kind === "acknowledged")
    acknowledgeBeneath(moved, { by: command.by, actor }, { commandId: command.id, comment: command.comment }, keeper, batch);
  return ok(keeper.move(moved, { kind, actor, detail: { commandId: command.id, comment: command.comment, ...detail }, effects }, batch));
}

/** Who the journal says it was. */
export const actorOf = ({ by, personId }: Pick<OperatorCommand, "by" | "personId">): PersonalName =>
  personId === undefined ? `user:${by}` : `person:${personId}`;

/** What was measured when it was reported: the journal tells a report beside a limit still exceeded from one after it. */
const conditionOf = (alarm: Alarm): "stands" | "gone" => (alarm.conditionActive ? "stands" : "gone");

function stepOf(
  command: OperatorCommand,
  alarm: Alarm,
  keeper: Pick<AlarmKeeper, "beneath">,
  { at }: Batch,
): Result<CommandStep, CommandRefusalCode> {
  if (hasOutlived(alarm, command.asTest)) return err("ALARM_IS_REAL");
  const { comment, reason, measure, cause } = command;
  if ([comment, reason, measure, cause].some((text) => isTooLong(text, "alarm"))) return err("COMMENT_TOO_LONG");
  switch (command.verb) {
    case "acknowledge": {
      const step = acknowledge(alarm);
      if (step === undefined) return err("ALARM_NOT_ACKNOWLEDGEABLE");
      const moved: Alarm = { ...alarm, annunciation: step.annunciation, acknowledgedAt: at, acknowledgedBy: command.by };
      const detail = command.through === undefined ? {} : { through: command.through };
      return ok({ kind: "acknowledged", moved, effects: step.effects, detail });
    }
    case "attend":
      if (!isAnnunciated(alarm)) return err("ALARM_ENDED");
      return ok({ kind: "attended", moved: { ...alarm, attendedAt: at, attendedBy: command.by }, effects: [] });
    case "reset": {
      const step = reset(alarm);
      if (step === undefined) return err("ALARM_NOT_RESETTABLE");
      return ok({ kind: "reset", moved: { ...alarm, annunciation: step.annunciation }, effects: step.effects });
    }
    case "shelve":
      return stepOfShelving(command, alarm, gravestWithin(alarm, keeper), at);
    case "unshelve": {
      const step = stepOfUnshelving(alarm, "operator");
      return step === undefined ? err("ALARM_NOT_SHELVED") : ok(step);
    }
    case "assign":
      return stepOfAssigning(command, alarm, at);
    case "accept":
      return stepOfAccepting(command, alarm, at);
    case "decline":
      return stepOfDeclining(command, alarm);
    case "close": {
      if (cause === undefined || !isVisible(cause)) return err("CAUSE_MISSING");
      const step = close(alarm);
      if (step === undefined) return err("ALARM_NOT_CLOSABLE");
      const moved: Alarm = { ...alarm, closed: { by: command.by, at, cause } };
      return ok({ kind: "closed", moved, effects: step.effects, detail: { cause } });
    }
    case "comment":
      // Also after the end: what was found is often written down later.
      if (!isVisible(comment ?? "")) return err("COMMENT_MISSING");
      return ok({ kind: "commented", moved: alarm, effects: [] });
    case "report-safe": {
      const moved = reportSafe(alarm, safetyReport(command.by, at, comment));
      return moved.ok ? ok({ kind: "reported-safe", moved: moved.value, effects: [], detail: { condition: conditionOf(alarm) } }) : moved;
    }
    case "add-photo": {
      const { photo, takenAt } = command;
      if (photo === undefined) return err("PHOTO_MISSING");
      const moved = addPhoto(alarm);
      return moved.ok ? ok({ kind: "photo-added", moved: moved.value, effects: [], detail: { ...photo, takenAt } }) : moved;
    }
  }
}
