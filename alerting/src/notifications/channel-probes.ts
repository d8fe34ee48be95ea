import type { Logger } from "@labcanary/domain/ports";
import type { ChannelKind } from "@labcanary/domain/site";
import type { Channel, ChannelHealth } from "../ports.ts";

const NOT_ASKED: ChannelHealth = { healthy: true, detail: "not asked yet", says: { code: "not-asked", values: {} } };

/** How the channels do, as far as they were asked. */
export interface ChannelProbes {
  readonly health: ReadonlyMap<ChannelKind, ChannelHealth>;
  /** Asks each; never throws. */
  ask(): void;
  /** Stops all of them, also when one cannot be. */
  stopChannels(): Promise<void>;
}

export function createChannelProbes({
  channels,
  logger,
  wake,
}: {
  readonly channels: readonly Channel[];
  readonly logger: Logger;
  /** A channel is back. */
  readonly wake: (channel: ChannelKind) => void;
}): ChannelProbes {
  const health = new Map<ChannelKind, ChannelHealth>(channels.map(({ kind }) => [kind, NOT_ASKED]));

  async function probe(channel: Channel): Promise<void> {
    const wasHealthy = health.get(channel.kind)?.healthy ?? true;
    const found = await channel.probe().catch((error: unknown): ChannelHealth => {
      logger.error({ error: String(error), channel: channel.kind }, "A channel failed on being asked how it does");
      return { healthy: false, detail: "cannot be asked", says: { code: "cannot-be-asked", values: {} } };
    });
    health.set(channel.kind, found);
    if (found.healthy && !wasHealthy) wake(channel.kind);
  }

  return {
    health,
    ask() {
      for (const channel of channels) void probe(channel);
    },
    async stopChannels() {
      const stopped = await Promise.allSettled(channels.map((channel) => channel.stop()));
      for (const outcome of stopped)
        if (outcome.status === "rejected") logger.error({ error: String(outcome.reason) }, "A channel could not be stopped");
    },
  };
}
