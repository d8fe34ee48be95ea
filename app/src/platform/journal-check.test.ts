import { days, hours, minutes } from "@labcanary/domain/basics";
import type { JournalCheck } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createJournalCheck } from "./journal-check.ts";

test("the journal is checked once a day, however often the platform is started, and a check that fails is tried again and logged", async () => {
  const clock = createSettableClock();
  const logger = createTestLogger();
  const checked: JournalCheck[] = [];
  let isBroken = false;
  const desk = {
    lastJournalCheck: () => checked.at(-1),
    async checkJournal(by: string) {
      if (isBroken) throw new Error("disk gone");
      const check = { at: clock.now(), ok: true, lines: 1, head: "", unconfirmed: 0, findings: [], by };
      checked.push(check);
      return check;
    },
  };
  const start = async () => {
    const service = createJournalCheck({ clock, desk, logger });
    await service.start();
    return service;
  };
  const first = await start();
  clock.advance(minutes(10));
  expect(checked.map(({ by }) => by)).toEqual(["system"]);
  await first.stop();
  const second = await start();
  clock.advance(hours(23));
  expect(checked).toHaveLength(1);
  isBroken = true;
  clock.advance(days(1));
  await expect.poll(() => logger.lines.some(({ text }) => text === "The journal could not be checked")).toBe(true);
  isBroken = false;
  clock.advance(minutes(10));
  expect(checked).toHaveLength(2);
  await second.stop();
  clock.advance(days(3));
  expect(checked).toHaveLength(2);
});
