import type { Aedes, Client, PublishPacket } from "aedes";

type Done = (error?: Error | null) => void;

/** What aedes 1.2 has and its types do not say. */
interface Internals {
  readonly clients: Readonly<Record<string, Client | undefined>>;
  unregisterClient(client: Client): void;
  publish(packet: PublishPacket, client: Client | Done | null, done?: Done): void;
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
