import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { Frame } from "@labcanary/domain/telemetry";
import type { WireFault } from "@labcanary/firmware-sim";

/** What is wrong with the way of one device to ingest where there are no packets: what each fault of a wire comes to for the frames on it. */
export interface DirectWire {
  /** Passes a frame on: at once, when its turn comes on a slow line, or not while nothing gets through. */
  carry(frame: Frame, arrive: (frame: Frame) => void): void;
  /** The connection is gone: what had not arrived, to be sent again. */
  takeBack(): readonly Frame[];
  injure(fault: WireFault): void;
  heal(): void;
  /** Frames that have not arrived. */
  readonly size: number;
}

interface Deps {
  readonly connect: () => void;
  readonly disconnect: () => void;
}

/** What a device waits before it connects again. Chosen: the first pause of the simulator over MQTT, without its chance. */
const PAUSE: DurationMs = seconds(1);

/** A device that hears nothing finds out after its keep-alive, the broker after one and a half (MQTT 3.1.1, 3.1.2.10): 30 s are the simulator's. */
const FOUND_OUT: DurationMs = seconds(45);

/** A packet that takes longer is cut by the broker. As over MQTT. */
const LONGEST_PACKET: DurationMs = seconds(10);

/** Fixed header, length of the topic and number of the packet. */
const PACKET_OVERHEAD = 7;

export function createDirectWire(clock: Clock, { connect, disconnect }: Deps): DirectWire {
  let isHalfOpen = false;
  let bytesPerSecond: number | undefined;
  let queue: { readonly frame: Frame; readonly arrive: (frame: Frame) => void }[] = [];
  let cancelTransit = (): void => {};
  let isBusy = false;
  let cancelPause = (): void => {};

  /** Gone, and back after the pause. */
  const drop = (): void => {
    disconnect();
    cancelPause();
    cancelPause = clock.after(PAUSE, connect);
  };

  const transit = (): void => {
    if (isBusy || isHalfOpen) return;
    const next = queue[0];
    if (next === undefined) return;
    if (bytesPerSecond === undefined) {
      queue.shift();
      next.arrive(next.frame);
      return transit();
    }
    const bytes = next.frame.topic.length + next.frame.payload.length + PACKET_OVERHEAD;
    const takes = milliseconds(Math.ceil((bytes * 1000) / bytesPerSecond));
    isBusy = true;
    cancelTransit = clock.after(milliseconds(Math.min(takes, LONGEST_PACKET)), () => {
      isBusy = false;
      if (takes > LONGEST_PACKET) return drop();
      queue.shift();
      next.arrive(next.frame);
      transit();
    });
  };

  return {
    carry(frame, arrive) {
      queue.push({ frame, arrive });
      transit();
    },
    takeBack() {
      cancelTransit();
      isBusy = false;
      const back = queue.map(({ frame }) => frame);
      queue = [];
      return back;
    },
    injure(fault) {
      switch (fault.kind) {
        case "corrupt-packet":
        case "truncated-packet":
          // The broker takes no frame of it and cuts the line.
          return drop();
        case "half-open":
          isHalfOpen = true;
          cancelPause();
          cancelPause = clock.after(FOUND_OUT, () => {
            isHalfOpen = false;
            drop();
          });
          return;
        case "slow-link":
          bytesPerSecond = fault.bytesPerSecond;
      }
    },
    heal() {
      bytesPerSecond = undefined;
      cancelTransit();
      isBusy = false;
      if (isHalfOpen) {
        isHalfOpen = false;
        cancelPause();
      }
      transit();
    },
    get size() {
      return queue.length;
    },
  };
}
