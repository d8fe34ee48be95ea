// Types only: a command that asks the history must not load the pages.
import type { SecondFactorPolicy } from "@labcanary/dashboard";

interface Setting {
  readonly kind: "text" | "url" | "mail-server" | "ping" | "phone" | "number" | "port" | "flag" | "level" | "second-factor" | "groups";
  readonly environment: string;
  readonly default: string | number | boolean | undefined;
  readonly description: string;
}

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
    kind: "number",
    environment: "LABCANARY_MQTT_MAX_PACKET_BYTES",
    default: 65_536,
    description: "Largest MQTT packet taken",
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
    description: "Most bytes the photos of alarms may take; past it no more are taken",
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
  "sms.kannel.url": {
    kind: "url",
    environment: "LABCANARY_SMS_KANNEL_URL",
    default: undefined,
    description:
      "Kannel's sendsms listener, http://127.0.0.1:13013; with a path where its service is not /cgi-bin/sendsms; absent: no text messages",
  },
  "sms.kannel.username": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_USERNAME",
    default: "labcanary",
    description: "Its sendsms user",
  },
  "sms.kannel.passwordFile": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_PASSWORD_FILE",
    default: undefined,
    description: "File with its password; or LABCANARY_SMS_KANNEL_PASSWORD",
  },
  "sms.kannel.from": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_FROM",
    default: undefined,
    description: "Sender shown on the phone; needed where Kannel's smsbox has no global-sender, or it refuses every text",
  },
  "sms.kannel.callbackPort": {
    kind: "port",
    environment: "LABCANARY_SMS_KANNEL_CALLBACK_PORT",
    default: 9465,
    description: "Loopback port delivery reports come back on; 0 takes a free one",
  },
  "sms.kannel.replies": {
    kind: "flag",
    environment: "LABCANARY_SMS_KANNEL_REPLIES",
    default: false,
    description: "Kannel brings what people answer, as `labcanary kannel` says; without it texts carry no code to answer with",
  },
  "sms.gammu.database": {
    kind: "text",
    environment: "LABCANARY_SMS_GAMMU_DATABASE",
    default: undefined,
    description: "SQLite database of gammu-smsd, which serves a GSM modem; absent: no modem",
  },
  "sms.gammu.receipts": {
    kind: "flag",
    environment: "LABCANARY_SMS_GAMMU_RECEIPTS",
    default: true,
    description: "Ask the modem's network for receipts; without them no text by it is proven delivered",
  },
  "sms.gammu.replies": {
    kind: "flag",
    environment: "LABCANARY_SMS_GAMMU_REPLIES",
    default: true,
    description: "Take what comes in at the modem as answers",
  },
  "sms.routes": {
    kind: "text",
    environment: "LABCANARY_SMS_ROUTES",
    default: undefined,
    description:
      "One or two of kannel, gammu, twilio, alibaba: the second takes over when the first fails; absent: what is set up, in that order",
  },
  "sms.twilio.accountSid": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_ACCOUNT_SID",
    default: undefined,
    description: "Twilio account (`AC…`) to send text messages with; absent: not by Twilio",
  },
  "sms.twilio.authTokenFile": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_AUTH_TOKEN_FILE",
    default: undefined,
    description: "File with its auth token, which also proves that a call-back is Twilio's; or LABCANARY_SMS_TWILIO_AUTH_TOKEN",
  },
  "sms.twilio.apiKeySid": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_API_KEY_SID",
    default: undefined,
    description: "API key (`SK…`) to send with; absent: account and auth token",
  },
  "sms.twilio.apiKeySecretFile": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_API_KEY_SECRET_FILE",
    default: undefined,
    description: "File with the API key's secret; or LABCANARY_SMS_TWILIO_API_KEY_SECRET",
  },
  "sms.twilio.from": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_FROM",
    default: undefined,
    description: "Sender: a number of the account (`+…`) or a messaging service (`MG…`)",
  },
  "sms.twilio.url": {
    kind: "url",
    environment: "LABCANARY_SMS_TWILIO_URL",
    default: "https://api.twilio.com",
    description: "Twilio's API, or that of a region",
  },
  "sms.twilio.callbackUrl": {
    kind: "url",
    environment: "LABCANARY_SMS_TWILIO_CALLBACK_URL",
    default: undefined,
    description: "Address Twilio calls back, as it sees it from outside; absent: states of messages are asked for, and nobody can answer",
  },
  "sms.twilio.callbackPort": {
    kind: "port",
    environment: "LABCANARY_SMS_TWILIO_CALLBACK_PORT",
    default: 9466,
    description: "Loopback port a proxy hands Twilio's calls to; 0 takes a free one",
  },
  "sms.alibaba.accessKeyId": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_ACCESS_KEY_ID",
    default: undefined,
    description: "Alibaba Cloud key to send text messages with; absent: not by Alibaba Cloud",
  },
  "sms.alibaba.accessKeySecretFile": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET_FILE",
    default: undefined,
    description: "File with the key's secret; or LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET",
  },
  "sms.alibaba.signName": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_SIGN_NAME",
    default: undefined,
    description: "Approved signature, without brackets",
  },
  "sms.alibaba.url": {
    kind: "url",
    environment: "LABCANARY_SMS_ALIBABA_URL",
    default: "https://dysmsapi.aliyuncs.com",
    description: "Alibaba Cloud's SMS API, or that of a region",
  },
  "sms.alibaba.template.alarm": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ALARM",
    default: undefined,
    description: "Approved template (`SMS_…`) of an alarm, and of every kind that has none of its own",
  },
  "sms.alibaba.template.returnedToNormal": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_RETURNED_TO_NORMAL",
    default: undefined,
    description: "Template of a return to normal",
  },
  "sms.alibaba.template.allClear": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ALL_CLEAR",
    default: undefined,
    description: "Template of an all-clear",
  },
  "sms.alibaba.template.test": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_TEST",
    default: undefined,
    description: "Template of a test",
  },
  "sms.alibaba.template.answer": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ANSWER",
    default: undefined,
    description: "Template of what became of an answer",
  },
  "endpoints.file": {
    kind: "text",
    environment: "LABCANARY_ENDPOINTS_FILE",
    default: undefined,
    description: "File of the robots, topics and webhooks a site may name, with their secrets; only its owner may read it",
  },
  "email.smtp.url": {
    kind: "mail-server",
    environment: "LABCANARY_EMAIL_SMTP_URL",
    default: undefined,
    description:
      "SMTP server, smtps://mail.example.org (TLS, port 465) or smtp://mail.example.org (STARTTLS, port 587); TLS is required but to loopback; absent: no e-mail",
  },
  "email.smtp.username": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_USERNAME",
    default: undefined,
    description: "Its user; absent: nobody signs in",
  },
  "email.smtp.passwordFile": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_PASSWORD_FILE",
    default: undefined,
    description: "File with its password; or LABCANARY_EMAIL_SMTP_PASSWORD",
  },
  "email.smtp.caFile": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_CA_FILE",
    default: undefined,
    description: "Authority of its certificate (PEM), where it is not a public one",
  },
  "email.from": {
    kind: "text",
    environment: "LABCANARY_EMAIL_FROM",
    default: undefined,
    description: "Address e-mails come from",
  },
  "journal.headFile": {
    kind: "text",
    environment: "LABCANARY_JOURNAL_HEAD_FILE",
    default: undefined,
    description: "Second place of the journal's head and count, best on another disk; absent: in the data folder",
  },
  "canary.everySeconds": {
    kind: "number",
    environment: "LABCANARY_CANARY_EVERY_SECONDS",
    default: 300,
    description: "How often a breach of the platform's own goes through the whole chain; 0: never",
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
