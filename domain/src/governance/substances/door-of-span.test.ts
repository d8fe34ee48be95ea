import fc from "fast-check";
import { expect, test } from "vitest";
import { epochMs, minutes, plus } from "../../basics/index.ts";
import { doorOfSpan, tellingReadings } from "./door-of-span.ts";
import type { DoorReading } from "./openings.ts";

const HOLD = minutes(5);
const FROM = epochMs(1_800_000_000_000);
const SPAN = { from: FROM, to: plus(FROM, minutes(400)) };

const READINGS = fc
  .array(fc.record({ after: fc.integer({ min: 0, max: 12 }), isOpen: fc.constantFrom(true, false, false, undefined) }), { maxLength: 60 })
  .map((steps) => {
    let at = plus(FROM, minutes(-20));
    return steps.map(({ after, isOpen }): DoorReading => {
      at = plus(at, minutes(after));
      return { at, isOpen };
    });
  });

test("of the readings that are kept a door opens, closes and is unheard as of all of them", () => {
  fc.assert(
    fc.property(READINGS, (readings) => {
      const telling = tellingReadings(HOLD);
      for (const reading of readings) telling.take(reading);
      const of = (door: readonly DoorReading[]) => doorOfSpan({ door, hold: HOLD, records: [], policies: [] }, SPAN, SPAN.to);
      expect(of(telling.taken())).toEqual(of(readings));
    }),
  );
});

test("of a month of readings each half minute few are kept", () => {
  const telling = tellingReadings(HOLD);
  for (let count = 0; count < 10_000; count++) telling.take({ at: plus(FROM, minutes(count / 2)), isOpen: count === 5000 });
  expect(telling.taken().length).toBeLessThan(1100);
});

test("a span that is not over is unheard until now, and no longer", () => {
  const of = (now: number) => doorOfSpan({ door: [], hold: HOLD, records: [], policies: [] }, SPAN, plus(FROM, minutes(now))).unheard;
  expect([of(4), of(60), of(1000)]).toEqual([0, minutes(60), minutes(400)]);
});
