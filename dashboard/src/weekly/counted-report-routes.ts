import { randomUUID } from "node:crypto";
import { LANGUAGES } from "@labcanary/domain/basics";
import {
  FIGURE_NAMES,
  canBeSigned,
  isCustodyMonth,
  isWeekly,
  isYearly,
  refusalOfReviewer,
  type ReportItem,
  reviewedIn,
  type SafetyReport,
} from "@labcanary/domain/governance";
import type { ReportDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { namedCsv } from "../http/named-files.ts";
import type { User } from "../accounts/user-directory.ts";
import { COMMAND_ID } from "../http/command-fields.ts";
import type { ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { CONFIRMATION, namedPerson } from "../safety/named-person.ts";
import { signersAmong } from "./report-signers.ts";
import { toldReport, wholeReport } from "./told-report.ts";
import { csvOfReport } from "./weekly-csv.ts";
import { documentOfReport } from "./weekly-document.ts";

/** Reports in one answer, newest first (chosen: ten departments for a year). */
const MAXIMUM_REPORTS = 520;

const NUMBER = Type.Object({ number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }) });
const FIGURE = Type.Object({
  number: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }),
  figure: Type.Union(FIGURE_NAMES.map((name) => Type.Literal(name))),
});
const LIST = Type.Object({ before: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,8}$" })) }, { additionalProperties: false });
const SIGN = Type.Object(
  {
    ...CONFIRMATION,
    commandId: COMMAND_ID,
    /** Of the report that was read. */
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    /** Their own bound is the ledger's to tell. */
    words: Type.Optional(Type.String({ maxLength: 10_000 })),
  },
  { additionalProperties: false },
);

const PRINTED = Type.Object(
  { language: Type.Optional(Type.Union(LANGUAGES.map((language) => Type.Literal(language)))) },
  { additionalProperties: false },
);

export interface CountedReportRouteDeps extends Pick<DashboardDeps, "site" | "press"> {
  readonly weekly: ReportDesk;
  readonly confirm: Pick<ConfirmPerson, "whole">;
  readonly users: () => readonly User[];
}

/** Reports of one kind, and how they are called. */
interface ReportKind {
  /** Of its routes; the first part of a file's name is it in the singular. */
  readonly path: "weekly-reports" | "yearly-reports" | "custody-months";
  readonly access: "look" | "read-substances";
  /** Absent: what is filed of it has files of its own. */
  readonly file?: string;
  /** In summaries. */
  readonly one: string;
  readonly many: string;
  readonly isOne: (report: SafetyReport) => boolean;
  /** What is due and not made. */
  readonly missing: (desk: ReportDesk) => readonly string[];
}
const WEEKLY: ReportKind = {
  path: "weekly-reports",
  access: "look",
  file: "weekly-report",
  one: "weekly report",
  many: "Weekly reports",
  isOne: isWeekly,
  missing: (desk) => desk.missing(),
};
const YEARLY: ReportKind = {
  path: "yearly-reports",
  access: "look",
  file: "yearly-review",
  one: "yearly review",
  many: "Yearly reviews",
  isOne: isYearly,
  missing: (desk) => desk.missingYears(),
};

const CUSTODY: ReportKind = {
  path: "custody-months",
  access: "read-substances",
  one: "month of custody of a regime of controlled substances",
  many: "Months of custody of controlled substances, one for each regime",
  isOne: isCustodyMonth,
  missing: (desk) => desk.missingMonths(),
};

/** The reports of weeks and years, of the site and of each department, and months of custody: what each counted, from which lines, and who of a different department has read it. */
export function countedReportRoutes(app: App, deps: CountedReportRouteDeps): void {
  for (const kind of [WEEKLY, CUSTODY, YEARLY]) routesOf(app, kind, deps);
}

function routesOf(
  app: App,
  { path, access, file, one, many, isOne, missing }: ReportKind,
  { site, weekly, confirm, press, users }: CountedReportRouteDeps,
): void {
  const book = () => weekly.reports();
  /** Throws WEEKLY_REPORT_UNKNOWN alike of what there is not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): ReportItem {
    const { number } = request.params as { readonly number: string };
    const item = book().get(Number(number));
    if (item === undefined || !isOne(item.report) || !isTheirs(request)(item)) throw new HttpError("WEEKLY_REPORT_UNKNOWN");
    return item;
  }
  function isTheirs(request: FastifyRequest): (item: ReportItem) => boolean {
    const scope = scopeOfRequest(request, site());
    return ({ zoneId }) => scope.isWhole || scope.hasZone(zoneId);
  }

  app.get(
    `/api/v1/${path}`,
    {
      config: { access },
      schema: {
        summary: `${many}, newest first; how many of them nobody has signed, and whether the site lacks anybody who may (\`unsignable\`). \`before\`: those of a lower number`,
        tags: ["safety office"],
        querystring: LIST,
      },
    },
    async (request) => {
      const all = book()
        .all()
        .filter(({ report }) => isOne(report))
        .filter(isTheirs(request));
      const before = Number(request.query.before ?? Number.MAX_SAFE_INTEGER);
      const older = all.filter(({ number }) => number < before).toReversed();
      return {
        total: all.length,
        unsigned: all.filter(isToBeSigned).length,
        // Of departments that are not theirs nobody is told that there are any.
        missing: scopeOfRequest(request, site()).isWhole ? missing(weekly) : [],
        unsignable: latestUnsigned(all).some((item) => !canBeSigned(item, site(), signersAmong(users(), site()))),
        older: Math.max(0, older.length - MAXIMUM_REPORTS),
        reports: older.slice(0, MAXIMUM_REPORTS).map(toldReport),
      };
    },
  );

  app.get(
    `/api/v1/${path}/:number`,
    {
      config: { access },
      schema: {
        summary: `One ${one}: sentences, figures, and the lines of the journal each was counted from; why whoever asks may not sign it, and whether nobody may (\`unsignable\`)`,
        tags: ["safety office"],
        params: NUMBER,
      },
    },
    async (request) => {
      const item = theirs(request);
      const refusal = refusalOfReviewer(`user:${sessionOf(request).userName}`, reviewedIn(item), site());
      const unsignable = isToBeSigned(item) && !canBeSigned(item, site(), signersAmong(users(), site()));
      return { report: wholeReport(item), unsignable, ...(refusal === undefined ? {} : { refusal }) };
    },
  );

  if (file !== undefined) fileRoutes(app, { path, access, one, file, theirs, site, ...(press === undefined ? {} : { press }) });

  app.get(
    `/api/v1/${path}/:number/figures/:figure`,
    {
      config: { access },
      schema: {
        summary: `Numbers of every line of the journal a figure of a ${one} was counted from; \`GET journal?lines=\` has the lines`,
        tags: ["safety office"],
        params: FIGURE,
      },
    },
    async (request) => {
      const { number } = theirs(request);
      const counted = await weekly.linesOfFigure(number, request.params.figure, askerOf(request));
      if (!counted.ok) throw new HttpError(counted.error.code);
      return { lines: counted.value ?? [] };
    },
  );

  app.post(
    `/api/v1/${path}/:number/recount`,
    {
      config: { access: "sign-reports" },
      schema: {
        summary: `Count a ${one} again from the journal: whether its figures are what the journal says; \`untouched\` names what stands in no line and was not looked at`,
        tags: ["safety office"],
        params: NUMBER,
      },
    },
    async (request) => {
      const { number, sha256, report } = theirs(request);
      const outcome = await weekly.recount(number, askerOf(request));
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      const counted = outcome.value;
      return { sha256, counted, same: counted === sha256, untouched: isYearly(report) ? UNTOUCHED : [] };
    },
  );

  app.post(
    `/api/v1/${path}/:number/sign`,
    {
      config: { access: "sign-reports" },
      schema: {
        summary: `Sign, with one's password and second factor typed again, that one has reviewed a ${one}; never one of one's own department`,
        tags: ["safety office"],
        params: NUMBER,
        body: SIGN,
      },
    },
    async (request) => {
      const { number } = theirs(request);
      const actor = namedPerson(request);
      const { commandId, password, code, sha256, words = "" } = request.body;
      await confirm.whole(request, { password, code });
      const order = { verb: "sign", words, signed: "reviewed", sha256 } as const;
      const outcome = book().carryOut({ id: commandId ?? randomUUID(), actor, number, order });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return { report: wholeReport(outcome.value) };
    },
  );
}

const askerOf = (request: FastifyRequest): string => `user:${sessionOf(request).userName}`;

/** Of a year: what no line of the journal says, and stands as it was read when the review was made. */
const UNTOUCHED = ["rooms", "unproven"] as const;

interface FileRoutes extends Pick<ReportKind, "path" | "access" | "one">, Pick<CountedReportRouteDeps, "site" | "press"> {
  readonly file: string;
  /** Throws where it is not the person's to see. */
  readonly theirs: (request: FastifyRequest) => ReportItem;
}

/** A report to take along. */
function fileRoutes(app: App, { path, access, one, file, theirs, site, press }: FileRoutes): void {
  app.get(
    `/api/v1/${path}/:number/report.csv`,
    {
      config: { access },
      schema: { summary: `A ${one} as comma-separated values`, tags: ["safety office"], params: NUMBER },
    },
    async (request, reply) => {
      const item = theirs(request);
      const name = `${file}-${item.number}-${spanNameOf(item.report)}.csv`;
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(namedCsv(csvOfReport(wholeReport(item)), site()));
    },
  );

  if (press !== undefined) {
    app.get(
      `/api/v1/${path}/:number/report.pdf`,
      {
        config: { access },
        schema: {
          summary: `A ${one} as PDF, in English or Chinese (\`language\`; by default English)`,
          tags: ["safety office"],
          params: NUMBER,
          querystring: PRINTED,
        },
      },
      async (request, reply) => {
        const item = theirs(request);
        const { language = "en" } = request.query;
        const nameOf = (actor: string): string => personNamed(actor, site()) ?? actor.replace(/^[a-z]+:/, "");
        const printed = await press.print(documentOfReport(wholeReport(item), { language, nameOf }));
        if (!printed.ok) throw new HttpError(printed.error.code);
        const name = `${file}-${item.number}-${spanNameOf(item.report)}-${language}.pdf`;
        return reply
          .type("application/pdf")
          .header("content-disposition", `attachment; filename="${name}"`)
          .send(Buffer.from(printed.value));
      },
    );
  }
}

/** As its file is named. */
function spanNameOf(report: SafetyReport): string {
  if (isYearly(report)) return report.year.year;
  return isWeekly(report) ? report.week.monday : report.month.month;
}

const isToBeSigned = ({ signed, voidedAt }: ReportItem): boolean => signed === undefined && voidedAt === undefined;

/** Of each scope the last that nobody has signed: there may be years of them. */
const latestUnsigned = (reports: readonly ReportItem[]): readonly ReportItem[] => [
  ...new Map(
    reports.flatMap((item) =>
      isToBeSigned(item) ? [[isCustodyMonth(item.report) ? item.report.regime : item.report.department?.en, item]] : [],
    ),
  ).values(),
];

/** The name of the person of the site behind an actor of the journal. */
const personNamed = (actor: string, { people }: Site): string | undefined =>
  people.find(({ id, account = id }) => actor === `user:${account}` || actor === `person:${id}`)?.name;
