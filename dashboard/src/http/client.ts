import type { FastifyRequest } from "fastify";
import type { Client } from "../accounts/session-store.ts";

/** From where a request comes, and with what. */
export const clientOf = (request: FastifyRequest): Client => ({ from: request.ip, agent: request.headers["user-agent"] });
