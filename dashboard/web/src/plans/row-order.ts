import { compareAlarms } from "@labcanary/domain/alarm";
import type { AlarmSummary } from "../live/feed-state.ts";
import type { Look } from "./look.ts";

/** A signal of a plan, as a list has it. */
interface PlanRow {
  readonly look: Look;
  readonly alarm: AlarmSummary | undefined;
  /** Its place on the plan's own list. */
  readonly index: number;
}

const KINDS: readonly Look["kind"][] = ["alarm", "impaired", "awaited", "normal"];

/** Signals with alarms first, in the order of every list of alarms; then what is impaired, then the rest, as the plan has them. */
export function compareRows(a: PlanRow, b: PlanRow): number {
  const byAlarm = a.alarm === undefined || b.alarm === undefined ? 0 : compareAlarms(a.alarm, b.alarm);
  return KINDS.indexOf(a.look.kind) - KINDS.indexOf(b.look.kind) || byAlarm || a.index - b.index;
}
