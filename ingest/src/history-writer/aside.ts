import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RefusedPoint } from "@labcanary/domain/ports";
import type { LogPosition, Quarantined } from "@labcanary/domain/telemetry";

/** Newest rows kept of each kind. Chosen: weeks of one misconfigured device, some tens of MB. */
const KEPT_ROWS = 100_000;

/** Keeps what is neither history nor nothing: samples of signals the site does not describe, and points the store will never take. */
export class Aside {
  readonly #database: DatabaseSync;
  readonly #quarantine: StatementSync;
  readonly #refuse: StatementSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS quarantined (
        id INTEGER PRIMARY KEY, position INTEGER NOT NULL, device TEXT NOT NULL, signal TEXT NOT NULL,
        received INTEGER NOT NULL, said TEXT NOT NULL, UNIQUE (position, signal, said)
      );
      CREATE TABLE IF NOT EXISTS refused (
        id INTEGER PRIMARY KEY, signal TEXT NOT NULL, at INTEGER NOT NULL, tie_break INTEGER NOT NULL, received INTEGER NOT NULL,
        value REAL, quality TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (signal, at, tie_break)
      );
    `);
    this.#quarantine = this.#database.prepare(
      "INSERT INTO quarantined (position, device, signal, received, said) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#refuse = this.#database.prepare(
      "INSERT INTO refused (signal, at, tie_break, received, value, quality, reason) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
  }

  /** Durable on return; repeat-safe. One frame may hold a signal many times: a batch kept while the server was away. */
  quarantine(entries: readonly { readonly position: LogPosition; readonly entry: Quarantined }[]): void {
    this.#inTransaction("quarantined", () => {
      for (const { position, entry } of entries) this.#quarantine.run(position, entry.deviceId, entry.signal, entry.receivedAt, entry.said);
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
