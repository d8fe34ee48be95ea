import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enrol, type FleetOptions, type PlatformProcess, startPlatformProcess, writeFleetSite } from "../support/platform-process.ts";
import type { Scope } from "./scope.ts";

/** One device stands for many in a load; the default limit is for single ones. */
const NO_RATE_LIMIT = { LABCANARY_MQTT_MESSAGES_PER_SECOND: "1000000" };

/** A site of so many devices with three rules each, its tokens, and a data folder that goes with the scope. */
export interface BenchSite {
  readonly file: string;
  readonly data: string;
  readonly credentials: readonly (readonly [string, string])[];
}

export async function prepareSite(scope: Scope, devices: number, fleet: FleetOptions = {}): Promise<BenchSite> {
  const data = await temporaryFolder(scope);
  const file = writeFleetSite(data, devices, fleet);
  return { file, data, credentials: [...enrol(file, data)] };
}

export async function temporaryFolder(scope: Scope): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "labcanary-bench-"));
  await scope.own({ stop: async () => rmSync(folder, { recursive: true, force: true }) });
  return folder;
}

export function startPlatform(
  scope: Scope,
  { file, data }: BenchSite,
  environment: Readonly<Record<string, string>> = {},
): Promise<PlatformProcess> {
  return scope.own(startPlatformProcess({ site: file, data, asShipped: true, environment: { ...NO_RATE_LIMIT, ...environment } }));
}

/** What the platform says of itself. */
export interface PlatformFigures {
  readonly accepted: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
  readonly historyBacklog: number;
  readonly rulesBacklog: number;
}

export async function readFigures({ opsPort }: PlatformProcess): Promise<PlatformFigures> {
  const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  const figure = (series: string): number => {
    const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? 0 : Number(line.slice(series.length + 1));
  };
  const outcome = (name: string): number => figure(`labcanary_samples_total{outcome="${name}"}`);
  return {
    accepted: figure("labcanary_frames_accepted_total"),
    stored: outcome("stored"),
    duplicate: outcome("duplicate"),
    rejected: outcome("rejected"),
    quarantined: outcome("quarantined"),
    historyBacklog: figure("labcanary_history_backlog_frames"),
    rulesBacklog: figure("labcanary_rules_backlog_frames"),
  };
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

/** Processor time a process has used so far, all threads together. */
export function cpuSeconds(pid: number): number {
  const fields = (readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1] ?? "").split(" ");
  // utime and stime of proc(5), in ticks of 1/100 s.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
