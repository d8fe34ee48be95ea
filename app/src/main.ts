import { EXIT_USAGE, UsageError } from "./command-line.ts";
import { backtest } from "./commands/backtest.ts";
import { check } from "./commands/check.ts";
import { demo } from "./commands/demo.ts";
import { device } from "./commands/device.ts";
import { explain } from "./commands/explain.ts";
import { journal } from "./commands/journal.ts";
import { schema } from "./commands/schema.ts";
import { start } from "./commands/start.ts";
import { user } from "./commands/user.ts";
import { insteadOf } from "./nearest.ts";

/** Every command: what it does in a line, and its words. Each resolves to the exit code, or keeps the process running. */
const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  start,
  demo,
  check,
  schema,
  device,
  user,
  journal,
  explain,
  backtest,
};

const HELP = `LabCanary watches laboratories, hospital wards and chemical stores.

  labcanary start [--config labcanary.yaml] [--site site.yaml] [--data DIR]   run the platform
  labcanary demo [--data DIR]                                                run it with a simulated building
  labcanary check site.yaml                                                  say what is wrong with a site file, or that it is right
  labcanary schema                                                           print the JSON Schema of site files, for editors
  labcanary device enrol ID…|--all [--json]                                  give devices tokens, printed once
  labcanary user add NAME --role ROLE [--password-stdin]                     let a person sign in
  labcanary explain ALARM | --signal KEY --at TIME                           say why there was an alarm, or none
  labcanary backtest --rule ID --from TIME --to TIME [--set setpoint=8]      say what a rule, or a changed one, would have done
  labcanary journal verify                                                   prove that nobody changed the journal

--port 0 takes free ports for every listener. Every setting has an environment name: docs/reference/configuration.md
`;

async function main([command = "", ...words]: readonly string[]): Promise<number> {
  if (command === "" || command === "help" || command === "--help" || command === "-h") {
    process.stdout.write(HELP);
    return command === "" ? EXIT_USAGE : 0;
  }
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (run === undefined) throw new UsageError(`there is no command "${command}"; ${insteadOf(command, Object.keys(COMMANDS))}`);
  return run(words);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What an engineer can mend is told in a sentence; a bug keeps its stack.
  const isTheirs = error instanceof UsageError || (error instanceof Error && "code" in error);
  process.stderr.write(`labcanary: ${isTheirs ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`);
  // Not the exit code alone: a service that could not be stopped must not keep half a platform alive.
  process.exit(error instanceof UsageError ? EXIT_USAGE : 1);
}
