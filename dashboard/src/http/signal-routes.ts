import { type OutOfService, isOfDrill } from "@labcanary/domain/alarm";
import { type DurationMs, type EpochMs, elapsed, seconds } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, HistoryStore, SignalBoard } from "@labcanary/domain/ports";
import type { Signal, Site, Zone } from "@labcanary/domain/site";
import Type from "typebox";
import { type Scope, zonesWithin } from "../accounts/scope.ts";
import { spanOf } from "./alarm-span.ts";
import { HttpError } from "./http-errors.ts";
import { indexOf } from "./site-index.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import { readSpan, readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** Figures in one answer (chosen: several for each pixel of the widest screen, and an answer under 2 MB). */
const MAXIMUM_FIGURES = 20_000;
const MAXIMUM_SIGNALS = 1000;
const SHORTEST_SPAN = seconds(1);
/** The history store may hang; a person at a screen will not wait longer (chosen). */
const HISTORY_PATIENCE = seconds(8);

const SIGNAL_PARAMS = Type.Object({ deviceId: Type.String({ maxLength: 64 }), signal: Type.String({ maxLength: 128 }) });
const SAMPLES_QUERY = Type.Object(
  { from: Type.String(), to: Type.String(), every: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const SIGNALS_QUERY = Type.Object(
  {
    zone: Type.Optional(Type.String({ maxLength: 128 })),
    offset: Type.Optional(Type.String({ pattern: "^[0-9]{1,7}$" })),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,3}$" })),
  },
  { additionalProperties: false },
);

export interface SignalRouteDeps {
  readonly clock: Clock;
  readonly desk: AlarmDesk;
  readonly board: SignalBoard;
  readonly history: HistoryStore;
  readonly site: () => Site;
}

/** What is watched: zones, signals with their newest reading, and what a chart needs. */
export function signalRoutes(app: App, deps: SignalRouteDeps): void {
  const { desk, board, site } = deps;

  app.get(
    "/api/v1/zones",
    { config: { access: "look" }, schema: { summary: "The site and its zones", tags: ["site"] } },
    async (request) => {
      const present = site();
      const { id, name, timeZone, version, people: all, securityCentrePhone, keyPeriods = [] } = present;
      const scope = scopeOfRequest(request, present);
      const { people } = scope.duty;
      const nameOf = new Map(all.map((person) => [person.id, person.name]));
      const named = (personId: string | undefined) => (personId === undefined ? undefined : (nameOf.get(personId) ?? personId));
      return {
        site: {
          id,
          name,
          timeZone,
          version,
          securityCentrePhone,
          keyPeriods: keyPeriods.map((period) => ({
            id: period.id,
            name: period.name,
            from: period.from,
            to: period.to,
            seals: period.seals.length,
          })),
        },
        people: people.map(({ id: personId, name: known, account }) => ({
          id: personId,
          name: known,
          ...(account === undefined ? {} : { account }),
        })),
        zones: scope.zones.map((zone) =>
          scope.hasZone(zone.id) ? { ...zone, responsible: named(zone.responsible), deputy: named(zone.deputy) } : nameOfZone(zone),
        ),
      };
    },
  );

  app.get(
    "/api/v1/signals",
    {
      config: { access: "look" },
      schema: { summary: "Signals, of one zone and those inside it or of all", tags: ["site"], querystring: SIGNALS_QUERY },
    },
    async (request) => {
      const { zone, offset = "0", limit = "200" } = request.query;
      const scope = scopeOfRequest(request, site());
      const chosen = zone === undefined ? scope.signals : signalsWithin(scope, zone, site());
      const serviceOf = serviceFinder(desk);
      const page = chosen.slice(Number(offset), Number(offset) + Math.min(Number(limit), MAXIMUM_SIGNALS));
      return {
        total: chosen.length,
        signals: page.map((signal) => ({ ...signal, status: board.status(signal.key), outOfService: serviceOf(signal.key) })),
      };
    },
  );

  app.get(
    "/api/v1/signals/:deviceId/:signal/samples",
    {
      config: { access: "look" },
      schema: {
        summary: "Readings of one signal, as they came or summed up, with set-points and alarm spans",
        tags: ["site"],
        params: SIGNAL_PARAMS,
        querystring: SAMPLES_QUERY,
      },
    },
    async (request) => {
      const key = `${request.params.deviceId}/${request.params.signal}`;
      const { signals, zones } = indexOf(site());
      const signal = signals.get(key);
      if (signal === undefined || !scopeOfRequest(request, site()).hasSignal(key)) throw new HttpError("SIGNAL_UNKNOWN");
      const from = readTime("from", request.query.from);
      const to = readTime("to", request.query.to);
      const every = request.query.every === undefined ? undefined : readSpan("every", request.query.every);
      checkRange(from, to, every);
      return {
        signal: { ...signal, zone: zones.get(signal.zoneId), status: board.status(key), outOfService: serviceFinder(desk)(key) },
        from,
        to,
        ...(await figures(deps, signal, from, to, every)),
        alarms: desk
          .alarmsOfSignal(key, from, to)
          .filter((alarm) => !isOfDrill(alarm))
          .map(spanOf),
      };
    },
  );
}

/** What the desk has of a signal's being out of service, or proposed to be. */
function serviceFinder(desk: AlarmDesk): (signal: string) => OutOfService | undefined {
  const records = new Map(desk.outOfService().map((record) => [record.signal, record]));
  return (signal) => records.get(signal);
}

/** Signals of the zone and of every zone below it. */
function signalsWithin(scope: Scope, zoneId: string, site: Site): readonly Signal[] {
  if (!scope.zones.some(({ id }) => id === zoneId)) throw new HttpError("ZONE_UNKNOWN");
  const inside = zonesWithin([zoneId], site);
  return scope.signals.filter((signal) => inside.has(signal.zoneId));
}

/** What of a zone around one's own is told: what it is called. */
const nameOfZone = ({ id, kind, name, path, parent }: Zone): Zone => ({
  id,
  kind,
  name,
  path,
  ...(parent === undefined ? {} : { parent }),
});

function checkRange(from: EpochMs, to: EpochMs, every: DurationMs | undefined): void {
  if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
  if (every === undefined) return;
  if (every < SHORTEST_SPAN) throw new HttpError("RANGE_INVALID", "/every is at least 1s");
  if (elapsed(from, to) / every > MAXIMUM_FIGURES)
    throw new HttpError("RANGE_INVALID", `/every must leave at most ${MAXIMUM_FIGURES} figures`);
}

async function figures(deps: SignalRouteDeps, signal: Signal, from: EpochMs, to: EpochMs, every: DurationMs | undefined) {
  const query = { signal: signal.key, from, to };
  if (every !== undefined) return { every, buckets: await patiently(deps, deps.history.aggregate({ ...query, every })) };
  const points = await patiently(deps, deps.history.range({ ...query, limit: MAXIMUM_FIGURES + 1 }));
  return {
    samples: points.slice(0, MAXIMUM_FIGURES).map(({ at, value, quality, state }) => ({ at, value, quality, state })),
    truncated: points.length > MAXIMUM_FIGURES,
  };
}

/** The answer of the history store, or a refusal with a code when it fails or takes too long. */
function patiently<T>(deps: SignalRouteDeps, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = deps.clock.after(HISTORY_PATIENCE, () => reject(new HttpError("HISTORY_UNAVAILABLE", "it did not answer in time")));
    answer.then(resolve, () => reject(new HttpError("HISTORY_UNAVAILABLE"))).finally(cancel);
  });
}
