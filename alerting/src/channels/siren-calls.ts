import { type DurationMs, elapsed, type EpochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DeviceId, SounderState } from "@labcanary/domain/telemetry";

/** A notification a siren was told to sound for. */
export interface SirenCall {
  /** The id of the command, which the siren's answer names. */
  readonly command: string;
  readonly notificationId: string;
  /** Those it still stands for; empty of a test. */
  readonly alarmIds: readonly string[];
  /** When the siren was told last. */
  readonly toldAt: EpochMs;
  readonly isAnswered: boolean;
}

/** What a siren was told and has answered. Plain data: it is kept over restarts. */
export interface SirenState {
  readonly deviceId: DeviceId;
  readonly calls: readonly SirenCall[];
  /** When it falls quiet by itself, if it sounds for alarms. */
  readonly soundsUntil: EpochMs;
  /** When it was told last to be quiet, since when it has not answered. */
  readonly quietToldAt?: EpochMs;
}

/** What a siren is to be told. */
export interface SirenOrder {
  readonly command: string;
  readonly state: SounderState;
  readonly span?: DurationMs;
}

/**
 * Longest a siren sounds without being told again. Chosen: a platform that is restarted is back long before, and one that is not must not
 * leave a siren on for ever.
 */
const SOUNDS_FOR: DurationMs = minutes(10);
/** When it is told again, having answered. Chosen: it misses two before it falls quiet. */
const TOLD_AGAIN: DurationMs = minutes(3);
/** When it is told again, not having answered. Chosen: an answer takes less than a second, and the next channel waits a minute for it. */
const ANSWERS_WITHIN: DurationMs = seconds(10);
/** How long a test sounds. Chosen: heard by who listens for it, over before anybody runs. */
const TEST_SOUNDS_FOR: DurationMs = seconds(3);
/** How long the answer to a test is waited for. Chosen: as long as a channel has for its proof. */
const TEST_ANSWERED_WITHIN: DurationMs = minutes(1);

const isForAlarm = ({ alarmIds }: SirenCall): boolean => alarmIds.length > 0;

/** With one more notification to sound for, to be told now. The same again is told again. */
export function withCall(siren: SirenState, call: Omit<SirenCall, "toldAt" | "isAnswered">, now: EpochMs): SirenState {
  const others = siren.calls.filter(({ command }) => command !== call.command);
  const { quietToldAt: _, ...sounding } = siren;
  const calls = [...others, { ...call, toldAt: now, isAnswered: false }];
  // Also what a test tells it while it sounds for an alarm: see `orderOf`.
  return calls.some(isForAlarm) ? { ...sounding, calls, soundsUntil: plus(now, SOUNDS_FOR) } : { ...siren, calls };
}

/** The order for a call. A test does not shorten what sounds for an alarm. */
export const orderOf = (siren: SirenState, call: SirenCall): SirenOrder => ({
  command: call.command,
  state: "on",
  span: siren.calls.some(isForAlarm) ? SOUNDS_FOR : TEST_SOUNDS_FOR,
});

/** Without the alarms that are over; the same object where that changes nothing. */
export function withoutAlarms(siren: SirenState, isOver: (alarmId: string) => boolean): SirenState {
  if (!siren.calls.some(({ alarmIds }) => alarmIds.some(isOver))) return siren;
  const calls = siren.calls.flatMap((call) => {
    const alarmIds = call.alarmIds.filter((alarmId) => !isOver(alarmId));
    return isForAlarm(call) && alarmIds.length === 0 ? [] : [{ ...call, alarmIds }];
  });
  return { ...siren, calls };
}

/** The siren has answered a command. */
export function withAnswer(siren: SirenState, answer: { readonly command: string; readonly state: SounderState }): SirenState {
  if (answer.state === "on") {
    return { ...siren, calls: siren.calls.map((call) => (call.command === answer.command ? { ...call, isAnswered: true } : call)) };
  }
  if (answer.command !== quietCommand(siren) || siren.calls.some(isForAlarm)) return siren;
  const { quietToldAt: _, ...quiet } = siren;
  return { ...quiet, soundsUntil: 0 as EpochMs };
}

/** The id of the command to be quiet: another each time it has sounded. */
const quietCommand = ({ soundsUntil }: SirenState): string => `quiet-${soundsUntil}`;

/**
 * What a siren that can be reached is to be told now, and its state then. `isBack`: it could not be reached before, and may have
 * forgotten everything.
 */
export function takeOrders(
  siren: SirenState,
  now: EpochMs,
  isBack: boolean,
): { readonly siren: SirenState; readonly orders: readonly SirenOrder[] } {
  const calls = siren.calls.filter((call) => isForAlarm(call) || elapsed(call.toldAt, now) < TEST_ANSWERED_WITHIN);
  const kept = calls.length === siren.calls.length ? siren : { ...siren, calls };
  const wanted = calls.filter(isForAlarm);
  if (wanted.length > 0) return tellToSound(kept, wanted, now, isBack);
  if (siren.soundsUntil <= now) return { siren: kept, orders: [] };
  const { quietToldAt } = siren;
  if (!isBack && quietToldAt !== undefined && elapsed(quietToldAt, now) < ANSWERS_WITHIN) return { siren: kept, orders: [] };
  return { siren: { ...kept, quietToldAt: now }, orders: [{ command: quietCommand(siren), state: "off" }] };
}

function tellToSound(siren: SirenState, wanted: readonly SirenCall[], now: EpochMs, isBack: boolean): ReturnType<typeof takeOrders> {
  const unanswered = wanted.filter(({ isAnswered, toldAt }) => isBack || (!isAnswered && elapsed(toldAt, now) >= ANSWERS_WITHIN));
  const newest = wanted.reduce((one, other) => (other.toldAt > one.toldAt ? other : one));
  const told = unanswered.length > 0 ? unanswered : elapsed(newest.toldAt, now) >= TOLD_AGAIN ? [newest] : [];
  if (told.length === 0) return { siren, orders: [] };
  const calls = siren.calls.map((call) => (told.includes(call) ? { ...call, toldAt: now } : call));
  return { siren: { ...siren, calls, soundsUntil: plus(now, SOUNDS_FOR) }, orders: told.map((call) => orderOf(siren, call)) };
}

/** Nothing is left to be told or waited for. */
export const isIdle = ({ calls, soundsUntil }: SirenState, now: EpochMs): boolean => calls.length === 0 && soundsUntil <= now;
