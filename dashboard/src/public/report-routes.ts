import { randomUUID } from "node:crypto";
import type { PublicReport } from "@labcanary/domain/governance";
import type { PublicReportDesk } from "@labcanary/domain/ports";
import Type from "typebox";
import { mayDo } from "../accounts/roles.ts";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import type { Session } from "../accounts/session-store.ts";
import { COMMAND_ID, TEXT } from "../http/command-fields.ts";
import { HttpError } from "../http/http-errors.ts";
import { namedPerson } from "../http/named-person.ts";
import { sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import { NONE_IN_SITES } from "../personal-data/held.ts";
import { wordsOnHold } from "../personal-data/named-in-words.ts";
import { sendPhoto } from "../photos/photo-removal.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { DashboardDeps } from "../ports.ts";
import type { DoorCodes } from "./door-codes.ts";

const NUMBER = "^[1-9][0-9]{0,8}$";
const ONE = Type.Object({ number: Type.String({ pattern: NUMBER }) });
const PHOTO = Type.Object({ number: Type.String({ pattern: NUMBER }), sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }) });
const ANSWER = Type.Object(
  { words: TEXT, ends: Type.Optional(Type.Boolean()), seen: Type.Optional(Type.Integer({ minimum: 1 })), commandId: COMMAND_ID },
  { additionalProperties: false },
);
/** In one answer, newest first (chosen: more than anybody reads). */
const MOST = 500;

/** A report as those who deal with it see it: whether the reporter can be reached, and not how. */
export type ToldReport = Omit<PublicReport, "follow" | "contact"> & { readonly hasContact: boolean };

export interface ReportRouteDeps extends Pick<DashboardDeps, "site" | "desk" | "personalData" | "findInSites"> {
  readonly publicReports: PublicReportDesk;
  readonly photos: PhotoStore;
  readonly doorCodes: DoorCodes;
}

/** What people reported at doors, for those who answer them. */
export function reportRoutes(app: App, deps: ReportRouteDeps): void {
  const { publicReports, photos, doorCodes, site, desk, personalData, findInSites = NONE_IN_SITES } = deps;
  const scopeFor = (session: Session): Scope => scopeOf(session.zones, site());
  /** What is outside somebody's zones is not there for them. */
  function reportFor(session: Session, number: string): PublicReport {
    const report = publicReports.publicReports().get(Number(number));
    if (report === undefined || !scopeFor(session).hasZone(report.zoneId)) throw new HttpError("REPORT_UNKNOWN");
    return report;
  }

  app.get(
    "/api/v1/public-reports",
    { config: { access: "look" }, schema: { summary: "What was reported at doors, newest first", tags: ["safety"] } },
    async (request) => {
      const scope = scopeFor(sessionOf(request));
      const seen = publicReports
        .publicReports()
        .all()
        .filter(({ zoneId }) => scope.hasZone(zoneId));
      return { reports: seen.toReversed().slice(0, MOST).map(told), total: seen.length };
    },
  );

  app.get(
    "/api/v1/public-reports/:number",
    { config: { access: "look" }, schema: { summary: "One report", tags: ["safety"], params: ONE } },
    async (request) => ({ report: told(reportFor(sessionOf(request), request.params.number)) }),
  );

  app.get(
    "/api/v1/public-reports/:number/photos/:sha256",
    { config: { access: "look" }, schema: { summary: "One photo of a report, by its hash", tags: ["safety"], params: PHOTO } },
    async (request, reply) => {
      const report = reportFor(sessionOf(request), request.params.number);
      const photo = report.photos.find(({ sha256 }) => sha256 === request.params.sha256);
      if (photo === undefined) throw new HttpError("PHOTO_UNKNOWN");
      return sendPhoto(reply, photo, { photos, desk });
    },
  );

  app.post(
    "/api/v1/public-reports/:number/answer",
    {
      config: { access: "answer-reports" },
      schema: {
        summary:
          "Answer whoever reported it; `ends` says that it is dealt with, and acknowledges the alarm of a danger in the name of who says so; `seen` is the newest report that was read",
        tags: ["safety"],
        params: ONE,
        body: ANSWER,
      },
    },
    async (request) => {
      const by = namedPerson(request);
      const { number } = reportFor(sessionOf(request), request.params.number);
      const { words = "", ends = false, seen = number, commandId } = request.body;
      const outcome = publicReports.answerReport({
        id: commandId ?? randomUUID(),
        by,
        number,
        words,
        ends,
        seen,
        ...(mayDo(sessionOf(request), "hand-over") ? {} : { away: true as const }),
      });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return { report: told(outcome.value) };
    },
  );

  app.post(
    "/api/v1/public-reports/:number/contact",
    {
      config: { access: "answer-reports" },
      schema: { summary: "How the reporter can be reached; that it was read is journaled", tags: ["safety"], params: ONE },
    },
    async (request) => {
      const by = namedPerson(request);
      const { number } = reportFor(sessionOf(request), request.params.number);
      const outcome = publicReports.contactOf({ id: randomUUID(), by, number });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return { contact: outcome.value ?? "" };
    },
  );

  app.delete(
    "/api/v1/public-reports/:number/contact",
    {
      config: { access: "answer-reports" },
      schema: { summary: "Remove how the reporter can be reached, for good", tags: ["safety"], params: ONE },
    },
    async (request) => {
      const by = namedPerson(request);
      const { number } = reportFor(sessionOf(request), request.params.number);
      const onHold = personalData === undefined ? undefined : await wordsOnHold({ store: personalData, site: site(), findInSites });
      // Why somebody is on hold is the administrators' to know.
      const held = publicReports.findContacts((contact) => onHold?.(contact) !== undefined);
      if (held.some(({ report }) => report === number)) throw new HttpError("WORDS_ON_HOLD");
      const outcome = publicReports.forgetContact({ id: randomUUID(), by, number });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      return { report: told(outcome.value) };
    },
  );

  app.get(
    "/api/v1/door-codes",
    { config: { access: "file-hazards" }, schema: { summary: "The code of each door, to be printed for it", tags: ["safety"] } },
    async (request) => {
      const scope = scopeFor(sessionOf(request));
      const zones = scope.zones.filter(({ id }) => scope.hasZone(id));
      return { doors: zones.map(({ id, path }) => ({ zoneId: id, path, code: doorCodes.of(id) })) };
    },
  );
}

function told(report: PublicReport): ToldReport {
  const { follow: _, contact, ...known } = report;
  return { ...known, hasContact: contact !== undefined };
}
