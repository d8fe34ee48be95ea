import type { ChannelStanding } from "@labcanary/domain/notification";
import type { Translate } from "../text/translate.ts";

/** What a channel said of itself when it was asked last, in the reader's language; its own words where they say more. */
export function channelWords(
  { detail, says, healthy }: Pick<ChannelStanding, "detail" | "says"> & { readonly healthy?: boolean },
  t: Translate,
): { readonly says: string; readonly own: string } {
  if (says === undefined) return { says: "", own: detail };
  const own = says.code === "refuses" || (says.code === "two-ways" && healthy !== true) ? detail : "";
  return { says: t(`channel.says.${says.code}`, says.values), own };
}
