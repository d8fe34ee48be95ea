import { describe, expect, it, test } from "vitest";
import { fold, records, type Said, START, siteRecord } from "../../../test/support/folding.ts";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, minutes, seconds } from "../basics/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput, FoldState } from "./fold-state.ts";
import type { Signal, SilenceGroup, SilenceGroupRule } from "./rule.ts";

function group(id: string, over: SilenceGroup, signalKey: string): SilenceGroupRule {
  const { direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
  return { ...attributes, kind: "silence-group", id, signal: signalKey, over };
}

interface Placed {
  readonly device: string;
  readonly zone?: string;
  readonly gateway?: string;
  readonly after?: number;
}

/** One signal each; the groups belong to the first. */
function site(placed: readonly Placed[], groups: readonly { readonly id: string; readonly over: SilenceGroup }[]): Signal[] {
  return placed.map(({ device, zone = "room", gateway, after = 60 }, index) => {
    const key = `${device}/s${index}`;
    const silence = silenceRule({ id: `${key}/silent`, signal: key, after: seconds(after) });
    const own = index === 0 ? groups.map(({ id, over }) => group(id, over, key)) : [];
    return signal({ key, deviceId: device, zoneId: zone, ...(gateway === undefined ? {} : { gateway }), rules: [silence, ...own] });
  });
}

const keysOf = (signals: readonly Signal[]): string[] => signals.map(({ key }) => key);
const allAt = (at: number, keys: readonly string[]): Said[] => keys.map((key) => ({ at, value: 1, key }));

/** `61s d/s0 raised < gw` : of a group the id, of a silence the signal; behind it what it is part of. */
function told(changes: readonly ConditionChange[]): string[] {
  const rules = new Map(changes.filter(({ change }) => change === "raised").map(({ occurrenceId, ruleId }) => [occurrenceId, ruleId]));
  return changes.map(({ change, ruleId, receivedAt, parent }) => {
    const name = ruleId.replace(/\/silent$/, "");
    return `${(receivedAt - START) / 1000}s ${name} ${change}${parent === undefined ? "" : ` < ${rules.get(parent)}`}`;
  });
}

const GATEWAY = { id: "gw", over: { kind: "gateway", deviceId: "g1" } } as const;
const behind = (count: number, over: Partial<Placed> = {}): Placed[] =>
  Array.from({ length: count }, (_, index) => ({ device: `d${index}`, gateway: "g1", ...over }));

describe("many signals behind one dead gateway", () => {
  const signals = site(behind(4), [GATEWAY]);
  const heard = records(allAt(0, keysOf(signals)));

  it("are one alarm, raised before its children, which are listed and timed beneath it", () => {
    const changes = fold(signals, [...heard, ...records([{ at: 60 }])]);
    expect(told(changes)).toEqual([
      "60s gw raised",
      "60s d0/s0 raised < gw",
      "60s d1/s1 raised < gw",
      "60s d2/s2 raised < gw",
      "60s d3/s3 raised < gw",
    ]);
    expect(changes[0]).toMatchObject({
      value: 4,
      evidence: { reason: "4 of 4 signals behind the gateway are silent, and no other was heard in its time" },
    });
  });

  it("are one alarm from the first on, though they reported at different times: the others are overdue", () => {
    const staggered = keysOf(signals).map((key, index) => ({ at: index * 8, value: 1, key }));
    const changes = fold(signals, [...records(staggered), ...records([{ at: 60 }, { at: 70 }, { at: 80 }, { at: 90 }])]);
    expect(told(changes)).toEqual([
      "60s gw raised",
      "60s d0/s0 raised < gw",
      "70s d1/s1 raised < gw",
      "80s d2/s2 raised < gw",
      "90s d3/s3 raised < gw",
    ]);
  });

  it("are told by themselves when they had their own time anew after most were heard again", () => {
    const back = records(allAt(70, keysOf(signals).slice(0, 3)));
    const alive = records(allAt(120, keysOf(signals).slice(0, 3)));
    const changes = fold(signals, [...heard, ...records([{ at: 60 }]), ...back, ...alive, ...records([{ at: 129 }, { at: 130 }])]);
    expect(told(changes).slice(5)).toEqual([
      "70s d0/s0 cleared",
      "70s d1/s1 cleared",
      "70s d2/s2 cleared",
      "130s d3/s3 left",
      "130s gw cleared",
    ]);
  });

  it("are not told by themselves when they are heard a moment after the others", () => {
    const back = records([...allAt(70, keysOf(signals).slice(0, 3)), { at: 71, value: 1, key: "d3/s3" }, { at: 200 }]);
    const changes = fold(signals, [...heard, ...records([{ at: 60 }]), ...back]);
    expect(told(changes).slice(5, 10)).toEqual([
      "70s d0/s0 cleared",
      "70s d1/s1 cleared",
      "70s d2/s2 cleared",
      "71s d3/s3 cleared",
      "71s gw cleared",
    ]);
  });

  it("stay one alarm when most fall silent again while some are waited for", () => {
    const slow = site([...behind(3), ...behind(1, { after: 600 })], [GATEWAY]);
    const keys = keysOf(slow);
    const back = records(allAt(620, keys.slice(0, 3)));
    const log = [...records(allAt(0, keys)), ...records([{ at: 60 }, { at: 600 }]), ...back, ...records([{ at: 680 }, { at: 1300 }])];
    expect(told(fold(slow, log)).slice(8)).toEqual([
      "620s d0/s0 cleared",
      "620s d1/s1 cleared",
      "620s d2/s2 cleared",
      "680s d0/s0 raised < gw",
      "680s d1/s1 raised < gw",
      "680s d2/s2 raised < gw",
    ]);
  });

  it("are told after an hour at the latest, however seldom they report", () => {
    const slow = site([...behind(3), ...behind(1, { after: 86_400 })], [GATEWAY]);
    const keys = keysOf(slow);
    const alive = (at: number): FoldInput[] => records(allAt(at, keys.slice(0, 3)));
    const often = Array.from({ length: 73 }, (_, turn) => alive(86_420 + turn * 50)).flat();
    const changes = fold(slow, [...records(allAt(0, keys)), ...records([{ at: 86_400 }]), ...often]);
    expect(told(changes).slice(-3)).toEqual(["86420s d2/s2 cleared", "90020s d0/s3 left", "90020s gw cleared"]);
  });

  it("are waited for anew when the platform was down meanwhile: nobody could be heard", () => {
    const back = records(allAt(70, keysOf(signals).slice(0, 3)));
    const started: FoldInput = { kind: "started", position: 99, receivedAt: epochMs(START + 100_000) };
    const changes = fold(signals, [
      ...heard,
      ...records([{ at: 60 }]),
      ...back,
      started,
      ...records(allAt(150, keysOf(signals).slice(0, 3))),
      ...records([{ at: 159 }, { at: 160 }]),
    ]);
    expect(told(changes).slice(8)).toEqual(["160s d3/s3 left", "160s gw cleared"]);
  });

  it("are not shielded by the gateway itself being alive", () => {
    const gateway: Placed = { device: "g1" };
    const all = site([...behind(3), gateway], [GATEWAY]);
    const alive = Array.from({ length: 7 }, (_, tick) => ({ at: tick * 10, value: 1, key: "g1/s3" }));
    const changes = fold(all, [...records(allAt(0, keysOf(all).slice(0, 3))), ...records(alive)]);
    expect(told(changes)).toEqual(["60s gw raised", "60s d0/s0 raised < gw", "60s d1/s1 raised < gw", "60s d2/s2 raised < gw"]);
  });
});

test.each([
  { count: 2, silent: 2, because: "two are told one by one" },
  { count: 4, silent: 3, because: "three of four may each have failed" },
])("$silent of $count silent are no group: $because", ({ count, silent }) => {
  const signals = site(behind(count), [GATEWAY]);
  const alive = keysOf(signals)
    .slice(silent)
    .map((key) => ({ at: 55, value: 1, key }));
  const changes = fold(signals, [...records(allAt(0, keysOf(signals))), ...records(alive), ...records([{ at: 60 }])]);
  expect(told(changes).filter((line) => line.includes("gw"))).toEqual([]);
  expect(changes).toHaveLength(silent);
});

test("signals told one by one join the alarm when it becomes one", () => {
  // The fifth is heard until 61 s, so the four others alone are 80 % only from then on.
  const signals = site(behind(6), [GATEWAY]);
  const [first, ...others] = keysOf(signals);
  const log = [...records([{ at: 0, value: 1, key: first! }]), ...records(allAt(50, others)), ...records([{ at: 60 }, { at: 110 }])];
  const changes = told(fold(signals, log));
  expect(changes.slice(0, 3)).toEqual(["60s d0/s0 raised", "110s gw raised", "110s d0/s0 joined < gw"]);
});

describe("a group within a group", () => {
  const placed = [
    ...behind(3, { device: "a" }).map((one) => ({ ...one, gateway: "g1", device: "a" })),
    ...behind(3).map((one, index) => ({ ...one, device: `b${index}` })),
  ];
  const groups = [
    { id: "device-a", over: { kind: "device", deviceId: "a" } as const },
    { id: "building", over: { kind: "zone", zoneId: "house", zones: ["house", "room"] } as const },
  ];
  const signals = site(placed, groups);
  const keys = keysOf(signals);

  it("joins the outer one, with all that is in it", () => {
    const log = [...records(allAt(0, keys.slice(0, 3))), ...records(allAt(40, keys.slice(3))), ...records([{ at: 60 }, { at: 100 }])];
    expect(told(fold(signals, log))).toEqual([
      "60s device-a raised",
      "60s a/s0 raised < device-a",
      "60s a/s1 raised < device-a",
      "60s a/s2 raised < device-a",
      "100s building raised",
      "100s a/s0 joined < building",
      "100s a/s1 joined < building",
      "100s a/s2 joined < building",
      "100s device-a joined < building",
      "100s b0/s3 raised < building",
      "100s b1/s4 raised < building",
      "100s b2/s5 raised < building",
    ]);
  });

  it("is told when those in it had their own time after the rest was heard, before they are told one by one", () => {
    const wider = site([...placed, { device: "c" }], groups);
    const rest = keysOf(wider).slice(3);
    const log = [
      ...records(allAt(0, keysOf(wider))),
      ...records([{ at: 60 }]),
      ...records([70, 110, 130].flatMap((at) => rest.map((key) => ({ at, value: 1, key })))),
    ];
    const lines = told(fold(wider, log));
    expect(lines.slice(0, 2)).toEqual(["60s building raised", "60s a/s0 raised < building"]);
    expect(lines.slice(12)).toEqual([
      "130s device-a raised",
      "130s a/s0 joined < device-a",
      "130s a/s1 joined < device-a",
      "130s a/s2 joined < device-a",
      "130s building cleared",
    ]);
  });

  it("is not told where what is in it is heard in time", () => {
    const log = [
      ...records(allAt(0, keys.slice(0, 3))),
      ...records(allAt(40, keys.slice(3))),
      ...records([{ at: 60 }, { at: 100 }]),
      ...records(allAt(110, keys.slice(3))),
      ...records([...allAt(111, keys.slice(2, 3)), ...allAt(140, keys.slice(0, 2))]),
    ];
    expect(told(fold(signals, log)).slice(15)).toEqual([
      "111s a/s2 cleared",
      "140s a/s0 cleared",
      "140s a/s1 cleared",
      "140s device-a cleared",
      "140s building cleared",
    ]);
  });

  it("leaves its members on their own when it has ended as well", () => {
    const log = [
      ...records(allAt(0, keys.slice(0, 3))),
      ...records(allAt(40, keys.slice(3))),
      ...records([{ at: 60 }, { at: 100 }]),
      ...records([110, 150, 171].flatMap((at) => allAt(at, keys.slice(1)))),
    ];
    expect(told(fold(signals, log)).slice(12)).toEqual([
      "110s a/s1 cleared",
      "110s a/s2 cleared",
      "110s b0/s3 cleared",
      "110s b1/s4 cleared",
      "110s b2/s5 cleared",
      "171s a/s0 left",
      "171s device-a cleared",
      "171s building cleared",
    ]);
  });
});

test("a group taken out of the site leaves its children on their own", () => {
  const signals = site(behind(3), [GATEWAY]);
  const without = site(behind(3), []);
  const change: FoldInput = { kind: "site", position: 50, receivedAt: epochMs(START + 61_000), signals: without };
  const changes = fold(signals, [...records(allAt(0, keysOf(signals))), ...records([{ at: 60 }]), change]);
  expect(told(changes).slice(4)).toEqual(["61s gw cleared", "61s d0/s0 left", "61s d1/s1 left", "61s d2/s2 left"]);
});

test("a change of the site goes on waiting for who was waited for", () => {
  const signals = site(behind(4), [GATEWAY]);
  const keys = keysOf(signals);
  const change: FoldInput = { kind: "site", position: 50, receivedAt: epochMs(START + 80_000), signals: site(behind(4), [GATEWAY]) };
  const back = records([70, 120].flatMap((at) => allAt(at, keys.slice(0, 3))));
  const log = [
    ...records(allAt(0, keys)),
    ...records([{ at: 60 }]),
    ...back.slice(0, 3),
    change,
    ...back.slice(3),
    ...records([{ at: 130 }]),
  ];
  expect(told(fold(signals, log)).slice(8)).toEqual(["130s d3/s3 left", "130s gw cleared"]);
});

/** Folds the log, and again from wherever it could have been saved: each has to tell the same. */
function foldFromAnywhere(
  log: readonly FoldInput[],
  signalsAfter: (index: number) => readonly Signal[],
): { readonly changes: readonly ConditionChange[]; readonly states: readonly FoldState[] } {
  const whole = new RuleFold([]);
  const saved: { state: FoldState; told: number }[] = [];
  const changes: ConditionChange[] = [];
  for (const input of log) {
    changes.push(...whole.apply(input));
    saved.push({ state: structuredClone(whole.save()), told: changes.length });
  }
  for (const [index, { state, told: before }] of saved.entries()) {
    const restarted = new RuleFold(signalsAfter(index), state);
    expect(log.slice(index + 1).flatMap((input) => restarted.apply(input))).toEqual(changes.slice(before));
    expect(restarted.save()).toEqual(whole.save());
  }
  return { changes, states: saved.map(({ state }) => state) };
}

test("it goes on from wherever it was saved as if it had never stopped", () => {
  const placed = [...behind(5), { device: "x", zone: "hall" }];
  const signals = site(placed, [GATEWAY, { id: "building", over: { kind: "zone", zoneId: "house", zones: ["room", "hall"] } }]);
  const keys = keysOf(signals);
  const log: FoldInput[] = [
    siteRecord(signals),
    ...records(allAt(0, keys)),
    ...records([{ at: 60 }, { at: 61, value: 1, key: keys[5]! }]),
    ...records(allAt(90, keys.slice(0, 4))),
    ...records([{ at: 121 }, { at: 150 }, { at: 151, value: 1, key: keys[0]! }, { at: 400 }]),
    ...records(allAt(410, keys.slice(0, 5))),
    ...records([{ at: 450, value: 1, key: keys[1]! }, { at: 469 }, { at: 470 }, { at: 600 }]),
    ...records([610, 650].flatMap((at) => allAt(at, keys.slice(0, 4)))),
    ...records([{ at: 669 }, { at: 670 }, { at: 710 }]),
  ];
  const { changes, states } = foldFromAnywhere(log, () => signals);
  expect(changes.map(({ change }) => change)).toEqual(expect.arrayContaining(["joined", "left", "cleared"]));
  expect(states.some(({ endings }) => endings?.length === 1)).toBe(true);
});

test("one that falls silent while a group is about to end is told when its time is over, wherever it was saved", () => {
  const signals = site([...behind(4), ...behind(1, { after: 120 })], [GATEWAY]);
  const keys = keysOf(signals);
  const log = [
    siteRecord(signals),
    ...records(allAt(0, keys)),
    ...records([{ at: 60 }, { at: 120 }]),
    // The first is heard before most are, and is silent again before the group, about to end since then, stops waiting for it.
    ...records([...allAt(130, keys.slice(0, 1)), ...allAt(135, keys.slice(1, 4))]),
    ...records(allAt(185, keys.slice(1, 4))),
    ...records([{ at: 190 }, { at: 194 }, { at: 195 }]),
  ];
  expect(told(foldFromAnywhere(log, () => signals).changes).slice(-2)).toEqual(["190s d0/s0 raised < gw", "195s d0/s0 left"]);
});

test("what is within a group is not told by itself in the record in which most in it are silent again", () => {
  const inner: Placed[] = Array.from({ length: 3 }, (_, index) => ({ device: `a${index}`, zone: "store" }));
  const outer: Placed[] = Array.from({ length: 4 }, (_, index) => ({ device: `b${index}` }));
  const signals = site(
    [...inner, ...outer],
    [
      { id: "store", over: { kind: "zone", zoneId: "store", zones: ["store"] } },
      { id: "house", over: { kind: "zone", zoneId: "house", zones: ["room", "store"] } },
    ],
  );
  const keys = keysOf(signals);
  const log = [
    siteRecord(signals),
    ...records(allAt(0, keys)),
    ...records([{ at: 60 }]),
    ...records(allAt(70, keys.slice(3))),
    ...records([{ at: 200 }]),
  ];
  expect(told(foldFromAnywhere(log, () => signals).changes).slice(12)).toEqual([
    "200s b0/s3 raised < house",
    "200s b1/s4 raised < house",
    "200s b2/s5 raised < house",
    "200s b3/s6 raised < house",
  ]);
});

test("a group ends when who was waited for is taken out of the site", () => {
  const signals = site(behind(4), [GATEWAY]);
  const without = site(behind(3), [GATEWAY]);
  const keys = keysOf(signals);
  const change: FoldInput = { kind: "site", position: 50, receivedAt: epochMs(START + 80_000), signals: without };
  const log = [siteRecord(signals), ...records(allAt(0, keys)), ...records([{ at: 60 }]), ...records(allAt(70, keys.slice(0, 3))), change];
  const after = [...log, ...records([{ at: 90 }])];
  const { changes } = foldFromAnywhere(after, (index) => (index < log.length - 1 ? signals : without));
  expect(told(changes).slice(8)).toEqual(["80s d3/s3 cleared", "80s gw cleared"]);
});

test("silence has its own time for each signal, also within a group", () => {
  const signals = site([...behind(2), ...behind(2, { after: minutes(5) / 1000 })], [GATEWAY]);
  const log = [...records(allAt(0, keysOf(signals))), ...records([{ at: 60 }, { at: 300 }])];
  expect(told(fold(signals, log)).map((line) => line.replace(/ <.*/, ""))).toEqual([
    "60s d0/s0 raised",
    "60s d1/s1 raised",
    "300s gw raised",
    "300s d0/s0 joined",
    "300s d1/s1 joined",
    "300s d0/s2 raised",
    "300s d1/s3 raised",
  ]);
});
