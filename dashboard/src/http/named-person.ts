import { VISITOR_NAME } from "../accounts/standing.ts";
import { HttpError } from "./http-errors.ts";
import { type GuardedRequest, sessionOf } from "./session-of-request.ts";

/** Who is to stand for it by name; a one-time link does not say who came by it, and a program has seen nothing. Throws PERSON_REQUIRED. */
export function namedPerson(request: GuardedRequest): string {
  const { userName, via } = sessionOf(request);
  if (userName === VISITOR_NAME || via === "api-token") throw new HttpError("PERSON_REQUIRED");
  return userName;
}
