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
/** The most a page of the history shows together. The year of each is read from its hours, of which there are as many however often it is sampled. */
const SIGNALS = 12;
const OTHERS_EVERY_MS = 600_000;
/** Figures of each line: what the history page asks for on a wide screen. */
const POINTS = 1000;
const YEARS_ASKED = 20;

/** DESIGN 5, in ms. */
const BUDGET = 100;

/** A day of one signal, and a year of twelve, asked of the API where a year of them is stored. */
export const chart: Section = async ({ scope, say }) => {
  const site = await prepareSite(scope, SIGNALS);
  const end = Date.now();
  const begin = end - DAYS * DAY;
  say(`storing ${DAYS} days of ${SIGNALS} signals`);
  const signals = site.credentials.map(([id]) => `${id}/temperature`);
  for (const [index, signal] of signals.entries()) {
    await store(join(site.data, "history.sqlite"), { signal, begin, end, every: index === 0 ? SAMPLE_EVERY_MS : OTHERS_EVERY_MS });
  }
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
  for (const asked of [signals.slice(0, 1), signals]) {
    say(`${YEARS_ASKED} times a year of ${asked.length}`);
    const query = `signals=${asked.map(encodeURIComponent).join(",")}&from=${begin}&to=${end}&points=${POINTS}`;
    const durations: number[] = [];
    for (let count = 0; count < YEARS_ASKED; count++) {
      const begunAt = performance.now();
      const answer = await fetch(`${url}/api/v1/samples?${query}`, { headers });
      const { series = [] } = (await answer.json()) as { series?: readonly { readonly at: readonly number[] }[] };
      durations.push(performance.now() - begunAt);
      if (series.length !== asked.length || series.some(({ at }) => at.length < POINTS / 2))
        throw new Error(
          `a year of ${asked.length} was answered ${answer.status} with ${series.map(({ at }) => at.length).join(", ")} figures`,
        );
    }
    const { p99, text } = distributionOf(durations);
    rows.push({
      figure: `a year of ${asked.length === 1 ? "one signal" : `${asked.length} signals in one answer, of each`}, p99`,
      measured: p99 / asked.length,
      unit: "ms",
      budget: { atMost: BUDGET },
      note: `${text} of the whole answer, ${POINTS} figures for each line`,
    });
  }
  await platform.stop();
  return rows;
};

/** Fills the embedded store with a day-long wave. */
async function store(
  file: string,
  {
    signal,
    begin,
    end,
    every,
  }: { readonly signal: HistoryPoint["signal"]; readonly begin: number; readonly end: number; readonly every: number },
): Promise<void> {
  const history = createSqliteHistory({ file, retention: DEFAULT_RETENTION }, { clock: { now: () => epochMs(end) } });
  await history.open();
  for (let from = begin; from < end; from += BATCH_POINTS * every) {
    const count = Math.min(BATCH_POINTS, Math.ceil((end - from) / every));
    const points = Array.from({ length: count }, (_, index): HistoryPoint => {
      const at = epochMs(from + index * every);
      return {
        signal,
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
