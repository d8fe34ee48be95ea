import { randomUUID } from "node:crypto";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import { doorName, type Leave, type LeaveCommand, type PeriodCommand, type WatchedPeriod } from "@labcanary/domain/governance";
import type { KeyPeriodDesk } from "@labcanary/domain/ports";
import { keyPeriodsAt } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type, { type Static, type TSchema } from "typebox";
import type { Scope } from "../accounts/scope.ts";
import type { Right } from "../accounts/roles.ts";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";
import { readTime } from "../http/times.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { CONFIRMATION, namedPerson } from "./named-person.ts";
import { isAbout, pageOfLeaves, pageOfPeriods, type Told, type ToldPeriod, toldPeriod } from "./told-period.ts";

const WORDS = Type.String({ maxLength: 10_000 });
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const OLDER = Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,8}$" }));
const LIST = Type.Object({ before: OLDER, leavesBefore: OLDER }, { additionalProperties: false });
const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const strict = { additionalProperties: false } as const;
const TIME = Type.Integer({ minimum: 0, description: "epoch milliseconds: which check-in is meant" });

const CHECK_IN = Type.Object({ from: TIME, commandId: COMMAND_ID }, strict);
const EXPLAIN = Type.Object(
  {
    from: TIME,
    door: Type.Optional(Type.String({ maxLength: 200, description: "of an opening: which door; `from` is when it was opened" })),
    words: WORDS,
    ...CONFIRMATION,
    commandId: COMMAND_ID,
  },
  strict,
);
const REVIEW = Type.Object(
  {
    words: WORDS,
    amendments: Type.Optional(
      Type.Integer({ minimum: 0, description: "how many amendments of the report were read with it; without it, none" }),
    ),
    ...CONFIRMATION,
    commandId: COMMAND_ID,
  },
  strict,
);
const ASK = Type.Object(
  {
    door: Type.String({ minLength: 1, maxLength: 200 }),
    people: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 }),
    from: WORDS,
    to: WORDS,
    reason: WORDS,
    ...CONFIRMATION,
    commandId: COMMAND_ID,
  },
  strict,
);
const GIVE = Type.Object({ ...CONFIRMATION, commandId: COMMAND_ID }, strict);
const END = Type.Object({ reason: WORDS, commandId: COMMAND_ID }, strict);

export interface KeyPeriodRouteDeps extends Pick<DashboardDeps, "clock" | "site"> {
  readonly keyPeriods: KeyPeriodDesk;
  readonly confirm: ConfirmPerson;
}

/** Key periods, and leave to open the doors they seal. */
export function keyPeriodRoutes(app: App, { clock, site, keyPeriods: desk, confirm }: KeyPeriodRouteDeps): void {
  const scopeOf = (request: FastifyRequest): Scope => scopeOfRequest(request, site());

  /** Throws KEY_PERIOD_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirPeriod(request: FastifyRequest): WatchedPeriod {
    const { number } = request.params as Static<typeof NUMBER>;
    const period = desk.keyPeriods().get(Number(number));
    if (period === undefined || !isTheirs(period, scopeOf(request))) throw new HttpError("KEY_PERIOD_UNKNOWN");
    return period;
  }
  function theirLeave(request: FastifyRequest): Leave {
    const { number } = request.params as Static<typeof NUMBER>;
    const leave = desk.leaves().get(Number(number));
    if (leave === undefined || !scopeOf(request).hasZone(leave.zoneId)) throw new HttpError("LEAVE_UNKNOWN");
    return leave;
  }
  const toldTo = (request: FastifyRequest): Told => ({
    actor: `user:${sessionOf(request).userName}`,
    at: clock.now(),
    site: site(),
    scope: scopeOf(request),
  });
  /** What each door is called, by its key. */
  const namesOf = (doors: readonly string[]): Readonly<Record<string, Text>> =>
    Object.fromEntries([...new Set(doors)].map((door) => [door, doorName(site(), door)]));
  function ofPeriod(request: FastifyRequest, order: PeriodCommand, { number }: WatchedPeriod): { readonly period: ToldPeriod } {
    const outcome = desk.keyPeriods().carryOut({ id: idOf(request), actor: namedPerson(request), number, order });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return { period: toldPeriod(outcome.value, toldTo(request)) };
  }
  function ofLeave(request: FastifyRequest, order: LeaveCommand, number?: number): { readonly leave: Leave } {
    const of = number === undefined ? {} : { number };
    const outcome = desk.leaves().carryOut({ id: idOf(request), actor: namedPerson(request), order, ...of });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return { leave: outcome.value };
  }
  /** A person of their own, who has typed the password again. */
  async function sign(request: FastifyRequest): Promise<void> {
    namedPerson(request);
    const { password, code } = request.body as Static<typeof GIVE>;
    await confirm.whole(request, { password, code });
  }

  app.get(
    "/api/v1/key-periods",
    {
      config: { access: "look" },
      schema: {
        summary:
          "Key periods: those of the site, those taken up, and leave to open sealed doors: all that stand, and the newest that are over; `next` says what to ask for older ones with (`before` a period, `leavesBefore` a leave)",
        tags: ["safety office"],
        querystring: LIST,
      },
    },
    async (request) => {
      const scope = scopeOf(request);
      const current = site();
      const inForce = new Set(keyPeriodsAt(current, clock.now()).map(({ id }) => id));
      const { before, leavesBefore } = request.query as Static<typeof LIST>;
      const told = toldTo(request);
      const page = pageOfPeriods(
        desk
          .keyPeriods()
          .all()
          .filter((period) => isTheirs(period, scope)),
        numberOf(before),
      );
      const periods = page.items.map((period) => toldPeriod(period, told));
      const leavePage = pageOfLeaves(
        desk
          .leaves()
          .all()
          .filter(({ zoneId }) => scope.hasZone(zoneId)),
        told.at,
        numberOf(leavesBefore),
      );
      const leaves = leavePage.items;
      const described = (current.keyPeriods ?? [])
        .filter((period) => isAbout(period, scope))
        .map(({ id, kind, name, from, to, delays, seals, preFlight }) => ({
          id,
          kind,
          name,
          from,
          to,
          delays,
          preFlight,
          seals: seals.filter(({ zoneId }) => scope.hasZone(zoneId)),
          inForce: inForce.has(id),
        }));
      const doors = [
        ...described.flatMap(({ seals }) => seals.map(({ door }) => door)),
        ...periods.flatMap(({ openings }) => openings.map(({ door }) => door)),
        ...leaves.map(({ door }) => door),
      ];
      return {
        described,
        periods,
        leaves,
        total: { periods: page.total, leaves: leavePage.total },
        next: {
          ...(page.next === undefined ? {} : { periods: page.next }),
          ...(leavePage.next === undefined ? {} : { leaves: leavePage.next }),
        },
        doors: namesOf(doors),
      };
    },
  );
  app.get(
    "/api/v1/key-periods/:number",
    {
      config: { access: "look" },
      schema: { summary: "One of them, with what the journal has of it", tags: ["safety office"], params: NUMBER },
    },
    async (request) => {
      const period = theirPeriod(request);
      const told = toldPeriod(period, toldTo(request));
      const doors = [...told.plan.seals, ...told.openings].map(({ door }) => door);
      const lines = scopeOf(request).isWhole ? desk.keyPeriods().linesOf(period.number) : [];
      return { period: told, lines, doors: namesOf(doors) };
    },
  );

  const route = (access: Right, summary: string, body: TSchema, params?: TSchema) => ({
    config: { access },
    schema: { summary, tags: ["safety office"], body, ...(params === undefined ? {} : { params }) },
  });
  app.post("/api/v1/key-periods/:number/check-in", route("do-checks", "Whoever is on duty is there", CHECK_IN, NUMBER), async (request) => {
    const { from } = request.body as Static<typeof CHECK_IN>;
    return ofPeriod(request, { verb: "check-in", from: from as EpochMs }, theirPeriod(request));
  });
  app.post(
    "/api/v1/key-periods/:number/explain",
    route(
      "settle-hazards",
      "Why a check-in was missed, or a sealed door was open without leave, signed with the password typed again",
      EXPLAIN,
      NUMBER,
    ),
    async (request) => {
      const period = theirPeriod(request);
      await sign(request);
      const { from, door, words } = request.body as Static<typeof EXPLAIN>;
      const at = from as EpochMs;
      if (door === undefined) return ofPeriod(request, { verb: "explain", from: at, words, signed: "explained" }, period);
      const isSeen = toldPeriod(period, toldTo(request)).openings.some((each) => each.door === door);
      if (!isSeen) throw new HttpError("OPENING_NONE");
      return ofPeriod(request, { verb: "explain-opening", door, openedAt: at, words, signed: "explained" }, period);
    },
  );
  app.post(
    "/api/v1/key-periods/:number/review",
    route("verify-hazards", "The report has been read and judged, signed with the password typed again", REVIEW, NUMBER),
    async (request) => {
      const period = theirPeriod(request);
      await sign(request);
      const { words, amendments = 0 } = request.body as Static<typeof REVIEW>;
      return ofPeriod(request, { verb: "review", words, amendments, signed: "reviewed" }, period);
    },
  );
  app.post(
    "/api/v1/leaves",
    route("settle-hazards", "Ask, signed with the password typed again, that people may open a sealed door for a while", ASK),
    async (request, reply) => {
      const { door, people, from, to, reason } = request.body as Static<typeof ASK>;
      const zoneId = site().signals.find(({ key }) => key === door)?.zoneId;
      if (zoneId === undefined || !scopeOf(request).hasZone(zoneId)) throw new HttpError("LEAVE_DOOR");
      const leave = { door, people, from: readTime("from", from), to: readTime("to", to), reason };
      await sign(request);
      return reply.status(201).send(ofLeave(request, { verb: "ask", leave, signed: "requested" }));
    },
  );
  app.post(
    "/api/v1/leaves/:number/give",
    route("verify-hazards", "Give it, as a second person, signed with the password typed again", GIVE, NUMBER),
    async (request) => {
      const { number } = theirLeave(request);
      await sign(request);
      return ofLeave(request, { verb: "give", signed: "approved" }, number);
    },
  );
  app.post("/api/v1/leaves/:number/refuse", route("verify-hazards", "Do not give it, and why", END, NUMBER), async (request) =>
    ofLeave(request, { verb: "refuse", reason: (request.body as Static<typeof END>).reason }, theirLeave(request).number),
  );
  app.post("/api/v1/leaves/:number/withdraw", route("settle-hazards", "Take it back, and why", END, NUMBER), async (request) =>
    ofLeave(request, { verb: "withdraw", reason: (request.body as Static<typeof END>).reason }, theirLeave(request).number),
  );
}

const idOf = (request: FastifyRequest): string => (request.body as { readonly commandId?: string }).commandId ?? randomUUID();

const isTheirs = ({ plan }: WatchedPeriod, scope: Scope): boolean => isAbout(plan, scope);
