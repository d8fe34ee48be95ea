import { type Command, type ExitCode, type Terminal, UsageError } from "./command.ts";
import { fleetCommand } from "./fleet.ts";
import { runCommand } from "./run.ts";
import { triggerCommand } from "./trigger.ts";

const COMMANDS: Readonly<Record<string, Command>> = { run: runCommand, trigger: triggerCommand, fleet: fleetCommand };

const USAGE = `labcanary-sim: simulated devices for LabCanary

  labcanary-sim run FILE …      play a scenario with its devices
  labcanary-sim trigger NAME …  start another scenario in a simulation that runs
  labcanary-sim fleet …         many cheap devices, to measure a platform

labcanary-sim COMMAND --help says more about each.`;

/** Runs the command line and resolves to its exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") {
    terminal.out(USAGE);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const known = Object.keys(COMMANDS).join(", ");
    terminal.error(name === undefined ? USAGE : `"${name}" is no command; there are ${known}. See labcanary-sim --help.`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    terminal.out(command.usage);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (failure) {
    if (!isUsageError(failure)) throw failure;
    terminal.error(failure.message);
    return 2;
  }
}

/** Our own, and what `parseArgs` throws for options it does not know. */
function isUsageError(failure: unknown): failure is Error {
  return (
    failure instanceof UsageError ||
    (failure instanceof TypeError && "code" in failure && String(failure.code).startsWith("ERR_PARSE_ARGS_"))
  );
}
