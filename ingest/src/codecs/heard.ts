import { type DurationMs, type EpochMs, elapsed, epochMs, minutes, seconds } from "@labcanary/domain/basics";
import { isBelievable } from "@labcanary/domain/telemetry";

/**
 * What a gateway has said before, to know again what it only repeats from its cache. Plain data; a function below that changes it returns
 * another. Devices are told apart by any text the codec chooses, such as their address.
 */
export interface Heard {
  /** When the gateway last said that it is there. */
  readonly startedAt?: EpochMs;
  /** What each device's last message said of its signals. */
  readonly said: ReadonlyMap<string, string>;
  /** When each device was last heard, where that could not be believed. Absent: nowhere. */
  readonly seen?: ReadonlyMap<string, EpochMs>;
}

export const HEARD_NOTHING: Heard = { said: new Map() };

/**
 * How long after its start a gateway may still be sending what it had in its cache (`cache_state_send_on_startup` of Zigbee2MQTT, on by
 * default). Chosen: a Raspberry Pi with 200 devices is done within half of it.
 */
const REPEATS_FOR = minutes(1);

/** Devices that are remembered. Chosen: five times the largest networks that are reported. */
const MOST_REMEMBERED = 1000;

/** Further ahead than this, a time says nothing of how old a value is. Chosen: less than the clock tolerance of any signal seen. */
const AHEAD: DurationMs = seconds(1);

/** A clock that shows less was never set since it was powered: they begin in 1970 or 2000, and nothing was cached then. */
const NEVER_SET = epochMs(Date.UTC(2001, 0));

/** A time that is no measure of how old the values are. They are placed at receipt later, and would be as of now. */
const isUnsure = (time: EpochMs | undefined, receivedAt: EpochMs): time is EpochMs =>
  time !== undefined && !isBelievable(time, receivedAt, AHEAD);

/**
 * Whether a message with a time says what its time says it does. Where the time cannot be believed, it may be a state that was cached months
 * ago or a clock that was never set: then only a device heard later than before is known to be heard.
 */
export function isHeardAnew(device: string, time: EpochMs | undefined, receivedAt: EpochMs, { seen }: Heard): boolean {
  if (!isUnsure(time, receivedAt)) return true;
  const before = seen?.get(device);
  return before !== undefined && time > before;
}

/** The same where each device has a clock of its own: that one which was never set begins anew when the device is powered is news too. */
export function isHeardByOwnClock(device: string, time: EpochMs | undefined, receivedAt: EpochMs, heard: Heard): boolean {
  const before = heard.seen?.get(device);
  const isBegunAnew = time !== undefined && before !== undefined && time < before && time < NEVER_SET;
  return isBegunAnew || isHeardAnew(device, time, receivedAt, heard);
}

/**
 * Whether a message without a time says again what the gateway knew before it was started: within a while of the start, the same as the last
 * one, or the first ever. What is different is news.
 */
export function isRepeatedAtStart(device: string, said: string, receivedAt: EpochMs, heard: Heard): boolean {
  const { startedAt } = heard;
  return startedAt !== undefined && elapsed(startedAt, receivedAt) <= REPEATS_FOR && isNoNews(device, said, heard);
}

/** Whether the device said the same last, or this is the first ever heard of it. */
export const isNoNews = (device: string, said: string, heard: Heard): boolean => (heard.said.get(device) ?? said) === said;

/** With what one message said of each device. */
export function rememberSaid(heard: Heard, said: ReadonlyMap<string, string>): Heard {
  const news = [...said].filter(([device, text]) => heard.said.get(device) !== text);
  return news.length === 0 ? heard : { ...heard, said: withNewest(heard.said, news) };
}

/** With when one message says each device was heard. A time that can be believed needs no remembering. */
export function rememberSeen(heard: Heard, times: ReadonlyMap<string, EpochMs | undefined>, receivedAt: EpochMs): Heard {
  const news = [...times].flatMap(([device, time]) =>
    isUnsure(time, receivedAt) && heard.seen?.get(device) !== time ? [[device, time] as const] : [],
  );
  return news.length === 0 ? heard : { ...heard, seen: withNewest(heard.seen, news) };
}

/** The newest last; the one that was silent for longest is forgotten first. */
function withNewest<Known>(
  before: ReadonlyMap<string, Known> | undefined,
  news: readonly (readonly [string, Known])[],
): ReadonlyMap<string, Known> {
  const after = new Map(before ?? []);
  for (const [device, known] of news) {
    after.delete(device);
    after.set(device, known);
    if (after.size > MOST_REMEMBERED) after.delete(after.keys().next().value as string);
  }
  return after;
}
