import { minutes } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, CommissioningDesk, Service, SystemConditionSink } from "@labcanary/domain/ports";

/** How often it is looked. Chosen: whoever has just signed sees the alarm go; looking costs nothing where nothing has changed. */
const EVERY = minutes(1);
/** Signals named in one line. Chosen: what fits beside an alarm. */
const NAMED = 3;

/**
 * Raises an alarm of the platform while signals are to be proven and are not. One that comes on top of those that were told is an alarm
 * anew, with all of them: whoever acknowledged the first knows nothing of it.
 */
export function createProofWatch({
  clock,
  sink,
  desk,
  alarms,
}: {
  readonly clock: Clock;
  readonly sink: SystemConditionSink;
  readonly desk: Pick<CommissioningDesk, "unproven">;
  readonly alarms: Pick<AlarmDesk, "list">;
}): Service {
  let stop: (() => void) | undefined;
  /** Of the last look; undefined before the first. */
  let known: ReadonlySet<string> | undefined;

  const standing = () =>
    alarms
      .list()
      .find(({ source, conditionActive }) => conditionActive && source.kind === "system" && source.condition === "proof-overdue");

  function look(): void {
    const unproven = desk.unproven();
    const before = known;
    // After a restart the alarm that stands tells of what was found by the time it was raised, and of nothing later.
    const toldAt = before === undefined ? standing()?.raisedAt : undefined;
    const isMore = unproven.some(({ signal, since }) =>
      before === undefined ? toldAt !== undefined && since > toldAt : before.size > 0 && !before.has(signal),
    );
    known = new Set(unproven.map(({ signal }) => signal));
    const named = unproven.slice(0, NAMED).map(({ signal, gap }) => `${signal} (${gap})`);
    const more = unproven.length > NAMED ? ` and ${unproven.length - NAMED} more` : "";
    const detail = unproven.length === 0 ? "every signal that is to be proven is" : `not proven: ${named.join(", ")}${more}`;
    const tell = (active: boolean): void =>
      sink.takeSystemCondition({ kind: "system-condition", name: "proof-overdue", active, at: clock.now(), detail });
    if (isMore) tell(false);
    tell(unproven.length > 0);
  }

  return {
    name: "proof-watch",
    async start() {
      look();
      stop = clock.every(EVERY, look);
    },
    async stop() {
      stop?.();
      stop = undefined;
    },
  };
}
