import { type DurationMs, parseDuration } from "../basics/index.ts";
import { excerptAt } from "./excerpt.ts";

/** What can be wrong with a site whose files have the right shape. */
export const SITE_PROBLEMS = {
  SITE_DUPLICATE: "the id is used twice",
  SITE_RESERVED: "the id is the platform's own",
  SITE_UNKNOWN_ZONE: "the zone is not described",
  SITE_UNKNOWN_DEVICE: "the device is not described",
  SITE_UNKNOWN_PERSON: "the person is not described",
  SITE_UNKNOWN_PROFILE: "the profile is not described",
  SITE_NAME: "the name has characters a topic, a tag or a file cannot carry",
  SITE_MISSING: "something a signal or a rule needs is not given",
  SITE_DURATION: "the text is not a span of time, or zero where that makes no sense, or a delay longer than the window it waits on",
  SITE_TIME_ZONE: "the time zone is not one of the IANA database",
  SITE_QUANTITY: "the quantity is not known",
  SITE_UNIT: "the unit is not known, or the quantity is not measured in it, or it cannot be converted to the signal's",
  SITE_SUBSTANCE: "the substance is not known, or the unit needs one",
  SITE_STATE: "the state is not one of the signal's",
  SITE_SETPOINT:
    "the set-point lies outside what the quantity can be or its sensor measures, or above what is immediately dangerous to life or health (IDLH)",
  SITE_DEADBAND: "the deadband is negative, or wider than the quantity's range",
  SITE_RANGE: "the range is none: upside down, of states, or beyond what the quantity can be",
  SITE_DATE: "the date is none, or it and an interval do not make one",
  SITE_FIGURE: "the figure lacks something, or cannot be had of this signal",
  SITE_RULE_KIND: "the rule does not fit the signal",
  SITE_SCHEDULE: "the schedule is not one: hours and a combination mixed, an impossible time or date, or itself inside",
  SITE_UNKNOWN_SCHEDULE: "the schedule is not described",
  SITE_BADGE: "the badge is empty, or another person's",
  SITE_CUSTODY: "the rule of custody lacks something, or could never be decided",
  SITE_PHONE: "the phone number is not in the international form",
  SITE_CONTACT: "an address is none, or one is lacking that a channel needs, or the contact is not of the kind that is needed there",
  SITE_LEAVE: "the leave is none, or its substitute cannot stand in",
  SITE_UNKNOWN_ROTA: "the rota is not described",
  SITE_ROTA: "the shift has no hours, or nobody has it",
  SITE_ROUTE: "the route is never taken, or a step of it tells nobody or comes out of turn",
  SITE_EXPRESSION: "a condition cannot be read, or says what makes no sense",
  SITE_UNKNOWN_SIGNAL: "a condition names a signal that is not described",
  SITE_UNKNOWN_CONDITION: "a condition refers to one that is not described",
  SITE_CYCLE: "conditions refer to one another in a circle",
  SITE_PLAN: "a place on a plan is of nothing, of something that is elsewhere, or outside the drawing",
  SITE_TOPIC: "the topic filter of a gateway is none, holds what is not the gateway's, or another gateway has it too",
  SITE_ADDRESS: "the address is another device's, or nobody speaks for the device",
  SITE_WIRE: "how a value is to be read from the wire makes no sense there",
  SITE_REGISTER: "a register is not where or what it can be, or nobody reads it",
  SITE_CHECKLIST: "the list has no items, or an item every answer is right to, or none",
  SITE_UNKNOWN_CHECKLIST: "the list is not described",
  SITE_PATROL: "the patrol never opens, goes nowhere, is nobody's, or is open longer than until the next",
  SITE_KEY_PERIOD: "the key period would loosen something, or asks for check-ins nobody could keep",
  SITE_DRILL: "the drill moves nothing that can be an alarm there, has no scenario, or its times cannot be met",
  SITE_STOCK: "controlled substances are kept in a way that could not be held against anything, or by nobody",
  SITE_UNREACHABLE: "nobody could be reached",
} as const;
export type SiteProblemCode = keyof typeof SITE_PROBLEMS;

/** One mistake: where in the file it stands, what it is, and a way out. */
export interface SiteProblem {
  readonly code: SiteProblemCode;
  /** Keys and indexes from the top of the site file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Two lines to be read in one width: the text, and a mark below the character at fault. Where the fault lies within a text. */
  readonly excerpt?: string;
}

/** A mistake within a text of the file. */
export interface Fault {
  readonly code: SiteProblemCode;
  /** UTF-16 code units of the text before it. */
  readonly at: number;
  readonly message: string;
}

/** What a compilation has found wrong so far, and how to say so. */
export class Problems {
  readonly list: SiteProblem[] = [];

  add(code: SiteProblemCode, path: readonly (string | number)[], message: string): void {
    this.list.push({ code, path, message });
  }

  /** A mistake within a text: told with the character, and shown. */
  addFault(path: readonly (string | number)[], text: string, { code, at, message }: Fault): void {
    const character = text.slice(0, at).length + 1;
    const excerpt = excerptAt(String(path.at(-1)), text, at);
    this.list.push({ code, path, message: `at character ${character}: ${message}`, excerpt });
  }

  /** As `duration`, for spans that make no sense as zero. */
  positiveDuration(text: string | undefined, path: readonly (string | number)[], fallback: DurationMs): DurationMs {
    const span = this.duration(text, path, fallback);
    if (span === 0) this.add("SITE_DURATION", path, `"${text}" is no time at all; write for example 90s`);
    return span;
  }

  /** The span a text means; `fallback` where there is none or it is wrong, which is then a problem. */
  duration(text: string | undefined, path: readonly (string | number)[], fallback: DurationMs): DurationMs {
    if (text === undefined) return fallback;
    const span = parseDuration(text);
    if (span === undefined) this.add("SITE_DURATION", path, `"${text}" is not a span of time; write for example 90s, 15min or 2h`);
    return span ?? fallback;
  }
}
