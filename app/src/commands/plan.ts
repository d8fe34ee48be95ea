import { readFileSync } from "node:fs";
import { planProposalsIn, toldProposal, type ToldProposal } from "@labcanary/dashboard";
import { inFileOrder, type Plan } from "@labcanary/domain/site";
import { EXIT_USAGE, parseCommand, UsageError } from "../command-line.ts";
import { describingFile, loadSite } from "../site/load.ts";
import { PLAN_SOURCE_REFUSALS, withPlaces } from "../site/plan-source.ts";
import { siteEdit } from "../site/site-edit.ts";
import { formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary plan proposals [--data DIR] [--site site.yaml]
labcanary plan proposal ID [--apply] [--data DIR] [--site site.yaml]

Lists changes of plans that engineers propose on the console, or prints one as the lines of the site file, with what is different. --apply
puts these lines into the file that describes the plan and leaves everything else there as it is; a running platform follows the file.
`;

export async function plan(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, { apply: { type: "boolean" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const settings = settingsFor(common);
  const { site: file } = settings;
  const site = loadSite(file);
  if (!site.ok) {
    for (const problem of site.error) process.stderr.write(`${formatProblem(problem)}\n`);
    return 1;
  }
  const plans = new Map((site.value.plans ?? []).map((described) => [described.id, described]));
  const told = planProposalsIn(settings.data)
    .list()
    .map((proposal) => toldProposal(proposal, plans.get(proposal.planId)));
  const [what, id] = positionals;
  if (what === "proposals") {
    process.stdout.write(told.length === 0 ? "no proposals\n" : told.map((proposal) => `${headOf(proposal)}\n`).join(""));
    return 0;
  }
  if (what !== "proposal" || id === undefined) throw new UsageError("labcanary plan proposals, or labcanary plan proposal ID");
  const proposal = told.find((candidate) => candidate.id === id);
  if (proposal === undefined) {
    process.stderr.write(`there is no proposal ${id} in ${settings.data}; labcanary plan proposals lists them\n`);
    return EXIT_USAGE;
  }
  if (values.apply === true) return apply(proposal, plans.get(proposal.planId), file);
  process.stdout.write(`${commented(proposal)}${proposal.text}`);
  return 0;
}

/** What it is, in one line. */
function headOf({ id, planId, by, at, change, standing, note }: ToldProposal): string {
  const counts = `${change.placed.length} placed, ${change.moved.length} moved, ${change.removed.length} taken off`;
  return `${id}  ${planId}  ${new Date(at).toISOString()}  ${by}: ${counts}, ${standing}${note === undefined ? "" : ` (${note.replaceAll("\n", " ")})`}`;
}

const commented = (proposal: ToldProposal): string => `# ${headOf(proposal)}\n`;

/** Only what was proposed over the plan as it is: over another, a reviewer must look. */
function apply(proposal: ToldProposal, described: Plan | undefined, site: string): number {
  if (described === undefined || proposal.standing === "outdated") {
    process.stderr.write(`the plan ${proposal.planId} has been changed since; look at the proposal on the console and propose it anew\n`);
    return 1;
  }
  if (proposal.standing === "in-force") {
    process.stdout.write(`the site says what ${proposal.id} proposes already\n`);
    return 0;
  }
  const file = describingFile(site, "plans", proposal.planId);
  const after = withPlaces(readFileSync(file, "utf8"), proposal.planId, inFileOrder(described.places, proposal.places));
  if (!after.ok) {
    process.stderr.write(`${file}: ${PLAN_SOURCE_REFUSALS[after.error]}\n`);
    return 1;
  }
  const edit = siteEdit(site, file, after.value);
  if (!edit.ok) {
    for (const problem of edit.error) process.stderr.write(`${formatProblem(problem)}\n`);
    process.stderr.write(`${file} is as it was\n`);
    return 1;
  }
  edit.value.keep();
  process.stdout.write(
    `${file}: the places of ${proposal.planId} are those of ${proposal.id}; the site is version ${edit.value.site.version} now\n`,
  );
  return 0;
}
