import { epochMs } from "@labcanary/domain/basics";
import type { OperatorCommand, ServiceCommand } from "@labcanary/domain/messages";
import type { ConditionChange } from "@labcanary/domain/rules";

/** Where the settable clock starts. */
const MORNING = epochMs(Date.UTC(2026, 10, 22, 8));

/** A condition change of the test site's `cab-17/vapour/high`; `changeOf("a")` raises occurrence `a`. */
export function changeOf(occurrenceId: string, over: Partial<ConditionChange> = {}): ConditionChange {
  const change = over.change ?? "raised";
  const at = over.at ?? MORNING;
  return {
    id: `${occurrenceId}:${change}`,
    occurrenceId,
    change,
    ruleId: "cab-17/vapour/high",
    ruleVersion: "1",
    signal: "cab-17/vapour",
    priority: "high",
    at,
    receivedAt: at,
    value: 12.5,
    simulated: false,
    evidence: { samples: [{ at, receivedAt: at, value: 12.5, quality: "good" }], reason: "12.5 was at or above 10", position: 7 },
    ...over,
  };
}

let commands = 0;
export function commandOf(alarmId: string, over: Partial<OperatorCommand> = {}): OperatorCommand {
  return { kind: "operator-command", id: `command-${++commands}`, verb: "acknowledge", alarmId, by: "mei", ...over };
}

/** A proposal of mei's to take the test site's vapour signal out of service; override what the test is about. */
export function serviceCommandOf(over: Partial<ServiceCommand> = {}): ServiceCommand {
  return { kind: "service-command", id: `command-${++commands}`, verb: "propose", signal: "cab-17/vapour", by: "mei", ...over };
}
