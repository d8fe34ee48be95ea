import { ok, unreachable } from "../../basics/index.ts";
import type { Ledger } from "../ledger.ts";
import { namesOf } from "../person.ts";
import { isSaid } from "../words.ts";
import { areKnown, type Context, type Decision, earlierOf, forbid, inTime, isOwn, refuse } from "./hazard-decision.ts";
import { correctedHazard, decideAgreement, decideCorrection, withoutProposal } from "./hazard-correction.ts";
import { hazardAlarms, overdueActs } from "./hazard-due.ts";
import { decideSettlement, settledHazard, UNSETTLED } from "./hazard-settlement.ts";
import {
  type Hazard,
  type HazardAct,
  type HazardCommand,
  type HazardRefusalCode,
  type HazardState,
  MAXIMUM_HAZARD_PHOTOS,
  type NewHazard,
} from "./hazard.ts";

const OPEN: readonly HazardState[] = ["filed", "settled", "remedied"];
/** Where what can be done. */
const STATES_OF_VERB: Readonly<Record<Exclude<HazardCommand["verb"], "file">, readonly HazardState[]>> = {
  // Settled anew: another person or another deadline is agreed.
  settle: ["filed", "settled"],
  remedy: ["settled"],
  verify: ["remedied"],
  reopen: ["written-off"],
  comment: [...OPEN, "written-off"],
  // Also of one that is written off: what is counted by class and level is to be right.
  correct: [...OPEN, "written-off"],
  "agree-correction": [...OPEN, "written-off"],
  "add-photo": OPEN,
};

export const hazardLedger: Ledger<Hazard, HazardCommand, HazardAct, HazardRefusalCode> = {
  name: "hazard",
  decide(hazard, command, context): Decision {
    if (command.verb === "file") return decideFiling(command.hazard, context);
    if (hazard === undefined) return refuse("HAZARD_UNKNOWN");
    if ("words" in command && !isSaid(command.words, "hazard")) return refuse("HAZARD_WORDS");
    if (!STATES_OF_VERB[command.verb].includes(hazard.state)) return refuse("HAZARD_STATE");
    switch (command.verb) {
      case "settle":
        return decideSettlement(hazard, command.settlement, context);
      case "remedy":
        return ok([{ act: "remedied", words: command.words, names: namesOf(context.actor, context.site) }]);
      case "verify": {
        const { passed, words, signed } = command;
        if (isOwn(hazard, context)) return forbid("VERIFIER_SAME");
        // That it is not done anybody may find: it stays on the books.
        if (passed && !areKnown([context.actor, hazard.remedies.at(-1)?.by], context)) return forbid("VERIFIER_UNLINKED");
        return ok([{ act: "verified", passed, words, signed }]);
      }
      case "reopen":
        return ok([{ act: "reopened", words: command.words }]);
      case "comment":
        return ok([{ act: "commented", words: command.words }]);
      case "correct":
        return decideCorrection(hazard, command, context);
      case "agree-correction":
        return decideAgreement(hazard, command, context);
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
      return { ...act.hazard, ...UNSETTLED, ...lists, number, state: "filed", filedAt: at, filedBy: actor };
    }
    if (hazard === undefined) throw new Error(`hazard ${number} is ${act.act} before it was filed`);
    switch (act.act) {
      case "settled":
        return settledHazard(hazard, act, actor);
      case "remedied": {
        const bound = [...new Set([...hazard.bound, ...(act.names ?? [])])];
        return { ...inTime(hazard), state: "remedied", bound, remedies: [...hazard.remedies, { by: actor, at, words: act.words }] };
      }
      case "verified": {
        const checks = [...hazard.checks, { by: actor, at, words: act.words, passed: act.passed }];
        return { ...inTime(hazard), state: act.passed ? "written-off" : "settled", checks };
      }
      case "reopened": {
        const reopened = [...hazard.reopened, { by: actor, at, words: act.words }];
        return { ...inTime(hazard), ...UNSETTLED, state: "filed", remedies: [], reopened };
      }
      case "commented":
        return hazard;
      case "correction-proposed":
        return { ...hazard, proposed: { by: actor, at, words: act.words, before: act.before, after: act.after } };
      case "corrected":
        return correctedHazard(hazard, act);
      case "correction-refused":
        return withoutProposal(hazard);
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
  alarms: (hazard, { site }) => hazardAlarms(hazard, site),
};

function decideFiling(hazard: NewHazard, { site, others }: Context): Decision {
  if (!isSaid(hazard.words, "hazard")) return refuse("HAZARD_WORDS");
  if (!site.zones.some(({ id }) => id === hazard.zoneId)) return refuse("HAZARD_ZONE");
  const known = others();
  const isKnown = hazard.source !== undefined && known.some(({ source, state }) => source === hazard.source && state !== "written-off");
  if (isKnown) return refuse("HAZARD_FILED");
  return ok([{ act: "filed", hazard, earlier: earlierOf(hazard, known) }]);
}
