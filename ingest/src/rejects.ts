import type { EpochMs } from "@labcanary/domain/basics";
import type { DecodeError, Frame } from "@labcanary/domain/telemetry";

/** A frame, or an entry of one, that was not taken, as an engineer reads it. */
export interface RejectedFrame {
  readonly at: EpochMs;
  readonly deviceId: string;
  readonly topic: string;
  readonly code: string;
  readonly detail: string;
  /** The first {@link PAYLOAD_CHARACTERS} bytes as text; what is not printable ASCII as `.`. Of events none: they may hold badge numbers. */
  readonly payload: string;
}

/** Issue: the last 200 can be read. */
const KEPT = 200;
const PAYLOAD_CHARACTERS = 256;

/** The newest refusals, newest first. */
export class Rejects {
  readonly #newest: RejectedFrame[] = [];

  add(frame: Frame, at: EpochMs, { code, detail }: DecodeError): void {
    const { deviceId, topic, payload } = frame;
    this.#newest.unshift({ at, deviceId, topic, code, detail, payload: topic.endsWith("/events") ? "" : beginningOf(payload) });
    if (this.#newest.length > KEPT) this.#newest.pop();
  }

  list(): readonly RejectedFrame[] {
    return [...this.#newest];
  }
}

function beginningOf(payload: Uint8Array): string {
  const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, PAYLOAD_CHARACTERS));
  return start.toString("latin1").replace(/[^\x20-\x7e]/g, ".");
}
