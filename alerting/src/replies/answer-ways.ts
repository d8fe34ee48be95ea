import { type DurationMs, type EpochMs, elapsed, milliseconds, minutes } from "@labcanary/domain/basics";
import { retryDelay } from "@labcanary/domain/notification";
import { type ChannelKind, channelsOf, type Person } from "@labcanary/domain/site";
import type { Channel } from "../ports.ts";

/** How long a channel that did not get through is put behind the others for whoever was tried on neither (chosen: it may be back by then). */
const TROUBLE_LASTS = minutes(1);

export type TriedWays = Readonly<Partial<Record<ChannelKind, { readonly attempts: number; readonly isRefused: boolean }>>>;

const attemptsOn = (tried: TriedWays, channel: ChannelKind): number => tried[channel]?.attempts ?? 0;

/** Channels that did not get through of late, whoever it was for: what waits behind a stalled one goes elsewhere at once. */
export interface ChannelTroubles {
  note(channel: ChannelKind, isThrough: boolean, at: EpochMs): void;
  has(channel: ChannelKind, at: EpochMs): boolean;
}

export function createChannelTroubles(): ChannelTroubles {
  const since = new Map<ChannelKind, EpochMs>();
  return {
    note: (channel, isThrough, at) => void (isThrough ? since.delete(channel) : since.set(channel, at)),
    has(channel, at) {
      const noted = since.get(channel);
      return noted !== undefined && elapsed(noted, at) < TROUBLE_LASTS;
    },
  };
}

/** Channels somebody has and the installation has, `first` first, then in their order of preference. */
export function waysOf(person: Person | undefined, first: ChannelKind, channels: readonly Pick<Channel, "kind">[]): readonly ChannelKind[] {
  const usable = (person === undefined ? [] : channelsOf(person)).filter((kind) => channels.some((channel) => channel.kind === kind));
  return usable.toSorted((a, b) => Number(b === first) - Number(a === first));
}

/** The one that was tried least and was not refused; among equals one without troubles. Undefined when there is none left. */
export function nextWay(
  ways: readonly ChannelKind[],
  tried: TriedWays,
  isTroubled: (channel: ChannelKind) => boolean,
): ChannelKind | undefined {
  return ways
    .filter((channel) => tried[channel]?.isRefused !== true)
    .toSorted((a, b) => attemptsOn(tried, a) - attemptsOn(tried, b) || Number(isTroubled(a)) - Number(isTroubled(b)))[0];
}

/** No wait before a channel that was not tried; before another attempt on one, longer with each. */
export function waitBefore(channel: ChannelKind, tried: TriedWays): DurationMs {
  const attempts = attemptsOn(tried, channel);
  return attempts === 0 ? milliseconds(0) : retryDelay(attempts);
}

export const afterAttempt = (tried: TriedWays, channel: ChannelKind, isRefused: boolean): TriedWays => ({
  ...tried,
  [channel]: { attempts: attemptsOn(tried, channel) + 1, isRefused },
});
