import { type Alarm, type AlarmStep, LONGEST_SHELVING, shelve, type ShelvingEnd, unshelve } from "@labcanary/domain/alarm";
import { type EpochMs, elapsed, err, ok, plus, type Result } from "@labcanary/domain/basics";
import { isVisible } from "@labcanary/domain/governance";
import type { CommandRefusalCode, OperatorCommand } from "@labcanary/domain/messages";
import type { Priority } from "@labcanary/domain/rules";

/** What shelving or its end does to an alarm, and what the journal has about it. */
export interface ShelvingStep {
  readonly kind: "shelved" | "unshelved";
  readonly moved: Alarm;
  readonly effects: AlarmStep["effects"];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Takes the alarm off the list as the command asks, or says why not. `gravest` is the priority of the gravest that leaves the list with it. */
export function stepOfShelving(
  command: OperatorCommand,
  alarm: Alarm,
  gravest: Priority,
  at: EpochMs,
): Result<ShelvingStep, CommandRefusalCode> {
  const { by, mode = "timed", reason = "" } = command;
  if (!isVisible(reason)) return err("REASON_MISSING");
  const latest = plus(at, LONGEST_SHELVING[gravest]);
  const until = command.until ?? (mode === "one-shot" ? latest : at);
  if (elapsed(at, until) <= 0) return err("SHELVING_END_INVALID");
  if (until > latest) return err("SHELVING_TOO_LONG");
  const step = shelve(alarm, mode);
  if (step === undefined) return err("ALARM_NOT_SHELVABLE");
  const measure = command.measure === undefined || command.measure.trim() === "" ? {} : { measure: command.measure };
  const shelved = { by, at, until, reason, mode, ...measure };
  return ok({ kind: "shelved", moved: { ...alarm, shelved }, effects: step.effects, detail: { until, reason, mode, ...measure } });
}

/** Puts the alarm back on the list. Undefined when it is not shelved. */
export function stepOfUnshelving(alarm: Alarm, because: ShelvingEnd | "operator"): ShelvingStep | undefined {
  const step = unshelve(alarm);
  if (step === undefined) return undefined;
  const { shelved, ...moved } = alarm;
  return { kind: "unshelved", moved, effects: step.effects, detail: { because, shelved } };
}
