import {
  accountDataIn,
  COMMAND_LINE,
  createUserDirectory,
  isKnown,
  noteChange,
  notSearched,
  openAccountDatabase,
  type PersonalData,
  personalData,
  textOfPersonalData,
  withNamesInJson,
  withoutProposed,
} from "@labcanary/dashboard";
import { createPersonalData } from "@labcanary/alerting";
import { contactsIn } from "@labcanary/governance";
import { findInSites } from "@labcanary/ingest";
import { siteArchiveFolder } from "../data-folders.ts";
import { epochMs } from "@labcanary/domain/basics";
import { holdsScript, isReadable, isVisible, MARKUP_REFUSALS, type PersonalName } from "@labcanary/domain/governance";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { PersonalDataDesk } from "@labcanary/domain/ports";
import { type Site, withNames } from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { retentionOf } from "../platform/retention.ts";
import type { Settings } from "../settings/table.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary person find NAME [--also TEXT]… [--json]
labcanary person export NAME [--also TEXT]… [--json] [--lang en|zh]
labcanary person remove NAME --reason TEXT

What is held of a person: NAME is user:ACCOUNT or person:ID of the site. find counts it, export prints it whole (a text, or JSON), remove takes away what
nothing obliges to keep: account, sessions, tokens, ways to be reached, and, once retention is over, the name behind the keys of the journal's lines. The lines
stay, and so does their proof. --also says what else they are called in what people wrote; such words are removed on the page Personal data. --data DIR says at which installation, which may be running; the journal has who was looked up, and why.
`;

interface Work {
  readonly name: PersonalName;
  readonly settings: Settings;
  readonly site: Site;
  readonly desk: PersonalDataDesk;
  readonly isJson: boolean;
  readonly language: "en" | "zh";
  readonly reason: string | undefined;
  /** What else they are called in what people wrote. */
  readonly also: readonly string[] | undefined;
}

/** Each verb tells what it prints. */
const VERBS: Readonly<Record<string, (work: Work) => Promise<string>>> = {
  async find(work) {
    const data = await read(work, "find");
    const {
      names,
      account,
      site,
      sessions,
      tokens,
      lines,
      linesInClear,
      doors,
      notices,
      photos,
      inWordsCount,
      contacts,
      sites,
      unreadableSites,
      keptUntil,
      hold,
    } = data;
    const counts = {
      names,
      account: account !== undefined,
      site: site !== undefined,
      sessions: sessions.length,
      tokens: tokens.length,
      journalLines: lines.length,
      linesInClear,
      doorEvents: doors.length,
      notifications: notices.length,
      photos: photos.length,
      inWords: inWordsCount,
      contactsLeftAtDoors: contacts.length,
      oldSites: sites.length,
      ...(unreadableSites.length === 0 ? {} : { sitesNotSearched: unreadableSites }),
      ...(keptUntil === undefined ? {} : { nameKeptUntil: new Date(keptUntil).toISOString() }),
      ...(hold === undefined ? {} : { hold: hold.reason }),
    };
    if (work.isJson) return `${JSON.stringify(counts)}\n`;
    return Object.entries(counts)
      .map(([what, count]) => `${what}\t${String(count)}\n`)
      .join("");
  },
  async export(work) {
    const { site, isJson, language } = work;
    const data = await read(work, isJson ? "json" : "text");
    return isJson ? withNamesInJson(`${JSON.stringify(data, undefined, 2)}\n`, site) : withNames(textOfPersonalData(data, language), site);
  },
  async remove(work) {
    const { name, settings, desk, reason } = work;
    if (reason === undefined || !isVisible(reason)) throw new UsageError("say why with --reason: the journal has it");
    if (!isReadable(reason)) throw new UsageError(`${MARKUP_REFUSALS.WORDS_UNREADABLE} (WORDS_UNREADABLE)`);
    if (holdsScript(reason)) throw new UsageError(`${MARKUP_REFUSALS.WORDS_MARKUP} (WORDS_MARKUP)`);
    const { names, account, site, sites, unreadableSites, hold, contacts: left } = await held(work);
    if (site !== undefined) throw new UsageError(`the site's files name ${site.id}; take them out there first (PERSON_IN_SITE)`);
    if (hold !== undefined) throw new UsageError(`what is held of them is on hold: ${hold.reason} (PERSON_ON_HOLD)`);
    if (account !== undefined) {
      const removed = createUserDirectory(settings.data).remove(account.name);
      if (!removed.ok) throw new UsageError(`${removed.error.message} (${removed.error.code})`);
    }
    const about = desk.keyOf(name);
    const hadAccount = account !== undefined;
    const outcome = await desk.forgetPerson(names, { now: epochMs(Date.now()), hadAccount });
    const { names: areGone, kept, contacts, linesInClear, isInLog } = outcome;
    note(settings, "personal-data-removed", { about, reason, names: areGone });
    const until = kept?.until === undefined ? "" : ` until ${new Date(kept.until).toISOString()}, when it goes by itself`;
    return [
      account === undefined ? "there was no account" : "the account is removed, with its sessions and tokens",
      `${contacts} ways to be reached are removed`,
      areGone
        ? "the name is gone from behind the journal's keys; a running platform shows it on the pages of ledgers until it is started anew"
        : `the name is kept with records that must be kept${until}`,
      ...(left.length === 0
        ? []
        : [`${left.length} ways to be reached were left with reports from doors: remove them on that page, or on Personal data`]),
      ...(sites.length === 0
        ? []
        : [
            `${sites.length} versions of the site's files that the accepted log is read by have them; each is deleted once the log no longer needs it`,
          ]),
      ...(unreadableSites.length === 0 ? [] : [`versions of the site's files are ${notSearched({ unreadableSites })}`]),
      ...(isInLog === true
        ? ["the log beside the database is in use and may have the name still; it is emptied within half a day, or at a stop"]
        : []),
      ...(linesInClear === 0 ? [] : [`${linesInClear} lines of earlier releases have the name itself, and stay as they are`]),
      "",
    ].join("\n");
  },
};

export async function person(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    json: { type: "boolean" },
    lang: { type: "string" },
    reason: { type: "string" },
    also: { type: "string", multiple: true },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb = "", name = ""] = positionals;
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (run === undefined) throw new UsageError(`labcanary person ${Object.keys(VERBS).join("|")}; ${insteadOf(verb, Object.keys(VERBS))}`);
  if (!/^(?:user|person):.{1,64}$/.test(name)) throw new UsageError(`labcanary person ${verb} user:ACCOUNT or person:ID`);
  const language = values.lang ?? "en";
  if (language !== "en" && language !== "zh") throw new UsageError("--lang is en or zh");
  const settings = settingsFor(common);
  const site = loadSite(settings.site);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  const desk = createPersonalData(settings.data, retentionOf(settings));
  process.stdout.write(
    await run({
      name: name as PersonalName,
      settings,
      site: site.value,
      desk,
      isJson: values.json === true,
      language,
      reason: values.reason,
      also: values.also,
    }),
  );
  return 0;
}

/** Throws where nothing is held of anybody of this name. */
async function held({ name, settings, site, desk, also }: Work): Promise<PersonalData> {
  const database = openAccountDatabase(settings.data);
  try {
    const accountData = (account: string) => accountDataIn(database, account);
    const data = await personalData(name, {
      desk,
      accountData,
      site,
      now: epochMs(Date.now()),
      told: withoutProposed,
      findInSites: (ids) => findInSites(siteArchiveFolder(settings.data), ids),
      findContacts: (isSought) =>
        contactsIn(settings.data)
          .filter(isSought)
          .map((contact) => ({ contact })),
      ...(also === undefined ? {} : { also }),
    });
    if (!isKnown(data)) {
      const open = notSearched(data);
      throw new UsageError(`nothing is held of ${name}${open === "" ? "" : `; versions of the site's files are ${open}`} (PERSON_UNKNOWN)`);
    }
    return data;
  } finally {
    database.close();
  }
}

async function read(work: Work, as: string): Promise<PersonalData> {
  const data = await held(work);
  note(work.settings, "personal-data-read", { about: work.desk.keyOf(work.name), as });
  return data;
}

/** A running platform journals it within the minute, another with its next start. */
function note({ data }: Settings, kind: JournalEntryKind, detail: Readonly<Record<string, unknown>>): void {
  const database = openAccountDatabase(data);
  try {
    noteChange(database, { kind, actor: COMMAND_LINE, detail });
  } finally {
    database.close();
  }
}
