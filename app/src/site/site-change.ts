import { type JournalEntryKind, LISTED_DIFFERENCES, type SiteProposal } from "@labcanary/domain/messages";
import { differencesBetween, needsSecondPerson, type Site, type SiteDifference } from "@labcanary/domain/site";
import type { DecisionRecord, ProposalRecord } from "./in-force-file.ts";

/** What is different between the site in force and the one the files describe. */
export interface Comparison {
  readonly before: Site;
  readonly after: Site;
  /** What needs a second person first. */
  readonly differences: readonly SiteDifference[];
}

export const compare = (before: Site, after: Site): Comparison => ({ before, after, differences: differencesBetween(before, after) });

/** Whether it loosens what lives depend on. */
export const isForTwo = ({ differences }: Comparison): boolean => differences.some(needsSecondPerson);

/** Whether exactly this change is the one that waits. */
export const isProposed = ({ before, after }: Comparison, proposal: ProposalRecord | undefined): proposal is ProposalRecord =>
  proposal?.version === after.version && proposal.from === before.version;

/** What was decided about exactly this change. */
export const decisionOn = (comparison: Comparison, proposal: ProposalRecord | undefined): DecisionRecord | undefined =>
  isProposed(comparison, proposal) ? proposal.decision : undefined;

/** A line for the journal. */
export interface JournalLine {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

function listed({ before, after, differences }: Comparison) {
  return {
    from: before.version,
    to: after.version,
    ...(after.changedBy === undefined ? {} : { changedBy: after.changedBy }),
    differences: differences.slice(0, LISTED_DIFFERENCES),
    more: Math.max(0, differences.length - LISTED_DIFFERENCES),
  };
}

/** The site has changed; `added`, `removed` and `changed` name all rules concerned. */
export function lineOfChange(comparison: Comparison, approvedBy: string | undefined): JournalLine {
  const rules = comparison.differences.filter(({ about }) => about === "rule");
  const named = (change: SiteDifference["change"]): readonly string[] => rules.filter((rule) => rule.change === change).map(({ id }) => id);
  const detail = {
    ...listed(comparison),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    added: named("added"),
    removed: named("removed"),
    changed: named("changed"),
  };
  return { kind: "site-changed", actor: "system", detail };
}

export const lineOfProposal = (comparison: Comparison): JournalLine => ({
  kind: "site-change-proposed",
  actor: "system",
  detail: { ...listed(comparison) },
});

/** What waits, as a second person sees it. */
export function proposalOf(comparison: Comparison, { at, decision }: Pick<ProposalRecord, "at" | "decision">): SiteProposal {
  const { from, to: version, ...shown } = listed(comparison);
  const rejected = decision?.kind === "rejected" ? { rejected: { by: decision.by, at: decision.at, reason: decision.reason } } : {};
  return { version, from, proposedAt: at, ...shown, ...rejected };
}

/** Things named in the words of the platform's health. Chosen: a line. */
const NAMED = 3;

/** Why the site in force is not the one of the files, and whom that waits for. */
export function wordsOfWaiting({ version, from, changedBy, differences, more, rejected }: SiteProposal): string {
  if (rejected !== undefined)
    return `version ${from} stays in force: ${version} was rejected by ${rejected.by} (${rejected.reason}); change the site`;
  const loosened = differences.filter(needsSecondPerson);
  const names = loosened.slice(0, NAMED).map(({ id }) => id);
  const rest = loosened.length - names.length;
  const what = `${names.join(", ")}${rest > 0 ? ` and ${rest}${more > 0 ? " or more" : ""} others` : ""}`;
  const whom =
    changedBy === undefined ? "for changedBy in the site file, the name of who changed it" : `for a second person besides ${changedBy}`;
  return `version ${from} stays in force: ${version} loosens protection of life (${what}) and waits ${whom}`;
}
