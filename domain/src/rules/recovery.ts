import { type DurationMs, type EpochMs, elapsed, milliseconds, plus, type Text, times } from "../basics/index.ts";
import { UNIT_SYMBOLS, type Unit } from "../quantity/index.ts";
import { type Expression, signalsOf, truthOf } from "./expression/index.ts";
import { beginFigure, copyOfMemory, type FigureMemory, minutesOf, type RateFigure, stepRateFigure } from "./figures/index.ts";
import { observeLimit } from "./observe.ts";
import type { LimitAttributes, RuleAttributes } from "./rule.ts";
import type { SignalNow, Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/**
 * A limit that the value may be beyond for a while after something that explains it: a door open, a defrost. The explanation excuses
 * `within` from its beginning while it lasts, and `within` from its end on, so long as the value is on its way back and will be there in
 * time. Once it is late there is no further delay. An excursion that nothing explains has the ordinary one, `unexcused`.
 */
export interface RecoveryRule extends RuleAttributes, LimitAttributes {
  readonly kind: "recovery";
  /** The signal's own. */
  readonly unit: Unit;
  readonly hold: DurationMs;
  /** What explains an excursion; without counts of samples. */
  readonly after: Expression;
  /** As it is written in the site: `door = open`. */
  readonly afterText: string;
  /** Time to be back inside the limit. */
  readonly within: DurationMs;
  /** What an excursion must last when nothing explains it. */
  readonly unexcused: DurationMs;
}

/** Part of `within` over which the way back is reckoned. Chosen: there is a rate after half of that, when three quarters of the time are left. */
const RATE_PART = 0.5;

/** Event times between which the explanation held; `until` is absent while it does. */
interface Excuse {
  readonly since: EpochMs;
  readonly until?: EpochMs;
}

export interface RecoveryMemory {
  readonly excuse?: Excuse;
  /** The rate since the explanation ended. */
  readonly rate?: { readonly memory: FigureMemory; readonly perMinute?: number };
  /** Event time of the first sample of an excursion, no gap since. */
  readonly beyondSince?: EpochMs;
  /** Event time of the newest sample. */
  readonly sampledAt?: EpochMs;
}

/** What the rule makes of a value beyond its limit. */
interface Judgement {
  readonly isAlarm: boolean;
  readonly because: string;
  readonly lookAgainAt?: EpochMs;
}

/** Stepped by the value and by what explains it. A gap begins the ordinary delay anew; what is not known explains nothing. */
export function stepRecovery(
  rule: RecoveryRule,
  before: RecoveryMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<RecoveryMemory> {
  const now = world.signal(rule.signal);
  const excused = withExcuse(rule, before ?? {}, world);
  if (now === undefined) return { memory: excused, observation: "gone", because: "no value was received yet" };
  const memory = input.kind === "sample" && input.sample.signal === rule.signal ? withSample(rule, excused, now) : excused;
  const { value } = now;
  const said = `${value} ${UNIT_SYMBOLS[rule.unit]}`;
  if (!now.isTrusted || world.receivedAt > now.heldUntil)
    return { memory, observation: "inside-deadband", because: `${said} was the last value` };
  const observation = observeLimit(value, rule);
  if (observation === "gone") return { memory, observation, value, because: `${said}, back inside the limit` };
  if (observation === "inside-deadband") return { memory, observation, value, because: `${said}, not yet back by the deadband` };
  const { isAlarm, because, lookAgainAt } = judge(rule, memory, world, value);
  return {
    memory,
    observation: isAlarm ? "met" : "inside-deadband",
    value,
    because: `${said}${because}`,
    ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
  };
}

/** What explains an excursion began before it, and what came after that had its time to be back. */
function judge(rule: RecoveryRule, memory: RecoveryMemory, world: World, value: number): Judgement {
  const { excuse, beyondSince = world.at } = memory;
  const isExplained = excuse !== undefined && excuse.since <= beyondSince && beyondSince < plus(excuse.until ?? excuse.since, rule.within);
  return isExplained ? judgeExplained(rule, excuse, memory.rate?.perMinute, world, value) : judgeUnexplained(rule, beyondSince, world);
}

function judgeExplained(rule: RecoveryRule, excuse: Excuse, perMinute: number | undefined, world: World, value: number): Judgement {
  const left = elapsed(world.at, plus(excuse.until ?? excuse.since, rule.within));
  if (left <= 0) return { isAlarm: true, because: `, not back ${minutesText(rule.within)} min after ${rule.afterText}` };
  const wait = { isAlarm: false, lookAgainAt: plus(world.receivedAt, left) };
  if (excuse.until === undefined) return { ...wait, because: `, excused while ${rule.afterText}` };
  if (perMinute === undefined) return { ...wait, because: `, excused after ${rule.afterText}` };
  const back = minutesBack(rule, value, perMinute);
  if (back === undefined)
    return { isAlarm: true, because: `, not on its way back ${minutesText(elapsed(excuse.until, world.at))} min after ${rule.afterText}` };
  const because = `, back in ${Math.ceil(back)} min, with ${minutesText(left)} min left after ${rule.afterText}`;
  return back > minutesOf(left) ? { isAlarm: true, because } : { ...wait, because };
}

function judgeUnexplained(rule: RecoveryRule, since: EpochMs, world: World): Judgement {
  const lasted = elapsed(since, world.at);
  if (lasted >= rule.unexcused)
    return { isAlarm: true, because: `${lasted === 0 ? "" : ` for ${lasted / 1000} s`}, with nothing to explain it` };
  return {
    isAlarm: false,
    because: ", with nothing to explain it",
    lookAgainAt: plus(world.receivedAt, milliseconds(rule.unexcused - lasted)),
  };
}

/** Minutes until the value is at the limit again; undefined when it does not come back. */
function minutesBack({ direction, setpoint }: RecoveryRule, value: number, perMinute: number): number | undefined {
  const inwards = direction === "high" ? -perMinute : perMinute;
  return inwards > 0 ? Math.abs(value - setpoint) / inwards : undefined;
}

function withExcuse(rule: RecoveryRule, memory: RecoveryMemory, world: World): RecoveryMemory {
  const isExplained = truthOf(rule.after, world) === "true";
  const { excuse } = memory;
  if (isExplained) {
    if (excuse !== undefined && excuse.until === undefined) return memory;
    const { rate: _over, beyondSince, ...rest } = memory;
    // A door opened again while the value is still on its way back is no new excuse, but the same one going on.
    const goesOn = excuse !== undefined && beyondSince !== undefined && excuse.since <= beyondSince;
    return { ...rest, excuse: { since: goesOn ? excuse.since : world.at }, ...(beyondSince === undefined ? {} : { beyondSince }) };
  }
  return excuse === undefined || excuse.until !== undefined ? memory : { ...memory, excuse: { ...excuse, until: world.at } };
}

function withSample(rule: RecoveryRule, memory: RecoveryMemory, { at, value }: SignalNow): RecoveryMemory {
  const isBeyond = observeLimit(value, rule) === "met";
  const { beyondSince, rate: _rate, ...rest } = memory;
  const isAfterGap = memory.sampledAt !== undefined && elapsed(memory.sampledAt, at) > rule.hold;
  const since = isAfterGap ? at : (beyondSince ?? at);
  const rate = withRate(rule, memory, { at, value });
  return { ...rest, sampledAt: at, ...(isBeyond ? { beyondSince: since } : {}), ...(rate === undefined ? {} : { rate }) };
}

function withRate(
  rule: RecoveryRule,
  { excuse, rate }: RecoveryMemory,
  { at, value }: Pick<SignalNow, "at" | "value">,
): RecoveryMemory["rate"] {
  if (excuse?.until === undefined) return undefined;
  const figure: RateFigure = { kind: "rate", over: times(rule.within, RATE_PART) };
  const memory = rate === undefined ? beginFigure(figure) : copyOfMemory(rate.memory);
  const step = stepRateFigure(figure, memory, { at, value, hold: rule.hold });
  return { memory: step.memory, ...(step.value === undefined ? {} : { perMinute: step.value }) };
}

const minutesText = (span: DurationMs): number => Math.round(minutesOf(span) * 10) / 10;

export const inputsOfRecovery = ({ signal, after, within, hold }: RecoveryRule): WatchedInputs => ({
  signals: [signal, ...signalsOf(after)],
  devices: [],
  reach: milliseconds(2 * within + hold),
});

const NAMES: Readonly<Record<RecoveryRule["direction"], Text>> = {
  high: { en: "high", zh: "过高" },
  low: { en: "low", zh: "过低" },
};

export const nameOfRecovery = ({ direction }: RecoveryRule): Text => NAMES[direction];

export function conditionOfRecovery({ direction, inclusive, setpoint, unit, within, afterText }: RecoveryRule): Text {
  const sign = direction === "high" ? (inclusive ? "≥" : ">") : inclusive ? "≤" : "<";
  const limit = `${sign} ${setpoint} ${UNIT_SYMBOLS[unit]}`.trimEnd();
  const span = minutesText(within);
  return { en: `${limit}, back within ${span} min of ${afterText}`, zh: `${limit},${afterText} 后 ${span} 分钟内恢复` };
}
