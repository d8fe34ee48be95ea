import { randomUUID } from "node:crypto";
import { ANNUNCIATIONS, type Annunciation } from "@labcanary/domain/alarm";
import { type JournalEntry, OPERATOR_VERBS } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import Type from "typebox";
import { type AlarmSummary, summaryOf } from "../live/alarm-summary.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-routes.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** Alarms in one answer, as the desk itself bounds them. */
const MAXIMUM_ALARMS = 10_000;
const MAXIMUM_ENTRIES = 1000;

const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
const ALARM_ID = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }) });
/** The comment's own bound is the desk's to tell, so that it has one code everywhere; this only keeps the journal from novels. */
const COMMAND = Type.Union([
  Type.Null(),
  Type.Object(
    { comment: Type.Optional(Type.String({ maxLength: 10_000 })), commandId: Type.Optional(Type.String({ pattern: UUID })) },
    { additionalProperties: false },
  ),
]);
const ALARM_QUERY = Type.Object({ state: Type.Optional(Type.String({ maxLength: 200 })) }, { additionalProperties: false });
const JOURNAL_QUERY = Type.Object(
  {
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,3}$" })),
  },
  { additionalProperties: false },
);

/** The list, one alarm with its evidence and timeline, what people do to it, and the journal. */
export function alarmRoutes(app: App, desk: AlarmDesk): void {
  app.get(
    "/api/v1/alarms",
    {
      config: { access: "look" },
      schema: { summary: "Alarms that are not normal, or those in the named states", tags: ["alarms"], querystring: ALARM_QUERY },
    },
    async (request) => {
      const { state } = request.query;
      const filter = state === undefined ? {} : { annunciations: readStates(state) };
      return { alarms: desk.list({ ...filter, limit: MAXIMUM_ALARMS }).map(summaryOf) };
    },
  );

  app.get(
    "/api/v1/alarms/:id",
    { config: { access: "look" }, schema: { summary: "One alarm with evidence and timeline", tags: ["alarms"], params: ALARM_ID } },
    async (request) => {
      const alarm = desk.get(request.params.id);
      if (alarm === undefined) throw new HttpError("ALARM_UNKNOWN");
      return { alarm, timeline: desk.timeline(alarm.id) };
    },
  );

  for (const verb of OPERATOR_VERBS) {
    app.post(
      `/api/v1/alarms/:id/${verb}`,
      {
        config: { access: verb === "comment" ? "comment" : "handle-alarms" },
        schema: { summary: `${verb} an alarm`, tags: ["alarms"], params: ALARM_ID, body: COMMAND },
      },
      async (request) => {
        const { comment, commandId } = request.body ?? {};
        const outcome = desk.command({
          kind: "operator-command",
          id: commandId ?? randomUUID(),
          verb,
          alarmId: request.params.id,
          by: sessionOf(request).userName,
          ...(comment === undefined ? {} : { comment }),
        });
        if (!outcome.ok) throw new HttpError(outcome.error.code);
        return { alarm: outcome.value };
      },
    );
  }

  app.get(
    "/api/v1/journal",
    {
      config: { access: "look" },
      schema: {
        summary: "The last lines of a span, oldest first, with the alarms they are about",
        tags: ["journal"],
        querystring: JOURNAL_QUERY,
      },
    },
    async (request) => {
      const { from, to, limit = "200" } = request.query;
      const span = {
        ...(from === undefined ? {} : { from: readTime("from", from) }),
        ...(to === undefined ? {} : { to: readTime("to", to) }),
      };
      const entries = desk.journal({ ...span, limit: Math.min(Number(limit), MAXIMUM_ENTRIES) });
      return { entries, alarms: alarmsNamedIn(entries, desk) };
    },
  );
}

/** What a line says of an alarm is its id; a reader needs its code, what and where. */
function alarmsNamedIn(entries: readonly JournalEntry[], desk: AlarmDesk): readonly AlarmSummary[] {
  const ids = new Set(entries.flatMap(({ alarmId }) => alarmId ?? []));
  return [...ids].flatMap((id) => desk.get(id) ?? []).map(summaryOf);
}

function readStates(text: string): readonly Annunciation[] {
  return text.split(",").map((state) => {
    const known = ANNUNCIATIONS.find((annunciation) => annunciation === state);
    if (known === undefined) throw new HttpError("REQUEST_INVALID", `/state must be among ${ANNUNCIATIONS.join(", ")}`);
    return known;
  });
}
