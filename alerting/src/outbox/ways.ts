import { type ChannelKind, channelsOf, type Person, type Site } from "@labcanary/domain/site";
import type { Channel } from "../ports.ts";
import { type Circuit, TROUBLING_ATTEMPTS } from "./circuit.ts";
import type { DeliveryRow, DeliveryState } from "./delivery-table.ts";
import type { OutboxRow } from "./outbox-table.ts";

/** Why there is no way to tell somebody. */
export type NoWay = "person-unknown" | "no-phone" | "no-address" | "no-channel";

/** Channels a notification may still take, in the order of preference; none when all were tried in vain. */
export type WaysLeft =
  | { readonly kind: "ways"; readonly channels: readonly ChannelKind[] }
  | { readonly kind: "none"; readonly because: NoWay };

/** A channel that is done with for a notification: it was refused there, or taken without proof in time. */
const DONE: readonly DeliveryState[] = ["accepted", "delivered", "read", "unproven", "failed"];

export interface Installed {
  has(channel: ChannelKind): boolean;
  readonly kinds: readonly ChannelKind[];
}
/** And the best each can prove. */
export interface Proving extends Installed {
  proves(channel: ChannelKind): "accepted" | "delivered";
}

/** And whether each tells more of what it has taken. */
export interface Following extends Proving {
  follows(channel: ChannelKind): boolean;
}

export function installedOf(channels: readonly Channel[]): Following {
  const channelOf = new Map(channels.map((channel) => [channel.kind, channel]));
  return {
    kinds: [...channelOf.keys()],
    has: (kind) => channelOf.has(kind),
    follows: (kind) => channelOf.get(kind)?.follow !== undefined,
    proves: (kind) => channelOf.get(kind)?.proves ?? "accepted",
  };
}

/** Which channels are left for a person, of those the step allows and the installation has. */
export function waysLeft(
  { personId, allowed }: Pick<OutboxRow, "personId" | "allowed">,
  tried: readonly DeliveryRow[],
  site: Site,
  installed: Installed,
): WaysLeft {
  if (installed.kinds.length === 0) return { kind: "none", because: "no-channel" };
  const person = site.people.find(({ id }) => id === personId);
  if (person === undefined) return { kind: "none", because: "person-unknown" };
  const addressed = channelsOf(person, allowed);
  if (addressed.length === 0) return { kind: "none", because: lacksPhone(allowed ?? installed.kinds) ? "no-phone" : "no-address" };
  const ways = addressed.filter((channel) => installed.has(channel));
  if (ways.length === 0) return { kind: "none", because: "no-channel" };
  const done = new Set(tried.filter(({ state }) => DONE.includes(state)).map(({ channel }) => channel));
  return { kind: "ways", channels: ways.filter((channel) => !done.has(channel)) };
}

const lacksPhone = (usable: readonly ChannelKind[]): boolean => usable.length === 1 && usable[0] === "sms";

/** The channel a notification is to take now. */
export interface Choice {
  readonly channel: ChannelKind;
  /** The channel is open, and is tried with this one alone. */
  readonly isTrial: boolean;
}

/**
 * The first channel of a notification that gets through, as far as is known, and has not had it in vain often enough. When none does, the
 * one that had it least often: then it waits there. `trialled` are open channels that are being tried already.
 */
export function chooseWay(
  channels: readonly ChannelKind[],
  attemptsOn: (channel: ChannelKind) => number,
  admits: (channel: ChannelKind) => ReturnType<Circuit["admits"]>,
): Choice | undefined {
  const [first, ...others] = channels;
  if (first === undefined) return undefined;
  if (others.length === 0) return { channel: first, isTrial: false };
  for (const channel of channels) {
    const admitted = admits(channel);
    if (admitted === "one" || (admitted === "freely" && attemptsOn(channel) < TROUBLING_ATTEMPTS)) {
      return { channel, isTrial: admitted === "one" };
    }
  }
  const channel = others.reduce((least, other) => (attemptsOn(other) < attemptsOn(least) ? other : least), first);
  return { channel, isTrial: false };
}

/** The channel to be expected for somebody before one is chosen; text messages where there is none. */
export function expectedWay(person: Person | undefined, allowed: readonly ChannelKind[] | undefined, installed: Installed): ChannelKind {
  const addressed = person === undefined ? [] : channelsOf(person, allowed);
  return addressed.find((channel) => installed.has(channel)) ?? addressed[0] ?? "sms";
}

/** What somebody is counted by who is sent many: people who share a phone are one. */
export function recipientOf(person: Person, site: Site): string {
  const { phone } = person;
  return (phone === undefined ? undefined : site.people.find((other) => other.phone === phone)?.id) ?? person.id;
}
