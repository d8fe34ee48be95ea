import type { LogPosition, LogRecord } from "@labcanary/domain/telemetry";

/** Records kept in memory for a reader that keeps up. Chosen: about a second at 60,000/s; a slower reader goes to the files. */
const MOST_RECORDS = 65_536;

/** The newest durable records, in the batches they were committed in. */
export class Tail {
  readonly #batches: (readonly LogRecord[])[] = [];
  #count = 0;

  add(batch: readonly LogRecord[]): void {
    this.#batches.push(batch);
    this.#count += batch.length;
    while (this.#count > MOST_RECORDS && this.#batches.length > 1) this.#count -= this.#batches.shift()?.length ?? 0;
  }

  /** The batch that goes on after `after`; undefined when it is not here (any more). Batches before it are let go. */
  read(after: LogPosition): readonly LogRecord[] | undefined {
    for (;;) {
      const batch = this.#batches[0];
      const first = batch?.[0]?.position;
      if (batch === undefined || first === undefined || first > after + 1) return undefined;
      const skip = after + 1 - first;
      if (skip < batch.length) return skip === 0 ? batch : batch.slice(skip);
      this.#batches.shift();
      this.#count -= batch.length;
    }
  }
}
