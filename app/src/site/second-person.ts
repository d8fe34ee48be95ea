import type { SiteChangeRefusalCode, SiteDecision, SiteProposal } from "@labcanary/domain/messages";

/** Why somebody may not agree to a change, or undefined. `isAccount`: whether somebody can sign in by that name. */
export function objectionToApproval(
  proposal: SiteProposal,
  decision: SiteDecision,
  isAccount: (name: string) => boolean,
): SiteChangeRefusalCode | undefined {
  const { changedBy } = proposal;
  const objection = objectionToDecision(proposal, decision, isAccount);
  if (objection !== undefined) return objection;
  if (changedBy === undefined) return "SITE_CHANGE_AUTHOR_MISSING";
  if (!isAccount(changedBy)) return "SITE_CHANGE_AUTHOR_UNKNOWN";
  return changedBy === decision.by ? "SITE_CHANGE_SAME_PERSON" : undefined;
}

/** Why somebody may not say no, or undefined. Whoever made the change may: nothing gets looser by it. */
export function objectionToRejection(
  proposal: SiteProposal,
  decision: SiteDecision & { readonly reason: string },
  isAccount: (name: string) => boolean,
): SiteChangeRefusalCode | undefined {
  return objectionToDecision(proposal, decision, isAccount) ?? (decision.reason.trim() === "" ? "SITE_CHANGE_REASON_MISSING" : undefined);
}

/** Whoever came by a one-time link has a name that others have too: who that was could not be told. */
function objectionToDecision(
  proposal: SiteProposal,
  { version, by }: SiteDecision,
  isAccount: (name: string) => boolean,
): SiteChangeRefusalCode | undefined {
  if (proposal.version !== version) return "SITE_CHANGE_OTHER_VERSION";
  if (proposal.rejected !== undefined) return "SITE_CHANGE_REJECTED";
  return isAccount(by) ? undefined : "SITE_CHANGE_NO_ACCOUNT";
}
