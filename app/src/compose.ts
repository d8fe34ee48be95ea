import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Alerting, type Channel, createAlerting, createPersonalData, createPhotoRecords } from "@labcanary/alerting";
import { days, hours, seconds } from "@labcanary/domain/basics";
import { BROKER_DEFAULTS, type Broker, type BrokerListeners, createBroker } from "@labcanary/broker";
import { createDashboard, createUserDirectory, type Dashboard, tellUnknown } from "@labcanary/dashboard";
import type { CanaryPassage } from "@labcanary/domain/messages";
import type { Clock, HealthItem, Logger, Service } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createDocumentPress } from "@labcanary/documents";
import { createGovernance, type Governance } from "@labcanary/governance";
import { createIngest, createModbusPoller, findInSites, type Ingest, LOG_DEFAULTS, SAVE_EVERY } from "@labcanary/ingest";
import { createCanaryAccess } from "./canary/access.ts";
import { createCanary, LOOPBACK_ALLOWANCE, PHONE_ALLOWANCE } from "./canary/canary.ts";
import { createPing } from "./canary/ping.ts";
import { type CanaryConnection, createPublishRun } from "./canary/publish-run.ts";
import { ingestFolder, journalHeadFile, siteArchiveFolder } from "./data-folders.ts";
import { createDrillAccess } from "./drills/access.ts";
import { createDrillPlayer } from "./drills/player.ts";
import { createAlarmPublishing } from "./platform/alarm-publishing.ts";
import { createChannels } from "./platform/channels.ts";
import { accountOptions } from "./platform/account-options.ts";
import { createDataLock } from "./platform/data-lock.ts";
import { createDeviceAccess } from "./platform/device-access.ts";
import { createDiagnosis } from "./platform/diagnosis.ts";
import { openDeviceDirectory } from "./platform/device-directory.ts";
import { createGatewayTopics } from "./platform/gateway-topics.ts";
import { createHomeAssistantPublishing } from "./platform/home-assistant/publishing.ts";
import { createJournalCheck } from "./platform/journal-check.ts";
import { historyChoice } from "./platform/history-choice.ts";
import { endpointsOf, warnOfMissing } from "./platform/endpoint-channels.ts";
import { warnOfShortHistory } from "./site/short-history.ts";
import { warnOfMissingChannels } from "./platform/missing-channels.ts";
import { createMailEvidence } from "./platform/mail-evidence.ts";
import { createMetrics } from "./platform/metrics.ts";
import { createProofWatch } from "./platform/proof-watch.ts";
import { createNameExpiry, retentionOf } from "./platform/retention.ts";
import { createRotaWatch } from "./platform/rota-watch.ts";
import { createTokenRotation } from "./platform/token-rotation.ts";
import { createOperations, type Operations } from "./platform/operations.ts";
import { createRuleQuestions } from "./questions/rule-questions.ts";
import type { Settings } from "./settings/table.ts";
import type { SiteInForce } from "./site/in-force.ts";

/** As the package has it, beside the sources and beside what ships. */
const VERSION = (JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as { readonly version: string }).version;

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: SiteInForce;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Instead of those the settings name. */
  readonly channels?: readonly Channel[];
}

/** Everything that runs, wired. */
export interface Platform extends Service {
  readonly broker: Broker;
  readonly ingest: Ingest;
  readonly alerting: Alerting;
  readonly governance: Governance;
  readonly dashboard: Dashboard;
  readonly operations: Operations;
}

/**
 * Wires the services, and is the only place that does. They start in an order in which nobody is called before being ready, and
 * stop in reverse: first no more readings, then no more alarms.
 */
export function compose(settings: Settings, { clock, logger, site, environment, channels: given }: Deps): Platform {
  const metrics = createMetrics();
  const common = { clock, logger, metrics };
  const currentSite = (): Site => site.current;
  const dataFolder = settings.data;
  const startedAt = clock.now();
  const health = (): readonly HealthItem[] => [broker, ingest, alerting, site].flatMap((part) => part.health());

  const channels =
    given ??
    createChannels(settings, environment, {
      ...common,
      site: currentSite,
      line: { isConnected: (deviceId) => broker.isConnected(deviceId), publish: (message) => broker.publish(message) },
      evidence: createMailEvidence({ clock, site: currentSite, desk: () => alerting, history: () => ingest.history }),
    });
  const endpoints = endpointsOf(settings);
  const warnOfContacts = (): void => {
    warnOfMissing(site.current, endpoints, logger);
    warnOfShortHistory(site.current, settings, logger);
    warnOfMissingChannels(
      site.current,
      channels.map(({ kind }) => kind),
      logger,
    );
  };
  const phone = settings["canary.phone"];
  const canaryRecipient = { ...(phone === undefined ? {} : { phone }), passed: (passage: CanaryPassage) => canary.passed(passage) };
  const alerting = createAlerting(
    { dataFolder, journalHeadFile: journalHeadFile(settings), eventRetention: days(settings["history.rawDays"]) },
    { ...common, site: currentSite, channels, canary: canaryRecipient },
  );
  const retention = retentionOf(settings);
  const personalData = createPersonalData(dataFolder, retention);
  const ingest = createIngest(
    {
      dataFolder: ingestFolder(dataFolder),
      log: { ...LOG_DEFAULTS, budgetBytes: settings["log.budgetBytes"] },
      history: historyChoice(settings, site.current.id, environment),
      saveEvery: SAVE_EVERY,
    },
    {
      ...common,
      sink: {
        takeConditions: (changes) => alerting.takeConditions(changes),
        takeSystemCondition: (condition) => alerting.takeSystemCondition(condition),
        async takeEvents(events) {
          await alerting.takeEvents(events);
          await governance.takeEvents(events);
        },
      },
      site: currentSite,
    },
  );
  const devices = openDeviceDirectory(dataFolder, () => clock.now());
  const canaryAccess = createCanaryAccess(devices);
  const access = createDrillAccess(canaryAccess);
  const drillPlayer = createDrillPlayer(settings.site, {
    clock,
    logger,
    access,
    brokerUrl() {
      const listener = connectionTo(broker, "");
      return listener === undefined ? undefined : `mqtt://${listener.host}:${listener.port}`;
    },
  });
  const governance = createGovernance(
    {
      dataFolder,
      contactRetention: days(settings["retention.reporterContactDays"]),
      dossierSpans: { decideWithin: hours(settings["dossiers.decideHours"]), approveWithin: hours(settings["dossiers.approveHours"]) },
    },
    {
      clock,
      logger,
      site: currentSite,
      journal: alerting,
      desk: alerting,
      conditions: alerting,
      history: ingest.history,
      accessLog: alerting,
      seals: ingest,
      checkIns: alerting,
      keyPeriods: { desk: alerting, board: ingest, notifications: alerting },
      drills: { stage: alerting, player: drillPlayer },
      impairments: { desk: alerting, board: ingest },
      unproven: () => alerting.unproven(),
      filing: {
        desk: alerting,
        board: ingest,
        notifications: alerting,
        enrolled: () => devices.enrolled(),
        availability: (span) => dashboard.availability(span),
        minimumAvailability: settings["protection.minimumAvailability"] / 100,
      },
    },
  );
  const modbus = createModbusPoller({ anyAddress: settings["modbus.anyAddress"] }, { ...common, frames: ingest, site: currentSite });
  const questions = createRuleQuestions(
    { history: historyChoice(settings, site.current.id, environment), dataFolder, rawKept: days(settings["history.rawDays"]) },
    { clock, site: currentSite },
  );
  const broker = createBroker(
    {
      ...BROKER_DEFAULTS,
      maxPacketBytes: settings["mqtt.maxPacketBytes"],
      maxConnections: settings["mqtt.maxConnections"],
      messagesPerSecond: settings["mqtt.messagesPerSecond"],
      listeners: listeners(settings),
      open: settings["broker.open"],
    },
    { ...common, frames: ingest, devices: access, gateways: createGatewayTopics(currentSite) },
  );
  const press = createDocumentPress();
  const dashboard = createDashboard(
    {
      host: settings["http.host"],
      port: settings["http.port"],
      dataFolder,
      photoBudgetBytes: settings["photos.budgetBytes"],
      dossierBudgetBytes: settings["dossiers.budgetBytes"],
      ...accountOptions(settings, environment),
    },
    {
      ...common,
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
      site: currentSite,
      // Where there are controllers, whoever sees their signals fall silent sees here that they do not answer, and how.
      health: () => [...health(), ...(currentSite().devices.some((device) => device.modbus !== undefined) ? [modbus.health()] : [])],
      books: () => ingest.books(),
      alarmBooks: () => alerting.books(),
      rejects: () => ingest.rejects(),
      unknown: () => ingest.unknown(),
      failedSignIns: () => broker.failedSignIns,
      siteChanges: site,
      personalData,
      findInSites: (ids) => findInSites(siteArchiveFolder(dataFolder), ids),
      photoRecords: createPhotoRecords(dataFolder, retention),
      nameForgotten: () => {
        alerting.measures().readAgain();
        void governance.readAgain();
      },
      devices: createDeviceAccess(devices, () => broker),
      path: () => ({
        ...ingest.figures(),
        connections: broker.connections,
        canary: canary.figures(),
        version: VERSION,
        startedAt,
      }),
    },
  );
  const pingUrl = settings["heartbeat.pingUrl"];
  const canary = createCanary(
    { every: seconds(settings["canary.everySeconds"]), allowance: phone === undefined ? LOOPBACK_ALLOWANCE : PHONE_ALLOWANCE },
    {
      ...common,
      publish: createPublishRun(() => connectionTo(broker, canaryAccess.token)),
      board: ingest,
      conditions: alerting,
      ...(pingUrl === undefined ? {} : { ping: createPing(pingUrl, common) }),
    },
  );
  const operations = createOperations(
    { port: settings["ops.port"] },
    // Not on the console: nobody there has to do with the canary until it is an alarm.
    {
      metrics,
      health: () => [...health(), modbus.health(), canary.health()],
      heartbeat: canary.heartbeat,
      unknown: () => tellUnknown({ unknown: () => ingest.unknown(), failedSignIns: () => broker.failedSignIns, site: currentSite }),
      diagnosis: createDiagnosis({
        ...common,
        dataFolder,
        version: VERSION,
        startedAt,
        site,
        health: () => [...health(), modbus.health()],
        ingest,
        desk: alerting,
        broker,
        devices,
        canary: canary.figures,
      }),
    },
  );
  const publishing = createAlarmPublishing({ desk: alerting, publisher: broker, logger });
  const homeAssistant = createHomeAssistantPublishing({
    ...common,
    site: currentSite,
    board: ingest,
    desk: alerting,
    publisher: broker,
    health,
    version: VERSION,
  });
  const tokenRotation = createTokenRotation({ clock, devices, broker: () => broker, desk: alerting });
  const rotaWatch = createRotaWatch({ clock, sink: alerting, site: currentSite });
  const proofWatch = createProofWatch({ clock, sink: alerting, desk: alerting, alarms: alerting });
  const journalCheck = createJournalCheck({ clock, desk: alerting, logger });
  const users = createUserDirectory(dataFolder);
  const nameExpiry = createNameExpiry({
    clock,
    logger,
    desk: alerting,
    personalData,
    isKnown: (name) =>
      users.list().some((user) => name === `user:${user.name}`) ||
      currentSite().people.some(({ id, account = id }) => name === `person:${id}` || name === `user:${account}`),
    forgotten: () => void governance.readAgain(),
  });
  const siteChanges = site.following({
    apply: async () => {
      await ingest.siteChanged();
      rotaWatch.siteChanged();
      modbus.siteChanged();
      homeAssistant.siteChanged();
      warnOfContacts();
      // A device that was replaced: the old one is out before the new one is awaited.
      tokenRotation.look();
    },
    record: (line) => alerting.record(line),
    isAccount: (name) => users.list().some((user) => user.name === name),
  });

  const services: readonly Service[] = [
    createDataLock(dataFolder),
    alerting,
    governance,
    ingest,
    rotaWatch,
    proofWatch,
    journalCheck,
    nameExpiry,
    siteChanges,
    questions,
    press,
    dashboard,
    operations,
    broker,
    modbus,
    tokenRotation,
    publishing,
    homeAssistant,
    canary,
    drillPlayer,
  ];
  const started: Service[] = [];
  /** Stops all of them, also when one cannot be; throws the first error then. */
  const stop = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let service = started.pop(); service !== undefined; service = started.pop()) {
      try {
        await service.stop();
      } catch (error) {
        logger.error({ error, service: service.name }, "a service could not be stopped in order");
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  };
  return {
    name: "platform",
    broker,
    ingest,
    alerting,
    governance,
    dashboard,
    operations,
    async start() {
      warnOfContacts();
      try {
        for (const service of services) {
          started.push(service);
          await service.start();
        }
      } catch (error) {
        // Why it did not start is what counts; what went wrong after that is logged.
        await stop().catch(() => undefined);
        throw error;
      }
    },
    stop,
  };
}

/** The way a device has: the plain listener, which is on loopback. */
function connectionTo({ listeners: addresses }: Broker, token: string): CanaryConnection | undefined {
  const address = addresses.find(({ name }) => name === "tcp");
  return address === undefined ? undefined : { host: address.host, port: address.port, token };
}

function listeners(settings: Settings): BrokerListeners {
  const webSocketPort = settings["mqtt.websocket.port"];
  const certificateFile = settings["mqtt.tls.certificateFile"];
  const keyFile = settings["mqtt.tls.keyFile"];
  const clientCaFile = settings["mqtt.tls.clientCaFile"];
  return {
    tcp: { host: settings["mqtt.host"], port: settings["mqtt.port"] },
    ...(webSocketPort === undefined ? {} : { ws: { host: "127.0.0.1", port: webSocketPort, path: "/mqtt" } }),
    ...(certificateFile === undefined || keyFile === undefined
      ? {}
      : {
          tls: {
            host: settings["mqtt.tls.host"],
            port: settings["mqtt.tls.port"],
            cert: readFileSync(certificateFile),
            key: readFileSync(keyFile),
            ...(clientCaFile === undefined ? {} : { ca: readFileSync(clientCaFile), requestClientCertificate: true }),
          },
        }),
  };
}
