import { elapsed, type EpochMs, seconds } from "@labcanary/domain/basics";
import type { ChannelKind } from "@labcanary/domain/site";
import type { Journal } from "./journal/journal.ts";
import type { InboundRefusal } from "./ports.ts";
import type { Commit } from "./store/batch.ts";

/** Chosen: whoever floods the receipt listener must not flood the journal; the channel counts every one. */
const JOURNALED_EVERY = seconds(60);

export interface InboundRefusalsDeps {
  readonly now: () => EpochMs;
  readonly journal: Journal;
  readonly commit: Commit;
}

/** Journals what a channel refused of what came in; a line stands for all since the one before. */
export function createInboundRefusals({ now, journal, commit }: InboundRefusalsDeps) {
  const refusals = new Map<ChannelKind, { count: number; journaledAt?: EpochMs }>();
  return (channel: ChannelKind, reason: InboundRefusal): void => {
    const refused = refusals.get(channel) ?? { count: 0 };
    refused.count++;
    refusals.set(channel, refused);
    const at = now();
    if (refused.journaledAt !== undefined && elapsed(refused.journaledAt, at) < JOURNALED_EVERY) return;
    const detail = { code: reason, count: refused.count };
    commit((batch) => journal.append({ at: batch.at, kind: "refused", actor: `channel:${channel}`, detail }));
    refusals.set(channel, { count: 0, journaledAt: at });
  };
}
