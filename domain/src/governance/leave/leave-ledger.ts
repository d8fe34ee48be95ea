import { elapsed, hours, ok, type Result, unreachable } from "../../basics/index.ts";
import type { Seal, Site } from "../../site/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isKnownPerson, isSamePerson, personOf } from "../person.ts";
import { isSaid } from "../words.ts";
import { LEAVE_REFUSALS, type Leave, type LeaveAct, type LeaveAsked, type LeaveCommand, type LeaveRefusalCode } from "./leave.ts";

/** Chosen: whoever needs the store for longer than a shift asks again, and somebody looks at it again. */
const LONGEST = hours(12);
const MOST_PEOPLE = 10;

/** Attempts at what is not allowed; the rest are slips of the hand. */
const JOURNALED: readonly LeaveRefusalCode[] = ["LEAVE_SAME_PERSON", "LEAVE_FOR_ONESELF", "LEAVE_UNLINKED"];

type Decision = Result<readonly LeaveAct[], LedgerRefusal<LeaveRefusalCode>>;

/** Leave to open sealed doors. */
export const leaveLedger: Ledger<Leave, LeaveCommand, LeaveAct, LeaveRefusalCode> = {
  name: "leave",
  decide(leave, command, context): Decision {
    if (command.verb === "ask") return ask(command, context);
    if (leave === undefined) return refuse("LEAVE_UNKNOWN");
    switch (command.verb) {
      case "give":
        if (leave.state !== "asked" || leave.to <= context.at) return refuse("LEAVE_NOT_ASKED");
        if (isSamePerson(leave.askedBy, context.actor, context.site)) return refuse("LEAVE_SAME_PERSON");
        if (leave.people.some((id) => personOf(context.actor, context.site) === `person:${id}`)) return refuse("LEAVE_FOR_ONESELF");
        // Of two accounts, one of which is nobody's, one person may have both.
        if (![leave.askedBy, context.actor].every((signer) => isKnownPerson(signer, context.site))) return refuse("LEAVE_UNLINKED");
        // The site may have changed since it was asked for.
        return sealAt(context.site, leave) === undefined ? refuse("LEAVE_DOOR") : ok([{ act: "given", signed: command.signed }]);
      case "refuse":
        if (leave.state !== "asked") return refuse("LEAVE_NOT_ASKED");
        return isSaid(command.reason, "leave") ? ok([{ act: "refused", reason: command.reason.trim() }]) : refuse("LEAVE_WORDS");
      case "withdraw":
        if (leave.state !== "given" || leave.to <= context.at) return refuse("LEAVE_NOT_GIVEN");
        return isSaid(command.reason, "leave") ? ok([{ act: "withdrawn", reason: command.reason.trim() }]) : refuse("LEAVE_WORDS");
      default:
        return unreachable(command);
    }
  },

  fold(leave, act, { at, actor, number }): Leave {
    if (act.act === "asked") return { ...act.leave, number, zoneId: act.zoneId, state: "asked", askedBy: actor, askedAt: at };
    if (leave === undefined) throw new Error(`leave ${number} is ${act.act} before it was asked for`);
    switch (act.act) {
      case "given":
        return { ...leave, state: "given", givenBy: actor, givenAt: at };
      case "lapsed":
        return { ...leave, state: "lapsed", endedBy: actor, endedAt: at };
      case "refused":
      case "withdrawn":
        return { ...leave, state: act.act, endedBy: actor, endedAt: at, endReason: act.reason };
      default:
        return unreachable(act);
    }
  },

  due: ({ state, to }, { at }) => (state === "asked" && to <= at ? [{ act: "lapsed" }] : []),

  isClosed: ({ state }) => state !== "asked",

  alarms: () => [],
};

function ask({ leave: asked, signed }: Extract<LeaveCommand, { verb: "ask" }>, { actor, at, site }: LedgerContext): Decision {
  const { door, from, to, reason } = asked;
  if (!(from < to && at < to) || elapsed(from, to) > LONGEST) return refuse("LEAVE_SPAN");
  const seal = sealAt(site, asked);
  if (seal === undefined) return refuse("LEAVE_DOOR");
  const people = [...new Set(asked.people)];
  const isAble = (id: string): boolean =>
    site.people.some((person) => person.id === id && person.kind === undefined && (!seal.hasReader || (person.badges ?? []).length > 0));
  if (people.length === 0 || people.length > MOST_PEOPLE || !people.every(isAble)) return refuse("LEAVE_PEOPLE");
  if (!isSaid(reason, "leave")) return refuse("LEAVE_WORDS");
  if (!isKnownPerson(actor, site)) return refuse("LEAVE_UNLINKED");
  return ok([{ act: "asked", leave: { door, people, from, to, reason: reason.trim() }, zoneId: seal.zoneId, signed }]);
}

/** The seal of a door in a key period that has the whole of the time. */
export function sealAt(
  { keyPeriods = [] }: Pick<Site, "keyPeriods">,
  { door, from, to }: Pick<LeaveAsked, "door" | "from" | "to">,
): Seal | undefined {
  return keyPeriods
    .filter((period) => period.from <= from && to <= period.to)
    .flatMap(({ seals }) => seals)
    .find((seal) => seal.door === door);
}

const { refuse } = createRefusals(LEAVE_REFUSALS, JOURNALED);
