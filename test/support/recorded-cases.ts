import { epochMs } from "@labcanary/domain/basics";
import type { AlarmRule, DueRule, SilenceRule } from "@labcanary/domain/rules";
import type { DeviceFile, ProfileFile, RuleFile, Signal, SiteFile } from "@labcanary/domain/site";

/**
 * What the log of `every-write.test.ts` holds: one row for each way a rule can behave. A new rule kind is a new row: its devices as a
 * site file has them, what they say, and the changes that must come of it.
 */
export interface RecordedCase {
  readonly name: string;
  readonly devices: readonly DeviceFile[];
  /** The same devices after the site has been edited, at step EDIT; absent: as before. */
  readonly edited?: readonly DeviceFile[];
  /** What the site has besides for it. */
  readonly schedules?: SiteFile["schedules"];
  readonly keyPeriods?: SiteFile["keyPeriods"];
  /** Rules that no site file can say yet, added to each of its signals. */
  readonly also?: (signal: Signal) => readonly AlarmRule[];
  readonly said: readonly Said[];
  /** Rule and change of each, in order: the rule by its name, with its signal where there are several. */
  readonly changes: readonly string[];
}

/** One message of a device. */
export interface Said {
  readonly step: number;
  readonly device: string;
  readonly samples?: Readonly<Record<string, unknown>>;
  /** Instead of samples: what a person or an object did there. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** Seconds it lies in the past. */
  readonly late?: number;
}

/** Steps are so far apart, in seconds: less than the pause after which the log counts the platform as having been away. */
export const STEP = 8;
export const STEPS = 12;
/** The step before whose messages the site is edited. */
export const EDIT = 7;

const text = (words: string) => ({ en: words, zh: words });
const attributes = {
  priority: "high",
  consequence: text("Spoils"),
  firstAction: text("Close the door"),
  responseTime: "5min",
  source: "chosen: test",
} as const;

const limit = (setpoint: number, over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "limit",
  direction: "high",
  setpoint,
  ...attributes,
  ...over,
});

const device = (id: string, signal: string, measured: ProfileFile): DeviceFile => ({
  id,
  zone: "ward",
  signals: { [signal]: { interval: "30s", ...measured } },
});

const temperature = (id: string, rules: Readonly<Record<string, RuleFile>>, over: ProfileFile = {}): DeviceFile =>
  device(id, "temperature", { quantity: "temperature", unit: "Cel", rules, ...over });

const expression = (when: string, over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "expression",
  label: text("Both"),
  when,
  ...attributes,
  ...over,
});

const DOOR: ProfileFile = { quantity: "door", states: ["closed", "open"], interval: "30s" };
const door = (id: string, rules: Readonly<Record<string, RuleFile>>): DeviceFile => device(id, "door", { ...DOOR, rules });

/** A temperature with those rules, and a door beside it. */
const withDoor = (id: string, rules: Readonly<Record<string, RuleFile>>, over: ProfileFile = {}): DeviceFile => ({
  id,
  zone: "ward",
  signals: { door: DOOR, temperature: { quantity: "temperature", unit: "Cel", interval: "30s", rules, ...over } },
});

/** Both in one message at each step. */
const withDoorSaid = (id: string, temperatures: readonly number[], doors: readonly string[]): readonly Said[] =>
  temperatures.map((value, step) => ({ step, device: id, samples: { door: doors[step], temperature: value } }));

/** One value at each step from the first; undefined for none, null for one that could not be measured. */
const each = (id: string, signal: string, values: readonly (number | string | null | undefined)[]): readonly Said[] =>
  values.flatMap((value, step) => (value === undefined ? [] : [{ step, device: id, samples: { [signal]: value } }]));

export const RECORDED_CASES: readonly RecordedCase[] = [
  {
    name: "a limit with delays both ways and a deadband",
    devices: [temperature("delayed", { high: limit(8, { deadband: 0.5, onDelay: "10s", offDelay: "10s" }) })],
    said: each("delayed", "temperature", [5, 9, 9, 9, 7.8, 7, 7, 7, 9, 9, 9, 9]),
    changes: ["high raised", "high cleared", "high raised"],
  },
  {
    name: "a ladder of two levels, the upper one latched",
    devices: [temperature("ladder", { high: limit(8), "high-high": limit(12, { priority: "critical", latching: true }) })],
    said: each("ladder", "temperature", [5, 9, 13, 9, 5, 13, 5]),
    changes: [
      "high raised",
      "high-high raised",
      "high-high cleared",
      "high cleared",
      "high raised",
      "high-high raised",
      "high-high cleared",
      "high cleared",
    ],
  },
  {
    name: "a door held open",
    devices: [door("door", { open: { kind: "state", states: ["open"], onDelay: "15s", ...attributes } })],
    said: each("door", "door", ["closed", "open", "open", "open", "open", "closed"]),
    changes: ["open raised", "open cleared"],
  },
  {
    name: "silence, ended by a reading",
    devices: [temperature("quiet", { silent: { kind: "silence", after: "20s", ...attributes } })],
    said: [
      { step: 0, device: "quiet", samples: { temperature: 5 } },
      { step: 5, device: "quiet", samples: { temperature: 5 } },
    ],
    changes: ["silent raised", "silent cleared", "silent raised"],
  },
  {
    name: "an average over a window",
    devices: [temperature("average", { mean: limit(10, { of: { figure: "average", over: "30s", coverage: 0.5 } }) })],
    said: each("average", "temperature", [20, 20, 20, 20, 20, 0, 0, 0, 0, 0]),
    changes: ["mean raised", "mean cleared"],
  },
  {
    name: "a rate of change",
    devices: [temperature("rate", { rising: limit(30, { of: { figure: "rate", over: "40s" } }) }, { hold: "20s" })],
    said: each("rate", "temperature", [0, 0, 8, 16, 24, 32, 32, 32, 32, 32, 32]),
    changes: ["rising raised", "rising cleared"],
  },
  {
    name: "readings that come too late to wake anybody",
    devices: [temperature("late", { high: limit(8) })],
    said: [
      { step: 0, device: "late", samples: { temperature: 5 } },
      { step: 2, device: "late", samples: { temperature: 15 }, late: 900 },
      { step: 3, device: "late", samples: { temperature: 16 }, late: 890 },
    ],
    changes: ["high historical"],
  },
  {
    name: "readings that could not be measured, which neither raise nor end",
    devices: [temperature("faulty", { high: limit(8) })],
    said: each("faulty", "temperature", [5, 9, null, null, 5]),
    changes: ["high raised", "high cleared"],
  },
  {
    name: "a rule loosened while it is in alarm, and one taken away",
    devices: [temperature("edited", { high: limit(8), extra: limit(7) })],
    edited: [temperature("edited", { high: limit(20) })],
    said: each("edited", "temperature", [5, 9, 9, 9, 9, 9, 9, 9, 9]),
    changes: ["high raised", "extra raised", "extra cleared", "high cleared"],
  },
  {
    name: "a condition over two devices",
    devices: [
      temperature("both", { both: expression("both/temperature > 8 Cel and both-door/door = open", { onDelay: "10s" }) }),
      door("both-door", {}),
    ],
    said: [
      ...each("both", "temperature", [5, 9, 9, 9, 9, 9, 9, 9, 9]),
      ...each("both-door", "door", ["closed", "closed", "open", "open", "open", "open", "closed", "closed", "closed"]),
    ],
    changes: ["both raised", "both cleared"],
  },
  {
    name: "a condition on some of the last samples",
    devices: [temperature("some", { some: expression("2 of 3 samples: temperature > 8 Cel") })],
    said: each("some", "temperature", [5, 9, 5, 9, 5, 5, 5]),
    changes: ["some raised", "some cleared"],
  },
  {
    name: "a limit with time to recover after a door was open",
    devices: [
      withDoor(
        "recovers",
        { high: limit(8, { onDelay: "10s", recovery: { after: "recovers/door = open", within: "40s" } }) },
        { hold: "10s" },
      ),
    ],
    said: withDoorSaid(
      "recovers",
      [5, 9, 9, 9, 9, 9, 9, 9, 9, 5, 5, 5],
      ["closed", "open", "open", ...Array.from({ length: 9 }, () => "closed")],
    ),
    changes: ["high raised", "high cleared"],
  },
  {
    name: "an alarm suppressed by design, for no longer than it may",
    devices: [
      withDoor("suppressed", { high: limit(8, { suppressed: { when: "suppressed/door = open", atMost: "30s", name: "door open" } }) }),
    ],
    said: withDoorSaid("suppressed", [5, 9, 9, 9, 9, 9, 9, 5], ["open", "open", "open", "open", "open", "open", "open", "closed"]),
    changes: ["high raised", "high unsuppressed", "high cleared"],
  },
  {
    name: "a rule that counts until 03:00, on the night when clocks are set back then",
    devices: [temperature("nightly", { high: limit(8, { during: "until-three" }) })],
    schedules: { "until-three": { from: "02:30", to: "03:00" } },
    said: each("nightly", "temperature", [5, 9, 9, 9, 9, 9, 9, 9]),
    changes: ["high raised", "high cleared"],
  },
  {
    name: "silences of one device that become one alarm",
    devices: [
      {
        id: "pair",
        zone: "ward",
        signals: Object.fromEntries(
          ["one", "two", "three"].map((signal) => [signal, { quantity: "temperature", unit: "Cel", hold: "20s", rules: {} }]),
        ),
      },
    ],
    said: [0, 6, 7, 8].map((step) => ({ step, device: "pair", samples: { one: 5, two: 5, three: 5 } })),
    changes: [
      "device:pair/silent raised",
      "one/silent raised",
      "two/silent raised",
      "three/silent raised",
      "one/silent cleared",
      "two/silent cleared",
      "three/silent cleared",
      "device:pair/silent cleared",
      "device:pair/silent raised",
      "one/silent raised",
      "two/silent raised",
      "three/silent raised",
    ],
  },
  {
    name: "a gas sensor over its range, then low, until clean air was read",
    devices: [
      device("rich", "methane", {
        quantity: "gas-concentration",
        unit: "%LEL",
        substance: "CH4",
        range: { max: 100 },
        rules: { high: limit(10), "over-range": { kind: "over-range", cleanFor: "24s", ...attributes } },
      }),
    ],
    said: each("rich", "methane", [1, 120, 1, 1, 1, 1, 1, 1]),
    changes: ["over-range raised", "high raised", "over-range cleared", "high cleared"],
  },
  {
    name: "an average that cannot be told after a gap",
    devices: [
      temperature(
        "gappy",
        {
          mean: limit(30, { of: { figure: "average", over: "24s", coverage: 0.9 } }),
          silent: { kind: "silence", after: "5min", ...attributes },
        },
        { hold: "10s" },
      ),
    ],
    said: [0, 1, 2, 3, 6, 7, 8, 9, 10].map((step) => ({ step, device: "gappy", samples: { temperature: 5 } })),
    changes: ["mean-not-assessable raised", "mean-not-assessable cleared"],
  },
  {
    name: "a calibration that falls due",
    devices: [temperature("due", {})],
    also: (signal) => {
      const { id: _id, kind: _kind, after: _after, ...stated } = signal.rules[0] as SilenceRule;
      const dueAt = epochMs(Date.UTC(2026, 9, 25, 1, 0));
      return [{ ...stated, kind: "due", id: `${signal.key}/calibration`, duty: "calibration", dueAt, day: "2026-10-25" } satisfies DueRule];
    },
    said: each("due", "temperature", [5, 5, 5, 5, 5, 5, 5, 5]),
    changes: ["calibration raised"],
  },
  {
    name: "a door opened without access, by one person where two must be, and unlocked without being opened yet",
    devices: [
      device("store", "door", {
        ...DOOR,
        hold: "30min",
        rules: {
          forced: { kind: "opened-without-access", access: "granted", ...attributes },
          two: { kind: "two-person", roles: ["keeper", "user"], grace: "15s", ...attributes },
          unlocked: { kind: "unlocked-unopened", ...attributes },
        },
      }),
    ],
    said: [
      ...each("store", "door", ["closed", "open", "closed", undefined, "open", "open", "open", "closed"]),
      { step: 3, device: "store", event: { kind: "badge", credential: "1", granted: true } },
      { step: 8, device: "store", event: { kind: "unlock" } },
    ],
    changes: ["forced raised", "two raised", "forced cleared", "two cleared", "two raised", "two cleared"],
  },
  {
    name: "a door that is sealed these days, opened by nobody who has leave",
    devices: [device("sealed", "door", { ...DOOR, hold: "30min" })],
    keyPeriods: [
      {
        id: "fair",
        kind: "event",
        name: text("Fair"),
        from: "2026-10-24",
        to: "2026-10-26",
        seal: [{ door: "sealed/door", grace: "15s" }],
      },
    ],
    said: each("sealed", "door", ["closed", "closed", "open", "open", "open", "open", "open", "closed", "closed"]),
    changes: ["sealed-fair raised", "sealed-fair cleared"],
  },
  {
    name: "a weight that goes while the door is closed",
    devices: [
      {
        id: "shelf",
        zone: "ward",
        signals: {
          door: { ...DOOR, hold: "30min" },
          scales: {
            quantity: "mass",
            unit: "g",
            hold: "10s",
            rules: { weight: { kind: "weight-without-opening", door: "door", change: 5, settle: "16s", offDelay: "10s", ...attributes } },
          },
        },
      },
    ],
    said: Array.from({ length: 12 }, (_, step) => ({ step, device: "shelf", samples: { door: "closed", scales: step < 4 ? 100 : 50 } })),
    changes: ["weight raised"],
  },
];
