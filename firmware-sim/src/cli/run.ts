import { parseArgs } from "node:util";
import { createControl } from "../control.ts";
import { loadCredentials } from "../credentials.ts";
import { createRandom } from "../random.ts";
import { loadScenarioSet } from "../scenario/load.ts";
import { scenarioErrorText } from "../scenario/scenario.ts";
import { createSimulation, devicesWithoutCredentials, devicesWithoutMark, type Simulation } from "../simulation.ts";
import { isStory } from "../story/index.ts";
import { createSystemClock } from "../system-clock.ts";
import { runStory } from "./run-story.ts";
import { type Command, required, type Terminal, timeZoneOption, UsageError, urlOption, wholeNumberOption } from "./command.ts";

export const runCommand: Command = {
  usage: `labcanary-sim run FILE --url URL --credentials FILE [--seed N] [--trigger NAME]... [--control SOCKET] [--as-real]
labcanary-sim run STORY --url URL --credentials FILE [--api URL --token TOKEN] [--training] [--as-real]

Plays the scenario in FILE: its devices connect, publish and obey commands until you press Ctrl-C.
The other scenarios in the same folder can be started meanwhile.

  --url URL           the MQTT server, such as mqtt://127.0.0.1:1883
  --credentials FILE  tokens of the devices, made by: labcanary device enrol --all --json
  --seed N            the same number gives the same noise; default 1
  --trigger NAME      start this scenario too; may be repeated
  --control SOCKET    listen there for: labcanary-sim trigger NAME --control SOCKET
  --time-zone ZONE    of devices whose clocks do not say theirs, such as Europe/Berlin; default UTC
  --as-real           send readings as if sensors had measured them; without it every value is marked "simulated".
                      For tests and measurements only: a platform cannot tell such readings from real ones.

A file with a story: and expectations is played once, from its beginning to its end, and tells what came otherwise:

  --api URL           the platform's pages, such as http://127.0.0.1:8080: there it is looked what came
  --token TOKEN       a token of an operator (page Account); what people do in the story is done under its name
  --training          tells nothing of the story, leaves to people what is theirs to do, and says at the end how they did

Examples:
  labcanary-sim run examples/chemistry-building/simulation/normal.yaml --url mqtt://127.0.0.1:1883 --credentials credentials.json --control sim.sock
  labcanary-sim run examples/test-bench/week.yaml --url mqtt://127.0.0.1:1883 --credentials credentials.json --seed 7`,

  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: "string" },
        credentials: { type: "string" },
        seed: { type: "string" },
        trigger: { type: "string", multiple: true },
        control: { type: "string" },
        "as-real": { type: "boolean" },
        "time-zone": { type: "string" },
        api: { type: "string" },
        token: { type: "string" },
        training: { type: "boolean" },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError("Name one scenario file: labcanary-sim run FILE …");
    if (isStory(file)) return runStory(file, values, terminal);
    const url = urlOption(required(values.url, "url", "mqtt://127.0.0.1:1883"), ["mqtt:", "mqtts:", "ws:", "wss:"]);
    const seed = wholeNumberOption(values.seed, "seed", { least: 0, most: Number.MAX_SAFE_INTEGER, absent: 1 });
    const credentials = loadCredentials(required(values.credentials, "credentials", "credentials.json"));
    if (!credentials.ok) throw new UsageError(credentials.error.message);
    const scenarios = loadScenarioSet(file);
    if (!scenarios.ok) throw new UsageError(scenarios.error.map(scenarioErrorText).join("\n"));
    const { first, byName } = scenarios.value;
    const unknown = devicesWithoutCredentials(first, credentials.value);
    if (unknown.length > 0)
      throw new UsageError(`${values.credentials} has no token for ${unknown.join(", ")}; enrol them and write the file anew.`);
    const unmarked = devicesWithoutMark(first);
    if (unmarked.length > 0 && values["as-real"] !== true)
      throw new UsageError(
        `${unmarked.join(", ")} speak through a gateway or are asked by Modbus, and cannot mark a value as simulated: against a platform that watches nothing, add --as-real.`,
      );
    const also = values.trigger ?? [];
    const missing = also.find((name) => !byName.has(name));
    if (missing !== undefined) throw new UsageError(`There is no scenario ${missing}; there are ${[...byName.keys()].join(", ")}.`);

    const simulation = createSimulation(
      {
        url: url.href,
        credentials: credentials.value,
        scenarios: byName,
        first: first.name,
        markSimulated: values["as-real"] !== true,
        ...timeZoneOption(values["time-zone"]),
      },
      {
        clock: createSystemClock(),
        random: createRandom(seed),
        onStep: (scenario, { say, deviceId }) => terminal.out(`${scenario}: ${say ?? `something happens to ${deviceId}`}`),
      },
    );
    const control = values.control === undefined ? undefined : createControl({ path: values.control }, { simulation });
    try {
      await control?.start();
    } catch (failure) {
      terminal.error(`The control socket cannot be opened: ${failure instanceof Error ? failure.message : String(failure)}.`);
      return 1;
    }
    await simulation.start();
    for (const name of also) simulation.trigger(name);
    terminal.out(`${first.devices.length} devices publish to ${url.host}. ${first.name}: ${first.about}`);
    await terminal.interrupted;
    await control?.stop();
    await simulation.stop();
    tellSummary(simulation, terminal);
    return 0;
  },
};

function tellSummary(simulation: Simulation, terminal: Terminal): void {
  const states = [...simulation.devices.values()].map((device) => device.state());
  const total = (of: (state: (typeof states)[number]) => number): number => states.reduce((sum, state) => sum + of(state), 0);
  terminal.out(
    `${total(({ acknowledged }) => acknowledged)} messages acknowledged, ${total(({ waiting }) => waiting)} not acknowledged, ` +
      `${total(({ dropped }) => dropped)} dropped because a device's memory was full.`,
  );
}
