import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type InfluxServer, startInflux } from "../../../test/support/influx-server.ts";
import { type KannelGateway, startKannelOverSmpp } from "../../../test/support/kannel-gateway.ts";
import { createTestAuthority } from "../../../test/support/mqtt-certificates.ts";
import { enrol, type PlatformProcess, startPlatformProcess } from "../../../test/support/platform-process.ts";
import type { MessageCentre } from "../../../test/support/smpp-centre.ts";
import { doctor } from "../commands/doctor.ts";

/** One installation with everything real: platform, InfluxDB, Kannel with a message centre behind it. Nothing is wrong with it at first. */

const MAIN = join(import.meta.dirname, "../main.ts");
const PASSWORD = "correct horse battery staple";
const SITE = `site: ward
name: { en: Ward, zh: 病房 }
timeZone: UTC
contactTests: { every: 1d }
people: { wang: { name: Wang Fang, language: zh, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: ward, kind: room, name: { en: Ward, zh: 病房 }, responsible: wang }]
devices: [{ id: fridge-1, zone: ward, signals: { temperature: { quantity: temperature, interval: 1h } } }]
`;
/** Chosen: a text takes Kannel well under a second each way; the rest is a busy machine. */
const soon = { timeout: 30_000, interval: 100 };

let folder: string;
let data: string;
let headFolder: string;
let kannel: KannelGateway & { readonly centre: MessageCentre };
let influx: InfluxServer;
let watchdog: Server;
let platform: PlatformProcess;
let environment: Readonly<Record<string, string>>;

/** The data are in memory, whose writes a busy machine does not slow, and the journal's head on another disk. */
const MEMORY = "/dev/shm";

beforeAll(async () => {
  if (!existsSync(MEMORY)) throw new Error(`${MEMORY} is missing: two disks are needed, one of them fast`);
  folder = mkdtempSync(join(MEMORY, "labcanary-doctor-"));
  headFolder = mkdtempSync(join(tmpdir(), "labcanary-doctor-"));
  data = join(folder, "data");
  const site = join(folder, "site.yaml");
  writeFileSync(site, SITE);
  watchdog = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => watchdog.listen(0, "127.0.0.1", resolve));
  // As `labcanary kannel` prints it: Kannel itself calls back once and forgets it.
  const smsbox = "http-request-retry = 360\nhttp-queue-delay = 1";
  [kannel, influx] = await Promise.all([startKannelOverSmpp({ smsbox }), startInflux()]);
  environment = {
    LABCANARY_INFLUX_URL: influx.url,
    LABCANARY_SMS_KANNEL_URL: kannel.url,
    LABCANARY_SMS_KANNEL_FROM: "LabCanary",
    LABCANARY_SMS_KANNEL_PASSWORD: kannel.password,
    LABCANARY_SMS_KANNEL_CALLBACK_PORT: "0",
    LABCANARY_DOCTOR_KANNEL_STATUS_URL: kannel.statusUrl,
    LABCANARY_HEARTBEAT_PING_URL: `http://127.0.0.1:${(watchdog.address() as AddressInfo).port}/`,
    LABCANARY_JOURNAL_HEAD_FILE: join(headFolder, "head.json"),
    LABCANARY_LOG_BUDGET_BYTES: "100000000",
  };
  const token = enrol(site, data).get("fridge-1") ?? "";
  await labcanary(["user", "add", "smith", "--role", "operator", "--password-stdin"], `${PASSWORD}\n`);
  platform = await startPlatformProcess({ site, data, environment });
  environment = { ...environment, LABCANARY_OPS_PORT: String(platform.opsPort) };
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${platform.mqttPort}`, {
    clientId: "fridge-1",
    username: "fridge-1",
    password: token,
  });
  await device.publishAsync("v1/devices/fridge-1/telemetry", '{"samples":{"temperature":4.1}}', { qos: 1 });
  await device.endAsync();
  await proveWang();
});

afterAll(async () => {
  await platform?.stop();
  await Promise.all([kannel?.stop(), influx?.stop()]);
  watchdog?.close();
  for (const each of [folder, headFolder]) if (each !== undefined) rmSync(each, { recursive: true, force: true });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Sends the test an operator sends on the page People, whose receipt proves that the person is reached. */
async function proveWang(): Promise<void> {
  const api = `http://127.0.0.1:${platform.httpPort}/api/v1`;
  const headers = { "content-type": "application/json" };
  const signedIn = await fetch(`${api}/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ username: "smith", password: PASSWORD }),
  });
  const { token } = (await signedIn.json()) as { readonly token: string };
  const sent = await fetch(`${api}/people/wang/test`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({ channel: "sms" }),
  });
  if (sent.status !== 202) throw new Error(await sent.text());
  await vi
    .waitUntil(async () => (await codes()).found.length === 0, soon)
    .catch(async () => {
      const journal = await fetch(`${api}/journal?limit=50`, { headers: { authorization: `Bearer ${token}` } });
      const seen = [(await ask()).printed, `texts: ${JSON.stringify(kannel.centre.sms)}`, await journal.text(), platform.errors()];
      throw new Error(seen.join("\n"));
    });
}

/** The command as it is typed, in a process of its own. */
function labcanary(
  words: readonly string[],
  input?: string,
): Promise<{ readonly status: unknown; readonly stdout: string; readonly stderr: string }> {
  const own = ["--conditions=development", MAIN, ...words, "--site", join(folder, "site.yaml"), "--data", data];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, own, { env: { ...process.env, ...environment, LANG: "C" } }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** The same in this process: what it prints, and how it ends. */
async function ask(over: Readonly<Record<string, string>> = {}, ...words: readonly string[]) {
  for (const [name, value] of Object.entries({ LANG: "C", ...environment, ...over })) vi.stubEnv(name, value);
  let printed = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  try {
    const code = await doctor(["--site", join(folder, "site.yaml"), "--data", data, ...words]);
    return { code, printed };
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
}

async function codes(over: Readonly<Record<string, string>> = {}) {
  const { code, printed } = await ask(over, "--json");
  const { findings } = JSON.parse(printed) as {
    readonly findings: readonly { readonly code: string; readonly said: { readonly en: string } }[];
  };
  return { code, found: findings.map((finding) => finding.code), said: findings.map(({ said }) => said.en).join("\n") };
}

test("of an installation that is well it says so, and ends with 0; where it cannot look, with 2", async () => {
  const [well, lost] = await Promise.all([labcanary(["doctor"]), labcanary(["doctor", "--config", join(folder, "gone.yaml")])]);
  expect(well.stdout).toMatch(/^LabCanary \S+ is running\.\n\nAll is well: \d+ checks found nothing\.\n$/);
  expect(well).toMatchObject({ status: 0, stderr: "" });
  expect(lost).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("gone.yaml:1: there is no such file") });
});

test("a disk that is too small for the log, a certificate that ends soon, and a database that is not there are told together", async () => {
  const { cert, key } = createTestAuthority().sign("labcanary.example");
  const [certificateFile, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  writeFileSync(certificateFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const { code, found, said } = await codes({
    LABCANARY_LOG_BUDGET_BYTES: "1000000000000000",
    LABCANARY_MQTT_TLS_CERTIFICATE_FILE: certificateFile,
    LABCANARY_MQTT_TLS_KEY_FILE: keyFile,
    LABCANARY_INFLUX_DATABASE: "elsewhere",
  });
  expect(found).toEqual(["INFLUX_NO_DATABASE", "DISK_BELOW_LOG_BUDGET", "CERTIFICATE_EXPIRING"]);
  expect(code).toBe(1);
  expect(said).toMatch(/elsewhere: .*not found/);
  expect(said).toMatch(/the accepted log may still take \d+\.\d GiB, and \d+\.\d GiB are free/);
  expect(said).toMatch(/labcanary\.example.* ends in 0 days/);
});

test("the line to the operator is down: Kannel says so, and what to do is said with it, in both languages", async () => {
  await kannel.centre.stop();
  await expect.poll(async () => (await codes()).found, soon).toContain("KANNEL_SMSC_DOWN");
  const { code, printed } = await ask();
  expect(code).toBe(1);
  expect(printed).toMatch(/^Now$[^]*Kannel's SMSC network is not online: \S+.* \(KANNEL_SMSC_DOWN\)\n {4}→ Look into Kannel's log/m);
  expect((await ask({}, "--lang", "zh")).printed).toContain("Kannel 的短信中心 network 不在线");
});

test("Kannel takes no texts any more", async () => {
  await kannel.down();
  const { code, found, said } = await codes();
  expect({ code, found }).toEqual({ code: 1, found: expect.arrayContaining(["KANNEL_UNREACHABLE"]) });
  expect(said).toContain(`Kannel at ${kannel.url} does not answer: connect ECONNREFUSED`);
});

test("a retention policy that somebody took away, and then InfluxDB itself", async () => {
  const query = new URLSearchParams({ q: "DROP RETENTION POLICY hours ON labcanary" });
  expect((await fetch(`${influx.url}/query?${query.toString()}`, { method: "POST" })).status).toBe(200);
  const without = await codes();
  expect(without.found).toContain("INFLUX_RETENTION");
  expect(without.said).toContain("the retention policy hours is missing");

  await influx.kill();
  const gone = await codes();
  expect({ code: gone.code, found: gone.found }).toEqual({ code: 1, found: expect.arrayContaining(["INFLUX_UNREACHABLE"]) });
  expect(gone.found).not.toContain("INFLUX_RETENTION");
});

test("a platform that does not run is the first it says, and what it left out", async () => {
  await platform.stop();
  const { code, printed } = await ask();
  expect(code).toBe(1);
  expect(printed).toMatch(/^LabCanary does NOT answer; looked at what is on disk\.\n\nNow\n {2}[Nn]o platform runs on /);
  expect(printed).toMatch(/Not looked at, since it does not answer: .*contacts and routes/);
});
