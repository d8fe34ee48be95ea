import { type Alerting, type Channel, createAlerting, createPersonalData } from "@labcanary/alerting";
import { BROKER_DEFAULTS, type Broker, createBroker } from "@labcanary/broker";
import { type Dashboard, tellUnknown } from "@labcanary/dashboard";
import { createDocumentPress } from "@labcanary/documents";
import { days, seconds } from "@labcanary/domain/basics";
import type { CanaryPassage } from "@labcanary/domain/messages";
import type { HealthItem, Service } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { Governance } from "@labcanary/governance";
import { createIngest, createModbusPoller, type Ingest, LOG_DEFAULTS, SAVE_EVERY } from "@labcanary/ingest";
import { createCanaryAccess } from "./canary/access.ts";
import { createCanary, LOOPBACK_ALLOWANCE, PHONE_ALLOWANCE } from "./canary/canary.ts";
import { createPing } from "./canary/ping.ts";
import { createPublishRun } from "./canary/publish-run.ts";
import { type Common, VERSION } from "./compose/common.ts";
import { composeConsole } from "./compose/console.ts";
import { composeGovernance } from "./compose/governance.ts";
import { composeUpkeep } from "./compose/upkeep.ts";
import { ingestFolder, journalHeadFile } from "./data-folders.ts";
import { createDrillAccess } from "./drills/access.ts";
import { createDrillPlayer } from "./drills/player.ts";
import { createAlarmPublishing } from "./platform/alarm-publishing.ts";
import { listenersOf, plainListenerOf } from "./platform/broker-listeners.ts";
import { createChannels } from "./platform/channels.ts";
import { createDataLock } from "./platform/data-lock.ts";
import { openDeviceDirectory } from "./platform/device-directory.ts";
import { createDiagnosis } from "./platform/diagnosis.ts";
import { endpointsOf, warnOfMissing } from "./platform/endpoint-channels.ts";
import { createGatewayTopics } from "./platform/gateway-topics.ts";
import { historyChoice } from "./platform/history-choice.ts";
import { createHomeAssistantPublishing } from "./platform/home-assistant/publishing.ts";
import { inOrder } from "./platform/in-order.ts";
import { createMailEvidence } from "./platform/mail-evidence.ts";
import { createMetrics } from "./platform/metrics.ts";
import { warnOfMissingChannels } from "./platform/missing-channels.ts";
import { createOperations, type Operations } from "./platform/operations.ts";
import { retentionOf } from "./platform/retention.ts";
import { createRuleQuestions } from "./questions/rule-questions.ts";
import type { Settings } from "./settings/table.ts";
import { warnOfShortHistory } from "./site/short-history.ts";
import { warnOfUnlinkedAccounts } from "./site/unlinked-accounts.ts";

interface Deps extends Pick<Common, "clock" | "logger" | "environment"> {
  readonly site: Common["siteInForce"];
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
 * Wires the services; nothing else does but the parts of it in `compose/`. They start in an order in which nobody is called before being
 * ready, and stop in reverse: first no more readings, then no more alarms.
 */
export function compose(settings: Settings, { clock, logger, site, environment, channels: given }: Deps): Platform {
  const currentSite = (): Site => site.current;
  const dataFolder = settings.data;
  const startedAt = clock.now();
  const metrics = createMetrics();
  const common = { clock, logger, metrics };
  const wiring: Common = { ...common, settings, environment, siteInForce: site, site: currentSite, startedAt };
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
    warnOfUnlinkedAccounts(site.current, dataFolder, logger);
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
  const personalData = createPersonalData(dataFolder, retentionOf(settings));
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
    signals: () => currentSite().signals,
    brokerUrl() {
      const listener = plainListenerOf(broker);
      return listener === undefined ? undefined : `mqtt://${listener.host}:${listener.port}`;
    },
  });
  const governance = composeGovernance(wiring, {
    alerting,
    ingest,
    devices,
    personalData,
    player: drillPlayer,
    availability: (span) => dashboard.availability(span),
  });
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
      listeners: listenersOf(settings),
      open: settings["broker.open"],
    },
    { ...common, frames: ingest, devices: access, gateways: createGatewayTopics(currentSite) },
  );
  const press = createDocumentPress();
  const dashboard = composeConsole(wiring, {
    alerting,
    ingest,
    governance,
    broker,
    modbus,
    questions,
    press,
    devices,
    personalData,
    health,
    canary: () => canary,
  });
  const pingUrl = settings["heartbeat.pingUrl"];
  const canary = createCanary(
    { every: seconds(settings["canary.everySeconds"]), allowance: phone === undefined ? LOOPBACK_ALLOWANCE : PHONE_ALLOWANCE },
    {
      ...common,
      publish: createPublishRun(() => {
        const listener = plainListenerOf(broker);
        return listener === undefined ? undefined : { ...listener, token: canaryAccess.token };
      }),
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
  const upkeep = composeUpkeep(wiring, {
    alerting,
    governance,
    broker,
    devices,
    personalData,
    async siteChanged() {
      await ingest.siteChanged();
      modbus.siteChanged();
      homeAssistant.siteChanged();
      warnOfContacts();
    },
  });

  const services: readonly Service[] = [
    createDataLock(dataFolder),
    alerting,
    governance,
    ingest,
    upkeep.rotaWatch,
    upkeep.proofWatch,
    upkeep.journalCheck,
    upkeep.nameExpiry,
    upkeep.siteChanges,
    questions,
    press,
    dashboard,
    operations,
    broker,
    modbus,
    upkeep.tokenRotation,
    publishing,
    homeAssistant,
    canary,
    drillPlayer,
  ];
  const { start, stop } = inOrder(services, logger);
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
      await start();
    },
    stop,
  };
}
