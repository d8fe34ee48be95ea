import type { Alerting, createPersonalData } from "@labcanary/alerting";
import { createReportSigners, type Dashboard, wordsOnHold } from "@labcanary/dashboard";
import { days, hours } from "@labcanary/domain/basics";
import type { DrillPlayer } from "@labcanary/domain/ports";
import { createGovernance, type Governance } from "@labcanary/governance";
import { findInSites, type Ingest } from "@labcanary/ingest";
import { isTestedOutside } from "../canary/tested-outside.ts";
import { siteArchiveFolder } from "../data-folders.ts";
import type { EnrolledDevices } from "../platform/device-directory.ts";
import { explainersIn } from "../site/unlinked-accounts.ts";
import type { Common } from "./common.ts";

export interface GovernanceParts {
  readonly alerting: Alerting;
  readonly ingest: Ingest;
  readonly devices: Pick<EnrolledDevices, "enrolled">;
  readonly personalData: Pick<ReturnType<typeof createPersonalData>, "legalHolds">;
  readonly player: DrillPlayer;
  readonly availability: Dashboard["availability"];
}

/** The safety office's ledgers, with all the platform knows of itself. */
export function composeGovernance(
  { settings, clock, logger, site }: Common,
  { alerting, ingest, devices, personalData, player, availability }: GovernanceParts,
): Governance {
  return createGovernance(
    {
      dataFolder: settings.data,
      contactRetention: days(settings["retention.reporterContactDays"]),
      dossierSpans: { decideWithin: hours(settings["dossiers.decideHours"]), approveWithin: hours(settings["dossiers.approveHours"]) },
    },
    {
      clock,
      logger,
      site,
      journal: alerting,
      desk: alerting,
      conditions: alerting,
      history: ingest.history,
      accessLog: alerting,
      seals: ingest,
      checkIns: alerting,
      keyPeriods: {
        desk: alerting,
        board: ingest,
        notifications: alerting,
        isTestedOutside: (of) => isTestedOutside(settings, of),
        explainers: () => explainersIn(settings.data),
      },
      drills: { stage: alerting, player },
      impairments: { desk: alerting, board: ingest },
      unproven: () => alerting.unproven(),
      async contactsOnHold() {
        const findHere = (ids: readonly string[]) => findInSites(siteArchiveFolder(settings.data), ids);
        const onHold = await wordsOnHold({ store: personalData, site: site(), findInSites: findHere });
        return (contact) => onHold(contact) !== undefined;
      },
      maySignReports: createReportSigners(settings.data, { site, clock }),
      filing: {
        desk: alerting,
        board: ingest,
        notifications: alerting,
        enrolled: () => devices.enrolled(),
        availability,
        minimumAvailability: settings["protection.minimumAvailability"] / 100,
      },
    },
  );
}
