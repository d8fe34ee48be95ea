import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { type GatewayStub, startGatewayStub } from "../../../test/support/kannel-stub.ts";
import { freePort } from "../../../test/support/ports.ts";
import { verifyJournal } from "../index.ts";

const PROGRAM = fileURLToPath(new URL("../../../test/support/kannel-outbox-process.ts", import.meta.url));
/** As many as make no flood, in which one text tells of several. */
const ALARMS = 9;
/** Requests after which each process is killed: in the first texts, in the middle of the deputies', among the last. */
const KILLED_AFTER = [1, 4, 6, 8, 5] as const;

test("killed again and again in the middle of its outbox, alerting still sends every step of every alarm, under one id each", async () => {
  const gateway = await startGatewayStub(5);
  onTestFinished(() => gateway.stop());
  const options = { dataFolder: temporaryFolder(), callback: await freePort(), raised: Date.now(), gateway: gateway.url };
  const verdict = () => verifyJournal({ dataFolder: options.dataFolder, journalHeadFile: join(options.dataFolder, "head.json") });

  for (const requests of KILLED_AFTER) {
    const child = start(options);
    await arrived(gateway, requests);
    await ended(child, "SIGKILL");
    expect(verdict()).toMatchObject({ ok: true });
  }
  const child = start(options);
  const sent = () => new Set(gateway.requests.map(({ headers }) => String(headers["idempotency-key"])));
  await expect.poll(() => sent().size, { timeout: 60_000, interval: 50 }).toBe(ALARMS * 3);
  await ended(child, "SIGTERM");

  const steps = ["responsible:wang", "deputy:smith", "security-centre:desk"];
  const expected = Array.from({ length: ALARMS }, (_, index) => steps.map((step) => encodeURIComponent(`alarm-${index}:${step}`))).flat();
  expect([...sent()].sort()).toEqual(expected.sort());
  // At most what was under way at each kill goes out a second time: eight places.
  expect(gateway.requests.length - expected.length).toBeLessThanOrEqual(KILLED_AFTER.length * 8);
  expect(verdict()).toMatchObject({ ok: true, unconfirmed: 0 });
});

test("killed in the middle of a flood's texts, alerting still tells everybody of every alarm", async () => {
  const alarms = 30;
  const gateway = await startGatewayStub(5);
  onTestFinished(() => gateway.stop());
  const options = { dataFolder: temporaryFolder(), callback: await freePort(), raised: Date.now(), gateway: gateway.url, alarms };
  for (let kills = 0; kills < 3; kills++) {
    const child = start(options);
    await arrived(gateway, 1);
    await ended(child, "SIGKILL");
  }
  const child = start(options);
  await expect.poll(() => told(options.dataFolder), { timeout: 60_000, interval: 50 }).toBe(alarms * 3);
  await ended(child, "SIGTERM");
  expect(gateway.requests.length).toBeLessThanOrEqual(4 * 3);
  expect(verifyJournal({ dataFolder: options.dataFolder, journalHeadFile: join(options.dataFolder, "head.json") })).toMatchObject({
    ok: true,
  });
});

/** Notifications whose acceptance is in the journal. */
function told(dataFolder: string): number {
  const database = new DatabaseSync(join(dataFolder, "alarms.sqlite"), { readOnly: true });
  try {
    const row = database
      .prepare("SELECT count(DISTINCT detail ->> '$.notificationId') AS told FROM journal WHERE kind = 'notification-accepted'")
      .get();
    return Number(row?.["told"]);
  } finally {
    database.close();
  }
}

function start(options: {
  readonly dataFolder: string;
  readonly callback: number;
  readonly raised: number;
  readonly gateway: string;
  readonly alarms?: number;
}): ChildProcess {
  const parameters = ["--data", options.dataFolder, "--gateway", options.gateway, "--callback", String(options.callback)];
  const conditions = ["--alarms", String(options.alarms ?? ALARMS), "--raised", String(options.raised)];
  const child = spawn(process.execPath, ["--conditions=development", PROGRAM, ...parameters, ...conditions], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Resolves when the gateway has been sent so many more texts than it had. */
async function arrived(gateway: GatewayStub, more: number): Promise<void> {
  const wanted = gateway.requests.length + more;
  await new Promise<void>((resolve) => {
    gateway.onRequest = () => {
      if (gateway.requests.length >= wanted) resolve();
    };
  });
}

async function ended(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await exited;
}
