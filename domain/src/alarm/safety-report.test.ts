import { describe, expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import type { Alarm } from "./alarm.ts";
import { addPhoto, MAXIMUM_PHOTOS } from "./photos.ts";
import { reportSafe, safetyReport, safetyStanding } from "./safety-report.ts";

const alarmWith = (over: Partial<Alarm> = {}): Alarm => ({ annunciation: "unacknowledged", conditionActive: true, ...over }) as Alarm;
const at = epochMs(Date.UTC(2026, 10, 22, 8));
const report = safetyReport("li", at, " valve shut ");

describe("a place is reported safe", () => {
  test.each<{ over: Partial<Alarm>; taken: boolean; because: string }>([
    { over: {}, taken: false, because: "nobody has taken charge" },
    { over: { assigned: { to: "li", by: "wang", at } }, taken: false, because: "it was given to somebody who has not accepted" },
    { over: { acknowledgedAt: at, acknowledgedBy: "li" }, taken: true, because: "somebody has acknowledged it" },
    { over: { attendedAt: at, attendedBy: "li" }, taken: true, because: "somebody is on the way" },
    { over: { assigned: { to: "li", by: "wang", at, acceptedAt: at } }, taken: true, because: "somebody has accepted it" },
    { over: { acknowledgedAt: at, annunciation: "normal", endedAt: at }, taken: true, because: "it has ended, and they were there" },
  ])("$taken when $because", ({ over, taken }) => {
    const outcome = reportSafe(alarmWith(over), report);
    expect(outcome).toEqual(
      taken
        ? { ok: true, value: { ...alarmWith(over), reportedSafe: { by: "li", at, words: "valve shut" } } }
        : { ok: false, error: "CHARGE_NOT_TAKEN" },
    );
  });

  test("it ends nothing: annunciation and condition stay as they were, and the later report counts", () => {
    const alarm = alarmWith({ acknowledgedAt: at, annunciation: "latched-acknowledged", latching: true, conditionActive: false });
    const first = reportSafe(alarm, report);
    const second = first.ok ? reportSafe(first.value, safetyReport("chen", epochMs(at + 1), "")) : first;
    expect(second).toMatchObject({ ok: true, value: { annunciation: "latched-acknowledged", reportedSafe: { by: "chen", at: at + 1 } } });
    expect(second.ok && second.value.reportedSafe).not.toHaveProperty("words");
  });

  test.each<{ over: Partial<Alarm>; standing: string | undefined }>([
    { over: {}, standing: undefined },
    { over: { reportedSafe: report }, standing: "condition-stands" },
    { over: { reportedSafe: report, conditionActive: false }, standing: "condition-gone" },
    {
      over: { reportedSafe: report, conditionActive: false, chatter: { count: 9, since: at, lastAt: epochMs(at + 1) } },
      standing: "came-back",
    },
    { over: { reportedSafe: report, conditionActive: false, chatter: { count: 9, since: at, lastAt: at } }, standing: "condition-gone" },
  ])("beside it stands what is measured: $standing", ({ over, standing }) => {
    expect(safetyStanding(alarmWith(over))).toBe(standing);
  });
});

test("an alarm has at most twenty pictures", () => {
  expect(addPhoto(alarmWith())).toMatchObject({ ok: true, value: { photos: 1 } });
  expect(addPhoto(alarmWith({ photos: MAXIMUM_PHOTOS - 1 }))).toMatchObject({ ok: true, value: { photos: MAXIMUM_PHOTOS } });
  expect(addPhoto(alarmWith({ photos: MAXIMUM_PHOTOS }))).toEqual({ ok: false, error: "PHOTOS_TOO_MANY" });
});
