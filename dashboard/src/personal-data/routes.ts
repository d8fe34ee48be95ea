import { randomUUID } from "node:crypto";
import type { PersonalName, SignatureMeaning } from "@labcanary/domain/governance";
import type { JournalEntry, PersonNames } from "@labcanary/domain/messages";
import type { PersonalDataDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import { namedJson, namedText } from "../http/named-files.ts";
import { USER_ERRORS } from "../accounts/user-directory.ts";
import type { AccountRouteDeps } from "../http/account-routes.ts";
import { HttpError } from "../http/http-errors.ts";
import { sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import { withoutKeptBack } from "../safety/kept-back.ts";
import { CONFIRMATION } from "../safety/named-person.ts";
import type { AccountData } from "./account-data.ts";
import { textOfPersonalData } from "./export-text.ts";
import { isKnown, type LeftContact, NONE_IN_SITES, notSearched, type PersonalData, personalData } from "./held.ts";
import { type CheckWords, namedInWords } from "./named-in-words.ts";

const PARAMS = Type.Object({ name: Type.String({ pattern: "^(?:user|person):.{1,64}$" }) });
/** What else they are called in what people wrote. */
const ALSO = { also: Type.Optional(Type.Array(Type.String({ minLength: 2, maxLength: 64, pattern: "\\S" }), { maxItems: 8 })) };
const READ = Type.Object({ ...CONFIRMATION, ...ALSO }, { additionalProperties: false });
const EXPORT = Type.Object(
  {
    ...CONFIRMATION,
    ...ALSO,
    format: Type.Union([Type.Literal("json"), Type.Literal("text")]),
    language: Type.Optional(Type.Union([Type.Literal("en"), Type.Literal("zh")])),
  },
  { additionalProperties: false },
);
const REASON = Type.Object(
  { ...CONFIRMATION, reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }) },
  { additionalProperties: false },
);
const REMOVE = Type.Object(
  {
    ...REASON.properties,
    ...ALSO,
    /** Numbers of reports from doors whose way to be reached goes too: the ones chosen of what was found, and no other. */
    reports: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000, uniqueItems: true })),
  },
  { additionalProperties: false },
);
const WORDS = Type.Object(
  {
    ...CONFIRMATION,
    ...ALSO,
    line: Type.Integer({ minimum: 1 }),
    field: Type.String({ minLength: 1, maxLength: 200 }),
    instead: Type.String({ minLength: 1, maxLength: 2000, pattern: "\\S" }),
    reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }),
  },
  { additionalProperties: false },
);
/** Newest lines on the page (chosen: what anybody looks through; all of them are in the export). */
const SHOWN_LINES = 200;

export interface PersonalDataRouteDeps
  extends Pick<AccountRouteDeps, "confirm" | "directoryOf" | "journal">,
    Pick<DashboardDeps, "clock" | "desk" | "site" | "substances" | "findInSites" | "publicReports"> {
  readonly personalData: PersonalDataDesk;
  readonly accountData: (name: string) => AccountData;
  /** A name is gone: whoever holds some in memory reads anew. */
  readonly forgotten: () => void;
}

/** What of a person is told on the page: everything but the lines before the last ones. */
export interface ToldPersonalData extends Omit<PersonalData, "lines"> {
  readonly lines: PersonalData["lines"];
  readonly lineCount: number;
}

/** What is held of a person: found, given out, put on hold, and removed where nothing obliges to keep it. Each time with the password again. */
/** Each of these acts is confirmed with the password typed again, by who does it. */
const SIGNED: { readonly signed: SignatureMeaning } = { signed: "carried-out" };

export function personalDataRoutes(app: App, deps: PersonalDataRouteDeps): void {
  const {
    clock,
    desk,
    site,
    substances,
    confirm,
    directoryOf,
    journal,
    personalData: store,
    findInSites = NONE_IN_SITES,
    publicReports,
    accountData,
    forgotten,
  } = deps;
  const nameIn = (request: FastifyRequest): PersonalName => (request.params as Static<typeof PARAMS>).name as PersonalName;
  /** By key: a line that says whose data was looked at must not be one more that names them. */
  const aboutOf = (request: FastifyRequest): string => store.keyOf(nameIn(request));
  /** The other names of a case by key too. */
  const aboutAll = (request: FastifyRequest, names: PersonNames) => {
    const also = names.filter((name) => name !== nameIn(request)).map(store.keyOf);
    return { about: aboutOf(request), ...(also.length === 0 ? {} : { also }) };
  };
  const actorOf = (request: FastifyRequest): string => `user:${sessionOf(request).userName}`;

  /** Throws PERSON_UNKNOWN where nothing is held of anybody of this name. */
  async function held(request: FastifyRequest, also: readonly string[] = []): Promise<PersonalData> {
    const told = (line: JournalEntry): JournalEntry => withoutKeptBack(line, actorOf(request), { substances, site });
    const findContacts = publicReports?.findContacts ?? (() => []);
    const sources = { desk: store, accountData, site: site(), findInSites, findContacts, now: clock.now(), told, also };
    const data = await personalData(nameIn(request), sources);
    if (!isKnown(data)) throw new HttpError("PERSON_UNKNOWN", notSearched(data));
    return data;
  }
  const route = (summary: string, body: typeof READ | typeof EXPORT | typeof REASON | typeof REMOVE | typeof WORDS) => ({
    config: { access: "manage-accounts" as const },
    schema: { summary, tags: ["administration"], params: PARAMS, body },
  });

  app.post(
    "/api/v1/personal-data/:name/find",
    route("What is held of a person (`user:ACCOUNT` or `person:ID`), everywhere; that it was read is journaled", READ),
    async (request): Promise<{ readonly data: ToldPersonalData }> => {
      const { also, ...confirmation } = request.body as Static<typeof READ>;
      await confirm.whole(request, confirmation);
      const data = await held(request, also);
      desk.record({ kind: "personal-data-read", actor: actorOf(request), detail: { ...SIGNED, about: aboutOf(request), as: "page" } });
      return { data: { ...data, lines: data.lines.slice(-SHOWN_LINES), lineCount: data.lines.length } };
    },
  );

  app.post(
    "/api/v1/personal-data/:name/export",
    route("The same as a file, whole: JSON for programs, or a text for the person", EXPORT),
    async (request, reply) => {
      const { format, language = "en", also, ...confirmation } = request.body as Static<typeof EXPORT>;
      await confirm.whole(request, confirmation);
      const data = await held(request, also);
      desk.record({ kind: "personal-data-read", actor: actorOf(request), detail: { ...SIGNED, about: aboutOf(request), as: format } });
      const [type, ending, file] =
        format === "json"
          ? ["application/json", "json", namedJson(`${JSON.stringify(data, undefined, 2)}\n`, site())]
          : ["text/plain", "txt", namedText(textOfPersonalData(data, language), site())];
      return reply
        .type(`${type}; charset=utf-8`)
        .header("content-disposition", `attachment; filename="personal-data-${new Date(data.at).toISOString().slice(0, 10)}.${ending}"`)
        .send(file);
    },
  );

  app.post(
    "/api/v1/personal-data/:name/remove",
    route(
      "Remove what nothing obliges to keep: account, sessions, tokens, ways to be reached, and the names behind the journal's keys once their time is over; of those left at doors the ones of `reports`",
      REMOVE,
    ),
    async (request) => {
      const { reason, also = [], reports = [], ...confirmation } = request.body as Static<typeof REMOVE>;
      await confirm.whole(request, confirmation);
      const { account, site: person, names, hold, sites, unreadableSites, contacts } = await held(request, also);
      if (person !== undefined) throw new HttpError("PERSON_IN_SITE", person.id);
      if (hold !== undefined) throw new HttpError("PERSON_ON_HOLD", hold.reason);
      const check = await namedInWords(nameIn(request), { store, site: site(), findInSites, also });
      for (const number of reports) checkLeft(contacts, number, check);
      const actor = actorOf(request);
      if (account !== undefined) {
        const removed = directoryOf(actor).remove(account.name);
        if (!removed.ok) throw new HttpError(removed.error.code, USER_ERRORS[removed.error.code]);
        journal();
      }
      const about = aboutOf(request);
      const outcome = await store.forgetPerson(names, { now: clock.now(), hadAccount: account !== undefined });
      const by = sessionOf(request).userName;
      const left = reports.filter((number) => publicReports?.forgetContact({ id: randomUUID(), by, number }).ok);
      desk.record({ kind: "personal-data-removed", actor, detail: { ...SIGNED, about, reason, names: outcome.names } });
      if (outcome.names) forgotten();
      return {
        removed: {
          account: account !== undefined,
          sites: sites.length,
          unreadableSites,
          ...outcome,
          contacts: outcome.contacts + left.length,
        },
      };
    },
  );

  app.post(
    "/api/v1/personal-data/:name/remove-words",
    route(
      "Remove what somebody wrote in a line, which names the person; the line stays, with the hash of the words, and says who did it and why",
      WORDS,
    ),
    async (request) => {
      const { line, field, instead, reason, also = [], ...confirmation } = request.body as Static<typeof WORDS>;
      await confirm.whole(request, confirmation);
      const check = await namedInWords(nameIn(request), { store, site: site(), findInSites, also });
      const words = store.removableWords({ line, field }, clock.now());
      if (!words.ok) throw new HttpError(words.error);
      const { hash, text } = words.value;
      check(text);
      // First, and at once: what is gone is gone by a line that says so, and has what is read in its place.
      desk.record({
        kind: "words-removed",
        actor: actorOf(request),
        detail: { about: aboutOf(request), ...SIGNED, line, field, hash, instead, reason },
      });
      const outcome = await store.removeWords(hash);
      forgotten();
      return { removed: { line, field, hash, ...outcome } };
    },
  );

  app.post(
    "/api/v1/personal-data/:name/hold",
    route("Let nothing of a person's be removed, by none of their names of now, whatever is over: a case is under way", REASON),
    async (request) => {
      const { reason, ...confirmation } = request.body as Static<typeof REASON>;
      await confirm.whole(request, confirmation);
      const { names } = await held(request);
      const by = actorOf(request);
      const all = store.holdPerson(names, { reason, by, at: clock.now() });
      desk.record({ kind: "legal-hold-set", actor: by, detail: { ...SIGNED, ...aboutAll(request, all), reason } });
      return { holds: store.legalHolds() };
    },
  );

  app.post("/api/v1/personal-data/:name/lift", route("Lift the hold, of all names it was set for", REASON), async (request) => {
    const { reason, ...confirmation } = request.body as Static<typeof REASON>;
    await confirm.whole(request, confirmation);
    const all = store.liftHold(nameIn(request));
    if (all.length === 0) throw new HttpError("HOLD_UNKNOWN");
    desk.record({ kind: "legal-hold-lifted", actor: actorOf(request), detail: { ...SIGNED, ...aboutAll(request, all), reason } });
    return { holds: store.legalHolds() };
  });
}

/** Who left it is told by the words alone, and those may be another's of the same name: chosen by reading, and of nobody on hold. */
function checkLeft(contacts: readonly LeftContact[], number: number, check: CheckWords): void {
  const left = contacts.find(({ report }) => report === number);
  if (left === undefined) throw new HttpError("WORDS_OF_OTHERS", `PR-${number}`);
  check(left.contact);
}
