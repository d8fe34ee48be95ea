import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { formatProblem } from "../yaml-source.ts";
import { loadSettings, secret } from "./load.ts";
import { SETTING_KEYS, SETTINGS, type Settings } from "./table.ts";

interface Sources {
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly given?: Partial<Settings>;
}

function load({ file, environment = {}, given = {} }: Sources) {
  const path = join(temporaryFolder(), "labcanary.yaml");
  if (file !== undefined) writeFileSync(path, file);
  return { path, settings: loadSettings({ environment, given, ...(file === undefined ? {} : { file: path }) }) };
}

function settingsOf(sources: Sources): Settings {
  const { settings } = load(sources);
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  return settings.value;
}

function problemsOf(sources: Sources): readonly string[] {
  const { settings, path } = load(sources);
  return settings.ok ? [] : settings.error.map((problem) => formatProblem(problem).replace(path, "labcanary.yaml"));
}

test("without anything every setting has its default", () => {
  const settings = settingsOf({});
  for (const key of SETTING_KEYS) expect(settings[key]).toBe(SETTINGS[key].default);
});

const CANARY_BY_PHONE = { LABCANARY_CANARY_PHONE: "+8613800000099", LABCANARY_SMS_GAMMU_DATABASE: "smsd.db" };

describe("command line over environment over file over default", () => {
  const file = "mqtt: { port: 1001 }";
  const environment = { LABCANARY_MQTT_PORT: "1002" };
  const given = { "mqtt.port": 1003 };
  test.each<Sources & { port: number }>([
    { port: 1883 },
    { file, port: 1001 },
    { file, environment, port: 1002 },
    { file, environment, given, port: 1003 },
    { file, environment: { LABCANARY_MQTT_PORT: "" }, port: 1001 },
    { file, given: { "mqtt.port": 0 }, port: 0 },
    { file: "mqtt.port: 1001", port: 1001 },
    { file: "# nothing set yet\n", port: 1883 },
  ])("$file, $environment, $given: $port", ({ port, ...sources }) => {
    expect(settingsOf(sources)["mqtt.port"]).toBe(port);
  });
});

describe("a mistake is told with its place and what would be right", () => {
  test.each<Sources & { told: readonly unknown[] }>([
    {
      file: "mqtt:\n  prot: 1883\n",
      told: ["labcanary.yaml:2: mqtt.prot: there is no such setting; did you mean mqtt.port? (SETTING_UNKNOWN)"],
    },
    {
      file: "history:\n  forever: true\n",
      told: [
        "labcanary.yaml:2: history.forever: there is no such setting; there are history.rawDays, history.minuteDays, history.hourDays (SETTING_UNKNOWN)",
      ],
    },
    { file: "mqtt:\n  port: '1883'\n", told: ["labcanary.yaml:2: mqtt.port: give a port, 0 to 65535 (SETTING_VALUE)"] },
    {
      file: "mqtt: { maxPacketBytes: 4000000 }",
      told: ["labcanary.yaml:1: mqtt.maxPacketBytes: give a whole number of bytes, 1024 to 1048576 (SETTING_VALUE)"],
    },
    { file: "mqtt: { port: 70000 }", told: ["labcanary.yaml:1: mqtt.port: give a port, 0 to 65535 (SETTING_VALUE)"] },
    { file: "log: { budgetBytes: 1.5 }", told: ["labcanary.yaml:1: log.budgetBytes: give a whole number, 0 or more (SETTING_VALUE)"] },
    { file: "broker: { open: yes }", told: ["labcanary.yaml:1: broker.open: give true or false (SETTING_VALUE)"] },
    { file: "data: { folder: x }", told: ["labcanary.yaml:1: data: give a text (SETTING_VALUE)"] },
    { file: "log: { level: loud }", told: ["labcanary.yaml:1: log.level: give one of debug, info, warn, error, silent (SETTING_VALUE)"] },
    {
      environment: { LABCANARY_MQTT_TLS_CERTIFICATE_FILE: "chain.pem" },
      told: [
        "environment:1: mqtt.tls.certificateFile: says nothing without mqtt.tls.keyFile (LABCANARY_MQTT_TLS_KEY_FILE) (SETTING_MISSING)",
      ],
    },
    {
      file: "canary: { phone: '+8613800000042', everySeconds: 900 }",
      told: [
        "labcanary.yaml:1: canary.phone: says nothing without sms.kannel.url (LABCANARY_SMS_KANNEL_URL) or sms.gammu.database " +
          "(LABCANARY_SMS_GAMMU_DATABASE) or sms.twilio.accountSid (LABCANARY_SMS_TWILIO_ACCOUNT_SID) or sms.alibaba.accessKeyId " +
          "(LABCANARY_SMS_ALIBABA_ACCESS_KEY_ID) (SETTING_MISSING)",
      ],
    },
    {
      file: "email: { smtp: { url: 'smtp://mail.example.org:587' } }",
      told: ["labcanary.yaml:1: email.smtp.url: says nothing without email.from (LABCANARY_EMAIL_FROM) (SETTING_MISSING)"],
    },
    ...["https://mail.example.org", "smtp://labcanary:secret@mail.example.org", "smtp://mail.example.org:99999", "mail.example.org"].map(
      (url) => ({
        file: `email: { smtp: { url: "${url}" } }`,
        told: [
          "labcanary.yaml:1: email.smtp.url: give an address that begins with smtp:// or smtps://, without user and password (SETTING_VALUE)",
        ],
      }),
    ),
    { file: "- mqtt\n", told: [expect.stringContaining("SETTING_UNKNOWN")] },
    { file: "mqtt: [\n", told: [expect.stringMatching(/^labcanary\.yaml:\d: .*FILE_NOT_YAML/)] },
    {
      environment: { LABCANARY_MQTT_PORT: "1883x", LABCANARY_BROKER_OPEN: "yes", LABCANARY_LOG_LEVEL: "loud" },
      told: [
        'environment:1: LABCANARY_MQTT_PORT: "1883x" is not a port, 0 to 65535 (SETTING_VALUE)',
        'environment:1: LABCANARY_BROKER_OPEN: "yes" is not true or false (SETTING_VALUE)',
        'environment:1: LABCANARY_LOG_LEVEL: "loud" is not one of debug, info, warn, error, silent (SETTING_VALUE)',
      ],
    },
    {
      file: "heartbeat: { pingUrl: http://watchdog.example/secret }",
      told: ["labcanary.yaml:1: heartbeat.pingUrl: give an address that begins with https://, or with http:// on loopback (SETTING_VALUE)"],
    },
    { file: "heartbeat: { pingUrl: http://127.0.0.1.example }", told: [expect.stringContaining("heartbeat.pingUrl")] },
    { file: "heartbeat: { pingUrl: http://localhost:8000/ping }", told: [] },
    { file: "heartbeat: { pingUrl: 'http://[::1]:8000/ping' }", told: [] },
    { environment: { LABCANARY_HEARTBEAT_PING_URL: "https://watchdog.example/secret" }, told: [] },
    ...["900", "3600", "0"].map((every) => ({ environment: { ...CANARY_BY_PHONE, LABCANARY_CANARY_EVERY_SECONDS: every }, told: [] })),
    ...(
      [
        [{}, 288],
        [{ LABCANARY_CANARY_EVERY_SECONDS: "899" }, 96],
        [{ LABCANARY_CANARY_EVERY_SECONDS: "1" }, 86_400],
      ] as const
    ).map(([every, perDay]) => ({
      environment: { ...CANARY_BY_PHONE, ...every },
      told: [
        `environment:1: canary.everySeconds: with canary.phone every run is a text message, ${perDay} a day; give 900 or more (15 min), ` +
          "3600 is usual, or leave canary.phone out (SETTING_CONFLICT)",
      ],
    })),
    {
      environment: { LABCANARY_CANARY_PHONE: "13800000099", LABCANARY_HEARTBEAT_PING_URL: "http://watchdog.example/secret" },
      told: [
        "environment:1: LABCANARY_CANARY_PHONE: what is given is not a phone number as + and the country code, digits only, in quotes (SETTING_VALUE)",
        "environment:1: LABCANARY_HEARTBEAT_PING_URL: what is given is not an address that begins with https://, or with http:// on loopback (SETTING_VALUE)",
      ],
    },
    { environment: { LABCANARY_MQTT_PORT: "-1" }, told: [expect.stringContaining("LABCANARY_MQTT_PORT")] },
  ])("$file $environment", ({ told, ...sources }) => {
    expect(problemsOf(sources)).toEqual(told);
  });

  test("a password in the file is refused, and not repeated", () => {
    const told = problemsOf({ file: "sms:\n  kannel:\n    password: secret-word\n" });
    expect(told).toEqual([expect.stringMatching(/^labcanary\.yaml:3: sms\.kannel\.password: .*passwordFile/)]);
    expect(told.join()).not.toContain("secret-word");
  });

  test("a settings file that was named and is not there", () => {
    const settings = loadSettings({ file: join(temporaryFolder(), "gone.yaml"), environment: {}, given: {} });
    expect(settings.ok ? [] : settings.error.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: "FILE_UNREADABLE", message: "there is no such file" },
    ]);
  });
});

test("every setting has an environment name of its own", () => {
  const names = SETTING_KEYS.map((key) => SETTINGS[key].environment);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^LABCANARY_[A-Z_]+$/.test(name))).toBe(true);
});

describe("a secret", () => {
  const file = join("password.txt");
  test.each([
    { environment: {}, hasFile: false, is: undefined, because: "none was given" },
    { environment: {}, hasFile: true, is: "from the file", because: "the line end is not part of it" },
    {
      environment: { LABCANARY_INFLUX_PASSWORD: "from the environment" },
      hasFile: true,
      is: "from the environment",
      because: "the environment wins",
    },
    { environment: { LABCANARY_INFLUX_PASSWORD: "" }, hasFile: true, is: "from the file", because: "what is set to nothing is not set" },
  ])("$environment, file $hasFile: $is, $because", ({ environment, hasFile, is }) => {
    const path = join(temporaryFolder(), file);
    writeFileSync(path, "from the file\n");
    const settings = settingsOf(hasFile ? { given: { "influx.passwordFile": path } } : {});
    expect(secret("influx.passwordFile", settings, environment)).toBe(is);
  });
});
