export { HISTORY_REFUSALS, type HistoryRefusal } from "./admission.ts";
export { MAX_BUCKETS, MAX_POINTS } from "./bounds.ts";
export type { DescribeSignal, SignalTags } from "./influx/line-protocol.ts";
export type { InfluxHistoryOptions } from "./influx/options.ts";
export { createInfluxHistory } from "./influx/store.ts";
export { DEFAULT_RETENTION, type Retention } from "./retention.ts";
export { createSqliteHistoryInWorker } from "./sqlite/in-worker.ts";
export { createSqliteHistory, type SqliteHistoryOptions } from "./sqlite/store.ts";
export { HistoryUnavailableError } from "./unavailable.ts";
