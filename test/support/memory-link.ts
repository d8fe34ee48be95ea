import { type Letter, type Link, type LinkDeps, type LinkOptions, type LinkSession, sessionOf } from "../../firmware-sim/src/mqtt/link.ts";

/** A message as a device handed it over. */
export interface Handed {
  readonly deviceId: string;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/**
 * A device's way to a server in the same process: what is handed over while it is open arrives at once, what is handed over while it is
 * cut arrives when it is opened again. Online and offline status go out as a real link sends them, the will included.
 */
export function createMemoryLink(arrived: (message: Handed) => void): (options: LinkOptions, deps: LinkDeps) => Link {
  return (options) => {
    let isOpen = false;
    let waiting: Handed[] = [];
    let acknowledged = 0;
    let connections = 0;
    let session: LinkSession | undefined;
    const say = ({ topic, payload, retain }: Letter): void =>
      arrived({ deviceId: options.deviceId, topic, payload: textOf(payload), retain });
    const arrive = (message: Handed): void => {
      acknowledged++;
      arrived(message);
    };
    const cut = (): void => {
      if (!isOpen) return;
      isOpen = false;
      if (session !== undefined) say(session.will);
      session?.over();
    };
    return {
      open() {
        if (isOpen) return;
        isOpen = true;
        connections++;
        session = sessionOf(options);
        session.greet().forEach(say);
        for (const message of waiting.splice(0)) arrive(message);
      },
      cut,
      close: () => Promise.resolve(cut()),
      hand(topic, payload, retain = false) {
        const message = { deviceId: options.deviceId, topic, payload: textOf(payload), retain };
        if (isOpen) arrive(message);
        else waiting.push(message);
      },
      forget() {
        waiting = [];
      },
      get connected() {
        return isOpen;
      },
      whenConnected: () => Promise.resolve(),
      whenOffline: () => Promise.resolve(),
      whenDrained: () => Promise.resolve(),
      stats: () => ({
        acknowledged,
        waiting: waiting.length,
        dropped: 0,
        connections,
        sessionsPresent: 0,
        losses: { refused: 0, unreachable: 0, closed: 0 },
      }),
    };
  };
}

/** Whoever listens reads text: bytes are told as what they are. */
const textOf = (payload: string | Uint8Array): string => (typeof payload === "string" ? payload : Buffer.from(payload).toString("latin1"));
