import type { FastifyBaseLogger, FastifyInstance, FastifySchemaCompiler, FastifyTypeProvider, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { Right } from "../accounts/roles.ts";
import type { Session } from "../accounts/session-store.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set before any route that is not open runs. */
    session: Session | null;
  }
  interface FastifyContextConfig {
    /** Who may come here: anyone, a person about their own account, or whoever is signed in and has the right. Every route says one. */
    access?: "open" | "own-account" | "sign-out" | Right;
    /** The route itself says what becomes of words that hold a script; everywhere else they are refused before it is asked. */
    takesMarkup?: true;
  }
}

/** Gives handlers the types of their schemas. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

/** Checks as the schema says and changes nothing: "1" is not 1. */
export const checkStrictly: FastifySchemaCompiler<TSchema> = ({ schema }) => {
  const validator = Compile(schema);
  return (value: unknown) => {
    if (validator.Check(value)) return { value };
    const first = validator.Errors(value)[0];
    return { error: new Error(first === undefined ? "invalid" : `${first.instancePath || "/"} ${first.message}`) };
  };
};
