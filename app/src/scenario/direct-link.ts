import type { FrameAcceptor } from "@labcanary/domain/ports";
import type { Frame } from "@labcanary/domain/telemetry";
import type { DeviceDeps } from "@labcanary/firmware-sim";

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
 * without a connection waits, and goes first when there is one.
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

  const createLink: CreateLink = ({ deviceId, statusTopic, onlineStatus, queueLimit = QUEUE_LIMIT }) => {
    let connected = false;
    let connections = 0;
    let acknowledged = 0;
    let dropped = 0;
    let waiting: Frame[] = [];

    const frameOf = (topic: string, payload: string, retain = false): Frame => ({
      deviceId,
      topic,
      payload: Buffer.from(payload),
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
      const kept = waiting;
      waiting = [];
      for (const frame of kept) send(frame);
    };
    /** A frame like any other, which nobody decodes: what it says of the device is the broker's to retain. */
    const sayStatus = (status: string): void => accept(frameOf(statusTopic, status, true), nothing, nothing);

    return {
      open() {
        if (connected) return;
        connected = true;
        connections++;
        sayStatus(onlineStatus);
        drain();
      },
      cut() {
        connected = false;
      },
      async close() {
        connected = false;
      },
      hand(topic, payload) {
        if (waiting.length >= queueLimit) {
          dropped++;
          return;
        }
        waiting.push(frameOf(topic, payload));
        if (connected) drain();
      },
      get connected() {
        return connected;
      },
      async whenConnected() {},
      async whenOffline() {},
      async whenDrained() {},
      stats: () => ({
        acknowledged,
        waiting: waiting.length,
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
