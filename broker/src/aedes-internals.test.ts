import { Duplex } from "node:stream";
import { Aedes } from "aedes";
import { expect, it } from "vitest";
import { keepNewestConnection } from "./aedes-internals.ts";

it("an older connection of a device that ends late does not remove the newer one from aedes' table", async () => {
  const aedes = keepNewestConnection(await Aedes.createBroker());
  const connect = () =>
    Object.assign(aedes.handle(new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() })), { id: "cab-17" });
  const [older, newer] = [connect(), connect()];
  const table = aedes.clients as Record<string, unknown>;
  const internals = aedes as unknown as { unregisterClient(client: unknown): void };

  table["cab-17"] = newer;
  internals.unregisterClient(older);
  expect(table["cab-17"]).toBe(newer);
  internals.unregisterClient(newer);
  expect(table["cab-17"]).toBeUndefined();
  await new Promise<void>((resolve) => aedes.close(resolve));
  for (const client of [older, newer]) client.conn.destroy();
});
