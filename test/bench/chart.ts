import { join } from "node:path";
import { epochMs, hours } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { createSqliteHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import { distributionOf } from "./durations.ts";
import { addOperator, signIn } from "./operator.ts";
import { prepareSite, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section } from "./section.ts";

const DAY = hours(24);
const DAYS = 365;
const MINUTE_MS = 60_000;
const SAMPLE_EVERY_MS = 10_000;
const BATCH_POINTS = 5000;
const REQUESTS = 50;

/** DESIGN 5, in ms. */
const BUDGET = 100;

/** A day of one signal, asked of the API where a year of it is stored. */
export const chart: Section = async ({ scope, say }) => {
  const site = await prepareSite(scope, 1);
  const end = Date.now();
  const begin = end - DAYS * DAY;
  say(`storing ${DAYS} days of one signal`);
  await store(join(site.data, "history.sqlite"), begin, end);
  const operator = addOperator(site.data);
  const platform = await startPlatform(scope, site);
  const url = `http://127.0.0.1:${platform.httpPort}`;
  const headers = { authorization: `Bearer ${await signIn(url, operator)}` };
  const ask = async (every: string): Promise<number> => {
    const from = Math.floor(begin + Math.random() * (DAYS - 1) * DAY);
    const begunAt = performance.now();
    const answer = await fetch(`${url}/api/v1/signals/dev-00000/temperature/samples?from=${from}&to=${from + DAY}${every}`, { headers });
    const text = await answer.text();
    const took = performance.now() - begunAt;
    if (answer.status !== 200) throw new Error(`the chart was answered ${answer.status}: ${text}`);
    const { buckets, samples } = JSON.parse(text) as { buckets?: readonly unknown[]; samples?: readonly unknown[] };
    const count = buckets?.length ?? samples?.length ?? 0;
    if (count < DAY / MINUTE_MS) throw new Error(`the chart has ${count} figures only`);
    return took;
  };
  const rows: Row[] = [];
  for (const [what, every] of [
    ["by the minute", "&every=1min"],
    ["every reading", ""],
  ] as const) {
    say(`${REQUESTS} charts of a day, ${what}`);
    const durations: number[] = [];
    for (let count = 0; count < REQUESTS; count++) durations.push(await ask(every));
    const { p99, text } = distributionOf(durations);
    rows.push({
      figure: `24 h chart of one signal on a year of data, ${what}, p99`,
      measured: p99,
      unit: "ms",
      budget: { atMost: BUDGET },
      note: `${text}, embedded store, days at random`,
    });
  }
  await platform.stop();
  return rows;
};

/** Fills the embedded store with a day-long wave. */
async function store(file: string, begin: number, end: number): Promise<void> {
  const history = createSqliteHistory({ file, retention: DEFAULT_RETENTION }, { clock: { now: () => epochMs(end) } });
  await history.open();
  for (let from = begin; from < end; from += BATCH_POINTS * SAMPLE_EVERY_MS) {
    const count = Math.min(BATCH_POINTS, Math.ceil((end - from) / SAMPLE_EVERY_MS));
    const points = Array.from({ length: count }, (_, index): HistoryPoint => {
      const at = epochMs(from + index * SAMPLE_EVERY_MS);
      return {
        signal: "dev-00000/temperature",
        at,
        receivedAt: at,
        tieBreak: 0,
        value: 36.9 + Math.sin((at * 2 * Math.PI) / DAY),
        quality: "good",
      };
    });
    const outcome = await history.write(points);
    if (outcome.kind !== "stored") throw new Error(`the embedded store did not take the data: ${outcome.detail}`);
  }
  await history.close();
}
