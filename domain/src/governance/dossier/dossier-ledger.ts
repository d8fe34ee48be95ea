import { ok, type Result, unreachable } from "../../basics/index.ts";
import type { Ledger, LedgerContext, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { DOSSIER_SPANS, type DossierSpans, dossierAlarms } from "./dossier-due.ts";
import { isKnownPerson, isSamePerson } from "../person.ts";
import { isSaid } from "../words.ts";
import {
  type Dossier,
  DOSSIER_REFUSALS,
  type DossierAct,
  type DossierAnswer,
  type DossierCommand,
  type DossierDecision,
  type DossierRefusalCode,
} from "./dossier.ts";

type Decision = Result<readonly DossierAct[], LedgerRefusal<DossierRefusalCode>>;

export type DossierLedger = Ledger<Dossier, DossierCommand, DossierAct, DossierRefusalCode>;

/** The book of dossiers, with how long each may wait. */
export const createDossierLedger = (spans: DossierSpans): DossierLedger => ({
  ...dossierLedger,
  alarms: (dossier, { at, site }) => dossierAlarms(dossier, at, { spans, site }),
});

export const dossierLedger: DossierLedger = {
  name: "dossier",
  decide(dossier, command, { actor, site, others }): Decision {
    if (command.verb === "open") {
      const { zoneId, alarmId } = command.dossier;
      if (!site.zones.some(({ id }) => id === zoneId)) return refuse("DOSSIER_ZONE");
      if (others().some((other) => other.alarmId === alarmId)) return refuse("DOSSIER_OPENED");
      return ok([{ act: "opened", dossier: command.dossier }]);
    }
    if (dossier === undefined) return refuse("DOSSIER_UNKNOWN");
    switch (command.verb) {
      case "decide": {
        const { verb: _, ...decision } = command;
        if (!isSaid(decision.contents, "dossier") || !isSaid(decision.reason, "dossier")) return refuse("DOSSIER_WORDS");
        if (decision.decision === "release" && decision.figures.isUnderWay) return forbid("DOSSIER_UNDER_WAY");
        return ok([{ act: "decided", ...decision }]);
      }
      case "approve":
      case "send-back":
        return answerTo(dossier, command, { actor, site });
      default:
        return unreachable(command);
    }
  },

  fold(dossier, act, { at, actor, number }): Dossier {
    if (act.act === "opened") return { ...act.dossier, number, state: "open", openedAt: at, openedBy: actor, decisions: [] };
    if (dossier === undefined) throw new Error(`dossier ${number} is ${act.act} before it was opened`);
    switch (act.act) {
      case "decided": {
        const { act: _, ...decision } = act;
        return { ...dossier, state: "decided", decisions: [...dossier.decisions, { ...decision, by: actor, at }] };
      }
      case "approved":
        return answered(dossier, "approved", { kind: "approved", by: actor, at, words: act.words });
      case "sent-back":
        return answered(dossier, "open", { kind: "sent-back", by: actor, at, words: act.words });
      default:
        return unreachable(act);
    }
  },

  due: () => [],
  isClosed: ({ state, simulated }) => state === "approved" || simulated,
  alarms: (dossier, { at, site }) => dossierAlarms(dossier, at, { spans: DOSSIER_SPANS, site }),
};

/** The last decision, where it waits for somebody else's answer. */
export const decisionToAnswer = ({ state, decisions }: Dossier): DossierDecision | undefined =>
  state === "decided" ? decisions.at(-1) : undefined;

function answerTo(
  dossier: Dossier,
  command: Extract<DossierCommand, { readonly verb: "approve" | "send-back" }>,
  { actor, site }: Pick<LedgerContext, "actor" | "site">,
): Decision {
  const { words, seen } = command;
  if (!isSaid(words, "dossier")) return refuse("DOSSIER_WORDS");
  const decision = decisionToAnswer(dossier);
  if (decision === undefined) return refuse("DOSSIER_STATE");
  if (seen !== dossier.decisions.length) return refuse("DOSSIER_CHANGED");
  if (command.verb === "send-back") return ok([{ act: "sent-back", words }]);
  if (isSamePerson(decision.by, actor, site)) return forbid("APPROVER_SAME");
  if (![decision.by, actor].every((signer) => isKnownPerson(signer, site))) return forbid("APPROVER_UNLINKED");
  return ok([{ act: "approved", words, signed: command.signed }]);
}

function answered(dossier: Dossier, state: Dossier["state"], answer: DossierAnswer): Dossier {
  const decisions = dossier.decisions.map((decision, index) =>
    index === dossier.decisions.length - 1 ? { ...decision, answer } : decision,
  );
  return { ...dossier, state, decisions };
}

const { refuse, forbid } = createRefusals(DOSSIER_REFUSALS);
