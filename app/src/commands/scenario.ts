import { existsSync } from "node:fs";
import { elapsed, type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { Logger } from "@labcanary/domain/ports";
import { EXIT_USAGE, parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { createLogger } from "../platform/logger.ts";
import { storedHistory } from "../platform/stored-history.ts";
import { recordingBeside, recordStory } from "../scenario/record.ts";
import { LONGEST_RECORDING } from "../scenario/recorded-story.ts";
import { reportJson, reportText } from "../scenario/report.ts";
import { testStory } from "../scenario/test-story.ts";
import { siteOf, timeOf } from "./question.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary scenario test FILE… [--site changed.yaml] [--json]
labcanary scenario record --from TIME --to TIME [--zone ID]… FILE [--site site.yaml] [--data DIR] [--config labcanary.yaml]

Plays scenarios in virtual time, a day in seconds: the rules, alarms, journal and texts of the platform in this process, with simulated
devices and with phones that are none. Prints each story with a tick, or what came instead, and the texts people would have had.
--site takes another site in the place of the scenario's own, to see what a changed rule would have made of it.
test ends with 0 when all came as expected, 1 when not, 2 when a file is wrong. Sentences: docs/guides/scenarios.md

record makes a scenario of a period of a live site: what was received goes into FILE.ndjson beside it, what people did and what came of it
into FILE, without who they are. It reads the accepted log or, further back, the history, changes nothing, and may run beside the platform.
The recording passes as it is; with another --site it tells what a changed rule would have missed or found.
`;

const ACTIONS = { test, record } as const;

export async function scenario(words: readonly string[]): Promise<number> {
  const [action = "", ...rest] = words;
  if (action === "" || action === "--help" || action === "-h") {
    process.stdout.write(HELP);
    return action === "" ? EXIT_USAGE : 0;
  }
  if (!Object.hasOwn(ACTIONS, action)) throw new UsageError(`there is no "scenario ${action}"; ${insteadOf(action, Object.keys(ACTIONS))}`);
  return ACTIONS[action as keyof typeof ACTIONS](rest);
}

async function test(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, { json: { type: "boolean" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError("name one scenario file or more: labcanary scenario test FILE…");
  const logger: Logger = createLogger("error");
  const told: object[] = [];
  let worst = 0;
  for (const file of positionals) {
    const begun = performance.now();
    const tested = await testStory(file, logger, common.given.site);
    if (!tested.ok) {
      process.stderr.write(`${tested.error.join("\n")}\n`);
      worst = EXIT_USAGE;
      continue;
    }
    if (!tested.value.passed) worst = Math.max(worst, 1);
    if (values.json === true) told.push(reportJson(tested.value));
    else process.stdout.write(`${reportText(tested.value, performance.now() - begun)}\n`);
  }
  if (values.json === true) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  return worst;
}

async function record(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, {
    from: { type: "string" },
    to: { type: "string" },
    zone: { type: "string", multiple: true },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("name one file to write: labcanary scenario record … FILE");
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`a scenario is a YAML file; name it ${file}.yaml`);
  const taken = [file, recordingBeside(file)].find((name) => existsSync(name));
  if (taken !== undefined) throw new UsageError(`${taken} is there already; name another file, or take it away`);
  // A story tells whole seconds.
  const [from, to] = [timeOf(values.from, "from"), timeOf(values.to, "to")].map((at) => epochMs(Math.floor(at / 1000) * 1000)) as [
    EpochMs,
    EpochMs,
  ];
  if (from >= to) throw new UsageError("--from must be before --to");
  if (elapsed(from, to) > LONGEST_RECORDING) throw new UsageError("at most 31 days can be recorded; name a shorter period");
  const settings = settingsFor(common);
  const site = siteOf(settings.site);
  const known = site.zones.map(({ id }) => id);
  const unknown = values.zone?.find((zone) => !known.includes(zone));
  if (unknown !== undefined) throw new UsageError(`the site has no zone ${unknown}; ${insteadOf(unknown, known)}`);

  const stored = storedHistory(settings, site.id, process.env);
  const zones = values.zone === undefined ? {} : { zones: values.zone };
  const recorded = await recordStory({ stored, site, siteFile: settings.site, from, to, file, ...zones }, createLogger("error"));
  if (!recorded.ok) throw new UsageError(recorded.error);
  const { source, lines, expectations, leftOut, stood, missing } = recorded.value;
  process.stdout.write(
    [
      `${file}: ${lines} readings and events from the ${source === "log" ? "accepted log" : "history"}, ${expectations} expectations.`,
      ...missing.map((text) => `Not in it: ${text}.`),
      ...(stood.length === 0 ? [] : [`Stood before --from, and is raised again with its first reading: ${stood.join(", ")}.`]),
      ...(leftOut.length === 0
        ? []
        : ["Left out, since it did not come again when it was played; what leads to it may be from before --from:"]),
      ...leftOut.map((text) => `  ${text}`),
      `Try it: labcanary scenario test ${file}`,
      "",
    ].join("\n"),
  );
  return 0;
}
