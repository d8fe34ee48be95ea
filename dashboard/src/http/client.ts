import { withoutPersonMarks } from "@labcanary/domain/basics";
import type { FastifyRequest } from "fastify";
import type { Client } from "../accounts/session-store.ts";

/** From where a request comes, and with what. */
export const clientOf = (request: FastifyRequest): Client => ({ from: request.ip, agent: agentOf(request) });

/** What a browser says of itself is whatever somebody wrote. */
function agentOf({ headers }: FastifyRequest): string | undefined {
  const agent = headers["user-agent"];
  return agent === undefined ? undefined : withoutPersonMarks(agent);
}
