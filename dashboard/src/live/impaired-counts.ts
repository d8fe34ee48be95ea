import type { AlarmDesk, Impairment, SignalBoard } from "@labcanary/domain/ports";

/**
 * How many signals do not protect, by why. Those of life safety that are out of service are among those that are; those that are proposed
 * to be protect as before, and wait for somebody to approve.
 */
export type ImpairedCounts = Readonly<
  Record<Impairment | "out-of-service" | "life-safety-out-of-service" | "out-of-service-proposed", number>
>;

export function impairedCounts(board: Pick<SignalBoard, "impaired">, desk: Pick<AlarmDesk, "outOfService">): ImpairedCounts {
  const records = desk.outOfService();
  const inForce = records.filter(({ state }) => state === "in-force");
  return {
    ...board.impaired(),
    "out-of-service": inForce.length,
    "life-safety-out-of-service": inForce.filter(({ lifeSafety }) => lifeSafety).length,
    "out-of-service-proposed": records.length - inForce.length,
  };
}
