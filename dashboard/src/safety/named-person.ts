import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { VISITOR_NAME } from "../accounts/standing.ts";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";

/** Who acts on a ledger, as the journal names them: a one-time link does not say who came by it, and a program has seen nothing. */
export function namedPerson(request: FastifyRequest): string {
  const { userName, via } = sessionOf(request);
  if (userName === VISITOR_NAME || via === "api-token") throw new HttpError("PERSON_REQUIRED");
  return `user:${userName}`;
}

/** What a body brings that is signed with: the password typed again where the account has one, and the second factor where one is set. */
export const CONFIRMATION = {
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
};
