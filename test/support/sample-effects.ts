import { type EpochMs, epochMs, minutes } from "@labcanary/domain/basics";
import { type ConditionChange, type FoldInput, RuleFold } from "@labcanary/domain/rules";
import type { Frame } from "@labcanary/domain/telemetry";
import { compileSite, type RuleFile, type SignalFile, type Site } from "@labcanary/domain/site";
import type { Effect, EffectRow, Manner } from "../../tools/sample-effects.ts";
import { EventDecoder } from "../../ingest/src/decode/event-decoder.ts";
import { FrameDecoder } from "../../ingest/src/decode/frame-decoder.ts";

/** What happens to each kind of rule when a sample comes in one manner or another: found out by sending it, from the frame on. */

/** A story that raises and then clears the alarm of the rule `r` of `dev/s`: what the signal says, and at which second. */
interface Probe {
  readonly signals: Readonly<Record<string, SignalFile>>;
  /** Where the rule is not `dev/s/r`. */
  readonly ruleId?: string;
  readonly said: readonly (readonly [second: number, value: number | string])[];
  /** What the device tells of people, by the second. */
  readonly events?: readonly (readonly [second: number, kind: string])[];
  /** What another signal says along with every sample. */
  readonly beside?: { readonly name: string; readonly value: string };
  /** Its door `s` is sealed all the time. */
  readonly isSealed?: true;
  /** The rule waits so long for word of people before it decides. */
  readonly decidesAfter?: number;
  /** Only time raises it. */
  readonly isRaisedByTime?: boolean;
}

const text = (en: string) => ({ en, zh: en });
const rule = (over: Partial<RuleFile> & Pick<RuleFile, "kind">): RuleFile => ({
  priority: "high",
  consequence: text("harm"),
  firstAction: text("look"),
  responseTime: "10min",
  source: "test",
  ...over,
});
const limit = (setpoint: number, over: Partial<RuleFile> = {}): RuleFile => rule({ kind: "limit", direction: "high", setpoint, ...over });

const GAS: SignalFile = { quantity: "gas-concentration", unit: "%LEL", substance: "CH4", interval: "10s", range: { max: 100 } };
const TEMPERATURE: SignalFile = { quantity: "temperature", unit: "Cel", interval: "10s", range: { max: 100 } };
const DOOR: SignalFile = { quantity: "door", states: ["closed", "open"], interval: "10s" };

/** Every 10 s. */
const every10s = <Value extends number | string>(...values: readonly Value[]): readonly (readonly [number, Value])[] =>
  values.map((value, index) => [index * 10, value]);
const times = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

const onGas = (rules: Readonly<Record<string, RuleFile>>, said: Probe["said"]): Probe => ({ signals: { s: { ...GAS, rules } }, said });
const average: RuleFile["of"] = { figure: "average", over: "1min", coverage: 0.75 };
/** Rising by 1 in 10 s, then by a tenth of that. */
const slope: readonly number[] = [
  ...Array.from({ length: 8 }, (_, step) => step),
  ...Array.from({ length: 24 }, (_, step) => 7 + step / 10),
];

const PROBES: Readonly<Record<Exclude<EffectRow, "silence" | "silence-group" | "due">, Probe>> = {
  "limit high": onGas({ r: limit(10) }, every10s(1, 20, 20, 1)),
  "limit low": onGas({ r: limit(5, { direction: "low" }) }, every10s(20, 20, 1, 1, 20)),
  "limit on average": onGas({ r: limit(10, { of: average }) }, every10s(...times(6, 30), ...times(8, 0))),
  "limit on rate": onGas({ r: limit(3, { of: { figure: "rate", over: "2min" } }) }, every10s(...slope)),
  "limit on time-to": onGas(
    { r: limit(2, { direction: "low", of: { figure: "time-to", over: "2min", limit: 15, direction: "high" } }) },
    every10s(...slope),
  ),
  "limit on time-beyond": onGas(
    { r: limit(0.5, { of: { figure: "time-beyond", over: "2min", limit: 10, direction: "high" } }) },
    every10s(1, ...times(5, 30), ...times(14, 1)),
  ),
  "limit on mean-kinetic-temperature": {
    signals: {
      s: { ...TEMPERATURE, rules: { r: limit(30, { of: { figure: "mean-kinetic-temperature", over: "24h", coverage: 0.0003 } }) } },
    },
    said: every10s(...times(5, 40), ...times(20, 5)),
  },
  state: {
    signals: { s: { ...DOOR, rules: { r: rule({ kind: "state", states: ["open"] }) } } },
    said: every10s("closed", "open", "open", "closed"),
  },
  expression: onGas({ r: rule({ kind: "expression", label: text("too much"), when: "s >= 10 %LEL" }) }, every10s(1, 1, 20, 20, 1)),
  recovery: {
    signals: { s: { ...TEMPERATURE, rules: { r: limit(10, { recovery: { after: "door = open", within: "5min" } }) } }, door: DOOR },
    said: every10s(1, 1, 20, 20, 1),
  },
  "over-range": onGas({ r: rule({ kind: "over-range" }) }, every10s(1, 1, 100, ...times(14, 1))),
  "not-assessable": {
    ...onGas({ a: limit(90, { of: average }) }, [
      ...every10s(...times(12, 1)),
      ...every10s(...times(12, 1)).map(([at, value]) => [200 + at, value] as const),
    ]),
    ruleId: "dev/s/a-not-assessable",
  },
  "opened-without-access": {
    signals: { s: { ...DOOR, rules: { r: rule({ kind: "opened-without-access", access: "granted", grace: "5s" }) } } },
    said: every10s("closed", "closed", "open", "open", "closed"),
    decidesAfter: 6,
  },
  "sealed-door": {
    signals: { s: DOOR },
    said: every10s("closed", "closed", "open", "open", "closed"),
    isSealed: true,
    decidesAfter: 2,
    ruleId: "dev/s/sealed-fair",
  },
  "two-person": {
    signals: { s: { ...DOOR, rules: { r: rule({ kind: "two-person", grace: "5s" }) } } },
    said: every10s("closed", "closed", "open", "open", "closed"),
    decidesAfter: 6,
  },
  "unlocked-unopened": {
    signals: { s: { ...DOOR, rules: { r: rule({ kind: "unlocked-unopened", within: "10s", grace: "5s" }) } } },
    said: every10s("closed", "closed", "closed", "closed", "closed", "open"),
    events: [[5, "unlock"]],
    decidesAfter: 6,
    isRaisedByTime: true,
  },
  "weight-without-opening": {
    signals: {
      s: {
        quantity: "mass",
        unit: "g",
        interval: "10s",
        rules: { r: rule({ kind: "weight-without-opening", door: "door", change: 5, settle: "60s" }) },
      },
      door: DOOR,
    },
    said: every10s(...times(8, 100), ...times(12, 80), ...times(12, 100)),
    beside: { name: "door", value: "closed" },
  },
};

const START = Date.UTC(2026, 10, 22, 8);
const at = (second: number): EpochMs => epochMs(START + second * 1000);

const SEALED = { id: "fair", kind: "event", name: text("Fair"), from: "2026-11-01", to: "2026-12-31", seal: [{ door: "dev/s" }] } as const;

function siteOf({ signals, isSealed }: Pick<Probe, "signals" | "isSealed">): Site {
  const site = compileSite(
    {
      site: "effects",
      name: text("Effects"),
      timeZone: "UTC",
      people: {
        wang: { name: "Wang", language: "en", phone: "+8613800000001", badges: ["A1"] },
        li: { name: "Li", language: "en", badges: ["A2"] },
      },
      securityCentre: ["wang"],
      zones: [{ id: "room", kind: "room", name: text("Room") }],
      devices: [{ id: "dev", zone: "room", signals }],
      ...(isSealed === true ? { keyPeriods: [SEALED] } : {}),
    },
    "1",
  );
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

interface Message {
  readonly second: number;
  readonly sample: unknown;
  readonly name?: string;
  /** The device's own time, where that is not the time of receipt. */
  readonly deviceSecond?: number;
  readonly retain?: boolean;
}

const frameOf = (branch: string, payload: object, retain = false): Frame => ({
  deviceId: "dev",
  topic: `v1/devices/dev/${branch}`,
  payload: new TextEncoder().encode(JSON.stringify(payload)),
  qos: 1,
  retain,
  duplicate: false,
});

/** A device, the decoder and the rules, as they stand behind one another in the platform. */
class Line {
  readonly #decoder = new FrameDecoder();
  readonly #events = new EventDecoder();
  readonly fold = new RuleFold([]);
  readonly #ruleId: string;
  #position = 1;
  /** What was refused last, by its code. */
  refused: readonly string[] = [];

  constructor(site: Site, ruleId: string) {
    this.#ruleId = ruleId;
    this.#decoder.changeSite(site);
    this.#events.changeSite(site);
    this.#apply({ kind: "site", receivedAt: at(0), signals: site.signals });
  }

  /** Somebody did something at the device. */
  did(second: number, kind: string): void {
    const { events } = this.#events.decode(frameOf("events", { at: at(second), kind }), at(second));
    if (events.length !== 1) throw new Error(`${kind} is no event`);
    this.#apply({ kind: "readings", receivedAt: at(second), readings: [], events });
  }

  say({ second, sample, name = "s", deviceSecond = second, retain = false }: Message): readonly ConditionChange[] {
    const frame = frameOf("telemetry", { at: at(deviceSecond), samples: { [name]: sample } }, retain);
    const { readings, refused } = this.#decoder.decode(frame, at(second));
    this.refused = refused.map(({ code }) => code);
    return this.#apply({ kind: "readings", receivedAt: at(second), readings });
  }

  tick(second: number): readonly ConditionChange[] {
    return this.#apply({ kind: "tick", receivedAt: at(second) });
  }

  #apply(
    input: FoldInput extends infer Input ? (Input extends FoldInput ? Omit<Input, "position"> : never) : never,
  ): readonly ConditionChange[] {
    const changes = this.fold.apply({ ...input, position: this.#position++ } as FoldInput);
    return changes.filter(({ ruleId }) => ruleId === this.#ruleId);
  }
}

/** Tells the part of a story that leads up to a sample: what people did, and what another signal says. */
function leadUp(line: Line, { said, events = [], beside }: Probe, place: number): void {
  const [second] = said[place] as Probe["said"][number];
  const before = said[place - 1]?.[0] ?? -1;
  for (const [when, kind] of events) if (when > before && when <= second) line.did(when, kind);
  if (beside !== undefined) line.say({ second, sample: beside.value, name: beside.name });
}

/** Says a sample, and lets the rule decide where it waits. */
function sayAndWait(line: Line, { decidesAfter }: Probe, message: Message): readonly ConditionChange[] {
  const changes = line.say(message);
  return decidesAfter === undefined ? changes : [...changes, ...line.tick(message.second + decidesAfter)];
}

/** The ways a sample of a value can come. Each may change the message itself, and what the one before it said. */
type Change = (message: Message & { readonly sample: number | string }) => Message;
const LATE = minutes(5) / 1000 + 1;
const AHEAD = minutes(2) / 1000 + 60;

const CHANGES: Readonly<Record<Exclude<Manner, "twice" | "no value" | "suspect">, Change>> = {
  late: (message) => ({ ...message, deviceSecond: message.second - LATE }),
  retained: (message) => ({ ...message, retain: true }),
  // The sample before it is 10 s older or more; nothing is older than the first.
  "out of order": (message) => ({ ...message, deviceSecond: -1 }),
  "from the future": (message) => ({ ...message, deviceSecond: message.second + AHEAD }),
  uncertain: (message) => ({ ...message, sample: { value: message.sample, quality: "uncertain" } }),
  simulated: (message) => ({ ...message, sample: { value: message.sample, quality: "simulated" } }),
  maintenance: (message) => ({ ...message, sample: { value: message.sample, quality: "maintenance" } }),
  bad: (message) => ({ ...message, sample: { value: message.sample, quality: "bad" } }),
  "over range": (message) => ({ ...message, sample: { value: message.sample, state: "over-range" } }),
};

const NO_VALUES = [null, ...["fault", "inhibited", "warm-up", "calibration"].map((state) => ({ value: null, state }))];

/** All the ways in which a manner can be had; they have one effect, or the manner is no one thing. */
const waysOf = (manner: Exclude<Manner, "twice" | "suspect">): readonly Change[] =>
  manner === "no value"
    ? NO_VALUES.map(
        (sample): Change =>
          (message) => ({ ...message, sample }),
      )
    : [CHANGES[manner]];

/** What a manner comes to for a row of the table, found out on the real decoder and fold. */
export function effectOf(row: EffectRow, manner: Manner): Effect {
  if (row === "silence" || row === "silence-group") return effectOnSilence(row, manner);
  if (row === "due") return effectOnDue(manner);
  const probe = PROBES[row];
  const { ruleId = "dev/s/r" } = probe;
  const site = siteOf(probe);
  const turns = turnsOf(site, ruleId, probe);
  if (manner === "twice") return effectOfTwice(site, ruleId, probe, turns);
  if (manner === "suspect") {
    const described = site.signals.find(({ name }) => name === "s");
    if (described?.rules.every(({ kind }) => kind !== "over-range") !== false) return "cannot be";
    return single([outcomeOf(site, ruleId, probe, turns, (message) => message, true)]);
  }
  return single(waysOf(manner).map((change) => outcomeOf(site, ruleId, probe, turns, change, false)));
}

interface Turns {
  /** Places of the samples that decide. */
  readonly raises: number;
  readonly clears: number;
}

/** Where the story turns when everything comes fresh and good. */
function turnsOf(site: Site, ruleId: string, probe: Probe): Turns {
  const line = new Line(site, ruleId);
  const found = probe.said.flatMap(([second, sample], place) => {
    leadUp(line, probe, place);
    return sayAndWait(line, probe, { second, sample }).map(({ change }) => ({ change, place }));
  });
  const raises = found.find(({ change }) => change === "raised")?.place;
  const clears = found.find(({ change }) => change === "cleared")?.place;
  if (raises === undefined || clears === undefined || raises < 1 || clears < raises + 2)
    throw new Error(`${ruleId}: ${JSON.stringify(found)}`);
  return { raises, clears };
}

/** What the deciding samples of the story come to when they come in this manner, or right after one over the range of the sensor. */
function outcomeOf(site: Site, ruleId: string, probe: Probe, turns: Turns, change: Change, afterOverRange: boolean): Effect {
  const { said, isRaisedByTime = false, decidesAfter = 0 } = probe;
  const isWhen = (moment: EpochMs, second: number): boolean => moment >= at(second) && moment <= at(second + decidesAfter);
  const isOfOverRange = isOverRangeRule(site, ruleId);
  const play = (place: number): { readonly line: Line; readonly changes: readonly ConditionChange[]; readonly message: Message } => {
    const line = new Line(site, ruleId);
    for (const [index, [second, sample]] of said.slice(0, place).entries()) {
      const isLast = index === place - 1;
      // Of a rule for being over range itself the story has one already.
      const isOver = afterOverRange && isLast && !isOfOverRange;
      leadUp(line, probe, index);
      sayAndWait(line, probe, { second, sample: isOver ? { value: sample, state: "over-range" } : sample });
    }
    const [second, sample] = said[place] as Probe["said"][number];
    const message = change({ second, sample });
    leadUp(line, probe, place);
    return { line, changes: sayAndWait(line, probe, message), message };
  };
  const raising = play(turns.raises);
  if (raising.line.refused.length > 0) return "refused";
  const clearing = play(turns.clears);
  const kinds = raising.changes.map((told) => told.change);
  const isCleared = clearing.changes.some((told) => told.change === "cleared");
  // What raises the alarm for being over range is not suspect yet.
  const isRaised = kinds.includes("raised") && !isRaisedByTime && !(afterOverRange && isOfOverRange);
  if (kinds.includes("historical")) return isCleared ? contradiction(ruleId) : "historical";
  if (isRaised && isCleared) {
    const isAhead = raising.message.deviceSecond !== undefined && raising.message.deviceSecond > raising.message.second;
    if (!isAhead) return "evaluated";
    return raising.changes.every((told) => isWhen(told.at, raising.message.second)) ? "placed at receipt" : contradiction(ruleId);
  }
  if (isRaised) return "begins only";
  if (isCleared) return "ends only";
  return !afterOverRange && interrupts(site, ruleId, probe, turns, change) ? "interrupts" : "ignored";
}

const isOverRangeRule = ({ signals }: Site, ruleId: string): boolean =>
  signals.some(({ rules }) => rules.some(({ id, kind }) => id === ruleId && kind === "over-range"));

/** Whether a sample that says nothing itself keeps the next one from ending the alarm. */
function interrupts(site: Site, ruleId: string, probe: Probe, { clears }: Turns, change: Change): boolean {
  const line = told(site, ruleId, probe, clears);
  const [second, sample] = probe.said[clears] as Probe["said"][number];
  line.say(change({ second: second - 1, sample }));
  leadUp(line, probe, clears);
  return !sayAndWait(line, probe, { second, sample }).some(({ change: what }) => what === "cleared");
}

function effectOfTwice(site: Site, ruleId: string, probe: Probe, { raises }: Turns): Effect {
  const line = told(site, ruleId, probe, raises + 1);
  const before = JSON.stringify(line.fold.save());
  const [second, sample] = probe.said[raises] as Probe["said"][number];
  const changes = line.say({ second: second + (probe.decidesAfter ?? 0), deviceSecond: second, sample });
  const { now: _now, ...after } = line.fold.save();
  const { now: _before, ...unchanged } = JSON.parse(before) as { now: number };
  return changes.length === 0 && JSON.stringify(after) === JSON.stringify(unchanged) ? "once" : contradiction(ruleId);
}

/** The story so far, fresh and good. */
function told(site: Site, ruleId: string, probe: Probe, places: number): Line {
  const line = new Line(site, ruleId);
  for (const [place, [second, sample]] of probe.said.slice(0, places).entries()) {
    leadUp(line, probe, place);
    sayAndWait(line, probe, { second, sample });
  }
  return line;
}

// ---------------------------------------------------------------------------------------------------- silence

const SILENT = { kind: "silence", after: "60s" } as const;

/** Heard is what puts off a silence, or the silence of many, and ends it. */
function effectOnSilence(row: "silence" | "silence-group", manner: Manner): Effect {
  const rules = { silent: rule(SILENT) };
  const gas = { ...GAS, rules };
  const isGroup = row === "silence-group";
  const site = siteOf({ signals: isGroup ? { s: gas, t: gas, u: gas } : { s: gas } });
  const ruleId = isGroup
    ? (site.signals.flatMap((one) => one.rules).find(({ kind }) => kind === "silence-group")?.id ?? "")
    : "dev/s/silent";
  const names = isGroup ? ["s", "t", "u"] : ["s"];
  const sayAll = (line: Line, message: Message): readonly ConditionChange[] => names.flatMap((name) => line.say({ ...message, name }));
  const begin = (): Line => {
    const line = new Line(site, ruleId);
    sayAll(line, { second: 0, sample: 1 });
    return line;
  };
  if (manner === "twice") {
    const line = begin();
    sayAll(line, { second: 50, sample: 1 });
    sayAll(line, { second: 70, deviceSecond: 50, sample: 1 });
    // Had the repeat been heard, silence would begin at 130 s.
    return line.tick(111).some((told) => told.change === "raised") ? "once" : contradiction(ruleId);
  }
  const ways = manner === "suspect" ? [(message: Message): Message => message] : waysOf(manner);
  return single(
    ways.map((change): Effect => {
      const putOff = begin();
      const isAfterOverRange = manner === "suspect";
      if (isAfterOverRange) sayAll(putOff, { second: 40, sample: { value: 1, state: "over-range" } });
      sayAll(putOff, change({ second: 50, sample: 1 }));
      const isPutOff = !putOff.tick(isAfterOverRange ? 101 : 61).some((told) => told.change === "raised");
      const ended = begin();
      if (!ended.tick(61).some((told) => told.change === "raised")) throw new Error(`${ruleId} does not fall silent`);
      const isEnded = sayAll(ended, change({ second: 70, sample: 1 })).some((told) => told.change === "cleared");
      if (isPutOff !== isEnded) return contradiction(ruleId);
      return isEnded ? "heard" : "not heard";
    }),
  );
}

// ---------------------------------------------------------------------------------------------------- duties

/** No sample has anything to say to a date. */
function effectOnDue(manner: Manner): Effect {
  const ruleId = "dev/s/calibration-due";
  const isTold = (due: string): boolean => {
    const line = new Line(siteOf({ signals: { s: { ...GAS, calibration: { due } } } }), ruleId);
    line.say({ second: 0, sample: 1 });
    const changes =
      manner === "twice" || manner === "suspect"
        ? [{ value: 1, state: "over-range" }, 1, 1].flatMap((sample, index) => line.say({ second: 10 + index, sample }))
        : waysOf(manner).flatMap((change, index) => line.say(change({ second: 10 + index, sample: 1 })));
    return changes.length > 0;
  };
  return isTold("2026-11-01") || isTold("2026-12-01") ? contradiction(ruleId) : "ignored";
}

// ---------------------------------------------------------------------------------------------------- several ways, one effect

function single(effects: readonly Effect[]): Effect {
  const [effect, ...others] = new Set(effects);
  if (effect === undefined || others.length > 0) throw new Error(`not one effect: ${effects.join(", ")}`);
  return effect;
}

function contradiction(ruleId: string): never {
  throw new Error(`${ruleId}: the effect is none of those there are words for`);
}
