import { randomUUID } from "node:crypto";
import type { ContactStanding } from "@labcanary/domain/notification";
import type { Clock, NotificationDesk } from "@labcanary/domain/ports";
import { civilAt, dayOf, formatDay } from "@labcanary/domain/schedule";
import { CHANNEL_KINDS, channelsOf, type Person, type Site } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { mayDo } from "../accounts/roles.ts";
import type { Session } from "../accounts/session-store.ts";
import { budgetsWithin, presenceWithin } from "../live/feed-figures.ts";
import { COMMAND_ID } from "./command-fields.ts";
import { HttpError } from "./http-errors.ts";
import { type GuardedRequest, scopeOfRequest, sessionOf } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

const PERSON = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const TEST = Type.Object(
  { channel: Type.Union(CHANNEL_KINDS.map((kind) => Type.Literal(kind))), commandId: COMMAND_ID },
  { additionalProperties: false },
);
const PRESENCE = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) }, { additionalProperties: false });

export interface NotificationRouteDeps {
  readonly notifications: NotificationDesk;
  readonly site: () => Site;
  readonly clock: Clock;
}

/** Whom the platform can reach and how well, by which channels, with what is left of their budgets, and whether anybody is at the desk. */
export function notificationRoutes(app: App, { notifications, site, clock }: NotificationRouteDeps): void {
  app.get(
    "/api/v1/people",
    {
      config: { access: "look" },
      schema: { summary: "Contacts of the site with their channels and whether these are proven; addresses are masked", tags: ["people"] },
    },
    async (request) => {
      const session = sessionOf(request);
      const present = site();
      const today = formatDay(dayOf(civilAt(present.timeZone, clock.now())));
      const standings = Map.groupBy(notifications.contacts(), ({ personId }) => personId);
      const { duty } = scopeOfRequest(request, present);
      const listed = present.people.filter((person) => duty.hasPerson(person.id) || isSelf(session, person));
      return { people: listed.map((person) => told(person, standings.get(person.id) ?? [], { present, session, today })) };
    },
  );

  app.post(
    "/api/v1/people/:id/test",
    {
      config: { access: "look" },
      schema: {
        summary: "Send one test to a contact by one channel; GET people tells what became of it",
        tags: ["people"],
        params: PERSON,
        body: TEST,
      },
    },
    async (request, reply) => {
      const { commandId, channel } = request.body;
      const { id: personId } = request.params;
      const present = site();
      const session = sessionOf(request);
      const { duty } = scopeOfRequest(request, present);
      const person = present.people.find((one) => one.id === personId && (duty.hasPerson(one.id) || isSelf(session, one)));
      // Who may test nobody else is not told who there is.
      if (!(person === undefined ? mayDo(session, "test-contacts") : mayTest(session, person, present)))
        throw new HttpError("ROLE_FORBIDDEN", "test-contacts is needed but for the security centre and oneself");
      const outcome = notifications.testContact({ id: commandId ?? randomUUID(), personId, channel, by: session.userName });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return reply.status(202).send(outcome.value);
    },
  );

  app.get(
    "/api/v1/channels",
    { config: { access: "look" }, schema: { summary: "How each channel does", tags: ["channels"] } },
    async () => ({ channels: notifications.channels() }),
  );

  app.get(
    "/api/v1/budgets",
    { config: { access: "look" }, schema: { summary: "What is left of what providers allow", tags: ["channels"] } },
    async (request) => ({ budgets: budgetsWithin(notifications, scopeOfRequest(request, site())) }),
  );

  const presence = (request: GuardedRequest) => ({ request: presenceWithin(notifications, scopeOfRequest(request, site())) });
  app.get(
    "/api/v1/presence",
    { config: { access: "look" }, schema: { summary: "Whether the desk is asked if anybody is there", tags: ["presence"] } },
    async (request) => presence(request),
  );

  app.post(
    "/api/v1/presence",
    {
      config: { access: "hand-over" },
      schema: {
        summary: "Somebody is at the desk; an answer to a request that is over changes nothing",
        tags: ["presence"],
        body: PRESENCE,
      },
    },
    async (request: FastifyRequest<{ Body: { readonly id: string } }>) => {
      if (notifications.presence()?.id === request.body.id) notifications.answerPresence(sessionOf(request).userName);
      return presence(request);
    },
  );
}

/** A contact as the dashboard tells of it: without any address. */
function told(
  person: Person,
  standings: readonly ContactStanding[],
  { present, session, today }: { readonly present: Site; readonly session: Session; readonly today: string },
) {
  const leave = person.leave?.find(({ from, to }) => formatDay(from) <= today && today <= formatDay(to));
  return {
    id: person.id,
    name: person.name,
    kind: person.kind ?? "person",
    language: person.language,
    channels: channelsOf(person),
    standings,
    roles: person.roles ?? [],
    securityCentre: present.securityCentre.includes(person.id),
    mayTest: mayTest(session, person, present),
    ...(leave === undefined
      ? {}
      : {
          leave: {
            until: formatDay(leave.to),
            ...(leave.substitute === undefined ? {} : { substitute: leave.substitute }),
          },
        }),
  };
}

/**
 * A test wakes whoever it reaches: engineers and administrators send one to anybody; everybody else to the security centre, which is
 * where they sit, and to themselves.
 */
function mayTest(session: Session, person: Person, present: Site): boolean {
  if (mayDo(session, "test-contacts")) return true;
  return present.securityCentre.includes(person.id) || isSelf(session, person);
}

const isSelf = ({ userName }: Session, { id, account = id }: Person): boolean => account === userName;
