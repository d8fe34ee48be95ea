import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Has a server listen, and tells on which port; 0 takes a free one. Rejects with what listening itself failed with. */
export async function listenOn(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

/** Resolves when nothing of the server is left, also where a caller never ends its call. */
export const closeAtOnce = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
