import { days, type EpochMs, elapsed, plus } from "@labcanary/domain/basics";
import {
  exampleRule,
  exampleText,
  type OnDuty,
  onDuty,
  needsZone,
  previewRoute,
  rotaShortfalls,
  standInFor,
} from "@labcanary/domain/notification";
import type { Clock } from "@labcanary/domain/ports";
import { PRIORITIES } from "@labcanary/domain/rules";
import { ALARM_CLASSES, LATE_GRADES, type Rota, type Route, type Site } from "@labcanary/domain/site";
import Type from "typebox";
import { HttpError } from "./http-errors.ts";
import { indexOf } from "./site-index.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** As far ahead as a gap in a rota is an alarm. */
const USUAL_SPAN = days(7);
/** A month and a day: what is printed and hung up. */
const LONGEST_SPAN = days(32);

const TIME = Type.Optional(Type.String({ maxLength: 40 }));
const ZONE = Type.String({ minLength: 1, maxLength: 64 });
const ROTA_QUERY = Type.Object({ from: TIME, to: TIME }, { additionalProperties: false });
const DUTY_QUERY = Type.Object({ at: TIME, zone: Type.Optional(ZONE) }, { additionalProperties: false });
const PREVIEW = Type.Object(
  {
    zone: Type.Optional(ZONE),
    class: Type.Union(ALARM_CLASSES.map((name) => Type.Literal(name))),
    priority: Type.Union(PRIORITIES.map((name) => Type.Literal(name))),
    grade: Type.Optional(Type.Union(LATE_GRADES.map((grade) => Type.Literal(grade)))),
    at: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);

export interface DutyRouteDeps {
  readonly site: () => Site;
  readonly clock: Clock;
}

/** Who is told of what, and who is on duty when, as the site in force says. Nothing here sends anything. */
export function dutyRoutes(app: App, { site, clock }: DutyRouteDeps): void {
  app.get(
    "/api/v1/routes",
    {
      config: { access: "look" },
      schema: { summary: "Routes in the order in which they are looked at; the last takes what is left", tags: ["duty"] },
    },
    async (request) => ({ routes: scopeOfRequest(request, site()).duty.routes.map(toldRoute) }),
  );

  app.get(
    "/api/v1/rotas",
    {
      config: { access: "look" },
      schema: {
        summary: "Who is on duty by each rota over a span, a week from now if not told otherwise, and where somebody is missing",
        tags: ["duty"],
        querystring: ROTA_QUERY,
      },
    },
    async (request) => {
      const present = site();
      const from = request.query.from === undefined ? clock.now() : readTime("from", request.query.from);
      const to = request.query.to === undefined ? plus(from, USUAL_SPAN) : readTime("to", request.query.to);
      if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
      if (elapsed(from, to) > LONGEST_SPAN) throw new HttpError("RANGE_INVALID", "the span may be 32 days long");
      const gaps = new Map(rotaShortfalls(present, from, to).map((shortfall) => [shortfall.rota.id, shortfall.gaps]));
      const rotas = scopeOfRequest(request, present).duty.rotas.map((rota) => ({
        id: rota.id,
        name: rota.name,
        spans: dutySpans(rota, present, from, to),
        gaps: gaps.get(rota.id) ?? [],
      }));
      return { from, to, timeZone: present.timeZone, rotas };
    },
  );

  app.get(
    "/api/v1/duty",
    {
      config: { access: "look" },
      schema: {
        summary: "Who is on duty by each rota at a time, and who comes next; with a zone, also whom it is the charge of",
        tags: ["duty"],
        querystring: DUTY_QUERY,
      },
    },
    async (request) => {
      const present = site();
      const at = request.query.at === undefined ? clock.now() : readTime("at", request.query.at);
      const scope = scopeOfRequest(request, present);
      const rotas = scope.duty.rotas.map((rota) => {
        const now = onDuty(rota, present, at);
        return { id: rota.id, name: rota.name, now, next: onDuty(rota, present, now.until) };
      });
      const { zone } = request.query;
      if (zone !== undefined && !scope.hasZone(zone)) throw new HttpError("ZONE_UNKNOWN");
      return { at, rotas, ...inCharge(zone, present, at) };
    },
  );

  app.post(
    "/api/v1/notifications/preview",
    {
      config: { access: "look" },
      schema: {
        summary: "Who would be told of such an alarm, by which channels, when, and what a text would say; nothing is sent",
        tags: ["duty"],
        body: PREVIEW,
      },
    },
    async (request) => {
      const { zone, class: alarmClass, priority, grade, at } = request.body;
      const present = site();
      const scope = scopeOfRequest(request, present);
      if (zone !== undefined && !(indexOf(present).zones.has(zone) && scope.hasZone(zone))) throw new HttpError("ZONE_UNKNOWN");
      if (!scope.isWhole && (zone === undefined || alarmClass === "system"))
        throw new HttpError("SCOPE_FORBIDDEN", "/zone must be one of yours");
      const question = { class: alarmClass, priority, at: at === undefined ? clock.now() : readTime("at", at) };
      const asked = { ...question, ...(grade === undefined ? {} : { grade }), ...(zone === undefined ? {} : { zoneId: zone }) };
      // No rule raises what is overdue.
      const example = grade !== undefined ? undefined : exampleRule(asked, { zones: present.zones, signals: scope.signals });
      return { preview: { ...previewRoute(asked, present), ...(example === undefined ? {} : { text: exampleText(example, present) }) } };
    },
  );
}

/** A route as people read it: its hours by their name, and whether whom it tells depends on the zone. */
function toldRoute({ when: { during: _during, duringName, ...when }, ...route }: Route) {
  return { ...route, needsZone: needsZone(route), when: { ...when, ...(duringName === undefined ? {} : { during: duringName }) } };
}

export interface DutySpan extends Pick<OnDuty, "people" | "shifts"> {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The spans of [from, to), one after the other, each with the same people on duty throughout. */
function dutySpans(rota: Rota, present: Site, from: EpochMs, to: EpochMs): readonly DutySpan[] {
  const spans: DutySpan[] = [];
  for (let at = from; at < to; ) {
    const { people, shifts, until } = onDuty(rota, present, at);
    spans.push({ from: at, to: until < to ? until : to, people, shifts });
    at = until;
  }
  return spans;
}

/** Whose charge a zone is, with who stands in for them; null where that is nobody. */
function inCharge(zoneId: string | undefined, present: Site, at: EpochMs) {
  if (zoneId === undefined) return {};
  const zone = indexOf(present).zones.get(zoneId);
  if (zone === undefined) throw new HttpError("ZONE_UNKNOWN");
  const standIn = (personId: string | undefined) => (personId === undefined ? null : (standInFor(personId, present, at) ?? null));
  return {
    zone: {
      responsible: standIn(zone.responsible),
      deputy: standIn(zone.deputy),
      securityCentre: present.securityCentre.flatMap((personId) => standIn(personId) ?? []),
    },
  };
}
