import { epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryQuery } from "@labcanary/domain/ports";
import { POINT_STATES, QUALITIES } from "@labcanary/domain/telemetry";
import { BETWEEN, OF_SIGNAL, SAMPLE } from "./database.ts";
import type { Parameters, QueryClient } from "./query-client.ts";
import { iso } from "./rollups.ts";

/** Raw points of one signal, oldest first. A point found in two series, since its device was moved between, is given once. */
export async function queryPoints(
  signal: Parameters,
  query: HistoryQuery & { readonly limit: number },
  queries: QueryClient,
): Promise<readonly HistoryPoint[]> {
  if (query.to <= query.from) return [];
  const [table] = await queries.query(
    [
      `SELECT "value", "quality", "received", "device_at", "state" FROM ${SAMPLE} WHERE ${OF_SIGNAL} AND ${BETWEEN} ORDER BY time LIMIT ${query.limit}`,
    ],
    { ...signal, from: iso(query.from), to: iso(query.to) },
    "rfc3339",
  );
  const points: HistoryPoint[] = [];
  let previous: unknown;
  for (const [time, value, quality, received, deviceAt, said] of table?.values ?? []) {
    if (time === previous) continue;
    previous = time;
    const state = POINT_STATES.find((known) => known === said);
    points.push({
      signal: query.signal,
      ...timeOf(String(time)),
      receivedAt: epochMs(Number(received)),
      quality: QUALITIES.find((known) => known === quality) ?? "bad",
      ...(deviceAt === null ? {} : { deviceAt: epochMs(Number(deviceAt)) }),
      ...(value === null ? {} : { value: Number(value) }),
      ...(state === undefined ? {} : { state }),
    });
  }
  return points;
}

/** `2026-11-22T08:00:00.123000001Z` with 0 to 9 decimals, as InfluxDB writes times. */
function timeOf(text: string): Pick<HistoryPoint, "at" | "tieBreak"> {
  const seconds = text.slice(0, 19);
  const decimals = text.slice(20, -1).padEnd(9, "0");
  return { at: epochMs(Date.parse(`${seconds}.${decimals.slice(0, 3)}Z`)), tieBreak: Number(decimals.slice(3)) };
}
