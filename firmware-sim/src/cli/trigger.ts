import { join } from "node:path";
import { parseArgs } from "node:util";
import { requestTrigger } from "../control.ts";
import { type Command, UsageError } from "./command.ts";

/** Where `labcanary demo` listens: in its own folder below the data folder. */
const DEMO_SOCKET = join(process.env["LABCANARY_DATA"] ?? "data", "demo", "simulation.sock");

export const triggerCommand: Command = {
  usage: `labcanary-sim trigger NAME [--control SOCKET]

Starts the scenario NAME in the simulation that was started with --control SOCKET; without it, in the demo started in this folder.
The scenario that describes the devices (normal) ends all others and puts every device back to its start.

Examples:
  labcanary-sim trigger freezer-failure --control sim.sock
  labcanary-sim trigger normal --control sim.sock`,

  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { control: { type: "string" } } });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError("Name one scenario: labcanary-sim trigger NAME.");
    const path = values.control ?? DEMO_SOCKET;
    const answer = await requestTrigger(path, name);
    if (!answer.ok) {
      terminal.error(
        answer.error.code === "CONTROL_UNREACHABLE"
          ? `No simulation listens on ${path}; start one with: labcanary-sim run FILE … --control ${path}`
          : `What listens on ${path} is no simulation, or it ended; look which program uses that path.`,
      );
      return 1;
    }
    if ("known" in answer.value) throw new UsageError(`There is no scenario ${name}; there are ${answer.value.known.join(", ")}.`);
    terminal.out(`Started ${answer.value.started}: ${answer.value.about}`);
    return 0;
  },
};
