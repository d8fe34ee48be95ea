import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import type { Alarm, Annunciation } from "./alarm.ts";
import { acknowledge, type AlarmStep, close, isAnnunciated, isUnacknowledged, reset, returnToNormal } from "./lifecycle.ts";

const alarmIn = (annunciation: Annunciation, latching = false) => ({ annunciation, latching }) as Alarm;
const ends = (step: AlarmStep | undefined): Annunciation | undefined => step?.annunciation;

// IEC 62682:2022, figure 2, as far as acknowledging, returning to normal and latching go. `-`: nothing to do.
test.each([
  { from: "normal", acknowledged: "-", gone: "-", goneLatching: "-", reset: "-" },
  { from: "unacknowledged", acknowledged: "acknowledged", gone: "rtn-unacknowledged", goneLatching: "latched-unacknowledged", reset: "-" },
  { from: "acknowledged", acknowledged: "-", gone: "normal", goneLatching: "latched-acknowledged", reset: "-" },
  { from: "rtn-unacknowledged", acknowledged: "normal", gone: "-", goneLatching: "-", reset: "-" },
  { from: "latched-unacknowledged", acknowledged: "latched-acknowledged", gone: "-", goneLatching: "-", reset: "-" },
  { from: "latched-acknowledged", acknowledged: "-", gone: "-", goneLatching: "-", reset: "normal" },
] as const)("from $from", (row) => {
  expect(ends(acknowledge(alarmIn(row.from))) ?? "-").toBe(row.acknowledged);
  expect(ends(returnToNormal(alarmIn(row.from))) ?? "-").toBe(row.gone);
  expect(ends(returnToNormal(alarmIn(row.from, true))) ?? "-").toBe(row.goneLatching);
  expect(ends(reset(alarmIn(row.from))) ?? "-").toBe(row.reset);
  expect(ends(close(alarmIn(row.from))) ?? "-").toBe(row.from === "normal" ? "normal" : "-");
  expect(isAnnunciated(alarmIn(row.from))).toBe(row.from !== "normal");
  expect(isUnacknowledged(alarmIn(row.from))).toBe(row.from.endsWith("unacknowledged"));
});

test("acknowledging and resetting end the escalation; going away by itself does not", () => {
  expect(acknowledge(alarmIn("unacknowledged"))?.effects).toEqual([{ kind: "stop-escalation" }]);
  expect(reset(alarmIn("latched-acknowledged"))?.effects).toEqual([{ kind: "stop-escalation" }]);
  expect(returnToNormal(alarmIn("unacknowledged"))?.effects).toEqual([]);
});

test("a cause is recorded once", () => {
  expect(close({ ...alarmIn("normal"), closed: { by: "mei", at: epochMs(1), cause: "bottle left open" } })).toBeUndefined();
});

test("a state nobody thought of is a loud failure", () => {
  const unknown = alarmIn("suppressed" as Annunciation);
  for (const step of [acknowledge, returnToNormal, reset]) expect(() => step(unknown)).toThrow("unreachable");
});
