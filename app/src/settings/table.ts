// Types only: a command that asks the history must not load the pages.
import type { SecondFactorPolicy } from "@labcanary/dashboard";
import { MESSAGE_SETTINGS } from "./message-settings.ts";
import type { Setting } from "./setting.ts";

export const SECOND_FACTOR_POLICIES = [
  "optional",
  "required-for-administrators",
  "required",
] as const satisfies readonly SecondFactorPolicy[];
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/**
 * Every setting there is: its key in `labcanary.yaml` (dots are levels), its name in the environment, which wins over the file,
 * and its default. `docs/reference/configuration.md` is held equal to it by a test.
 * Secrets have no key of their own: they come from the environment (`…_PASSWORD`), or from a file named here (`…PasswordFile`).
 */
export const SETTINGS = {
  data: { kind: "text", environment: "LABCANARY_DATA", default: "data", description: "Folder for everything the platform keeps" },
  site: { kind: "text", environment: "LABCANARY_SITE", default: "site.yaml", description: "The site file" },
  "mqtt.host": {
    kind: "text",
    environment: "LABCANARY_MQTT_HOST",
    default: "127.0.0.1",
    description: "Address of plain MQTT; loopback only",
  },
  "mqtt.port": { kind: "port", environment: "LABCANARY_MQTT_PORT", default: 1883, description: "Port of plain MQTT; 0 takes a free one" },
  "broker.open": {
    kind: "flag",
    environment: "LABCANARY_BROKER_OPEN",
    default: false,
    description: "No sign-in, no topic limits: for conformance suites on loopback only",
  },
  "mqtt.maxPacketBytes": {
    kind: "packet-bytes",
    environment: "LABCANARY_MQTT_MAX_PACKET_BYTES",
    default: 65_536,
    description: "Largest MQTT packet taken, 1024 to 1048576: a record of the accepted log has room for one of 2 MiB and no more",
  },
  "mqtt.messagesPerSecond": {
    kind: "number",
    environment: "LABCANARY_MQTT_MESSAGES_PER_SECOND",
    default: 100,
    description: "Messages a second one device may send for long",
  },
  "mqtt.maxConnections": {
    kind: "number",
    environment: "LABCANARY_MQTT_MAX_CONNECTIONS",
    default: 20_000,
    description: "Most MQTT connections at once",
  },
  "mqtt.tls.host": { kind: "text", environment: "LABCANARY_MQTT_TLS_HOST", default: "127.0.0.1", description: "Address of MQTT over TLS" },
  "mqtt.tls.port": { kind: "port", environment: "LABCANARY_MQTT_TLS_PORT", default: 8883, description: "Port of MQTT over TLS" },
  "mqtt.tls.certificateFile": {
    kind: "text",
    environment: "LABCANARY_MQTT_TLS_CERTIFICATE_FILE",
    default: undefined,
    description: "Certificate chain (PEM); with it, MQTT over TLS is on",
  },
  "mqtt.tls.keyFile": { kind: "text", environment: "LABCANARY_MQTT_TLS_KEY_FILE", default: undefined, description: "Private key (PEM)" },
  "mqtt.tls.clientCaFile": {
    kind: "text",
    environment: "LABCANARY_MQTT_TLS_CLIENT_CA_FILE",
    default: undefined,
    description: "Authority of client certificates (PEM); with it, a device may sign in by certificate",
  },
  "mqtt.websocket.port": {
    kind: "port",
    environment: "LABCANARY_MQTT_WEBSOCKET_PORT",
    default: undefined,
    description: "Port of MQTT over WebSocket on loopback; absent: off",
  },
  "modbus.anyAddress": {
    kind: "flag",
    environment: "LABCANARY_MODBUS_ANY_ADDRESS",
    default: false,
    description: "Controllers may be asked by Modbus at addresses that are not private",
  },
  "http.host": {
    kind: "text",
    environment: "LABCANARY_HTTP_HOST",
    default: "127.0.0.1",
    description: "Address of the dashboard; loopback only",
  },
  "http.port": {
    kind: "port",
    environment: "LABCANARY_HTTP_PORT",
    default: 8080,
    description: "Port of the dashboard; 0 takes a free one",
  },
  "http.publicUrl": {
    kind: "url",
    environment: "LABCANARY_HTTP_PUBLIC_URL",
    default: undefined,
    description: "Address people reach the dashboard by, where a TLS proxy on this machine stands before it; the proxy says who asks",
  },
  "accounts.secondFactor": {
    kind: "second-factor",
    environment: "LABCANARY_ACCOUNTS_SECOND_FACTOR",
    default: "optional",
    description: "Who needs an authenticator app besides the password: optional, required-for-administrators or required",
  },
  "accounts.oidc.issuer": {
    kind: "ping",
    environment: "LABCANARY_ACCOUNTS_OIDC_ISSUER",
    default: undefined,
    description: "Issuer of the OpenID provider people sign in at; absent: they sign in here only",
  },
  "accounts.oidc.clientId": {
    kind: "text",
    environment: "LABCANARY_ACCOUNTS_OIDC_CLIENT_ID",
    default: undefined,
    description: "What the provider knows the platform as",
  },
  "accounts.oidc.clientSecretFile": {
    kind: "text",
    environment: "LABCANARY_ACCOUNTS_OIDC_CLIENT_SECRET_FILE",
    default: undefined,
    description: "File with the secret of that; or LABCANARY_ACCOUNTS_OIDC_CLIENT_SECRET",
  },
  "accounts.oidc.nameClaim": {
    kind: "text",
    environment: "LABCANARY_ACCOUNTS_OIDC_NAME_CLAIM",
    default: "preferred_username",
    description: "Claim that is the user name here",
  },
  "accounts.oidc.groupsClaim": {
    kind: "text",
    environment: "LABCANARY_ACCOUNTS_OIDC_GROUPS_CLAIM",
    default: "groups",
    description: "Claim that lists somebody's groups",
  },
  "accounts.oidc.groups": {
    kind: "groups",
    environment: "LABCANARY_ACCOUNTS_OIDC_GROUPS",
    default: undefined,
    description:
      "What groups are here, the first that fits: `GROUP=ROLE` or `GROUP=ROLE@ZONE+ZONE`, semicolons between; absent: only accounts there are sign in",
  },
  "ops.port": {
    kind: "port",
    environment: "LABCANARY_OPS_PORT",
    default: 9464,
    description: "Port of /healthz, /readyz and /metrics on loopback; 0 takes a free one",
  },
  "log.budgetBytes": {
    kind: "number",
    environment: "LABCANARY_LOG_BUDGET_BYTES",
    default: 10_737_418_240,
    description: "Most bytes the accepted log may take; past it devices are not acknowledged",
  },
  "photos.budgetBytes": {
    kind: "number",
    environment: "LABCANARY_PHOTOS_BUDGET_BYTES",
    default: 2_147_483_648,
    description: "Most bytes photos may take, of alarms, hazards, checks and reports; past it no more are taken",
  },
  "retention.signInDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_SIGN_IN_DAYS",
    default: 400,
    description: "Days names and addresses of sign-ins are kept behind their keys in the journal; at least 184",
  },
  "retention.alarmDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_ALARM_DAYS",
    default: 1830,
    description: "Days names in lines about alarms are kept; at least 366",
  },
  "retention.recordDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_RECORD_DAYS",
    default: 1830,
    description:
      "Days names in records of the safety office are kept, those of hazards, checks, measures, reports and commissioning; at least 366",
  },
  "retention.highlyToxicDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_HIGHLY_TOXIC_DAYS",
    default: 1830,
    description: "Days names in records of highly toxic substances are kept; at least 366",
  },
  "retention.explosivePrecursorDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_EXPLOSIVE_PRECURSOR_DAYS",
    default: 1098,
    description: "Days names in records of explosive precursors are kept; at least 366",
  },
  "retention.drugPrecursorDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_DRUG_PRECURSOR_DAYS",
    default: 1098,
    description: "Days names in records of drug precursors are kept; at least 732",
  },
  "retention.radioactiveSourceDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_RADIOACTIVE_SOURCE_DAYS",
    default: 3660,
    description: "Days names in records of radioactive sources are kept; at least 366",
  },
  "retention.reporterContactDays": {
    kind: "number",
    environment: "LABCANARY_RETENTION_REPORTER_CONTACT_DAYS",
    default: 366,
    description: "Days it is kept how whoever reported something at a door can be reached, from when it was dealt with",
  },
  "dossiers.decideHours": {
    kind: "number",
    environment: "LABCANARY_DOSSIERS_DECIDE_HOURS",
    default: 24,
    description: "Hours after which an excursion whose contents nobody has decided about is an alarm",
  },
  "dossiers.approveHours": {
    kind: "number",
    environment: "LABCANARY_DOSSIERS_APPROVE_HOURS",
    default: 24,
    description: "Hours after which a decision about an excursion that nobody has approved is an alarm",
  },
  "dossiers.budgetBytes": {
    kind: "number",
    environment: "LABCANARY_DOSSIERS_BUDGET_BYTES",
    default: 1_073_741_824,
    description: "Most bytes may take what decisions about excursions were made on, kept for good; past it none is taken",
  },
  "protection.minimumAvailability": {
    kind: "number",
    environment: "LABCANARY_PROTECTION_MINIMUM_AVAILABILITY",
    default: 95,
    description: "Per cent of the last 7 days a room must have been protected; with less a hazard is filed",
  },
  "log.level": {
    kind: "level",
    environment: "LABCANARY_LOG_LEVEL",
    default: "info",
    description: "What is written to standard error: debug, info, warn, error or silent",
  },
  "influx.url": {
    kind: "url",
    environment: "LABCANARY_INFLUX_URL",
    default: undefined,
    description: "InfluxDB 1.x to keep history in; absent: embedded SQLite",
  },
  "influx.database": { kind: "text", environment: "LABCANARY_INFLUX_DATABASE", default: "labcanary", description: "Its database" },
  "influx.username": { kind: "text", environment: "LABCANARY_INFLUX_USERNAME", default: undefined, description: "Its user" },
  "influx.passwordFile": {
    kind: "text",
    environment: "LABCANARY_INFLUX_PASSWORD_FILE",
    default: undefined,
    description: "File with its password; or LABCANARY_INFLUX_PASSWORD",
  },
  "influx.gzip": { kind: "flag", environment: "LABCANARY_INFLUX_GZIP", default: false, description: "Compress what is sent to it" },
  "history.rawDays": {
    kind: "number",
    environment: "LABCANARY_HISTORY_RAW_DAYS",
    default: 400,
    description: "Days single readings and access events are kept",
  },
  "history.minuteDays": {
    kind: "number",
    environment: "LABCANARY_HISTORY_MINUTE_DAYS",
    default: 1098,
    description: "Days one-minute rollups are kept",
  },
  "history.hourDays": {
    kind: "number",
    environment: "LABCANARY_HISTORY_HOUR_DAYS",
    default: 3660,
    description: "Days one-hour rollups are kept",
  },
  ...MESSAGE_SETTINGS,
  "journal.headFile": {
    kind: "text",
    environment: "LABCANARY_JOURNAL_HEAD_FILE",
    default: undefined,
    description: "Second place of the journal's head and count, best on another disk; absent: in the data folder",
  },
  "doctor.ntpServer": {
    kind: "text",
    environment: "LABCANARY_DOCTOR_NTP_SERVER",
    default: undefined,
    description: "Time server `labcanary doctor` holds the machine's clock against, as host or host:port; absent: none is asked",
  },
  "doctor.kannelStatusUrl": {
    kind: "url",
    environment: "LABCANARY_DOCTOR_KANNEL_STATUS_URL",
    default: undefined,
    description: "Kannel's status page, http://127.0.0.1:13000/status.xml, where `labcanary doctor` reads whether its SMSCs are online",
  },
  "canary.everySeconds": {
    kind: "number",
    environment: "LABCANARY_CANARY_EVERY_SECONDS",
    default: 300,
    description: "How often a breach of the platform's own goes through the whole chain; 0: never; with canary.phone at least 900",
  },
  "canary.phone": {
    kind: "phone",
    environment: "LABCANARY_CANARY_PHONE",
    default: undefined,
    description: "Number the canary's text goes to through the real gateway, as + and digits; absent: it ends within the platform",
  },
  "heartbeat.pingUrl": {
    kind: "ping",
    environment: "LABCANARY_HEARTBEAT_PING_URL",
    default: undefined,
    description: "Address of a watchdog outside, asked for with GET after each run of the canary that came through; absent: none",
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

interface ValueOfKind {
  readonly text: string;
  readonly url: string;
  readonly "mail-server": string;
  readonly "packet-bytes": number;
  readonly ping: string;
  readonly phone: string;
  readonly number: number;
  readonly port: number;
  readonly flag: boolean;
  readonly level: (typeof LOG_LEVELS)[number];
  readonly "second-factor": SecondFactorPolicy;
  readonly groups: string;
}

type ValueOf<K extends SettingKey> = ValueOfKind[(typeof SETTINGS)[K]["kind"]];

/** The settings in force; absent where there is no default and nobody gave one. */
export type Settings = {
  readonly [K in SettingKey]: (typeof SETTINGS)[K]["default"] extends undefined ? ValueOf<K> | undefined : ValueOf<K>;
};

/** Secrets that may stand in the environment. */
export const SECRET_ENVIRONMENT = {
  "influx.passwordFile": "LABCANARY_INFLUX_PASSWORD",
  "sms.kannel.passwordFile": "LABCANARY_SMS_KANNEL_PASSWORD",
  "sms.twilio.authTokenFile": "LABCANARY_SMS_TWILIO_AUTH_TOKEN",
  "sms.twilio.apiKeySecretFile": "LABCANARY_SMS_TWILIO_API_KEY_SECRET",
  "sms.alibaba.accessKeySecretFile": "LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET",
  "email.smtp.passwordFile": "LABCANARY_EMAIL_SMTP_PASSWORD",
  "accounts.oidc.clientSecretFile": "LABCANARY_ACCOUNTS_OIDC_CLIENT_SECRET",
} as const satisfies Partial<Record<SettingKey, string>>;
