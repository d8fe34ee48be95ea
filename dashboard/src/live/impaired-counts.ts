import type { AlarmDesk, Impairment, SignalBoard } from "@labcanary/domain/ports";

/** How many signals do not protect, by why. Those of life safety that are out of service are among those that are. */
export type ImpairedCounts = Readonly<Record<Impairment | "out-of-service" | "life-safety-out-of-service", number>>;

export function impairedCounts(board: Pick<SignalBoard, "impaired">, desk: Pick<AlarmDesk, "outOfService">): ImpairedCounts {
  const inForce = desk.outOfService().filter(({ state }) => state === "in-force");
  return {
    ...board.impaired(),
    "out-of-service": inForce.length,
    "life-safety-out-of-service": inForce.filter(({ lifeSafety }) => lifeSafety).length,
  };
}
