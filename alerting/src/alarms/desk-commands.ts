import type {
  CommandOutcome,
  MeasureCommand,
  MeasureOutcome,
  OperatorCommand,
  ServiceCommand,
  ServiceOutcome,
} from "@labcanary/domain/messages";
import type { Metrics } from "@labcanary/domain/ports";
import type { Journal } from "../journal/journal.ts";
import type { Presence } from "../notifications/presence.ts";
import type { MeasureKeeper } from "../protection/measures.ts";
import type { Commit } from "../store/batch.ts";
import type { Seen } from "../store/seen.ts";
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
  readonly journal: Journal;
  readonly seen: Seen;
  readonly metrics: Metrics;
  readonly commit: Commit;
}

export function createDeskCommands({
  alarms,
  keeper,
  service,
  measures,
  presence,
  journal,
  seen,
  metrics,
  commit,
}: DeskCommandsDeps): DeskCommands {
  return {
    command(command) {
      const known = seen.outcomeOf<CommandOutcome>(command.id);
      if (known !== undefined) return known;
      const outcome = commit((batch) => {
        if (command.via === undefined && command.away === undefined) presence.answer(command.by, batch);
        const carriedOut = carryOut(command, alarms.get(command.alarmId), keeper, batch);
        if (!carriedOut.ok) {
          const detail = { commandId: command.id, verb: command.verb, code: carriedOut.error.code };
          journal.append({ at: batch.at, kind: "refused", actor: actorOf(command), alarmId: command.alarmId, detail });
        }
        seen.keepOutcome(command.id, carriedOut);
        return carriedOut;
      });
      if (!outcome.ok) metrics.counter("labcanary_refused_total", "command", outcome.error.code).inc();
      return outcome;
    },

    serviceCommand(command) {
      const key = `service:${command.id}`;
      const known = seen.outcomeOf<ServiceOutcome>(key);
      if (known !== undefined) return known;
      const outcome = commit((batch) => {
        if (command.away === undefined) presence.answer(command.by, batch);
        const carriedOut = service.carryOut(command, batch);
        if (!carriedOut.ok) {
          const detail = { commandId: command.id, verb: command.verb, signal: command.signal, code: carriedOut.error.code };
          journal.append({ at: batch.at, kind: "refused", actor: `user:${command.by}`, detail });
        }
        seen.keepOutcome(key, carriedOut);
        return carriedOut;
      });
      if (!outcome.ok) metrics.counter("labcanary_refused_total", "command", outcome.error.code).inc();
      return outcome;
    },

    noteMeasure(command) {
      const key = `measure:${command.id}`;
      const known = seen.outcomeOf<MeasureOutcome>(key);
      if (known !== undefined) return known;
      const outcome = commit((batch) => {
        if (command.away === undefined) presence.answer(command.by, batch);
        const carriedOut = measures.carryOut(command, batch);
        if (!carriedOut.ok) {
          const detail = { commandId: command.id, verb: "note-measure", entry: command.entry, code: carriedOut.error.code };
          journal.append({ at: batch.at, kind: "refused", actor: `user:${command.by}`, detail });
        }
        seen.keepOutcome(key, carriedOut);
        return carriedOut;
      });
      if (!outcome.ok) metrics.counter("labcanary_refused_total", "command", outcome.error.code).inc();
      return outcome;
    },
  };
}
