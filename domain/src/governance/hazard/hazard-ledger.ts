import { err, ok, type Result, unreachable } from "../../basics/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import {
  HAZARD_REFUSALS,
  type Hazard,
  type HazardAct,
  type HazardCommand,
  type HazardRefusalCode,
  type HazardState,
  type Settlement,
} from "./hazard.ts";

const LONGEST_WORDS = 1000;

type Decision = Result<readonly HazardAct[], LedgerRefusal<HazardRefusalCode>>;

/** Where what can be done. */
const STATE_OF_VERB: Readonly<Record<Exclude<HazardCommand["verb"], "file">, readonly HazardState[]>> = {
  // Settled anew: another person or a later deadline is agreed.
  settle: ["filed", "settled"],
  remedy: ["settled"],
  verify: ["remedied"],
};

export const hazardLedger: Ledger<Hazard, HazardCommand, HazardAct, HazardRefusalCode> = {
  name: "hazard",
  decide(hazard, command, context): Decision {
    if (command.verb === "file") {
      const { words, zoneId } = command.hazard;
      if (!isSaid(words)) return refuse("HAZARD_WORDS");
      if (!context.site.zones.some(({ id }) => id === zoneId)) return refuse("HAZARD_ZONE");
      return ok([{ act: "filed", hazard: command.hazard }]);
    }
    if (hazard === undefined) return refuse("HAZARD_UNKNOWN");
    if (!STATE_OF_VERB[command.verb].includes(hazard.state)) return refuse("HAZARD_STATE");
    switch (command.verb) {
      case "settle": {
        const refusal = refusalOfSettlement(command.settlement, context);
        return refusal === undefined ? ok([{ act: "settled", settlement: command.settlement }]) : refuse(refusal);
      }
      case "remedy":
        return isSaid(command.words) ? ok([{ act: "remedied", words: command.words }]) : refuse("HAZARD_WORDS");
      case "verify": {
        const { passed, words, signed } = command;
        if (!isSaid(words)) return refuse("HAZARD_WORDS");
        if (isOwn(hazard, context.actor)) return err({ code: "VERIFIER_SAME", message: HAZARD_REFUSALS.VERIFIER_SAME, journaled: true });
        return ok([{ act: "verified", passed, words, signed }]);
      }
      default:
        return unreachable(command);
    }
  },

  fold(hazard, act, { at, actor, number }): Hazard {
    if (act.act === "filed") return { ...act.hazard, number, state: "filed", filedAt: at, filedBy: actor, checks: [] };
    if (hazard === undefined) throw new Error(`hazard ${number} is ${act.act} before it was filed`);
    switch (act.act) {
      case "settled": {
        const { overdueAt: _, ...inTime } = hazard;
        return { ...inTime, state: "settled", settlement: act.settlement };
      }
      case "remedied":
        return { ...hazard, state: "remedied", remedied: { by: actor, at, words: act.words } };
      case "verified": {
        const checks = [...hazard.checks, { by: actor, at, words: act.words, passed: act.passed }];
        return { ...hazard, state: act.passed ? "written-off" : "settled", checks };
      }
      case "overdue":
        return { ...hazard, overdueAt: at };
      default:
        return unreachable(act);
    }
  },

  due({ state, settlement, overdueAt }, { at }) {
    const isOver = state === "settled" && settlement !== undefined && settlement.deadline < at && overdueAt === undefined;
    return isOver ? [{ act: "overdue" }] : [];
  },

  alarms({ state, number, settlement, overdueAt }): readonly RecordAlarm[] {
    if (state !== "settled" || settlement === undefined || overdueAt === undefined) return [];
    return [
      {
        name: "hazard-overdue",
        value: { en: `HZ-${number}`, zh: `HZ-${number}` },
        detail: `hazard ${number} was to be settled by ${new Date(settlement.deadline).toISOString()}`,
      },
    ];
  },
};

const isSaid = (words: string): boolean => words.trim() !== "" && words.length <= LONGEST_WORDS;

function refusalOfSettlement(settlement: Settlement, { site, at }: Pick<LedgerContext, "site" | "at">): HazardRefusalCode | undefined {
  const { responsible, department, measures, funds, deadline, interimPlan } = settlement;
  if (![responsible, department, measures, funds, interimPlan].every(isSaid)) return "SETTLEMENT_INCOMPLETE";
  if (!site.people.some(({ id }) => id === responsible)) return "SETTLEMENT_PERSON";
  return deadline <= at ? "SETTLEMENT_DEADLINE" : undefined;
}

/** Whoever did it, or is to see that it is done, is no witness that it is. */
const isOwn = ({ remedied, settlement }: Hazard, actor: string): boolean =>
  actor === remedied?.by || actor === `person:${settlement?.responsible}` || actor === `user:${settlement?.responsible}`;

const refuse = (code: HazardRefusalCode): Decision => err({ code, message: HAZARD_REFUSALS[code] });
