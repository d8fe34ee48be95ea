import { parseDay, type CivilDay } from "../schedule/index.ts";
import { checkBadges } from "./badges.ts";
import { checkPhone } from "./landline.ts";
import { addressOn, CHANNEL_KINDS, ENDPOINT_KINDS, type Leave } from "./contact.ts";
import type { AddressesFile, ContactFile, LeaveFile, PersonFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { Person } from "./site.ts";

type Path = readonly (string | number)[];

/** A dot-atom and a host (RFC 5322, 3.4.1), without the quoted and bracketed forms: nothing in it can become a header or a second address. */
const EMAIL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** People, groups and sirens of a site. */
export class Contacts {
  /** People first, in the order of the files. */
  readonly all: readonly Person[];
  readonly #byId: ReadonlyMap<string, Person>;

  constructor(all: readonly Person[]) {
    this.all = all;
    this.#byId = new Map(all.map((contact) => [contact.id, contact]));
  }

  /** The contact of that id; that there is none is then a problem. */
  expect(id: string, path: Path, problems: Problems): Person | undefined {
    const contact = this.#byId.get(id);
    if (contact === undefined) {
      problems.add("SITE_UNKNOWN_PERSON", path, `"${id}" is not under people or contacts; add it there or correct the name`);
    }
    return contact;
  }

  /** Somebody who answers for something: a group or a siren cannot. Nothing is wrong with nobody. */
  expectPerson(id: string | undefined, path: Path, problems: Problems): void {
    if (id === undefined) return;
    const contact = this.#byId.get(id);
    if (contact === undefined) {
      problems.add("SITE_UNKNOWN_PERSON", path, `"${id}" is not under people; add the person there or correct the name`);
    } else if (contact.kind !== undefined) {
      problems.add("SITE_CONTACT", path, `"${id}" is a ${contact.kind}: name a person, who can take charge and be asked about it`);
    }
  }
}

/** Everybody and everything the site can tell, each with its addresses. */
export function compileContacts(file: SiteFile, problems: Problems): Contacts {
  const { people = {}, contacts = {} } = file;
  checkBadges(people, problems);
  checkAccounts(people, problems);
  const persons = Object.entries(people).map(([id, person]) => compilePerson(id, person, problems));
  const devices = new Set(file.devices.map(({ id }) => id));
  const others = Object.entries(contacts).flatMap(([id, contact]) => {
    const path = ["contacts", id];
    if (Object.hasOwn(people, id)) {
      problems.add("SITE_DUPLICATE", path, `"${id}" is under people too; give one of them another id`);
      return [];
    }
    return contact.kind === "group" ? compileGroup(id, contact, path, problems) : compileSiren(id, contact, { path, devices }, problems);
  });
  const all = new Contacts([...persons, ...others]);
  for (const [id, { leave = [] }] of Object.entries(people)) checkLeave(id, leave, all, problems);
  return all;
}

function compilePerson(id: string, person: PersonFile, problems: Problems): Person {
  const path = ["people", id];
  const { name, language, account, leave, badges, roles, department } = person;
  const contact: Person = {
    id,
    name,
    language,
    ...addressesOf(person, path, problems),
    ...(account === undefined ? {} : { account }),
    ...(leave === undefined ? {} : { leave: compileLeave(leave, path, problems) }),
    ...(badges === undefined ? {} : { badges }),
    ...(roles === undefined ? {} : { roles }),
    ...(department === undefined ? {} : { department }),
  };
  checkChannels(contact, path, problems);
  return contact;
}

function compileGroup(id: string, contact: ContactFile, path: Path, problems: Problems): Person {
  const { name, language } = contact;
  if (language === undefined) problems.add("SITE_MISSING", [...path, "language"], "a group has a language: en or zh");
  if (contact.device !== undefined)
    problems.add("SITE_CONTACT", [...path, "device"], "a group has no device; leave it out, or make it a siren");
  const group: Person = { id, kind: "group", name, language: language ?? "en", ...addressesOf(contact, path, problems) };
  if (CHANNEL_KINDS.every((channel) => addressOn(group, channel) === undefined)) {
    problems.add("SITE_CONTACT", path, `a group has an address; give one of phone, email, ${ENDPOINT_KINDS.join(", ")}`);
  }
  checkChannels(group, path, problems);
  return group;
}

function compileSiren(
  id: string,
  contact: ContactFile,
  { path, devices }: { readonly path: Path; readonly devices: ReadonlySet<string> },
  problems: Problems,
): Person {
  const { name, language = "en", device } = contact;
  const addresses = (["phone", "email", ...ENDPOINT_KINDS, "channels"] as const).filter((key) => contact[key] !== undefined);
  for (const key of addresses) problems.add("SITE_CONTACT", [...path, key], "a siren has its device and nothing else; leave it out");
  if (device === undefined) problems.add("SITE_MISSING", [...path, "device"], "a siren has a device of the site; name it");
  else if (!devices.has(device)) {
    problems.add("SITE_UNKNOWN_DEVICE", [...path, "device"], `"${device}" is not under devices; add it there or correct the id`);
  }
  return { id, kind: "siren", name, language, ...(device === undefined ? {} : { siren: device }) };
}

function addressesOf(file: AddressesFile, path: Path, problems: Problems): Pick<Person, "phone" | "email" | "endpoints" | "channels"> {
  const { phone, email, channels } = file;
  checkPhone(phone, [...path, "phone"], problems);
  if (email !== undefined && !EMAIL.test(email)) {
    problems.add("SITE_CONTACT", [...path, "email"], "write one address such as lab@example.org, without a name or brackets");
  }
  const endpoints = Object.fromEntries(ENDPOINT_KINDS.flatMap((kind) => (file[kind] === undefined ? [] : [[kind, file[kind]]])));
  return {
    ...(phone === undefined ? {} : { phone }),
    ...(email === undefined ? {} : { email }),
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    ...(channels === undefined ? {} : { channels }),
  };
}

/** A preference nothing stands behind would read as a way to be reached. */
function checkChannels(contact: Person, path: Path, problems: Problems): void {
  const { channels } = contact;
  if (channels === undefined) return;
  if (channels.length === 0)
    problems.add("SITE_CONTACT", [...path, "channels"], "name at least one, or leave channels out for all there are");
  for (const [index, channel] of channels.entries()) {
    const at = [...path, "channels", index];
    if (channels.indexOf(channel) < index) problems.add("SITE_CONTACT", at, `"${channel}" stands there twice; take one out`);
    else if (addressOn(contact, channel) === undefined) {
      const key = channel === "sms" ? "phone" : channel;
      problems.add("SITE_CONTACT", at, `there is no address for it; give ${key}, or take "${channel}" out`);
    }
  }
}

/** Whoever signs in by a name must be one person. */
function checkAccounts(people: Readonly<Record<string, PersonFile>>, problems: Problems): void {
  const holders = new Map<string, string>();
  for (const [id, { account = id }] of Object.entries(people)) {
    const holder = holders.get(account);
    if (holder !== undefined) {
      problems.add("SITE_DUPLICATE", ["people", id, "account"], `${holder} has the account "${account}"; without one it is the id`);
    }
    holders.set(account, holder ?? id);
  }
}

function compileLeave(leave: readonly LeaveFile[], path: Path, problems: Problems): readonly Leave[] {
  return leave.flatMap(({ from, to, substitute }, index) => {
    const at = [...path, "leave", index];
    const [first, last] = [dayOf(from, [...at, "from"], problems), dayOf(to, [...at, "to"], problems)];
    if (first === undefined || last === undefined) return [];
    if (last < first)
      problems.add("SITE_LEAVE", [...at, "to"], `${to} is before ${from}; give the first day as from and the last one as to`);
    return [{ from: first, to: last, ...(substitute === undefined ? {} : { substitute }) }];
  });
}

function dayOf(text: string, path: Path, problems: Problems): CivilDay | undefined {
  const day = parseDay(text);
  if (day === undefined) problems.add("SITE_DATE", path, `"${text}" is no day of the calendar; write for example 2026-12-25`);
  return day;
}

function checkLeave(id: string, leave: readonly LeaveFile[], contacts: Contacts, problems: Problems): void {
  for (const [index, { from, to, substitute }] of leave.entries()) {
    const path = ["people", id, "leave", index];
    // Dates as they are written compare as days.
    const earlier = leave.slice(0, index).find((other) => other.from <= to && from <= other.to);
    if (earlier !== undefined) {
      problems.add(
        "SITE_LEAVE",
        path,
        `it shares days with the leave from ${earlier.from} to ${earlier.to}; make them one, or end one before`,
      );
    }
    if (substitute === id)
      problems.add("SITE_LEAVE", [...path, "substitute"], "nobody stands in for themselves; name another person or nobody");
    else contacts.expectPerson(substitute, [...path, "substitute"], problems);
  }
}
