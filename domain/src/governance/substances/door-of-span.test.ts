import fc from "fast-check";
import { expect, test } from "vitest";
import type { RegimePolicy } from "../../site/index.ts";
import { epochMs, minutes, plus } from "../../basics/index.ts";
import type { CustodyRecord } from "./custody-record.ts";
import { doorOfSpan, doorOfSpanInSteps, tellingReadings } from "./door-of-span.ts";
import { visitsOfCabinet } from "./held-against.ts";
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

const DAY = 24 * 60;
const POLICIES = [{ enterWithin: minutes(120) }] as unknown as readonly RegimePolicy[];
const MONTH = { from: FROM, to: plus(FROM, minutes(31 * DAY)) };

/** Of a door that is heard all the time: open for three minutes at each of these times (minutes from the beginning), with records at others. */
function month(openings: readonly number[], records: readonly number[]) {
  const door = openings.flatMap((at) => [0, 3].map((after) => ({ at: plus(FROM, minutes(at + after)), isOpen: after === 0 })));
  const recorded = records.map((at, index): CustodyRecord => {
    const doneAt = plus(FROM, minutes(at));
    const evidence = { kind: "stock-take", stockTake: index + 1, doneAt, by: "user:wang" } as const;
    return { cabinet: "store", doneAt, signers: [], isPending: false, evidence } as unknown as CustodyRecord;
  });
  const before = { at: plus(FROM, minutes(-1)), isOpen: false };
  return { door: [before, ...door], hold: minutes(100 * DAY), records: recorded, policies: POLICIES };
}

test("a month is matched a day at a time, and comes out as if it had been matched at once", () => {
  // Five openings every day, one of them over midnight; the record before midnight is of the opening after it, since its own has one.
  const days = Array.from({ length: 31 }, (_, day) => day * DAY);
  const openings = days.flatMap((day) => [480, 600, 720, 1425, 1439].map((minute) => day + minute));
  const records = days.flatMap((day) => [481, 590, 610, 1300, 1427, 1437].map((minute) => day + minute));
  const of = month(openings, records);
  const steps = doorOfSpanInSteps(of, MONTH, MONTH.to);
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count++;
  expect(count).toBeGreaterThanOrEqual(31);
  const { visits, unopened } = visitsOfCabinet(of);
  expect(step.value).toMatchObject({ visits, unopened });
  expect(unopened).toHaveLength(31);
});

const MINUTES = (maxLength: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: 4 * DAY }), { maxLength }).map((all) => all.toSorted((a, b) => a - b));

test("however openings and records lie, each record is of one visit or of none, and those of none are the same", () => {
  fc.assert(
    fc.property(
      MINUTES(60).map((all) => all.filter((at, index) => index === 0 || at - (all[index - 1] ?? 0) > 6)),
      MINUTES(60),
      (openings, records) => {
        const of = month(openings, records);
        const { visits, unopened } = doorOfSpan(of, MONTH, MONTH.to);
        expect(visits).toHaveLength(openings.length);
        const all = [...visits.flatMap((visit) => visit.records), ...unopened];
        expect(all.toSorted((a, b) => a.doneAt - b.doneAt)).toEqual(of.records);
        expect(unopened).toEqual(visitsOfCabinet(of).unopened);
      },
    ),
  );
});
