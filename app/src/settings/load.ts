import { readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { insteadOf } from "../nearest.ts";
import { type FileProblem, readYaml } from "../yaml-source.ts";
import { MAPPED_ROLES, parseGroupMapping } from "./group-mapping.ts";
import { LOG_LEVELS, SECOND_FACTOR_POLICIES, SECRET_ENVIRONMENT, SETTING_KEYS, SETTINGS, type SettingKey, type Settings } from "./table.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsSources {
  /** `labcanary.yaml`; absent: none is read. */
  readonly file?: string;
  readonly environment: Environment;
  /** From the command line; they win over everything. */
  readonly given: Partial<Settings>;
}

/** Puts the settings together: command line over environment over file over default. All that is wrong is told at once. */
export function loadSettings({ file, environment, given }: SettingsSources): Result<Settings, readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  const fromFile = file === undefined ? new Map<SettingKey, unknown>() : settingsOfFile(file, problems);
  const values: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const { environment: name, kind, default: fallback } = SETTINGS[key];
    const text = said(environment, name);
    const fromEnvironment = text === undefined ? undefined : parse(text, kind);
    values[key] = given[key] ?? fromEnvironment ?? fromFile.get(key) ?? fallback;
    if (text !== undefined && fromEnvironment === undefined) {
      const shown = PRIVATE_KINDS.has(kind) ? "what is given" : `"${text}"`;
      problems.push({ code: "SETTING_VALUE", file: "environment", line: 1, key: name, message: `${shown} is not ${KINDS[kind].name}` });
    }
  }
  for (const [key, ...needed] of NEEDS) {
    if (values[key] === undefined || needed.some((one) => values[one] !== undefined)) continue;
    const message = `says nothing without ${needed.map((one) => `${one} (${SETTINGS[one].environment})`).join(" or ")}`;
    problems.push({ code: "SETTING_MISSING", file: file ?? "environment", line: 1, key, message });
  }
  const settings = values as unknown as Settings;
  const { "canary.phone": phone, "canary.everySeconds": every } = settings;
  if (phone !== undefined && every > 0 && every < SHORTEST_CANARY_BY_PHONE_S) {
    const perDay = Math.round(86_400 / every);
    const message = `with canary.phone every run is a text message, ${perDay} a day; give ${SHORTEST_CANARY_BY_PHONE_S} or more (15 min), 3600 is usual, or leave canary.phone out`;
    problems.push({ code: "SETTING_CONFLICT", file: file ?? "environment", line: 1, key: "canary.everySeconds", message });
  }
  return problems.length > 0 ? err(problems) : ok(settings);
}

/** 96 texts a day. Chosen: oftener, a provider takes the number for one that is flooded, and its budget is gone before people are told. */
const SHORTEST_CANARY_BY_PHONE_S = 900;

/** Settings of which the first would quietly do nothing without one of the others. */
const NEEDS: readonly (readonly [SettingKey, ...SettingKey[]])[] = [
  ["mqtt.tls.certificateFile", "mqtt.tls.keyFile"],
  ["mqtt.tls.keyFile", "mqtt.tls.certificateFile"],
  ["mqtt.tls.clientCaFile", "mqtt.tls.certificateFile"],
  ["sms.twilio.accountSid", "sms.twilio.from"],
  ["sms.twilio.callbackUrl", "sms.twilio.accountSid"],
  ["sms.alibaba.accessKeyId", "sms.alibaba.signName"],
  ["sms.alibaba.accessKeyId", "sms.alibaba.template.alarm"],
  ["accounts.oidc.issuer", "accounts.oidc.clientId"],
  ["accounts.oidc.clientId", "accounts.oidc.issuer"],
  ["accounts.oidc.groups", "accounts.oidc.issuer"],
  ["email.smtp.url", "email.from"],
  ["email.from", "email.smtp.url"],
  // The canary's text goes as people's do; with no way of text messages each of its runs would be lost.
  ["canary.phone", "sms.kannel.url", "sms.gammu.database", "sms.twilio.accountSid", "sms.alibaba.accessKeyId"],
];

/** What is set to nothing is not set: compose files and unit files do so. */
const said = (environment: Environment, name: string): string | undefined => (environment[name] === "" ? undefined : environment[name]);

/** A password from the environment or its file; undefined when neither is given. Throws when the file cannot be read. */
export function secret(key: keyof typeof SECRET_ENVIRONMENT, settings: Settings, environment: Environment): string | undefined {
  const file = settings[key];
  return said(environment, SECRET_ENVIRONMENT[key]) ?? (file === undefined ? undefined : readFileSync(file, "utf8").trim());
}

type Kind = (typeof SETTINGS)[SettingKey]["kind"];

const isHttp = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? "");
/** A server and its port, and nothing secret. */
const isMailServer = (text: string): boolean =>
  /^smtps?:\/\/(?:\[[\da-fA-F:]+\]|[\w.-]+)(?::\d{1,5})?\/?$/.test(text) && URL.canParse(text);

/** What is told in plain text must not leave the machine. */
function isSafeHttp(text: string): boolean {
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback);
}
/** E.164: a plus and at most 15 digits. */
const PHONE = /^\+[1-9]\d{5,14}$/;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** As much as a gateway may send of all its devices in one message; half of what the accepted log can hold in a record (`LARGEST_BODY_BYTES`). */
const LARGEST_PACKET_BYTES = 1_048_576;

/** Each kind by name, and which values, as YAML has them, are of it. */
const KINDS: Readonly<Record<Kind, { readonly name: string; readonly is: (value: unknown) => boolean }>> = {
  text: { name: "a text", is: (value) => typeof value === "string" && value !== "" },
  url: { name: "an address that begins with http:// or https://", is: (value) => typeof value === "string" && isHttp(value) },
  "mail-server": {
    name: "an address that begins with smtp:// or smtps://, without user and password",
    is: (value) => typeof value === "string" && isMailServer(value),
  },
  ping: {
    name: "an address that begins with https://, or with http:// on loopback",
    is: (value) => typeof value === "string" && isSafeHttp(value),
  },
  phone: {
    name: "a phone number as + and the country code, digits only, in quotes",
    is: (value) => typeof value === "string" && PHONE.test(value),
  },
  number: { name: "a whole number, 0 or more", is: isWhole },
  "packet-bytes": {
    name: "a whole number of bytes, 1024 to 1048576",
    is: (value) => isWhole(value) && value >= 1024 && value <= LARGEST_PACKET_BYTES,
  },
  port: { name: "a port, 0 to 65535", is: (value) => isWhole(value) && value <= 65_535 },
  flag: { name: "true or false", is: (value) => typeof value === "boolean" },
  "second-factor": {
    name: `one of ${SECOND_FACTOR_POLICIES.join(", ")}`,
    is: (value) => SECOND_FACTOR_POLICIES.some((policy) => policy === value),
  },
  groups: {
    name: `GROUP=ROLE or GROUP=ROLE@ZONE+ZONE with semicolons between; roles are ${MAPPED_ROLES.join(", ")}`,
    is: (value) => typeof value === "string" && parseGroupMapping(value) !== undefined,
  },
  level: { name: `one of ${LOG_LEVELS.join(", ")}`, is: (value) => LOG_LEVELS.some((level) => level === value) },
};

/** A number is somebody's, and whoever has the address of a watchdog can keep it quiet: neither is repeated in an error. */
const PRIVATE_KINDS: ReadonlySet<Kind> = new Set(["ping", "phone"]);

/** What a text of the environment means; undefined when it is not of the kind. */
function parse(text: string, kind: Kind): string | number | boolean | undefined {
  const isNumber = kind === "number" || kind === "port" || kind === "packet-bytes";
  const value = isNumber && /^\d+$/.test(text) ? Number(text) : kind === "flag" && /^(true|false)$/.test(text) ? text === "true" : text;
  return KINDS[kind].is(value) ? value : undefined;
}

function settingsOfFile(file: string, problems: FileProblem[]): Map<SettingKey, unknown> {
  const source = readYaml(file);
  problems.push(...source.problems);
  const found = new Map<SettingKey, unknown>();
  const visit = (value: unknown, path: readonly string[]): void => {
    const key = path.join(".");
    const place = { file, line: source.lineOf(path), key };
    if (isSettingKey(key)) {
      const { name, is } = KINDS[SETTINGS[key].kind];
      if (is(value)) found.set(key, value);
      else problems.push({ code: "SETTING_VALUE", ...place, message: `give ${name}` });
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, part] of Object.entries(value)) visit(part, [...path, name]);
    } else if (key !== "" || value !== null) {
      problems.push({ code: "SETTING_UNKNOWN", ...place, message: `there is no such setting; ${insteadOf(key, settingsNear(path))}` });
    }
  };
  if (source.problems.length === 0) visit(source.value, []);
  return found;
}

const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

/** The settings of the same section, else all. */
function settingsNear([section]: readonly string[]): readonly SettingKey[] {
  const near = SETTING_KEYS.filter((known) => known.split(".")[0] === section);
  return near.length === 0 ? SETTING_KEYS : near;
}
