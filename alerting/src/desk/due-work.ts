import { unbalanced } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { BookTable } from "../books/book-table.ts";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { ServiceKeeper } from "../alarms/out-of-service.ts";
import type { OutOfServiceTable } from "../alarms/out-of-service-table.ts";
import type { ToggleTable } from "../alarms/toggle-table.ts";
import type { Commissioning } from "../commissioning/commissioning.ts";
import type { CommissioningTable } from "../commissioning/commissioning-table.ts";
import type { Drills } from "../drills/drills.ts";
import type { Presence } from "../notifications/presence.ts";
import type { Budgets } from "../outbox/budgets.ts";
import type { ShiftKeeper } from "../shift/shift-keeper.ts";
import type { Batch, Commit } from "../store/batch.ts";

/** What comes by nothing but time. Each is looked for by itself, so that one that cannot be kept holds up no other. */
interface DueWork {
  isDue(now: EpochMs): boolean;
  /** Absent: settling what every transaction settles is all there is to it. */
  readonly work?: (batch: Batch) => void;
  /** Logged when it could not be kept. */
  readonly failed: string;
}

export interface DueWorkDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly alarms: Pick<AlarmTable, "shelvedUntil" | "activeOf">;
  readonly outOfService: Pick<OutOfServiceTable, "over">;
  readonly tests: Pick<CommissioningTable, "over">;
  readonly commissioning: Pick<Commissioning, "endOver">;
  readonly drills: Pick<Drills, "isOver" | "endOver">;
  readonly toggles: Pick<ToggleTable, "quietBy">;
  readonly keeper: Pick<AlarmKeeper, "endShelvings" | "endSpells" | "floods">;
  readonly service: Pick<ServiceKeeper, "endOver">;
  readonly presence: Pick<Presence, "isMissed" | "miss">;
  readonly shift: Pick<ShiftKeeper, "isMissed" | "miss">;
  readonly budgets: Pick<Budgets, "isLow">;
  /** As the last transaction settled it. */
  readonly wasLow: () => boolean;
  readonly books: Pick<BookTable, "read">;
  readonly commit: Commit;
}

/** Does what has come due; never throws. What could not be kept is tried again by the next call. */
export function createDueWork({ clock, logger, commit, ...deps }: DueWorkDeps): () => void {
  const { alarms, outOfService, tests, commissioning, drills, toggles, keeper, service, presence, shift, budgets, wasLow, books } = deps;
  const all: readonly DueWork[] = [
    {
      isDue: (now) => alarms.shelvedUntil(now).length > 0,
      work: keeper.endShelvings,
      failed: "Shelvings whose time is over could not be ended; the next sweep tries again",
    },
    {
      isDue: (now) => outOfService.over(now).length > 0,
      work: service.endOver,
      failed: "Signals whose time out of service is over could not be put back; the next sweep tries again",
    },
    {
      isDue: (now) => tests.over(now).length > 0,
      work: commissioning.endOver,
      failed: "Commissioning tests whose time is over could not be ended; the next sweep tries again",
    },
    {
      isDue: drills.isOver,
      work: drills.endOver,
      failed: "A drill whose time is over could not be ended; the next sweep tries again",
    },
    {
      isDue: (now) => toggles.quietBy(now).length > 0,
      work: keeper.endSpells,
      failed: "Alarms that stopped chattering could not be let go; the next sweep tries again",
    },
    { isDue: keeper.floods.isOver, failed: "A flood that is over could not be ended; the next sweep tries again" },
    {
      isDue: presence.isMissed,
      work: presence.miss,
      failed: "That nobody at the desk answered could not be kept; the next sweep tries again",
    },
    {
      isDue: shift.isMissed,
      work: shift.miss,
      failed: "That nobody has taken the shift over could not be kept; the next sweep tries again",
    },
    {
      isDue: (now) => budgets.isLow(now) !== wasLow(),
      failed: "How much a provider still takes could not be kept; the next sweep tries again",
    },
    {
      isDue: () =>
        unbalanced(books.read()).length > 0 !== (alarms.activeOf({ kind: "system", condition: "alarm-books-unbalanced" }) !== undefined),
      failed: "That alarms or notifications do not add up could not be kept; the next sweep tries again",
    },
  ];
  return () => {
    for (const { isDue, work = () => undefined, failed } of all) {
      try {
        if (isDue(clock.now())) commit(work);
      } catch (error) {
        logger.error({ error: String(error) }, failed);
      }
    }
  };
}
