import type { InfluxServer } from "../support/influx-server.ts";
import type { PlatformProcess } from "../support/platform-process.ts";
import { type PlatformFigures, readFigures } from "./platform.ts";
import { until } from "./until.ts";

/** Longest wait for a backlog. Chosen: several times what any load of the bench leaves. */
const DRAIN_SECONDS = 120;

/** Waits until every frame that was acknowledged has been evaluated and has come to something in the history; the figures then. */
export async function drained(platform: PlatformProcess, acknowledged: number): Promise<PlatformFigures> {
  let figures = await readFigures(platform);
  await until(`rules and history have taken all ${acknowledged} frames`, DRAIN_SECONDS, async () => {
    figures = await readFigures(platform);
    return accountedFor(figures) >= acknowledged && figures.rulesBacklog === 0;
  });
  return figures;
}

export const accountedFor = ({ stored, duplicate, rejected, quarantined }: PlatformFigures): number =>
  stored + duplicate + rejected + quarantined;

/** How many readings InfluxDB itself says it holds. */
export async function countInInflux({ url }: InfluxServer): Promise<number> {
  const query = new URLSearchParams({ db: "labcanary", q: 'SELECT count("value") FROM "raw"."sample"' });
  const answer = (await (await fetch(`${url}/query?${query}`)).json()) as {
    results: { series?: { values: [string, number][] }[] }[];
  };
  return answer.results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
}

/** The sentence that says whether what was acknowledged is exactly what is stored. */
export function balanceSentence(acknowledged: number, stored: number): string {
  const count = (value: number): string => value.toLocaleString("en");
  if (stored === acknowledged) return `InfluxDB counts ${count(stored)}, exactly the acknowledged ones: none lost, none twice`;
  return `THE BOOKS DO NOT BALANCE: ${count(acknowledged)} acknowledged, InfluxDB counts ${count(stored)}`;
}
