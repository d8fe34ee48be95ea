import {
  type Alarm,
  type AlarmBookLine,
  type AlarmSource,
  type AlarmStep,
  endOfShelving,
  isOfDrill,
  isToBeTold,
  markOf,
  meaningOfRecordCondition,
  returnBeneath,
  returnToNormal,
  type OutOfServiceMark,
  type ShelvingEnd,
  signalInService,
  takesOthers,
  stateOf,
  zoneOfSource,
} from "@labcanary/domain/alarm";
import type { JournalEntryKind, RecordCondition, SystemCondition } from "@labcanary/domain/messages";
import type { AlarmRule, ConditionChange } from "@labcanary/domain/rules";
import { roomOf, type Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import { atRaising, testAtRaising } from "../commissioning/raising.ts";
import type { BookTable } from "../books/book-table.ts";
import type { CommissioningTable } from "../commissioning/commissioning-table.ts";
import type { Batch } from "../store/batch.ts";
import type { AlarmTable } from "./alarm-table.ts";
import { createChatterWatch } from "./chatter.ts";
import { codeFor } from "./code.ts";
import { type ChangeOnTheWay, stepOfChange } from "./condition-steps.ts";
import { indexOf, ruleIn, sourceOf, subjectOf } from "./condition-subject.ts";
import type { OutOfServiceTable } from "./out-of-service-table.ts";
import { metByHuman } from "./first-human.ts";
import { leaveSilentParent } from "./roll-up.ts";
import type { FloodTable } from "./flood-table.ts";
import { createFloodWatch, type FloodWatch } from "./floods.ts";
import { detailOf, type RaisedAlarm, raisedBy } from "./raised-alarm.ts";
import { describeRecordCondition } from "./record-alarms.ts";
import { stepOfUnshelving } from "./shelving.ts";
import { describeSystemCondition, systemPriority } from "./system-alarms.ts";
import type { ToggleTable } from "./toggle-table.ts";

/** What became of a condition change, as the books have it. */
export type ConditionOutcome = Exclude<AlarmBookLine<"changes">, "received" | "had" | "own">;

/** Turns conditions into alarms. Everything happens within the transaction that is open. */
export interface AlarmKeeper {
  takeCondition(change: ConditionChange, batch: Batch): ConditionOutcome;
  /** The same in a drill, of the real signal and rule it plays: the alarm is of that test, and nothing withholds it or counts it on another. */
  takeDrillCondition(change: ConditionChange, test: string, batch: Batch): ConditionOutcome | "own";
  /** Changes nothing when the condition is as the alarm already says. */
  takeSystemCondition(condition: SystemCondition, batch: Batch): void;
  /** As {@link takeSystemCondition}. */
  takeRecordCondition(condition: RecordCondition, batch: Batch): void;
  /**
   * Keeps an alarm that has moved, journals it and its effects, and has it announced; the same for the end of its shelving and for
   * those beneath it, where they follow from it. Returns it with its new version.
   */
  move(moved: Alarm, because: Because, batch: Batch): Alarm;
  /** Alarms listed beneath this one. */
  beneath(alarmId: string): readonly Alarm[];
  /** Puts back on the list what has been shelved for its time. */
  endShelvings(batch: Batch): void;
  /** Lets go what has stopped chattering. */
  endSpells(batch: Batch): void;
  readonly floods: Pick<FloodWatch, "settle" | "isOver" | "isFlood" | "current">;
}

/** Why an alarm moved, as the journal has it. */
export interface Because {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly effects: AlarmStep["effects"];
  /** False for one of many alike, which the journal has in sum, or has already. */
  readonly journaled?: boolean;
  /** It moved because somebody was found to have it. */
  readonly met?: boolean;
}

/** Who is told of an alarm: within the transaction that moves it. */
export interface Told {
  start(alarm: Alarm, batch: Batch): void;
  /** As if the alarm were raised now. */
  startAnew(alarm: Alarm, batch: Batch): void;
  /** `by` is the journal actor whose act it was. */
  stop(alarm: Alarm, by: string, batch: Batch): void;
  /** It has moved, after what follows from that for those who are still to be told. */
  moved(alarm: Alarm, kind: JournalEntryKind, batch: Batch): void;
}

export interface AlarmKeeperDeps {
  readonly alarms: AlarmTable;
  readonly outOfService: Pick<OutOfServiceTable, "of">;
  readonly commissioning: Pick<CommissioningTable, "testOf" | "proofOf">;
  readonly toggles: ToggleTable;
  readonly floods: FloodTable;
  readonly journal: Journal;
  readonly books: Pick<BookTable, "add">;
  readonly escalation: Told;
  readonly site: () => Site;
}

export function createAlarmKeeper(deps: AlarmKeeperDeps): AlarmKeeper {
  const { alarms, outOfService, commissioning, toggles, floods, journal, books, escalation, site } = deps;
  const ruleOf = ({ source }: Alarm): AlarmRule | undefined =>
    source.kind === "rule" ? ruleIn(indexOf(site()).signals.get(source.signal), source.ruleId) : undefined;
  const chatter = createChatterWatch({ alarms, toggles, ruleOf, move, clear });
  const placeOf = (source: AlarmSource): string => {
    const zoneId = zoneOfSource(source);
    return zoneId === undefined ? "" : roomOf(indexOf(site()).zones, zoneId);
  };
  const floodWatch = createFloodWatch({ alarms, journal, floods, placeOf, move });

  function announce(alarm: Alarm, kind: JournalEntryKind, batch: Batch): void {
    batch.changes.push({ kind: "alarm-change", alarm, because: kind, at: batch.at });
  }

  function raise(raised: RaisedAlarm, because: Omit<Because, "kind" | "effects">, batch: Batch): void {
    const isDrilled = isOfDrill(raised);
    const mark = isDrilled ? undefined : markOfSource(raised.source);
    const signal = raised.source.kind === "rule" ? indexOf(site()).signals.get(raised.source.signal) : undefined;
    const alarm = annunciated(
      {
        ...raised,
        ...(isDrilled ? {} : atRaising(raised, signal, commissioning)),
        ...(mark === undefined ? {} : { outOfService: mark }),
        ...(mark === undefined && raised.suppressed === undefined ? {} : { recordedOnly: true }),
        code: codeFor(raised.id, alarms.isCodeTaken),
        annunciation: "unacknowledged",
        conditionActive: true,
        version: 1,
      },
      batch,
    );
    books.add({ book: "alarms", line: "opened" });
    alarms.insert(alarm);
    const { code, priority, description } = alarm;
    journal.append({
      at: batch.at,
      kind: "raised",
      actor: because.actor,
      alarmId: alarm.id,
      detail: {
        ...because.detail,
        code,
        priority,
        what: description.what.en,
        where: description.where.en,
        limit: description.limit.en,
        suppressedBy: alarm.suppressed?.by,
        outOfService: mark,
        parent: alarm.parent,
        chatter: alarm.chatter,
        test: alarm.test,
      },
    });
    announce(alarm, "raised", batch);
    if (isToBeTold(alarm)) escalation.start(alarm, batch);
  }

  /**
   * The alarm as it is put before the operators, the first time it is to be told: in a flood it may be the first of its room. That of a
   * test counts for no flood and in no figure; one that outlives its test is put before them then.
   */
  function annunciated(alarm: Alarm, batch: Batch): Alarm {
    const firstOut = isToBeTold(alarm) && alarm.test === undefined ? floodWatch.annunciate(alarm, batch) : undefined;
    return firstOut === undefined ? alarm : { ...alarm, firstOut };
  }

  function markOfSource(source: AlarmSource): OutOfServiceMark | undefined {
    const signal = signalInService(source);
    const record = signal === undefined ? undefined : outOfService.of(signal);
    return record === undefined ? undefined : markOf(record);
  }

  /** The parent a condition names, when it takes others beneath it. */
  function parentOf({ parent }: ConditionChange): Alarm | undefined {
    const alarm = parent === undefined ? undefined : alarms.get(chatter.recordOf(parent));
    return alarm !== undefined && takesOthers(alarm) ? alarm : undefined;
  }

  function endShelving(alarm: Alarm, because: ShelvingEnd, batch: Batch): Alarm {
    const step = stepOfUnshelving(alarm, because);
    return step === undefined ? alarm : move(step.moved, { ...step, actor: "system" }, batch);
  }

  function move(moved: Alarm, because: Because, batch: Batch): Alarm {
    const ended: Pick<Alarm, "endedAt"> = moved.annunciation === "normal" && moved.endedAt === undefined ? { endedAt: batch.at } : {};
    const met = metByHuman(moved, because, batch.at);
    const alarm = annunciated({ ...met, version: moved.version + 1, ...ended }, batch);
    if (met !== moved || because.met === true) batch.firstHumans.push(alarm);
    const stateBefore = stateOf(alarms.get(alarm.id) ?? moved);
    alarms.update(alarm);
    const { kind: moving, actor, detail, journaled = true } = because;
    if (journaled) {
      const before = { state: stateBefore };
      journal.append({
        at: batch.at,
        kind: moving,
        actor,
        alarmId: alarm.id,
        detail: { ...detail, before, after: { state: stateOf(alarm) } },
      });
    }
    announce(alarm, moving, batch);
    for (const { kind } of because.effects) {
      if (kind === "stop-escalation") escalation.stop(alarm, because.actor, batch);
      else escalation.startAnew(alarm, batch);
    }
    // Somebody acknowledged it long before, and others may still be called for help.
    if (ended.endedAt !== undefined) escalation.stop(alarm, because.actor, batch);
    escalation.moved(alarm, moving, batch);
    leaveSilentParent(alarm, { move, beneath: alarms.beneath }, batch);
    const end = endOfShelving(alarm, batch.at);
    return end === undefined ? alarm : endShelving(alarm, end, batch);
  }

  function clear(
    alarm: Alarm,
    clearedAt: Alarm["raisedAt"],
    because: Omit<Because, "kind" | "effects">,
    batch: Batch,
  ): "moved" | "unchanged" {
    const parent = alarm.parent === undefined ? undefined : alarms.get(alarm.parent);
    const beneath = parent === undefined ? undefined : returnBeneath(alarm, parent);
    const step = beneath ?? returnToNormal(alarm);
    if (step === undefined) return "unchanged";
    const unseen = beneath !== undefined ? "parent-acknowledged" : alarm.recordedOnly === true ? "recorded-only" : undefined;
    const moved: Alarm = { ...alarm, annunciation: step.annunciation, conditionActive: false, clearedAt };
    move(moved, { ...because, detail: { ...because.detail, unseen }, kind: "returned-to-normal", effects: step.effects }, batch);
    return "moved";
  }

  /** More is known of the record of an alarm that stands: whoever is told next reads it, and its timeline has it. Nobody is called anew. */
  function restate(alarm: Alarm, { name, record, value, detail: comment }: RecordCondition, batch: Batch): void {
    const { valueText } = alarm.description;
    if (valueText.en === value.en && valueText.zh === value.zh) return;
    const moved = { ...alarm, description: { ...alarm.description, valueText: value } };
    const detail = { condition: name, record, comment };
    move(moved, { kind: "commented", actor: "system", detail, effects: [] }, batch);
  }

  /** Raised before this database began. There is nothing to move, and the journal says so. */
  function refuseUnknown(change: ConditionChange, batch: Batch): "unknown" {
    const detail = { ...detailOf(change), code: "ALARM_UNKNOWN" };
    journal.append({ at: batch.at, kind: "refused", actor: "rules", alarmId: change.occurrenceId, detail });
    return "unknown";
  }

  return {
    takeCondition(change, batch) {
      const because = { actor: "rules", detail: detailOf(change) };
      switch (change.change) {
        case "raised": {
          const subject = subjectOf(site(), change);
          const parent = parentOf(change);
          const source = sourceOf(change, subject);
          const withheld = change.suppressedBy !== undefined || markOfSource(source) !== undefined;
          const test = testAtRaising(source, subject.signal, commissioning);
          const verdict = chatter.takeRaise(change, { rule: subject.rule, withheld, parent: parent?.id, test }, batch);
          if (verdict.kind === "counted") return "counted";
          raise(
            {
              ...raisedBy(change, subject),
              ...(change.suppressedBy === undefined ? {} : { suppressed: { by: change.suppressedBy, since: change.at } }),
              ...(parent === undefined ? {} : { parent: parent.id }),
              ...(verdict.chatter === undefined ? {} : { chatter: verdict.chatter }),
            },
            because,
            batch,
          );
          return "raised";
        }
        case "cleared": {
          if (alarms.get(chatter.recordOf(change.occurrenceId)) === undefined) return refuseUnknown(change, batch);
          const alarm = chatter.takeClear(change, batch);
          return alarm === undefined ? "counted" : clear(alarm, change.at, because, batch);
        }
        case "suppressed":
        case "unsuppressed":
        case "joined":
        case "left": {
          const alarm = alarms.get(chatter.recordOf(change.occurrenceId));
          if (alarm === undefined) return refuseUnknown(change, batch);
          const kind: ChangeOnTheWay = change.change;
          const step = stepOfChange({ ...change, change: kind }, alarm, parentOf(change), batch.at);
          const detail = { ...because.detail, suppressedBy: change.suppressedBy, parent: change.parent ?? alarm.parent };
          if (step === undefined) return "unchanged";
          move(step.moved, { kind, actor: because.actor, detail, effects: step.effects }, batch);
          return "moved";
        }
        case "historical":
          journal.append({
            at: batch.at,
            kind: "historical-excursion",
            actor: "rules",
            detail: { ...because.detail, occurrenceId: change.occurrenceId },
          });
          return "historical";
      }
    },

    takeDrillCondition(change, test, batch) {
      const because = { actor: "rules", detail: detailOf(change) };
      const alarm = alarms.get(change.occurrenceId);
      switch (change.change) {
        case "raised":
          if (alarm !== undefined) return "unchanged";
          raise({ ...raisedBy(change, subjectOf(site(), change)), test }, because, batch);
          return "raised";
        case "cleared":
          return alarm === undefined ? "own" : clear(alarm, change.at, because, batch);
        case "suppressed":
        case "unsuppressed":
        case "joined":
        case "left":
        case "historical":
          return "own";
      }
    },

    takeSystemCondition({ name, active, at, detail: reason }, batch) {
      const source = { kind: "system", condition: name } as const;
      const current = alarms.activeOf(source);
      if (active === (current !== undefined)) return;
      const because = { actor: "system", detail: { condition: name, at, reason } };
      if (current !== undefined) return void clear(current, at, because, batch);
      raise(
        {
          // The journal's next number makes it unlike any other, also within one millisecond.
          id: `system-${name}-${(journal.head().number + 1).toString(36)}`,
          source,
          priority: systemPriority(name),
          latching: false,
          simulated: false,
          raisedAt: at,
          raisedReceivedAt: batch.at,
          description: describeSystemCondition(name, site()),
          evidence: { samples: [], reason, position: 0 },
        },
        because,
        batch,
      );
    },

    takeRecordCondition(condition, batch) {
      const { name, record, zoneId, active, at, value, detail: reason } = condition;
      const source = { kind: "record", condition: name, record, zoneId } as const;
      const current = alarms.activeOf(source);
      if (current !== undefined && active) return restate(current, condition, batch);
      if (current === undefined && !active) return;
      const because = { actor: "system", detail: { condition: name, record, at, reason } };
      if (current !== undefined) return void clear(current, at, because, batch);
      const { priority, lifeSafety } = meaningOfRecordCondition(name);
      raise(
        {
          id: `record-${name}-${(journal.head().number + 1).toString(36)}`,
          source,
          priority,
          latching: false,
          ...(lifeSafety === undefined ? {} : { lifeSafety }),
          simulated: false,
          raisedAt: at,
          raisedReceivedAt: batch.at,
          description: describeRecordCondition({ name, zoneId, value }, site()),
          evidence: { samples: [], reason, position: 0 },
        },
        because,
        batch,
      );
    },

    move,
    beneath: alarms.beneath,

    endShelvings(batch) {
      for (const alarm of alarms.shelvedUntil(batch.at)) endShelving(alarm, "time-over", batch);
    },

    endSpells: chatter.endSpells,
    floods: floodWatch,
  };
}
