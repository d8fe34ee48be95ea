import { describe, expect, test } from "vitest";
import { everyKindSignals } from "../../../test/support/every-kind.ts";
import { type EpochMs, epochMs } from "../basics/index.ts";
import type { AccessEvent, Reading, SignalKey } from "../telemetry/index.ts";
import { inOrderOfReceipt, type Received } from "./backtest-replay.ts";
import { explainSignal } from "./explain.ts";
import type { AlarmRule, RuleId, Signal } from "./rule.ts";
import { RULE_KINDS } from "./watch-rules.ts";
import { watchedBy } from "./watched-by.ts";

const SIGNALS = everyKindSignals();
/** At night where the site is, and an hour and a half before its calibration is due. */
const START = Date.UTC(2026, 9, 25, 0);
const at = (second: number): EpochMs => epochMs(START + second * 1000);
const time = (moment: EpochMs): string => `${(moment - START) / 1000}s`;

/** What a signal says every 20 s: up to a second, from the one before on. */
type Course = readonly (readonly [until: number, value: number])[];

const INTERVAL = 20;

function readingsOf(key: SignalKey, course: Course, from = 0): readonly Reading[] {
  const { range } = SIGNALS.find((signal) => signal.key === key) as Signal;
  let second = from;
  return course.flatMap(([until, value]) => {
    const readings: Reading[] = [];
    for (; second < until; second += INTERVAL) {
      const placed = { signal: key, at: at(second), receivedAt: at(second), historical: false, tieBreak: 0 };
      const overRange = range !== undefined && value >= range.max ? { overRange: true as const } : {};
      readings.push({ kind: "sample", value, quality: "good", ...placed, ...overRange });
    }
    return readings;
  });
}

const ROLES = { wang: ["keeper"], li: ["user"] } as const;

function eventAt(second: number, kind: "badge" | "unlock", who: keyof typeof ROLES): AccessEvent {
  const person = { id: who, name: who, roles: ROLES[who] };
  const id = `vault:${second}:${kind}:${who}`;
  return { id, deviceId: "vault", kind, at: at(second), receivedAt: at(second), granted: true, historical: false, person };
}

interface Story {
  readonly rule: RuleId;
  readonly said: Readonly<Record<SignalKey, Course>>;
  /** What a signal says after its course, with nothing in between. */
  readonly later?: readonly [key: SignalKey, from: number, course: Course];
  readonly did?: readonly AccessEvent[];
  /** When it is asked why there is no alarm, and when why there is one. */
  readonly quietAt: number;
  readonly raisedAt: number;
  readonly notYet: string;
  readonly because: string;
}

const DETECTORS = ["det-1/gas", "det-2/gas", "det-3/gas"] as const;
const OTHERS = ["gw/fan", "vault/door", "vault/scales", "fridge/temperature", "fridge/door"] as const;
const all = (keys: readonly SignalKey[], course: Course) => Object.fromEntries(keys.map((key) => [key, course]));
const OPENED: Course = [
  [60, 0],
  [200, 1],
];

/** Of each kind one rule that is normal at first and raised then: a kind without a story does not compile. */
const STORIES: Readonly<Record<AlarmRule["kind"], Story>> = {
  limit: {
    rule: "det-1/gas/high",
    said: {
      "det-1/gas": [
        [60, 2],
        [200, 12],
      ],
    },
    quietAt: 45,
    raisedAt: 130,
    notYet: "2 %LEL is not >= 10 %LEL",
    because: "raised 90s: 12 %LEL is >= 10 %LEL for 30 s",
  },
  state: {
    rule: "fridge/door/held",
    said: {
      "fridge/door": [
        [60, 0],
        [260, 1],
      ],
    },
    quietAt: 45,
    raisedAt: 200,
    notYet: "closed is not open",
    because: "raised 180s: open for 120 s",
  },
  silence: {
    rule: "fridge/door/silent",
    said: { "fridge/door": [[60, 0]] },
    quietAt: 45,
    raisedAt: 170,
    notYet: "last heard 40s; that is silence from 160s",
    because: "raised 160s: nothing fresh was heard for 120 s",
  },
  "silence-group": {
    rule: "gateway:gw/silent",
    said: { ...all(OTHERS, [[200, 0]]), ...all(DETECTORS, [[60, 2]]) },
    quietAt: 45,
    raisedAt: 110,
    notYet: "0 of 3 signals behind the gateway are silent and 0 overdue; it takes 3",
    because: "raised 100s: 3 of 3 signals behind the gateway are silent",
  },
  due: {
    rule: "fridge/temperature/calibration-due",
    said: { "fridge/temperature": [[5420, 0]] },
    quietAt: 45,
    raisedAt: 5410,
    notYet: "due",
    because: "raised 5400s: ",
  },
  expression: {
    rule: "store/confirmed",
    said: {
      ...all(
        ["det-1/gas", "det-2/gas"],
        [
          [60, 2],
          [200, 20],
        ],
      ),
      "det-3/gas": [[200, 2]],
    },
    quietAt: 45,
    raisedAt: 110,
    notYet: "0 of 3, 2 needed",
    because: "det-2/gas 20 %LEL",
  },
  "over-range": {
    rule: "det-1/gas/over-range",
    said: {
      "det-1/gas": [
        [60, 2],
        [100, 29],
      ],
    },
    quietAt: 45,
    raisedAt: 90,
    notYet: "2 %LEL: clean air",
    because: "raised 60s: over the range",
  },
  "not-assessable": {
    rule: "det-1/gas/average-not-assessable",
    said: { "det-1/gas": [[160, 2]] },
    later: ["det-1/gas", 300, [[340, 2]]],
    quietAt: 155,
    raisedAt: 345,
    notYet: "the figure can be told",
    because: "too little of the last 120 s was watched to tell the figure",
  },
  recovery: {
    rule: "fridge/temperature/high",
    said: {
      "fridge/temperature": [
        [60, 4],
        [300, 9],
      ],
      "fridge/door": [[300, 0]],
    },
    quietAt: 45,
    raisedAt: 200,
    notYet: "4 °C",
    because: "raised 120s: ",
  },
  "opened-without-access": {
    rule: "vault/door/forced",
    said: { "vault/door": OPENED },
    did: [eventAt(150, "badge", "wang")],
    quietAt: 45,
    raisedAt: 140,
    notYet: "no opening without access",
    because: "opened with no access granted",
  },
  "unlocked-unopened": {
    rule: "vault/door/unlocked",
    said: { "vault/door": [[2000, 0]] },
    did: [eventAt(50, "unlock", "wang")],
    quietAt: 45,
    raisedAt: 1990,
    notYet: "no unlocking that an opening or a lock has not followed",
    because: "unlocked by {person:wang}",
  },
  "two-person": {
    rule: "vault/door/two-person",
    said: { "vault/door": OPENED },
    did: [eventAt(50, "badge", "wang")],
    quietAt: 45,
    raisedAt: 140,
    notYet: "not opened by fewer than two people",
    because: "only {person:wang} had badged",
  },
  "sealed-door": {
    rule: "vault/door/sealed-fair",
    said: { "vault/door": OPENED },
    did: [eventAt(50, "badge", "wang")],
    quietAt: 45,
    raisedAt: 140,
    notYet: "closed",
    because: "opened without leave while it is sealed: {person:wang} had badged",
  },
  "weight-without-opening": {
    rule: "vault/scales/weight",
    said: {
      "vault/scales": [
        [120, 250],
        [400, 200],
      ],
      "vault/door": [[400, 0]],
    },
    quietAt: 110,
    raisedAt: 390,
    notYet: "the weight is as it was",
    because: "raised 160s: 50 less than before, and the door was closed all the time",
  },
};

function ruleOf({ rule: id }: Story): { readonly signal: Signal; readonly rule: AlarmRule } {
  for (const signal of SIGNALS) {
    const rule = signal.rules.find((candidate) => candidate.id === id);
    if (rule !== undefined) return { signal, rule };
  }
  throw new Error(`the site has no rule ${id}`);
}

function receivedOf({ said, later, did = [] }: Story): Required<Omit<Received, "since">> {
  const courses = Object.entries(said).map(([key, course]) => readingsOf(key, course));
  const more = later === undefined ? [] : readingsOf(later[0], later[2], later[1]);
  return { readings: inOrderOfReceipt([...courses, more]), events: did, authorisations: [] };
}

function explained(story: Story, second: number) {
  const { signal, rule } = ruleOf(story);
  const watched = new Set([signal.key, ...watchedBy(rule).signals]);
  const answers = explainSignal(
    signal.key,
    SIGNALS.filter(({ key }) => watched.has(key) || rule.kind === "silence-group"),
    receivedOf(story),
    { at: at(second), time },
  );
  return answers.find(({ ruleId }) => ruleId === rule.id);
}

describe.each(RULE_KINDS)("of the kind %s", (kind) => {
  const story = STORIES[kind];

  test("why there is no alarm", () => {
    const answer = explained(story, story.quietAt);
    expect(ruleOf(story).rule.kind).toBe(kind);
    expect(answer).toMatchObject({ state: "normal", because: expect.stringContaining(story.notYet) });
    expect(answer?.step).not.toBe("raised");
    expect(answer?.because).not.toBe("");
  });

  test("why there is one", () => {
    const answer = explained(story, story.raisedAt);
    expect(answer).toMatchObject({ state: "active", step: "raised", because: expect.stringContaining(story.because) });
    expect(answer?.ruleVersion).toBe(ruleOf(story).rule.version);
  });
});
