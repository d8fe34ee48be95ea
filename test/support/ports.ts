import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports Linux gives out by itself (32768 and up, `ip_local_port_range`), so that no connection of another test takes it meanwhile. */
const OWN = { from: 10_000, to: 32_768 };
/** Chosen: so many in a row are never taken. */
const TRIES = 100;

/** A loopback port nobody listens on at this moment, for programs that cannot be told to find their own. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(OWN.from, OWN.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${OWN.from} to ${OWN.to} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
  const closed = once(server, "close");
  server.close();
  await closed;
  return true;
}
