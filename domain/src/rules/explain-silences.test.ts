import { describe, expect, test } from "vitest";
import { records, START, siteRecord } from "../../../test/support/folding.ts";
import { signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, seconds } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import { explainSilences, silencesFrom } from "./explain-silences.ts";
import { RuleFold } from "./fold.ts";
import type { Signal, SilenceGroup, SilenceGroupRule } from "./rule.ts";
import { signalsAround, silencesAround } from "./silences-around.ts";

const { after: _after, kind: _kind, id: _id, signal: _signal, ...attributes } = silenceRule();
const groupRule = (name: string, over: SilenceGroup): SilenceGroupRule => ({
  ...attributes,
  kind: "silence-group",
  id: `${name}/silent`,
  signal: "s0/gas",
  over,
});
const GATEWAY = groupRule("gateway", { kind: "gateway", deviceId: "gw" });
const HOUSE = groupRule("house", { kind: "zone", zoneId: "house", zones: ["house", "lab"] });
const DEVICE = groupRule("device", { kind: "device", deviceId: "s0" });

/** So many signals behind a gateway, and some more in the same house; each is silent after a minute. The first has the groups. */
function siteOf({ behind, more = 0, groups }: { behind: number; more?: number; groups: readonly SilenceGroupRule[] }): readonly Signal[] {
  return Array.from({ length: behind + more }, (_, place) => {
    const key = `s${place}/gas`;
    const silence = silenceRule({ id: `${key}/silent`, signal: key, after: seconds(60) });
    const zone = place < behind ? { gateway: "gw", zoneId: "lab" } : { zoneId: "house" };
    return { ...signal(), key, deviceId: `s${place}`, hold: seconds(60), ...zone, rules: [silence, ...(place === 0 ? groups : [])] };
  });
}

/** Every 20 s from a second on, until before another. */
type Spoken = readonly (readonly [from: number, until: number])[];

const readingsOf = (place: number, spoken: Spoken): readonly Reading[] =>
  records(
    spoken.flatMap(([from, until]) =>
      Array.from({ length: Math.ceil((until - from) / 20) }, (_, count) => ({ at: from + 20 * count, value: 1 })),
    ),
    `s${place}/gas`,
  ).flatMap((input) => (input.kind === "readings" ? input.readings : []));

/** Long before: the question looks an hour and two minutes back. */
const LONG = -4000;

interface Asked {
  readonly signals: readonly Signal[];
  /** What each said, by its place; the last stands for those after it. */
  readonly spoken: readonly Spoken[];
  readonly at: number;
  readonly most?: number;
}

function ask({ signals, spoken, at, most }: Asked) {
  const [first] = signals as readonly [Signal];
  const around = silencesAround(signals, first, most);
  const asked = { at: epochMs(START + at * 1000), time: (moment: number) => `${(moment - START) / 1000}s` };
  const from = silencesFrom(asked.at, around);
  const readings = around.signals
    .flatMap(({ key }) => {
      const place = Number(key.slice(1, key.indexOf("/")));
      return readingsOf(place, spoken[Math.min(place, spoken.length - 1)] ?? []);
    })
    .filter((reading) => reading.at >= from)
    .sort((a, b) => a.receivedAt - b.receivedAt);
  const rules = first.rules.filter((rule) => rule.kind === "silence-group");
  return explainSilences(rules, { ...around, readings }, asked);
}

const FIVE = siteOf({ behind: 5, groups: [GATEWAY] });
const ON: Spoken = [[LONG, 100]];
const LASTING: Spoken = [[LONG, 9000]];

test.each<Omit<Asked, "signals"> & { members: object; state: string; step: string; since?: number; because: string }>([
  {
    spoken: [LASTING],
    at: 90,
    members: { silent: 0, overdue: 0, of: 5 },
    state: "normal",
    step: "condition-not-met",
    because: "0 of 5 signals behind the gateway are silent and 0 overdue; it takes 4 for one cause to be behind them",
  },
  {
    spoken: [ON, ON, LASTING],
    at: 130,
    members: { silent: 0, overdue: 2, of: 5 },
    state: "normal",
    step: "condition-not-met",
    because: "0 of 5 signals behind the gateway are silent and 2 overdue; it takes 4 for one cause to be behind them",
  },
  {
    spoken: [ON, ON, ON, LASTING],
    at: 150,
    members: { silent: 3, overdue: 0, of: 5 },
    state: "normal",
    step: "condition-not-met",
    because:
      "3 of 5 signals behind the gateway are silent and 0 overdue; it takes 4 for one cause to be behind them" +
      "; raised before -3570s, it would still stand: it ends when fewer than half are silent and the others had their time",
  },
  {
    spoken: [ON, [[LONG, 120]], [[LONG, 120]], ON, LASTING],
    at: 150,
    members: { silent: 2, overdue: 2, of: 5 },
    state: "active",
    step: "raised",
    since: 140,
    because:
      "raised 140s: 2 of 5 signals behind the gateway are silent, and no other was heard in its time" +
      "; now 2 of 5 signals behind the gateway are silent and 2 overdue",
  },
  {
    spoken: [[]],
    at: 150,
    members: { silent: 5, overdue: 0, of: 5 },
    state: "active",
    step: "raised",
    because: "raised -3510s or before; now 5 of 5 signals behind the gateway are silent and 0 overdue",
  },
  {
    spoken: [
      [
        [LONG, 100],
        [300, 9000],
      ],
    ],
    at: 400,
    members: { silent: 0, overdue: 0, of: 5 },
    state: "normal",
    step: "condition-not-met",
    since: 300,
    because:
      "0 of 5 signals behind the gateway are silent and 0 overdue; it takes 4 for one cause to be behind them" +
      "; the last alarm ended 300s: 5 of 5 signals were heard again",
  },
  {
    spoken: [[[0, 9000]]],
    at: 90,
    members: { silent: 0, overdue: 0, of: 5 },
    state: "normal",
    step: "condition-not-met",
    because:
      "0 of 5 signals behind the gateway are silent and 0 overdue; it takes 4 for one cause to be behind them" +
      "; from -3630s to 0s most were not heard",
  },
])("after $spoken, at $at s: $because", ({ members, state, step, since, because, ...asked }) => {
  const answer = ask({ signals: FIVE, ...asked }).get(GATEWAY.id);
  expect(answer).toEqual({
    ruleId: GATEWAY.id,
    ruleVersion: GATEWAY.version,
    members,
    state,
    step,
    ...(since === undefined ? {} : { since: epochMs(START + since * 1000) }),
    because,
  });
});

describe("groups within groups", () => {
  const signals = siteOf({ behind: 4, more: 2, groups: [GATEWAY, HOUSE] });

  test("the larger one that stands has the smaller beneath it, which is not told for itself", () => {
    const answers = ask({ signals, spoken: [ON], at: 200 });
    expect(answers.get(HOUSE.id)).toMatchObject({ state: "active", members: { silent: 6, of: 6 } });
    expect(answers.get(GATEWAY.id)).toMatchObject({
      state: "normal",
      step: "part-of-larger",
      because: "4 of 4 signals behind the gateway are silent and 0 overdue; house/silent stands for them",
    });
  });

  test("the smaller one stands alone while the others are heard", () => {
    const answers = ask({ signals, spoken: [ON, ON, ON, ON, LASTING], at: 200 });
    expect(answers.get(GATEWAY.id)).toMatchObject({ state: "active", since: START + 140_000 });
    expect(answers.get(HOUSE.id)).toMatchObject({ state: "normal", step: "condition-not-met", members: { silent: 4, of: 6 } });
  });

  test("the larger one is not looked at where it has too many signals, and the smaller one says so", () => {
    const answers = ask({ signals, spoken: [ON, ON, ON, LASTING], at: 130, most: 5 });
    expect(answers.get(HOUSE.id)).toMatchObject({ state: "not-known", step: "too-many-signals" });
    expect(answers.get(GATEWAY.id)?.because).toContain("; whether house/silent stood for them is not looked at: too many signals");
  });
});

test("a group says what the rules made of the same log", () => {
  const fold = new RuleFold([]);
  const records = [0, 20, 40].flatMap((second) => FIVE.flatMap((_, place) => readingsOf(place, [[second, second + 20]])));
  fold.apply({ ...siteRecord(FIVE) });
  let position = 1;
  for (const reading of records)
    fold.apply({ kind: "readings", position: ++position, receivedAt: reading.receivedAt, readings: [reading] });
  const [raised] = fold.apply({ kind: "tick", position: ++position, receivedAt: epochMs(START + 100_000) });
  const answer = ask({ signals: FIVE, spoken: [[[0, 60]]], at: 100 }).get(GATEWAY.id);
  expect(answer?.because).toContain(raised?.evidence.reason);
});

describe("what is looked at", () => {
  test("is the members of a signal's groups, with their silences and those groups, and no rule besides", () => {
    const signals = siteOf({ behind: 4, more: 2, groups: [DEVICE, GATEWAY] });
    const around = silencesAround(signals, signals[0] as Signal);
    expect(around.signals.map(({ key }) => key)).toEqual(["s0/gas", "s1/gas", "s2/gas", "s3/gas"]);
    expect(around.signals[0]?.rules.map(({ id }) => id)).toEqual(["s0/gas/silent", DEVICE.id, GATEWAY.id]);
    expect(silencesAround(signals, signals[1] as Signal)).toEqual({ signals: [], tooLarge: new Set() });
    expect(signalsAround(signals, signals[1] as Signal)).toEqual([]);
  });

  test.each([1, 3, 4, 5, 6, 9])("is the same among the signals needed for it as among all, with at most %i signals", (most) => {
    const signals = siteOf({ behind: 5, more: 30, groups: [DEVICE, GATEWAY, HOUSE] });
    const [first] = signals as readonly [Signal];
    const needed = signalsAround(signals, first, most);
    expect(needed.length).toBeLessThanOrEqual(3 * (most + 1));
    expect(silencesAround(needed, first, most)).toEqual(silencesAround(signals, first, most));
  });
});
