import { JOURNAL_ENTRY_KINDS, type JournalEntry, type JournalEntryKind, type JournalQuery } from "@labcanary/domain/messages";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { Site, ZoneId } from "@labcanary/domain/site";
import Type from "typebox";
import { mayReadLine } from "../accounts/gated-lines.ts";
import { type Scope, zonesWithin } from "../accounts/scope.ts";
import { alarmWithin, hasLine, lineWithin } from "../accounts/scope-telling.ts";
import { type AlarmSummary, summaryOf } from "../live/alarm-summary.ts";
import { withoutKeptBack } from "../safety/kept-back.ts";
import { withoutNames } from "../safety/told-hazard.ts";
import type { DashboardDeps } from "../ports.ts";
import { HttpError } from "./http-errors.ts";
import { scopeOfRequest, sessionOf } from "./session-of-request.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

const MAXIMUM_ENTRIES = 1000;

const SEARCH = Type.Object(
  {
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,3}$" })),
    before: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,15}$" })),
    kind: Type.Optional(Type.String({ maxLength: 1000 })),
    person: Type.Optional(Type.String({ pattern: "^(?:user|person):.{1,64}$" })),
    code: Type.Optional(Type.String({ pattern: "^[A-Z2-9]{1,4}$" })),
    zone: Type.Optional(Type.String({ maxLength: 128 })),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    lines: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,15}(?:,[1-9][0-9]{0,15}){0,199}$" })),
  },
  { additionalProperties: false },
);

/** What was done and what happened, line by line, looked for by time, person, zone, alarm and words; and the proof that no line was touched. */
export function journalRoutes(
  app: App,
  { desk, site, substances, weekly }: Pick<DashboardDeps, "desk" | "site" | "substances" | "weekly">,
): void {
  app.get(
    "/api/v1/journal",
    {
      config: { access: "look" },
      schema: {
        summary:
          "The last lines that are looked for, oldest first, with the alarms they are about; `before` is where older ones go on. `lines`: numbers of up to 200 of them",
        tags: ["journal"],
        querystring: SEARCH,
      },
    },
    async (request) => {
      const { from, to, limit = "200", before, kind, person, code, zone, text, lines } = request.query;
      const scope = scopeOfRequest(request, site());
      const zones = zonesAskedFor(zone, scope, site());
      const query: JournalQuery = {
        limit: Math.min(Number(limit), MAXIMUM_ENTRIES),
        ...(from === undefined ? {} : { from: readTime("from", from) }),
        ...(to === undefined ? {} : { to: readTime("to", to) }),
        ...(before === undefined ? {} : { before: Number(before) }),
        ...(kind === undefined ? {} : { kinds: readKinds(kind) }),
        ...(zones === undefined ? {} : { zones }),
        ...(person === undefined ? {} : { person }),
        ...(code === undefined ? {} : { code }),
        ...(text === undefined ? {} : { text }),
        ...(lines === undefined ? {} : { numbers: lines.split(",").map(Number) }),
      };
      const session = sessionOf(request);
      const reader = `user:${session.userName}`;
      const found = await desk.searchJournal(query, (line) => {
        if (!hasLine(line, scope, desk.get) || !mayReadLine(line, session, { scope, weekly })) return undefined;
        const told = toldLine(withoutKeptBack(line, reader, { substances, site }));
        return lineWithin(told, scope, line.alarmId === undefined || scope.isWhole ? undefined : desk.get(line.alarmId));
      });
      const entries = found.entries.toReversed();
      return {
        entries,
        alarms: alarmsNamedIn(entries, desk, scope),
        ...(found.before === undefined ? {} : { before: found.before }),
      };
    },
  );

  app.get(
    "/api/v1/journal/check",
    {
      config: { access: "look" },
      schema: { summary: "The last check of the whole journal: that no line was changed, taken out, put in or cut off", tags: ["journal"] },
    },
    async (request) => ({ check: (scopeOfRequest(request, site()).isWhole ? desk.lastJournalCheck() : undefined) ?? null }),
  );

  app.post(
    "/api/v1/journal/check",
    {
      config: { access: "look" },
      schema: {
        summary: "Check the whole journal now; what it finds is journaled, and an alarm where something is wrong",
        tags: ["journal"],
      },
    },
    async (request) => {
      const session = sessionOf(request);
      if (!scopeOfRequest(request, site()).isWhole) throw new HttpError("SCOPE_FORBIDDEN", "it is about the journal as a whole");
      return { check: await desk.checkJournal(`user:${session.userName}`) };
    },
  );
}

/** Of a hazard as its page has it: without which accounts its people have. */
const toldLine = (line: JournalEntry): JournalEntry =>
  line.kind === "hazard-recorded" ? { ...line, detail: { ...line.detail, act: withoutNames(line.detail["act"]) } } : line;

/** Zones whose lines are asked for and may be seen; undefined: all lines, those about no zone among them. */
function zonesAskedFor(zone: string | undefined, scope: Scope, site: Site): readonly ZoneId[] | undefined {
  if (zone === undefined) return scope.isWhole ? undefined : site.zones.map(({ id }) => id).filter(scope.hasZone);
  if (!scope.zones.some(({ id }) => id === zone)) throw new HttpError("ZONE_UNKNOWN");
  return [...zonesWithin([zone], site)].filter(scope.hasZone);
}

function readKinds(text: string): readonly JournalEntryKind[] {
  return text.split(",").map((name) => {
    const known = JOURNAL_ENTRY_KINDS.find((kind) => kind === name);
    if (known === undefined) throw new HttpError("REQUEST_INVALID", `/kind: the journal has no lines of the kind ${name.slice(0, 64)}`);
    return known;
  });
}

/** What a line says of an alarm is its id; a reader needs its code, what and where. */
function alarmsNamedIn(entries: readonly JournalEntry[], desk: AlarmDesk, scope: Scope): readonly AlarmSummary[] {
  const ids = new Set(entries.flatMap(({ alarmId }) => alarmId ?? []));
  return [...ids].flatMap((id) => desk.get(id) ?? []).map((alarm) => summaryOf(alarmWithin(alarm, scope, desk.get)));
}
