import { randomUUID } from "node:crypto";
import { type Alarm, ALARM_STATES, type AlarmState, SHELVING_MODES, type ShelvingMode } from "@labcanary/domain/alarm";
import { type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import { OPERATOR_VERBS, type OperatorVerb } from "@labcanary/domain/messages";
import type { AlarmDesk, Clock, NotificationDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import Type, { type TSchema } from "typebox";
import { summaryOf } from "../live/alarm-summary.ts";
import { mayDo, type Right } from "../accounts/roles.ts";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import { alarmWithin, lineWithin } from "../accounts/scope-telling.ts";
import type { User } from "../accounts/user-directory.ts";
import { type RecordDeps, toldRecord } from "../safety/told-record.ts";
import { AS_TEST, COMMAND_ID, TEXT } from "./command-fields.ts";
import { earlierOf } from "./earlier-alarms.ts";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import { indexOf } from "./site-index.ts";
import type { App } from "./typed-app.ts";

/** Alarms in one answer, as the desk itself bounds them. */
const MAXIMUM_ALARMS = 10_000;

const ALARM_ID = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }) });
const commandBody = (properties: Readonly<Record<string, TSchema>>) =>
  Type.Union([Type.Null(), Type.Object({ ...properties, asTest: AS_TEST, commandId: COMMAND_ID }, { additionalProperties: false })]);
const COMMENTED = commandBody({ comment: TEXT });
const SHELVE = commandBody({
  reason: TEXT,
  measure: TEXT,
  mode: Type.Optional(Type.Union(SHELVING_MODES.map((mode) => Type.Literal(mode)))),
  // A day, the longest shelving there is; what the alarm's priority allows is the desk's to tell.
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
  until: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});
const BODIES: Readonly<Partial<Record<OperatorVerb, TSchema>>> = {
  shelve: SHELVE,
  assign: commandBody({ to: Type.Optional(Type.String({ maxLength: 64 })), reason: TEXT }),
  decline: commandBody({ reason: TEXT }),
  close: commandBody({ cause: TEXT }),
};
/** Whoever is given an alarm may answer, whatever their role: an engineer is given what needs repair. */
const ACCESS: Readonly<Partial<Record<OperatorVerb, Right>>> = {
  acknowledge: "take-charge",
  attend: "take-charge",
  comment: "comment",
  "report-safe": "take-charge",
  accept: "comment",
  decline: "comment",
};
const ALARM_QUERY = Type.Object({ state: Type.Optional(Type.String({ maxLength: 300 })) }, { additionalProperties: false });
/** What the bodies let through. */
interface CommandBody {
  readonly commandId?: string;
  readonly asTest?: string;
  readonly comment?: string;
  readonly reason?: string;
  readonly measure?: string;
  readonly cause?: string;
  readonly to?: string;
  readonly mode?: ShelvingMode;
  readonly minutes?: number;
  readonly until?: EpochMs;
}

export interface AlarmRouteDeps extends RecordDeps {
  readonly desk: AlarmDesk;
  readonly clock: Clock;
  /** Who may sign in: whom an alarm can be given to. */
  readonly users: () => readonly User[];
  readonly notifications: NotificationDesk;
}

/** The list, one alarm with its evidence and timeline, and what people do to it. */
export function alarmRoutes(app: App, deps: AlarmRouteDeps): void {
  const { desk, clock, site, notifications } = deps;
  app.get(
    "/api/v1/alarms",
    {
      config: { access: "look" },
      schema: {
        summary: "Alarms that are not normal, those withheld among them, or those in the named states",
        tags: ["alarms"],
        querystring: ALARM_QUERY,
      },
    },
    async (request) => {
      const { state } = request.query;
      const filter = state === undefined ? {} : { states: readStates(state) };
      const scope = scopeOfRequest(request, site());
      const alarms = desk.list({ ...filter, limit: MAXIMUM_ALARMS }).filter((alarm) => scope.hasAlarm(alarm));
      return { alarms: alarms.map((alarm) => summaryOf(alarmWithin(alarm, scope, desk.get))) };
    },
  );

  app.get(
    "/api/v1/alarms/:id",
    {
      config: { access: "look" },
      schema: {
        summary: "One alarm with evidence, timeline and who has been told; of one from the books what it is about (`about`)",
        tags: ["alarms"],
        params: ALARM_ID,
      },
    },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      const alarm = desk.get(request.params.id);
      if (alarm === undefined || !scope.hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
      const about = toldRecord(alarm, deps);
      return {
        alarm: alarmWithin(alarm, scope, desk.get),
        ...(about === undefined ? {} : { about }),
        timeline: desk.timeline(alarm.id).map((entry) => lineWithin(entry, scope, alarm)),
        deliveries: notifications.deliveries(alarm.id).filter(({ personId }) => scope.duty.hasPerson(personId)),
        earlier: earlierOf(alarm, desk),
        ...ruleNow(alarm, site()),
      };
    },
  );

  for (const verb of OPERATOR_VERBS) {
    // A photo comes with its bytes: photo-routes.ts.
    if (verb === "add-photo") continue;
    app.post(
      `/api/v1/alarms/:id/${verb}`,
      {
        config: { access: ACCESS[verb] ?? "handle-alarms" },
        schema: { summary: `${verb} an alarm`, tags: ["alarms"], params: ALARM_ID, body: BODIES[verb] ?? COMMENTED },
      },
      async (request) => {
        const { commandId, minutes: span, ...given } = (request.body ?? {}) as CommandBody;
        if (span !== undefined && given.until !== undefined) throw new HttpError("REQUEST_INVALID", "/minutes or /until, not both");
        const session = sessionOf(request);
        const scope = scopeOfRequest(request, site());
        const alarm = desk.get(request.params.id);
        // Of one that is not there the desk says so, and journals who asked.
        if (alarm !== undefined) {
          if (!scope.hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
          if (alarm.source.kind === "system" && !scope.isWhole)
            throw new HttpError("SCOPE_FORBIDDEN", "it is an alarm of the platform itself");
          if (given.to !== undefined) checkAssignee(given.to, alarm, scope, deps);
        }
        const outcome = desk.command({
          kind: "operator-command",
          id: commandId ?? randomUUID(),
          verb,
          alarmId: request.params.id,
          by: session.userName,
          ...given,
          ...(mayDo(session, "hand-over") ? {} : { away: true as const }),
          ...(span === undefined ? {} : { until: plus(clock.now(), minutes(span)) }),
        });
        if (!outcome.ok) throw new HttpError(outcome.error.code);
        return { alarm: alarmWithin(outcome.value, scope, desk.get) };
      },
    );
  }
}

/** The rule's version as the site has it, null where it has no such rule any more: an alarm stays with the one that raised it. */
function ruleNow({ source }: Alarm, site: Site): { readonly ruleNow?: string | null } {
  if (source.kind !== "rule") return {};
  const rule = indexOf(site)
    .signals.get(source.signal)
    ?.rules.find(({ id }) => id === source.ruleId);
  return { ruleNow: rule?.version ?? null };
}

/** Refuses to give an alarm to somebody who may not sign in, or would not see it. Who else there is elsewhere is not told. */
function checkAssignee(name: string, alarm: Alarm, scope: Scope, { users, site }: AlarmRouteDeps): void {
  const assignee = users().find((user) => user.name === name);
  if (assignee === undefined) throw new HttpError("ASSIGNEE_UNKNOWN");
  const sees = scopeOf(assignee.zones, site());
  const isTheirs = alarm.source.kind === "system" ? sees.isWhole : sees.hasAlarm(alarm);
  if (!isTheirs) throw new HttpError(scope.isWhole ? "ASSIGNEE_ELSEWHERE" : "ASSIGNEE_UNKNOWN");
}

function readStates(text: string): readonly AlarmState[] {
  return text.split(",").map((name) => {
    const known = ALARM_STATES.find((state) => state === name);
    if (known === undefined) throw new HttpError("REQUEST_INVALID", `/state must be among ${ALARM_STATES.join(", ")}`);
    return known;
  });
}
