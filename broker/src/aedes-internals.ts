import type { Aedes, Client, PublishPacket } from "aedes";

type Done = (error?: Error | null) => void;

/** What aedes 1.2 has and its types do not say. */
interface Internals {
  readonly clients: Readonly<Record<string, Client | undefined>>;
  unregisterClient(client: Client): void;
  publish(packet: PublishPacket, client: Client | Done | null, done?: Done): void;
  /** Hands a message to those who hear its topic. aedes calls it once for each message it publishes, and for nothing else. */
  readonly mq: { emit(message: unknown, done: Done): void };
}

/**
 * Makes aedes forget a connection only while it is the one that its table names. As it comes, an older connection of a device that
 * ends a moment after the newer one was taken in removes the newer one from the table, and a third could then not take it over.
 */
export function keepNewestConnection(aedes: Aedes): Aedes & Pick<Internals, "clients"> {
  const internals = aedes as Aedes & Internals;
  const unregister = internals.unregisterClient;
  internals.unregisterClient = (client) => {
    if (internals.clients[client.id] === client) unregister.call(aedes, client);
  };
  return internals;
}

/**
 * Spares aedes the search for subscribers of what devices say, as devices hear nothing but the platform's commands and the platform
 * takes its frames before this. It was a third of the cost of a message to the broker. What is retained still goes the whole way.
 */
export function forwardOnlyRetained(aedes: Aedes): void {
  const internals: Internals = aedes as Aedes & Internals;
  const publish = internals.publish;
  internals.publish = (packet, client, done) => {
    if (typeof client === "object" && client !== null && packet.retain !== true) done?.(null);
    else publish.call(aedes, packet, client, done);
  };
}

/**
 * Has aedes publish one message after the other, up to where it hands it to its subscribers. As it comes, it numbers a message, then stores
 * what is retained or queued, and only then hands it over; one that needs no storing overtakes it meanwhile, and the one that was overtaken
 * has the lower number and is dropped as a repetition (https://github.com/moscajs/aedes/issues/994). Who hears an alarm would keep what it
 * was. The store is in memory, so what waits here is through before anything else is read from a socket.
 */
export function publishInOrder(aedes: Aedes): void {
  const internals: Internals = aedes as Aedes & Internals;
  const [publish, emit] = [internals.publish, internals.mq.emit];
  const waiting: (() => void)[] = [];
  /** Ends the turn of the message on its way. */
  let handedOver: (() => void) | undefined;
  let isBeginning = false;
  const beginNext = (): void => {
    if (isBeginning) return; // in a loop, not each within the one before: thousands may wait
    isBeginning = true;
    while (handedOver === undefined) {
      const begin = waiting.shift();
      if (begin === undefined) break;
      begin();
    }
    isBeginning = false;
  };
  internals.mq.emit = (message, done) => {
    const ended = handedOver;
    emit.call(internals.mq, message, done);
    ended?.();
  };
  internals.publish = (packet, client, done) => {
    const [from, answer] = typeof client === "function" ? [null, client] : [client, done];
    waiting.push(() => {
      const ended = (): void => {
        if (handedOver !== ended) return;
        handedOver = undefined;
        beginNext();
      };
      handedOver = ended;
      publish.call(aedes, packet, from, (error) => {
        ended(); // one that could not be stored is handed to nobody
        answer?.(error);
      });
    });
    beginNext();
  };
}
