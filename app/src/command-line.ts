import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Settings } from "./settings/table.ts";

/** A command ends with this when what was typed or written in a file is wrong (as by convention). */
export const EXIT_USAGE = 2;

/** What was typed is wrong; the message says what would be right. */
export class UsageError extends Error {}

/** Options most commands know. */
const COMMON_OPTIONS = {
  config: { type: "string" },
  site: { type: "string" },
  data: { type: "string" },
  port: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

export interface CommonArguments {
  readonly config?: string;
  readonly help: boolean;
  readonly given: Partial<Settings>;
}

/** Reads the words after the command. Throws a UsageError. */
export function parseCommand<T extends NonNullable<ParseArgsConfig["options"]>>(words: readonly string[], options: T) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { ...COMMON_OPTIONS, ...options },
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals, common: commonOf(values as Readonly<Record<string, unknown>>) };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function commonOf({ config, site, data, port, help }: Readonly<Record<string, unknown>>): CommonArguments {
  const given: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  if (typeof site === "string") given.site = site;
  if (typeof data === "string") given.data = data;
  if (typeof port === "string") {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`--port takes a port, 0 to 65535, not "${port}"`);
    given["http.port"] = Number(port);
    // 0: several run side by side, so every listener takes a free port.
    if (port === "0") Object.assign(given, { "mqtt.port": 0, "ops.port": 0, "sms.kannel.callbackPort": 0, "sms.twilio.callbackPort": 0 });
  }
  return { help: help === true, given, ...(typeof config === "string" ? { config } : {}) };
}
