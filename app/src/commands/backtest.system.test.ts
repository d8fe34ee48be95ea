import { join } from "node:path";
import { days, epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { createInfluxHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { keepFridge } from "../../../test/support/fridge.ts";
import { startInflux } from "../../../test/support/influx-server.ts";
import { backtest } from "./backtest.ts";

test("history in InfluxDB gives what the embedded one gives", async () => {
  const folder = temporaryFolder();
  const from = epochMs(Math.floor(Date.now() / days(1)) * days(1) - days(2));
  // A quarter of an hour too warm in every hour.
  const kept = { folder, from, values: Array.from({ length: 600 }, (_, count) => (count % 60 < 15 ? 9.5 : 5)) };
  const influx = await startInflux();
  onTestFinished(() => influx.stop());
  const options = { url: influx.url, database: "labcanary", site: "test", retention: DEFAULT_RETENTION, gzip: false, timeout: minutes(1) };
  const tags = { zone: "ward", device: "fridge-1", signal: "temperature", quantity: "temperature" };
  await keepFridge(kept);
  await keepFridge(kept, createInfluxHistory(options, { clock: { now: () => epochMs(Date.now()) }, describe: () => tags }));

  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const words = [
    "--rule",
    "fridge-1/temperature/high",
    "--from",
    isoOf(plus(from, hours(2))),
    "--to",
    isoOf(plus(from, hours(9))),
    "--json",
  ];
  const run = async (...more: readonly string[]): Promise<string> => {
    printed = "";
    await backtest([...words, "--site", join(folder, "site.yaml"), ...more]);
    return printed;
  };
  const embedded = await run("--data", join(folder, "data"));
  expect(JSON.parse(embedded)).toMatchObject({ readings: 420, trials: [{ alarms: 7, minutesInAlarm: 70 }] });
  vi.stubEnv("LABCANARY_INFLUX_URL", influx.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await run()).toBe(embedded);
});

const isoOf = (at: number): string => new Date(at).toISOString();
