import { randomUUID } from "node:crypto";
import { MEASURE_KINDS, type NewStandingMeasure, type StandingMeasure, type StandingMeasureCommand } from "@labcanary/domain/governance";
import type { HazardDesk, StandingMeasureDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type, { type Static, type TSchema } from "typebox";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest } from "../http/session-of-request.ts";
import { readTime } from "../http/times.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { csvOfMeasures } from "./measure-csv.ts";
import { CONFIRMATION, namedPerson } from "./named-person.ts";

const WORDS = Type.String({ maxLength: 10_000 });
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const MEASURE = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 64 }),
    kind: Type.Union(MEASURE_KINDS.map((kind) => Type.Literal(kind))),
    words: WORDS,
    owner: Type.String({ minLength: 1, maxLength: 64 }),
    reviewBy: WORDS,
    hazards: Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000 }),
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);
const REVIEW = Type.Object({ words: WORDS, reviewBy: WORDS, ...CONFIRMATION, commandId: COMMAND_ID }, { additionalProperties: false });
const END = Type.Object({ words: WORDS, ...CONFIRMATION, commandId: COMMAND_ID }, { additionalProperties: false });

export interface MeasureRouteDeps extends Pick<DashboardDeps, "clock" | "site"> {
  readonly measures: StandingMeasureDesk;
  readonly hazards: HazardDesk;
  readonly confirm: ConfirmPerson;
}

/** The ledger of standing measures and rules. */
export function measureRoutes(app: App, { clock, site, measures, hazards, confirm }: MeasureRouteDeps): void {
  const book = () => measures.standingMeasures();
  /** In force before ended, the first to be reviewed first. */
  const within = (request: FastifyRequest): readonly StandingMeasure[] => {
    const scope = scopeOfRequest(request, site());
    return book()
      .all()
      .filter(({ zoneId }) => scope.hasZone(zoneId))
      .toSorted((a, b) => Number(a.state === "ended") - Number(b.state === "ended") || a.reviewBy - b.reviewBy || a.number - b.number);
  };
  /** Throws STANDING_MEASURE_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): StandingMeasure {
    const { number } = request.params as Static<typeof NUMBER>;
    const measure = book().get(Number(number));
    if (measure === undefined || !scopeOfRequest(request, site()).hasZone(measure.zoneId)) throw new HttpError("STANDING_MEASURE_UNKNOWN");
    return measure;
  }
  /** Throws STANDING_MEASURE_ZONE, STANDING_MEASURE_OWNER and HAZARD_UNKNOWN of what is not theirs to name. */
  function said(request: FastifyRequest): NewStandingMeasure {
    const { zone, reviewBy, kind, words, owner, hazards: answers } = request.body as Static<typeof MEASURE>;
    const scope = scopeOfRequest(request, site());
    if (!scope.hasZone(zone)) throw new HttpError("STANDING_MEASURE_ZONE");
    if (!scope.isWhole && !scope.duty.hasPerson(owner)) throw new HttpError("STANDING_MEASURE_OWNER");
    const unknown = answers.find((number) => {
      const hazard = hazards.hazards().get(number);
      return hazard === undefined || !scope.hasZone(hazard.zoneId);
    });
    if (unknown !== undefined) throw new HttpError("HAZARD_UNKNOWN", `HZ-${unknown}`);
    return { zoneId: zone, kind, words, owner, hazards: answers, reviewBy: readTime("reviewBy", reviewBy) };
  }
  function carryOut(request: FastifyRequest, order: StandingMeasureCommand, number?: number): { readonly measure: StandingMeasure } {
    const { commandId } = request.body as { readonly commandId?: string };
    const of = number === undefined ? {} : { number };
    const outcome = book().carryOut({ id: commandId ?? randomUUID(), actor: namedPerson(request), order, ...of });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return { measure: outcome.value };
  }

  app.get(
    "/api/v1/standing-measures",
    {
      config: { access: "look" },
      schema: { summary: "Standing measures and rules, the first to be reviewed first", tags: ["safety office"] },
    },
    async (request) => ({ measures: within(request) }),
  );
  app.get(
    "/api/v1/standing-measures.csv",
    {
      config: { access: "look" },
      schema: { summary: "The ledger as comma-separated values, times of the site", tags: ["safety office"] },
    },
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="standing-measures-${new Date(clock.now()).toISOString().slice(0, 10)}.csv"`)
        .send(await csvOfMeasures(within(request), site())),
  );
  app.get(
    "/api/v1/standing-measures/:number",
    {
      config: { access: "look" },
      schema: { summary: "One of them, with what the journal has of it", tags: ["safety office"], params: NUMBER },
    },
    async (request) => {
      const measure = theirs(request);
      return { measure, lines: book().linesOf(measure.number) };
    },
  );

  const route = (summary: string, body: TSchema, params?: TSchema) => ({
    config: { access: "settle-hazards" as const },
    schema: { summary, tags: ["safety office"], body, ...(params === undefined ? {} : { params }) },
  });
  app.post("/api/v1/standing-measures", route("Add a standing measure or rule", MEASURE), async (request, reply) =>
    reply.status(201).send(carryOut(request, { verb: "add", measure: said(request) })),
  );
  app.post("/api/v1/standing-measures/:number/change", route("Say it anew, whole", MEASURE, NUMBER), async (request) =>
    carryOut(request, { verb: "change", measure: said(request) }, theirs(request).number),
  );
  app.post(
    "/api/v1/standing-measures/:number/review",
    route(
      "Sign, with one's password and second factor typed again, that one has looked and that it holds; and by when it is looked at again",
      REVIEW,
      NUMBER,
    ),
    async (request) => {
      const { number } = theirs(request);
      namedPerson(request);
      const { words, reviewBy, password, code } = request.body as Static<typeof REVIEW>;
      const until = readTime("reviewBy", reviewBy);
      await confirm.whole(request, { password, code });
      return carryOut(request, { verb: "review", words, reviewBy: until, signed: "reviewed" }, number);
    },
  );
  app.post(
    "/api/v1/standing-measures/:number/end",
    route("Sign, with one's password and second factor typed again, that it is no longer in force, and why", END, NUMBER),
    async (request) => {
      const { number } = theirs(request);
      namedPerson(request);
      const { words, password, code } = request.body as Static<typeof END>;
      await confirm.whole(request, { password, code });
      return carryOut(request, { verb: "end", words, signed: "approved" }, number);
    },
  );
}
