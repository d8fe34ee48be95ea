import { DEVICE_ID } from "@labcanary/domain/telemetry";
import { parseCommand, UsageError } from "../command-line.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device enrol ID…|--all [--json] [--site site.yaml] [--data DIR]

Gives each device a new token: its MQTT password, with its id as user name and client id. Each is printed once and kept as a hash
only; an older token of the device stops working. --all takes every device of the site. --json prints
[{"deviceId":…,"token":…}], what labcanary-sim reads.
`;

export async function device(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, { all: { type: "boolean" }, json: { type: "boolean" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb, ...named] = positionals;
  if (verb !== "enrol") throw new UsageError("labcanary device enrol ID…|--all [--json]");
  if (named.length === 0 && values.all !== true) throw new UsageError("name the devices, or give --all for every device of the site");
  const settings = settingsFor(common);
  const ids = [...new Set(values.all === true ? devicesOf(settings.site) : named)];
  const wrong = ids.find((id) => !DEVICE_ID.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no device id: 1 to 64 of A-Z a-z 0-9 . _ -`);
  const enrolled = openDeviceDirectory(settings.data).enrol(ids);
  const text =
    values.json === true ? `${JSON.stringify(enrolled)}\n` : enrolled.map(({ deviceId, token }) => `${deviceId} ${token}\n`).join("");
  process.stdout.write(text);
  return 0;
}

function devicesOf(file: string): readonly string[] {
  const site = loadSite(file);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  return site.value.devices.map(({ id }) => id);
}
