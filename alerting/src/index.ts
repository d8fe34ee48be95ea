export { type Alerting, type AlertingDeps, type AlertingOptions, createAlerting } from "./alerting.ts";
export { storedAccessLog } from "./access/stored-access-log.ts";
export { type AlarmRecord, readAlarm } from "./alarms/read-alarm.ts";
export { createKannelChannel, type KannelDeps, type KannelOptions } from "./channels/kannel.ts";
export { JOURNAL_FINDINGS, type JournalFinding, type JournalFindingCode, type JournalVerdict, verifyJournal } from "./journal/verify.ts";
export { type Channel, INBOUND_REFUSALS, type InboundRefusal, type RouteSwitch } from "./ports.ts";
