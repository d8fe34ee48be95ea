import { days, type DurationMs, epochMs, hours, parseDuration, plus } from "@labcanary/domain/basics";
import { insteadOf } from "../nearest.ts";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import { parseCommand, UsageError } from "../command-line.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { deviceAdopt } from "./device-adopt.ts";
import { deviceImport } from "./device-import.ts";
import { deviceProposal, deviceProposals } from "./device-proposal.ts";
import { deviceReplace } from "./device-replace.ts";
import { deviceUnknown } from "./device-unknown.ts";
import { rightSite } from "./right-site.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device enrol ID…|--all [--json] [--site site.yaml] [--data DIR]
labcanary device rotate ID…|--all [--within 7d] [--json] [--site site.yaml] [--data DIR]

Gives each device a new token: its MQTT password, with its id as user name and client id. Each is printed once and kept as a hash
only; an older token of the device stops working. --all takes every device of the site. --json prints
[{"deviceId":…,"token":…}], what labcanary-sim reads.

labcanary device import FILE.csv adds devices to the site, labcanary device adopt one that speaks already, labcanary device replace puts
another in the place of one that is broken, labcanary device unknown lists who speaks, or tries to sign in, and is not known, and
labcanary device proposals what somebody proposes on the page Devices; --help of each says how.

rotate gives new tokens without cutting anybody off: the token a device has works until it has used the new one, for 7 days at most,
or as long as --within says (1h to 30d). A device that has no token yet is enrolled. Give all of them once more and the new tokens are
replaced, while the ones the devices have go on. The platform need not be stopped.
`;

/** Chosen: a week to take a token to every device of a building; 30 days as the console allows. */
const WITHIN_DEFAULT = days(7);
const WITHIN_LEAST = hours(1);
const WITHIN_MOST = days(30);

/** Those with options of their own. */
const OWN_VERBS = {
  import: deviceImport,
  adopt: deviceAdopt,
  replace: deviceReplace,
  unknown: deviceUnknown,
  proposals: deviceProposals,
  proposal: deviceProposal,
} as const;
const VERBS = ["enrol", "rotate", ...Object.keys(OWN_VERBS)];

export async function device(words: readonly string[]): Promise<number> {
  const [first = "", ...rest] = words;
  const own = Object.hasOwn(OWN_VERBS, first) ? OWN_VERBS[first as keyof typeof OWN_VERBS] : undefined;
  if (own !== undefined) return own(rest);
  const { positionals, values, common } = parseCommand(words, {
    all: { type: "boolean" },
    json: { type: "boolean" },
    within: { type: "string" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb, ...named] = positionals;
  if (verb === undefined)
    throw new UsageError(`say what is to be done: labcanary device ${VERBS.slice(0, -1).join(", ")} or ${VERBS.at(-1)}`);
  if (verb !== "enrol" && verb !== "rotate") throw new UsageError(`there is no "device ${verb}"; ${insteadOf(verb, VERBS)}`);
  if (verb === "enrol" && values.within !== undefined) throw new UsageError("--within belongs to labcanary device rotate");
  const within = withinOf(values.within);
  if (named.length === 0 && values.all !== true) throw new UsageError("name the devices, or give --all for every device of the site");
  const settings = settingsFor(common);
  const ids = [...new Set(values.all === true ? devicesOf(settings.site) : named)];
  const wrong = ids.find((id) => !DEVICE_ID.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no device id: 1 to 64 of A-Z a-z 0-9 . _ -`);
  const directory = openDeviceDirectory(settings.data);
  const enrolled = verb === "enrol" ? directory.enrol(ids) : directory.rotate(ids, plus(epochMs(Date.now()), within), COMMAND_LINE);
  const text =
    values.json === true ? `${JSON.stringify(enrolled)}\n` : enrolled.map(({ deviceId, token }) => `${deviceId} ${token}\n`).join("");
  process.stdout.write(text);
  return 0;
}

/** As the journal names whoever types a command. */
const COMMAND_LINE = "command-line";

function withinOf(text: string | undefined): DurationMs {
  const within = text === undefined ? WITHIN_DEFAULT : parseDuration(text);
  if (within === undefined || within < WITHIN_LEAST || within > WITHIN_MOST) {
    throw new UsageError(`--within takes a span of 1h to 30d, such as 7d, not "${text}"`);
  }
  return within;
}

function devicesOf(file: string): readonly string[] {
  return rightSite(file).devices.map(({ id }) => id);
}
