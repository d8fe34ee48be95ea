import { epochMs } from "@labcanary/domain/basics";
import { type Hazard, HAZARD_CAUSES, HAZARD_CLASSES, HAZARD_LEVELS, type HazardCommand } from "@labcanary/domain/governance";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { CONFIRMATION, namedPerson } from "./named-person.ts";
import { toldHazard } from "./told-hazard.ts";

const oneOf = <const Value extends string>(values: readonly Value[]) => Type.Union(values.map((value) => Type.Literal(value)));
const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const WORDS = Type.String({ maxLength: 10_000 });
const CORRECTION = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 64 }),
    class: oneOf(HAZARD_CLASSES),
    level: oneOf(HAZARD_LEVELS),
    cause: Type.Optional(oneOf(HAZARD_CAUSES)),
    words: WORDS,
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);
/** `proposed.at` of the hazard, as whoever signs read it. */
const SEEN = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const AGREEMENT = Type.Object(
  { agreed: Type.Boolean(), words: WORDS, seen: SEEN, ...CONFIRMATION, commandId: COMMAND_ID },
  { additionalProperties: false },
);

export interface HazardCorrectionRouteDeps extends Pick<DashboardDeps, "site"> {
  readonly confirm: Pick<ConfirmPerson, "whole">;
  readonly theirs: (request: FastifyRequest) => Hazard;
  readonly carryOut: (
    actor: string,
    order: HazardCommand,
    of: { readonly number?: number; readonly commandId: string | undefined },
  ) => Hazard;
}

/** What was filed wrong is put right; the journal keeps what it said before, and why. */
export function hazardCorrectionRoutes(app: App, { site, confirm, theirs, carryOut }: HazardCorrectionRouteDeps): void {
  app.post(
    "/api/v1/hazards/:number/correct",
    {
      config: { access: "settle-hazards" },
      schema: {
        summary:
          "Put right a class, place, level or cause that was filed wrong, and say why; a lower level waits for somebody else's signature",
        tags: ["safety office"],
        params: NUMBER,
        body: CORRECTION,
      },
    },
    async (request) => {
      const { number } = theirs(request);
      const actor = namedPerson(request);
      const { zone, words, commandId, ...said } = request.body;
      if (!scopeOfRequest(request, site()).hasZone(zone)) throw new HttpError("HAZARD_ZONE");
      return { hazard: toldHazard(carryOut(actor, { verb: "correct", after: { ...said, zoneId: zone }, words }, { number, commandId })) };
    },
  );
  app.post(
    "/api/v1/hazards/:number/agree-correction",
    {
      config: { access: "verify-hazards" },
      schema: {
        summary:
          "Sign, with one's password and second factor typed again, that the level is lowered, or is not; never who asked for it, remedied it or is responsible for it",
        tags: ["safety office"],
        params: NUMBER,
        body: AGREEMENT,
      },
    },
    async (request) => {
      const { number, proposed } = theirs(request);
      const actor = namedPerson(request);
      const { agreed, words, seen, password, code, commandId } = request.body;
      if (proposed !== undefined && !scopeOfRequest(request, site()).hasZone(proposed.after.zoneId)) throw new HttpError("HAZARD_ZONE");
      await confirm.whole(request, { password, code });
      const order = { verb: "agree-correction", agreed, words, seen: epochMs(seen), signed: "approved" } as const;
      return { hazard: toldHazard(carryOut(actor, order, { number, commandId })) };
    },
  );
}
