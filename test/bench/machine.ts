import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { findRequirement } from "../../tools/requirements.ts";

/** What a figure was measured on, in words. */
export interface Machine {
  readonly processor: string;
  readonly memory: string;
  readonly kernel: string;
  readonly node: string;
  readonly InfluxDB: string;
  readonly mosquitto: string;
  /** Others at work on the same cores make every figure worse. */
  readonly "load before": string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: `${processors.length} × ${processors[0]?.model ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    node: process.version,
    InfluxDB: versionOf("influxd", ["version"], /v\d+(\.\d+)+/),
    mosquitto: versionOf("mosquitto", ["-h"], /\d+(\.\d+)+/),
    "load before": loadavg()[0]?.toFixed(2) ?? "unknown",
  };
}

function versionOf(name: string, words: readonly string[], pattern: RegExp): string {
  const program = findRequirement(name);
  if (program === undefined) return "not installed";
  return pattern.exec(saidBy(program, words))?.[0] ?? "unknown";
}

/** What a program prints; mosquitto tells its version and ends with an error. */
function saidBy(program: string, words: readonly string[]): string {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? "");
  }
}
