import { hours } from "@labcanary/domain/basics";
import type { ForgottenNames } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createNameExpiry } from "./retention.ts";

async function lookOnce(found: ForgottenNames, unfinished: number[] = []) {
  const clock = createSettableClock();
  const logger = createTestLogger();
  const recorded: object[] = [];
  let readings = 0;
  const expiry = createNameExpiry({
    clock,
    logger,
    desk: { record: (entry) => void recorded.push(entry) },
    personalData: { forgetExpired: async () => found, finishRemovals: async () => unfinished.shift() ?? 0 },
    isKnown: () => false,
    forgotten: () => {
      readings += 1;
    },
  });
  await expiry.start();
  clock.advance(hours(12));
  await expiry.stop();
  return { recorded, readings, levels: logger.lines.map(({ level }) => level) };
}

test.each([
  { found: { count: 3, hasPeople: true, isInLog: false }, lines: 1, readings: 1, levels: [] },
  { found: { count: 3, hasPeople: false, isInLog: false }, lines: 1, readings: 0, levels: [] },
  { found: { count: 0, hasPeople: false, isInLog: true }, lines: 0, readings: 0, levels: ["warn"] },
])(
  "ledgers are read again for people alone, and a log that has names still is told: $found",
  async ({ found, lines, readings, levels }) => {
    const seen = await lookOnce(found);
    expect(seen).toMatchObject({ readings, levels });
    expect(seen.recorded).toHaveLength(lines);
  },
);

test("words whose removal was cut off are removed at the start, and ledgers are read again without them", async () => {
  const nothing = { count: 0, hasPeople: false, isInLog: false };
  expect(await lookOnce(nothing, [2, 0])).toMatchObject({ readings: 1, recorded: [] });
  expect(await lookOnce(nothing, [0, 1])).toMatchObject({ readings: 1, recorded: [] });
});
