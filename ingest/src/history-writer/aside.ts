import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RefusedPoint } from "@labcanary/domain/ports";
import type { LogPosition, Quarantined } from "@labcanary/domain/telemetry";

/** Longest wait for a lock, ms: whoever comes first after a kill recovers what was left meanwhile (chosen). */
const BUSY_TIMEOUT_MS = 5000;
/** Newest rows kept of each kind. Chosen: weeks of one misconfigured device, some tens of MB. */
const KEPT_ROWS = 100_000;

/** `device` is who published it; `address`, empty for its own, what a gateway calls the device it speaks for. */
const QUARANTINED = `
  id INTEGER PRIMARY KEY, position INTEGER NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL, signal TEXT NOT NULL,
  received INTEGER NOT NULL, said TEXT NOT NULL, UNIQUE (position, address, signal, said)
`;

/** Of the file: 1 since gateways speak for others. */
const FORM = 1;

/** Takes over what was kept without addresses; does nothing to a new file. */
const BEFORE_ADDRESSES = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS quarantined (id INTEGER PRIMARY KEY, position, device, signal, received, said);
  ALTER TABLE quarantined RENAME TO quarantined_before;
  CREATE TABLE quarantined (${QUARANTINED});
  INSERT INTO quarantined SELECT id, position, device, '', signal, received, said FROM quarantined_before;
  DROP TABLE quarantined_before;
  COMMIT;
`;

/** Keeps what is neither history nor nothing: samples of signals the site does not describe, and points the store will never take. */
export class Aside {
  readonly #database: DatabaseSync;
  readonly #quarantine: StatementSync;
  readonly #refuse: StatementSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    const { user_version: form } = this.#database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (form < FORM) this.#database.exec(BEFORE_ADDRESSES);
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS quarantined (${QUARANTINED});
      CREATE TABLE IF NOT EXISTS refused (
        id INTEGER PRIMARY KEY, signal TEXT NOT NULL, at INTEGER NOT NULL, tie_break INTEGER NOT NULL, received INTEGER NOT NULL,
        value REAL, quality TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (signal, at, tie_break)
      );
      PRAGMA user_version = ${FORM};
    `);
    this.#quarantine = this.#database.prepare(
      "INSERT INTO quarantined (position, device, address, signal, received, said) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#refuse = this.#database.prepare(
      "INSERT INTO refused (signal, at, tie_break, received, value, quality, reason) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
  }

  /** Durable on return; repeat-safe. One frame may hold a signal many times: a batch kept while the server was away. */
  quarantine(entries: readonly { readonly position: LogPosition; readonly entry: Quarantined }[]): void {
    this.#inTransaction("quarantined", () => {
      for (const { position, entry } of entries) {
        const { deviceId, address, signal, receivedAt, said } = entry;
        this.#quarantine.run(position, deviceId, address ?? "", signal, receivedAt, said);
      }
    });
  }

  /** Durable on return; repeat-safe. */
  refuse(points: readonly RefusedPoint[]): void {
    this.#inTransaction("refused", () => {
      for (const { point, reason } of points) {
        const { signal, at, tieBreak, receivedAt, value, quality } = point;
        this.#refuse.run(signal, at, tieBreak, receivedAt, value ?? null, quality, reason);
      }
    });
  }

  close(): void {
    this.#database.close();
  }

  #inTransaction(table: "quarantined" | "refused", work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec(`DELETE FROM ${table} WHERE id <= (SELECT MAX(id) FROM ${table}) - ${KEPT_ROWS}`);
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
