import { statSync } from "node:fs";
import { seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { databaseFile } from "./database.ts";

/** Bytes of the write-ahead log at which SQLite, left to itself, has a commit carry it into the database: 1,000 pages. */
const OWN_ACCORD = 1000 * 4096;

test("no alarm waits until the write-ahead log is carried into the database: the next second does it", async () => {
  const bench = await startAlerting();
  const database = databaseFile(bench.options.dataFolder);
  bench.clock.advance(seconds(1));
  const before = statSync(database).size;
  for (let storm = 0; storm < 20; storm += 1) {
    await bench.alerting.takeConditions(Array.from({ length: 20 }, (_, index) => changeOf(`storm-${storm}-${index}`)));
  }
  expect(statSync(`${database}-wal`).size).toBeGreaterThan(1.2 * OWN_ACCORD);
  expect(statSync(database).size).toBe(before);
  bench.clock.advance(seconds(1));
  expect(statSync(database).size).toBeGreaterThan(before);
});
