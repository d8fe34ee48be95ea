import { setFlagsFromString } from "node:v8";
import { EXIT_USAGE, UsageError } from "./command-line.ts";
import { insteadOf } from "./nearest.ts";

/**
 * Calls out of WebAssembly (the HTTP client parses with it) go through wrappers that V8 compiles anew after 1,000 of them. Freeing one again
 * ended a process (decision 0085); here none is compiled. In what is built, it stands before all that has such code; threads have it, the processes that read sites and answer questions have not.
 */
setFlagsFromString("--wasm-wrapper-tiering-budget=2147483647");

type Command = (words: readonly string[]) => Promise<number>;

/**
 * Every command: it takes its words, and resolves to the exit code or keeps the process running. Each is loaded when it is asked for: a
 * question to the history does not wait for brokers and pages.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.ts")).start,
  demo: async () => (await import("./commands/demo.ts")).demo,
  check: async () => (await import("./commands/check.ts")).check,
  schema: async () => (await import("./commands/schema.ts")).schema,
  device: async () => (await import("./commands/device.ts")).device,
  user: async () => (await import("./commands/user.ts")).user,
  person: async () => (await import("./commands/person.ts")).person,
  kannel: async () => (await import("./commands/kannel.ts")).kannel,
  journal: async () => (await import("./commands/journal.ts")).journal,
  explain: async () => (await import("./commands/explain.ts")).explain,
  backtest: async () => (await import("./commands/backtest.ts")).backtest,
  who: async () => (await import("./commands/who.ts")).who,
  plan: async () => (await import("./commands/plan.ts")).plan,
  scenario: async () => (await import("./commands/scenario.ts")).scenario,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  commission: async () => (await import("./commands/commission.ts")).commission,
  notify: async () => (await import("./commands/notify.ts")).notify,
};

const HELP = `LabCanary watches laboratories, hospital wards and chemical stores.

  labcanary start [--config labcanary.yaml] [--site site.yaml] [--data DIR]   run the platform
  labcanary demo [--data DIR]                                                run it with a simulated building
  labcanary check site.yaml                                                  say what is wrong with a site file, or that it is right
  labcanary schema                                                           print the JSON Schema of site files, for editors
  labcanary device enrol ID…|--all [--json]                                  give devices tokens, printed once
  labcanary device rotate ID…|--all [--within 7d]                            give new tokens while the old ones still work
  labcanary device import FILE.csv [--apply]                                 add devices to the site from a table
  labcanary device unknown|adopt|proposals|proposal|replace                  see to who speaks and is not known, and to broken devices
  labcanary user add NAME --role ROLE [--zone ID]… [--password-stdin]        let a person sign in
  labcanary user list|set-role|set-password|reset-second-factor|remove       see to who may
  labcanary person find|export|remove user:NAME|person:ID                    say what is held of a person, and remove what may go
  labcanary commission list|begin|watch|end|void|proof                       say what is proven to protect, and test it
  labcanary explain ALARM | --signal KEY --at TIME                           say why there was an alarm, or none
  labcanary backtest --rule ID --from TIME --to TIME [--set setpoint=8]      say what a rule, or a changed one, would have done
  labcanary who --zone ZONE [--at TIME]                                      say who is on duty, and who would be told first
  labcanary notify --dry-run --zone ZONE --priority P | --rule ID [--at TIME] say who would be told, when and what; send nothing
  labcanary scenario test FILE…                                              play scenarios in virtual time, and say what came otherwise
  labcanary scenario record --from TIME --to TIME FILE                       make a scenario of a period of this site, without who people are
  labcanary plan proposals | plan proposal ID [--apply]                      list and take over changes of plans proposed on the console
  labcanary doctor [--json] [--lang en|zh]                                   say what is wrong with this installation, and what to do
  labcanary kannel                                                           print what kannel.conf needs for reports and answers to arrive
  labcanary journal verify                                                   prove that nobody changed the journal

--port 0 takes free ports for every listener. Every setting has an environment name: docs/reference/configuration.md
`;

async function main([command = "", ...words]: readonly string[]): Promise<number> {
  if (command === "" || command === "help" || command === "--help" || command === "-h") {
    process.stdout.write(HELP);
    return command === "" ? EXIT_USAGE : 0;
  }
  const load = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (load === undefined) throw new UsageError(`there is no command "${command}"; ${insteadOf(command, Object.keys(COMMANDS))}`);
  const run = await load();
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
