import { type Alarm, type AlarmBookLine, isAnnunciated, testOfDrill } from "@labcanary/domain/alarm";
import { err, minus, minutes, ok, plus, type Result } from "@labcanary/domain/basics";
import type { DrillEnd } from "@labcanary/domain/governance";
import {
  DRILL_STAGE_REFUSALS,
  type DrillSeen,
  type DrillStageRefusalCode,
  type DrillUnderWay,
  endsDrill,
  forbidsDrill,
} from "@labcanary/domain/messages";
import { isProven } from "@labcanary/domain/notification";
import type { ConditionChange } from "@labcanary/domain/rules";
import { drilledOf } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { OutboxTable } from "../outbox/outbox-table.ts";
import type { Batch } from "../store/batch.ts";
import type { DrillTable } from "./drill-table.ts";
import { timesOf } from "./times.ts";

/** How far a time of the simulator's may lie outside the drill (chosen: twins are heard at once, and by the platform's own clock). */
const AROUND = minutes(5);
/** Alarms looked through before a drill begins (chosen: as many as a list has). */
const MOST_ALARMS = 10_000;

export type DrillRefusal = { readonly code: DrillStageRefusalCode; readonly message: string };

/** The drill under way, as it concerns alarms and texts. Everything happens within the transaction that is open. */
export interface Drills {
  begin(drill: DrillUnderWay): Result<DrillSeen, DrillRefusal>;
  /** Undefined: it is not under way. */
  end(number: number, because: Exclude<DrillEnd["because"], "interrupted" | "time-over">, batch: Batch): DrillSeen | undefined;
  /** A condition of a twin: an alarm of the drill that is under way, and else nothing. */
  take(change: ConditionChange, batch: Batch): AlarmBookLine<"changes">;
  /** Takes down what alarms, texts and people have done, and ends the drill for a real alarm; to be called at the end of each transaction. */
  settle(batch: Batch): void;
  isOver(now: Batch["at"]): boolean;
  /** Ends what has lasted for its time. */
  endOver(batch: Batch): void;
}

export interface DrillsDeps {
  readonly table: DrillTable;
  readonly alarms: Pick<AlarmTable, "get" | "annunciated" | "ofSignal">;
  readonly outbox: Pick<OutboxTable, "ofAlarm">;
  readonly keeper: Pick<AlarmKeeper, "takeDrillCondition" | "move">;
  /** Whether it is a person of the site: a siren or a group is none. */
  readonly isPerson: (id: string) => boolean;
  /** Tells people who were told of a drill that it is over, and what is real. */
  readonly tellReal: (personIds: readonly string[], alarm: Alarm, batch: Batch) => void;
}

export function createDrills({ table, alarms, outbox, keeper, isPerson, tellReal }: DrillsDeps): Drills {
  const underWay = (): DrillSeen | undefined => {
    const drill = table.get();
    return drill?.ended === undefined ? drill : undefined;
  };

  /** The first first. */
  function alarmsOf({ number, signals, startedAt }: DrillSeen, at: Batch["at"]): readonly Alarm[] {
    const test = testOfDrill(number);
    return signals
      .flatMap((signal) => alarms.ofSignal(signal, minus(startedAt, AROUND), plus(at, AROUND)))
      .filter((alarm) => alarm.test === test)
      .toSorted((a, b) => a.raisedReceivedAt - b.raisedReceivedAt);
  }

  function seenNow(drill: DrillSeen, of: readonly Alarm[], { at }: Batch): DrillSeen {
    const told = new Map(of.map(({ id }) => [id, outbox.ofAlarm(id)]));
    const isSent = (state: string): boolean => state === "accepted" || state === "sending";
    const sent = [...told.values()].flatMap((rows) => rows.filter(({ state }) => isSent(state)).map(({ personId }) => personId));
    const proven = (alarmId: string) =>
      told
        .get(alarmId)
        ?.find(({ kind, best, personId }) => kind === "alarm" && isPerson(personId) && best !== undefined && isProven(best, "delivered"));
    return {
      ...drill,
      times: { ...timesOf(of, proven, at), ...drill.times },
      told: [...new Set([...drill.told, ...sent.filter((id) => id !== "")])],
    };
  }

  /** Its alarms end with it, whatever state they are in: nobody need do anything about them any more. */
  function close(drill: DrillSeen, ended: DrillEnd, batch: Batch): DrillSeen {
    const of = alarmsOf(drill, batch.at);
    const over: DrillSeen = { ...seenNow(drill, of, batch), ended };
    table.keep(over);
    const detail = { drill: drill.number, because: ended.because, ...(ended.alarm === undefined ? {} : { by: ended.alarm.code }) };
    for (const alarm of of) {
      if (!isAnnunciated(alarm)) continue;
      const moved: Alarm = { ...alarm, annunciation: "normal", conditionActive: false, clearedAt: alarm.clearedAt ?? batch.at };
      keeper.move(moved, { kind: "drill-ended", actor: "system", detail, effects: [{ kind: "stop-escalation" }] }, batch);
    }
    return over;
  }

  return {
    begin(drill) {
      const before = table.get();
      // One that has ended was made ready and could not be begun: begun again it is to play.
      if (before?.number === drill.number && before.ended === undefined) return ok(before);
      const refused = (code: DrillStageRefusalCode) => err({ code, message: DRILL_STAGE_REFUSALS[code] });
      if (underWay() !== undefined) return refused("DRILL_UNDER_WAY");
      if (alarms.annunciated(MOST_ALARMS).some((alarm) => forbidsDrill(alarm, drill))) return refused("DRILL_ALARM_STANDS");
      const begun: DrillSeen = { ...drill, times: {}, told: [] };
      table.keep(begun);
      return ok(begun);
    },

    end(number, because, batch) {
      const drill = underWay();
      return drill?.number === number ? close(drill, { because, at: batch.at }, batch) : undefined;
    },

    take(change, batch) {
      const drill = underWay();
      const real = drilledOf(change);
      const known = alarms.get(change.occurrenceId);
      if (known !== undefined) return keeper.takeDrillCondition(real, known.test ?? "", batch);
      const isItsOwn = drill !== undefined && change.change === "raised" && drill.signals.includes(real.signal);
      return isItsOwn ? keeper.takeDrillCondition(real, testOfDrill(drill.number), batch) : "own";
    },

    settle(batch) {
      const drill = underWay();
      if (drill === undefined) return;
      const real = batch.changes.find(({ alarm }) => endsDrill(alarm, drill))?.alarm;
      if (real !== undefined) {
        const { id, code } = real;
        const over = close(drill, { because: "interrupted", at: batch.at, alarm: { id, code } }, batch);
        tellReal(over.told, real, batch);
        return;
      }
      const next = seenNow(drill, alarmsOf(drill, batch.at), batch);
      if (JSON.stringify(next) !== JSON.stringify(drill)) table.keep(next);
    },

    isOver(now) {
      const drill = underWay();
      return drill !== undefined && drill.until <= now;
    },

    endOver(batch) {
      const drill = underWay();
      if (drill !== undefined && drill.until <= batch.at) close(drill, { because: "time-over", at: batch.at }, batch);
    },
  };
}
