import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startTestBroker } from "../../../test/support/plain-broker.ts";
import { loadScenario } from "../scenario/load.ts";
import { runCommandLine } from "./command-line.ts";

/** The examples of `labcanary-sim COMMAND --help`, run as they are written: only the server's port is another. */

const EXAMPLES = join(fileURLToPath(new URL("../../../examples/test-bench/week.yaml", import.meta.url)), "../..");
/** Where the examples think the server is. */
const WRITTEN = "mqtt://127.0.0.1:1883";

function start(args: readonly string[]) {
  let interrupt = (): void => {};
  let text = "";
  let look = (): void => {};
  const add = (line: string): void => {
    text += `${line}\n`;
    look();
  };
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const exit = runCommandLine(args, { out: add, error: add, interrupted });
  /** Resolves when it has said this; rejects when it ends without. */
  const said = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => void (text.includes(words) && resolve());
      look();
      void exit.then(() => reject(new Error(`it ended without saying "${words}": ${text}`)));
    });
  return { exit, interrupt, said, text: () => text };
}

async function help(...command: readonly string[]): Promise<string> {
  const run = start([...command, "--help"]);
  expect(await run.exit).toBe(0);
  return run.text();
}

const commandsIn = (text: string): readonly string[][] =>
  text.split("\n").flatMap((line) => (line.startsWith("  labcanary-sim ") ? [line.trim().split(/ +/).slice(1)] : []));

/** A folder as the examples are run in: those of the repository, and tokens for all their devices. */
function enterWorkFolder(): void {
  const folder = temporaryFolder();
  symlinkSync(EXAMPLES, join(folder, "examples"));
  const devices = ["chemistry-building/simulation/normal.yaml", "test-bench/week.yaml"].flatMap((file) => {
    const loaded = loadScenario(join(EXAMPLES, file));
    return loaded.ok ? loaded.value.devices : [];
  });
  writeFileSync(join(folder, "credentials.json"), JSON.stringify(devices.map(({ id }) => ({ deviceId: id, token: "token" }))));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
}

test("every command has examples, and each of them does what it says", async () => {
  const broker = await startTestBroker();
  onTestFinished(() => broker.kill());
  const commands = commandsIn(await help()).flatMap(([name]) => name ?? []);
  expect(commands).toContain("fleet");
  const examples = new Map<string, readonly string[][]>();
  for (const name of commands) examples.set(name, commandsIn((await help(name)).split("Examples:")[1] ?? ""));
  for (const [name, written] of examples) expect([name, written.length > 0]).toEqual([name, true]);
  enterWorkFolder();
  const launch = (args: readonly string[]) => start(args.map((argument) => (argument === WRITTEN ? broker.url : argument)));

  for (const args of examples.get("fleet") ?? []) {
    const run = launch(args);
    expect([args, await run.exit]).toEqual([args, 0]);
    const lines = run.text().trim().split("\n");
    if (args.includes("--json")) for (const line of lines) expect(JSON.parse(line)).toMatchObject({ kind: expect.any(String) });
  }
  for (const args of examples.get("run") ?? []) {
    const run = launch(args);
    await run.said(`devices publish to ${new URL(broker.url).host}`);
    for (const trigger of args.includes("--control") ? (examples.get("trigger") ?? []) : []) {
      const triggered = launch(trigger);
      expect([trigger, await triggered.exit]).toEqual([trigger, 0]);
      expect(triggered.text()).toContain(`Started ${trigger[1]}`);
    }
    run.interrupt();
    expect([args, await run.exit]).toEqual([args, 0]);
  }
});
