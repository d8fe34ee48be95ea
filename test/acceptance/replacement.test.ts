import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UnknownAnswer } from "@labcanary/dashboard";
import mqtt from "mqtt";
import { expect, it, onTestFinished, vi } from "vitest";
import { device } from "../../app/src/commands/device.ts";
import { signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { commissionedSite } from "../support/commissioned-site.ts";
import { temporaryFolder } from "../support/files.ts";
import { prove, standing } from "../support/proving.ts";

const SITE = commissionedSite().replace("{ id: gas-1, zone: room, signals: { ch4: { profile: gas } } }", (device) =>
  device.replace("profile: gas", "profile: gas, calibration: { last: 2026-11-01, every: 180d }"),
);

interface Samples {
  readonly series: readonly { readonly signal: string; readonly value: readonly (number | null)[] }[];
  readonly replacements: readonly { readonly signal: string; readonly at: number; readonly serial?: string }[];
}

it("a detector that breaks is replaced: the chart goes on with a mark, the old token ends, and the new one is connected, not in service", async () => {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  const test = await startPlatform({ site });
  const { platform, clock, data } = test;
  const [chen, mei] = [await signInWithAccount(test, "chen"), await signInWithAccount(test, "mei", "operator")];
  const from = clock.now();
  await prove(test, chen, mei);
  expect(await standing(chen)).toMatchObject({ state: "in-service" });
  await test.pass(1);
  const old = await test.device("gas-1");
  await old.say({ ch4: 2 });
  await test.pass(5);
  await old.say({ ch4: null });

  const cut = new Promise<void>((resolve) => void old.client.once("close", resolve));
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.useFakeTimers({ toFake: ["Date"], now: clock.now() });
  try {
    expect(await device(["replace", "gas-1", "--serial", "SN-42", "--apply", "--site", site, "--data", data])).toBe(0);
  } finally {
    vi.useRealTimers();
    vi.restoreAllMocks();
  }
  const [, token = ""] = /^gas-1 ([\w-]{43})$/m.exec(out) ?? [];
  const stateAfterASecond = async () => (await test.pass(1), (await standing(chen)).state);
  await expect.poll(stateAfterASecond).toBe("described");
  const replacedAt = clock.now();
  await cut;
  expect(await standing(chen)).toMatchObject({ gap: "replaced", isUnproven: true });

  // Whoever set it up mistyped its id at first, and sees that at once.
  const url = `mqtt://127.0.0.1:${platform.broker.listeners[0]?.port}`;
  const as = (id: string) => ({ clientId: id, username: id, password: token, reconnectPeriod: 0 });
  const mistyped = mqtt.connect(url, as("gsa-1"));
  onTestFinished(() => void mistyped.end(true));
  const engineer = await test.signIn("engineer");
  await expect
    .poll(async () => (await engineer.get<UnknownAnswer>("unknown")).failedSignIns)
    .toMatchObject([{ deviceId: "gsa-1", reason: "unknown-device", count: 1, network: "127.0.0.x" }]);
  out = "";
  vi.stubEnv("LABCANARY_OPS_PORT", String(platform.operations.port));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  try {
    expect(await device(["unknown", "--data", data])).toBe(0);
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  }
  expect(out).toMatch(/^Tries to sign in, in vain:\ngsa-1: unknown-device, once, last .* from 127\.0\.0\.x; did you mean gas-1\?\n$/);

  const client = await mqtt.connectAsync(url, as("gas-1"));
  onTestFinished(() => void client.end(true));
  const books = platform.ingest.books();
  for (const [seq, ch4] of [3, 4].entries()) {
    await test.pass(1);
    await client.publishAsync("v1/devices/gas-1/telemetry", JSON.stringify({ at: clock.now(), seq, samples: { ch4 } }), { qos: 1 });
  }
  await expect.poll(() => platform.ingest.status("gas-1/ch4")?.value).toBe(4);
  expect(platform.ingest.books().duplicate).toBe(books.duplicate);
  expect(await standing(chen)).toMatchObject({ state: "connected", gap: "replaced", isUnproven: true });
  const { entries } = await chen.get<{ entries: { kind: string; signal: string; gap?: string }[] }>("impaired");
  const ofGas = entries.filter(({ signal }) => signal === "gas-1/ch4");
  expect(ofGas.map(({ kind, gap }) => `${kind} ${gap ?? ""}`).toSorted()).toEqual(["uncalibrated ", "unproven replaced"]);

  await expect
    .poll(async () => {
      const { series } = await chen.get<Samples>(`samples?signals=gas-1/ch4&from=${from}&to=${clock.now() + 1}`);
      return series[0]?.value;
    })
    .toEqual([40, 0, 2, null, 3, 4]);
  const { replacements } = await chen.get<Samples>(`samples?signals=gas-1/ch4,gas-2/ch4&from=${from}&to=${clock.now() + 1}`);
  expect(replacements).toEqual([{ signal: "gas-1/ch4", at: expect.any(Number) as number, serial: "SN-42" }]);
  expect(Math.abs((replacements[0]?.at ?? 0) - replacedAt)).toBeLessThanOrEqual(1000);
  const lines = platform.alerting.journal({ limit: 1000 }).filter(({ kind }) => kind === "device-replaced");
  expect(lines).toMatchObject([{ actor: "system", detail: { device: "gas-1", signal: "gas-1/ch4", serial: "SN-42" } }]);
});
