import { randomUUID } from "node:crypto";
import {
  type Hazard,
  HAZARD_CAUSES,
  HAZARD_CLASSES,
  HAZARD_LEVELS,
  HAZARD_ORIGINS,
  HAZARD_STATES,
  type HazardCommand,
} from "@labcanary/domain/governance";
import type { HazardDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type, { type TSchema } from "typebox";
import type { Right } from "../accounts/roles.ts";
import type { Scope } from "../accounts/scope.ts";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { Confirmation, ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest } from "../http/session-of-request.ts";
import { readTime } from "../http/times.ts";
import type { App } from "../http/typed-app.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { DashboardDeps } from "../ports.ts";
import { csvOfHazards } from "./hazard-csv.ts";
import { hazardCorrectionRoutes } from "./hazard-correction-routes.ts";
import { hazardPhotoRoutes } from "./hazard-photo-routes.ts";
import { CONFIRMATION, namedPerson } from "./named-person.ts";
import { countsOf, type HazardFilter, hazardsWithin, matchingHazards, toldHazard, withoutNames } from "./told-hazard.ts";

/** Hazards in one answer (chosen: as many as anybody looks through; the rest is looked for). */
const MAXIMUM_HAZARDS = 200;

const oneOf = <const Value extends string>(values: readonly Value[]) => Type.Union(values.map((value) => Type.Literal(value)));
/** Their own bound is the ledger's to tell, so that it has one code everywhere; this only keeps the journal from novels. */
const WORDS = Type.String({ maxLength: 10_000 });
const ZONE = Type.String({ minLength: 1, maxLength: 64 });
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const FILTER = Type.Object(
  {
    state: Type.Optional(oneOf([...HAZARD_STATES, "open"])),
    zone: Type.Optional(ZONE),
    class: Type.Optional(oneOf(HAZARD_CLASSES)),
    text: Type.Optional(Type.String({ maxLength: 100 })),
    overdue: Type.Optional(Type.Literal("true")),
  },
  { additionalProperties: false },
);
const body = (properties: Readonly<Record<string, TSchema>>) =>
  Type.Object({ ...properties, commandId: COMMAND_ID }, { additionalProperties: false });

const FILED = Type.Object(
  {
    zone: ZONE,
    origin: oneOf(HAZARD_ORIGINS),
    class: oneOf(HAZARD_CLASSES),
    level: oneOf(HAZARD_LEVELS),
    words: WORDS,
    cause: Type.Optional(oneOf(HAZARD_CAUSES)),
    alarm: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" })),
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);

/** What the bodies of the verbs let through. */
interface VerbBody {
  readonly words?: string;
  readonly responsible?: string;
  readonly department?: string;
  readonly measures?: string;
  readonly funds?: string;
  readonly deadline?: string;
  readonly interimPlan?: string;
  readonly passed?: boolean;
}

interface Verb {
  readonly verb: "settle" | "remedy" | "verify" | "reopen" | "comment";
  readonly access: Right;
  readonly summary: string;
  readonly body: TSchema;
  /** Signed: the password is asked for again. */
  readonly signed?: true;
  readonly order: (said: VerbBody) => HazardCommand;
}

const VERBS: readonly Verb[] = [
  {
    verb: "settle",
    access: "settle-hazards",
    summary: "Agree on all five: responsible person and department, measures, funds, deadline, and what protects people until then",
    body: body({ responsible: WORDS, department: WORDS, measures: WORDS, funds: WORDS, deadline: WORDS, interimPlan: WORDS }),
    order: ({ responsible = "", department = "", measures = "", funds = "", deadline = "", interimPlan = "" }) => ({
      verb: "settle",
      settlement: { responsible, department, measures, funds, deadline: readTime("deadline", deadline), interimPlan },
    }),
  },
  {
    verb: "remedy",
    access: "file-hazards",
    summary: "Say that it is remedied, and how",
    body: body({ words: WORDS }),
    order: ({ words = "" }) => ({ verb: "remedy", words }),
  },
  {
    verb: "verify",
    access: "verify-hazards",
    summary:
      "Sign, with one's password and second factor typed again, that one has looked and found it remedied, or not; never who remedied it or is responsible for it",
    body: body({ passed: Type.Boolean(), words: WORDS, ...CONFIRMATION }),
    signed: true,
    order: ({ passed = false, words = "" }) => ({ verb: "verify", passed, words, signed: "verified" }),
  },
  {
    verb: "reopen",
    access: "verify-hazards",
    summary: "Open one that is written off again: it has come back, or was not remedied",
    body: body({ words: WORDS }),
    order: ({ words = "" }) => ({ verb: "reopen", words }),
  },
  {
    verb: "comment",
    access: "comment",
    summary: "Write something to it",
    body: body({ words: WORDS }),
    order: ({ words = "" }) => ({ verb: "comment", words }),
  },
];

export interface HazardRouteDeps extends Pick<DashboardDeps, "clock" | "desk" | "site"> {
  readonly hazards: HazardDesk;
  readonly confirm: ConfirmPerson;
  readonly photos: PhotoStore;
}

/** The ledger of hazards: what is dangerous, whose it is, and what became of it. */
export async function hazardRoutes(app: App, { clock, desk, site, hazards, confirm, photos }: HazardRouteDeps): Promise<void> {
  const book = () => hazards.hazards();
  /** Throws HAZARD_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): Hazard {
    const { number } = request.params as { readonly number: string };
    const hazard = book().get(Number(number));
    if (hazard === undefined || !scopeOfRequest(request, site()).hasZone(hazard.zoneId)) throw new HttpError("HAZARD_UNKNOWN");
    return hazard;
  }
  /** Those that match, of all that are theirs. */
  function matching(request: FastifyRequest, filter: HazardFilter) {
    const all = hazardsWithin(book().all(), scopeOfRequest(request, site()));
    return { all, found: matchingHazards(all, filter, { site: site(), now: clock.now() }) };
  }
  function carryOut(actor: string, order: HazardCommand, of: { readonly number?: number; readonly commandId: string | undefined }): Hazard {
    const { number, commandId } = of;
    const outcome = book().carryOut({ id: commandId ?? randomUUID(), actor, order, ...(number === undefined ? {} : { number }) });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return outcome.value;
  }

  app.get(
    "/api/v1/hazards",
    {
      config: { access: "look" },
      schema: {
        summary: "Hazards, what is late first and what is written off last; counts of all that are there",
        tags: ["safety office"],
        querystring: FILTER,
      },
    },
    async (request) => {
      const { all, found } = matching(request, request.query);
      return { counts: countsOf(all, clock.now()), matching: found.length, hazards: found.slice(0, MAXIMUM_HAZARDS) };
    },
  );

  app.get(
    "/api/v1/hazards.csv",
    {
      config: { access: "look" },
      schema: { summary: "The ledger as comma-separated values, times of the site", tags: ["safety office"], querystring: FILTER },
    },
    async (request, reply) => {
      const file = await csvOfHazards(matching(request, request.query).found, site());
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return reply.type("text/csv; charset=utf-8").header("content-disposition", `attachment; filename="hazards-${day}.csv"`).send(file);
    },
  );

  app.get(
    "/api/v1/hazards/:number",
    {
      config: { access: "look" },
      schema: { summary: "One hazard, what the journal has of it, and those that name it", tags: ["safety office"], params: NUMBER },
    },
    async (request) => {
      const hazard = theirs(request);
      const later = book()
        .all()
        .filter(({ earlier }) => earlier.includes(hazard.number))
        .map(({ number }) => number);
      const lines = book()
        .linesOf(hazard.number)
        .map((line) => ({ ...line, act: withoutNames(line.act) }));
      return { hazard: toldHazard(hazard), lines, later };
    },
  );

  app.post(
    "/api/v1/hazards",
    {
      config: { access: "file-hazards" },
      schema: { summary: "File a hazard; with the id of an alarm: about that one", tags: ["safety office"], body: FILED },
    },
    async (request, reply) => {
      const actor = namedPerson(request);
      const { zone, alarm: alarmId, commandId, ...said } = request.body;
      const scope = scopeOfRequest(request, site());
      if (!scope.hasZone(zone)) throw new HttpError("HAZARD_ZONE");
      const alarm = alarmId === undefined ? {} : { alarm: alarmWithin(alarmId, scope) };
      const hazard = carryOut(actor, { verb: "file", hazard: { ...said, ...alarm, zoneId: zone } }, { commandId });
      return reply.status(201).send({ hazard: toldHazard(hazard) });
    },
  );
  function alarmWithin(alarmId: string, scope: Scope): { readonly id: string; readonly code: string } {
    const alarm = desk.get(alarmId);
    if (alarm === undefined || !scope.hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
    return { id: alarm.id, code: alarm.code };
  }

  for (const { verb, access, summary, body: schema, signed, order } of VERBS) {
    app.post(
      `/api/v1/hazards/:number/${verb}`,
      { config: { access }, schema: { summary, tags: ["safety office"], params: NUMBER, body: schema } },
      async (request) => {
        const { number } = theirs(request);
        const actor = namedPerson(request);
        const { commandId, password, code, ...said } = request.body as VerbBody & Partial<Confirmation> & { readonly commandId?: string };
        const { responsible } = said;
        const { duty, isWhole } = scopeOfRequest(request, site());
        // Whom the site has beyond somebody's zones is not told by a refusal that differs.
        if (responsible !== undefined && !isWhole && !duty.hasPerson(responsible)) throw new HttpError("SETTLEMENT_PERSON");
        if (signed) await confirm.whole(request, { password, code });
        return { hazard: toldHazard(carryOut(actor, order(said), { number, commandId })) };
      },
    );
  }

  hazardCorrectionRoutes(app, { theirs, carryOut, confirm, site });
  await hazardPhotoRoutes(app, { theirs, photos, desk, carryOut });
}
