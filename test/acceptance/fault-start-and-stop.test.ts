import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { EXAMPLE_SITE } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { enrol, runLabcanary, startPlatformProcess } from "../support/platform-process.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Runs `labcanary start` that is expected to end by itself. */
function startInVain(data: string, environment: Readonly<Record<string, string>> = {}) {
  const words = ["--conditions=development", "app/src/main.ts", "start", "--site", EXAMPLE_SITE, "--data", data];
  const { status, signal, stderr } = spawnSync(process.execPath, words, {
    cwd: ROOT,
    env: { ...process.env, LABCANARY_LOG_LEVEL: "silent", ...FREE_PORTS, ...environment },
    encoding: "utf8",
    timeout: 30_000,
  });
  return { status, signal, stderr };
}
const FREE_PORTS = { LABCANARY_MQTT_PORT: "0", LABCANARY_HTTP_PORT: "0", LABCANARY_OPS_PORT: "0", LABCANARY_SMS_KANNEL_CALLBACK_PORT: "0" };

async function takenPort(): Promise<string> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return String((server.address() as { port: number }).port);
}

describe("a second platform on one data folder", () => {
  it("does not start and says why; commands work beside the first; a killed one leaves no lock", async () => {
    const data = temporaryFolder();
    const first = await startPlatformProcess({ site: EXAMPLE_SITE, data });
    onTestFinished(() => first.kill());
    const second = startInVain(data);
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/^labcanary: another platform runs on the data folder.*--data.*\(DATA_IN_USE\)\n$/);

    expect(enrol(EXAMPLE_SITE, data).size).toBeGreaterThan(0);
    expect(runLabcanary(["journal", "verify", "--data", data])).toContain("the journal is whole");
    expect(runLabcanary(["user", "add", "mei", "--role", "operator", "--password-stdin", "--data", data], "three green apples")).toContain(
      "mei may sign in",
    );

    await first.kill();
    const third = await startPlatformProcess({ site: EXAMPLE_SITE, data });
    await third.stop();
  });
});

describe("a start that fails half-way", () => {
  it.each([
    { what: "MQTT", name: "LABCANARY_MQTT_PORT" },
    { what: "dashboard", name: "LABCANARY_HTTP_PORT" },
    { what: "operations", name: "LABCANARY_OPS_PORT" },
    { what: "delivery report", name: "LABCANARY_SMS_KANNEL_CALLBACK_PORT" },
  ])("for a $what port that is taken ends with one sentence, and the next start finds everything in order", async ({ name }) => {
    const data = temporaryFolder();
    const port = await takenPort();
    const failed = startInVain(data, { [name]: port, LABCANARY_SMS_KANNEL_URL: "http://127.0.0.1:9" });
    expect(failed).toMatchObject({ status: 1, signal: null });
    expect(failed.stderr).toMatch(new RegExp(`^labcanary: .*${port}.*\n$`));
    const next = await startPlatformProcess({ site: EXAMPLE_SITE, data });
    await next.stop();
    expect(runLabcanary(["journal", "verify", "--data", data])).toContain("the journal is whole");
  });

  it("for a database that is none names the file", async () => {
    const data = temporaryFolder();
    const platform = await startPlatformProcess({ site: EXAMPLE_SITE, data });
    await platform.stop();
    const file = join(data, "alarms.sqlite");
    writeFileSync(file, "this is no database, whatever its name says ".repeat(100));
    const failed = startInVain(data);
    expect(failed).toMatchObject({ status: 1, signal: null });
    expect(failed.stderr).toMatch(/^labcanary: .*alarms\.sqlite.*\n$/);
    expect(readFileSync(file, "utf8")).toContain("this is no database");
  });

  it.each(["localhost:13013", "kannel", "ftp://127.0.0.1/"])("for %s as the gateway's address says what is missing", (url) => {
    const data = join(temporaryFolder(), "data");
    const failed = startInVain(data, { LABCANARY_SMS_KANNEL_URL: url });
    expect(failed.status).toBe(2);
    expect(failed.stderr).toContain(`LABCANARY_SMS_KANNEL_URL: "${url}" is not an address that begins with http:// or https://`);
    expect(existsSync(data)).toBe(false);
  });
});

describe("SIGTERM", () => {
  it("ends the platform in order within seconds, also while the gateway never answers and the history store is away", async () => {
    const data = temporaryFolder();
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void mute.close());
    const address = `http://127.0.0.1:${(mute.address() as { port: number }).port}`;
    const platform = await startPlatformProcess({
      site: EXAMPLE_SITE,
      data,
      environment: { LABCANARY_SMS_KANNEL_URL: address, LABCANARY_INFLUX_URL: address },
    });
    onTestFinished(() => platform.kill());
    // Longer than the 8 s after which it gives up would be a kill, and leave the journal's head open.
    await platform.stop();
    expect(platform.errors()).not.toContain("not everything could be stopped");
    expect(JSON.parse(readFileSync(join(data, "journal.head"), "utf8"))).toMatchObject({ closed: true });
  });
});
