import { type AdoptionProposal, adoptionProposalsIn, toldAdoption } from "@labcanary/dashboard";
import { EXIT_USAGE, parseCommand, UsageError } from "../command-line.ts";
import { planAdoption } from "../onboarding/adoption.ts";
import { carryOutAdoption } from "./device-adopt.ts";
import { rightSite } from "./right-site.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device proposals [--data DIR] [--site site.yaml]
labcanary device proposal ID [--apply] [--data DIR] [--site site.yaml]

Lists the unknown devices and signals that somebody would like in the site, as proposed on the page Devices, or shows what one of them would
change. --apply writes it into the site file and leaves everything else there as it is; a running platform follows the file. The platform
need not run: what had been heard is part of the proposal.
`;

export async function deviceProposals(words: readonly string[]): Promise<number> {
  const { positionals, common } = parseCommand(words, {});
  if (common.help) return help();
  if (positionals.length > 0) throw new UsageError("labcanary device proposals takes no names; labcanary device proposal ID shows one");
  const settings = settingsFor(common);
  const site = rightSite(settings.site);
  const told = adoptionProposalsIn(settings.data).list();
  const lines = told.map((proposal) => `${headOf(proposal)}, ${toldAdoption(proposal, site).standing}\n`);
  process.stdout.write(lines.length === 0 ? "no proposals\n" : lines.join(""));
  return 0;
}

export async function deviceProposal(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, { apply: { type: "boolean" } });
  if (common.help) return help();
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError("name one proposal: labcanary device proposal ID");
  const settings = settingsFor(common);
  const site = rightSite(settings.site);
  const proposal = adoptionProposalsIn(settings.data).find(id);
  if (proposal === undefined) {
    process.stderr.write(`there is no proposal ${id} in ${settings.data}; labcanary device proposals lists them\n`);
    return EXIT_USAGE;
  }
  process.stdout.write(`# ${headOf(proposal)}\n`);
  if (toldAdoption(proposal, site).standing === "in-force") {
    process.stdout.write(`the site describes ${proposal.device} already\n`);
    return 0;
  }
  const { device, zone, name, deviceId, profiles, heard } = proposal;
  const wish = {
    device,
    profiles: new Map(Object.entries(profiles)),
    ...(zone === undefined ? {} : { zone }),
    ...(deviceId === undefined ? {} : { id: deviceId }),
    ...(name === undefined ? {} : { name: name.en, nameZh: name.zh }),
  };
  const plan = planAdoption(wish, { signals: heard }, site);
  return carryOutAdoption(plan, { siteFile: settings.site, site, isApplied: values.apply === true });
}

function help(): number {
  process.stdout.write(HELP);
  return 0;
}

function headOf({ id, device, zone, by, at, profiles }: AdoptionProposal): string {
  const taken = Object.entries(profiles).map(([signal, profile]) => `${signal}=${profile}`);
  return `${id}  ${device}  ${new Date(at).toISOString()}  ${by}: ${zone === undefined ? "" : `in ${zone}, `}${taken.join(", ")}`;
}
