import type { Logger, PlatformPublisher } from "@labcanary/domain/ports";

/** Chosen: a broker of the same process takes as many in a turn, and what comes first waits for no more than these. */
export const MOST_UNDER_WAY = 16;

export interface Outgoing {
  /** Publishes when its turn comes; what of this topic still waits is not said any more. `first`: before everything that is not. */
  say(message: OutgoingMessage): void;
  /** What of this topic waits is not true any more, and is not said. */
  unsay(topic: string): void;
  /** When nothing waits and nothing is under way. */
  settled(): Promise<void>;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly first: boolean;
}

/** What is said, with no more waiting than there are topics, and of one topic one under way at a time. */
export function createOutgoing(publisher: PlatformPublisher, logger: Logger): Outgoing {
  const waiting = { first: new Map<string, OutgoingMessage>(), later: new Map<string, OutgoingMessage>() };
  const underWay = new Set<string>();
  const whenSettled: (() => void)[] = [];

  function next(): OutgoingMessage | undefined {
    for (const queue of [waiting.first, waiting.later])
      for (const message of queue.values()) {
        if (underWay.has(message.topic)) continue;
        queue.delete(message.topic);
        return message;
      }
    return undefined;
  }

  function go(): void {
    while (underWay.size < MOST_UNDER_WAY) {
      const message = next();
      if (message === undefined) break;
      underWay.add(message.topic);
      void publish(message);
    }
    if (underWay.size > 0) return;
    for (const tell of whenSettled.splice(0)) tell();
  }

  async function publish({ topic, payload, retain }: OutgoingMessage): Promise<void> {
    try {
      await publisher.publish({ topic, payload, retain });
    } catch (error) {
      logger.error({ error, topic }, "a state could not be published for Home Assistant");
    }
    underWay.delete(topic);
    go();
  }

  return {
    say(message) {
      const { topic, first } = message;
      const [queue, other] = first ? [waiting.first, waiting.later] : [waiting.later, waiting.first];
      other.delete(topic);
      queue.set(topic, message);
      go();
    },
    unsay(topic) {
      for (const queue of [waiting.first, waiting.later]) queue.delete(topic);
    },
    settled: () =>
      new Promise((resolve) => {
        whenSettled.push(resolve);
        go();
      }),
  };
}
