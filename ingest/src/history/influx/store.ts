import { type DurationMs, hours, milliseconds, minus, minutes } from "@labcanary/domain/basics";
import type { Clock, HistoryPoint, HistoryQuery, HistoryStore, RefusedPoint } from "@labcanary/domain/ports";
import { clampedTo, refusalOf, timeWindow } from "../admission.ts";
import { createBackoff } from "../backoff.ts";
import { bucketSpan, checkLimit } from "../bounds.ts";
import { detailOf } from "../unavailable.ts";
import { queryBuckets } from "./bucket-query.ts";
import { POLICIES, prepareDatabase } from "./database.ts";
import { createDelivery, type DeliveryOutcome } from "./delivery.ts";
import { createLineWriter, type DescribeSignal, siteTag, tagText } from "./line-protocol.ts";
import { checkOptions, type InfluxHistoryOptions } from "./options.ts";
import { queryPoints } from "./point-query.ts";
import { createQueryClient, type Parameters } from "./query-client.ts";
import { createRollups } from "./rollups.ts";
import { createWriteEndpoint, type WriteFailure } from "./write-endpoint.ts";

const HOUR = hours(1);
/** Chosen: an hour at 60 000 points a second is 216 million points to sum up. */
const ROLL_UP_TIMEOUT = minutes(30);

/** A batch as it goes over the wire. */
interface Prepared {
  /** Those that are sent, in the places of their lines. */
  readonly points: readonly HistoryPoint[];
  readonly lines: readonly string[];
  readonly refused: RefusedPoint[];
  /** Starts of the hours the points fall into. */
  readonly hours: ReadonlySet<number>;
}

/**
 * History in InfluxDB 1.x (DESIGN 3.4). Several instances may work on one database; only one should apply retention, which here is
 * also what rolls up. Throws a TypeError for options that can never work.
 */
export function createInfluxHistory(
  options: InfluxHistoryOptions,
  deps: { readonly clock: Pick<Clock, "now">; readonly describe: DescribeSignal },
): HistoryStore {
  checkOptions(options);
  const { retention } = options;
  const { clock, describe } = deps;
  const endpoint = createWriteEndpoint(options, POLICIES.raw);
  const queries = createQueryClient(options, options.timeout);
  const longQueries = createQueryClient(options, ROLL_UP_TIMEOUT);
  const rollups = createRollups(options, { clock, endpoint, queries, longQueries });
  const lineOf = createLineWriter(options.site, describe);
  const deliver = createDelivery();
  const backoff = createBackoff();
  /** Settled once the database was found to be as it should; undefined when that must be seen to (again). */
  let prepared: Promise<void> | undefined;
  /** A roll-up may take longer than its caller's interval; one at a time is enough. */
  let rollingUp: Promise<void> | undefined;

  const prepare = (): Promise<void> => {
    prepared ??= prepareDatabase(queries, options).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  const mayBeGone = (): void => {
    prepared = undefined;
    rollups.forgetMarks();
  };

  const prepareBatch = (batch: readonly HistoryPoint[]): Prepared => {
    const window = timeWindow(clock.now(), retention.raw);
    const points: HistoryPoint[] = [];
    const lines: string[] = [];
    const refused: RefusedPoint[] = [];
    const startsOfHours = new Set<number>();
    let hour = Number.NaN;
    for (const point of batch) {
      const line = lineOf(point);
      const reason = refusalOf(point, window) ?? (line === undefined ? "HISTORY_SIGNAL_UNKNOWN" : undefined);
      if (line === undefined || reason !== undefined) {
        refused.push({ point, reason: reason ?? "HISTORY_SIGNAL_UNKNOWN" });
        continue;
      }
      points.push(point);
      lines.push(line);
      if (point.at >= hour && point.at < hour + HOUR) continue;
      hour = Math.floor(point.at / HOUR) * HOUR;
      startsOfHours.add(hour);
    }
    return { points, lines, refused, hours: startsOfHours };
  };

  /** One attempt. If the database cannot be prepared the points are sent all the same: they may not need it, and the answer says more. */
  const attempt = async ({ lines, hours: startsOfHours }: Pick<Prepared, "lines" | "hours">): Promise<DeliveryOutcome> => {
    let trouble = "";
    await prepare().catch((error: unknown) => {
      trouble = `; the database could not be prepared: ${detailOf(error)}`;
    });
    const outcome = await deliver(lines, async (body) => (await rollups.mark(startsOfHours)) ?? (await endpoint.post(body)));
    if (outcome.kind === "stored") return outcome;
    mayBeGone();
    return { ...outcome, detail: outcome.detail + trouble };
  };

  /** Tags that pick a signal's series; undefined when the site does not know it. */
  const parametersOf = ({ signal }: HistoryQuery): Parameters | undefined => {
    const tags = describe(signal);
    return tags && { site: tagText(options.site), device: tagText(tags.device), signal: tagText(tags.signal) };
  };
  /** Runs a query once the database is there. After a failure the next call looks after the database first. */
  const answer = async <T>(query: HistoryQuery, run: (signal: Parameters) => Promise<readonly T[]>): Promise<readonly T[]> => {
    const parameters = parametersOf(query);
    if (parameters === undefined) return [];
    try {
      await prepare();
      return await run(parameters);
    } catch (error) {
      mayBeGone();
      throw error;
    }
  };

  return {
    async open() {
      await prepare().catch(detailOf); // away: every later call tries again
    },
    async close() {
      queries.close();
      longQueries.close();
      await endpoint.close();
    },
    async write(batch) {
      const ready = prepareBatch(batch);
      let outcome = await attempt(ready);
      if (outcome.kind === "failed" && outcome.reason === "no-database") outcome = await attempt(ready);
      if (outcome.kind === "failed")
        return { kind: "retry", reason: outcome.reason, after: delay(outcome, backoff.failed()), detail: outcome.detail };
      backoff.succeeded();
      for (const { place, detail } of outcome.refused) {
        const point = ready.points[place];
        if (point !== undefined) ready.refused.push({ point, reason: "HISTORY_STORE_REFUSED", detail });
      }
      return { kind: "stored", stored: batch.length - ready.refused.length, duplicates: 0, refused: ready.refused };
    },
    range: async (query) => {
      checkLimit(query.limit);
      const span = clampedTo(timeWindow(clock.now(), retention.raw), query.from, query.to);
      return answer(query, (signal) => queryPoints(signal, { ...query, ...span }, queries));
    },
    aggregate: async (query) => {
      const now = clock.now();
      const span = bucketSpan(query, query.every, { now, retention });
      return answer(query, (signal) =>
        queryBuckets(signal, span, query.every, { queries, rollups, rawKeptFrom: minus(now, retention.raw) }),
      );
    },
    async applyRetention(now) {
      await prepare();
      rollingUp ??= rollups.run(now).finally(() => {
        rollingUp = undefined;
      });
      await rollingUp;
    },
    async probe() {
      const now = clock.now();
      const hour = Math.floor(now / HOUR) * HOUR; // one point an hour, written again and again
      const line = `probe${siteTag(options.site)} at=${now}i ${hour}000000`;
      const outcome = await attempt({ lines: [line], hours: new Set() });
      if (outcome.kind === "failed") return { healthy: false, detail: `${outcome.reason}: ${outcome.detail}` };
      const [refused] = outcome.refused;
      return refused === undefined ? { healthy: true, detail: "takes writes" } : { healthy: false, detail: refused.detail };
    },
  };
}

function delay({ atLeast }: WriteFailure, backoff: DurationMs): DurationMs {
  return milliseconds(Math.max(atLeast ?? 0, backoff));
}
