import { seconds } from "@labcanary/domain/basics";
import type { UnknownAnswer } from "@labcanary/dashboard";
import { parseCommand, UsageError } from "../command-line.ts";
import { planAdoption } from "../onboarding/adoption.ts";
import { candidateOf } from "../onboarding/site-candidate.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device adopt [GATEWAY/]ADDRESS --zone ZONE [--profile SIGNAL=PROFILE]… [--id ID] [--name NAME] [--interval 1h]
                       [--apply] [--config labcanary.yaml] [--site site.yaml]

Writes a device that speaks, and that the site does not describe, into the site file. Asks the running platform who that is (the page Devices
shows it too). A signal takes the profile it is given; without one, that which alone fits what was heard. Where several fit, or none, the
signal is left out and said. Without --apply nothing is changed, and what would be is shown. With it the site file is written, comments
kept, and the platform takes it as any change. What the device said before is no reading.
`;

/** Chosen: the platform answers in milliseconds. */
const ANSWER_LIMIT = seconds(3);

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
    throw new UsageError("name one device: labcanary device adopt [GATEWAY/]ADDRESS --zone ZONE");
  const { zone, id, name, interval } = values;
  if (zone === undefined) throw new UsageError("say where it is, with --zone ZONE");
  const profiles = new Map((values.profile ?? []).map(readProfile));
  const settings = settingsFor(common);
  const site = loadSite(settings.site);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  const wish = {
    device,
    zone,
    profiles,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(interval === undefined ? {} : { interval }),
  };
  const plan = planAdoption(wish, await askUnknown(settings["ops.port"]), site.value);
  if (!plan.ok) return refuse([`${plan.error.message} (${plan.error.code})`]);
  const { device: added, lines } = plan.value;
  const candidate = candidateOf(settings.site, site.value, [added]);
  if (!candidate.ok) return refuse([...lines, ...candidate.error.problems.map(({ key, message, code }) => `${key}: ${message} (${code})`)]);
  process.stdout.write(`${lines.join("\n")}\n${candidate.value.diff}`);
  if (values.apply === true) candidate.value.keep();
  else candidate.value.discard();
  process.stdout.write(values.apply === true ? `${added.id} is in the site file.\n` : "Nothing was changed; --apply does it.\n");
  return 0;
}

function readProfile(text: string): readonly [string, string] {
  // A profile has no "=" in its name; what a gateway calls a signal may have.
  const at = text.lastIndexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--profile takes SIGNAL=PROFILE, as in contact=chemical-cabinet-door, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function askUnknown(port: number): Promise<UnknownAnswer> {
  const url = `http://127.0.0.1:${port}/unknown`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT) });
    if (answer.ok) return (await answer.json()) as UnknownAnswer;
  } catch {
    // Said below, as an answer of something else there is.
  }
  throw new UsageError(`no platform of this version answers on ${url}; start it, or say its port with LABCANARY_OPS_PORT`);
}

function refuse(lines: readonly string[]): number {
  process.stderr.write(`${lines.join("\n")}\nnothing was changed\n`);
  return 1;
}
