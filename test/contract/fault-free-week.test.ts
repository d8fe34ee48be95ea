import { days, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import { conversion, type Unit } from "@labcanary/domain/quantity";
import { RuleFold } from "@labcanary/domain/rules";
import { parseScenario } from "@labcanary/firmware-sim";
import { beforeAll, describe, expect, test } from "vitest";
import { shippedNames } from "../../app/src/site/library.ts";
import { profilesOf } from "../../tools/shipped-profiles.ts";
import { AIR, COLD, type FaultFree, OXYGEN, PLACES } from "../support/fault-free.ts";
import { playScenario, type Trace } from "../support/played-week.ts";
import { shippedSignals } from "../support/shipped-signals.ts";

/*
 * A week in which nothing is wrong, of one thing for every profile that comes along: compressors swing, heaters defrost, people open doors, cells
 * drift and age. No alarm comes of it, and none where readings are missing now and then: who is woken for nothing does not come the next time.
 */

const profiles = Object.assign({}, ...shippedNames().map(profilesOf)) as ReturnType<typeof profilesOf>;
/** Most report once a minute here, also what reports faster in life: a reading then counts for as much longer, and that enough readings come is not asked. */
const signals = new Map(
  shippedSignals(shippedNames(), Object.keys(profiles)).map((signal) => [
    signal.name,
    {
      ...signal,
      hold: milliseconds(Math.max(signal.hold, minutes(3))),
      rules: signal.rules.filter(({ kind }) => kind !== "silence" && kind !== "not-assessable"),
    },
  ]),
);

const things: readonly FaultFree[] = [
  ...COLD,
  ...PLACES,
  ...Object.entries({ ...AIR, O2: OXYGEN }).map(([substance, air]): FaultFree => {
    const by = [...signals.values()].filter(
      (signal) => (signal.substance ?? (signal.quantity === "oxygen-concentration" ? "O2" : undefined)) === substance,
    );
    return { is: `${substance} in clean air`, every: "1min", by: by.map(({ name }) => name), ...air };
  }),
];

test("there is a thing in which nothing is wrong for every profile", () => {
  const watched = new Set(things.flatMap(({ by }) => by));
  expect([...signals.keys()].filter((profile) => !watched.has(profile))).toEqual([]);
});

/** Readings are missing for 10 minutes in 47, so that a gap falls into every part of a swing. */
const isMissing = (hour: number): boolean => (hour * 60) % 47 < 10;

/** What the rules of a profile say of a week, each as `ultra-low-freezer/warming after 3.4 h at -76 Cel`. */
function saidOf(profile: string, { hours, values }: Trace, from: Unit | undefined, withGaps: boolean): readonly string[] {
  const signal = signals.get(profile);
  if (signal === undefined) throw new RangeError(`there is no profile ${profile}`);
  const convert = from === undefined ? undefined : conversion(from, signal.unit, signal);
  if (convert?.ok === false) throw new Error(`${profile} is in ${signal.unit}, not ${from}`);
  const fold = new RuleFold([]);
  const start = Date.UTC(2026, 10, 22, 8);
  fold.apply({ kind: "site", position: 1, receivedAt: epochMs(start), signals: [signal] });
  return hours.flatMap((hour, index) => {
    if (withGaps && isMissing(hour)) return [];
    const said = values[index];
    const number = typeof said === "string" ? (signal.states ?? []).indexOf(said) : said;
    if (number === null || number === undefined || (typeof said === "string" && number < 0))
      throw new Error(`${profile}: ${said} is no value`);
    const value = convert === undefined ? number : convert.value(number);
    const receivedAt = epochMs(start + Math.round(hour * 3_600_000));
    const reading = {
      kind: "sample",
      signal: signal.key,
      at: receivedAt,
      receivedAt,
      value,
      quality: "good",
      historical: false,
      tieBreak: 0,
    } as const;
    const changes = fold.apply({ kind: "readings", position: index + 2, receivedAt, readings: [reading] });
    const raised = changes.filter(({ change }) => change === "raised");
    return raised.map(({ ruleId }) => `${ruleId.slice("device/".length)} after ${hour.toFixed(1)} h at ${value} ${signal.unit}`);
  });
}

/** What is played, as a scenario: a device for each thing, in a room that is warmest in the afternoon. */
function scenarioOf(played: readonly FaultFree[]): string {
  const devices = played.map(
    ({ value, door, every }, index) =>
      `  thing-${index}:\n    every: ${every}\n    signals:\n      value: ${value}\n${door === undefined ? "" : `      door: ${door}\n`}`,
  );
  return `scenario: fault-free\nabout: Nothing is wrong.\nenvironment: { ambient: { mean: 21 Cel, swing: 2 K } }\ndevices:\n${devices.join("")}`;
}

async function tracesOf(played: readonly FaultFree[], seed: number, span = days(7), steps = ""): Promise<readonly Trace[]> {
  const scenario = parseScenario("fault-free.yaml", `${scenarioOf(played)}${steps}`);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.error, undefined, 2));
  const { traces } = await playScenario(scenario.value, span, seed);
  return played.map((_, index) => traces.get(`thing-${index}/value`) as Trace);
}

/** Cold has several weeks, since whether somebody opens the door just as the compressor rests is chance. */
const weeks = [
  ...[1, 2, 3].map((seed) => ({ what: `cold, seed ${seed}`, played: things.filter((thing) => COLD.includes(thing)), seed })),
  { what: "places and air", played: things.filter((thing) => !COLD.includes(thing)), seed: 1 },
];

describe.each(weeks)("a week of $what", ({ played, seed }) => {
  let traces: readonly Trace[];
  beforeAll(async () => {
    traces = await tracesOf(played, seed);
  });

  test.each(played.map((thing, index) => ({ ...thing, index })).filter(({ by }) => by.length > 0))(
    "$is: nobody is woken",
    ({ index, by, unit }) => {
      const trace = traces[index] as Trace;
      expect(trace.hours.at(-1)).toBeGreaterThan(167);
      expect(by.flatMap((profile) => [false, true].flatMap((withGaps) => saidOf(profile, trace, unit, withGaps)))).toEqual([]);
    },
  );
});

/** Minutes after the compressor failed until each rule is raised; nobody opens the door. */
async function toldOfFailure({ door: _door, ...freezer }: FaultFree): Promise<Readonly<Record<string, number>>> {
  const failed = "steps: [{ at: 20h, device: thing-0, signal: value, compressor: failed }]\n";
  const [trace] = await tracesOf([freezer], 1, hours(26), failed);
  return Object.fromEntries(
    saidOf("ultra-low-freezer", trace as Trace, undefined, false).map((line) => {
      const [, rule = "", hour] = /^ultra-low-freezer\/(\S+) after (\S+) h/.exec(line) ?? [];
      return [rule, Math.round((Number(hour) - 20) * 60)];
    }),
  );
}

describe("a compressor that fails is told of three quarters of an hour before the samples are to be moved", () => {
  test.each(COLD.filter(({ by }) => by.includes("ultra-low-freezer")))("$is", async (freezer) => {
    const { warming = Infinity, high = Infinity, "high-high": critical = Infinity } = await toldOfFailure(freezer);
    expect(Math.min(warming, high)).toBeLessThanOrEqual(critical - 45);
    expect(critical).toBeLessThan(200);
  });

  test.each(COLD.filter(({ is }) => is.endsWith("nearly empty") || is.endsWith("worn")))(
    "$is: where it is fast, the forecast comes before the first level",
    async (freezer) => {
      const { warming, high } = await toldOfFailure(freezer);
      expect(warming).toBeLessThan((high as number) - 10);
    },
  );
});
