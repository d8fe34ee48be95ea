import type { Aedes, Client } from "aedes";

/** What aedes 1.2 has and its types do not say. */
interface Internals {
  readonly clients: Readonly<Record<string, Client | undefined>>;
  unregisterClient(client: Client): void;
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
