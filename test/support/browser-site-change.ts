import { epochMs, err, ok } from "@labcanary/domain/basics";
import {
  SITE_CHANGE_REFUSALS,
  type SiteChangeDesk,
  type SiteChangeRefusalCode,
  type SiteDecisionOutcome,
  type SiteProposal,
} from "@labcanary/domain/messages";

/** A change by wang that loosens a critical limit and renames what to do first; override what the test is about. */
export const siteProposal = (over: Partial<SiteProposal> = {}): SiteProposal => ({
  version: "b2",
  from: "a1",
  proposedAt: epochMs(Date.UTC(2026, 10, 22, 8)),
  changedBy: "wang",
  differences: [
    {
      about: "rule",
      id: "cab-17/vapour/high-high",
      change: "changed",
      isSafety: true,
      verdict: "looser",
      attributes: [
        { attribute: "setpoint", before: "20 %LEL", after: "30 %LEL", verdict: "looser" },
        { attribute: "firstAction", before: { en: "Leave", zh: "撤离" }, after: { en: "Look", zh: "查看" }, verdict: "neutral" },
      ],
    },
    { about: "rule", id: "cab-17/vapour/ceiling", change: "added", isSafety: true, verdict: "tighter", attributes: [] },
  ],
  more: 0,
  ...over,
});

/** A SiteChangeDesk that holds what the test puts on it; `decided` tells what was asked of it. */
export interface MemorySiteChanges extends SiteChangeDesk {
  waiting: SiteProposal | undefined;
  /** Every decision is refused with it. */
  refusal: SiteChangeRefusalCode | undefined;
  readonly decided: object[];
}

export function createMemorySiteChanges(waiting?: SiteProposal): MemorySiteChanges {
  const outcome = (version: string, inForce: boolean): SiteDecisionOutcome =>
    desk.refusal === undefined ? ok({ version, inForce }) : err({ code: desk.refusal, message: SITE_CHANGE_REFUSALS[desk.refusal] });
  const desk: MemorySiteChanges = {
    waiting,
    refusal: undefined,
    decided: [],
    proposal: () => desk.waiting,
    async approve(decision) {
      desk.decided.push({ verb: "approve", ...decision });
      if (desk.refusal === undefined) desk.waiting = undefined;
      return outcome(decision.version, true);
    },
    async reject(decision) {
      desk.decided.push({ verb: "reject", ...decision });
      const { by, reason } = decision;
      if (desk.refusal === undefined && desk.waiting !== undefined) {
        desk.waiting = { ...desk.waiting, rejected: { by, reason, at: epochMs(Date.UTC(2026, 10, 22, 9)) } };
      }
      return outcome(decision.version, false);
    },
  };
  return desk;
}
