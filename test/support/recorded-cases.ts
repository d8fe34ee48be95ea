import type { DeviceFile, ProfileFile, RuleFile } from "@labcanary/domain/site";

/**
 * What the log of `every-write.test.ts` holds: one row for each way a rule can behave. A new rule kind is a new row: its devices as a
 * site file has them, what they say, and the changes that must come of it.
 */
export interface RecordedCase {
  readonly name: string;
  readonly devices: readonly DeviceFile[];
  /** The same devices after the site has been edited, at step EDIT; absent: as before. */
  readonly edited?: readonly DeviceFile[];
  readonly said: readonly Said[];
  /** Rule name and change of each, in order. A default rule for silence that says nothing is not mentioned. */
  readonly changes: readonly string[];
}

/** One message of a device. */
export interface Said {
  readonly step: number;
  readonly device: string;
  readonly samples: Readonly<Record<string, unknown>>;
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

export const limit = (setpoint: number, over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "limit",
  direction: "high",
  setpoint,
  ...attributes,
  ...over,
});

export const device = (id: string, signal: string, measured: ProfileFile): DeviceFile => ({
  id,
  zone: "ward",
  signals: { [signal]: { interval: "30s", ...measured } },
});

const temperature = (id: string, rules: Readonly<Record<string, RuleFile>>, over: ProfileFile = {}): DeviceFile =>
  device(id, "temperature", { quantity: "temperature", unit: "Cel", rules, ...over });

/** One value at each step from the first; undefined for none, null for one that could not be measured. */
export const each = (id: string, signal: string, values: readonly (number | string | null | undefined)[]): readonly Said[] =>
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
      "high cleared",
      "high-high cleared",
    ],
  },
  {
    name: "a door held open",
    devices: [
      device("door", "door", {
        quantity: "door",
        states: ["closed", "open"],
        rules: { open: { kind: "state", states: ["open"], onDelay: "15s", ...attributes } },
      }),
    ],
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
];
