import { join } from "node:path";
import type { PlanPlace } from "@labcanary/domain/site";
import { type Proposal, type ProposalFiles, proposalFiles } from "../proposals/proposal-files.ts";

/** A change of a plan somebody would like in the site's files. */
export interface PlanProposal extends Proposal {
  readonly planId: string;
  readonly note?: string;
  /** The places in force when it was made. */
  readonly before: readonly PlanPlace[];
  readonly places: readonly PlanPlace[];
}

export const planProposalsIn = (dataFolder: string): ProposalFiles<PlanProposal> => proposalFiles(join(dataFolder, "plan-proposals"));
