import { expect, test } from "vitest";
import { days, type EpochMs, epochMs, hours, minutes, plus, seconds } from "../../basics/index.ts";
import { countSystem } from "./count-system.ts";
import type { ReportLine } from "./report-line.ts";

const FROM = epochMs(Date.UTC(2026, 0, 1));
const TO = plus(FROM, days(10));

let number = 0;
function alarm(id: string, at: EpochMs, lasted: number | undefined, acknowledgedAfter?: number): readonly ReportLine[] {
  const line = (kind: string, when: number, actor = "rules"): ReportLine => ({
    number: (number += 1),
    at: epochMs(when),
    kind,
    actor,
    alarmId: id,
    zoneId: "a",
    detail: kind === "raised" ? { priority: "high" } : {},
  });
  return [
    line("raised", at),
    ...(acknowledgedAfter === undefined ? [] : [line("acknowledged", at + acknowledgedAfter, "user:mei")]),
    ...(lasted === undefined ? [] : [line("returned-to-normal", at + lasted)]),
  ];
}

/** Counted in two parts, as months are. */
function counted(
  lines: readonly ReportLine[],
  zones?: readonly string[],
): ReadonlyMap<string, { value?: number; lines: readonly number[] }> {
  const count = countSystem(FROM, TO, zones === undefined ? {} : { zones });
  const middle = plus(FROM, days(5));
  count.take({ lines, from: FROM, to: middle });
  count.take({ lines, from: middle, to: TO });
  return new Map(count.figures().map((figure) => [figure.name, figure]));
}

test("of ISA-18.2 it says alarms a day, the busiest day, what stood too long, what was gone at once, and floods", () => {
  number = 0;
  const busy = plus(FROM, days(2));
  const lines = [
    // Stood before the year, and for a day in it.
    ...alarm("old", plus(FROM, hours(-30)), hours(54), 60_000),
    ...[0, 1, 2, 3].flatMap((place) => alarm(`busy-${place}`, plus(busy, minutes(place)), hours(1), 30_000)),
    ...alarm("fleeting", plus(FROM, days(6)), seconds(20)),
    ...alarm("stale", plus(FROM, days(7)), undefined, 60_000),
    { number: 90, at: plus(busy, hours(1)), kind: "flood-ended", actor: "system", detail: { since: plus(busy, minutes(30)) } },
    { number: 91, at: plus(busy, hours(2)), kind: "chattering", actor: "rules", alarmId: "busy-0", zoneId: "a", detail: {} },
    { number: 92, at: plus(busy, hours(2)), kind: "shelved", actor: "rules", alarmId: "busy-0", zoneId: "a", detail: {} },
  ];
  const figures = counted(lines);
  const value = (name: string) => figures.get(name)?.value;
  expect(value("alarms-per-day")).toBe(0.6);
  expect(value("alarms-busiest-day")).toBe(4);
  expect(figures.get("alarms-busiest-day")?.lines).toHaveLength(4);
  expect(value("alarms-busiest-ten-minutes")).toBe(4);
  expect(value("fleeting-alarms")).toBe(1);
  expect(value("chattering-alarms")).toBe(1);
  expect(value("stale-at-end")).toBe(1);
  expect(value("stale-worst-day")).toBe(1);
  expect(value("floods")).toBe(1);
  expect(value("flood-time")).toBe(minutes(30));
  // Shelved by nobody.
  expect(figures.get("unauthorised-suppressions")?.lines).toEqual([92]);
});

test("floods are of the security centre, and in no department's review", () => {
  expect(counted([], ["a"]).has("floods")).toBe(false);
});
