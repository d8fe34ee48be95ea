import { days, epochMs, minutes } from "@labcanary/domain/basics";
import { OWN_WORDS } from "@labcanary/domain/governance";
import type { AccessEventQuery, KeptEvent } from "@labcanary/domain/ports";
import type { DrillPlan } from "@labcanary/domain/site";
import { UnknownSignals } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createMemorySiteChanges, siteProposal } from "../../../test/support/browser-site-change.ts";
import { gasList } from "../../../test/support/checks.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { NOT_WORDS } from "./refuse-markup.ts";
import { freeTextKeys, NO_OWN_WORDS } from "../../../test/support/free-text-keys.ts";
import { peopleOf } from "../../../test/support/site.ts";
import { alarmElsewhere, alarmOfPlatform, OF_THE_OTHER_ROOM, twoRooms, WORDS_ELSEWHERE } from "../../../test/support/two-rooms.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const clock = createSettableClock(AT);
const range = `from=0&to=${AT + 1}`;
const hour = `from=${AT - 3_600_000}&to=${AT}`;

interface Reading {
  readonly path: string;
  readonly status: number;
  /** Of operators, where it is another than of administrators. */
  readonly operator?: number;
  /** Of the journal: how many lines there are for an operator, and for an administrator, of the room. */
  readonly lines?: readonly [number, number];
}
/** Every GET of the API: what is asked for, and whether it is there for whoever has room 114. A new route is added here, or the test fails. */
const READING: Readonly<Record<string, readonly Reading[]>> = {
  "/api/v1/session": [{ path: "session", status: 200 }],
  "/api/v1/session/ways": [{ path: "session/ways", status: 200 }],
  "/api/v1/session/single-sign-on": [{ path: "session/single-sign-on", status: 404 }],
  "/api/v1/session/single-sign-on/confirm": [{ path: "session/single-sign-on/confirm?act=POST%20/api/v1/tokens", status: 404 }],
  "/api/v1/session/single-sign-on/callback": [{ path: "session/single-sign-on/callback", status: 404 }],
  "/api/v1/account": [{ path: "account", status: 200 }],
  "/api/v1/accounts": [{ path: "accounts", status: 403 }],
  "/api/v1/sessions": [{ path: "sessions", status: 403 }],
  "/api/v1/tokens": [{ path: "tokens", status: 200, operator: 403 }],
  "/api/v1/devices": [{ path: "devices", status: 200, operator: 403 }],
  "/api/v1/users": [{ path: "users", status: 200 }],
  "/api/v1/alarms": [{ path: "alarms", status: 200 }],
  "/api/v1/alarms/{id}": [
    { path: "alarms/alarm-1", status: 200 },
    { path: "alarms/alarm-platform", status: 200 },
    { path: "alarms/alarm-220", status: 404 },
  ],
  "/api/v1/alarms/{id}/explanation": [
    { path: "alarms/alarm-1/explanation", status: 200 },
    { path: "alarms/alarm-platform/explanation", status: 200 },
    { path: "alarms/alarm-220/explanation", status: 404 },
  ],
  "/api/v1/alarms/{id}/photos/{sha256}": [
    { path: `alarms/alarm-1/photos/${"0".repeat(64)}`, status: 404 },
    { path: `alarms/alarm-220/photos/${"0".repeat(64)}`, status: 404 },
  ],
  "/api/v1/hazards": [{ path: "hazards", status: 200 }],
  "/api/v1/public-reports": [{ path: "public-reports", status: 200 }],
  "/api/v1/public-reports/{number}": [
    { path: "public-reports/1", status: 404 },
    { path: "public-reports/2", status: 200 },
  ],
  "/api/v1/public-reports/{number}/photos/{sha256}": [{ path: `public-reports/1/photos/${"0".repeat(64)}`, status: 404 }],
  "/api/v1/door-codes": [{ path: "door-codes", status: 200 }],
  // Of nobody's sign-in: what they tell is the place of one door, and one report.
  "/api/v1/public/places/{code}": [{ path: "public/places/AAAAAAAAAA", status: 404 }],
  "/api/v1/public/report": [{ path: "public/report", status: 404 }],
  "/api/v1/checks": [
    { path: "checks", status: 200 },
    { path: "checks?zone=cabinet-22", status: 404 },
  ],
  "/api/v1/checks/{number}": [
    { path: "checks/1", status: 200 },
    { path: "checks/2", status: 404 },
  ],
  "/api/v1/checks/{number}/photos/{sha256}": [
    { path: `checks/1/photos/${"0".repeat(64)}`, status: 404 },
    { path: `checks/2/photos/${"0".repeat(64)}`, status: 404 },
  ],
  "/api/v1/hazards.csv": [{ path: "hazards.csv", status: 200 }],
  "/api/v1/hazards/{number}": [
    { path: "hazards/1", status: 404 },
    { path: "hazards/2", status: 200 },
  ],
  "/api/v1/hazards/{number}/photos/{sha256}": [
    { path: `hazards/1/photos/${"0".repeat(64)}`, status: 404 },
    { path: `hazards/2/photos/${"0".repeat(64)}`, status: 404 },
  ],
  "/api/v1/drills": [{ path: "drills", status: 200 }],
  "/api/v1/drills/{number}": [
    { path: "drills/1", status: 404 },
    { path: "drills/2", status: 200 },
  ],
  "/api/v1/drills/{number}/record.csv": [
    { path: "drills/1/record.csv", status: 404 },
    { path: "drills/2/record.csv", status: 200 },
  ],
  "/api/v1/drills/{number}/record.pdf": [{ path: "drills/1/record.pdf", status: 404 }],
  "/api/v1/drills/{number}/photos/{sha256}": [
    { path: `drills/1/photos/${"0".repeat(64)}`, status: 404 },
    { path: `drills/2/photos/${"0".repeat(64)}`, status: 404 },
  ],
  "/api/v1/standing-measures": [{ path: "standing-measures", status: 200 }],
  "/api/v1/standing-measures.csv": [{ path: "standing-measures.csv", status: 200 }],
  "/api/v1/standing-measures/{number}": [
    { path: "standing-measures/1", status: 404 },
    { path: "standing-measures/2", status: 200 },
  ],
  "/api/v1/seals": [{ path: "seals", status: 200 }],
  "/api/v1/key-periods": [{ path: "key-periods", status: 200 }],
  "/api/v1/key-periods/{number}": [
    { path: "key-periods/1", status: 404 },
    { path: "key-periods/2", status: 200 },
  ],
  "/api/v1/weekly-reports": [{ path: "weekly-reports", status: 200 }],
  "/api/v1/yearly-reports": [{ path: "yearly-reports", status: 200 }],
  ...Object.fromEntries(
    ["", "/report.csv", "/report.pdf", "/figures/{figure}"].flatMap((part) =>
      (
        [
          ["weekly-reports", 1, 2],
          ["yearly-reports", 3, 4],
        ] as const
      ).map(([path, elsewhere, own]) => [
        `/api/v1/${path}/{number}${part}`,
        [elsewhere, own].map((number) => ({
          path: `${path}/${number}${part.replace("{figure}", "alarms")}`,
          status: number === own ? 200 : 404,
        })),
      ]),
    ),
  ),
  "/api/v1/custody-months": [{ path: "custody-months", status: 200, operator: 403 }],
  ...Object.fromEntries(
    ["", "/pack.pdf", "/pack.csv", "/pack.json", "/figures/{figure}"].map((part) => [
      `/api/v1/custody-months/{number}${part}`,
      [5, 6].map((number) => ({
        path: `custody-months/${number}${part.replace("{figure}", "stock-movements")}`,
        status: number === 6 ? 200 : 404,
        operator: 403,
      })),
    ]),
  ),
  "/api/v1/dossiers": [{ path: "dossiers", status: 200 }],
  "/api/v1/dossiers/{number}": [
    { path: "dossiers/1", status: 404 },
    { path: "dossiers/2", status: 200 },
  ],
  "/api/v1/dossiers/{number}/document.pdf": [{ path: "dossiers/1/document.pdf", status: 404 }],
  "/api/v1/told": [{ path: "told", status: 200 }],
  "/api/v1/substances": [{ path: "substances", status: 200, operator: 403 }],
  "/api/v1/substances/{number}": [
    { path: "substances/2", status: 200, operator: 403 },
    { path: "substances/1", status: 404, operator: 403 },
  ],
  "/api/v1/custody-findings": [{ path: "custody-findings", status: 200, operator: 403 }],
  "/api/v1/custody-findings/{number}": [
    { path: "custody-findings/2", status: 200, operator: 403 },
    { path: "custody-findings/1", status: 404, operator: 403 },
  ],
  "/api/v1/stock-takes": [{ path: "stock-takes", status: 200, operator: 403 }],
  "/api/v1/stock-takes/{number}": [
    { path: "stock-takes/2", status: 200, operator: 403 },
    { path: "stock-takes/1", status: 404, operator: 403 },
  ],
  "/api/v1/stock-takes/{number}/lines": [
    { path: "stock-takes/2/lines?cabinet=cabinet-17", status: 200, operator: 403 },
    { path: "stock-takes/1/lines?cabinet=cabinet-22", status: 404, operator: 403 },
  ],
  "/api/v1/journal": [
    { path: "journal?lines=1,2", status: 200 },
    { path: "journal", status: 200 },
    { path: "journal?zone=cabinet-22", status: 404 },
    { path: "journal?text=220", status: 200 },
    // What the page of controlled substances refuses an operator, its lines do as well.
    { path: "journal?kind=substance-recorded,custody-recorded,stock-take-recorded,refused&text=drawer", status: 200, lines: [0, 4] },
    { path: "journal?kind=hazard-recorded&text=drawer", status: 200, lines: [1, 1] },
  ],
  "/api/v1/journal/check": [{ path: "journal/check", status: 200 }],
  "/api/v1/out-of-service": [{ path: "out-of-service", status: 200 }],
  "/api/v1/commissioning": [{ path: "commissioning", status: 200, operator: 403 }],
  "/api/v1/signals/{deviceId}/{signal}/commissioning": [
    { path: "signals/cab-17/vapour/commissioning", status: 200 },
    { path: "signals/cab-22/vapour/commissioning", status: 404 },
  ],
  "/api/v1/zones": [{ path: "zones", status: 200 }],
  "/api/v1/signals": [
    { path: "signals", status: 200 },
    { path: "signals?zone=chemistry", status: 200 },
    { path: "signals?zone=cabinet-22", status: 404 },
  ],
  "/api/v1/signals/{deviceId}/{signal}/samples": [
    { path: `signals/cab-17/vapour/samples?${range}`, status: 200 },
    { path: `signals/cab-22/vapour/samples?${range}`, status: 404 },
  ],
  "/api/v1/signals/{deviceId}/{signal}/explanation": [
    { path: `signals/cab-17/vapour/explanation?at=${AT - 1000}`, status: 200 },
    { path: `signals/cab-22/vapour/explanation?at=${AT - 1000}`, status: 404 },
  ],
  "/api/v1/samples/signals": [
    { path: "samples/signals", status: 200 },
    { path: "samples/signals?like=cab-22/vapour", status: 404 },
    { path: "samples/signals?zone=cabinet-22", status: 404 },
  ],
  "/api/v1/samples": [
    { path: `samples?signals=cab-17/vapour&${hour}`, status: 200 },
    { path: `samples?signals=cab-22/vapour&${hour}`, status: 404 },
  ],
  "/api/v1/samples/rooms": [
    { path: `samples/rooms?like=cab-17/vapour&zones=room-114&${hour}`, status: 200 },
    { path: `samples/rooms?like=cab-17/vapour&zones=room-220&${hour}`, status: 404 },
  ],
  "/api/v1/samples/heat-map": [
    { path: "samples/heat-map?signal=cab-17/vapour&month=2026-11", status: 200 },
    { path: "samples/heat-map?signal=cab-22/vapour&month=2026-11", status: 404 },
  ],
  "/api/v1/samples/export": [
    { path: `samples/export?signals=cab-17/vapour&${hour}`, status: 200 },
    { path: `samples/export?signals=cab-22/vapour&${hour}`, status: 404 },
  ],
  "/api/v1/access-events": [
    { path: `access-events?${range}`, status: 200 },
    { path: `access-events?${range}&device=elsewhere`, status: 200 },
  ],
  "/api/v1/health": [{ path: "health", status: 200 }],
  "/api/v1/rejects": [{ path: "rejects", status: 403 }],
  "/api/v1/unknown": [{ path: "unknown", status: 403 }],
  "/api/v1/unknown/proposals": [{ path: "unknown/proposals", status: 403 }],
  "/api/v1/site/change": [{ path: "site/change", status: 200 }],
  "/api/v1/alarm-figures": [{ path: "alarm-figures", status: 403 }],
  "/api/v1/alarm-figures/{figure}/lines": [{ path: "alarm-figures/perDay/lines", status: 403 }],
  "/api/v1/routes": [{ path: "routes", status: 200 }],
  "/api/v1/rotas": [{ path: "rotas", status: 200 }],
  "/api/v1/duty": [
    { path: "duty", status: 200 },
    { path: "duty?zone=cabinet-17", status: 200 },
    { path: "duty?zone=cabinet-22", status: 404 },
    { path: "duty?zone=chemistry", status: 404 },
  ],
  "/api/v1/people": [{ path: "people", status: 200 }],
  "/api/v1/shift": [{ path: "shift", status: 200 }],
  "/api/v1/hand-over": [{ path: "hand-over", status: 403 }],
  "/api/v1/hand-overs": [{ path: "hand-overs", status: 403 }],
  "/api/v1/hand-overs/{id}": [{ path: "hand-overs/x", status: 403 }],
  "/api/v1/plans": [{ path: "plans", status: 200 }],
  "/api/v1/plans/{planId}": [{ path: "plans/ground", status: 404 }],
  "/api/v1/plans/{planId}/proposals": [{ path: "plans/ground/proposals", status: 404 }],
  "/api/v1/zones/{zoneId}/signals": [
    { path: "zones/room-114/signals", status: 200 },
    { path: "zones/room-220/signals", status: 404 },
  ],
  "/api/v1/signals/{deviceId}/{signal}/place": [
    { path: "signals/cab-17/vapour/place", status: 200 },
    { path: "signals/cab-22/vapour/place", status: 404 },
  ],
  "/api/v1/impaired": [
    { path: "impaired", status: 200 },
    { path: "impaired?zone=cabinet-22", status: 404 },
  ],
  "/api/v1/impaired.csv": [{ path: "impaired.csv", status: 200 }],
  "/api/v1/protection": [{ path: "protection", status: 200 }],
  "/api/v1/channels": [{ path: "channels", status: 200 }],
  "/api/v1/budgets": [{ path: "budgets", status: 200 }],
  "/api/v1/presence": [{ path: "presence", status: 200 }],
};

const HAZARD = { origin: "inspection", class: "gas", level: "general", words: "x" };
const DRILL = { plannedFor: String(AT + 1000), leader: "wang", who: "all" };
const planOf = (zoneId: string): DrillPlan => ({
  id: `leak-${zoneId}`,
  name: { en: `Leak in ${zoneId}`, zh: "泄漏" },
  zoneId,
  scenario: "leak.yaml",
  signals: [],
  expect: {},
  limit: minutes(30),
  every: days(90),
  firstBy: AT,
});
const MEASURE = { kind: "rule", words: "x", owner: "wang", reviewBy: String(AT + 1000), hazards: [] };
const NAMED = { class: "process", priority: "high" };
/**
 * Everything else of the API: what is asked of something elsewhere, and of something that is nowhere. Both must be answered alike. Routes
 * about nothing in particular, or about the whole site, say so by the code alone.
 */
const ACTING: Readonly<Record<string, { readonly elsewhere: string; readonly nowhere: string; readonly body?: object } | string>> = {
  "POST /api/v1/session": "open",
  "DELETE /api/v1/session": "one's own",
  "POST /api/v1/session/one-time": "open",
  "DELETE /api/v1/account/sessions": "one's own",
  "DELETE /api/v1/account/sessions/{id}": "one's own",
  "POST /api/v1/account/password": "one's own",
  "POST /api/v1/account/second-factor": "one's own",
  "POST /api/v1/account/second-factor/begin": "one's own",
  "POST /api/v1/account/second-factor/recovery-codes": "one's own",
  "POST /api/v1/account/second-factor/remove": "one's own",
  "POST /api/v1/devices/{deviceId}/token": { elsewhere: "devices/cab-22/token", nowhere: "devices/no-where/token", body: {} },
  "DELETE /api/v1/devices/{deviceId}/token": { elsewhere: "devices/cab-22/token", nowhere: "devices/no-where/token" },
  "POST /api/v1/tokens": "one's own",
  "DELETE /api/v1/tokens/{id}": "one's own",
  ...Object.fromEntries(
    ["find", "export", "remove", "remove-words", "hold", "lift"].map((verb) => [
      `POST /api/v1/personal-data/{name}/${verb}`,
      "SCOPE_FORBIDDEN",
    ]),
  ),
  "POST /api/v1/photos/{sha256}/remove": {
    elsewhere: `photos/${"1".repeat(64)}/remove`,
    nowhere: `photos/${"0".repeat(64)}/remove`,
    body: { reason: "asked", password: PASSWORD },
  },
  "POST /api/v1/accounts": "SCOPE_FORBIDDEN",
  "DELETE /api/v1/accounts/{name}": "SCOPE_FORBIDDEN",
  "DELETE /api/v1/accounts/{name}/second-factor": "SCOPE_FORBIDDEN",
  "DELETE /api/v1/accounts/{name}/sessions": "SCOPE_FORBIDDEN",
  "PUT /api/v1/accounts/{name}/password": "SCOPE_FORBIDDEN",
  "PUT /api/v1/accounts/{name}/single-sign-on": "SCOPE_FORBIDDEN",
  "PUT /api/v1/accounts/{name}/standing": "SCOPE_FORBIDDEN",
  "DELETE /api/v1/sessions/{id}": "SCOPE_FORBIDDEN",
  ...Object.fromEntries(
    ["acknowledge", "attend", "reset", "unshelve", "accept", "report-safe"].map((verb) => [
      `POST /api/v1/alarms/{id}/${verb}`,
      { elsewhere: `alarms/alarm-220/${verb}`, nowhere: `alarms/none/${verb}`, body: {} },
    ]),
  ),
  "POST /api/v1/checks/{number}/start": { elsewhere: "checks/2/start", nowhere: "checks/99/start", body: {} },
  "POST /api/v1/checks/{number}/answer": {
    elsewhere: "checks/2/answer",
    nowhere: "checks/99/answer",
    body: { item: "chained", kind: "yes" },
  },
  "POST /api/v1/checks/{number}/sign": { elsewhere: "checks/2/sign", nowhere: "checks/99/sign", body: { password: "x" } },
  "POST /api/v1/checks/{number}/items/{item}/photos": "a picture and no JSON: held to the zones in safety/check-routes.test.ts",
  "POST /api/v1/alarms/{id}/photos": "a picture and no JSON: held to the zones in photos/photo-routes.test.ts",
  "POST /api/v1/alarms/{id}/comment": { elsewhere: "alarms/alarm-220/comment", nowhere: "alarms/none/comment", body: { comment: "seen" } },
  "POST /api/v1/alarms/{id}/shelve": {
    elsewhere: "alarms/alarm-220/shelve",
    nowhere: "alarms/none/shelve",
    body: { reason: "repair", minutes: 5 },
  },
  "POST /api/v1/alarms/{id}/assign": { elsewhere: "alarms/alarm-220/assign", nowhere: "alarms/none/assign", body: { to: "operator" } },
  "POST /api/v1/alarms/{id}/decline": { elsewhere: "alarms/alarm-220/decline", nowhere: "alarms/none/decline", body: { reason: "no" } },
  "POST /api/v1/alarms/{id}/close": { elsewhere: "alarms/alarm-220/close", nowhere: "alarms/none/close", body: { cause: "spill" } },
  "POST /api/v1/signals/{deviceId}/{signal}/out-of-service": {
    elsewhere: "signals/cab-22/vapour/out-of-service",
    nowhere: "signals/no/where/out-of-service",
    body: { reason: "repair", measure: "rounds", hours: 1 },
  },
  "POST /api/v1/signals/{deviceId}/{signal}/out-of-service/approve": "SCOPE_FORBIDDEN",
  "POST /api/v1/signals/{deviceId}/{signal}/in-service": {
    elsewhere: "signals/cab-22/vapour/in-service",
    nowhere: "signals/no/where/in-service",
    body: {},
  },
  "POST /api/v1/impaired/measure": { elsewhere: "impaired/measure", nowhere: "impaired/measure" },
  ...Object.fromEntries(
    [
      { verb: "start", body: { stimulus: "real" } },
      { verb: "sign", body: { test: "t1", means: "seen-and-fit", password: PASSWORD } },
      { verb: "abandon", body: { test: "t1" } },
      { verb: "void", body: { reason: "new cell" } },
    ].map(({ verb, body }) => [
      `POST /api/v1/signals/{deviceId}/{signal}/commissioning/${verb}`,
      { elsewhere: `signals/cab-22/vapour/commissioning/${verb}`, nowhere: `signals/no/where/commissioning/${verb}`, body },
    ]),
  ),
  "POST /api/v1/substances": { elsewhere: "substances", nowhere: "substances" },
  ...Object.fromEntries(
    Object.entries({
      movements: { kind: "inspect", tag: "T-1", words: "seen", password: PASSWORD },
      witness: { proposal: 1, password: PASSWORD },
      refuse: { proposal: 1, reason: "no" },
    }).map(([verb, body]) => [
      `POST /api/v1/substances/{number}/${verb}`,
      { elsewhere: `substances/1/${verb}`, nowhere: `substances/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/substances/evidence": "a file of one's own zones: held to them in safety/evidence/evidence-routes.test.ts",
  "POST /api/v1/substances/export": "a file of one's own zones: held to them in safety/substance-routes.test.ts",
  "POST /api/v1/custody-findings/{number}/explain": {
    elsewhere: "custody-findings/1/explain",
    nowhere: "custody-findings/99/explain",
    body: { words: "a drill", password: PASSWORD },
  },
  "POST /api/v1/stock-takes": { elsewhere: "stock-takes", nowhere: "stock-takes" },
  ...Object.fromEntries(
    Object.entries({
      count: { cabinet: "cabinet-22", entries: [], password: PASSWORD },
      witness: { cabinet: "cabinet-22", entries: [], password: PASSWORD },
      refuse: { cabinet: "cabinet-22", reason: "no" },
    }).map(([verb, body]) => [
      `POST /api/v1/stock-takes/{number}/${verb}`,
      { elsewhere: `stock-takes/1/${verb}`, nowhere: `stock-takes/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/hazards": { elsewhere: "hazards", nowhere: "hazards" },
  "POST /api/v1/hazards/{number}/photos": "a picture and no JSON: held to the zones in safety/hazard-routes.test.ts",
  ...Object.fromEntries(
    [
      {
        verb: "settle",
        body: { responsible: "wang", department: "d", measures: "m", funds: "f", deadline: String(AT + 1000), interimPlan: "p" },
      },
      { verb: "remedy", body: { words: "done" } },
      { verb: "verify", body: { passed: true, words: "seen", password: "x" } },
      { verb: "reopen", body: { words: "again" } },
      { verb: "comment", body: { words: "hm" } },
      { verb: "correct", body: { zone: "cabinet-17", class: "fire", level: "major", words: "in haste" } },
      { verb: "agree-correction", body: { agreed: true, words: "seen", seen: AT, password: "x" } },
    ].map(({ verb, body }) => [
      `POST /api/v1/hazards/{number}/${verb}`,
      { elsewhere: `hazards/1/${verb}`, nowhere: `hazards/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/drills/{number}/photos": "a picture and no JSON: held to the zones in safety/drill/drill-records.test.ts",
  "POST /api/v1/drills": { elsewhere: "drills", nowhere: "drills" },
  ...Object.fromEntries(
    [
      { verb: "begin", body: { password: "x" } },
      { verb: "cancel", body: { words: "x" } },
      { verb: "observe", body: { step: "safe" } },
      { verb: "correct", body: { step: "safe", words: "x" } },
      { verb: "note", body: { words: "x" } },
      { verb: "stop", body: {} },
      { verb: "conclude", body: { result: "failed", words: "x", lessons: [], password: "x" } },
    ].map(({ verb, body }) => [
      `POST /api/v1/drills/{number}/${verb}`,
      { elsewhere: `drills/1/${verb}`, nowhere: `drills/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/standing-measures": { elsewhere: "standing-measures", nowhere: "standing-measures" },
  ...Object.fromEntries(
    [
      { verb: "change", body: { ...MEASURE, zone: "cabinet-17" } },
      { verb: "review", body: { words: "holds", reviewBy: String(AT + 1000), password: "x" } },
      { verb: "end", body: { words: "over", password: "x" } },
    ].map(({ verb, body }) => [
      `POST /api/v1/standing-measures/{number}/${verb}`,
      { elsewhere: `standing-measures/1/${verb}`, nowhere: `standing-measures/99/${verb}`, body },
    ]),
  ),
  ...Object.fromEntries(
    [
      { verb: "check-in", body: { from: AT } },
      { verb: "explain", body: { from: AT, words: "ill", password: PASSWORD } },
      { verb: "review", body: { words: "read", password: PASSWORD } },
    ].map(({ verb, body }) => [
      `POST /api/v1/key-periods/{number}/${verb}`,
      { elsewhere: `key-periods/1/${verb}`, nowhere: `key-periods/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/leaves": { elsewhere: "leaves", nowhere: "leaves" },
  ...Object.fromEntries(
    [
      { verb: "give", body: { password: PASSWORD } },
      { verb: "refuse", body: { reason: "no" } },
      { verb: "withdraw", body: { reason: "over" } },
    ].map(({ verb, body }) => [
      `POST /api/v1/leaves/{number}/${verb}`,
      { elsewhere: `leaves/1/${verb}`, nowhere: `leaves/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/weekly-reports/{number}/recount": { elsewhere: "weekly-reports/1/recount", nowhere: "weekly-reports/99/recount" },
  "POST /api/v1/weekly-reports/{number}/sign": {
    elsewhere: "weekly-reports/1/sign",
    nowhere: "weekly-reports/99/sign",
    body: { sha256: "0".repeat(64), password: "x" },
  },
  "POST /api/v1/custody-months/{number}/recount": { elsewhere: "custody-months/5/recount", nowhere: "custody-months/99/recount" },
  "POST /api/v1/custody-months/{number}/sign": {
    elsewhere: "custody-months/5/sign",
    nowhere: "custody-months/99/sign",
    body: { sha256: "0".repeat(64), password: "x" },
  },
  "POST /api/v1/yearly-reports/{number}/recount": { elsewhere: "yearly-reports/3/recount", nowhere: "yearly-reports/99/recount" },
  "POST /api/v1/yearly-reports/{number}/sign": {
    elsewhere: "yearly-reports/3/sign",
    nowhere: "yearly-reports/99/sign",
    body: { sha256: "0".repeat(64), password: "x" },
  },
  "POST /api/v1/dossiers": { elsewhere: "dossiers", nowhere: "dossiers" },
  ...Object.fromEntries(
    [
      { verb: "decide", body: { decision: "discard", contents: "c", reason: "r" } },
      { verb: "approve", body: { words: "w", seen: 1, password: "x" } },
      { verb: "send-back", body: { words: "w", seen: 1 } },
    ].map(({ verb, body }) => [
      `POST /api/v1/dossiers/{number}/${verb}`,
      { elsewhere: `dossiers/1/${verb}`, nowhere: `dossiers/99/${verb}`, body },
    ]),
  ),
  "POST /api/v1/backtests": { elsewhere: "backtests", nowhere: "backtests" },
  "POST /api/v1/site/change/approve": "SCOPE_FORBIDDEN",
  "POST /api/v1/site/change/reject": "SCOPE_FORBIDDEN",
  "POST /api/v1/notifications/preview": { elsewhere: "notifications/preview", nowhere: "notifications/preview" },
  "POST /api/v1/people/{id}/test": { elsewhere: "people/elsa/test", nowhere: "people/nobody/test", body: { channel: "sms" } },
  "POST /api/v1/presence": "SCOPE_FORBIDDEN",
  "POST /api/v1/plans/{planId}/proposals": { elsewhere: "plans/ground/proposals", nowhere: "plans/none/proposals", body: { places: [] } },
  "DELETE /api/v1/plans/{planId}/proposals/{proposalId}": {
    elsewhere: "plans/ground/proposals/p1",
    nowhere: "plans/none/proposals/p1",
  },
  "POST /api/v1/public-reports/{number}/answer": {
    elsewhere: "public-reports/1/answer",
    nowhere: "public-reports/99/answer",
    body: { words: "done", ends: true },
  },
  "POST /api/v1/public-reports/{number}/contact": { elsewhere: "public-reports/1/contact", nowhere: "public-reports/99/contact", body: {} },
  "DELETE /api/v1/public-reports/{number}/contact": { elsewhere: "public-reports/1/contact", nowhere: "public-reports/99/contact" },
  "POST /api/v1/public/places/{code}/reports": "open",
  "POST /api/v1/public/report/photos": "open",
  "POST /api/v1/unknown/proposals": "SCOPE_FORBIDDEN",
  "DELETE /api/v1/unknown/proposals/{proposalId}": "SCOPE_FORBIDDEN",
  "POST /api/v1/hand-overs": "SCOPE_FORBIDDEN",
  "POST /api/v1/hand-overs/{id}/take-over": "SCOPE_FORBIDDEN",
  "POST /api/v1/sound-tests": "SCOPE_FORBIDDEN",
  "POST /api/v1/sound-silences": "of one console",
  "POST /api/v1/journal/check": "SCOPE_FORBIDDEN",
  "POST /api/v1/routes/{id}/test": "SCOPE_FORBIDDEN",
};
function purchase(cabinet: string) {
  const what = { substance: "acetone", quantity: "500", supplier: "Reagent Co.", permit: "1", expectedBy: AT + 1000 };
  return { ...what, cabinet, password: PASSWORD };
}
function stockTakeOf(cabinet: string) {
  return { zoneId: cabinet, cabinets: [cabinet], dueAt: AT + 1000, words: "yearly", password: PASSWORD };
}
function leaveOf(door: string) {
  return { door, people: ["wang"], from: String(AT), to: String(AT + 1000), reason: "nitrogen", password: PASSWORD };
}
/** Where what is meant stands in the body. */
const BODIES: Readonly<Record<string, { readonly elsewhere: object; readonly nowhere: object }>> = {
  hazards: { elsewhere: { ...HAZARD, zone: "cabinet-22" }, nowhere: { ...HAZARD, zone: "cabinet-99" } },
  drills: { elsewhere: { ...DRILL, plan: "leak-cabinet-22" }, nowhere: { ...DRILL, plan: "leak-nowhere" } },
  "standing-measures": { elsewhere: { ...MEASURE, zone: "cabinet-22" }, nowhere: { ...MEASURE, zone: "cabinet-99" } },
  dossiers: { elsewhere: { alarm: "alarm-220" }, nowhere: { alarm: "alarm-999" } },
  backtests: {
    elsewhere: { rule: "cab-22/vapour/high", from: 0, to: AT },
    nowhere: { rule: "cab-99/vapour/high", from: 0, to: AT },
  },
  leaves: { elsewhere: leaveOf("cab-22/vapour"), nowhere: leaveOf("cab-99/vapour") },
  substances: { elsewhere: purchase("cabinet-22"), nowhere: purchase("cabinet-99") },
  "stock-takes": { elsewhere: stockTakeOf("cabinet-22"), nowhere: stockTakeOf("cabinet-99") },
  "impaired/measure": {
    elsewhere: { entry: "silent cab-22/vapour", since: AT, measure: "rounds" },
    nowhere: { entry: "silent cab-99/vapour", since: AT, measure: "rounds" },
  },
  "notifications/preview": { elsewhere: { ...NAMED, zone: "cabinet-22" }, nowhere: { ...NAMED, zone: "cabinet-99" } },
};

const event = (id: string, deviceId: string): KeptEvent => ({ id, deviceId, kind: "badge", at: AT, receivedAt: AT, historical: false });
const accessLog = {
  events: ({ deviceId }: AccessEventQuery) =>
    [event("own", "cab-17"), { ...event("other", "cab-22"), person: "elsa" }].filter(
      (one) => deviceId === undefined || one.deviceId === deviceId,
    ),
};

/** A site on which everything there is to tell of is there in both rooms. */
async function startBusyPlatform(): Promise<BrowserPlatform> {
  const platform = await startBrowserPlatform({
    clock,
    site: { ...twoRooms(), people: [...twoRooms().people, ...peopleOf("operator")], drills: ["cabinet-22", "cabinet-17"].map(planOf) },
    accessLog,
    siteChanges: createMemorySiteChanges(siteProposal({ differences: [{ ...siteProposal().differences[0]!, id: "cab-22/vapour/high" }] })),
    devices: {
      enrolled: () => new Set(["cab-17", "cab-22"]),
      isConnected: () => true,
      enrol: () => "token",
      rotate: () => "token",
      rotations: () => new Map(),
      endedAttempts: () => 0,
      revoke: () => true,
    },
    unknown: () =>
      new UnknownSignals({ signals: [{ deviceId: "cab-22", signal: "x", firstAt: AT, lastAt: AT, count: 1, value: 1 }], dropped: 0 }),
    rejects: () => [{ at: AT, deviceId: "cab-22", topic: "v1/devices/cab-22/telemetry", code: "X", detail: "", payload: "" }],
    users: {
      administrator: "administrator",
      operator: "operator",
      "operator-114": "operator",
      "administrator-114": "administrator",
      "operator-220": "operator",
    },
    zones: { "operator-114": ["room-114"], "administrator-114": ["room-114"], "operator-220": ["room-220"] },
  });
  const { desk, board, notifications, history, commissioning, ledgers } = platform;
  commissioning.commissioningCommand({ kind: "commissioning-command", id: "t1", verb: "start", signal: "cab-22/vapour", by: "chen" });
  for (const [zoneId, words] of [
    ["cabinet-22", "the lock of Room 220 is broken"],
    ["cabinet-17", "the shelf is bent"],
  ] as const) {
    const measure = { zoneId, kind: "rule", words, owner: "wang", reviewBy: epochMs(AT + 1000), hazards: [] } as const;
    const drill = { plan: `leak-${zoneId}`, zoneId, plannedFor: epochMs(AT + 60_000), leader: "wang", who: words } as const;
    const planned = ledgers.drills().carryOut({ id: `planned-${zoneId}`, actor: "user:operator", order: { verb: "plan", drill } });
    expect(planned.ok).toBe(true);
    ledgers.standingMeasures().carryOut({ id: `added-${zoneId}`, actor: "user:operator", order: { verb: "add", measure } });
    ledgers.hazards().carryOut({
      id: `filed-${zoneId}`,
      actor: "user:operator",
      order: { verb: "file", hazard: { zoneId, origin: "inspection", class: "building", level: "general", words } },
    });
  }
  for (const [zoneId, alarmId, signal] of [
    ["cabinet-22", "alarm-220", "cab-22/vapour"],
    ["cabinet-17", "alarm-1", "cab-17/vapour"],
  ] as const) {
    const words = { en: `of ${zoneId}`, zh: `of ${zoneId}` };
    const dossier = { zoneId, alarmId, signal, raisedAt: AT, what: words, where: words, simulated: false };
    ledgers.dossiers().carryOut({ id: `dossier-${zoneId}`, actor: "user:operator", order: { verb: "open", dossier } });
  }
  for (const [zoneId, words] of [
    ["cabinet-22", "it smells in Room 220"],
    ["cabinet-17", "it smells"],
  ] as const)
    ledgers.sendReport({ id: `said-${zoneId}`, kind: "danger", zoneId, class: "gas", words, secret: `secret-${zoneId}` });
  for (const zoneId of ["cabinet-17", "cabinet-22"]) ledgers.openCheck(zoneId, gasList());
  ledgers.makeReport(AT, { zoneId: "chemistry", department: { en: "Radiology", zh: "放射科" } });
  ledgers.makeReport(AT, { zoneId: "room-114", department: { en: "Chemistry", zh: "化学系" }, zones: ["room-114"] });
  ledgers.makeYear(AT, { zoneId: "chemistry", department: { en: "Radiology", zh: "放射科" } });
  ledgers.makeYear(AT, { zoneId: "room-114", department: { en: "Chemistry", zh: "化学系" }, zones: ["room-114"] });
  keepSubstances(ledgers);
  for (const zoneId of ["cabinet-22", "cabinet-17"]) ledgers.makeMonth(AT, { zoneId, regime: "highly-toxic" });
  keepPeriods(ledgers);
  for (const zone of ["cabinet-22", "cabinet-17"]) {
    const detail = { zone, act: { act: "moved", words: `the drawer of ${zone}` } };
    for (const ledger of ["substance", "custody", "stock-take", "hazard"] as const)
      desk.record({ kind: `${ledger}-recorded`, actor: "user:operator", detail: { ...detail, record: `${ledger}/1` } });
    desk.record({ kind: "refused", actor: "user:operator", detail: { ...detail, ledger: "substance", record: "substance/1" } });
  }
  desk.raise(alarmElsewhere());
  const { evidence } = gasAlarm();
  const inputs = ["cab-22/vapour", "cab-17/vapour"].map((signal) => ({ ...evidence.samples[0]!, signal }));
  desk.raise(gasAlarm({ parent: "alarm-220", evidence: { ...evidence, inputs } }));
  desk.raise(alarmOfPlatform(WORDS_ELSEWHERE));
  desk.note("alarm-platform", "raised", "system", { condition: "device-clock-wrong", reason: "the clock of cab-22 is 4 h ahead" });
  desk.note("alarm-platform", "notification-accepted", "channel:sms", { personId: "elsa", step: "first", text: "cab-22 is 4 h ahead" });
  desk.note("alarm-platform", "notification-failed", "channel:sms", {
    personId: "wang",
    step: "first",
    said: "no route to Elsa Elsewhere",
  });
  desk.note("alarm-platform", "acknowledged", "user:operator", { comment: "somebody is in Room 220", with: "alarm-220" });
  desk.note("alarm-platform", "closed", "user:operator", { cause: "the battery of cab-22" });
  desk.note("alarm-1", "joined", "rules", { parent: "alarm-220", evidence: { ...evidence, inputs } });
  desk.note("alarm-1", "flood-began", "system", { firstOut: "alarm-220", count: 11 });
  desk.note("alarm-1", "notification-accepted", "system", { personId: "wang", step: "first", sharing: 2, text: "Room 220 and Room 114" });
  // Only of the whole site can it be written, of whatever line of the platform.
  desk.noteMeasure({
    kind: "measure-command",
    id: "m1",
    entry: "shelved alarm-platform",
    since: epochMs(0),
    measure: "rounds in Room 220",
    by: "operator",
  });
  desk.floodNow = { since: AT, count: 12, firstOut: "alarm-220" };
  for (const signal of ["cab-17/vapour", "cab-22/vapour"]) {
    const proposal = { kind: "service-command", id: `out-${signal}`, verb: "propose", signal, by: "administrator" } as const;
    const outcome = desk.serviceCommand({ ...proposal, until: epochMs(AT + 3_600_000), reason: "repair", measure: "rounds" });
    expect(outcome.ok).toBe(true);
    board.put({ signal, value: 1, at: epochMs(AT - 2000), receivedAt: epochMs(AT - 2000), quality: "good" });
    history.points.push({ signal, at: epochMs(AT - 2000), tieBreak: 0, receivedAt: epochMs(AT - 2000), value: 1, quality: "good" });
  }
  notifications.presenceNow = { id: "p1", askedAt: AT, answerBy: AT, alarmIds: ["alarm-220"] };
  platform.health = platform.health.map((item) => ({ ...item, detail: "site.yaml:12 cab-22 has no rule" }));
  return platform;
}

const named = (answer: unknown): readonly string[] => OF_THE_OTHER_ROOM.filter((word) => JSON.stringify(answer).includes(word));

test("nothing of another room is in any answer to somebody who is limited to one, and nothing is forgotten", async () => {
  const busy = await startBusyPlatform();
  const { token: whole } = await signIn(busy.url, "administrator");
  const { body: api } = await call(busy, "GET", "/api/docs/json", { as: whole });
  const routes = Object.entries(api.paths as Record<string, object>).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
  );
  const asked = [...Object.keys(READING).map((path) => `GET ${path}`), ...Object.keys(ACTING)];
  expect(routes.filter((route) => !route.startsWith("HEAD")).sort()).toEqual(asked.sort());

  for (const user of ["operator-114", "administrator-114"]) {
    const { token } = await signIn(busy.url, user);
    for (const { path, status: ofAdministrators, operator = ofAdministrators, lines } of Object.values(READING).flat()) {
      const isOperator = user.startsWith("operator");
      const status = isOperator ? operator : ofAdministrators;
      const answer = await call(busy, "GET", `/api/v1/${path}`, { as: token });
      if (lines !== undefined) expect({ path, lines: answer.body.entries.length }).toEqual({ path, lines: lines[isOperator ? 0 : 1] });
      // A refusal may say again what was asked for.
      const told = named(answer.body).filter((word) => status === 200 || !path.includes(word));
      expect({ path, status: answer.status, told }).toEqual({ path, status, told: [] });
    }
  }

  // What is hidden is there for whoever has the whole site, or nothing was proven.
  const told = await Promise.all(
    Object.values(READING)
      .flat()
      .map(async ({ path }) => (await call(busy, "GET", `/api/v1/${path}`, { as: whole })).body),
  );
  expect(named(told)).toEqual(OF_THE_OTHER_ROOM);

  const { token } = await signIn(busy.url, "administrator-114");
  for (const [route, given] of Object.entries(ACTING)) {
    const [method = "", path = ""] = route.split(" ");
    if (given === "SCOPE_FORBIDDEN") {
      const body = BODY_OF[path] ?? {};
      const answer = await call(
        busy,
        method,
        path.replace("{deviceId}/{signal}", "cab-17/vapour").replace("{id}", "x").replace("{name}", "x"),
        {
          as: token,
          body,
        },
      );
      expect({ route, status: answer.status, code: answer.body.code }).toEqual({ route, status: 403, code: "SCOPE_FORBIDDEN" });
    }
    if (typeof given === "string") continue;
    const { elsewhere, nowhere, body } = given;
    const [there, none] = await Promise.all([
      call(busy, method, `/api/v1/${elsewhere}`, { as: token, body: body ?? BODIES[elsewhere]?.elsewhere }),
      call(busy, method, `/api/v1/${nowhere}`, { as: token, body: body ?? BODIES[nowhere]?.nowhere }),
    ]);
    expect({ route, ...pick(there), named: named(there.body) }).toEqual({ route, ...pick(none), named: [] });
    expect(there.status).toBeGreaterThanOrEqual(403);
  }
  expect(busy.desk.get("alarm-220")).toMatchObject({ annunciation: "unacknowledged", version: 1 });
}, 60_000);

/** What a route that is refused before anything is looked at takes. */
const BODY_OF: Readonly<Record<string, object>> = {
  "/api/v1/site/change/approve": { version: "b2" },
  "/api/v1/site/change/reject": { version: "b2", reason: "no" },
  "/api/v1/presence": { id: "p1" },
  "/api/v1/signals/{deviceId}/{signal}/out-of-service/approve": { proposal: "p" },
};
const pick = ({ status, body }: { readonly status: number; readonly body: { readonly code?: string; readonly detail?: string } }) => ({
  status,
  code: body.code,
  detail: body.detail,
});

/** A key period of either room, with leave to open its door, those of the other one first. */
function keepPeriods(ledgers: BrowserPlatform["ledgers"]): void {
  for (const [cabinet, door] of [
    ["cabinet-22", "cab-22/vapour"],
    ["cabinet-17", "cab-17/vapour"],
  ] as const) {
    const seals = [{ door, zoneId: cabinet, hasReader: false }];
    const plan = {
      id: cabinet,
      kind: "event",
      name: { en: cabinet, zh: cabinet },
      from: AT,
      to: epochMs(AT + 1000),
      zones: [cabinet],
      seals,
    } as const;
    ledgers
      .keyPeriods()
      .carryOut({ id: `k-${cabinet}`, actor: "system", order: { verb: "take-up", plan: { ...plan, siteZone: "building" } } });
    const leave = { door, people: ["wang"], from: AT, to: epochMs(AT + 1000), reason: `for ${cabinet}` };
    ledgers.leaves().carryOut({ id: `l-${cabinet}`, actor: "user:operator", order: { verb: "ask", leave, signed: "requested" } });
  }
}

/** A container, a finding and a stock-take of either room, those of the other one first. */
function keepSubstances(ledgers: BrowserPlatform["ledgers"]): void {
  for (const cabinet of ["cabinet-22", "cabinet-17"]) {
    const what = { substance: "acetone", quantity: "500", supplier: "Reagent Co.", permit: "1", expectedBy: epochMs(AT + 1000) } as const;
    ledgers
      .containers()
      .carryOut({ id: `c-${cabinet}`, actor: "user:operator", order: { verb: "approve", cabinet, ...what, signed: "approved" } });
    const finding = { kind: "opened-unrecorded", zoneId: cabinet, from: AT, to: AT, evidence: [] } as const;
    ledgers.findings().carryOut({ id: `f-${cabinet}`, actor: "system", order: { verb: "find", finding } });
    const order = {
      verb: "open",
      zoneId: cabinet,
      cabinets: [cabinet],
      dueAt: epochMs(AT + 1000),
      words: "yearly",
      signed: "approved",
    } as const;
    ledgers.stockTakes().carryOut({ id: `s-${cabinet}`, actor: "user:operator", order });
  }
}

test("everything people can write in a body is held apart as their own words, or is said here not to be", async () => {
  const busy = await startBusyPlatform();
  const { token } = await signIn(busy.url, "administrator");
  const { body: api } = await call(busy, "GET", "/api/docs/json", { as: token });
  const keys = freeTextKeys(api);
  expect([...keys.keys()].filter((key) => !OWN_WORDS.has(key)).sort()).toEqual(Object.keys(NO_OWN_WORDS).sort());
  expect(Object.keys(NO_OWN_WORDS).filter((key) => OWN_WORDS.has(key))).toEqual([]);
  // The test would pass on a document without bodies.
  for (const key of ["who", "dealtBy", "words", "comment"]) expect([...keys.keys()]).toContain(key);
});

test("a script is refused under every key that takes text, by every route, and changes nothing but the journal, which has no word of it", async () => {
  const busy = await startBusyPlatform();
  const { token } = await signIn(busy.url, "administrator");
  const { body: api } = await call(busy, "GET", "/api/docs/json", { as: token });
  const keys = freeTextKeys(api);
  const [lines, before] = [busy.ledgers.lines.length, busy.desk.journal({ limit: 10_000 }).length];
  const taken: string[] = [];
  let refused = 0;
  for (const [key, routes] of keys) {
    if (NOT_WORDS.has(key)) continue;
    for (const route of new Set(routes)) {
      const [method = "", path = ""] = route.split(" ");
      const body = { [key]: "<script>alert(1)</script>" };
      const answer = await call(busy, method, path.replaceAll(/\{\w+\}/g, "1"), { as: token, body });
      if (answer.body.code === "WORDS_MARKUP") refused += 1;
      else taken.push(`${route} ${key}`);
    }
  }
  // What it does with them, public-routes.test.ts shows.
  expect(taken).toEqual(["words", "contact"].map((key) => `POST /api/v1/public/places/{code}/reports ${key}`));
  expect([...NOT_WORDS].filter((key) => !(key in NO_OWN_WORDS))).toEqual([]);
  expect(refused).toBeGreaterThan(60);
  expect(busy.ledgers.lines).toHaveLength(lines);
  const journaled = busy.desk.journal({ limit: 10_000 }).slice(before);
  expect(journaled).toHaveLength(refused);
  expect(new Set(journaled.map(({ kind, detail }) => `${kind} ${detail["code"]}`))).toEqual(new Set(["refused WORDS_MARKUP"]));
  expect(JSON.stringify(journaled)).not.toContain("alert(1)");
}, 60_000);
