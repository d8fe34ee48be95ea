import { type AlarmDesk, type Impairment, type ImpairmentCounts, NOTHING_IMPAIRED, type SignalBoard } from "@labcanary/domain/ports";
import type { CommissioningDesk } from "@labcanary/domain/ports";
import type { Scope } from "../accounts/scope.ts";

/**
 * How many signals do not protect, by why. Those of life safety that are out of service are among those that are; those that are proposed
 * to be protect as before, and wait for somebody to approve. Those under test alarm, and their texts say that it is a test.
 */
export type ImpairedCounts = Readonly<
  Record<Impairment | "out-of-service" | "life-safety-out-of-service" | "out-of-service-proposed" | "under-test", number>
>;

/** Of the signals of a scope. */
export function impairedCounts(
  board: Pick<SignalBoard, "impaired" | "impairedSignals">,
  desk: Pick<AlarmDesk, "outOfService">,
  scope: Pick<Scope, "isWhole" | "hasSignal">,
  commissioning: Pick<CommissioningDesk, "testsUnderWay"> | undefined,
): ImpairedCounts {
  const records = desk.outOfService().filter(({ signal }) => scope.hasSignal(signal));
  const inForce = records.filter(({ state }) => state === "in-force");
  return {
    ...(scope.isWhole ? board.impaired() : countWithin(board, scope)),
    "out-of-service": inForce.length,
    "life-safety-out-of-service": inForce.filter(({ lifeSafety }) => lifeSafety).length,
    "out-of-service-proposed": records.length - inForce.length,
    "under-test": (commissioning?.testsUnderWay() ?? []).filter(({ signal }) => scope.hasSignal(signal)).length,
  };
}

function countWithin(board: Pick<SignalBoard, "impairedSignals">, scope: Pick<Scope, "hasSignal">): ImpairmentCounts {
  const counts = { ...NOTHING_IMPAIRED };
  for (const { signal, impairment } of board.impairedSignals()) if (scope.hasSignal(signal)) counts[impairment] += 1;
  return counts;
}
