import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { minutes, seconds } from "@labcanary/domain/basics";
import { CANARY_HOPS, type CanaryHop } from "@labcanary/domain/messages";
import { createPhoneGateway, type ReceivedText } from "@labcanary/firmware-sim";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Acceptance, type AcceptanceOptions, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

/** The default. */
const EVERY = minutes(5);
/** Without a phone. */
const ALLOWANCE = seconds(60);

/** A freezer that may be silent for a week: nothing happens but what the test does. JSON is YAML. */
function quietSite(): string {
  const text = (en: string) => ({ en, zh: en });
  const rule = { consequence: text("Cells die"), firstAction: text("Move them"), responseTime: "10min", source: "test", priority: "high" };
  const rules = { high: { kind: "limit", direction: "high", setpoint: -60, ...rule }, silent: { kind: "silence", after: "7d", ...rule } };
  const site = {
    site: "quiet",
    name: text("Quiet"),
    timeZone: "UTC",
    people: { desk: { name: "Desk", language: "en", phone: "+10000000001" } },
    securityCentre: ["desk"],
    zones: [{ id: "room", kind: "room", name: text("Room"), responsible: "desk" }],
    devices: [{ id: "frz-1", zone: "room", signals: { temperature: { quantity: "temperature", unit: "Cel", interval: "1h", rules } } }],
  };
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(file, JSON.stringify(site));
  return file;
}

const withCanary = (options: AcceptanceOptions = {}): Promise<Acceptance> =>
  startPlatform({ site: quietSite(), ...options, settings: { "canary.everySeconds": EVERY / 1000, ...options.settings } });

interface Beat {
  readonly status: number;
  readonly lastCompletedAt?: number;
  readonly latencyMs?: number;
  readonly lastSeen?: CanaryHop;
  readonly missing?: CanaryHop;
  readonly detail?: string;
}

async function heartbeat({ platform }: Acceptance): Promise<Beat> {
  const response = await fetch(`http://127.0.0.1:${platform.operations.port}/heartbeat`);
  return { status: response.status, ...((await response.json()) as object) };
}

const metrics = async ({ platform }: Acceptance): Promise<string> =>
  (await fetch(`http://127.0.0.1:${platform.operations.port}/metrics`)).text();

/** Lets the next run begin and come through. */
async function comeThrough(acceptance: Acceptance, every = EVERY): Promise<void> {
  const { lastCompletedAt } = await heartbeat(acceptance);
  acceptance.clock.advance(every);
  await expect.poll(async () => (await heartbeat(acceptance)).lastCompletedAt).not.toBe(lastCompletedAt);
}

async function canaryHealth({ platform }: Acceptance): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${platform.operations.port}/readyz`);
  const { dependencies } = (await response.json()) as { readonly dependencies: { readonly canary: { readonly detail: string } } };
  return dependencies.canary.detail;
}

const lostAlarm = ({ platform }: Acceptance) =>
  platform.alerting.list().find(({ source }) => source.kind === "system" && source.condition === "canary-lost");

const OF_THE_PLATFORM: ReadonlySet<string> = new Set(["journal-checked", "watched", "hazard-recorded"]);

describe("the canary", () => {
  it("goes through the whole chain, first after the set time and then again and again", async () => {
    const acceptance = await withCanary();
    expect(await heartbeat(acceptance)).toMatchObject({ status: 503, missing: "published" });
    acceptance.clock.advance(seconds(EVERY / 1000 - 1));
    await acceptance.platform.ingest.evaluateUntilNow();
    expect(await metrics(acceptance)).toContain("labcanary_frames_accepted_total 0\n");
    acceptance.clock.advance(seconds(1));
    await expect.poll(async () => (await heartbeat(acceptance)).status).toBe(200);
    await comeThrough(acceptance);
    expect(await heartbeat(acceptance)).toMatchObject({
      status: 200,
      lastCompletedAt: acceptance.clock.now(),
      latencyMs: expect.any(Number),
    });
    const told = await metrics(acceptance);
    expect(told).toContain("labcanary_canary_latency_seconds_count 2\n");
    expect(told).toContain('labcanary_canary_runs_total{outcome="completed"} 2\n');
    expect(told).toContain(`labcanary_canary_last_success_timestamp_seconds ${acceptance.clock.now() / 1000}\n`);
    // Two frames of two readings each, in the history like all others.
    expect(told).toContain("labcanary_frames_accepted_total 2\n");
    await expect.poll(() => acceptance.platform.ingest.books()).toMatchObject({ received: 4, stored: 4, balanced: true });
    // Nothing comes when none was begun, and whoever asks learns of it.
    acceptance.clock.advance(seconds(1));
    expect((await heartbeat(acceptance)).status).toBe(200);
  });

  it("is nowhere to be seen", async () => {
    const acceptance = await withCanary();
    const { platform, clock, texts, log } = acceptance;
    const published = vi.spyOn(platform.broker, "publish");
    const operator = await acceptance.signIn("engineer");
    const seen = async () => ({
      alarms: await operator.get("alarms"),
      ended: platform.alerting.list({ states: ["normal"] }),
      signals: (await operator.get<{ signals: { key: string }[] }>("signals")).signals.map(({ key }) => key),
      rejects: platform.ingest.rejects(),
      zones: await operator.get("zones"),
      // Canary or not, the whole journal is checked once a day, it is said each hour that the platform watched, and a route nobody is proven by is filed.
      journal: platform.alerting.journal({ limit: 1000 }).filter(({ kind }) => !OF_THE_PLATFORM.has(kind)),
      snapshot: await operator.console().then(({ snapshot: { alarms, impaired, flood } }) => ({ alarms, impaired, flood })),
      gauge: (await metrics(acceptance))
        .split("\n")
        .filter((line) => /^labcanary_(alarms|notifications_total|signals_impaired|alarm_latency)/.test(line)),
      pending: platform.alerting.health(),
    });
    await expect.poll(() => platform.alerting.health()[0]?.state).toBe("ok");
    const before = await seen();
    const from = clock.now();
    for (let run = 0; run < 15; run++) await comeThrough(acceptance);
    // Nothing happens in this site, and nothing has.
    expect(await seen()).toEqual(before);
    expect(await platform.alerting.figures(from, clock.now())).toMatchObject({ alarms: 0, floods: 0, chattering: { alarms: 0, rules: 0 } });
    expect(published.mock.calls.filter(([{ topic, payload }]) => /canary/.test(topic + payload))).toEqual([]);
    expect(texts.filter(({ text }) => /LabCanary/.test(text))).toEqual([]);
    expect(JSON.stringify(log.lines)).not.toMatch(/canary/i);
    expect((await fetch(`${acceptance.http}/api/v1/signals/labcanary-canary/run/samples`)).status).not.toBe(200);
    // One row is all it leaves in the outbox.
    const database = new DatabaseSync(join(acceptance.data, "alarms.sqlite"), { readOnly: true });
    onTestFinished(() => database.close());
    expect(database.prepare("SELECT count(*) AS rows FROM outbox WHERE step = 'canary'").get()).toEqual({ rows: 1 });
  });

  it("goes on after a restart, and the site that is kept knows nothing of it", async () => {
    const data = temporaryFolder();
    const site = quietSite();
    const first = await withCanary({ data, site });
    await comeThrough(first);
    await first.stop();
    const second = await withCanary({ data, site, clock: first.clock });
    await comeThrough(second);
    expect(lostAlarm(second)).toBeUndefined();
    expect(second.platform.ingest.books()).toMatchObject({ balanced: true, rejected: 0, quarantined: 0 });
    expect(second.platform.alerting.journal({ limit: 1000 }).map(({ kind }) => kind)).not.toContain("site-changed");
  });
});

/** Runs a statement on the alarms' database, as a fault in it would have it. */
function onDatabase({ data }: Acceptance, statement: string): void {
  const database = new DatabaseSync(join(data, "alarms.sqlite"));
  database.exec(statement);
  database.close();
}

const failing = (operation: string): string =>
  `CREATE TRIGGER broken BEFORE ${operation} ON outbox WHEN NEW.step = 'canary' BEGIN SELECT RAISE(ABORT, 'broken'); END`;

interface Fault {
  readonly missing: CanaryHop;
  readonly by: string;
  /** Returns what mends it. */
  breakIt(acceptance: Acceptance): Promise<() => Promise<void> | void>;
}

/** What breaks the chain before each hop. */
const FAULTS: readonly Fault[] = [
  {
    missing: "published",
    by: "the broker does not listen",
    async breakIt({ platform }) {
      await platform.broker.stop();
      return () => platform.broker.start();
    },
  },
  {
    missing: "acknowledged",
    by: "the log takes nothing",
    async breakIt({ platform }) {
      const accept = vi.spyOn(platform.ingest, "accept").mockImplementation((_frame, settled) => settled("log-failed"));
      return () => accept.mockRestore();
    },
  },
  {
    missing: "evaluated",
    by: "the rules stand still over something else",
    async breakIt({ platform, clock, device }) {
      const take = vi.spyOn(platform.alerting, "takeConditions").mockRejectedValue(new Error("broken"));
      const freezer = await device("frz-1");
      await freezer.say({ temperature: -20 });
      await expect.poll(() => take.mock.calls.length).toBeGreaterThan(0);
      return () => {
        take.mockRestore();
        clock.advance(seconds(1));
      };
    },
  },
  {
    missing: "raised",
    by: "what the rules say does not arrive",
    async breakIt({ platform, clock }) {
      const { takeConditions } = platform.alerting;
      const take = vi
        .spyOn(platform.alerting, "takeConditions")
        .mockImplementation((changes) =>
          changes.some(({ signal }) => signal.startsWith("labcanary-canary"))
            ? Promise.reject(new Error("broken"))
            : takeConditions(changes),
        );
      return () => {
        take.mockRestore();
        clock.advance(seconds(1));
      };
    },
  },
  {
    missing: "queued",
    by: "the outbox takes nothing",
    async breakIt(acceptance) {
      onDatabase(acceptance, failing("INSERT"));
      return () => {
        onDatabase(acceptance, "DROP TRIGGER broken");
        acceptance.clock.advance(seconds(1));
      };
    },
  },
  {
    missing: "accepted",
    by: "the outbox is stuck",
    async breakIt(acceptance) {
      onDatabase(acceptance, failing("UPDATE"));
      return () => {
        onDatabase(acceptance, "DROP TRIGGER broken");
        acceptance.clock.advance(seconds(1));
      };
    },
  },
];

describe("a chain that is broken", () => {
  it.each(FAULTS)("is an alarm that names the hop within every + allowance, and over when it is mended: $missing, $by", async (fault) => {
    const acceptance = await withCanary();
    const { clock, platform } = acceptance;
    await comeThrough(acceptance);
    const mend = await fault.breakIt(acceptance);
    clock.advance(EVERY);
    const before = CANARY_HOPS[CANARY_HOPS.indexOf(fault.missing) - 1] ?? "nowhere";
    await expect.poll(() => canaryHealth(acceptance)).toContain(`a run is under way, last seen: ${before}`);
    clock.advance(seconds(ALLOWANCE / 1000 - 1));
    expect(lostAlarm(acceptance)).toBeUndefined();
    clock.advance(seconds(1));
    expect(lostAlarm(acceptance)).toMatchObject({ conditionActive: true, priority: "high" });
    const beat = await heartbeat(acceptance);
    expect(beat).toMatchObject({ status: 503, missing: fault.missing, lastCompletedAt: expect.any(Number) });
    const raised = platform.alerting.journal({ limit: 1000 }).find(({ alarmId }) => alarmId === lostAlarm(acceptance)?.id);
    expect(JSON.stringify(raised)).toContain(beat.detail);
    await mend();
    await expect
      .poll(() => {
        clock.advance(seconds(1));
        return lostAlarm(acceptance)?.conditionActive;
      })
      .toBe(false);
    expect((await heartbeat(acceptance)).status).toBe(200);
  });
});

describe("a canary with a phone", () => {
  /** Chosen there: texts take longer. */
  const PHONE_ALLOWANCE = seconds(180);
  const PHONE = "+8613800000099";
  /** The shortest there may be with a phone. */
  const EVERY_TEXT = minutes(15);
  const withPhone = (url: string): Promise<Acceptance> =>
    withCanary({ settings: { "sms.kannel.url": url, "canary.phone": PHONE, "canary.everySeconds": EVERY_TEXT / 1000 } });

  async function gateway(): Promise<{ readonly url: string; readonly texts: ReceivedText[]; stop(): Promise<void> }> {
    const texts: ReceivedText[] = [];
    const phones = createPhoneGateway({ port: 0, onText: (text) => void texts.push(text) });
    await phones.start();
    onTestFinished(() => phones.stop());
    return { url: phones.url, texts, stop: () => phones.stop() };
  }

  it("is texted through the real gateway, and has come through with the report of its delivery", async () => {
    const { url, texts } = await gateway();
    const acceptance = await withPhone(url);
    await comeThrough(acceptance, EVERY_TEXT);
    expect(texts).toEqual([{ to: PHONE, text: "TEST LabCanary: the alarm path works. Nothing to do." }]);
    expect((await heartbeat(acceptance)).status).toBe(200);
    const said = JSON.stringify([acceptance.platform.alerting.journal({ limit: 1000 }), acceptance.log.lines, await metrics(acceptance)]);
    expect(said).not.toContain(PHONE.slice(1));
  });

  it.each<{ missing: CanaryHop; by: string }>([
    { missing: "accepted", by: "nobody at the gateway's address" },
    { missing: "delivered", by: "a gateway that never says what became of it" },
  ])("is lost without its report, and found when one comes: $missing, $by", async ({ missing }) => {
    const isDeaf = missing === "accepted";
    const reports: string[] = [];
    const server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? "/", "http://loopback");
      // That the canary is lost is texted too, to somebody else.
      if (searchParams.get("to") === PHONE) reports.push(searchParams.get("dlr-url") ?? "");
      response.writeHead(202).end("0: Accepted for delivery");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
    onTestFinished(() => void close());
    if (isDeaf) await close();
    const acceptance = await withPhone(`http://127.0.0.1:${port}`);
    acceptance.clock.advance(EVERY_TEXT);
    await expect.poll(() => canaryHealth(acceptance)).toContain(`last seen: ${isDeaf ? "queued" : "accepted"}`);
    acceptance.clock.advance(seconds(PHONE_ALLOWANCE / 1000 - 1));
    expect(lostAlarm(acceptance)).toBeUndefined();
    acceptance.clock.advance(seconds(1));
    expect(lostAlarm(acceptance)).toMatchObject({ conditionActive: true });
    expect(await heartbeat(acceptance)).toMatchObject({ status: 503, missing });
    if (isDeaf) {
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      await expect
        .poll(() => {
          acceptance.clock.advance(seconds(1));
          return reports.length;
        })
        .toBeGreaterThan(0);
    }
    await expect.poll(async () => (await fetch(reports.at(-1)?.replaceAll("%d", "1") ?? "")).status).toBeLessThan(300);
    await expect.poll(() => lostAlarm(acceptance)?.conditionActive).toBe(false);
    // The trouble was with a test: nobody is told that notifications do not arrive.
    expect(acceptance.alarms()).not.toContain("notification-undeliverable");
  });
});

describe("a watchdog outside", () => {
  it("is pinged after each run that comes through, and never otherwise", async () => {
    const asked: string[] = [];
    let status = 200;
    const watchdog = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => watchdog.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void watchdog.close());
    const { port } = watchdog.address() as AddressInfo;
    const acceptance = await withCanary({ settings: { "heartbeat.pingUrl": `http://127.0.0.1:${port}/ping/secret-1` } });
    await comeThrough(acceptance);
    await expect.poll(() => asked).toEqual(["GET /ping/secret-1"]);
    await expect.poll(() => metrics(acceptance)).toContain('labcanary_heartbeat_pings_total{outcome="answered"} 1\n');

    status = 503;
    await comeThrough(acceptance);
    await expect.poll(() => canaryHealth(acceptance)).toContain("1 pings in a row failed: HTTP 503");
    expect(lostAlarm(acceptance)).toBeUndefined();
    expect((await heartbeat(acceptance)).status).toBe(200);

    const accept = vi.spyOn(acceptance.platform.ingest, "accept").mockImplementation((_frame, settled) => settled("log-failed"));
    acceptance.clock.advance(minutes(6));
    expect(lostAlarm(acceptance)).toMatchObject({ conditionActive: true });
    expect(asked).toHaveLength(2);
    accept.mockRestore();
    expect(JSON.stringify(acceptance.log.lines) + (await metrics(acceptance))).not.toContain("secret-1");
  });
});
