import type { CivilDay } from "../schedule/index.ts";
import type { Person } from "./site.ts";

/**
 * Ways to reach somebody, in the order they are tried where a contact states no preference. `ntfy`, `webhook`, `dingtalk`, `wecom` and
 * `feishu` go to an endpoint of the installation, which the site names and whose address and secret it does not hold; `siren` is a
 * device of the site.
 */
export const CHANNEL_KINDS = ["sms", "ntfy", "email", "webhook", "dingtalk", "wecom", "feishu", "siren"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const ENDPOINT_KINDS = ["ntfy", "webhook", "dingtalk", "wecom", "feishu"] as const;
export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/** `group`: several people nobody can tell apart, such as a chat or an office's mailbox. What reaches it proves no person reached. */
export const CONTACT_KINDS = ["person", "group", "siren"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** Days, both ends among them, on which somebody is not to be told. */
export interface Leave {
  readonly from: CivilDay;
  readonly to: CivilDay;
  /** Person id of who is told instead. Absent: nobody, and a rota goes on to whoever else is on duty. */
  readonly substitute?: string;
}

/** The address of a contact on a channel: E.164, an e-mail address, the name of an endpoint, or a device id. */
export function addressOn(contact: Person, channel: ChannelKind): string | undefined {
  switch (channel) {
    case "sms":
      return contact.phone;
    case "email":
      return contact.email;
    case "siren":
      return contact.siren;
    case "ntfy":
    case "webhook":
    case "dingtalk":
    case "wecom":
    case "feishu":
      return contact.endpoints?.[channel];
  }
}

/** The channels a contact has an address on, in their order of preference; of those, only the ones `allowed` when it is given. */
export function channelsOf(contact: Person, allowed?: readonly ChannelKind[]): readonly ChannelKind[] {
  const preferred = contact.channels ?? CHANNEL_KINDS;
  return preferred.filter((channel) => addressOn(contact, channel) !== undefined && (allowed?.includes(channel) ?? true));
}
