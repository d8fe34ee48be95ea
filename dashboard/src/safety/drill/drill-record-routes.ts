import { LANGUAGES, type Language } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { namedCsv } from "../../http/named-files.ts";
import { HttpError } from "../../http/http-errors.ts";
import type { App } from "../../http/typed-app.ts";
import type { DashboardDeps } from "../../ports.ts";
import { csvOfDrill } from "./drill-csv.ts";
import { drillDocument, type RecordedDrill } from "./drill-document.ts";

const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const PRINT = Type.Object(
  { language: Type.Optional(Type.Union(LANGUAGES.map((language) => Type.Literal(language)))) },
  { additionalProperties: false },
);

export interface DrillRecordDeps extends Pick<DashboardDeps, "clock" | "site"> {
  /** Without it there is no paper. */
  readonly press?: DocumentPress | undefined;
  readonly publicOrigin?: string | undefined;
  /** Throws DRILL_UNKNOWN. */
  readonly recorded: (request: FastifyRequest) => RecordedDrill;
}

/** What a drill has shown, to take along. */
export function drillRecordRoutes(app: App, { clock, site, press, publicOrigin, recorded }: DrillRecordDeps): void {
  app.get(
    "/api/v1/drills/:number/record.csv",
    {
      config: { access: "look" },
      schema: { summary: "The record of a drill, one line for each thing, as CSV", tags: ["safety office"], params: NUMBER },
    },
    async (request, reply) => {
      const told = recorded(request);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="DR-${told.drill.number}.csv"`)
        .send(namedCsv(csvOfDrill(told, { site: site(), now: clock.now() }), site()));
    },
  );
  if (press === undefined) return;
  app.get(
    "/api/v1/drills/:number/record.pdf",
    {
      config: { access: "look" },
      schema: { summary: "The same on paper, in the language asked for", tags: ["safety office"], params: NUMBER, querystring: PRINT },
    },
    async (request, reply) => {
      const told = recorded(request);
      const language: Language = request.query.language ?? "en";
      const reader = { language, site: site(), now: clock.now(), ...(publicOrigin === undefined ? {} : { publicOrigin }) };
      const printed = await press.print(drillDocument(told, reader));
      if (!printed.ok) throw new HttpError(printed.error.code);
      return reply
        .type("application/pdf")
        .header("content-disposition", `attachment; filename="DR-${told.drill.number}-${language}.pdf"`)
        .send(Buffer.from(printed.value));
    },
  );
}
