import { randomUUID } from "node:crypto";
import {
  DRILL_RESULTS,
  type Drill,
  type DrillCommand,
  drillDue,
  type DrillLesson,
  type DrillResult,
  HAZARD_CLASSES,
  HAZARD_LEVELS,
  OBSERVED_STEPS,
  type ObservedStep,
} from "@labcanary/domain/governance";
import type { DrillDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type, { type TSchema } from "typebox";
import type { Right } from "../accounts/roles.ts";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { Confirmation, ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest } from "../http/session-of-request.ts";
import { readTime } from "../http/times.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { RecordedDrill } from "./drill/drill-document.ts";
import { drillPhotoRoutes } from "./drill/drill-photo-routes.ts";
import { drillRecordRoutes } from "./drill/drill-record-routes.ts";
import { CONFIRMATION, namedPerson } from "./named-person.ts";

/** Drills in one answer, the newest (chosen: years of a large site). */
const MOST_DRILLS = 200;

const oneOf = <const Value extends string>(values: readonly Value[]) => Type.Union(values.map((value) => Type.Literal(value)));
/** Their own bound is the ledger's to tell, so that it has one code everywhere; this only keeps the journal from novels. */
const WORDS = Type.String({ maxLength: 10_000 });
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const body = (properties: Readonly<Record<string, TSchema>>) =>
  Type.Object({ ...properties, commandId: COMMAND_ID }, { additionalProperties: false });
const PLANNED = Type.Object(
  {
    plan: Type.String({ minLength: 1, maxLength: 64 }),
    plannedFor: WORDS,
    leader: Type.String({ minLength: 1, maxLength: 64 }),
    who: WORDS,
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);

/** What the bodies of the verbs let through. */
interface VerbBody {
  readonly words?: string;
  readonly step?: ObservedStep;
  readonly at?: string;
  readonly result?: DrillResult;
  readonly lessons?: readonly DrillLesson[];
}

interface Verb {
  readonly verb: "begin" | "cancel" | "observe" | "correct" | "note" | "stop" | "conclude";
  readonly access: Right;
  readonly summary: string;
  readonly body: TSchema;
  /** Signed: the password is asked for again. */
  readonly signed?: true;
  readonly order: (said: VerbBody, at: Drill["plannedAt"]) => DrillCommand;
}

const VERBS: readonly Verb[] = [
  {
    verb: "begin",
    access: "run-drills",
    summary: "Begin it, with one's password and second factor typed again: people are told, and each text says DRILL",
    body: body(CONFIRMATION),
    signed: true,
    order: () => ({ verb: "begin", signed: "approved" }),
  },
  {
    verb: "cancel",
    access: "run-drills",
    summary: "Say that it is not held, and why",
    body: body({ words: WORDS }),
    order: ({ words = "" }) => ({ verb: "cancel", words }),
  },
  {
    verb: "observe",
    access: "do-checks",
    summary: "Note that somebody is on the site, or that it is safe, now",
    body: body({ step: oneOf(OBSERVED_STEPS) }),
    order: ({ step = "on-site" }) => ({ verb: "observe", step }),
  },
  {
    verb: "correct",
    access: "do-checks",
    summary: "Correct a step an observer noted, and say why; without `at` it had not happened. What was noted stays in the record",
    body: body({ step: oneOf(OBSERVED_STEPS), at: Type.Optional(WORDS), words: WORDS }),
    order: ({ step = "on-site", at, words = "" }) => ({
      verb: "correct",
      step,
      words,
      ...(at === undefined ? {} : { at: readTime("at", at) }),
    }),
  },
  {
    verb: "note",
    access: "do-checks",
    summary: "Write down what one has observed",
    body: body({ words: WORDS }),
    order: ({ words = "" }) => ({ verb: "note", words }),
  },
  {
    verb: "stop",
    access: "run-drills",
    summary: "End it: its alarms end with it",
    body: body({}),
    order: (_said, at) => ({ verb: "end", end: { because: "stopped", at } }),
  },
  {
    verb: "conclude",
    access: "run-drills",
    summary: "Sign its result, with one's password and second factor typed again; each lesson becomes a hazard",
    body: body({
      result: oneOf(DRILL_RESULTS),
      words: WORDS,
      lessons: Type.Array(
        Type.Object({ words: WORDS, class: oneOf(HAZARD_CLASSES), level: oneOf(HAZARD_LEVELS) }, { additionalProperties: false }),
        { maxItems: 100 },
      ),
      ...CONFIRMATION,
    }),
    signed: true,
    order: ({ result = "failed", words = "", lessons = [] }) => ({
      verb: "conclude",
      conclusion: { result, words, lessons },
      signed: "reviewed",
    }),
  },
];

export interface DrillRouteDeps extends Pick<DashboardDeps, "clock" | "desk" | "site" | "press"> {
  readonly drills: DrillDesk;
  readonly photos: PhotoStore;
  readonly publicOrigin?: string;
  readonly confirm: ConfirmPerson;
}

/** Drills: what is planned, what is held now, and what it has shown. */
export async function drillRoutes(
  app: App,
  { clock, desk, site, drills, photos, confirm, press, publicOrigin }: DrillRouteDeps,
): Promise<void> {
  const book = () => drills.drills();
  /** Throws DRILL_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): Drill {
    const { number } = request.params as { readonly number: string };
    const drill = book().get(Number(number));
    if (drill === undefined || !scopeOfRequest(request, site()).hasZone(drill.zoneId)) throw new HttpError("DRILL_UNKNOWN");
    return drill;
  }
  function carryOut(actor: string, order: DrillCommand, of: { readonly number?: number; readonly commandId: string | undefined }): Drill {
    const { number, commandId } = of;
    const outcome = book().carryOut({ id: commandId ?? randomUUID(), actor, order, ...(number === undefined ? {} : { number }) });
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return outcome.value;
  }

  function recorded(request: FastifyRequest): RecordedDrill {
    const drill = theirs(request);
    const plan = drill.begun?.plan ?? site().drills?.find(({ id }) => id === drill.plan);
    return { drill, plan, lines: book().linesOf(drill.number) };
  }

  app.get(
    "/api/v1/drills",
    {
      config: { access: "look" },
      schema: { summary: "Plans with when each is to be held again, and drills, newest first", tags: ["safety office"] },
    },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      const now = clock.now();
      const all = book().all();
      const plans = (site().drills ?? []).filter(({ zoneId }) => scope.hasZone(zoneId));
      return {
        plans: plans.map((plan) => ({ ...plan, ...drillDue(plan, all, now) })),
        drills: all
          .filter(({ zoneId }) => scope.hasZone(zoneId))
          .toReversed()
          .slice(0, MOST_DRILLS),
      };
    },
  );

  app.get(
    "/api/v1/drills/:number",
    {
      config: { access: "look" },
      schema: { summary: "One drill, its plan, and what the journal has of it", tags: ["safety office"], params: NUMBER },
    },
    async (request) => {
      const { plan, ...told } = recorded(request);
      return { ...told, ...(plan === undefined ? {} : { plan }) };
    },
  );

  app.post(
    "/api/v1/drills",
    {
      config: { access: "run-drills" },
      schema: { summary: "Plan a drill by a plan of the site: when, who leads it, who takes part", tags: ["safety office"], body: PLANNED },
    },
    async (request, reply) => {
      const actor = namedPerson(request);
      const { plan: id, plannedFor, leader, who, commandId } = request.body;
      const { duty, isWhole, hasZone } = scopeOfRequest(request, site());
      const plan = site().drills?.find((known) => known.id === id && hasZone(known.zoneId));
      if (plan === undefined) throw new HttpError("DRILL_PLAN");
      // Whom the site has beyond somebody's zones is not told by a refusal that differs.
      if (!isWhole && !duty.hasPerson(leader)) throw new HttpError("DRILL_LEADER");
      const drill = { plan: id, zoneId: plan.zoneId, plannedFor: readTime("plannedFor", plannedFor), leader, who };
      return reply.status(201).send({ drill: carryOut(actor, { verb: "plan", drill }, { commandId }) });
    },
  );

  for (const { verb, access, summary, body: schema, signed, order } of VERBS) {
    app.post(
      `/api/v1/drills/:number/${verb}`,
      { config: { access }, schema: { summary, tags: ["safety office"], params: NUMBER, body: schema } },
      async (request) => {
        const { number } = theirs(request);
        const actor = namedPerson(request);
        const { commandId, password, code, ...said } = request.body as VerbBody & Partial<Confirmation> & { readonly commandId?: string };
        if (signed) await confirm.whole(request, { password, code });
        return { drill: carryOut(actor, order(said, clock.now()), { number, commandId }) };
      },
    );
  }
  await drillPhotoRoutes(app, { theirs, photos, desk, carryOut });
  drillRecordRoutes(app, { clock, site, press, publicOrigin, recorded });
}
