import { randomUUID } from "node:crypto";
import { days, elapsed, minus } from "@labcanary/domain/basics";
import Type from "typebox";
import { namedCsv } from "./named-files.ts";
import { mayDo } from "../accounts/roles.ts";
import { scopeOf } from "../accounts/scope.ts";
import type { DashboardDeps } from "../ports.ts";
import type { Ledger } from "../protection/ledger.ts";
import { csvOfRegister } from "../protection/register-csv.ts";
import { matchingLines } from "../protection/register-filter.ts";
import { REGISTER_KINDS } from "../protection/register-entry.ts";
import { entryOf, idOf, type Register, takesMeasure } from "../protection/register.ts";
import { COMMAND_ID, TEXT } from "./command-fields.ts";
import { HttpError } from "./http-errors.ts";
import { sessionOf } from "./session-of-request.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** Chosen: a shift and the one before it. */
const USUAL_SPAN = days(1);
/** Chosen: a year with its leap day; more would be read for minutes. */
const LONGEST_SPAN = days(366);
/** Lines in one answer (chosen: more than a screen shows at a time, and an answer under 500 kB). */
const MAXIMUM_LINES = 1000;

const FILTER = {
  kind: Type.Optional(Type.Union(REGISTER_KINDS.map((kind) => Type.Literal(kind)))),
  zone: Type.Optional(Type.String({ maxLength: 128 })),
  text: Type.Optional(Type.String({ maxLength: 100 })),
};
const REGISTER_QUERY = Type.Object(
  {
    ...FILTER,
    offset: Type.Optional(Type.String({ pattern: "^[0-9]{1,7}$" })),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,3}$" })),
  },
  { additionalProperties: false },
);
const FILE_QUERY = Type.Object(FILTER, { additionalProperties: false });
const SPAN_QUERY = Type.Object(
  { from: Type.Optional(Type.String({ maxLength: 40 })), to: Type.Optional(Type.String({ maxLength: 40 })) },
  { additionalProperties: false },
);

const MEASURE = Type.Object(
  {
    entry: Type.String({ minLength: 1, maxLength: 300 }),
    /** As the entry's `startedAt`: what is impaired anew meanwhile is another line. */
    since: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    measure: TEXT,
    dealtBy: TEXT,
    commandId: COMMAND_ID,
  },
  { additionalProperties: false },
);

interface ProtectionRouteDeps extends Pick<DashboardDeps, "board" | "desk" | "clock" | "site"> {
  readonly register: Register;
  readonly ledger: Ledger;
}

/** The register of impaired protection, and how much of the time rooms were protected. */
export function protectionRoutes(app: App, { register, ledger, board, desk, clock, site }: ProtectionRouteDeps): void {
  app.get(
    "/api/v1/impaired",
    {
      config: { access: "look" },
      schema: { summary: "What impairs protection now: the register, gravest first", tags: ["protection"], querystring: REGISTER_QUERY },
    },
    async (request) => {
      const { offset = "0", limit = "200", ...filter } = request.query;
      const scope = scopeOf(sessionOf(request).zones, site());
      const { revision } = register.summary(scope);
      const matching = matchingLines(register.lines(scope), filter, { site: site(), scope, measures: desk.measures() });
      const first = Number(offset);
      const lines = matching.slice(first, first + Math.min(Number(limit), MAXIMUM_LINES));
      return {
        revision,
        total: matching.length,
        entries: lines.map((line) => {
          const entry = entryOf(line, desk.measures());
          const fault = entry.kind === "faulty" && entry.signal !== undefined ? board.status(entry.signal)?.fault : undefined;
          return fault === undefined ? entry : { ...entry, fault };
        }),
      };
    },
  );

  app.post(
    "/api/v1/impaired/measure",
    {
      config: { access: "propose-out-of-service" },
      schema: {
        summary: "Write what protects people while a line of the register lasts, and who deals with it",
        tags: ["protection"],
        body: MEASURE,
      },
    },
    async (request) => {
      const { commandId, entry: id, since, measure = "", dealtBy } = request.body;
      const session = sessionOf(request);
      const scope = scopeOf(session.zones, site());
      const line = register.lines(scope).find((candidate) => candidate.since === since && idOf(candidate) === id);
      if (line === undefined) throw new HttpError("REGISTER_LINE_GONE");
      if (line.signal === undefined && !scope.isWhole) throw new HttpError("SCOPE_FORBIDDEN", "it is about the platform itself");
      if (!takesMeasure(line)) throw new HttpError("MEASURE_AGREED");
      const outcome = desk.noteMeasure({
        kind: "measure-command",
        id: commandId ?? randomUUID(),
        entry: id,
        since: line.since,
        measure,
        by: session.userName,
        ...(dealtBy === undefined || dealtBy.trim() === "" ? {} : { dealtBy }),
        ...(line.signal === undefined ? {} : { signal: line.signal }),
        ...(mayDo(session, "hand-over") ? {} : { away: true as const }),
      });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return { measure: outcome.value };
    },
  );

  app.get(
    "/api/v1/impaired.csv",
    {
      config: { access: "look" },
      schema: { summary: "The whole register as comma-separated values, times in UTC", tags: ["protection"], querystring: FILE_QUERY },
    },
    async (request, reply) => {
      const scope = scopeOf(sessionOf(request).zones, site());
      const text = csvOfRegister(
        matchingLines(register.lines(scope), request.query, { site: site(), scope, measures: desk.measures() }).map((line) =>
          entryOf(line, desk.measures()),
        ),
        site(),
      );
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="impaired-protection-${day}.csv"`)
        .send(namedCsv(text, site()));
    },
  );

  /** One reading at a time, however many ask. */
  let last: Promise<unknown> = Promise.resolve();
  app.get(
    "/api/v1/protection",
    {
      config: { access: "look" },
      schema: {
        summary: "How much of a span each room was protected, the last 24 hours if not told otherwise, and what kept it from being so",
        tags: ["protection"],
        querystring: SPAN_QUERY,
      },
    },
    async (request) => {
      const to = request.query.to === undefined ? clock.now() : readTime("to", request.query.to);
      const from = request.query.from === undefined ? minus(to, USUAL_SPAN) : readTime("from", request.query.from);
      if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
      if (elapsed(from, to) > LONGEST_SPAN) throw new HttpError("RANGE_INVALID", "the span may be 366 days long");
      const reading = last.then(() => ledger.availability({ from, to }, scopeOf(sessionOf(request).zones, site())));
      last = reading.catch(() => undefined);
      return reading;
    },
  );
}
