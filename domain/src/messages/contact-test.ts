import { COMMAND_ID_USED, type Result } from "../basics/index.ts";
import type { ChannelKind } from "../site/index.ts";

/** Somebody wants to know whether a contact can be reached by a channel. */
export interface ContactTestCommand {
  /** Made by the sender (UUID). */
  readonly id: string;
  readonly personId: string;
  readonly channel: ChannelKind;
  /** User name of who did it. */
  readonly by: string;
  /** The route that is tried, of which this is a part. */
  readonly routeId?: string;
}

export const CONTACT_TEST_REFUSALS = {
  COMMAND_ID_USED,
  CONTACT_UNKNOWN: "the site describes no such contact",
  CONTACT_NO_ADDRESS: "the contact has no address on this channel; give it one in the site file",
  CHANNEL_NOT_CONFIGURED: "the installation has no such channel; configure it in labcanary.yaml",
  CONTACT_TEST_TOO_OFTEN: "this address was sent a test within the last minute",
} as const;
export type ContactTestRefusalCode = keyof typeof CONTACT_TEST_REFUSALS;

export type ContactTestOutcome = Result<
  { readonly notificationId: string },
  { readonly code: ContactTestRefusalCode; readonly message: string }
>;
