import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import Fastify from "fastify";
import type { ApiTokens } from "../accounts/api-tokens.ts";
import type { AttemptCounts } from "../accounts/attempt-counts.ts";
import type { SignIn } from "../accounts/sign-in.ts";
import type { SingleSignOn } from "../accounts/single-sign-on.ts";
import type { User } from "../accounts/user-directory.ts";
import type { DashboardDeps } from "../ports.ts";
import { historyRoutes } from "../history/history-routes.ts";
import type { Protection } from "../protection/protection.ts";
import { guardAccess } from "./access.ts";
import { NO_FAILED_SIGN_INS } from "@labcanary/domain/ports";
import { adoptionRoutes } from "../adoption/adoption-routes.ts";
import { accessRoutes } from "./access-routes.ts";
import { type AccountRouteDeps, accountRoutes } from "./account-routes.ts";
import { administrationRoutes } from "./administration-routes.ts";
import { alarmRoutes } from "./alarm-routes.ts";
import { createAttemptLimits } from "./attempt-limits.ts";
import { createConfirmPerson } from "./confirm-person.ts";
import { commissioningRoutes } from "./commissioning-routes.ts";
import { deviceRoutes } from "./device-routes.ts";
import { dutyRoutes } from "./duty-routes.ts";
import { figureRoutes } from "./figure-routes.ts";
import { checkRoutes } from "../safety/check-routes.ts";
import { safetyRoutes } from "../safety/safety-routes.ts";
import { substanceRegisterRoutes } from "../safety/substance-register-routes.ts";
import { substanceRoutes } from "../safety/substance-routes.ts";
import { healthRoutes } from "./health-routes.ts";
import { unknownRoutes } from "./unknown-routes.ts";
import { journalRoutes } from "./journal-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { notificationRoutes } from "./notification-routes.ts";
import { answerTo, HTTP_ERRORS, HttpError } from "./http-errors.ts";
import { protectionRoutes } from "./protection-routes.ts";
import { routeTestRoutes } from "./route-test-routes.ts";
import { questionRoutes } from "./question-routes.ts";
import { breakMarks } from "./break-marks.ts";
import { refuseMarkup } from "./refuse-markup.ts";
import { sayNames } from "./say-names.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { serviceRoutes } from "./service-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { shiftRoutes } from "./shift-routes.ts";
import { signalRoutes } from "./signal-routes.ts";
import { singleSignOnRoutes } from "./single-sign-on-routes.ts";
import { siteChangeRoutes } from "./site-change-routes.ts";
import { tokenRoutes } from "./token-routes.ts";
import { createDoorCodes } from "../public/door-codes.ts";
import { publicRoutes } from "../public/public-routes.ts";
import { createReportLimits } from "../public/report-limits.ts";
import { reportRoutes } from "../public/report-routes.ts";
import type { AccountData } from "../personal-data/account-data.ts";
import { personalDataRoutes } from "../personal-data/routes.ts";
import type { PhotoStore } from "../photos/photo-store.ts";
import type { KeptBodies } from "../safety/dossier/kept/kept-bodies.ts";
import { photoRemovalRoutes } from "../photos/photo-removal.ts";
import { photoRoutes } from "../photos/photo-routes.ts";
import { countedReportRoutes } from "../weekly/counted-report-routes.ts";
import { toldRoutes } from "./told-routes.ts";
import { type App, checkStrictly, type SchemaTypes } from "./typed-app.ts";
import { webFiles } from "./web-files.ts";

/** Without it a body that never comes is held for ever. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Must not exceed the former: Node takes the two for each other when it does, and its default is 60 s. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How late a timeout may be noticed. */
const CONNECTIONS_CHECKING_INTERVAL_MS = 2000;
const BODY_LIMIT_BYTES = 64 * 1024;
/** Open connections of all kinds (chosen: consoles by the hundred, and an end to what a flood can hold). */
const MAXIMUM_CONNECTIONS = 2000;

export interface HttpAppOptions {
  /** Where what people propose is kept. */
  readonly dataFolder: string;
  readonly webFolder: string;
  readonly isOwnOrigin: (origin: string) => boolean;
  /** A proxy on this machine says from where a request comes. */
  readonly isBehindProxy: boolean;
  /** Where what is printed leads; without it, it says where to look. */
  readonly publicOrigin?: string;
}

export interface HttpAppDeps extends DashboardDeps, Pick<Protection, "register" | "ledger">, Omit<AccountRouteDeps, "limits" | "confirm"> {
  readonly signIn: SignIn;
  readonly attempts: AttemptCounts;
  readonly photos: PhotoStore;
  readonly keptBodies: KeptBodies;
  readonly users: () => readonly User[];
  readonly tokens: ApiTokens;
  readonly accountData: (name: string) => AccountData;
  readonly singleSignOn?: SingleSignOn;
}

/** Everything that is answered over HTTP, not yet listening. */
export async function createHttpApp(options: HttpAppOptions, deps: HttpAppDeps): Promise<App> {
  const app: App = Fastify({
    trustProxy: options.isBehindProxy ? "loopback" : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    bodyLimit: BODY_LIMIT_BYTES,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CONNECTIONS_CHECKING_INTERVAL_MS },
    forceCloseConnections: true,
    clientErrorHandler(error, socket) {
      const body = answerTo(Object.assign(error, { statusCode: 400 }));
      refused(body.code);
      const text = JSON.stringify(body);
      if (!socket.writable) return;
      socket.end(
        `HTTP/1.1 ${HTTP_ERRORS[body.code].status} ${body.code}\r\ncontent-type: application/json\r\n` +
          `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
    },
  }).withTypeProvider<SchemaTypes>();
  app.server.maxConnections = MAXIMUM_CONNECTIONS;
  app.setValidatorCompiler(checkStrictly);
  app.removeContentTypeParser("text/plain");

  const refused = (reason: string): void => deps.metrics.counter("labcanary_refused_total", "http", reason).inc();
  app.setErrorHandler((error, request, reply) => {
    const body = answerTo(error);
    refused(body.code);
    if (body.code === "INTERNAL") deps.logger.error({ error, method: request.method, route: request.routeOptions.url }, "a request failed");
    return reply.status(HTTP_ERRORS[body.code].status).send(body);
  });
  app.setNotFoundHandler(() => {
    throw new HttpError("NOT_FOUND");
  });

  setSecurityHeaders(app);
  sayNames(app, deps.site);
  await app.register(cookie);
  guardAccess(app, deps.sessions, options.isOwnOrigin);
  breakMarks(app);
  refuseMarkup(app, deps.desk);
  await app.register(swagger, { openapi: { info: { title: "LabCanary", version: "1", description: errorTable() } } });
  await app.register(swaggerUi, { routePrefix: "/api/docs" });

  const limits = createAttemptLimits(deps.attempts, (name) => deps.account(name) !== undefined);
  sessionRoutes(app, { ...deps, limits });
  const confirm = createConfirmPerson({ ...deps, limits });
  accountRoutes(app, { ...deps, limits, confirm });
  singleSignOnRoutes(app, { limits, singleSignOn: deps.singleSignOn });
  administrationRoutes(app, deps);
  if (deps.personalData !== undefined)
    personalDataRoutes(app, { ...deps, confirm, personalData: deps.personalData, forgotten: () => deps.nameForgotten?.() });
  tokenRoutes(app, { ...deps, confirm });
  if (deps.devices !== undefined) deviceRoutes(app, { ...deps, devices: deps.devices });
  if (deps.commissioning !== undefined) commissioningRoutes(app, { ...deps, commissioning: deps.commissioning, confirm });
  alarmRoutes(app, deps);
  if (deps.checks !== undefined) await checkRoutes(app, { ...deps, checks: deps.checks, confirm });
  if (deps.substances !== undefined) {
    substanceRegisterRoutes(app, { ...deps, substances: deps.substances });
    substanceRoutes(app, { ...deps, confirm, substances: deps.substances });
  }
  if (deps.weekly !== undefined) countedReportRoutes(app, { ...deps, confirm, weekly: deps.weekly });
  journalRoutes(app, deps);
  serviceRoutes(app, deps);
  signalRoutes(app, deps);
  historyRoutes(app, deps);
  accessRoutes(app, deps);
  questionRoutes(app, deps);
  healthRoutes(app, deps);
  if (deps.unknown !== undefined) {
    const sources = { ...deps, unknown: deps.unknown, failedSignIns: deps.failedSignIns ?? (() => NO_FAILED_SIGN_INS) };
    unknownRoutes(app, sources);
    adoptionRoutes(app, options.dataFolder, sources);
  }
  if (deps.siteChanges !== undefined) siteChangeRoutes(app, deps.siteChanges, deps.site);
  figureRoutes(app, deps);
  protectionRoutes(app, deps);
  dutyRoutes(app, deps);
  notificationRoutes(app, deps);
  routeTestRoutes(app, deps);
  shiftRoutes(app, { ...deps, limits });
  toldRoutes(app, deps);
  await photoRoutes(app, deps);
  if (deps.photoRecords !== undefined) photoRemovalRoutes(app, { ...deps, confirm, photoRecords: deps.photoRecords });
  if (deps.publicReports !== undefined) {
    const reporting = { ...deps, publicReports: deps.publicReports, doorCodes: createDoorCodes(options.dataFolder, deps.site) };
    reportRoutes(app, reporting);
    await publicRoutes(app, { ...reporting, hazards: deps.hazards, reportLimits: createReportLimits(deps.attempts) });
  }
  await safetyRoutes(app, { ...deps, confirm, ...(options.publicOrigin === undefined ? {} : { publicOrigin: options.publicOrigin }) });
  planRoutes(app, options.dataFolder, deps);
  await webFiles(app, options.webFolder, deps);
  await app.ready();
  return app;
}

/** The error codes, for whoever reads the API's own page. */
function errorTable(): string {
  const rows = Object.entries(HTTP_ERRORS).map(([code, { status, meaning }]) => `| ${status} | ${code} | ${meaning} |`);
  return ["Errors are `{code, message, detail}`:", "", "| status | code | meaning |", "|---|---|---|", ...rows].join("\n");
}
