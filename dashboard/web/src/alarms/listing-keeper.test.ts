import { epochMs } from "@labcanary/domain/basics";
import { PRIORITIES } from "@labcanary/domain/rules";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlarmSummary, type Change, NOTHING_KNOWN, type Snapshot, takeChanges, takeSnapshot } from "../live/feed-state.ts";
import { listedAlarm } from "../testing.ts";
import { inOrder, placeInOrder } from "./alarm-order.ts";
import { listingOf } from "./listing.ts";
import { createListingKeeper } from "./listing-keeper.ts";

const IDS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const anyId = fc.constantFrom(...IDS);
const anyAlarm = fc
  .record({
    id: anyId,
    priority: fc.constantFrom(...PRIORITIES),
    annunciation: fc.constantFrom("unacknowledged", "acknowledged", "rtn-unacknowledged", "latched-acknowledged", "normal"),
    raisedAt: fc.integer({ min: 1, max: 4 }).map(epochMs),
    lifeSafety: fc.boolean(),
    parent: fc.option(anyId, { nil: undefined, freq: 3 }),
    withheld: fc.constantFrom("shelved", "suppressed", "outOfService", "", "", ""),
  })
  .map(
    ({ withheld, parent, ...said }): AlarmSummary =>
      listedAlarm({
        ...said,
        ...(parent === undefined || parent >= said.id ? {} : { parent }),
        ...(withheld === "shelved" ? { shelved: { by: "li", at: epochMs(1), until: epochMs(2), reason: "repair", mode: "timed" } } : {}),
        ...(withheld === "suppressed" ? { suppressed: { by: "door open", since: epochMs(1) } } : {}),
        ...(withheld === "outOfService"
          ? { outOfService: { by: "li", approvedBy: "mei", at: epochMs(1), until: epochMs(2), reason: "repair", measure: "rounds" } }
          : {}),
      }),
  );
const anyChange = fc.oneof(
  { weight: 4, arbitrary: anyAlarm.map((alarm) => ({ alarm })) },
  { weight: 1, arbitrary: fc.record({ alarmId: anyId, reach: fc.constantFrom("waiting", "delivered") }).map((reached) => ({ reached })) },
);

test("whatever moves, in whatever frames, the listing is the one that is made of all alarms anew", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyChange, { maxLength: 6 }), { maxLength: 12 }), fc.array(fc.boolean()), (frames, looks) => {
      const keep = createListingKeeper();
      let state = { ...NOTHING_KNOWN, seq: 0 };
      frames.forEach((frame, place) => {
        const changes = frame.map((change, index) => ({
          change: { seq: state.seq + index + 1, at: epochMs(0), ...change } as Change,
          now: 0,
        }));
        state = { ...takeChanges(state, changes), seq: state.seq + changes.length };
        // Nobody looks at each state: what is not on the screen is not made.
        if (looks[place] !== false) expect(keep(state)).toEqual(listingOf(state.alarms));
      });
      expect(keep(state)).toEqual(listingOf(state.alarms));
    }),
    { numRuns: 500 },
  );
});

test("what has not moved is the same listing, and a snapshot is one of its own", () => {
  const keep = createListingKeeper();
  const begun = takeSnapshot(NOTHING_KNOWN, { seq: 1, at: epochMs(0), alarms: [listedAlarm({ id: "a" })] } as unknown as Snapshot, 0);
  const first = keep(begun);
  const pulsed = { ...begun, provenAt: 5 };
  expect(keep(pulsed)).toBe(first);
  expect(keep(takeChanges(begun, [{ change: { seq: 2, at: epochMs(1) }, now: 1 }]))).toBe(first);
  const anew = takeSnapshot(begun, { seq: 9, at: epochMs(0), alarms: [listedAlarm({ id: "b" })] } as unknown as Snapshot, 0);
  expect(keep(anew).top.map(({ id }) => id)).toEqual(["b"]);
});

test("a place in the order is found by halving", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyAlarm, { selector: ({ id }) => id, minLength: 1 }), (alarms) => {
      const ordered = inOrder(alarms);
      expect(ordered.map((alarm) => placeInOrder(ordered, alarm))).toEqual(ordered.map((_, place) => place));
    }),
  );
});
