import type { Alerting, createPersonalData } from "@labcanary/alerting";
import type { Broker } from "@labcanary/broker";
import { createUserDirectory } from "@labcanary/dashboard";
import type { Governance } from "@labcanary/governance";
import type { EnrolledDevices } from "../platform/device-directory.ts";
import { createJournalCheck } from "../platform/journal-check.ts";
import { createProofWatch } from "../platform/proof-watch.ts";
import { createNameExpiry } from "../platform/retention.ts";
import { createRotaWatch } from "../platform/rota-watch.ts";
import { createTokenRotation } from "../platform/token-rotation.ts";
import type { Common } from "./common.ts";

export interface UpkeepParts {
  readonly alerting: Alerting;
  readonly governance: Governance;
  readonly broker: Broker;
  readonly devices: EnrolledDevices;
  readonly personalData: ReturnType<typeof createPersonalData>;
  /** What follows a change of the site besides the watches made here. */
  readonly siteChanged: () => Promise<void>;
}

/** What the platform looks after by itself, whether or not anything is heard. */
export function composeUpkeep({ settings, clock, logger, siteInForce, site }: Common, parts: UpkeepParts) {
  const { alerting, governance, broker, devices, personalData, siteChanged } = parts;
  const rotaWatch = createRotaWatch({ clock, sink: alerting, site });
  const tokenRotation = createTokenRotation({ clock, devices, broker: () => broker, desk: alerting });
  const users = createUserDirectory(settings.data);
  const isAccount = (name: string): boolean => users.list().some((user) => user.name === name);
  return {
    rotaWatch,
    tokenRotation,
    proofWatch: createProofWatch({ clock, sink: alerting, desk: alerting, alarms: alerting }),
    journalCheck: createJournalCheck({ clock, desk: alerting, logger }),
    nameExpiry: createNameExpiry({
      clock,
      logger,
      desk: alerting,
      personalData,
      isKnown: (name) =>
        users.list().some((user) => name === `user:${user.name}`) ||
        site().people.some(({ id, account = id }) => name === `person:${id}` || name === `user:${account}`),
      forgotten: () => void governance.readAgain(),
    }),
    siteChanges: siteInForce.following({
      apply: async () => {
        await siteChanged();
        rotaWatch.siteChanged();
        // A device that was replaced: the old one is out before the new one is awaited.
        tokenRotation.look();
      },
      record: (line) => alerting.record(line),
      isAccount,
    }),
  };
}
