import { dirname } from "node:path";
import type { Site } from "@labcanary/domain/site";
import { isTestedOutside, UNTESTED_OUTSIDE } from "../canary/tested-outside.ts";
import { parseCommand, UsageError } from "../command-line.ts";
import { storyOf } from "../drills/story.ts";
import { settingsFor } from "./settings.ts";
import { sayLatenessUnled } from "../site/lateness-unled.ts";
import { sayBlindScales } from "../site/blind-scales.ts";
import { readSite } from "../site/load.ts";
import { sayShortHistory, shortHistory } from "../site/short-history.ts";
import { saySeldomScales } from "../site/seldom-scales.ts";
import { sayTooFewExplainers, sayTooFewSigners, sayUnlinkedAccounts, unlinkedAccountsIn } from "../site/unlinked-accounts.ts";
import { sayUnbadgedSigners } from "../site/unbadged-signers.ts";
import { sayUnsignableReports } from "../site/unsignable-reports.ts";
import { endpointsOf, missingEndpoints, sayMissing } from "../platform/endpoint-channels.ts";
import { formatProblem } from "../yaml-source.ts";

const HELP = `labcanary check site.yaml

Says what is wrong with a site file and everything it includes, with file, line and a way out; or that it is right.
`;

export async function check(words: readonly string[]): Promise<number> {
  const { positionals, common } = parseCommand(words, {});
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const file = positionals[0] ?? common.given.site;
  if (file === undefined) throw new UsageError("name the site file: labcanary check site.yaml");
  const site = readSite(file);
  if (!site.ok) {
    for (const problem of site.error) process.stderr.write(`${formatProblem(problem)}\n`);
    return 1;
  }
  const unplayable = drillsThatCannotBePlayed(file, site.value.site);
  for (const problem of unplayable) process.stderr.write(`${problem}\n`);
  if (unplayable.length > 0) return 1;
  for (const warning of site.value.warnings) process.stderr.write(`warning: ${warning}\n`);
  const unsignable = sayUnsignableReports(site.value.site);
  if (unsignable !== undefined) process.stderr.write(`warning: ${unsignable}\n`);
  for (const unbadged of sayUnbadgedSigners(site.value.site)) process.stderr.write(`warning: ${unbadged}\n`);
  const unled = sayLatenessUnled(site.value.site);
  if (unled !== undefined) process.stderr.write(`warning: ${unled}\n`);
  const fewSigners = sayTooFewSigners(site.value.site);
  if (fewSigners !== undefined) process.stderr.write(`warning: ${fewSigners}\n`);
  for (const blind of sayBlindScales(site.value.site)) process.stderr.write(`warning: ${blind}\n`);
  const seldom = saySeldomScales(site.value.site);
  if (seldom !== undefined) process.stderr.write(`warning: ${seldom}\n`);
  const { zones, plans = [], people: contacts, routes = [], rotas = [], devices, signals, version } = site.value.site;
  const people = contacts.filter(({ kind }) => kind === undefined);
  const drawn = plans.length === 0 ? "" : ` on ${plans.length} plans`;
  const told = [routes.length === 0 ? "" : `, ${routes.length} routes`, rotas.length === 0 ? "" : `, ${rotas.length} rotas`].join("");
  // A site may be checked where no installation is; then nobody knows its endpoints.
  const settings = settingsFor(common);
  const unlinked = sayUnlinkedAccounts(unlinkedAccountsIn(settings.data, site.value.site));
  if (unlinked !== undefined) process.stderr.write(`warning: ${unlinked}\n`);
  for (const few of sayTooFewExplainers(settings.data, site.value.site)) process.stderr.write(`warning: ${few}\n`);
  const short = shortHistory(site.value.site, settings);
  if (short !== undefined && short.is < short.must) {
    process.stderr.write(`HISTORY_RAW_DAYS_SHORT: such records must be kept ${short.must} days at least; ${sayShortHistory(short)}\n`);
    return 1;
  }
  if (short !== undefined) process.stderr.write(`warning: ${sayShortHistory(short)}\n`);
  if (!isTestedOutside(settings, site.value.site)) process.stderr.write(`warning: ${UNTESTED_OUTSIDE}\n`);
  if (settings["endpoints.file"] !== undefined) {
    for (const missing of missingEndpoints(site.value.site, endpointsOf(settings)))
      process.stderr.write(`warning: ${sayMissing(missing)}\n`);
  }
  const rules = signals.reduce((count, signal) => count + signal.rules.length, 0);
  process.stdout.write(
    `${file} is right: ${zones.length} zones${drawn}, ${people.length} people${told}, ${devices.length} devices, ${signals.length} signals, ${rules} rules (version ${version})\n`,
  );
  return 0;
}

/** A platform runs without what a drill would play; whoever writes the files learns of it here, and not when people are waiting for it. */
function drillsThatCannotBePlayed(file: string, { drills = [], signals }: Pick<Site, "drills" | "signals">): readonly string[] {
  return drills.flatMap((plan) => {
    const story = storyOf(dirname(file), plan, signals);
    return story.ok ? [] : [`${file}: drills: ${plan.id} cannot be played: ${story.error.code}: ${story.error.message}`];
  });
}
