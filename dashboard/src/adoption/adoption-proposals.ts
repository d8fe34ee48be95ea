import { join } from "node:path";
import type { Text } from "@labcanary/domain/basics";
import type { Site, ZoneId } from "@labcanary/domain/site";
import { describedDevice, type ToldUnknown } from "../http/unknown-routes.ts";
import { type Proposal, type ProposalFiles, proposalFiles } from "../proposals/proposal-files.ts";

/** Somebody would like a device that speaks, or one more signal of a device the site has, in the site's files. */
export interface AdoptionProposal extends Proposal {
  /** As `labcanary device adopt` is told it: `ADDRESS`, `GATEWAY/ADDRESS`, or `DEVICE/SIGNAL` of one the site has. */
  readonly device: string;
  /** Absent of a signal, which is where its device is. */
  readonly zone?: ZoneId;
  readonly name?: Text;
  /** What the site shall call it, where that is not its address. */
  readonly deviceId?: string;
  /** Profiles by the names of signals on the wire. */
  readonly profiles: Readonly<Record<string, string>>;
  /** What had been heard of it, for whoever takes it over later. */
  readonly heard: readonly ToldUnknown[];
}

export const adoptionProposalsIn = (dataFolder: string): ProposalFiles<AdoptionProposal> =>
  proposalFiles(join(dataFolder, "adoption-proposals"));

/** `in-force`: the site describes all of what was heard and has a profile. */
export type AdoptionStanding = "waiting" | "in-force";
export interface ToldAdoptionProposal extends Omit<AdoptionProposal, "heard"> {
  readonly standing: AdoptionStanding;
}

export function toldAdoption({ heard, ...proposal }: AdoptionProposal, site: Site): ToldAdoptionProposal {
  const names = new Set(site.signals.map(({ deviceId, name, wire }) => JSON.stringify([deviceId, wire?.name ?? name])));
  const wanted = heard.filter(({ signal }) => proposal.profiles[signal] !== undefined);
  const isThere = wanted.every((one) => {
    const device = describedDevice(one, site.devices);
    return device !== undefined && names.has(JSON.stringify([device.id, one.signal]));
  });
  return { ...proposal, standing: isThere ? "in-force" : "waiting" };
}
