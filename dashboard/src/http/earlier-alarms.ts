import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import { days, minus } from "@labcanary/domain/basics";
import type { AlarmDesk } from "@labcanary/domain/ports";
import { spanOf } from "./alarm-span.ts";

/** How far back earlier alarms of a rule are looked for, and how many are told (chosen: a month shows a habit, ten of them are one). */
const WITHIN = days(30);
const MAXIMUM = 10;

/** Alarms of the same rule before this one, newest first, as a chart has them; none of the platform's own. */
export function earlierOf({ id, source, raisedAt }: Alarm, desk: Pick<AlarmDesk, "alarmsOfSignal">): readonly ReturnType<typeof spanOf>[] {
  if (source.kind !== "rule") return [];
  return desk
    .alarmsOfSignal(source.signal, minus(raisedAt, WITHIN), raisedAt)
    .filter((other) => other.id !== id && !isOfDrill(other) && other.source.kind === "rule" && other.source.ruleId === source.ruleId)
    .slice(-MAXIMUM)
    .toReversed()
    .map(spanOf);
}
