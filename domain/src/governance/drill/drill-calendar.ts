import { days, type EpochMs, epochMs, plus } from "../../basics/index.ts";
import type { DrillPlan } from "../../site/index.ts";
import type { Drill } from "./drill.ts";

/** How it stands with one plan: when it was held, when it is to be held again, and what is planned. */
export interface DrillDue {
  /** By when it is to be held at the latest. */
  readonly dueBy: EpochMs;
  readonly overdue: boolean;
  /** When the last one that was held began. */
  readonly heldAt?: EpochMs;
  /** The next one that is planned. */
  readonly next?: { readonly number: number; readonly plannedFor: EpochMs };
}

export function drillDue(plan: Pick<DrillPlan, "id" | "every" | "firstBy">, drills: readonly Drill[], at: EpochMs): DrillDue {
  const dueBy = drillDueBy(plan, drills);
  const heldAt = lastHeld(plan, drills);
  const [next] = drills
    .filter((drill) => drill.plan === plan.id && drill.state === "planned")
    .toSorted((a, b) => a.plannedFor - b.plannedFor || a.number - b.number);
  return {
    dueBy,
    overdue: at > dueBy,
    ...(heldAt === undefined ? {} : { heldAt }),
    ...(next === undefined ? {} : { next: { number: next.number, plannedFor: next.plannedFor } }),
  };
}

/**
 * When a drill by the plan is to be held at the latest: so long after the beginning of the last one that was held, or by its first day. Held
 * is one whose alarm came and whose result is signed, and is not that it failed; one that a real alarm interrupted was not.
 */
export function drillDueBy(plan: Pick<DrillPlan, "id" | "every" | "firstBy">, drills: readonly Drill[]): EpochMs {
  const held = lastHeld(plan, drills);
  return held === undefined ? plan.firstBy : plus(held, plan.every);
}

function lastHeld({ id }: Pick<DrillPlan, "id">, drills: readonly Drill[]): EpochMs | undefined {
  const held = drills.filter((drill) => drill.plan === id && isHeld(drill)).flatMap(({ begun }) => (begun === undefined ? [] : [begun.at]));
  return held.length === 0 ? undefined : epochMs(Math.max(...held));
}

const isHeld = ({ concluded, ended, times }: Drill): boolean =>
  concluded !== undefined &&
  concluded.result !== "failed" &&
  hasShown({ isDetected: times.detected !== undefined, because: ended?.because });

/**
 * Whether a drill that is over counts, once its result is signed and is not that it failed: its alarm came, and it went on to its time or
 * until somebody stopped it.
 */
export const hasShown = ({ isDetected, because }: { readonly isDetected: boolean; readonly because: string | undefined }): boolean =>
  isDetected && (because === "time-over" || because === "stopped");

/** Chosen: whoever leads a drill holds it, puts it off with a reason, or signs its result within the next day. */
const LEFT_FOR = days(1);

/** What nobody has come back to for a day: a drill that was planned for a time that is over, or one that is over and has no signed result. */
export function drillLeft(drill: Drill, at: EpochMs): "not-held" | "not-signed" | undefined {
  if (drill.state === "planned") return at > plus(drill.plannedFor, LEFT_FOR) ? "not-held" : undefined;
  if (drill.state !== "ended" || drill.ended === undefined) return undefined;
  return at > plus(drill.ended.at, LEFT_FOR) ? "not-signed" : undefined;
}

/** What is due in one zone; the next first. */
export interface ZoneDrills<Plan> {
  readonly zoneId: string;
  readonly plans: readonly Plan[];
  readonly overdue: number;
}

/** Plans by the zones they are of: the zone in which something is due first is the first. */
export function drillCalendar<Plan extends Pick<DrillPlan, "zoneId" | "id"> & Pick<DrillDue, "dueBy" | "overdue">>(
  plans: readonly Plan[],
): readonly ZoneDrills<Plan>[] {
  const inOrder = plans.toSorted((a, b) => a.dueBy - b.dueBy || (a.id < b.id ? -1 : 1));
  return [...Map.groupBy(inOrder, ({ zoneId }) => zoneId)].map(([zoneId, of]) => ({
    zoneId,
    plans: of,
    overdue: of.filter(({ overdue }) => overdue).length,
  }));
}
