import { randomUUID } from "node:crypto";
import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import { LANGUAGES, type Language } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";
import { CONTENT_DECISIONS, decisionToAnswer, type Dossier, type DossierCommand, keptFigures } from "@labcanary/domain/governance";
import type { FastifyRequest } from "fastify";
import Type, { type Static, type TSchema } from "typebox";
import { COMMAND_ID } from "../../http/command-fields.ts";
import type { ConfirmPerson } from "../../http/confirm-person.ts";
import { HttpError } from "../../http/http-errors.ts";
import { indexOf } from "../../http/site-index.ts";
import { scopeOfRequest } from "../../http/session-of-request.ts";
import type { App } from "../../http/typed-app.ts";
import { CONFIRMATION, namedPerson } from "../named-person.ts";
import { isOutOfRange } from "./event.ts";
import { dossierDocument, type ToldDossier } from "./dossier-document.ts";
import { withoutPeople } from "./kept/decided-on.ts";
import { namelessOf } from "./kept/kept-dossier.ts";
import { celsiusOf, type Excursion } from "./read-excursion.ts";
import { createDossierTelling, type ToldDossierDeps } from "./told-dossier.ts";

const WORDS = Type.String({ maxLength: 10_000 });
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const OPEN = Type.Object(
  { alarm: Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }), commandId: COMMAND_ID },
  { additionalProperties: false },
);
const DECIDE = Type.Object(
  {
    decision: Type.Union(CONTENT_DECISIONS.map((decision) => Type.Literal(decision))),
    contents: WORDS,
    reason: WORDS,
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);
const SEEN = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const APPROVE = Type.Object({ words: WORDS, seen: SEEN, ...CONFIRMATION, commandId: COMMAND_ID }, { additionalProperties: false });
const SEND_BACK = Type.Object({ words: WORDS, seen: SEEN, commandId: COMMAND_ID }, { additionalProperties: false });
/** `now=true`: also of one that is decided, as readings, journal and site are now. */
const LOOK = Type.Object({ now: Type.Optional(Type.Literal("true")) }, { additionalProperties: false });
const PRINT = Type.Object(
  { language: Type.Optional(Type.Union(LANGUAGES.map((each) => Type.Literal(each)))) },
  { additionalProperties: false },
);
/** Of the newest dossiers (chosen: years of them). */
const MOST_LISTED = 1000;

export interface DossierRouteDeps extends ToldDossierDeps {
  readonly press: DocumentPress;
  /** As HttpAppOptions. */
  readonly publicOrigin?: string;
  readonly confirm: ConfirmPerson;
}

/** Excursion dossiers: one cold-storage event each, from its curve to what became of the contents. */
export function dossierRoutes(app: App, deps: DossierRouteDeps): void {
  const { site, desk, dossiers, confirm, press, keptBodies } = deps;
  const book = () => dossiers.dossiers();
  const telling = createDossierTelling(deps);
  const { alarmsSince, eventOfAlarm, excursionOf } = telling;

  /** Throws DOSSIER_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): Dossier {
    const dossier = book().get(Number((request.params as Static<typeof NUMBER>).number));
    if (dossier === undefined || !scopeOfRequest(request, site()).hasZone(dossier.zoneId)) throw new HttpError("DOSSIER_UNKNOWN");
    return dossier;
  }
  function attempt(request: FastifyRequest, order: DossierCommand, number?: number) {
    const { commandId } = request.body as { readonly commandId?: string };
    const of = number === undefined ? {} : { number };
    return book().carryOut({ id: commandId ?? randomUUID(), actor: namedPerson(request), order, ...of });
  }
  function answerOf(outcome: ReturnType<typeof attempt>): { readonly dossier: Dossier } {
    if (!outcome.ok) throw new HttpError(outcome.error.code);
    return { dossier: withoutPeople(outcome.value) };
  }
  const carryOut = (request: FastifyRequest, order: DossierCommand, number?: number) => answerOf(attempt(request, order, number));
  /** Throws DOSSIER_UNDER_WAY where it is too warm or too cold again, or nobody can tell. */
  function requireInRange(alarm: Alarm, { signal }: Dossier): void {
    if (isOutOfRange(alarm, alarmsSince(alarm, signal))) throw new HttpError("DOSSIER_UNDER_WAY");
  }
  /** Throws ALARM_UNKNOWN. */
  function alarmOf(request: FastifyRequest, { alarmId }: Dossier): Alarm {
    const alarm = desk.get(alarmId);
    if (alarm === undefined || !scopeOfRequest(request, site()).hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
    return alarm;
  }
  /** Throws ALARM_UNKNOWN, HISTORY_UNAVAILABLE, READINGS_TOO_MANY. */
  const told = (request: FastifyRequest, dossier: Dossier, isNow = false): Promise<ToldDossier> =>
    telling.told(dossier, alarmOf(request, dossier), { scope: scopeOfRequest(request, site()), isNow });

  app.get(
    "/api/v1/dossiers",
    { config: { access: "look" }, schema: { summary: "Excursion dossiers, the newest first", tags: ["safety office"] } },
    async (request) => {
      const scope = scopeOfRequest(request, site());
      const theirOwn = book()
        .all()
        .filter(({ zoneId }) => scope.hasZone(zoneId));
      return { total: theirOwn.length, dossiers: theirOwn.slice(-MOST_LISTED).toReversed().map(withoutPeople) };
    },
  );
  app.get(
    "/api/v1/dossiers/:number",
    {
      config: { access: "look" },
      schema: {
        summary:
          "One of them, with curve, figures, doors, who was told and who acted, and what the journal has of it; once decided, as it was decided on",
        tags: ["safety office"],
        params: NUMBER,
        querystring: LOOK,
      },
    },
    async (request) => told(request, theirs(request), request.query.now === "true"),
  );
  app.get(
    "/api/v1/dossiers/:number/document.pdf",
    {
      config: { access: "look" },
      schema: { summary: "The same on paper, in the language asked for", tags: ["safety office"], params: NUMBER, querystring: PRINT },
    },
    async (request, reply) => {
      const dossier = theirs(request);
      const language: Language = request.query.language ?? "en";
      const { publicOrigin } = deps;
      const printed = await press.print(
        dossierDocument(await told(request, dossier), { language, site: site(), ...(publicOrigin === undefined ? {} : { publicOrigin }) }),
      );
      if (!printed.ok) throw new HttpError(printed.error.code);
      return reply
        .type("application/pdf")
        .header("content-disposition", `attachment; filename="DS-${dossier.number}-${language}.pdf"`)
        .send(Buffer.from(printed.value));
    },
  );

  const route = (summary: string, body: TSchema, params?: TSchema) => ({
    config: { access: "settle-hazards" as const },
    schema: { summary, tags: ["safety office"], body, ...(params === undefined ? {} : { params }) },
  });
  app.post(
    "/api/v1/dossiers",
    route("Open the dossier of an alarm of a temperature; where the event it is of has one, that", OPEN),
    async (request, reply) => {
      namedPerson(request);
      const { alarm: alarmId } = request.body as Static<typeof OPEN>;
      const alarm = desk.get(alarmId);
      if (alarm === undefined || !scopeOfRequest(request, site()).hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
      if (isOfDrill(alarm)) throw new HttpError("DOSSIER_DRILL");
      const { source, description, raisedAt, simulated } = alarm;
      const unit = source.kind === "rule" ? (indexOf(site()).signals.get(source.signal)?.unit ?? description.measured?.unit) : undefined;
      if (source.kind !== "rule" || unit === undefined || celsiusOf(unit) === undefined) throw new HttpError("DOSSIER_TEMPERATURE");
      const { zoneId, signal } = source;
      const { alarmIds } = eventOfAlarm(alarm, signal);
      const known = book()
        .all()
        .find((dossier) => alarmIds.has(dossier.alarmId));
      if (known !== undefined) return { dossier: withoutPeople(known) };
      const opened = carryOut(request, {
        verb: "open",
        dossier: { zoneId, alarmId, signal, raisedAt, what: description.what, where: description.where, simulated },
      });
      return reply.status(201).send(opened);
    },
  );
  app.post(
    "/api/v1/dossiers/:number/decide",
    route(
      "Say what was inside, what becomes of it and why; all that is known now is kept with it. A correction is another decision",
      DECIDE,
      NUMBER,
    ),
    async (request) => {
      const dossier = theirs(request);
      namedPerson(request);
      const { decision, contents, reason } = request.body as Static<typeof DECIDE>;
      const alarm = alarmOf(request, dossier);
      if (decision === "release") requireInRange(alarm, dossier);
      const on = await telling.decidedOnNow(alarm, dossier);
      const { bytes, people } = namelessOf(on);
      const said = { verb: "decide", decision, contents, reason, figures: keptFigures(on.figures) } as const;
      const outcome = await keptBodies.keep(bytes, (sha256) => attempt(request, { ...said, kept: { sha256, people } }, dossier.number));
      if (!outcome.ok) throw new HttpError(outcome.error);
      return answerOf(outcome.value);
    },
  );
  app.post(
    "/api/v1/dossiers/:number/approve",
    {
      ...route("Sign, with one's password and second factor typed again, that one has read the decision and approves it", APPROVE, NUMBER),
      config: { access: "verify-hazards" },
    },
    async (request) => {
      const dossier = theirs(request);
      namedPerson(request);
      const { words, seen, password, code } = request.body as Static<typeof APPROVE>;
      await confirm.whole(request, { password, code });
      const alarm = alarmOf(request, dossier);
      if (decisionToAnswer(dossier)?.decision === "release") requireInRange(alarm, dossier);
      checkFigures(dossier, await excursionOf(alarm, dossier));
      return carryOut(request, { verb: "approve", words, seen, signed: "approved" }, dossier.number);
    },
  );
  app.post(
    "/api/v1/dossiers/:number/send-back",
    { ...route("Do not approve it, and say why", SEND_BACK, NUMBER), config: { access: "verify-hazards" } },
    async (request) => {
      const { words, seen } = request.body as Static<typeof SEND_BACK>;
      return carryOut(request, { verb: "send-back", words, seen }, theirs(request).number);
    },
  );
}

/** Throws DOSSIER_FIGURES where what was decided on is not all there is: a sensor that was cut off may send what it saw days later. */
function checkFigures(dossier: Dossier, { stretches }: Excursion): void {
  const decided = decisionToAnswer(dossier)?.figures;
  if (decided === undefined) return;
  const { from, to } = decided.span;
  const known = stretches.flat().filter(({ at }) => at >= from && at <= to).length;
  if (known > decided.readings) throw new HttpError("DOSSIER_FIGURES");
}
