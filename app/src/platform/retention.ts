import { days, type DurationMs, hours } from "@labcanary/domain/basics";
import {
  DEFAULT_RETENTION,
  type PersonalName,
  type Retention,
  RETENTION_CLASSES,
  type RetentionClass,
  SHORTEST_RETENTION,
} from "@labcanary/domain/governance";
import type { AlarmDesk, Clock, Logger, PersonalDataDesk, Service } from "@labcanary/domain/ports";
import type { Settings } from "../settings/table.ts";

const SETTING_OF_CLASS = {
  "sign-in": "retention.signInDays",
  alarm: "retention.alarmDays",
  record: "retention.recordDays",
  "highly-toxic": "retention.highlyToxicDays",
  "explosive-precursor": "retention.explosivePrecursorDays",
  "drug-precursor": "retention.drugPrecursorDays",
  "radioactive-source": "retention.radioactiveSourceDays",
} as const satisfies Record<RetentionClass, keyof Settings>;

/** As the settings say. Throws where one is shorter than the law lets it be. */
export function retentionOf(settings: Pick<Settings, (typeof SETTING_OF_CLASS)[RetentionClass]>): Retention {
  const spans: Record<RetentionClass, DurationMs> = { ...DEFAULT_RETENTION };
  for (const of of RETENTION_CLASSES) {
    const setting = SETTING_OF_CLASS[of];
    const span = days(settings[setting]);
    if (span < SHORTEST_RETENTION[of]) {
      const message = `${setting} is shorter than such records must be kept; give ${SHORTEST_RETENTION[of] / days(1)} or more`;
      throw Object.assign(new Error(message), { code: "RETENTION_TOO_SHORT" });
    }
    spans[of] = span;
  }
  return spans;
}

/** When it is looked what is over (chosen: retention counts in days, and looking reads a row for each name). */
const LOOK_EVERY = hours(12);

export interface NameExpiryDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly desk: Pick<AlarmDesk, "record">;
  readonly personalData: Pick<PersonalDataDesk, "forgetExpired" | "finishRemovals">;
  readonly isKnown: (name: PersonalName) => boolean;
  readonly forgotten: () => void;
}

/** Takes names whose time is over away from behind their keys, and words whose removal was cut off; the journal has how many, and the chain stays as it is. */
export function createNameExpiry({ clock, logger, desk, personalData, isKnown, forgotten }: NameExpiryDeps): Service {
  let stop: (() => void) | undefined;
  let underWay: Promise<void> = Promise.resolve();

  async function finish(): Promise<void> {
    try {
      if ((await personalData.finishRemovals()) > 0) forgotten();
    } catch (error) {
      logger.error({ error: String(error) }, "Words that the journal says are removed are there still; tried again in half a day");
    }
  }
  async function look(): Promise<void> {
    await finish();
    try {
      const { count, hasPeople, isInLog } = await personalData.forgetExpired(clock.now(), isKnown);
      if (isInLog)
        logger.warn({}, "The log beside the database may have removed names still, as it was in use; emptied in half a day, or at a stop");
      if (count === 0) return;
      desk.record({ kind: "personal-data-expired", actor: "system", detail: { count } });
      if (hasPeople) forgotten();
    } catch (error) {
      logger.error({ error: String(error) }, "Names past their time could not be removed; tried again in half a day");
    }
  }
  return {
    name: "name-expiry",
    async start() {
      underWay = underWay.then(finish);
      stop = clock.every(LOOK_EVERY, () => {
        underWay = underWay.then(look);
      });
    },
    async stop() {
      stop?.();
      stop = undefined;
      await underWay;
    },
  };
}
