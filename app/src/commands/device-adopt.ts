import type { Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { parseCommand, UsageError } from "../command-line.ts";
import { type Adoption, type AdoptionProblem, planAdoption } from "../onboarding/adoption.ts";
import { adoptionEdit, nameOfAdopted } from "../onboarding/adoption-edit.ts";
import { askUnknown } from "./ask-unknown.ts";
import { rightSite } from "./right-site.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device adopt [GATEWAY/]ADDRESS --zone ZONE [--profile SIGNAL=PROFILE]… [--id ID] [--name NAME] [--interval 1h]
                       [--apply] [--config labcanary.yaml] [--site site.yaml]
labcanary device adopt DEVICE/SIGNAL [--profile SIGNAL=PROFILE] [--interval 1h] [--apply] …

Writes a device that speaks, and that the site does not describe, into the site file, or one more signal of a device it does. Asks the
running platform who that is (labcanary device unknown and the page Devices show it too). A signal takes the profile it is given; without
one, that which alone fits what was heard. Where several fit, or none, the signal is left out and said. Without --apply nothing is changed,
and what would be is shown. With it the site file is written, comments kept, and the platform takes it as any change. What was said before
is no reading.
`;

export async function deviceAdopt(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    zone: { type: "string" },
    profile: { type: "string", multiple: true },
    id: { type: "string" },
    name: { type: "string" },
    interval: { type: "string" },
    apply: { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [device, ...more] = positionals;
  if (device === undefined || more.length > 0)
    throw new UsageError("name one device: labcanary device adopt [GATEWAY/]ADDRESS --zone ZONE, or one signal of a device: DEVICE/SIGNAL");
  const { zone, id, name, interval } = values;
  const profiles = new Map((values.profile ?? []).map(readProfile));
  const settings = settingsFor(common);
  const site = rightSite(settings.site);
  const wish = {
    device,
    profiles,
    ...(zone === undefined ? {} : { zone }),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(interval === undefined ? {} : { interval }),
  };
  const plan = planAdoption(wish, await askUnknown(settings["ops.port"]), site);
  return carryOutAdoption(plan, { siteFile: settings.site, site, isApplied: values.apply === true });
}

/** Shows what an adoption would change, and changes it where it is `isApplied`. */
export function carryOutAdoption(
  plan: Result<Adoption, AdoptionProblem>,
  { siteFile, site, isApplied }: { readonly siteFile: string; readonly site: Site; readonly isApplied: boolean },
): number {
  if (!plan.ok) return refuse([`${plan.error.message} (${plan.error.code})`]);
  const edit = adoptionEdit(plan.value, siteFile, site);
  if (!edit.ok) return refuse([...plan.value.lines, ...edit.error]);
  process.stdout.write(`${plan.value.lines.join("\n")}\n${edit.value.diff}`);
  if (isApplied) edit.value.keep();
  process.stdout.write(isApplied ? `${nameOfAdopted(plan.value)} is in the site file.\n` : "Nothing was changed; --apply does it.\n");
  return 0;
}

function readProfile(text: string): readonly [string, string] {
  // A profile has no "=" in its name; what a gateway calls a signal may have.
  const at = text.lastIndexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--profile takes SIGNAL=PROFILE, as in contact=chemical-cabinet-door, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function refuse(lines: readonly string[]): number {
  process.stderr.write(`${lines.join("\n")}\nnothing was changed\n`);
  return 1;
}
