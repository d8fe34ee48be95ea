import { personMark, replacePersonMarks } from "../../basics/index.ts";
import { OWN_WORDS } from "./words-in.ts";

/** Keys under which details name accounts (`mei`). */
export const ACCOUNT_KEYS: ReadonlySet<string> = new Set([
  "by",
  "to",
  "user",
  "account",
  "proposedBy",
  "approvedBy",
  "changedBy",
  "issuedBy",
]);
/** Keys under which details name people of the site (`wang-mei`). */
export const PERSON_KEYS: ReadonlySet<string> = new Set([
  "personId",
  "person",
  "people",
  "responsible",
  "owner",
  "deputy",
  "leader",
  "insteadOf",
]);

/** Keys under which details have a notification, or several: whoever is told is the end of its id. */
export const NOTIFICATION_KEYS: ReadonlySet<string> = new Set(["notificationId", "notificationIds", "textId"]);
/** Of lines about signing in: `by` is the way, and `from` the address of a machine. */
const OF_SIGN_IN: ReadonlySet<string> = new Set(["signed-in", "sign-in-refused", "session-revoked"]);
const ACTOR = /^(?:user|person):.{1,128}$/s;
const ACCOUNT = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** As the site's files may have it. */
const PERSON = /^[A-Za-z0-9._-]{1,64}$/;

/** `{kind: "person", id: "wang"}`: whose it is to do; `{about: "contact", id: "wang"}`: of whom the site now says something else. */
export const isOfPerson = (value: object): boolean =>
  ("kind" in value && value.kind === "person") || ("about" in value && value.about === "contact");

/** Somebody, or the address of their machine, as it is found again: `user:mei`, `person:wang-mei`, `address:10.1.2.3`. */
export type PersonalName = `user:${string}` | `person:${string}` | `address:${string}`;

/**
 * What of a line is personal, each replaced by what `keyOf` gives for it: actors, accounts and people under the keys that name them, whoever a
 * text of ours has a mark of, and the address of a sign-in. What people wrote in their own words is held apart by itself (`replaceWords`).
 */
export function replaceNames(
  { kind, actor, detail }: { readonly kind: string; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> },
  keyOf: (name: PersonalName) => string,
): { readonly actor: string; readonly detail: Readonly<Record<string, unknown>> } {
  const ofActor = (value: string): string => {
    const [way = ""] = value.split(":", 1);
    return ACTOR.test(value) ? `${way}:${keyOf(value as PersonalName)}` : value;
  };
  const ofText = (key: string, value: string): string =>
    ofWhole(
      key,
      replacePersonMarks(value, (id) => personMark(keyOf(`person:${id}`))),
    );
  const ofWhole = (key: string, value: string): string => {
    if (NOTIFICATION_KEYS.has(key) || (key === "id" && kind === "notification-queued")) return ofNotification(value);
    // Under people's own words whoever writes `user:mei` says so, and names nobody as the doer.
    if (ACTOR.test(value) && !OWN_WORDS.has(key)) return ofActor(value);
    if (OF_SIGN_IN.has(kind) && key === "from") return keyOf(`address:${value}`);
    const isAccount = ACCOUNT_KEYS.has(key) && ACCOUNT.test(value) && !(OF_SIGN_IN.has(kind) && key === "by");
    if (isAccount && (key !== "to" || kind.startsWith("assign"))) return keyOf(`user:${value}`);
    return PERSON_KEYS.has(key) && PERSON.test(value) ? keyOf(`person:${value}`) : value;
  };
  /** `ROUND:STEP:PERSON` */
  const ofNotification = (value: string): string =>
    value.replace(/(?<=:)[^:]+$/, (person) => (PERSON.test(person) ? keyOf(`person:${person}`) : person));
  const within = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return ofText(key, value);
    if (Array.isArray(value)) return value.map((each) => within(each, key));
    if (typeof value !== "object" || value === null) return value;
    const isPerson = isOfPerson(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, within(inner, isPerson && name === "id" ? "person" : name)]),
    );
  };
  return { actor: ofActor(actor), detail: within(detail, "") as Readonly<Record<string, unknown>> };
}
