import type { Socket } from "socket.io";

/**
 * Messages that may wait for one console before it is left behind and later given a snapshot instead. Twice as many are held at most:
 * these, and those handed to the transport before it stopped. An alarm is about 2 kB, so a frozen viewer costs about 1 MB (chosen).
 */
const MESSAGES_WAITING = 256;

/** How far one console is behind what was sent to it. */
export interface Outlet {
  readonly isBehind: boolean;
  /** Everything sent so far has left this process. */
  readonly hasCaughtUp: boolean;
}

/** Follows the connection's queue; `caughtUp` is called each time it has emptied. */
export function watchOutlet(connection: Socket["conn"], caughtUp: () => void): Outlet {
  let waiting = 0;
  connection.on("packetCreate", () => {
    waiting += 1;
  });
  connection.on("flush", (packets: readonly unknown[]) => {
    waiting = Math.max(0, waiting - packets.length);
  });
  const outlet = {
    get isBehind() {
      return waiting >= MESSAGES_WAITING;
    },
    get hasCaughtUp() {
      return waiting === 0 && connection.transport.writable;
    },
  };
  // The transport is ready when what it was given has been written out; the connection's own "drain" comes when it is handed over.
  const watch = (transport: Socket["conn"]["transport"]): void => {
    transport.on("ready", () => {
      if (outlet.hasCaughtUp) caughtUp();
    });
  };
  watch(connection.transport);
  connection.on("upgrade", watch);
  return outlet;
}
