import { join } from "node:path";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemoryLedgers } from "../../../test/support/memory-ledgers.ts";
import { loadSite } from "../site/load.ts";
import { fillBooks } from "./demo-books.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/chemistry-building/site.yaml");

test("the books of the demo have something at each step, twice written is the same as once, and nothing of it calls anybody", async () => {
  const loaded = loadSite(EXAMPLE);
  if (!loaded.ok) throw new Error("the example is wrong");
  const clock = createSettableClock();
  const ledgers = createMemoryLedgers(clock, () => loaded.value);
  fillBooks(ledgers, clock.now());
  const lines = ledgers.lines.length;
  fillBooks(ledgers, clock.now());
  expect(ledgers.lines).toHaveLength(lines);
  expect(
    ledgers
      .hazards()
      .all()
      .map(({ state }) => state),
  ).toEqual(["filed", "settled", "remedied", "filed"]);
  expect(ledgers.standingMeasures().all()).toHaveLength(1);
  expect(ledgers.drills().all()).toMatchObject([{ state: "planned" }]);
  expect(ledgers.containers().all()).toMatchObject([{ state: "approved" }]);
  expect(ledgers.publicReports().all()).toMatchObject([{ kind: "risk" }]);
});
