import { type DurationMs, elapsed, type EpochMs, epochMs, milliseconds, plus, times } from "@labcanary/domain/basics";
import { DEVICE_STATES } from "@labcanary/domain/telemetry";
import type { AnalogDescription, DiscreteDescription, SignalDescription, SignalMode } from "./description.ts";
import { type AnalogState, readAnalog, startAnalog, stepAnalog } from "./models/analog.ts";
import { type DiscreteState, enterState, startDiscrete, stepDiscrete } from "./models/discrete.ts";
import { createReadingFaults, type ReadingFaults } from "./faults/reading-faults.ts";
import type { ReadingValue } from "./payload.ts";
import { nowhere, type Place } from "./physics/description.ts";
import { type PeopleModel, type PeopleState, startPeople, stepPeople, type TimedDeed } from "./physics/people.ts";
import { createPhysics, type Physics } from "./physics/source.ts";
import type { Random } from "./random.ts";

/** One signal of one device and its state. */
export interface SimulatedSignal extends Source {
  readonly description: SignalDescription;
  readonly faults: Pick<ReadingFaults, "add" | "clear">;
  setMode(mode: SignalMode): void;
  /** The reading to send; undefined when there is nothing to send. */
  read(now: EpochMs): ReadingValue | undefined;
  /** It changed in a way that is not to wait for its interval. */
  isUrgent(): boolean;
}

/** What a sensor looks at. The movements throw for what such a thing cannot do. */
interface Source {
  /** `place` is where the device stands by the end of the span; without it nowhere in particular. */
  advance(span: DurationMs, stateOf: (signal: string) => string | undefined, place?: Place): void;
  /** The state it is in; undefined for a measured quantity. */
  state(): string | undefined;
  set(to: number | string): void;
  hold(to: number, lag?: DurationMs): void;
  ramp(to: number, over: DurationMs): void;
  /** From here on it behaves by itself again. */
  calm(): void;
  /** As it was at the very start. */
  reset(): void;
  /** What is behind it; absent when it only settles at a value. */
  readonly physics?: Physics;
  /** What people have done since this was last asked, and when they will do the next thing (story time). */
  takeDeeds(): readonly TimedDeed[];
  nextDeedAt(): EpochMs | undefined;
}

export function createSimulatedSignal(description: SignalDescription, random: Random): SimulatedSignal {
  const source = description.kind === "analog" ? createAnalog(description, random) : createDiscrete(description, random);
  const faults = createReadingFaults(description.kind === "analog" ? description.unit : undefined, random.fork("faults"));
  const report = description.kind === "analog" ? description.report : undefined;
  let mode: SignalMode = "live";
  let shown: number | string | undefined;
  let sent: { readonly value: number | string; readonly at: EpochMs } | undefined;

  /** Whether a reading is worth sending: always, unless only changes are reported. */
  const isNews = (value: number | string, now: EpochMs): boolean => {
    if (report === undefined || sent === undefined || typeof value === "string" || typeof sent.value === "string") return true;
    return Math.abs(value - sent.value) >= report.change || elapsed(sent.at, now) >= report.atLeast;
  };

  /** What it says by itself, before anything goes wrong with it. */
  const say = (): ReadingValue => {
    const state = mode === "live" ? source.physics?.says() : DEVICE_STATES.find((known) => known === mode);
    if (state !== undefined) return { value: state === "over-range" ? source.look() : null, state };
    const value = mode === "stuck" && shown !== undefined ? shown : source.look();
    shown = value;
    return value;
  };

  return {
    ...source,
    description,
    faults,
    setMode(next) {
      mode = next;
    },
    read(now) {
      if (mode === "silent") return undefined;
      if (mode === "faulty") return null;
      const value = say();
      if (typeof value === "object") return faults.pass(value, now);
      if (!isNews(value, now)) return undefined;
      sent = { value, at: now };
      return faults.pass(value, now);
    },
    isUrgent: () => mode === "live" && source.state() !== undefined && source.state() !== shown,
    reset() {
      mode = "live";
      faults.clear();
      source.reset();
    },
  };
}

/** `look` is what the sensor shows at this moment. */
type Observed = Source & { look(): number | string };

function createAnalog({ name, unit, model, physics: described }: AnalogDescription, random: Random): Observed {
  const physics = described && createPhysics(described, unit, random.fork("physics"));
  let state: AnalogState = startAnalog(model);
  return {
    ...NOBODY,
    ...(physics === undefined ? {} : { physics }),
    advance(span, stateOf, place = nowhere(epochMs(state.age + span))) {
      physics?.advance(span, { ...place, stateOf });
      state = stepAnalog(model, state, span, stateOf);
      // A scenario that moves the signal goes before what lies behind it.
      if (physics !== undefined && state.motion === undefined) state = { ...state, level: physics.value() };
    },
    look: () => readAnalog(model, state, random),
    state: () => undefined,
    set(to) {
      if (typeof to !== "number") throw new TypeError(`${name} is measured in ${unit}; "${to}" is no value of it`);
      state = { level: to, age: state.age, motion: { kind: "ramping", to, remaining: milliseconds(0) } };
    },
    hold(to, lag = model.lag) {
      state = { level: state.level, age: state.age, motion: { kind: "settling", target: to, lag } };
    },
    ramp(to, over) {
      state = { level: state.level, age: state.age, motion: { kind: "ramping", to, remaining: over } };
    },
    calm() {
      state = { level: state.level, age: state.age };
    },
    reset() {
      physics?.reset();
      state = startAnalog(model);
    },
  };
}

/** Nobody uses it. */
const NOBODY = { takeDeeds: (): readonly TimedDeed[] => [], nextDeedAt: (): undefined => undefined };

function createDiscrete({ name, model, people }: DiscreteDescription, random: Random): Observed {
  const habits = random.fork("people");
  let state: DiscreteState = startDiscrete(model, random);
  let users: PeopleState | undefined;
  let deeds: TimedDeed[] = [];
  /** People go on with their day while a scenario holds the door; what they would do to it does not happen. */
  const use = (habit: PeopleModel, span: DurationMs, at: EpochMs): void => {
    const stepped = stepPeople(habit, users ?? startPeople(habit, plus(at, times(span, -1)), habits), at, habits);
    users = stepped.state;
    if (state.held) return;
    deeds.push(...stepped.done);
    if (stepped.done.length > 0) state = { state: users.isOpen ? "open" : "closed", held: false };
  };
  const states = model.states.join(" or ");
  const cannotMove = (): never => {
    throw new TypeError(`${name} is ${states}; it can be set, not moved`);
  };
  return {
    advance(span, _stateOf, place) {
      state = stepDiscrete(model, state, span, random);
      if (people !== undefined && place !== undefined) use(people, span, place.at);
    },
    takeDeeds() {
      const taken = deeds;
      deeds = [];
      return taken;
    },
    nextDeedAt: () => users?.coming[0]?.at,
    look: () => state.state,
    state: () => state.state,
    set(to) {
      if (typeof to !== "string" || !model.states.includes(to)) throw new TypeError(`${name} is ${states}; "${to}" is none of them`);
      state = { state: to, held: true };
    },
    hold: cannotMove,
    ramp: cannotMove,
    calm() {
      if (state.held) state = enterState(model, model.states[0] ?? state.state, random);
    },
    reset() {
      state = startDiscrete(model, random);
      users = undefined;
      deeds = [];
    },
  };
}
