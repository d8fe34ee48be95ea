import { type Alerting, createPhotoRecords } from "@labcanary/alerting";
import type { Broker } from "@labcanary/broker";
import { createDashboard, type Dashboard, type DashboardDeps } from "@labcanary/dashboard";
import type { HealthItem } from "@labcanary/domain/ports";
import type { Governance } from "@labcanary/governance";
import { findInSites, type Ingest, type ModbusPoller } from "@labcanary/ingest";
import type { Canary } from "../canary/canary.ts";
import { siteArchiveFolder } from "../data-folders.ts";
import { accountOptions } from "../platform/account-options.ts";
import { createDeviceAccess } from "../platform/device-access.ts";
import type { EnrolledDevices } from "../platform/device-directory.ts";
import { retentionOf } from "../platform/retention.ts";
import { type Common, VERSION } from "./common.ts";

export interface ConsoleParts extends Required<Pick<DashboardDeps, "questions" | "press" | "personalData">> {
  readonly alerting: Alerting;
  readonly ingest: Ingest;
  readonly governance: Governance;
  readonly broker: Broker;
  readonly modbus: ModbusPoller;
  readonly devices: EnrolledDevices;
  readonly health: () => readonly HealthItem[];
  readonly canary: () => Canary;
}

/** What people look at, act by and sign at. */
export function composeConsole(common: Common, parts: ConsoleParts): Dashboard {
  const { settings, environment, clock, logger, metrics, siteInForce, site, startedAt } = common;
  const { alerting, ingest, governance, broker, modbus, questions, press, devices, personalData, health, canary } = parts;
  const dataFolder = settings.data;
  return createDashboard(
    {
      host: settings["http.host"],
      port: settings["http.port"],
      dataFolder,
      photoBudgetBytes: settings["photos.budgetBytes"],
      dossierBudgetBytes: settings["dossiers.budgetBytes"],
      ...accountOptions(settings, environment),
    },
    {
      clock,
      logger,
      metrics,
      desk: alerting,
      notifications: alerting,
      shift: alerting,
      commissioning: alerting,
      accessLog: alerting,
      hazards: governance,
      drills: governance,
      checks: governance,
      substances: governance,
      keyPeriods: governance,
      measures: governance,
      dossiers: governance,
      press,
      ledgers: governance,
      publicReports: governance,
      weekly: governance,
      board: ingest,
      history: ingest.history,
      questions,
      site,
      // Where there are controllers, whoever sees their signals fall silent sees here that they do not answer, and how.
      health: () => [...health(), ...(site().devices.some((device) => device.modbus !== undefined) ? [modbus.health()] : [])],
      books: () => ingest.books(),
      alarmBooks: () => alerting.books(),
      rejects: () => ingest.rejects(),
      unknown: () => ingest.unknown(),
      failedSignIns: () => broker.failedSignIns,
      siteChanges: siteInForce,
      personalData,
      findInSites: (ids) => findInSites(siteArchiveFolder(dataFolder), ids),
      photoRecords: createPhotoRecords(dataFolder, retentionOf(settings)),
      nameForgotten: () => {
        alerting.measures().readAgain();
        void governance.readAgain();
      },
      devices: createDeviceAccess(devices, () => broker),
      path: () => ({
        ...ingest.figures(),
        connections: broker.connections,
        canary: canary().figures(),
        version: VERSION,
        startedAt,
      }),
    },
  );
}
