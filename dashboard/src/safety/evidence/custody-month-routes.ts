import { createHash } from "node:crypto";
import { LANGUAGES, type Language } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";
import { type CustodyMonth, isCustodyMonth, type ReportItem } from "@labcanary/domain/governance";
import type { ReportDesk, SubstanceDesk } from "@labcanary/domain/ports";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { HttpError } from "../../http/http-errors.ts";
import { scopeOfRequest } from "../../http/session-of-request.ts";
import type { App } from "../../http/typed-app.ts";
import type { DashboardDeps } from "../../ports.ts";
import { wholeReport } from "../../weekly/told-report.ts";
import { namedPerson } from "../named-person.ts";
import { csvOf, sha256Of } from "../substance-export.ts";
import { evidenceDocument, type FiledItem } from "./evidence-document.ts";
import { filedEvidence } from "./filed-evidence.ts";
import { siteAsFiled } from "./site-as-filed.ts";

const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const PRINTED = Type.Object(
  { language: Type.Optional(Type.Union(LANGUAGES.map((language) => Type.Literal(language)))) },
  { additionalProperties: false },
);

/** What the pack has as JSON. */
export const PACK_FIELDS = {
  format: "labcanary-custody-month-1",
  site: "id of the site",
  number: "of the report: CM-14 is 14",
  filed:
    "what was filed: regime, month, zones of its cabinets and what they were called (`places`; absent of a month that an earlier release filed), figures with those of the month before and the lines of the journal they were counted from, openings of doors with the names of their records, and `upTo`, the last line of the journal then with its hash",
  sha256: "of `filed` as canonical JSON (keys sorted, no spaces), which is what is signed",
  madeAt: "when it was filed, milliseconds since 1970",
  signed: "who reviewed it, when, and what they said; absent: nobody yet",
  voidedAt: "when it was found to have been filed while the platform's clock was ahead; it is void then, and absent where it is not",
  whole: "false where who took it is limited to zones, and records of elsewhere are left out",
  records:
    "each record of the month in the columns of the export, as it stood when the month was filed, with places and clocks as they were then; names of people are those of today",
  stockTakes: "each count of a cabinet in the month",
  findings: "what sensors, counts and books did not agree on, as it stood then",
} as const;

export interface CustodyMonthRouteDeps extends Pick<DashboardDeps, "site" | "desk"> {
  readonly substances: SubstanceDesk;
  readonly weekly: ReportDesk;
  readonly press: DocumentPress;
}

/** The pack of a month that the platform has filed, as files. The journal has who took one, and its SHA-256. */
export function custodyMonthRoutes(app: App, { site, desk, substances, weekly, press }: CustodyMonthRouteDeps): void {
  const read = { access: "read-substances" } as const;
  const tags = ["safety office"];

  /** For whoever takes it by name. Throws WEEKLY_REPORT_UNKNOWN alike of what there is not and of what is not the person's to see. */
  async function filed(request: FastifyRequest) {
    const by = namedPerson(request);
    const { number } = request.params as { readonly number: string };
    const item = weekly.reports().get(Number(number));
    const scope = scopeOfRequest(request, site());
    if (item === undefined || !isFiled(item) || !(scope.isWhole || scope.hasZone(item.zoneId)))
      throw new HttpError("WEEKLY_REPORT_UNKNOWN");
    const asFiled = siteAsFiled(site(), item.report);
    const evidence = await filedEvidence(item.report, { site: asFiled, substances, hasZone: scope.hasZone });
    return { by, item, asFiled, evidence, csv: csvOf(evidence.rows, undefined), isPart: !scope.isWhole };
  }

  function send(reply: FastifyReply, { by, item: { report, number }, format, type, file }: Sent): FastifyReply {
    const sha256 = createHash("sha256").update(file).digest("hex");
    const { regime, month } = report;
    desk.record({
      kind: "substances-exported",
      actor: by,
      detail: { regime, month: month.month, record: `report/${number}`, format, sha256 },
    });
    return reply
      .type(type)
      .header("content-disposition", `attachment; filename="${nameOf(report, number)}.${format}"`)
      .header("x-content-sha256", sha256)
      .send(file);
  }

  app.get(
    "/api/v1/custody-months/:number/pack.pdf",
    {
      config: read,
      schema: {
        summary:
          "A month's custody as it was filed, as PDF in English or Chinese (`language`; by default English); the journal has who took it",
        tags,
        params: NUMBER,
        querystring: PRINTED,
      },
    },
    async (request, reply) => {
      const { by, item, asFiled, evidence, csv, isPart } = await filed(request);
      const { language = "en" } = request.query as { readonly language?: Language };
      const { sections } = wholeReport(item);
      const paper = evidenceDocument(evidence, {
        language,
        site: asFiled,
        month: item.report.month.month,
        at: item.voidedAt ?? item.signed?.at ?? item.unreadAt ?? item.madeAt,
        csvSha256: sha256Of(csv),
        isPart,
        stand: { kind: "filed", item, sections },
      });
      const printed = await press.print(paper);
      if (!printed.ok) throw new HttpError(printed.error.code);
      return send(reply, { by, item, format: "pdf", type: "application/pdf", file: Buffer.from(printed.value) });
    },
  );

  app.get(
    "/api/v1/custody-months/:number/pack.csv",
    {
      config: read,
      schema: { summary: "The records of a month's custody as it was filed, in the columns of the export", tags, params: NUMBER },
    },
    async (request, reply) => {
      const { by, item, csv } = await filed(request);
      const type = "text/csv; charset=utf-8; header=present";
      return send(reply, { by, item, format: "csv", type, file: Buffer.from(csv, "utf8") });
    },
  );

  app.get(
    "/api/v1/custody-months/:number/pack.json",
    {
      config: read,
      schema: {
        summary:
          "A month's custody as it was filed: what `sha256` is of (`filed`, as canonical JSON), and the records, counts and findings of it",
        tags,
        params: NUMBER,
      },
    },
    async (request, reply) => {
      const { by, item, evidence, isPart } = await filed(request);
      const { rows: records, counts, findings } = evidence;
      const { sha256, madeAt, signed, voidedAt, report } = item;
      const head = { format: PACK_FIELDS.format, site: site().id, number: item.number, sha256, madeAt, whole: !isPart };
      const stockTakes = counts.map(({ stockTake, count }) => ({ stockTake: `ST-${stockTake.number}`, ...count }));
      const pack = {
        ...head,
        ...(signed === undefined ? {} : { signed }),
        ...(voidedAt === undefined ? {} : { voidedAt }),
        filed: report,
        records,
        stockTakes,
        findings,
      };
      const file = Buffer.from(`${JSON.stringify(pack, undefined, 2)}\n`, "utf8");
      return send(reply, { by, item, format: "json", type: "application/json; charset=utf-8", file });
    },
  );
}

interface Sent {
  readonly by: string;
  readonly item: FiledItem;
  readonly format: "pdf" | "csv" | "json";
  readonly type: string;
  readonly file: Buffer;
}

const isFiled = (item: ReportItem): item is FiledItem => isCustodyMonth(item.report);
const nameOf = ({ regime, month }: CustodyMonth, number: number): string => `custody-${number}-${regime}-${month.month}`;
