import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Alarm } from "@labcanary/domain/alarm";
import { epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import { composeMessage, type Notification } from "@labcanary/domain/notification";
import { twinKeyOf } from "@labcanary/domain/site";
import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { DINGTALK } from "../../alerting/src/channels/dingtalk.ts";
import { FEISHU } from "../../alerting/src/channels/feishu.ts";
import { NTFY } from "../../alerting/src/channels/ntfy.ts";
import { WEBHOOK } from "../../alerting/src/channels/webhook.ts";
import { WECOM } from "../../alerting/src/channels/wecom.ts";
import { createAlarmPublishing } from "../../app/src/platform/alarm-publishing.ts";
import { createHomeAssistantPublishing } from "../../app/src/platform/home-assistant/publishing.ts";
import { createMailEvidence } from "../../app/src/platform/mail-evidence.ts";
import { scopeOf } from "../../dashboard/src/accounts/scope.ts";
import { openPathMeter } from "../../dashboard/src/protection/path-meter.ts";
import { openRegister } from "../../dashboard/src/protection/register.ts";
import { repeatedAlarms } from "../../governance/src/filing/repeated-alarms.ts";
import { preFlightOf } from "../../governance/src/key-periods/pre-flight.ts";
import { createMemoryAlarmDesk, gasAlarm } from "../support/browser-alarm-desk.ts";
import { call } from "../support/browser-api.ts";
import { createMemorySignalBoard, signIn, startBrowserPlatform } from "../support/browser-platform.ts";
import { createSettableClock } from "../support/clock.ts";
import { passTime, startAlerting } from "../support/kannel-alerting.ts";
import { changeOf, commandOf } from "../support/kannel-conditions.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger } from "../support/observing.ts";
import { testSite } from "../support/site.ts";

const KEY = "cab-17/vapour";
const RULE = "cab-17/vapour/high-high";
const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const RAISED = minus(AT, minutes(2));

/** Of the same signal and rule: what a drill has raised, and what is real; each found by its id in whatever is made of them. */
const DRILLED = gasAlarm({ id: "of-the-drill", code: "DR77", test: "drill/1", lifeSafety: true, raisedAt: RAISED });
const REAL = gasAlarm({ id: "of-the-room", code: "REA9", raisedAt: RAISED });

const deskWithBoth = () => {
  const clock = createSettableClock(AT);
  const desk = createMemoryAlarmDesk(clock);
  const raiseBoth = (over: Partial<Alarm> = {}): void => {
    for (const alarm of [DRILLED, REAL]) desk.raise({ ...alarm, ...over });
  };
  return { clock, desk, raiseBoth };
};

/** The dashboard, with both raised and commented on. */
async function dashboard() {
  const clock = createSettableClock(AT);
  const platform = await startBrowserPlatform({ clock });
  platform.history.points.push({ signal: KEY, at: RAISED, tieBreak: 0, receivedAt: RAISED, quality: "good", value: 23.4 });
  for (const alarm of [DRILLED, REAL]) {
    platform.desk.raise(alarm);
    platform.desk.note(alarm.id, "commented", "user:wang", { comment: `about ${alarm.id}` });
  }
  const { token } = await signIn(platform.url);
  return { platform, token };
}
const answerTo = (path: string) => async (): Promise<unknown> => {
  const { platform, token } = await dashboard();
  const { status, body } = await call(platform, "GET", `/api/v1/${path}`, { as: token });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const AROUND = `from=${minus(AT, hours(1))}&to=${plus(AT, hours(1))}`;

/** Alerting as it is, with the drill's alarm and, after it, a real one of another rule that does not end the drill. */
async function alertingWithBoth() {
  const bench = await startAlerting();
  const startedAt = bench.clock.now();
  const drill = { number: 1, zoneId: "nowhere", zones: ["nowhere"], signals: [KEY], startedAt, until: plus(startedAt, hours(1)) };
  expect(bench.alerting.beginDrill(drill)).toMatchObject({ ok: true });
  const take = (id: string, signal: string, ruleId: string) => {
    const at = bench.clock.now();
    return bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, signal, ruleId, priority: "high" })]);
  };
  await take(DRILLED.id, twinKeyOf(KEY), `labcanary-drill/${RULE}`);
  await take(REAL.id, KEY, RULE);
  await passTime(bench, minutes(1));
  expect(bench.alerting.list()).toHaveLength(2);
  for (const id of [DRILLED.id, REAL.id]) bench.alerting.command(commandOf(id, { by: "li" }));
  return bench;
}

interface Consumer {
  /** `left-out`: it acts, counts or concludes. `marked`: people read it, and read that it is a drill. `none`: none ever comes to it. */
  readonly decides: "left-out" | "marked" | "none";
  readonly because: string;
  /** What it makes of both; of one that is only counted, `{ count }`. */
  readonly makes?: () => unknown;
}

/** Every file that hears of alarms from alerting, or asks for some, and what it has decided about those of a drill. */
const CONSUMERS: Readonly<Record<string, Consumer>> = {
  "alerting/src/alerting.ts": {
    decides: "left-out",
    because: "programs alert on the gauge of alarms",
    async makes() {
      const { metrics } = await alertingWithBoth();
      expect(metrics.observed("labcanary_alarm_latency_seconds")).toHaveLength(1);
      return { count: metrics.read("labcanary_alarms", "acknowledged", "high") };
    },
  },
  "app/src/platform/alarm-publishing.ts": {
    decides: "left-out",
    because: "beacons, sirens and building management act on v1/alarms, and read no mark",
    async makes() {
      const said: unknown[] = [];
      const { desk, raiseBoth } = deskWithBoth();
      raiseBoth();
      const publish = async (message: unknown): Promise<void> => void said.push(message);
      const service = createAlarmPublishing({ desk, publisher: { publish }, logger: createTestLogger() });
      await service.start();
      onTestFinished(() => service.stop());
      raiseBoth({ priority: "low" });
      return said;
    },
  },
  "app/src/platform/home-assistant/publishing.ts": {
    decides: "left-out",
    because: "automations act on it",
    async makes() {
      const said: { topic: string; payload: string }[] = [];
      const { clock, desk, raiseBoth } = deskWithBoth();
      raiseBoth();
      const named = { en: "HA", zh: "HA" };
      const speaks = { convention: "home-assistant", topics: ["homeassistant/status"], timeZone: "UTC" } as const;
      const [device] = testSite().devices;
      const site = testSite({
        devices: [...(device === undefined ? [] : [device]), { id: "ha", name: named, zoneId: "cabinet-17", signals: [], speaks }],
      });
      const service = createHomeAssistantPublishing({
        clock,
        desk,
        logger: createTestLogger(),
        site: () => site,
        board: createMemorySignalBoard(),
        health: () => [],
        version: "1",
        publisher: {
          publish: async ({ topic, payload }) =>
            void said.push({
              topic,
              payload: String(payload),
            }),
        },
      });
      await service.start();
      onTestFinished(() => service.stop());
      await expect.poll(() => said.some(({ topic }) => topic.endsWith("/alarms"))).toBe(true);
      const counts = JSON.parse(said.find(({ topic }) => topic.endsWith("/alarms"))?.payload ?? "{}") as Record<string, number>;
      return { count: Math.max(...Object.values(counts)) };
    },
  },
  "app/src/scenario/people.ts": { decides: "none", because: "of a rehearsal, which is a platform of its own and holds no drills" },
  "app/src/scenario/rehearsal.ts": { decides: "none", because: "as the people of a rehearsal" },
  "dashboard/src/history/history-routes.ts": {
    decides: "left-out",
    because: "a curve is of what the real sensor read",
    makes: answerTo(`samples?signals=${KEY}&${AROUND}&points=100`),
  },
  "dashboard/src/http/alarm-routes.ts": { decides: "marked", because: "the list shows it to people", makes: answerTo("alarms") },
  "dashboard/src/http/earlier-alarms.ts": {
    decides: "left-out",
    because: "what came earlier shows a habit of the real thing",
    async makes() {
      const { platform, token } = await dashboard();
      platform.desk.raise(gasAlarm({ id: "later", code: "LAT3", raisedAt: AT }));
      return (await call(platform, "GET", "/api/v1/alarms/later", { as: token })).body.earlier;
    },
  },
  "dashboard/src/http/figure-routes.ts": {
    decides: "left-out",
    because: "figures of alarms are of real ones",
    async makes() {
      const { alerting, clock } = await alertingWithBoth();
      return { count: (await alerting.figures(minus(clock.now(), hours(1)), plus(clock.now(), minutes(1)))).alarms };
    },
  },
  "dashboard/src/http/question-routes.ts": {
    decides: "left-out",
    because: "why a rule did what it did is asked of the real signal",
    makes: answerTo(`signals/${KEY}/explanation?at=${minus(AT, minutes(1))}`),
  },
  "dashboard/src/http/signal-routes.ts": {
    decides: "left-out",
    because: "as the curve of the history",
    makes: answerTo(`signals/${KEY}/samples?${AROUND}`),
  },
  "dashboard/src/http/told-routes.ts": {
    decides: "marked",
    because: "whoever was told of it finds it; by its id alone, the list has the mark",
  },
  "dashboard/src/live/live-feed.ts": {
    decides: "marked",
    because: "every console shows it",
    async makes() {
      const { platform, token } = await dashboard();
      const socket = io(`${platform.url}/live`, { transports: ["websocket"], reconnection: false, forceNew: true, auth: { token } });
      onTestFinished(() => void socket.close());
      return new Promise((resolve) => socket.on("snapshot", resolve));
    },
  },
  "dashboard/src/protection/path-meter.ts": {
    decides: "left-out",
    because: "a figure",
    makes() {
      const { clock, desk, raiseBoth } = deskWithBoth();
      const books = { received: 0, stored: 0, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true };
      const path = () => ({ acceptedFrames: 0, durable: 0, rules: 0, history: 0 }) as never;
      const meter = openPathMeter({ clock, desk, books: () => books, alarmBooks: () => ({}) as never, site: () => testSite(), path });
      onTestFinished(() => meter.end());
      raiseBoth();
      return { count: meter.standing()?.alarmLatency?.count };
    },
  },
  "dashboard/src/protection/register.ts": {
    decides: "left-out",
    because: "whatever is done to it takes no protection from anybody",
    makes() {
      const { clock, desk, raiseBoth } = deskWithBoth();
      raiseBoth({ shelved: { by: "wang", at: AT, until: plus(AT, hours(1)), reason: "repair", mode: "timed" } });
      const register = openRegister({ clock, desk, board: createMemorySignalBoard(), site: () => testSite() });
      onTestFinished(() => register.end());
      return register.lines(scopeOf(undefined, testSite())).map(({ kind, alarm }) => ({ kind, alarm }));
    },
  },
  "dashboard/src/safety/dossier/told-dossier.ts": {
    decides: "left-out",
    because: "a drill is no excursion; its own tests show the refusal, and that a drill is of no real event",
  },
  "dashboard/src/shift/hand-over-list.ts": {
    decides: "left-out",
    because: "a drill, and what was said about its alarm, is handed over to nobody",
    makes: answerTo("hand-over"),
  },
  "governance/src/books/standing-alarms.ts": { decides: "none", because: "of alarms of records alone; a drill raises none" },
  "governance/src/public-reports/danger-alarms.ts": { decides: "none", because: "of alarms of records alone; a drill raises none" },
  "governance/src/filing/filing.ts": {
    decides: "left-out",
    because: "the platform files what is so, and a drill is not",
    makes() {
      const three = [1, 2, 3].map((each) => ({ ...DRILLED, id: `${DRILLED.id}-${each}`, raisedAt: minus(AT, hours(each)) }));
      const world = { at: AT, site: testSite(), alarms: three, raised: new Set([KEY]), writtenOffAt: () => undefined } as never as object;
      const filed = (alarms: readonly Alarm[]) => repeatedAlarms({ ...world, alarmsOfSignal: () => alarms } as never);
      expect(filed(three)).toEqual([]);
      return filed([...three, ...three.map(({ test: _test, ...alarm }) => ({ ...alarm, id: REAL.id, code: REAL.code }))]);
    },
  },
  "governance/src/key-periods/period-watch.ts": {
    decides: "left-out",
    because: "a pre-flight names what stands",
    makes() {
      const period = { id: "p", seals: [] } as never;
      const world = {
        at: AT,
        site: testSite(),
        period,
        impaired: [],
        status: () => undefined,
        contacts: [],
        budgets: [],
        isTestedOutside: true,
      };
      const standing = (alarms: readonly Alarm[]) => preFlightOf({ ...world, alarms }).filter(({ about }) => about === "alarms");
      expect(standing([DRILLED])).toEqual([]);
      return { count: standing([DRILLED, REAL]).length };
    },
  },
  "governance/src/key-periods/openings.ts": {
    decides: "left-out",
    because: "an opening that a drill told of was not told; period-watch's tests show it",
  },
};

/** Who hears of alarms, or asks for those there are. Sessions and ledgers have an `onChange` and a `list` of their own, under other names. */
const HEARS = /\b(?:desk|alerting|announcements)\s*\.\s*(?:onChange|subscribe|list|figures)\(|\.\s*alarmsOfSignal\(|desk\?\.alarmsOfSignal/;
const root = join(import.meta.dirname, "../..");

test("whoever hears of alarms has decided what a drill's are to them", () => {
  const sources = globSync("{alerting,app,dashboard,governance,ingest}/src/**/*.ts", { cwd: root }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  expect(sources.length).toBeGreaterThan(300);
  const hearing = sources.filter((file) => HEARS.test(readFileSync(join(root, file), "utf8")));
  expect(hearing.toSorted()).toEqual(Object.keys(CONSUMERS).toSorted());
});

const PROVEN = Object.entries(CONSUMERS).flatMap(([file, { makes, ...consumer }]) =>
  makes === undefined ? [] : [{ file, makes, ...consumer }],
);

test.each(PROVEN)("$file: $decides, since $because", async ({ decides, makes }) => {
  const made = await makes();
  const count = (made as { readonly count?: number } | null)?.count;
  if (count !== undefined) return expect(count).toBe(1);
  const text = JSON.stringify(made);
  expect(text).toMatch(/of-the-room|REA9/);
  if (decides === "marked") expect(text).toMatch(/of-the-drill[^{}]*.*"test":"drill\/1"/s);
  else expect(text).not.toMatch(/of-the-drill|DR77|drill\/1/);
});

test("mails have no curve of the real sensor beside a drill", async () => {
  const { clock, desk, raiseBoth } = deskWithBoth();
  raiseBoth();
  const history = { range: async () => [], aggregate: async () => [] };
  const evidence = createMailEvidence({ clock, site: () => testSite(), desk: () => desk, history: () => history });
  expect(await evidence.curve(DRILLED)).toBeUndefined();
  expect(await evidence.curve(REAL)).toBeDefined();
});

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
test.each([
  ["dingtalk", (sent: Notification) => DINGTALK.request(sent, { kind: "dingtalk", url: "https://robot.example/send" }, AT)],
  ["wecom", (sent: Notification) => WECOM.request(sent, { kind: "wecom", url: "https://robot.example/send" }, AT)],
  ["feishu", (sent: Notification) => FEISHU.request(sent, { kind: "feishu", url: "https://robot.example/send" }, AT)],
  ["ntfy", (sent: Notification) => NTFY.request(sent, { kind: "ntfy", url: "https://ntfy.example", topic: "t" }, AT)],
  ["webhook", (sent: Notification) => WEBHOOK.request(sent, { kind: "webhook", url: "https://hook.example", secret }, AT)],
] as const)("%s says that it is a drill before anything else", (_kind, requestOf) => {
  const subject = { kind: "one", alarm: DRILLED } as const;
  const as = (mark: "drill" | "none", language: "en" | "zh") => {
    const message = composeMessage({ kind: "alarm", language, mark, subject, as: "alarm", telling: "first", replyCode: "" } as never);
    const { body, headers, url } = requestOf(testNotification({ language, ...message, simulated: mark !== "none" }));
    return `${url} ${JSON.stringify(headers)} ${body}`;
  };
  expect(as("drill", "en")).toMatch(/"DRILL |\bDRILL /);
  expect(as("drill", "zh")).toContain("演练 ");
  for (const language of ["en", "zh"] as const) expect(as("none", language)).not.toMatch(/DRILL|演练/);
});
