import type { LogPosition, LogRecord } from "@labcanary/domain/telemetry";

/** Records kept in memory for a reader that keeps up. Chosen: about a second at 60,000/s; a slower reader goes to the files. */
const MOST_RECORDS = 65_536;

/** Payloads they may have together. Chosen: five times those of that second; of a gateway's largest packets a few dozen. */
const MOST_BYTES = 32 * 2 ** 20;

const bytesOf = (batch: readonly LogRecord[]): number =>
  batch.reduce((bytes, record) => (record.kind === "frame" ? bytes + record.frame.payload.length : bytes), 0);

/** The newest durable records, in the batches they were committed in. */
export class Tail {
  readonly #batches: { readonly records: readonly LogRecord[]; readonly bytes: number }[] = [];
  #count = 0;
  #bytes = 0;

  add(records: readonly LogRecord[]): void {
    const bytes = bytesOf(records);
    this.#batches.push({ records, bytes });
    this.#count += records.length;
    this.#bytes += bytes;
    while ((this.#count > MOST_RECORDS || this.#bytes > MOST_BYTES) && this.#batches.length > 1) this.#dropOldest();
  }

  /** The batch that goes on after `after`; undefined when it is not here (any more). Batches before it are let go. */
  read(after: LogPosition): readonly LogRecord[] | undefined {
    for (;;) {
      const batch = this.#batches[0]?.records;
      const first = batch?.[0]?.position;
      if (batch === undefined || first === undefined || first > after + 1) return undefined;
      const skip = after + 1 - first;
      if (skip < batch.length) return skip === 0 ? batch : batch.slice(skip);
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const dropped = this.#batches.shift();
    this.#count -= dropped?.records.length ?? 0;
    this.#bytes -= dropped?.bytes ?? 0;
  }
}
