import { expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { holds, SILENCE_MS, silenceFor } from "./silence.ts";

const NOW = 1_000_000;
const A = listedAlarm({ id: "a" });
const B = listedAlarm({ id: "b" });
const ACKNOWLEDGED = listedAlarm({ id: "c", annunciation: "acknowledged" });

test("where nothing is heard there is nothing to silence", () => {
  expect(silenceFor([ACKNOWLEDGED], NOW)).toBeUndefined();
});

test.each([
  { because: "two minutes are not over", alarms: [A], after: SILENCE_MS - 1, silent: true },
  { because: "two minutes are over", alarms: [A], after: SILENCE_MS, silent: false },
  { because: "a new alarm is heard at once", alarms: [A, B], after: 1, silent: false },
  { because: "one that is acknowledged is not heard anyway", alarms: [A, ACKNOWLEDGED], after: 1, silent: true },
  { because: "one that has gone makes no sound", alarms: [], after: 1, silent: true },
  {
    because: "its condition has gone, and it waits as before",
    alarms: [{ ...A, annunciation: "rtn-unacknowledged" as const }],
    after: 1,
    silent: true,
  },
])("silenced after $after ms is $silent: $because", ({ alarms, after, silent }) => {
  const silence = silenceFor([A, ACKNOWLEDGED], NOW) ?? expect.fail();
  expect(holds(silence, alarms, NOW + after)).toBe(silent);
});
