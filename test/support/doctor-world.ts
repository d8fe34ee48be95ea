import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { NOTHING_CAME } from "@labcanary/domain/alarm";
import { days, epochMs, minutes, ok } from "@labcanary/domain/basics";
import type { Check, Finding, World } from "../../app/src/doctor/check.ts";
import type { Diagnosis } from "../../app/src/doctor/diagnosis.ts";
import { loadSettings } from "../../app/src/settings/load.ts";
import type { Settings } from "../../app/src/settings/table.ts";
import { temporaryFolder } from "./files.ts";
import { testSite } from "./site.ts";

export const NOW = epochMs(Date.UTC(2026, 10, 22, 8));

/** An installation of which nothing is wrong, but for what the test changes. */
export function doctorWorld(
  given: Partial<Settings> = {},
  over: Partial<Omit<World, "settings">> & { readonly said?: Partial<Diagnosis> } = {},
): World & { readonly live: Diagnosis } {
  const data = given.data ?? join(temporaryFolder(), "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const settings = loadSettings({ environment: {}, given: { "heartbeat.pingUrl": "https://watchdog.example/1", ...given, data } });
  if (!settings.ok) throw new Error("the test's settings are wrong");
  const { said, ...rest } = over;
  return {
    settings: settings.value,
    environment: {},
    now: NOW,
    site: ok(testSite({ contactTests: { every: days(1) } })),
    live: { ...diagnosis(data), ...said },
    ...rest,
  };
}

export function diagnosis(dataFolder: string): Diagnosis {
  const nothing = { count: 0, first: [] };
  return {
    version: "0.1.0",
    pid: process.pid,
    node: process.version,
    dataFolder,
    at: NOW,
    startedAt: epochMs(NOW - minutes(10)),
    upMs: minutes(10),
    site: { version: testSite().version },
    health: [{ name: "log", state: "ok", detail: "0 of 10240 MiB" }],
    books: { received: 4, stored: 3, duplicate: 1, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true },
    alarmBooks: NOTHING_CAME,
    figures: {
      acceptedFrames: 4,
      durable: 4,
      rules: 4,
      history: 4,
      ruleBooks: { received: 4, readings: 3, duplicate: 1, rejected: 0, quarantined: 0 },
      logBytes: 100,
      logBudget: 1000,
      wrongClocks: 0,
    },
    connections: 1,
    canary: { state: "beats", every: minutes(5) },
    contacts: [{ personId: "wang", channel: "sms", isProven: true }],
    channels: [{ channel: "sms", healthy: true, detail: "answers" }],
    journalCheck: { at: NOW, ok: true },
    impaired: {},
    devices: { described: 1, notEnrolled: nothing, neverHeard: nothing, leftOver: nothing },
    commits: { count: 10, seconds: 0.01 },
  };
}

/** Codes of what a check finds, in its order. */
export async function codesOf(check: Check, world: World): Promise<readonly string[]> {
  const findings: readonly Finding[] = await check.look(world, AbortSignal.timeout(5000));
  return findings.map(({ code }) => code);
}
