export {
  createInfluxHistory,
  createSqliteHistory,
  createSqliteHistoryInWorker,
  DEFAULT_RETENTION,
  HistoryUnavailableError,
  type InfluxHistoryOptions,
  type Retention,
  type SqliteHistoryOptions,
} from "./history/index.ts";
export type { HistoryChoice } from "./history-writer/messages.ts";
export { createIngest, type Ingest, type IngestOptions, SAVE_EVERY } from "./ingest.ts";
export { LOG_DEFAULTS, LOG_ERRORS, type OpenSegment } from "./log/index.ts";
export { createModbusPoller, type ModbusPoller } from "./modbus/poller.ts";
export { logReachesBackTo, type Received, receivedBetween } from "./recorded.ts";
export type { RejectedFrame } from "./rejects.ts";
export { findInSites } from "./people-in-sites.ts";
