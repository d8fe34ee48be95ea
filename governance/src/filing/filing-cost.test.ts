import { days, minus, minutes, ok } from "@labcanary/domain/basics";
import type { Hazard } from "@labcanary/domain/governance";
import type { LedgerBook } from "@labcanary/domain/ports";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { createFiling, FILERS } from "./filing.ts";

const DEVICES = Array.from({ length: 30 }, (_, place) => `dev-${place}`);

test("a look goes through the hazards once, however many sources it asks about, and gives alarms their turn between what it files", async () => {
  const clock = createSettableClock();
  const hazards: Hazard[] = [];
  let passes = 0;
  const book: Pick<LedgerBook<Hazard, never, never>, "all" | "get"> = {
    all() {
      passes += 1;
      return [...hazards];
    },
    get: (number) => hazards[number - 1],
  };
  // Each device has a detector that is gone, and a cover.
  const signals = DEVICES.flatMap((deviceId) => [
    signal({ key: `${deviceId}/vapour`, deviceId }),
    signal({ key: `${deviceId}/tamper`, name: "tamper", deviceId, quantity: "state" }),
  ]);
  const impaired = DEVICES.map((deviceId) => ({
    signal: `${deviceId}/vapour`,
    impairment: "silent" as const,
    since: minus(clock.now(), days(2)),
  }));
  let turns = 0;
  let ofLastLook = 0;
  const filing = createFiling(
    {
      desk: { list: () => [], alarmsOfSignal: () => [], onChange: () => () => {}, outOfService: () => [] },
      board: { impairedSignals: () => impaired, status: () => undefined },
      notifications: { contacts: () => [] },
      enrolled: () => new Set(DEVICES),
      availability: async () => undefined,
      minimumAvailability: 0.95,
    },
    {
      clock,
      logger: createTestLogger(),
      site: () => ({ ...testSite(), signals }),
      hazards: {
        ...book,
        carryOut({ order }) {
          if (order.verb !== "file") throw new Error(order.verb);
          const hazard: Hazard = {
            ...order.hazard,
            number: hazards.length + 1,
            state: "filed",
            filedAt: clock.now(),
            filedBy: "system",
            checks: [],
            earlier: [],
            bound: [],
            putOff: 0,
            responsibles: [],
            putOffs: [],
            remedies: [],
            reopened: [],
            photos: [],
          };
          hazards.push(hazard);
          return ok(hazard);
        },
      },
      drills: () => [],
      maySignReports: () => true,
      custody: () => [],
      // Asked by the look itself, before the first filer.
      reports() {
        ofLastLook = turns;
        return [];
      },
    },
  );
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  onTestFinished(() => void (isOver = true));
  filing.start();
  setImmediate(count);
  clock.advance(minutes(5));
  await expect.poll(() => hazards.some(({ source }) => source?.startsWith("route "))).toBe(true);
  await filing.stop();
  expect(hazards.filter(({ source }) => source?.startsWith("switched-off ")).map(({ source }) => source)).toEqual(
    DEVICES.map((deviceId) => `switched-off ${deviceId}`),
  );
  expect(passes).toBe(1);
  expect(turns - ofLastLook).toBeGreaterThanOrEqual(Object.keys(FILERS).length - 1);
});
