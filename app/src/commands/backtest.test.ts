import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { days, type EpochMs, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { fridgeSite, keepFridge } from "../../../test/support/fridge.ts";
import { EXAMPLE, keepStore } from "../../../test/support/toxic-store.ts";
import { UsageError } from "../command-line.ts";
import { backtest } from "./backtest.ts";

/** Midnight where the site is, some days ago: the store keeps what is recent. */
const MIDNIGHT = epochMs(Math.floor(Date.now() / days(1)) * days(1) - days(3) - hours(8));
const minute = (count: number): EpochMs => plus(MIDNIGHT, minutes(count));

let folder: string;
let printed: string;

/** A reading a minute from an hour before midnight: 5 °C, but what `values` says. */
const keep = (values: Readonly<Record<number, number>>): Promise<void> =>
  keepFridge({ folder, from: minute(-60), values: Array.from({ length: 12 * 60 }, (_, count) => values[count - 60] ?? 5) });

const run = (...words: readonly string[]): Promise<number> =>
  backtest(["--site", join(folder, "site.yaml"), "--data", join(folder, "data"), ...words]);

const iso = (at: EpochMs): string => new Date(at).toISOString();
const SPAN = ["--from", iso(MIDNIGHT), "--to", iso(minute(10 * 60))];
const RULE = ["--rule", "fridge-1/temperature/high"];

/** Ten minutes at 9 °C in the night, three at 8.4 °C in it, ten at 12 °C by day. */
const VALUES = Object.fromEntries([
  ...Array.from({ length: 10 }, (_, place) => [60 + place, 9]),
  ...Array.from({ length: 3 }, (_, place) => [120 + place, 8.4]),
  ...Array.from({ length: 10 }, (_, place) => [420 + place, 12]),
]);

beforeEach(() => {
  folder = temporaryFolder();
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

describe("labcanary backtest", () => {
  test("says what the rule as it is made of the history", async () => {
    await keep(VALUES);
    expect(await run(...RULE, ...SPAN, "--json")).toBe(0);
    const answer = JSON.parse(printed);
    expect(answer).toMatchObject({
      rule: "fridge-1/temperature/high",
      readings: 600,
      firstReading: iso(MIDNIGHT),
      lastReading: iso(minute(599)),
      timeZone: "Asia/Shanghai",
    });
    expect(answer.trials).toEqual([
      expect.objectContaining({
        alarms: 2,
        alarmsAtNight: 1,
        nightCalls: 1,
        minutesInAlarm: 10,
        longestMinutes: 5,
        // Of three people, one has no phone.
        texts: { firstStep: 2, allSteps: 4 },
        excursions: [
          { start: iso(minute(65)), end: iso(minute(70)), worst: 9 },
          { start: iso(minute(425)), end: iso(minute(430)), worst: 12 },
        ],
      }),
    ]);
    expect(answer).not.toHaveProperty("missed");
  });

  test("puts a changed rule beside it, with what each alone found", async () => {
    await keep(VALUES);
    await run(...RULE, ...SPAN, "--json", "--set", "onDelay=0s", "--set", "setpoint=8.2");
    const answer = JSON.parse(printed);
    expect(answer.trials.map(({ name, alarms }: { name: string; alarms: number }) => ({ name, alarms }))).toEqual([
      { name: "as it is", alarms: 2 },
      { name: "onDelay=0s setpoint=8.2", alarms: 3 },
    ]);
    expect(answer.missed).toEqual([]);
    expect(answer.found).toEqual([{ start: iso(minute(120)), end: iso(minute(123)), worst: 8.4 }]);
  });

  test("changes what a rule looks at, and can make it miss", async () => {
    await keep(VALUES);
    await run(...RULE, ...SPAN, "--json", "--set", "of={figure: average, over: 30min}", "--set", "setpoint=6.5", "--set", "onDelay=0s");
    expect(JSON.parse(printed).missed).toEqual([{ start: iso(minute(65)), end: iso(minute(70)), worst: 9 }]);
  });

  test("takes the changed rule from another site file", async () => {
    await keep(VALUES);
    const other = join(folder, "other.yaml");
    writeFileSync(other, fridgeSite("8min"));
    await run(...RULE, ...SPAN, "--json", "--with", other);
    expect(JSON.parse(printed).trials[1]).toMatchObject({ name: other, alarms: 2, longestMinutes: 2 });
  });

  test("is a table for people, with times as clocks at the site show them", async () => {
    await keep(VALUES);
    await run(...RULE, ...SPAN, "--set", "setpoint=10");
    const date = new Date(minute(8 * 60)).toISOString().slice(0, 10);
    expect(printed).toBe(`fridge-1/temperature/high, ${date} 00:00:00 to ${date} 10:00:00 (Asia/Shanghai)
600 readings, from ${date} 00:00:00 to ${date} 09:59:00

                                              as it is  setpoint=10
  alarms                                             2            1
  alarms between 22:00 and 06:00                     1            0
  minutes in alarm                                  10            5
  longest alarm, minutes                             5            5
  night calls: texts at once, 22:00 to 06:00         1            0
  texts at once                                      2            1
  texts if nobody acknowledges                       4            2
  excursions in late readings, told nobody           0            0

Missed by the changed rule: 1
  start                end                  minutes  worst
  ${date} 01:05:00  ${date} 01:10:00  5        9 °C

Newly found by the changed rule: none
`);
  });

  test("a span of silence after the last reading is in alarm throughout", async () => {
    await keep({});
    const after = ["--from", iso(minute(24 * 60)), "--to", iso(minute(25 * 60))];
    await run("--rule", "fridge-1/temperature/silent", ...after);
    expect(printed).toContain("\nno readings\n");
    expect(printed).toContain("  minutes in alarm                                  60\n");
    expect(printed).toContain("  lasts on");
  });

  test.each([
    { words: [...SPAN], says: "name the rule with --rule" },
    { words: [...SPAN, "--rule", "fridge-1/temperature/hihg"], says: "did you mean fridge-1/temperature/high?" },
    { words: [...RULE, "--to", iso(MIDNIGHT)], says: "--from takes a time with its zone" },
    { words: [...RULE, "--from", "2026-11-22T08:00", "--to", iso(MIDNIGHT)], says: 'not "2026-11-22T08:00"' },
    { words: [...RULE, "--from", iso(minute(1)), "--to", iso(minute(0))], says: "--from must be before --to" },
    {
      words: [...RULE, "--from", iso(minus(MIDNIGHT, days(9))), "--to", iso(minus(MIDNIGHT, days(8)))],
      says: "there is no history of fridge-1/temperature between",
    },
    { words: [...RULE, ...SPAN, "--set", "setpoint"], says: "--set takes key=value" },
    { words: [...RULE, ...SPAN, "--set", "setpiont=8"], says: 'setpiont: there is no key "setpiont" here; did you mean setpoint?' },
    { words: [...RULE, ...SPAN, "--set", "setpoint=warm"], says: "setpoint: give a number" },
    { words: [...RULE, ...SPAN, "--set", "setpoint=4000000"], says: "setpoint: 4000000 Cel lies outside" },
    { words: [...RULE, ...SPAN, "--set", "onDelay=5 parsecs"], says: "onDelay: " },
    { words: [...RULE, ...SPAN, "--set", "of.over=5min"], says: 'the rule has no "of"' },
    { words: [...RULE, ...SPAN, "--set", "during=nights"], says: "the rule counts when it does in the site" },
    { words: [...RULE, ...SPAN, "--set", "setpoint=[8"], says: "is no value as a site file has them" },
    { words: [...RULE, ...SPAN, "--set", "setpoint=7", "--with", "other.yaml"], says: "give --set or --with, not both" },
    { words: [...RULE, ...SPAN, "--with", "nowhere.yaml"], says: "there is no site file nowhere.yaml" },
    { words: [...RULE, ...SPAN, "again"], says: '"again" belongs to no option' },
  ])("refuses $words: $says", async ({ words, says }) => {
    await keep({});
    const refusal = await run(...words).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UsageError);
    expect((refusal as Error).message).toContain(says);
  });

  test("makes no history where there is none", async () => {
    await keep({});
    await expect(run(...RULE, ...SPAN, "--data", folder)).rejects.toThrow(`there is no history ${join(folder, "history.sqlite")}`);
  });
});

test("a rule that puts many silences together is refused", async () => {
  const asked = backtest(["--site", EXAMPLE, "--data", folder, "--rule", "zone:room-114/silent", ...SPAN]);
  await expect(asked).rejects.toThrow("zone:room-114/silent goes by more than the history of what it watches (silence-group)");
});

describe("a rule about what people did", () => {
  const FORCED = ["--site", EXAMPLE, "--rule", "tox-b2/door/forced", ...SPAN];

  test("is tried on what they did", async () => {
    // Somebody opens the door for a minute each hour, and has badged before every second time.
    const opened = [1, 2, 3, 4].map((hour) => 60 * hour);
    await keepStore({ folder, from: minute(-60), minutes: 12 * 60, opened: opened.map(minute), badged: [minute(120), minute(240)] });
    await backtest([...FORCED, "--data", join(folder, "data"), "--json"]);
    expect(JSON.parse(printed).trials).toMatchObject([{ alarms: 2, excursions: [{ worst: 1 }, { worst: 1 }] }]);
  });

  test("claims nothing where nobody knows what they did", async () => {
    await keepStore({ folder, from: minute(-60), minutes: 12 * 60, opened: [minute(60)] });
    await expect(backtest([...FORCED, "--data", join(folder, "data")])).rejects.toThrow(
      "there is no history of tox-b2/door and of what people did at tox-b2 between",
    );
  });
});
