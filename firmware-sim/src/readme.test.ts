import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decodeCommand } from "./commands.ts";
import { parseScenario } from "./scenario/load.ts";

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

test("the scenario in the README is one, and its steps are understood", () => {
  const parsed = parseScenario("README.md", /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "");
  expect(parsed).toMatchObject({ ok: true, value: { name: "small-leak" } });
  expect(parsed.ok && parsed.value.steps.map(({ action }) => action.kind)).toEqual([
    "ramp",
    "hold",
    "set",
    "signal-mode",
    "calm",
    "device-mode",
    "event",
    "event",
    "sounder",
  ]);
});

test("the commands in the README are obeyed", () => {
  const commands = [...readme.matchAll(/`(\{"command".*?\})`/g)].map(([, json]) => decodeCommand(new TextEncoder().encode(json)));
  expect(commands).toEqual([
    { ok: true, value: { kind: "identify", span: 30_000 } },
    { ok: true, value: { kind: "set-interval", every: 5000 } },
    { ok: true, value: { kind: "sounder", on: true, span: 600_000, id: "s1" } },
  ]);
});
