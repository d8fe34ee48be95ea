import type { FrameAcceptor } from "@labcanary/domain/ports";
import type { Frame } from "@labcanary/domain/telemetry";
import { type DeviceDeps, type Letter, type LinkSession, sessionOf } from "@labcanary/firmware-sim";
import { createDirectWire } from "./direct-wire.ts";

type CreateLink = NonNullable<DeviceDeps["createLink"]>;

/** What a device keeps when nobody takes it. As over MQTT. */
const QUEUE_LIMIT = 10_000;

/** Counts what devices handed over, for the books. */
export interface DirectLinks {
  readonly createLink: CreateLink;
  /** Frames that ingest did not take, by its reason; they are offered again. */
  readonly refusals: readonly string[];
}

/**
 * Frames from a device straight to ingest, as the broker hands them over: in order, and again until they are accepted. What is handed over
 * without a connection waits, and goes first when there is one. A connection that is lost leaves its will.
 */
export function createDirectLinks(frames: FrameAcceptor): DirectLinks {
  const refusals: string[] = [];
  const accept = (frame: Frame, accepted: () => void, refused: () => void): void => {
    frames.accept(frame, (refusal) => {
      if (refusal === undefined) return accepted();
      refusals.push(refusal);
      refused();
    });
  };

  const createLink: CreateLink = (options, { clock }) => {
    const { deviceId, queueLimit = QUEUE_LIMIT } = options;
    let session: LinkSession | undefined;
    /** What a person or a fault wants: it connects by itself again as long as it may. */
    let isWanted = false;
    let connections = 0;
    let acknowledged = 0;
    let dropped = 0;
    let waiting: Frame[] = [];

    const frameOf = ({ topic, payload, retain }: Letter): Frame => ({
      deviceId,
      topic,
      payload: Buffer.from(payload as Uint8Array),
      qos: 1,
      retain,
      duplicate: false,
    });
    const send = (frame: Frame): void =>
      accept(
        frame,
        () => void acknowledged++,
        () => void waiting.push(frame),
      );
    const drain = (): void => {
      if (session === undefined) return;
      const kept = waiting;
      waiting = [];
      for (const frame of kept) wire.carry(frame, send);
    };
    /** Beside the queue: what the broker keeps, and what it says for whoever is gone. */
    const say = (letter: Letter): void => accept(frameOf(letter), nothing, nothing);

    const connect = (): void => {
      if (session !== undefined || !isWanted) return;
      connections++;
      session = sessionOf(options);
      if (options.session !== undefined) waiting = [];
      session.greet().forEach(say);
      drain();
    };
    const disconnect = (): void => {
      const former = session;
      if (former === undefined) return;
      session = undefined;
      waiting = [...wire.takeBack(), ...waiting];
      say(former.will);
      former.over();
    };
    const wire = createDirectWire(clock, { connect, disconnect });

    return {
      open() {
        isWanted = true;
        connect();
      },
      cut() {
        isWanted = false;
        disconnect();
      },
      async close() {
        isWanted = false;
        session = undefined;
        wire.heal();
      },
      hand(topic, payload, retain = false) {
        if (waiting.length + wire.size >= queueLimit) {
          dropped++;
          return;
        }
        waiting.push(frameOf({ topic, payload, retain }));
        drain();
      },
      forget() {
        waiting = [];
      },
      injure: (fault) => wire.injure(fault),
      heal: () => wire.heal(),
      get connected() {
        return session !== undefined;
      },
      async whenConnected() {},
      async whenOffline() {},
      async whenDrained() {},
      stats: () => ({
        acknowledged,
        waiting: waiting.length + wire.size,
        dropped,
        connections,
        sessionsPresent: 0,
        losses: { refused: 0, unreachable: 0, closed: 0 },
      }),
    };
  };

  return {
    createLink,
    refusals,
  };
}

const nothing = (): void => {};
