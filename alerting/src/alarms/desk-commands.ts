import type {
  CommandOutcome,
  MeasureCommand,
  MeasureOutcome,
  OperatorCommand,
  ServiceCommand,
  ServiceOutcome,
} from "@labcanary/domain/messages";
import type { Presence } from "../notifications/presence.ts";
import type { MeasureKeeper } from "../protection/measures.ts";
import type { CarryOutOnce, Order } from "../store/carry-out-once.ts";
import type { AlarmTable } from "./alarm-table.ts";
import { actorOf, carryOut } from "./commands.ts";
import type { AlarmKeeper } from "./keeper.ts";
import type { ServiceKeeper } from "./out-of-service.ts";

/** What operators order. A command that comes twice is carried out once; whoever gives one at the screen is at the desk. */
export interface DeskCommands {
  command(command: OperatorCommand): CommandOutcome;
  serviceCommand(command: ServiceCommand): ServiceOutcome;
  noteMeasure(command: MeasureCommand): MeasureOutcome;
}

export interface DeskCommandsDeps {
  readonly alarms: Pick<AlarmTable, "get">;
  readonly keeper: AlarmKeeper;
  readonly service: Pick<ServiceKeeper, "carryOut">;
  readonly measures: Pick<MeasureKeeper, "carryOut">;
  readonly presence: Pick<Presence, "answer">;
  readonly carryOutOnce: CarryOutOnce;
}

export function createDeskCommands({ alarms, keeper, service, measures, presence, carryOutOnce }: DeskCommandsDeps): DeskCommands {
  return {
    command(command) {
      const { id: commandId, verb, alarmId } = command;
      const whom = command.to === undefined ? {} : { whom: `user:${command.to}` as const };
      const order: Order = { commandId, kind: "alarm", actor: actorOf(command), verb, about: alarmId, ...whom, refusedLine: { alarmId } };
      return carryOutOnce(order, (batch) => {
        if (command.via === undefined && command.away === undefined) presence.answer(command.by, batch);
        return carryOut(command, alarms.get(alarmId), keeper, batch);
      });
    },

    serviceCommand(command) {
      const { id: commandId, verb, signal } = command;
      const order: Order = {
        commandId,
        kind: "service",
        actor: `user:${command.by}`,
        verb,
        about: [signal, command.proposal].join(" "),
        refusedLine: { detail: { signal } },
      };
      return carryOutOnce(order, (batch) => {
        if (command.away === undefined) presence.answer(command.by, batch);
        return service.carryOut(command, batch);
      });
    },

    noteMeasure(command) {
      const { id: commandId, entry, since } = command;
      const actor = `user:${command.by}` as const;
      const order: Order = {
        commandId,
        kind: "measure",
        actor,
        verb: "note-measure",
        about: `${entry} ${since}`,
        refusedLine: { detail: { entry } },
      };
      return carryOutOnce(order, (batch) => {
        if (command.away === undefined) presence.answer(command.by, batch);
        return measures.carryOut(command, batch);
      });
    },
  };
}
