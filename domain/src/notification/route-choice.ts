import { type DurationMs, elapsed, type EpochMs, hours, minutes, times } from "../basics/index.ts";
import type { DeliveryReport } from "./notification.ts";

/** Of two ways of text messages behind one another. */
export type RoutePlace = "first" | "second";

/** Why the other way was taken. Going back to the first because it is well again has none. */
export const ROUTE_TROUBLES = {
  "attempts-failed": "it did not take two texts in a row",
  "no-answer": "it did not answer two probes in a row",
  "receipts-missing": "of those who were texted by it lately, half or more, and two at least, did not get the text",
} as const;
export type RouteTrouble = keyof typeof ROUTE_TROUBLES;

/**
 * Failures in a row that make a way bad (chosen: one lost connection is no outage; until it is known to be one, every text goes the other
 * way after its 3 s).
 */
const FAILURES = 2;

/** After that a refused attempt no longer counts (chosen: a way that is not in use may be well again, and nobody has tried). */
const REFUSALS_COUNT_FOR = minutes(10);

/** A text that was accepted and not reported as delivered within this is lost (chosen: receipts of a phone that is on take seconds). */
const RECEIPT_WITHIN = minutes(5);

/** How long a text speaks for or against the way it went (chosen: two texts an hour apart say nothing of now). */
const TEXTS_COUNT_FOR = minutes(60);

/** Recipients without receipts that make a way bad, when they are half of all or more: one may have switched the phone off. */
const LOST_RECIPIENTS = 2;

/** Texts remembered for each way (chosen: the newest tell; a flood must not make each step long). */
const TEXTS_KEPT = 200;

/** The first way must have answered every probe for so long before it is taken again (chosen: what broke now and then mends as often). */
const FAIL_BACK_AFTER = minutes(30);
/** Doubled with each failover in the last day, at most to this (chosen: half a shift). */
const LONGEST_FAIL_BACK = hours(4);
const FAILOVERS_COUNT_FOR = hours(24);

/** Longest time between two probes that still are one row of them; a machine that slept has to begin anew. */
const PROBES_APART = minutes(2);

/** What is known of the two ways, and which one is in use. Plain data. */
export interface RouteChoice {
  readonly inUse: RoutePlace;
  /** When the second was taken, in the last day. */
  readonly failovers: readonly EpochMs[];
  readonly first: RouteRecord;
  readonly second: RouteRecord;
  /** Since when the first has answered every probe while it was not in use, and the last of them. */
  readonly answering?: { readonly since: EpochMs; readonly last: EpochMs };
}

export interface RouteRecord {
  /** In a row, and when the last was. */
  readonly failedAttempts: number;
  readonly refusedAt?: EpochMs;
  /** In a row. */
  readonly failedProbes: number;
  /** Oldest first. */
  readonly texts: readonly SentText[];
  /** It has given a receipt once. A network that never gives one cannot be judged by those that are missing. */
  readonly givesReceipts: boolean;
}

interface SentText {
  readonly id: string;
  readonly to: string;
  readonly at: EpochMs;
  readonly fate: "open" | "arrived" | "lost";
}

/** What happened to one of the ways. `refused`: it could not take the text, for a reason that lies with the way. */
export type RouteEvent =
  | { readonly kind: "accepted"; readonly place: RoutePlace; readonly id: string; readonly to: string }
  | { readonly kind: "refused"; readonly place: RoutePlace }
  | { readonly kind: "probed"; readonly place: RoutePlace; readonly answers: boolean }
  | { readonly kind: "reported"; readonly place: RoutePlace; readonly id: string; readonly status: DeliveryReport["status"] }
  | { readonly kind: "time-passed" };

export interface RouteStep {
  readonly choice: RouteChoice;
  /** The other way is in use from now on. */
  readonly switched?: { readonly to: RoutePlace; readonly reason?: RouteTrouble };
}

const NOTHING_KNOWN: RouteRecord = { failedAttempts: 0, failedProbes: 0, texts: [], givesReceipts: false };

/** Before anything happened, or with what a run before had learned. */
export const initialChoice = (
  known: { readonly inUse?: RoutePlace; readonly failovers?: readonly EpochMs[]; readonly givesReceipts?: readonly RoutePlace[] } = {},
): RouteChoice => ({
  inUse: known.inUse ?? "first",
  failovers: known.failovers ?? [],
  first: { ...NOTHING_KNOWN, givesReceipts: known.givesReceipts?.includes("first") ?? false },
  second: { ...NOTHING_KNOWN, givesReceipts: known.givesReceipts?.includes("second") ?? false },
});

export const otherPlace = (place: RoutePlace): RoutePlace => (place === "first" ? "second" : "first");

/**
 * Steps the choice by what happened. The second is taken as soon as the first is bad and the second is not known to be down; the first
 * again when it has answered for long enough, or at once when the second is down and the first is not.
 */
export function stepRoutes(before: RouteChoice, event: RouteEvent, now: EpochMs): RouteStep {
  const choice = aged(withEvent(before, event, now), now);
  return choice.inUse === "first" ? failOver(choice, now) : failBack(choice, now);
}

function failOver(choice: RouteChoice, now: EpochMs): RouteStep {
  const reason = troubleOf(choice.first, now);
  if (reason === undefined || downReason(choice.second, now) !== undefined) return { choice };
  const failovers = [...choice.failovers, now];
  return { choice: { inUse: "second", failovers, first: choice.first, second: choice.second }, switched: { to: "second", reason } };
}

function failBack({ answering, ...choice }: RouteChoice, now: EpochMs): RouteStep {
  // What was wrong with it is over, or will be found again.
  const back = (): RouteChoice => ({ ...choice, inUse: "first", first: { ...NOTHING_KNOWN, givesReceipts: choice.first.givesReceipts } });
  if (answering !== undefined && elapsed(answering.since, now) >= failBackAfter(choice))
    return { choice: back(), switched: { to: "first" } };
  const reason = downReason(choice.second, now);
  if (reason !== undefined && downReason(choice.first, now) === undefined) return { choice: back(), switched: { to: "first", reason } };
  return { choice: { ...choice, ...(answering === undefined ? {} : { answering }) } };
}

/** How long the first way has to answer before it is taken again. */
export function failBackAfter({ failovers }: Pick<RouteChoice, "failovers">): DurationMs {
  const wanted = times(FAIL_BACK_AFTER, 2 ** Math.max(0, failovers.length - 1));
  return wanted < LONGEST_FAIL_BACK ? wanted : LONGEST_FAIL_BACK;
}

/** What is wrong with a way, if anything is. */
export function troubleOf(record: RouteRecord, now: EpochMs): RouteTrouble | undefined {
  return downReason(record, now) ?? (isLosing(record, now) ? "receipts-missing" : undefined);
}

function downReason(record: RouteRecord, now: EpochMs): RouteTrouble | undefined {
  const { failedAttempts, failedProbes } = record;
  if (failedAttempts >= FAILURES && isRecent(record, now)) return "attempts-failed";
  return failedProbes >= FAILURES ? "no-answer" : undefined;
}

const isRecent = ({ refusedAt }: RouteRecord, now: EpochMs): boolean =>
  refusedAt !== undefined && elapsed(refusedAt, now) < REFUSALS_COUNT_FOR;

/** Each recipient has one voice, that of the newest text whose fate is known: a phone that is off is one, however many texts it was sent. */
function isLosing({ texts, givesReceipts }: RouteRecord, now: EpochMs): boolean {
  if (!givesReceipts) return false;
  const voices = new Map<string, "arrived" | "lost">();
  for (const { to, at, fate } of texts) {
    if (fate !== "open" && elapsed(at, now) < TEXTS_COUNT_FOR) voices.set(to, fate);
  }
  const lost = [...voices.values()].filter((fate) => fate === "lost").length;
  return lost >= LOST_RECIPIENTS && lost * 2 >= voices.size;
}

function withEvent(choice: RouteChoice, event: RouteEvent, now: EpochMs): RouteChoice {
  if (event.kind === "time-passed") return choice;
  const { place } = event;
  const changed = { ...choice, [place]: recordAfter(choice[place], event, now) };
  return place === "first" && choice.inUse === "second" ? withAnswers(changed, event, now) : changed;
}

function recordAfter(record: RouteRecord, event: Exclude<RouteEvent, { kind: "time-passed" }>, now: EpochMs): RouteRecord {
  switch (event.kind) {
    case "accepted": {
      const texts = record.texts.filter(({ id }) => id !== event.id).slice(1 - TEXTS_KEPT);
      return { ...record, failedAttempts: 0, failedProbes: 0, texts: [...texts, { id: event.id, to: event.to, at: now, fate: "open" }] };
    }
    case "refused":
      return { ...record, failedAttempts: (isRecent(record, now) ? record.failedAttempts : 0) + 1, refusedAt: now };
    case "probed":
      return { ...record, failedProbes: event.answers ? 0 : record.failedProbes + 1 };
    case "reported":
      return reported(record, event.id, event.status);
  }
}

function reported(record: RouteRecord, id: string, status: DeliveryReport["status"]): RouteRecord {
  switch (status) {
    case "delivered":
    case "read":
      return { ...record, givesReceipts: true, texts: withFate(record.texts, id, "arrived") };
    case "failed":
    case "rejected":
      return { ...record, texts: withFate(record.texts, id, "lost") };
    case "buffered":
    case "sent":
      return record;
  }
}

/** A text that arrived stays so, whatever is said of it afterwards. */
const withFate = (texts: readonly SentText[], id: string, fate: "arrived" | "lost"): readonly SentText[] =>
  texts.map((text) => (text.id === id && text.fate !== "arrived" ? { ...text, fate } : text));

/** How the time the first has been answering goes on, or begins anew. */
function withAnswers({ answering, ...choice }: RouteChoice, event: RouteEvent, now: EpochMs): RouteChoice {
  if (event.kind === "refused" || (event.kind === "probed" && !event.answers)) return choice;
  if (event.kind !== "probed") return { ...choice, ...(answering === undefined ? {} : { answering }) };
  const isOneRow = answering !== undefined && elapsed(answering.last, now) <= PROBES_APART;
  return { ...choice, answering: { since: isOneRow ? answering.since : now, last: now } };
}

/** Counts what was not reported in time as lost, and drops what no longer counts. */
function aged(choice: RouteChoice, now: EpochMs): RouteChoice {
  const failovers = choice.failovers.filter((at) => elapsed(at, now) < FAILOVERS_COUNT_FOR);
  return { ...choice, failovers, first: agedRecord(choice.first, now), second: agedRecord(choice.second, now) };
}

function agedRecord(record: RouteRecord, now: EpochMs): RouteRecord {
  const texts = record.texts
    .filter(({ at }) => elapsed(at, now) < TEXTS_COUNT_FOR)
    .map((text) => (text.fate === "open" && elapsed(text.at, now) >= RECEIPT_WITHIN ? { ...text, fate: "lost" as const } : text));
  return { ...record, texts };
}
