import { statSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { err, ok } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../test/support/files.ts";
import { createControl, requestTrigger } from "./control.ts";
import type { Scenario } from "./scenario/scenario.ts";

const leak: Scenario = { name: "leak", about: "A leak.", base: "normal", timeFactor: 60, devices: [], steps: [] };
const simulation = {
  trigger: (name: string) =>
    name === "leak" ? ok(leak) : err({ code: "SIMULATION_UNKNOWN_SCENARIO", known: ["normal", "leak"] } as const),
};

async function listening(): Promise<string> {
  const path = join(temporaryFolder(), "control.sock");
  const control = createControl({ path }, { simulation });
  onTestFinished(() => control.stop());
  await control.start();
  return path;
}

test("it answers what was started, or which names it knows, to its owner only", async () => {
  const path = await listening();
  expect(await requestTrigger(path, "leak")).toEqual({ ok: true, value: { started: "leak", about: "A leak.", timeFactor: 60 } });
  expect(await requestTrigger(path, "flood")).toEqual({ ok: true, value: { known: ["normal", "leak"] } });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a caller that sends no end of line is cut off", async () => {
  const path = await listening();
  const socket = createConnection(path, () => socket.write("x".repeat(5000)));
  await new Promise((resolve) => socket.on("close", resolve).on("error", resolve));
  expect(await requestTrigger(path, "leak")).toMatchObject({ ok: true });
});

test("a second simulation does not take over the socket of one that runs", async () => {
  const path = await listening();
  await expect(createControl({ path }, { simulation }).start()).rejects.toThrow(`another simulation listens on ${path}`);
  expect(await requestTrigger(path, "leak")).toMatchObject({ ok: true });
});

test("a path that is some other file is left as it is", async () => {
  const path = join(temporaryFolder(), "notes.txt");
  writeFileSync(path, "mine");
  await expect(createControl({ path }, { simulation }).start()).rejects.toThrow("EADDRINUSE");
  expect(statSync(path).size).toBe(4);
});

test("without a simulation there, or with something else there, the answer is an error", async () => {
  const folder = temporaryFolder();
  expect(await requestTrigger(join(folder, "nobody.sock"), "leak")).toEqual({ ok: false, error: { code: "CONTROL_UNREACHABLE" } });
  const stranger = createServer((socket) => socket.end("hello\n"));
  onTestFinished(() => void stranger.close());
  const path = join(folder, "stranger.sock");
  await new Promise<void>((resolve) => stranger.listen(path, resolve));
  expect(await requestTrigger(path, "leak")).toEqual({ ok: false, error: { code: "CONTROL_ANSWER" } });
});
