import { join } from "node:path";
import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { type KannelGateway, startKannel } from "../../../test/support/kannel-gateway.ts";
import { createMachineClock } from "../../../test/support/kannel-machine-clock.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import { testSite } from "../../../test/support/site.ts";
import { type Alerting, createAlerting, createKannelChannel } from "../index.ts";

let gateway: KannelGateway;
beforeAll(async () => {
  gateway = await startKannel();
});
afterAll(() => gateway.stop());

const DEPUTY_AFTER = milliseconds(300);

interface Bench {
  readonly alerting: Alerting;
  readonly metrics: ReturnType<typeof createTestMetrics>;
  readonly callback: string;
  kinds(alarmId: string): readonly JournalEntryKind[];
  details(kind: JournalEntryKind): readonly Readonly<Record<string, unknown>>[];
}

/** Alerting on the machine's own clock with the real Kannel. */
async function start(over: { readonly password?: string } = {}): Promise<Bench> {
  const clock = createMachineClock();
  const logger = createTestLogger();
  const metrics = createTestMetrics();
  const dataFolder = temporaryFolder();
  const port = await freePort();
  const sms = createKannelChannel(
    {
      url: gateway.url,
      username: gateway.username,
      password: over.password ?? gateway.password,
      from: "LabCanary",
      callback: { host: "127.0.0.1", port },
      dataFolder,
      timeout: seconds(1),
    },
    { clock, logger, metrics },
  );
  const site = testSite({ escalation: { deputyAfter: DEPUTY_AFTER, securityCentreAfter: seconds(600), minimumPriority: "medium" } });
  const alerting = createAlerting(
    { dataFolder, journalHeadFile: join(dataFolder, "head.json") },
    { clock, logger, metrics, site: () => site, channels: [sms] },
  );
  await alerting.start();
  onTestFinished(() => alerting.stop());
  return {
    alerting,
    metrics,
    callback: `http://127.0.0.1:${port}`,
    kinds: (alarmId) => alerting.timeline(alarmId).map(({ kind }) => kind),
    details: (kind) =>
      alerting
        .journal({ limit: 1000 })
        .filter((entry) => entry.kind === kind)
        .map(({ detail }) => detail),
  };
}

const now = () => createMachineClock().now();
const raise = (bench: Bench, id: string) => bench.alerting.takeConditions([changeOf(id, { at: now(), receivedAt: now() })]);
const textsOf = (bench: Bench, id: string) => gateway.sms.filter(({ text }) => text.includes(`[${bench.alerting.get(id)?.code}]`));
const soon = { timeout: 30_000, interval: 20 };

test("texts in both languages reach the network as composed, and the reports reach the journal", async () => {
  const bench = await start();
  await raise(bench, "both");
  await expect.poll(() => textsOf(bench, "both").length, soon).toBe(2);
  const code = bench.alerting.get("both")?.code;
  expect(textsOf(bench, "both")).toEqual([
    {
      from: "LabCanary",
      to: "+8613800000001",
      text: `17号柜 114室 化学楼：溶剂蒸气过高 12.5 %LEL，限值≥ 10 %LEL。开窗通风,严禁火花,撤离房间 [${code}]`,
    },
    {
      from: "LabCanary",
      to: "+8613800000002",
      text: `Deputy: not yet acknowledged. Cabinet 17, Room 114: Solvent vapour high 12.5 %LEL, limit >= 10 %LEL. Open the window, no sparks, leave the room [${code}]`,
    },
  ]);
  await expect.poll(() => bench.metrics.read("labcanary_notifications_total", "sms", "delivered"), soon).toBe(2);
  expect(bench.kinds("both")).toContain("delivery-report");
  expect(bench.details("notification-accepted")).toMatchObject([{ providerRef: "kannel-accepted" }, { providerRef: "kannel-accepted" }]);
});

test("with the gateway down nothing is lost: an alarm says so, and everything goes out when it is back", async () => {
  const bench = await start();
  await gateway.down();
  await raise(bench, "first");
  await raise(bench, "second");
  await expect
    .poll(
      () => bench.alerting.list().some(({ source }) => source.kind === "system" && source.condition === "notification-undeliverable"),
      soon,
    )
    .toBe(true);
  expect(bench.details("notification-retry")[0]).toMatchObject({ reason: "unreachable" });
  await gateway.up();
  for (const id of ["first", "second"]) await expect.poll(() => textsOf(bench, id).length, soon).toBe(2);
});

test("a gateway that takes connections and never answers is timed out and tried again, and blocks nothing", async () => {
  const bench = await start();
  gateway.pause();
  onTestFinished(() => gateway.resume());
  await raise(bench, "slow");
  await expect.poll(() => bench.details("notification-retry"), soon).toMatchObject([{ reason: "timeout", attempt: 1 }]);
  await expect.poll(() => bench.alerting.health()[0]?.state, soon).toBe("down");
  expect(bench.alerting.command(commandOf("slow", { verb: "comment", comment: "still answers" })).ok).toBe(true);
  gateway.resume();
  await expect.poll(() => bench.kinds("slow"), soon).toContain("notification-accepted");
});

test("a gateway that does not know our password is journaled with what it said, an alarm, and tried again", async () => {
  const bench = await start({ password: "wrong" });
  await raise(bench, "refused");
  await expect.poll(() => bench.details("notification-retry").length, soon).toBeGreaterThanOrEqual(2);
  expect(bench.details("notification-retry")[0]).toMatchObject({
    reason: "unauthorised",
    said: "HTTP 403: Authorization failed for sendsms",
  });
  await expect.poll(() => bench.alerting.list().map(({ source }) => source.kind), soon).toContain("system");
  expect(bench.details("notification-failed")).toEqual([]);
  expect(textsOf(bench, "refused")).toEqual([]);
});

test("a forged report is refused, counted and journaled, and changes nothing", async () => {
  const bench = await start();
  await raise(bench, "forged");
  await expect.poll(() => bench.kinds("forged"), soon).toContain("notification-accepted");
  const id = Buffer.from("forged:responsible:wang").toString("base64url");
  const answer = await fetch(`${bench.callback}/receipt?id=${id}&signature=${"A".repeat(43)}&status=2`);
  expect(answer.status).toBe(403);
  expect(bench.metrics.read("labcanary_refused_total", "receipt", "REPORT_SIGNATURE")).toBe(1);
  expect(bench.details("refused")).toMatchObject([{ code: "REPORT_SIGNATURE", count: 1 }]);
  expect(bench.details("notification-failed")).toEqual([]);
});
