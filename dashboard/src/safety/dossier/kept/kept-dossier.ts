import { canonicalJson } from "@labcanary/domain/basics";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import type { KeptEvent } from "@labcanary/domain/ports";
import type { Excursion } from "../read-excursion.ts";

/** What a decision is made on, of the whole site: what the sensors saw, who was at the doors, and who was told. */
export interface DecidedOn extends Omit<Excursion, "badges"> {
  /** The site's then. */
  readonly timeZone: string;
  readonly badges: readonly KeptEvent[];
  /** Of every alarm of the event, by its id. */
  readonly codes: Readonly<Record<string, string>>;
  /** Numbers of the lines the journal had of these alarms, oldest first: the lines are in its chain, and are not kept twice. */
  readonly lines: readonly number[];
  readonly deliveries: readonly DeliveryStanding[];
}

/** A body without a name in it, and whom its numbers stand for. */
export interface Nameless {
  readonly bytes: Uint8Array;
  readonly people: readonly string[];
}

/** Of the format: a body of another is not read. */
const VERSION = 1;
/** `ROUND:STEP:PERSON` */
const PERSON_OF_NOTIFICATION = /(?<=:)[^:]+$/;

/**
 * The bytes that are kept: canonical JSON, the same of the same data. In place of people stand their places in `people`, which is for the
 * journal's line: there a name is behind its key (docs/decisions/0065), and goes with it.
 */
export function namelessOf({ badges, deliveries, ...on }: DecidedOn): Nameless {
  const people = [...new Set([...badges.flatMap(({ person }) => person ?? []), ...deliveries.map(({ personId }) => personId)])];
  const places = new Map(people.map((person, place) => [person, place]));
  const body = {
    version: VERSION,
    ...on,
    badges: badges.map(({ person, ...badge }) => (person === undefined ? badge : { ...badge, person: places.get(person) })),
    deliveries: deliveries.map(({ personId, notificationId, ...delivery }) => ({
      ...delivery,
      notificationId: notificationId.replace(PERSON_OF_NOTIFICATION, (last) => (last === personId ? `${places.get(personId)}` : last)),
      personId: places.get(personId),
    })),
  };
  return { bytes: new TextEncoder().encode(canonicalJson(body)), people };
}

/** What was decided on, with whom the line names now. `bytes` are those of its hash. Undefined of a format this release does not know. */
export function decidedOnOf({ bytes, people }: Nameless): DecidedOn | undefined {
  const body = JSON.parse(new TextDecoder().decode(bytes)) as Body;
  if (body.version !== VERSION) return undefined;
  const { version: _, badges, deliveries, ...on } = body;
  const nameOf = (place: number): string => people[place] ?? `~${place}`;
  return {
    ...on,
    badges: badges.map(({ person, ...badge }) => (person === undefined ? badge : { ...badge, person: nameOf(person) })),
    deliveries: deliveries.map(({ personId, notificationId, ...delivery }) => ({
      ...delivery,
      notificationId: notificationId.replace(PERSON_OF_NOTIFICATION, (last) => (last === String(personId) ? nameOf(personId) : last)),
      personId: nameOf(personId),
    })),
  };
}

/** {@link DecidedOn} with places of people. */
interface Body extends Omit<DecidedOn, "badges" | "deliveries"> {
  readonly version: number;
  readonly badges: readonly (Omit<KeptEvent, "person"> & { readonly person?: number })[];
  readonly deliveries: readonly (Omit<DeliveryStanding, "personId"> & { readonly personId: number })[];
}
