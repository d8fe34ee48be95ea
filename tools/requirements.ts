import { spawnSync } from "node:child_process";
import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program (or font) outside npm that some tests run for real. */
export interface Requirement {
  readonly name: string;
  /** The Debian packages that bring it. */
  readonly packages: readonly string[];
  /** What cannot be tested without it; completes "… will fail". */
  readonly tests: string;
  /** Services its packages would enable at boot. Tests start their own processes, so these are switched off again. */
  readonly services?: readonly string[];
}

/** Everything `npm test` needs beside Node, by the name of the program. */
export const REQUIREMENTS = {
  influxd: { packages: ["influxdb"], tests: "the tests against a real InfluxDB", services: ["influxdb"] },
  chromium: { packages: ["chromium"], tests: "the tests of the dashboard in a browser" },
  bearerbox: { packages: ["kannel"], tests: "the tests against a real SMS gateway", services: ["kannel"] },
  smsbox: { packages: ["kannel"], tests: "the tests against a real SMS gateway", services: ["kannel"] },
  fakesmsc: { packages: ["kannel-extras"], tests: "the tests against a real SMS gateway" },
  "gammu-smsd": { packages: ["gammu-smsd"], tests: "the tests against a real modem service", services: ["gammu-smsd"] },
  "libdbdsqlite3.so": { packages: ["libdbd-sqlite3"], tests: "the tests against a real modem service" },
  mosquitto: { packages: ["mosquitto"], tests: "the benchmark beside other brokers", services: ["mosquitto"] },
  mosquitto_pub: { packages: ["mosquitto-clients"], tests: "the tests with a foreign MQTT client" },
  openssl: { packages: ["openssl"], tests: "the tests of MQTT over TLS" },
  "cjk-font": { packages: ["fontconfig", "fonts-wqy-microhei"], tests: "the tests of the Chinese dashboard" },
} as const satisfies Record<string, Omit<Requirement, "name">>;
export type RequirementName = keyof typeof REQUIREMENTS;

/** All of them, in the order they are installed and reported in. */
export const ALL_REQUIREMENTS: readonly Requirement[] = Object.entries(REQUIREMENTS).map(([name, requirement]) => ({
  name,
  ...requirement,
}));

/** Debian keeps daemons out of a user's PATH, and fakesmsc among Kannel's own test programs. */
const DEBIAN_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/kannel/test"];

/**
 * Where a required program is, or undefined. A font has no path of its own: it is "there" when fontconfig lists one for Chinese. A database
 * driver of libdbi (`.so`) is in the folder of the machine's architecture.
 */
export function findRequirement(name: string, path: string = process.env["PATH"] ?? ""): string | undefined {
  if (name === "cjk-font") {
    const listed = spawnSync("fc-list", [":lang=zh", "file"], { encoding: "utf8" }).stdout;
    return listed?.split(":")[0] || undefined;
  }
  if (name.endsWith(".so")) return globSync(`/usr/lib/*/dbd/${name}`)[0];
  return [...path.split(delimiter), ...DEBIAN_FOLDERS].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The packages that bring what is missing, each once. */
export function packagesFor(missing: readonly Requirement[]): readonly string[] {
  return [...new Set(missing.flatMap((requirement) => requirement.packages))];
}

/** The services those packages enable, each once. */
export function servicesOf(missing: readonly Requirement[]): readonly string[] {
  return [...new Set(missing.flatMap((requirement) => requirement.services ?? []))];
}

/** What is missing and how to get it: "influxd is not installed: apt-get install influxdb". */
export function missingSentence(requirement: Requirement): string {
  return `${requirement.name} is not installed: apt-get install ${requirement.packages.join(" ")}`;
}
