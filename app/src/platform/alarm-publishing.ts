import { type Alarm, isAnnunciated, isOfDrill } from "@labcanary/domain/alarm";
import type { AlarmDesk, Logger, PlatformPublisher, Service } from "@labcanary/domain/ports";

interface Deps {
  readonly desk: AlarmDesk;
  readonly publisher: PlatformPublisher;
  readonly logger: Logger;
}

/**
 * Keeps `v1/alarms/{alarmId}` true for beacons, sirens and building management: retained while the alarm is annunciated, and an empty
 * retained message, which takes it away, once it is normal. What the broker lost in a restart is published again at the start.
 */
export function createAlarmPublishing({ desk, publisher, logger }: Deps): Service {
  let unsubscribe: (() => void) | undefined;

  const publish = (alarm: Alarm): void => {
    // What hears of it acts, and reads no mark: a drill must close no valve.
    if (isOfDrill(alarm)) return;
    const payload = isAnnunciated(alarm) ? JSON.stringify(messageOf(alarm)) : "";
    publisher.publish({ topic: `v1/alarms/${alarm.id}`, payload, retain: true }).catch((error: unknown) => {
      logger.error({ error, alarmId: alarm.id }, "an alarm could not be published for beacons and sirens");
    });
  };

  return {
    name: "alarm-publishing",
    async start() {
      unsubscribe = desk.onChange(({ alarm }) => publish(alarm));
      for (const alarm of desk.list()) publish(alarm);
    },
    async stop() {
      unsubscribe?.();
    },
  };
}

/** A siren is quiet while one of `shelved`, `suppressed` and `outOfService` says so, and when `parent` names the alarm that sounds. No names of people: whoever may read a siren's topic need not know who was told. */
function messageOf(alarm: Alarm): object {
  const { id, code, priority, annunciation, shelved, suppressed, outOfService, parent, lifeSafety = false } = alarm;
  const { conditionActive, simulated, raisedAt, description, version } = alarm;
  const { what, where, limit, valueText, firstAction } = description;
  return {
    id,
    code,
    priority,
    state: annunciation,
    shelved: shelved !== undefined,
    suppressed: suppressed !== undefined,
    outOfService: outOfService !== undefined,
    parent,
    lifeSafety,
    conditionActive,
    simulated,
    raisedAt,
    what,
    where,
    limit,
    value: valueText,
    firstAction,
    version,
  };
}
