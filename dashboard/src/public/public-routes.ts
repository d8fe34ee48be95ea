import type { Text } from "@labcanary/domain/basics";
import {
  HAZARD_CLASSES,
  holdsScript,
  isVisible,
  type PublicReport,
  readable,
  REPORT_KINDS,
  type ReportAnswer,
} from "@labcanary/domain/governance";
import type { HazardDesk, PublicReportDesk } from "@labcanary/domain/ports";
import { landlineOf, type Site } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { HttpError } from "../http/http-errors.ts";
import { refusalOfText } from "../http/refuse-markup.ts";
import { indexOf } from "../http/site-index.ts";
import type { App } from "../http/typed-app.ts";
import { MAXIMUM_PHOTO_BYTES } from "../photos/picture.ts";
import { pictureOf, takingPictures } from "../photos/picture-bodies.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { DashboardDeps } from "../ports.ts";
import { DOOR_CODE, type DoorCodes } from "./door-codes.ts";
import type { ReportLimits } from "./report-limits.ts";

const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
/** 16 random bytes in base64url, made by the page. */
const SECRET = "^[A-Za-z0-9_-]{22}$";
/** By which whoever reported follows it. A header, so that it stands in no log of a proxy. */
const SECRET_HEADER = "report-secret";
const LONGEST_CONTACT = 200;

const PLACE = Type.Object({ code: Type.String({ pattern: DOOR_CODE }) });
const REPORT = Type.Object(
  {
    commandId: Type.String({ pattern: UUID }),
    secret: Type.String({ pattern: SECRET }),
    kind: Type.Union(REPORT_KINDS.map((kind) => Type.Literal(kind))),
    class: Type.Union(HAZARD_CLASSES.map((name) => Type.Literal(name))),
    words: Type.String({ maxLength: 10_000 }),
    contact: Type.Optional(Type.String({ maxLength: LONGEST_CONTACT })),
  },
  { additionalProperties: false },
);
const PHOTO = Type.Object({ commandId: Type.String({ pattern: UUID }) }, { additionalProperties: false });

/** What whoever reported may know of what became of it: no names, and nothing of the place but that. */
export interface FollowedReport {
  readonly number: number;
  readonly kind: PublicReport["kind"];
  readonly at: number;
  readonly where: Text;
  readonly photos: number;
  /** Of a danger: what was written held what a browser would run, and was left out. */
  readonly leftOut?: true;
  /** Of a risk: how far the hazard has come. */
  readonly hazard?: string;
  /** Of a danger: whether somebody at the security centre has seen it, and is there. */
  readonly seenAt?: number;
  readonly attendedAt?: number;
  readonly answers: readonly { readonly at: number; readonly words: string }[];
  readonly endedAt?: number;
}

export interface PublicRouteDeps extends Pick<DashboardDeps, "desk" | "site" | "metrics"> {
  readonly publicReports: PublicReportDesk;
  readonly hazards: HazardDesk | undefined;
  readonly photos: PhotoStore;
  readonly doorCodes: DoorCodes;
  readonly reportLimits: ReportLimits;
}

/** What is open to anybody who stands at a door: to say what is wrong there, and to follow what becomes of it. */
export async function publicRoutes(app: App, deps: PublicRouteDeps): Promise<void> {
  const { publicReports, desk, site, photos, doorCodes, reportLimits, metrics } = deps;

  /**
   * A code that is no door's, and a secret of no report, count as one that was tried, wherever they are said. A real one counts nothing and is
   * answered whatever was tried before: one address may be a whole campus, and in a fire all of it scans.
   */
  const zoneAt = (code: string, address: string): string => {
    const zoneId = doorCodes.zoneOf(code);
    if (zoneId !== undefined) return zoneId;
    reportLimits.look(address);
    throw new HttpError("PLACE_UNKNOWN");
  };
  function followed(request: FastifyRequest): PublicReport {
    const secret = request.headers[SECRET_HEADER];
    const report = typeof secret === "string" && new RegExp(SECRET).test(secret) ? publicReports.followReport(secret) : undefined;
    if (report !== undefined) return report;
    reportLimits.look(request.ip);
    throw new HttpError("REPORT_SECRET_UNKNOWN");
  }
  function told(report: PublicReport): FollowedReport {
    const { number, kind, at, zoneId, photos: added, hazard, answers, endedAt, joins, leftOut } = report;
    const record = `public-report/${joins ?? number}`;
    const danger = joins === undefined ? undefined : publicReports.publicReports().get(joins);
    const alarm = kind === "danger" ? desk.alarmOfRecord("hand-raised", record) : undefined;
    const state = hazard === undefined ? undefined : deps.hazards?.hazards().get(hazard)?.state;
    return {
      number,
      kind,
      at,
      where: whereOf(zoneId, site()),
      photos: added.length,
      ...(leftOut === undefined ? {} : { leftOut }),
      ...(state === undefined ? {} : { hazard: state }),
      ...(alarm?.acknowledgedAt === undefined ? {} : { seenAt: alarm.acknowledgedAt }),
      ...(alarm?.attendedAt === undefined ? {} : { attendedAt: alarm.attendedAt }),
      answers: answersTo(answers, danger === undefined ? [] : answersSince(at, danger)),
      ...(endedAt === undefined ? {} : { endedAt }),
    };
  }

  /** As often as the limits let anybody report, and without what was written. */
  function journalRefused(code: "WORDS_MARKUP" | "WORDS_UNREADABLE", zone: string, number?: number): void {
    const record = number === undefined ? {} : { record: `public-report/${number}` };
    const detail = { ledger: "public-report", verb: "send", code, zone, ...record };
    desk.record({ kind: "refused", actor: "visitor", detail });
  }

  app.get(
    "/api/v1/public/places/:code",
    {
      config: { access: "open" },
      schema: { summary: "Where the door of a code is, and whom to call there", tags: ["public"], params: PLACE },
    },
    async (request) => {
      const current = site();
      const zoneId = zoneAt(request.params.code, request.ip);
      const landline = landlineOf(current.zones, zoneId);
      return {
        site: current.name,
        where: whereOf(zoneId, current),
        ...(landline === undefined ? {} : { phone: landline.phone }),
        ...(current.securityCentrePhone === undefined ? {} : { securityCentre: current.securityCentrePhone }),
      };
    },
  );

  app.post(
    "/api/v1/public/places/:code/reports",
    {
      config: { access: "open", takesMarkup: true },
      schema: {
        summary:
          "Report a risk or a danger at this door, without saying who one is; of a danger words that hold a script are left out, and it is told",
        tags: ["public"],
        params: PLACE,
        body: REPORT,
      },
    },
    async (request, reply) => {
      const { commandId: id, contact = "", ...said } = request.body;
      const zoneId = zoneAt(request.params.code, request.ip);
      reportLimits.report(said.kind, request.ip, zoneId);
      const texts = [said.words, contact.trim()];
      const refused = texts.map(refusalOfText).find((code) => code !== undefined);
      if (refused !== undefined && said.kind === "risk") {
        journalRefused(refused, zoneId);
        throw new HttpError(refused);
      }
      const hasMarkup = texts.some(holdsScript);
      // Somebody may be in danger whatever they wrote: people are told at once, and whoever wrote it hears what was left out.
      const [words = "", reached = ""] = texts.map((text) => (holdsScript(text) || !isVisible(text) ? "" : readable(text)));
      const outcome = publicReports.sendReport({
        ...said,
        id,
        zoneId,
        words,
        ...(reached === "" ? {} : { contact: reached }),
        ...(hasMarkup ? { leftOut: true as const } : {}),
      });
      if (!outcome.ok) throw new HttpError(outcome.error.code);
      if (hasMarkup) {
        journalRefused("WORDS_MARKUP", zoneId, outcome.value.number);
        metrics.counter("labcanary_refused_total", "http", "WORDS_MARKUP").inc();
      }
      return reply.status(201).send({ report: told(outcome.value) });
    },
  );

  app.get(
    "/api/v1/public/report",
    {
      config: { access: "open" },
      schema: { summary: `What became of the report whose secret is in the header ${SECRET_HEADER}`, tags: ["public"] },
    },
    async (request) => {
      const report = followed(request);
      reportLimits.follow(report.number);
      return { report: told(report) };
    },
  );

  await takingPictures(app, (own) => {
    own.post(
      "/api/v1/public/report/photos",
      {
        bodyLimit: MAXIMUM_PHOTO_BYTES,
        config: { access: "open" },
        // Before the body is taken: nobody sends megabytes who has no report.
        onRequest: async (request) => {
          followed(request);
          reportLimits.photo(request.ip);
        },
        schema: {
          summary:
            "Add a photo to the report whose secret is in the header: a JPEG, PNG or WebP picture, kept without what it says of place and camera",
          tags: ["public"],
          querystring: PHOTO,
        },
      },
      async (request, reply) => {
        const { number } = followed(request);
        const { type, content } = pictureOf(request);
        const kept = await photos.keep(content, (sha256) =>
          publicReports.addPhoto({ id: request.query.commandId, number, photo: { sha256, type, bytes: content.byteLength } }),
        );
        if (!kept.ok) throw new HttpError(kept.error);
        if (!kept.value.ok) throw new HttpError(kept.value.error.code);
        return reply.status(201).send({ report: told(kept.value.value) });
      },
    );
  });
}

/** What was said before somebody joined it was meant for those who had reported it, and may say who they are; what ends it is for all. */
const answersSince = (since: number, { answers, endedAt }: PublicReport): readonly ReportAnswer[] =>
  answers.filter(({ at }) => at >= since || at === endedAt);

/** With those to the danger it joins, each once: what ends that is written to both. Without who gave them. */
function answersTo(own: readonly ReportAnswer[], toDanger: readonly ReportAnswer[]): FollowedReport["answers"] {
  const others = own.filter(({ by, words }) => !toDanger.some((each) => each.by === by && each.words === words));
  return [...toDanger, ...others].toSorted((a, b) => a.at - b.at).map(({ at, words }) => ({ at, words }));
}

const whereOf = (zoneId: string, site: Site): Text => indexOf(site).zones.get(zoneId)?.path ?? site.name;
