import { LANGUAGES } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";
import { monthIn } from "@labcanary/domain/governance";
import type { SubstanceDesk } from "@labcanary/domain/ports";
import { REGIMES, type StockCabinet } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import type { ConfirmPerson } from "../../http/confirm-person.ts";
import { HttpError } from "../../http/http-errors.ts";
import { scopeOfRequest } from "../../http/session-of-request.ts";
import type { App } from "../../http/typed-app.ts";
import type { DashboardDeps } from "../../ports.ts";
import { CONFIRMATION, namedPerson } from "../named-person.ts";
import { patiently } from "../patiently.ts";
import { signedPart } from "../signed-part.ts";
import { csvOf, sha256Of } from "../substance-export.ts";
import { createHash } from "node:crypto";
import { evidenceDocument } from "./evidence-document.ts";
import { readEvidence } from "./read-evidence.ts";

const EVIDENCE = Type.Object(
  {
    regime: Type.Union(REGIMES.map((regime) => Type.Literal(regime))),
    month: Type.String({ pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])$" }),
    /** One cabinet alone; absent: every one the regime is kept in. */
    cabinet: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    format: Type.Union([Type.Literal("pdf"), Type.Literal("csv")]),
    language: Type.Optional(Type.Union(LANGUAGES.map((each) => Type.Literal(each)))),
    ...CONFIRMATION,
  },
  { additionalProperties: false },
);

export interface EvidenceRouteDeps extends Pick<DashboardDeps, "clock" | "site" | "desk" | "history"> {
  readonly substances: SubstanceDesk;
  readonly press: DocumentPress;
  readonly confirm: ConfirmPerson;
}

/** The monthly pack of custody evidence: a paper, and the same records as CSV. */
export function evidenceRoutes(app: App, { clock, site, desk, history, substances, press, confirm }: EvidenceRouteDeps): void {
  /** Throws CABINET_UNKNOWN alike of one elsewhere and of one that is not. */
  function cabinetsOf(request: FastifyRequest, regime: string, asked: string | undefined): readonly StockCabinet[] {
    const scope = scopeOfRequest(request, site());
    const theirs = (site().stock?.cabinets ?? []).filter(
      ({ zoneId, regimes }) => scope.hasZone(zoneId) && regimes.some((each) => each === regime),
    );
    if (asked === undefined) return theirs;
    const cabinet = theirs.find(({ zoneId }) => zoneId === asked);
    if (cabinet === undefined) throw new HttpError("CABINET_UNKNOWN");
    return [cabinet];
  }

  app.post(
    "/api/v1/substances/evidence",
    {
      config: { access: "read-substances" },
      schema: {
        summary:
          "A month of a regime, or of one cabinet, with signatures, stock-takes, findings, doors and the journal's hash; signed and journaled",
        tags: ["safety office"],
        body: EVIDENCE,
      },
    },
    async (request, reply) => {
      const { regime, month, cabinet, format, language = "en", password, code } = request.body;
      const actor = namedPerson(request);
      const scope = scopeOfRequest(request, site());
      const cabinets = cabinetsOf(request, regime, cabinet);
      const { from, to } = monthIn(site().timeZone, month);
      const span = { from, to };
      const at = clock.now();
      if (span.from > at) throw new HttpError("EVIDENCE_MONTH");
      await confirm.whole(request, { password, ...(code === undefined ? {} : { code }) });
      const question = { regime, span, cabinets, isOne: cabinet !== undefined };
      const evidence = await patiently(
        clock,
        readEvidence(question, { site: site(), substances, history, hasZone: scope.hasZone, now: at }),
      );
      const csv = csvOf(evidence.rows, undefined);
      const csvSha256 = sha256Of(csv);
      const check = scope.isWhole ? await desk.checkJournal(actor) : undefined;
      const paper = evidenceDocument(evidence, {
        language,
        site: site(),
        month,
        at,
        csvSha256,
        isPart: check === undefined,
        stand: { kind: "printed", by: actor, ...(check === undefined ? {} : { check }) },
      });
      const printed = format === "csv" ? undefined : await press.print(paper);
      if (printed?.ok === false) throw new HttpError(printed.error.code);
      const file = printed === undefined ? Buffer.from(csv, "utf8") : Buffer.from(printed.value);
      const sha256 = createHash("sha256").update(file).digest("hex");
      const about = cabinet === undefined ? {} : { cabinet };
      desk.record({
        kind: "substances-exported",
        actor,
        detail: {
          regime,
          month,
          ...about,
          ...span,
          ...signedPart(request, site(), "approved"),
          format,
          records: evidence.rows.length,
          sha256,
        },
      });
      const name = `custody-${regime}-${month}${cabinet === undefined ? "" : `-${cabinet}`}`;
      return reply
        .header("content-type", format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/pdf")
        .header("content-disposition", `attachment; filename="${name}.${format}"`)
        .header("x-content-sha256", sha256)
        .send(file);
    },
  );
}
