import { isToBeTold, isUnacknowledged } from "@labcanary/domain/alarm";
import { itemName, type PublicReport } from "@labcanary/domain/governance";
import type { AlarmDesk } from "@labcanary/domain/ports";

/** The alarms that dangers reported at doors are. */
export interface DangerAlarms {
  /** Whether the alarm of a report stands and people are called for it. */
  isCalling(number: number): boolean;
  /** Numbers of reports whose danger is over and whose alarm nobody has acknowledged. */
  unseen(): readonly number[];
  /**
   * Whoever said that the danger is dealt with has seen it: its alarm is acknowledged in their name, once, and nobody is called for it any
   * more. Nothing where it is acknowledged, or was not said to be dealt with by a person. `away`: as OperatorCommand.
   */
  acknowledge(report: PublicReport, away?: true): void;
}

const PREFIX = "public-report/";

export function createDangerAlarms(desk: Pick<AlarmDesk, "list" | "alarmOfRecord" | "command">): DangerAlarms {
  const alarmOf = (number: number) => desk.alarmOfRecord("hand-raised", `${PREFIX}${number}`);
  return {
    isCalling(number) {
      const alarm = alarmOf(number);
      return alarm !== undefined && isToBeTold(alarm);
    },
    unseen: () =>
      desk
        .list({ states: ["rtn-unacknowledged"] })
        .flatMap(({ source }) =>
          source.kind === "record" && source.condition === "hand-raised" ? [Number(source.record.slice(PREFIX.length))] : [],
        ),
    acknowledge({ number, ended }, away) {
      const alarm = alarmOf(number);
      const by = /^user:(.+)$/.exec(ended?.by ?? "")?.[1];
      if (alarm === undefined || ended === undefined || by === undefined || !isUnacknowledged(alarm)) return;
      desk.command({
        kind: "operator-command",
        id: `${PREFIX}${number} is dealt with`,
        verb: "acknowledge",
        alarmId: alarm.id,
        by,
        through: itemName("public-report", number),
        comment: ended.words,
        ...(away === undefined ? {} : { away }),
      });
    },
  };
}
