import { senderOf } from "../channels/phone-number.ts";
import { addressOn, CHANNEL_KINDS, type ChannelKind, type Person, type Site } from "@labcanary/domain/site";

/** Whoever of the site is reached by the address an answer came from, in the order of the site. Groups and sirens answer nothing. */
export function sendersOf(channel: ChannelKind, from: string, site: Site): readonly Person[] {
  const sender = comparable(channel, from);
  return site.people.filter((person) => {
    const address = person.kind === undefined ? addressOn(person, channel) : undefined;
    return address !== undefined && comparable(channel, address) === sender;
  });
}

/** Gateways write numbers with and without plus, or with 00; nothing shorter than the whole number is taken for it, and no name with digits in it. */
function comparable(channel: ChannelKind, address: string): string {
  return channel === "sms" ? senderOf(address) : address;
}

/** Everybody who is reached by an address of this person, the person among them: an answer from there may be anybody's of them. */
export function sharersOf(personId: string, site: Site): readonly string[] {
  const person = site.people.find(({ id }) => id === personId);
  const addresses = person === undefined ? [] : CHANNEL_KINDS.map((channel) => ({ channel, address: addressOn(person, channel) }));
  const sharing = addresses.flatMap(({ channel, address }) => (address === undefined ? [] : sendersOf(channel, address, site)));
  return [...new Set([personId, ...sharing.map(({ id }) => id)])];
}
