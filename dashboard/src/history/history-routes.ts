import { isOfDrill } from "@labcanary/domain/alarm";
import { Readable } from "node:stream";
import { type DurationMs, elapsed, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, HistoryStore } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { type Scope, scopeOf, zonesWithin } from "../accounts/scope.ts";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";
import { indexOf } from "../http/site-index.ts";
import { readSpan, readTime } from "../http/times.ts";
import type { App } from "../http/typed-app.ts";
import { stepOfAtLeast } from "./bucket-choice.ts";
import { checkExport, exportCsv } from "./export.ts";
import { doorsBeside, findSignals } from "./find-signals.ts";
import { heatDays, monthOf, valueLimitsOf } from "./heat-map.ts";
import { LONGEST_SPAN, MAXIMUM_POINTS, MAXIMUM_ROOMS, MAXIMUM_SIGNALS, SHORTEST_SPAN } from "./limits.ts";
import { createPatientHistory, type PatientHistory, readSeries, type Series, type Span } from "./readings.ts";
import { inUnitOf, isAlike, mergeRoom } from "./rooms.ts";
import { createTurnstile } from "./turnstile.ts";

/** Signals that make up the rooms compared (chosen: a ward with a sensor in each refrigerator). */
const MAXIMUM_SOURCES = 60;
const DEFAULT_POINTS = 1000;
const MAXIMUM_FOUND = 100;
/** Alarm spans of one answer, the newest (chosen: more would not be told apart in a chart). */
const MAXIMUM_ALARMS = 500;
/** At once and waiting, over all consoles (chosen: the embedded history answers one after the other anyway). */
const TURNS = { atOnce: 3, waiting: 60 };

const SIGNALS = Type.String({
  minLength: 3,
  maxLength: 2600,
  description: `keys such as fridge-1/temperature, at most ${MAXIMUM_SIGNALS}, parted by commas`,
});
const ZONE = Type.String({ minLength: 1, maxLength: 128 });
const POINTS = Type.String({ pattern: "^[1-9][0-9]{0,3}$", description: `figures for each signal, at most ${MAXIMUM_POINTS}` });
const SPAN = { from: Type.String({ maxLength: 40 }), to: Type.String({ maxLength: 40 }) };
const FIND_QUERY = Type.Object(
  {
    signals: Type.Optional(SIGNALS),
    text: Type.Optional(Type.String({ maxLength: 100 })),
    zone: Type.Optional(ZONE),
    like: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
const SAMPLES_QUERY = Type.Object({ signals: SIGNALS, ...SPAN, points: Type.Optional(POINTS) }, { additionalProperties: false });
const EXPORT_QUERY = Type.Object(
  {
    signals: SIGNALS,
    ...SPAN,
    every: Type.Optional(Type.String({ maxLength: 20 })),
    language: Type.Optional(Type.Union([Type.Literal("en"), Type.Literal("zh")])),
  },
  { additionalProperties: false },
);
const ROOMS_QUERY = Type.Object(
  { like: Type.String({ maxLength: 200 }), zones: Type.String({ minLength: 1, maxLength: 800 }), ...SPAN, points: Type.Optional(POINTS) },
  { additionalProperties: false },
);
const HEAT_QUERY = Type.Object(
  { signal: Type.String({ maxLength: 200 }), month: Type.String({ maxLength: 7 }) },
  { additionalProperties: false },
);

export interface HistoryRouteDeps {
  readonly clock: Clock;
  readonly desk: AlarmDesk;
  readonly history: HistoryStore;
  readonly site: () => Site;
}

/** Readings of many signals together: as charts need them, as a file, by rooms, and a month by its hours. */
export function historyRoutes(app: App, { clock, desk, history, site }: HistoryRouteDeps): void {
  const turnstile = createTurnstile(TURNS);
  const look = { config: { access: "look" } } as const;
  const scopeFor = (request: Parameters<typeof sessionOf>[0]): Scope => scopeOf(sessionOf(request).zones, site());

  /** In turn, and only as long as somebody waits for it. */
  function inTurn<T>(reply: FastifyReply, work: (history: PatientHistory) => Promise<T>): Promise<T> {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const passed = turnstile.pass(() => work(createPatientHistory(history, clock, gone.signal)));
    if (passed === undefined) throw new HttpError("HISTORY_BUSY");
    return passed;
  }

  app.get(
    "/api/v1/samples/signals",
    {
      ...look,
      schema: {
        summary: "Signals by key, name, place or likeness, with the doors of their rooms",
        tags: ["history"],
        querystring: FIND_QUERY,
      },
    },
    async (request) => {
      const { signals: keys, text, zone, like } = request.query;
      const scope = scopeFor(request);
      if (zone !== undefined && !(indexOf(site()).zones.has(zone) && scope.hasZone(zone))) throw new HttpError("ZONE_UNKNOWN");
      const found =
        keys === undefined
          ? findSignals(site(), scope, {
              ...(text === undefined ? {} : { text }),
              ...(zone === undefined ? {} : { zone }),
              ...(like === undefined ? {} : { like: signalOf(site(), scope, like) }),
            })
          : signalsOf(site(), scope, keys);
      const { zones } = indexOf(site());
      return {
        total: found.length,
        signals: found.slice(0, MAXIMUM_FOUND).map((signal) => ({
          ...signal,
          path: zones.get(signal.zoneId)?.path,
          ...(keys === undefined ? {} : { doors: doorsBeside(site(), scope, signal) }),
        })),
      };
    },
  );

  app.get(
    "/api/v1/samples",
    {
      ...look,
      schema: {
        summary: "Readings of many signals, one by one or summed up as their number asks, with the alarms of the span",
        tags: ["history"],
        querystring: SAMPLES_QUERY,
      },
    },
    async (request, reply) => {
      const signals = signalsOf(site(), scopeFor(request), request.query.signals);
      const span = spanOf(request.query);
      const points = pointsOf(request.query.points);
      const series = await inTurn(reply, async (patient) => {
        const read: Series[] = [];
        // One after the other: an answer nobody waits for any more ends after the signal it has come to.
        for (const signal of signals) read.push(await readSeries(patient, signal, span, points));
        return read;
      });
      const alarms = signals.flatMap(({ key }) =>
        desk
          .alarmsOfSignal(key, span.from, span.to)
          .filter((alarm) => !isOfDrill(alarm))
          .map(({ id, code, priority, raisedAt, clearedAt, description, simulated }) => {
            return { id, code, priority, signal: key, from: raisedAt, to: clearedAt, what: description.what, simulated };
          }),
      );
      const replacements = signals.flatMap(({ key }) =>
        desk.replacementsOf(key, span.from, span.to).map((replacement) => ({ signal: key, ...replacement })),
      );
      const newest = alarms.toSorted((one, other) => other.from - one.from).slice(0, MAXIMUM_ALARMS);
      return { ...span, series, alarms: newest.reverse(), alarmsLeftOut: alarms.length - newest.length, replacements };
    },
  );

  app.get(
    "/api/v1/samples/rooms",
    {
      ...look,
      schema: {
        summary: "One quantity of several zones: lowest, highest and mean of their signals that are alike to one",
        tags: ["history"],
        querystring: ROOMS_QUERY,
      },
    },
    async (request, reply) => {
      const scope = scopeFor(request);
      const like = signalOf(site(), scope, request.query.like);
      if (like.states !== undefined) throw new HttpError("SIGNAL_NOT_NUMERIC");
      const span = spanOf(request.query);
      const rooms = listOf("zones", request.query.zones, MAXIMUM_ROOMS).map((zone) => {
        if (!(indexOf(site()).zones.has(zone) && scope.hasZone(zone))) throw new HttpError("ZONE_UNKNOWN", zone);
        const inside = zonesWithin([zone], site());
        return { zone, signals: site().signals.filter((signal) => inside.has(signal.zoneId) && isAlike(like, signal)) };
      });
      const sources = rooms.reduce((sum, { signals }) => sum + signals.length, 0);
      if (sources > MAXIMUM_SOURCES)
        throw new HttpError("RANGE_INVALID", `/zones must hold at most ${MAXIMUM_SOURCES} signals together, they hold ${sources}`);
      // Signals of a room report at different times: a mean of those that happen to be in a sum would jump between them.
      const held = milliseconds(Math.max(like.hold, ...rooms.flatMap(({ signals }) => signals.map(({ hold }) => hold))));
      const every = stepOfAtLeast(elapsed(span.from, span.to), pointsOf(request.query.points), held);
      return inTurn(reply, async (patient) => {
        const answered: object[] = [];
        for (const { zone, signals } of rooms) {
          const taken = signals.flatMap((signal) => {
            const convert = inUnitOf(like, signal);
            return convert === undefined ? [] : [{ signal, convert }];
          });
          const read = [];
          for (const { signal, convert } of taken)
            read.push({ convert, buckets: await patient.aggregate({ signal: signal.key, ...span, every }) });
          const merged = mergeRoom(read);
          answered.push({
            zone,
            signals: taken.map(({ signal }) => signal.key),
            at: merged.map(({ at }) => at),
            mean: merged.map(({ mean }) => mean),
            min: merged.map(({ min }) => min),
            max: merged.map(({ max }) => max),
          });
        }
        return { ...span, every, unit: like.unit, rooms: answered };
      });
    },
  );

  app.get(
    "/api/v1/samples/heat-map",
    {
      ...look,
      schema: {
        summary: "A month of one signal by days and hours of the site's clocks: mean, lowest, highest, time beyond its limits",
        tags: ["history"],
        querystring: HEAT_QUERY,
      },
    },
    async (request, reply) => {
      const signal = signalOf(site(), scopeFor(request), request.query.signal);
      if (signal.states !== undefined) throw new HttpError("SIGNAL_NOT_NUMERIC");
      const { timeZone } = site();
      const month = monthOf(request.query.month, timeZone);
      if (month === undefined) throw new HttpError("REQUEST_INVALID", "/month must be a month such as 2026-11");
      const { days: daysOfMonth, from, to } = month;
      return inTurn(reply, async (patient) => {
        let every: DurationMs = minutes(1);
        let buckets = await patient.aggregate({ signal: signal.key, from, to, every });
        if (buckets.length === 0) {
          // Minutes are let go before hours are.
          every = hours(1);
          buckets = await patient.aggregate({ signal: signal.key, from, to, every });
        }
        return {
          signal: signal.key,
          month: request.query.month,
          limits: valueLimitsOf(signal).map(({ direction, setpoint, inclusive, priority }) => ({
            direction,
            setpoint,
            inclusive,
            priority,
          })),
          days: heatDays({ days: daysOfMonth, timeZone, every }, buckets, signal),
        };
      });
    },
  );

  app.get(
    "/api/v1/samples/export",
    {
      ...look,
      schema: {
        summary: "Readings as a CSV file: one by one, or summed up by `every`",
        tags: ["history"],
        querystring: EXPORT_QUERY,
      },
    },
    async (request, reply) => {
      const signals = signalsOf(site(), scopeFor(request), request.query.signals);
      const span = spanOf(request.query);
      const every = request.query.every === undefined ? undefined : readSpan("every", request.query.every);
      if (every !== undefined && every < SHORTEST_SPAN) throw new HttpError("RANGE_INVALID", "/every is at least 1s");
      const question = { signals, ...span, ...(every === undefined ? {} : { every }) };
      await inTurn(reply, (patient) => checkExport(patient, question));
      const { zones } = indexOf(site());
      const { language = "en" } = request.query;
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const pieces = exportCsv(createPatientHistory(history, clock, gone.signal), question, {
        timeZone: site().timeZone,
        language,
        placeOf: (zoneId) => zones.get(zoneId)?.path[language] ?? zoneId,
      });
      return reply
        .header("content-type", "text/csv; charset=utf-8; header=present")
        .header("content-disposition", `attachment; filename="labcanary-${fileTime(span.from)}-${fileTime(span.to)}.csv"`)
        .send(Readable.from(pieces));
    },
  );
}

const fileTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").concat("Z");

/** A signal of the scope; outside of it there is none. */
function signalOf(site: Site, scope: Scope, key: string): Signal {
  const signal = indexOf(site).signals.get(key);
  if (signal === undefined || !scope.hasSignal(key)) throw new HttpError("SIGNAL_UNKNOWN", key);
  return signal;
}
const signalsOf = (site: Site, scope: Scope, keys: string): readonly Signal[] =>
  listOf("signals", keys, MAXIMUM_SIGNALS).map((key) => signalOf(site, scope, key));

function listOf(name: string, text: string, most: number): readonly string[] {
  const given = [...new Set(text.split(","))];
  if (given.length > most) throw new HttpError("REQUEST_INVALID", `/${name} must be at most ${most}`);
  return given;
}

function pointsOf(text: string | undefined): number {
  const points = Number(text ?? DEFAULT_POINTS);
  if (points > MAXIMUM_POINTS) throw new HttpError("REQUEST_INVALID", `/points must be at most ${MAXIMUM_POINTS}`);
  return points;
}

function spanOf(query: { readonly from: string; readonly to: string }): Span {
  const from = readTime("from", query.from);
  const to = readTime("to", query.to);
  if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
  if (elapsed(from, to) > LONGEST_SPAN) throw new HttpError("RANGE_INVALID", "/from and /to must lie at most 731 days apart");
  return { from: epochMs(from), to: epochMs(to) };
}
