import type { Text } from "@labcanary/domain/basics";
import { type JournalEntryKind, LISTED_DIFFERENCES, type SiteProposal } from "@labcanary/domain/messages";
import { differencesBetween, needsSecondPerson, periodsWithNewDays, type Site, type SiteDifference } from "@labcanary/domain/site";
import type { DecisionRecord, ProposalRecord } from "./in-force-file.ts";
import { type ReplacedDevice, replacedDevices } from "./replaced-devices.ts";

/** What is different between the site in force and the one the files describe; plain data of bounded size, but for the names of rules and key periods. */
export interface SiteChange {
  /** Versions. */
  readonly from: string;
  readonly to: string;
  /** Who made it, as the file says. */
  readonly changedBy?: string;
  /** It loosens what lives depend on. */
  readonly isForTwo: boolean;
  /** What needs a second person first; at most LISTED_DIFFERENCES. */
  readonly differences: readonly SiteDifference[];
  /** How many are not listed. */
  readonly more: number;
  /** Ids of all rules concerned. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Ids of all key periods that come, or begin at another time: since when they are in force rests on it. */
  readonly newDays: readonly string[];
  readonly replaced: readonly ReplacedDevice[];
}

export function changeBetween(before: Site, after: Site): SiteChange {
  const differences = differencesBetween(before, after);
  const rules = differences.filter(({ about }) => about === "rule");
  const named = (change: SiteDifference["change"]): readonly string[] => rules.filter((rule) => rule.change === change).map(({ id }) => id);
  return {
    from: before.version,
    to: after.version,
    ...(after.changedBy === undefined ? {} : { changedBy: after.changedBy }),
    isForTwo: differences.some(needsSecondPerson),
    differences: differences.slice(0, LISTED_DIFFERENCES),
    more: Math.max(0, differences.length - LISTED_DIFFERENCES),
    added: named("added"),
    removed: named("removed"),
    changed: named("changed"),
    newDays: periodsWithNewDays(differences),
    replaced: replacedDevices(before, after),
  };
}

/** Whether exactly this change is the one that waits. */
export const isProposed = ({ from, to }: SiteChange, proposal: ProposalRecord | undefined): proposal is ProposalRecord =>
  proposal?.version === to && proposal.from === from;

/** What was decided about exactly this change. */
export const decisionOn = (change: SiteChange, proposal: ProposalRecord | undefined): DecisionRecord | undefined =>
  isProposed(change, proposal) ? proposal.decision : undefined;

/** A line for the journal. */
export interface JournalLine {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export function lineOfChange(change: SiteChange, approvedBy: string | undefined): JournalLine {
  const { isForTwo: _isForTwo, replaced: _replaced, ...detail } = change;
  return { kind: "site-changed", actor: "system", detail: { ...detail, ...(approvedBy === undefined ? {} : { approvedBy }) } };
}

/** `frozen`: the key period it waits for, where it loosens nothing. */
export function lineOfProposal({ from, to, changedBy, differences, more }: SiteChange, frozen?: Text): JournalLine {
  const detail = {
    from,
    to,
    ...(changedBy === undefined ? {} : { changedBy }),
    ...(frozen === undefined ? {} : { frozen }),
    differences,
    more,
  };
  return { kind: "site-change-proposed", actor: "system", detail };
}

/** What waits, as a second person sees it. */
export function proposalOf(
  { from, to, changedBy, differences, more }: SiteChange,
  { at, decision, frozen }: Pick<ProposalRecord, "at" | "decision" | "frozen">,
): SiteProposal {
  return {
    version: to,
    from,
    proposedAt: at,
    ...(changedBy === undefined ? {} : { changedBy }),
    differences,
    more,
    ...(frozen === undefined ? {} : { frozen }),
    ...(decision?.kind === "rejected" ? { rejected: { by: decision.by, at: decision.at, reason: decision.reason } } : {}),
  };
}

/** Things named in the words of the platform's health. Chosen: a line. */
const NAMED = 3;

/** Why the site in force is not the one of the files, and whom that waits for. */
export function wordsOfWaiting({ version, from, changedBy, differences, rejected, frozen }: SiteProposal): string {
  const stays = `version ${from} stays in force: ${version}`;
  if (rejected !== undefined) return `${stays} was rejected by ${rejected.by} (${rejected.reason}); change the site`;
  const names = differences.filter(needsSecondPerson).map(({ id }) => id);
  const what = `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? " and others" : ""}`;
  const whom =
    changedBy === undefined ? "for changedBy in the site file, the name of who changed it" : `for a second person besides ${changedBy}`;
  if (frozen !== undefined) return `${stays} comes in a key period (${frozen.en}), in which every change waits ${whom}`;
  return `${stays} loosens protection of life (${what}) and waits ${whom}`;
}
