import type { Logger } from "@labcanary/domain/ports";
import type { ChannelKind, Site } from "@labcanary/domain/site";
import { channelsOf } from "@labcanary/domain/site";

/** A channel that contacts of the site are to be reached by, and that is switched on by settings which are not given. */
export interface MissingChannel {
  readonly channel: "sms" | "email";
  readonly personIds: readonly string[];
}

/** What each is called, and the settings that set it up. Endpoints and sirens have warnings of their own. */
const SET_UP_BY = {
  sms: { name: "text message", settings: "sms.kannel.url, sms.gammu.database, sms.twilio.accountSid or sms.alibaba.accessKeyId" },
  email: { name: "e-mail", settings: "email.smtp.url" },
} as const;

/** Contacts whom nobody tells by a channel the site gives them, since the installation does not have it. */
export function missingChannels(site: Pick<Site, "people">, installed: readonly (ChannelKind | "loopback")[]): readonly MissingChannel[] {
  return (["sms", "email"] as const).flatMap((channel) => {
    const personIds = site.people.filter((person) => channelsOf(person).includes(channel)).map(({ id }) => id);
    return installed.includes(channel) || personIds.length === 0 ? [] : [{ channel, personIds }];
  });
}

/** Says at start, and again of each new site, whom nobody tells by such a channel. */
export function warnOfMissingChannels(
  site: Pick<Site, "people">,
  installed: readonly (ChannelKind | "loopback")[],
  logger: Pick<Logger, "warn">,
): void {
  for (const missing of missingChannels(site, installed)) logger.warn({ ...missing }, sayMissingChannel(missing));
}

export const sayMissingChannel = ({ channel, personIds }: MissingChannel): string =>
  `nobody is told by ${SET_UP_BY[channel].name}, though the site says so of ${personIds.join(", ")}: set ${SET_UP_BY[channel].settings}; ` +
  "see docs/guides/channels.md";
