import { days, err, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal } from "../ledger.ts";
import { isSamePerson } from "../person.ts";
import { hazardAlarms, overdueActs } from "./hazard-due.ts";
import {
  HAZARD_REFUSALS,
  type Hazard,
  type HazardAct,
  type HazardCommand,
  type HazardRefusalCode,
  type HazardState,
  MAXIMUM_HAZARD_PHOTOS,
  type NewHazard,
  type Settlement,
} from "./hazard.ts";

const LONGEST_WORDS = 1000;
/** A deadline further away is none (chosen: what needs longer is agreed on anew, with what has been done). */
const LONGEST_DEADLINE = days(366);
/** Earlier numbers one hazard names (chosen: what fits beside it; the newest are the telling ones). */
const NAMED_EARLIER = 20;

type Decision = Result<readonly HazardAct[], LedgerRefusal<HazardRefusalCode>>;
type Context = LedgerContext & { readonly others: () => readonly Hazard[] };

const OPEN: readonly HazardState[] = ["filed", "settled", "remedied"];
/** Where what can be done. */
const STATES_OF_VERB: Readonly<Record<Exclude<HazardCommand["verb"], "file">, readonly HazardState[]>> = {
  // Settled anew: another person or another deadline is agreed.
  settle: ["filed", "settled"],
  remedy: ["settled"],
  verify: ["remedied"],
  reopen: ["written-off"],
  comment: [...OPEN, "written-off"],
  "add-photo": OPEN,
};

export const hazardLedger: Ledger<Hazard, HazardCommand, HazardAct, HazardRefusalCode> = {
  name: "hazard",
  decide(hazard, command, context): Decision {
    if (command.verb === "file") return decideFiling(command.hazard, context);
    if (hazard === undefined) return refuse("HAZARD_UNKNOWN");
    if ("words" in command && !isSaid(command.words)) return refuse("HAZARD_WORDS");
    if (!STATES_OF_VERB[command.verb].includes(hazard.state)) return refuse("HAZARD_STATE");
    switch (command.verb) {
      case "settle":
        return decideSettlement(hazard, command.settlement, context);
      case "remedy":
        return ok([{ act: "remedied", words: command.words }]);
      case "verify": {
        const { passed, words, signed } = command;
        return isOwn(hazard, context) ? forbid("VERIFIER_SAME") : ok([{ act: "verified", passed, words, signed }]);
      }
      case "reopen":
        return ok([{ act: "reopened", words: command.words }]);
      case "comment":
        return ok([{ act: "commented", words: command.words }]);
      case "add-photo": {
        const { photo } = command;
        // Sent again under another id it is the same picture.
        if (hazard.photos.some(({ sha256 }) => sha256 === photo.sha256)) return ok([]);
        return hazard.photos.length >= MAXIMUM_HAZARD_PHOTOS ? refuse("HAZARD_PHOTOS") : ok([{ act: "photographed", photo }]);
      }
      default:
        return unreachable(command);
    }
  },

  fold(hazard, act, { at, actor, number }): Hazard {
    if (act.act === "filed") {
      const lists = { earlier: act.earlier, remedies: [], checks: [], reopened: [], photos: [] };
      return { ...act.hazard, ...lists, number, state: "filed", filedAt: at, filedBy: actor, putOff: 0 };
    }
    if (hazard === undefined) throw new Error(`hazard ${number} is ${act.act} before it was filed`);
    switch (act.act) {
      case "settled": {
        const { settlement: before } = hazard;
        const isPutOff = hazard.state === "settled" && before !== undefined && act.settlement.deadline > before.deadline;
        return { ...inTime(hazard), state: "settled", settlement: act.settlement, putOff: hazard.putOff + (isPutOff ? 1 : 0) };
      }
      case "remedied":
        return { ...inTime(hazard), state: "remedied", remedies: [...hazard.remedies, { by: actor, at, words: act.words }] };
      case "verified": {
        const checks = [...hazard.checks, { by: actor, at, words: act.words, passed: act.passed }];
        return { ...inTime(hazard), state: act.passed ? "written-off" : "settled", checks };
      }
      case "reopened": {
        const reopened = [...hazard.reopened, { by: actor, at, words: act.words }];
        return { ...inTime(hazard), state: "filed", remedies: [], putOff: 0, reopened };
      }
      case "commented":
        return hazard;
      case "photographed":
        return { ...hazard, photos: [...hazard.photos, { ...act.photo, by: actor, at }] };
      case "overdue":
        return { ...hazard, overdue: { step: act.step, since: act.since, grade: act.grade } };
      default:
        return unreachable(act);
    }
  },

  due: (hazard, { at }) => overdueActs(hazard, at),
  isClosed: ({ state }) => state === "written-off",
  alarms: (hazard) => hazardAlarms(hazard),
};

/** The same hazard, of which nothing is late that was. */
function inTime(hazard: Hazard): Hazard {
  const { overdue: _, ...others } = hazard;
  return others;
}

const isSaid = (words: string): boolean => words.trim() !== "" && words.length <= LONGEST_WORDS;

function decideFiling(hazard: NewHazard, { site, others }: Context): Decision {
  if (!isSaid(hazard.words)) return refuse("HAZARD_WORDS");
  if (!site.zones.some(({ id }) => id === hazard.zoneId)) return refuse("HAZARD_ZONE");
  const known = others();
  const isKnown = hazard.source !== undefined && known.some(({ source, state }) => source === hazard.source && state !== "written-off");
  if (isKnown) return refuse("HAZARD_FILED");
  const earlier = known.filter((other) => isAlike(other, hazard)).map(({ number }) => number);
  return ok([{ act: "filed", hazard, earlier: earlier.toSorted((a, b) => b - a).slice(0, NAMED_EARLIER) }]);
}

/** Same place, same cause. Where one of them does not say the cause, the class stands for it: rather one link too many. */
function isAlike(a: NewHazard, b: NewHazard): boolean {
  if (a.zoneId !== b.zoneId) return false;
  if (a.source !== undefined && a.source === b.source) return true;
  return a.class === b.class && (a.cause === undefined || b.cause === undefined || a.cause === b.cause);
}

function decideSettlement(hazard: Hazard, settlement: Settlement, context: Context): Decision {
  const { site, at, actor } = context;
  const { responsible, department, measures, funds, deadline, interimPlan } = settlement;
  if (![responsible, department, measures, funds, interimPlan].every(isSaid)) return refuse("SETTLEMENT_INCOMPLETE");
  if (!site.people.some(({ id, kind }) => id === responsible && kind === undefined)) return refuse("SETTLEMENT_PERSON");
  if (deadline <= at || deadline > plus(at, LONGEST_DEADLINE)) return forbid("SETTLEMENT_DEADLINE");
  const { settlement: before, state } = hazard;
  const isLater = state === "settled" && before !== undefined && deadline > before.deadline;
  const isTheirs = [before?.responsible, responsible].some(
    (person) => person !== undefined && isSamePerson(actor, `person:${person}`, site),
  );
  return isLater && isTheirs ? forbid("DEADLINE_OWN") : ok([{ act: "settled", settlement }]);
}

/** Whoever did it, or is to see that it is done, is no witness that it is. */
const isOwn = ({ remedies, settlement }: Hazard, { actor, site }: Context): boolean =>
  [...remedies.map(({ by }) => by), `person:${settlement?.responsible}`].some((other) => isSamePerson(actor, other, site));

const refuse = (code: HazardRefusalCode): Decision => err({ code, message: HAZARD_REFUSALS[code] });
/** Of what somebody tried and may not: the journal has it. */
const forbid = (code: HazardRefusalCode): Decision => err({ code, message: HAZARD_REFUSALS[code], journaled: true });
