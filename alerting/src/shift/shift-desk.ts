import type { ShiftDesk } from "@labcanary/domain/ports";
import type { Commit } from "../store/batch.ts";
import type { CarryOutOnce, Order } from "../store/carry-out-once.ts";
import type { ShiftKeeper } from "./shift-keeper.ts";

export interface ShiftDeskDeps {
  readonly keeper: ShiftKeeper;
  readonly carryOutOnce: CarryOutOnce;
  readonly commit: Commit;
}

/** What people order about the shift, each in one transaction with its line in the journal. A command that comes twice is carried out once. */
export function createShiftDesk({ keeper, carryOutOnce, commit }: ShiftDeskDeps): ShiftDesk {
  return {
    shift: keeper.shift,
    handOvers: keeper.handOvers,
    handOver: keeper.handOver,
    shiftCommand(command) {
      const about = command.kind === "take-over" ? command.handOverId : command.list.version;
      const order: Order = { commandId: command.id, kind: "shift", actor: `user:${command.by}`, verb: command.kind, about };
      return carryOutOnce(order, (batch) => keeper.carryOut(command, batch));
    },
    testSound: (report) => commit((batch) => keeper.testSound(report, batch)),
  };
}
