import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createControl,
  createPhoneGateway,
  createRandom,
  createSimulation,
  createSystemClock,
  loadScenarioSet,
  scenarioErrorText,
} from "@labcanary/firmware-sim";
import { epochMs } from "@labcanary/domain/basics";
import { parseCommand } from "../command-line.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import type { Settings } from "../settings/table.ts";
import { forgetInForce } from "../site/in-force-file.ts";
import { loadSite } from "../site/load.ts";
import { fillBooks } from "./demo-books.ts";
import { settingsFor } from "./settings.ts";
import { addressesOf, startPlatform, untilStopped } from "./start.ts";

const HELP = `labcanary demo [--data DIR] [--port 0] [--silent-start]

Runs the platform with a simulated building: cabinets, a gas room, freezers and a ward publish over real MQTT, and within a minute
a solvent cabinet's vapour rises through both levels. Prints a link that signs you in as operator and one as safety officer, whose
books have something in them; each works once. Texts go to simulated phones and are printed here. --silent-start leaves the vapour
out. Other scenarios, from another terminal:

  npm run labcanary-sim -- trigger door-left-open
`;

/** The example lies beside the sources, wherever the command is called from. */
const EXAMPLE = findUp(import.meta.dirname, join("examples", "chemistry-building", "demo.yaml"));

/** Where `labcanary-sim trigger` finds a running demo when it is told nothing else; it is given on the command line below. */
const CONTROL_SOCKET = "simulation.sock";

const FIRST_ALARM = "solvent-vapour";

export async function demo(words: readonly string[]): Promise<number> {
  const { values, common } = parseCommand(words, { "silent-start": { type: "boolean" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const wanted = settingsFor(common);
  const phones = createPhoneGateway({ port: 0, onText: ({ to, text }) => process.stdout.write(`\nText to ${to}:\n  ${text}\n`) });
  await phones.start();
  const settings = demoSettings(wanted, phones.url);
  // Another demo than the last is no change that anybody would agree to.
  forgetInForce(settings.data);
  const platform = await startPlatform(settings);
  fillBooks(platform.governance, epochMs(Date.now()));
  const simulation = await simulate(settings, platform.broker.listeners[0]?.port ?? 0);
  const control = createControl({ path: join(settings.data, CONTROL_SOCKET) }, { simulation });
  await control.start();
  await simulation.start();
  if (values["silent-start"] !== true) simulation.trigger(FIRST_ALARM);
  const stopped = untilStopped(control, simulation, platform, phones);
  process.stdout.write(
    `${addressesOf(platform)}
Open this link, it signs you in as operator, once:

  ${platform.dashboard.issueOneTimeLink("operator")}

And this one, in a private window, as safety officer: hazards, drills, controlled substances, codes for doors.

  ${platform.dashboard.issueOneTimeLink("safety-officer")}

Every reading here is simulated. A first alarm comes within a minute. More, from another terminal:
${[...simulation.names].map((name) => `  npm run labcanary-sim -- trigger ${name} --control ${join(settings.data, CONTROL_SOCKET)}\n`).join("")}
Ctrl-C ends it.
`,
  );
  await stopped;
  return 0;
}

/** The demo keeps its own data beside that of a real installation, and sends texts to phones that are none. */
function demoSettings(wanted: Settings, gateway: string): Settings {
  return {
    ...wanted,
    site: EXAMPLE,
    data: join(wanted.data, "demo"),
    "log.level": wanted["log.level"] === "info" ? "warn" : wanted["log.level"],
    "sms.kannel.url": gateway,
  };
}

async function simulate(settings: Settings, port: number) {
  const scenarios = loadScenarioSet(join(dirname(EXAMPLE), "simulation", "normal.yaml"));
  if (!scenarios.ok) throw new Error(scenarios.error.map(scenarioErrorText).join("\n"));
  const site = loadSite(EXAMPLE);
  if (!site.ok) throw new Error("the example site is wrong; labcanary check says where");
  const enrolled = openDeviceDirectory(settings.data).enrol(site.value.devices.map(({ id }) => id));
  const { first, byName } = scenarios.value;
  const simulation = createSimulation(
    {
      url: `mqtt://127.0.0.1:${port}`,
      credentials: new Map(enrolled.map(({ deviceId, token }) => [deviceId, token])),
      scenarios: byName,
      first: first.name,
      markSimulated: true,
    },
    { clock: createSystemClock(), random: createRandom(1) },
  );
  return { ...simulation, names: [...byName.keys()].filter((name) => name !== first.name) };
}

function findUp(from: string, path: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return join(folder, path);
    if (folder === dirname(folder)) throw new Error(`${path} is not there`);
  }
}
