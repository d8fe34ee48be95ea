import type { DurationMs } from "@labcanary/domain/basics";
import type { Retention } from "../retention.ts";

/** Plain data, so that it can cross to a worker. */
export interface InfluxHistoryOptions {
  /** `http://host:8086`, with a path when it stands behind a proxy. */
  readonly url: string;
  /** 1–64 of `A-Z a-z 0-9 _ -`; made when it does not exist. */
  readonly database: string;
  readonly username?: string;
  readonly password?: string;
  /** Id of the site, the tag `site`. Several sites may share one database. */
  readonly site: string;
  readonly retention: Retention;
  /** Compresses bodies: for a slow line, it costs about as much CPU as everything else. */
  readonly gzip: boolean;
  /** How long one request may take; a roll-up of an hour may take longer. */
  readonly timeout: DurationMs;
}

/** Names are identifiers, which no bound parameter can stand for, so they are restricted instead of escaped. */
const DATABASE = /^[A-Za-z0-9_-]{1,64}$/;

/** Throws a TypeError for what can never work. */
export function checkOptions({ url, database }: InfluxHistoryOptions): void {
  if (!DATABASE.test(database))
    throw new TypeError(`an InfluxDB database name is 1–64 of A-Z a-z 0-9 _ -, not ${JSON.stringify(database)}`);
  const { protocol } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:")
    throw new TypeError(`an InfluxDB URL begins with http:// or https://, not ${protocol}`);
}
