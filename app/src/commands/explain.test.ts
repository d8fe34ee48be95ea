import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { days, type EpochMs, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { keepFridge } from "../../../test/support/fridge.ts";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../../test/support/kannel-conditions.ts";
import { UsageError } from "../command-line.ts";
import { loadSite } from "../site/load.ts";
import { EXAMPLE, keepStore } from "../../../test/support/toxic-store.ts";
import { explain } from "./explain.ts";

/** Midnight where the site is, some days ago: the store keeps what is recent. */
const MIDNIGHT = epochMs(Math.floor(Date.now() / days(1)) * days(1) - days(3) - hours(8));
const minute = (count: number): EpochMs => plus(MIDNIGHT, minutes(count));
const iso = (at: EpochMs): string => new Date(at).toISOString();
const DATE = iso(plus(MIDNIGHT, hours(8))).slice(0, 10);

let folder: string;
let printed: string;

beforeEach(() => {
  folder = temporaryFolder();
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

const run = (...words: readonly string[]): Promise<number> =>
  explain(["--site", join(folder, "site.yaml"), "--data", join(folder, "data"), ...words]);

/** An hour at 5 °C, ten minutes at 9 °C, twenty at 5 °C, then nothing. */
const keep = (): Promise<void> =>
  keepFridge({ folder, from: MIDNIGHT, values: Array.from({ length: 90 }, (_, count) => (count >= 60 && count < 70 ? 9 : 5)) });

const atMinute = (count: number): readonly string[] => ["--signal", "fridge-1/temperature", "--at", iso(plus(minute(count), seconds(30)))];

describe("labcanary explain of a time", () => {
  test("of a device behind a gateway says that the history does not tell what was only repeated; of another it does not", async () => {
    await keep();
    expect(await run(...atMinute(59))).toBe(0);
    expect(printed).not.toContain("only repeated");
    const file = join(folder, "site.yaml");
    const speaks = { convention: "json", topics: ["plant/#"] };
    writeFileSync(file, readFileSync(file, "utf8").replace("id: fridge-1", `id: fridge-1\n    speaks: ${JSON.stringify(speaks)}`));
    expect(await run(...atMinute(59))).toBe(0);
    expect(printed).toContain(
      "a gateway only repeated (retained, or from its cache): here each counts as read when it came, of fridge-1/temperature.",
    );
  });

  test.each([
    { minute: 59, high: "normal\n  5 °C is not >= 8 °C" },
    {
      minute: 62,
      high: `pending since ${DATE} 01:00:00\n  9 °C is >= 8 °C since ${DATE} 01:00:00; on-delay 300 s not over until ${DATE} 01:05:00`,
    },
    { minute: 66, high: `active since ${DATE} 01:05:00\n  raised ${DATE} 01:05:00: 9 °C is >= 8 °C for 300 s` },
    {
      minute: 75,
      high: `normal since ${DATE} 01:10:00\n  5 °C is not >= 8 °C; the last alarm ended ${DATE} 01:10:00: 5 °C, back inside the limit`,
    },
    { minute: 95, high: `a gap satisfies no delay` },
    {
      minute: 95,
      high: `fridge-1/temperature/silent: active since ${DATE} 01:32:01\n  raised ${DATE} 01:32:01: nothing fresh was heard for 180 s`,
    },
  ])("says at minute $minute why: $high", async ({ minute: asked, high }) => {
    await keep();
    expect(await run(...atMinute(asked))).toBe(0);
    expect(printed).toContain(high);
  });

  test("finds what was last heard, however long ago", async () => {
    await keep();
    await run("--signal", "fridge-1/temperature", "--at", iso(minute(48 * 60)));
    expect(printed).toContain(
      `fridge-1/temperature/silent: active since ${DATE} 01:32:01\n  raised ${DATE} 01:32:01: nothing fresh was heard for 180 s`,
    );
    expect(printed).toContain(`  ${DATE} 01:29:00  ${DATE} 01:29:01  5 °C   good\n`);
  });

  test("shows the last samples, and how many came in only later", async () => {
    await keep();
    await run("--signal", "fridge-1/temperature", "--at", iso(minute(60)));
    expect(printed).toContain(
      `fridge-1/temperature at ${DATE} 01:00:00 (Asia/Shanghai), by the rules of ${join(folder, "site.yaml")} as it is now`,
    );
    expect(printed).toContain(`  ${DATE} 00:59:00  ${DATE} 00:59:01  5 °C   good\n`);
    expect(printed).not.toContain("9 °C");
    expect(printed).toContain("Received only after that time, so not known to the rules: 1\n");
  });
});

test("labcanary explain of a time of a door says what people did, or that nobody knows it", async () => {
  const asked = ["--site", EXAMPLE, "--data", join(folder, "data"), "--signal", "tox-b2/door", "--at", iso(plus(minute(60), seconds(50)))];
  const kept = { folder, from: MIDNIGHT, minutes: 90, opened: [minute(60)] };
  await keepStore(kept);
  await explain(asked);
  expect(printed).toContain("tox-b2/door/forced: not-known\n  it goes by what people did at the door, and of that nothing is kept here");
  expect(printed).toContain("\nNothing is kept in this data folder of what people did at tox-b2.\n");

  printed = "";
  await keepStore({ ...kept, badged: [minute(60)] });
  await explain(asked);
  expect(printed).toContain("tox-b2/door/forced: normal\n  no opening without access\n");
  expect(printed).toMatch(/tox-b2\/door\/two-person: active since .*\n {2}raised .*: opened without two people: only Wang Fang had badged/);
  expect(printed).toMatch(
    /The last that people did there:\n {2}at .*\n {2}.*00:59:55 {2}.*00:59:55 {2}tox-b2 {2}badge, let in {2}Wang Fang\n/,
  );
  expect(printed).not.toContain("Nothing is kept");
});

test("labcanary explain of an alarm says why it came, who was told, and who acknowledged it", async () => {
  await keep();
  const site = loadSite(join(folder, "site.yaml"));
  if (!site.ok) throw new Error("the site is wrong");
  const rule = site.value.signals[0]?.rules[0];
  const { alerting, settle } = await startAlerting({ site: site.value, dataFolder: join(folder, "data") });
  const at = epochMs(Date.UTC(2026, 10, 22, 8));
  const evidence = {
    samples: [{ at, receivedAt: at, value: 9, quality: "good" as const }],
    reason: "9 °C is >= 8 °C for 300 s",
    position: 7,
  };
  const about = {
    ruleId: "fridge-1/temperature/high",
    ruleVersion: rule?.version ?? "",
    signal: "fridge-1/temperature",
    at,
    receivedAt: at,
    value: 9,
    evidence,
  };
  await alerting.takeConditions([changeOf("a", about)]);
  await settle();
  alerting.command(commandOf("a", { comment: "door was open" }));

  await run(alerting.get("a")?.code ?? "");
  const code = alerting.get("a")?.code;
  const now = "2026-11-22 16:00:00";
  expect(printed).toBe(`[${code}] Temperature high, high (a)

  where       Ward
  rule        fridge-1/temperature/high, version ${rule?.version}
  raised      ${now}, received ${now}
  why         9 °C is >= 8 °C for 300 s
  figure      9 °C against ≥ 8 °C
  state       acknowledged; the condition holds
  decided by  record 7 of the accepted log

The last samples:
  at                   received             value  quality
  ${now}  ${now}  9 °C   good

What happened:
  when                 what                    who
  ${now}  raised                  rules        9 °C is >= 8 °C for 300 s
  ${now}  notification-queued     system       wang (responsible) from ${now}, smith (deputy) from 2026-11-22 16:03:00, desk (security-centre) from 2026-11-22 16:06:00, desk (nobody-reached) from 2026-11-22 16:15:00
  ${now}  notification-accepted   channel:sms  attempt: 1; personId: wang; step: responsible; to: ***01
  ${now}  acknowledged            user:mei     unacknowledged → acknowledged; comment: door was open
  ${now}  notification-cancelled  user:mei
`);
});

test("labcanary explain of an alarm says what kept it from people", async () => {
  await keep();
  const site = loadSite(join(folder, "site.yaml"));
  if (!site.ok) throw new Error("the site is wrong");
  const { alerting, clock } = await startAlerting({ site: site.value, dataFolder: join(folder, "data") });
  const about = { signal: "fridge-1/temperature", until: plus(clock.now(), hours(1)), reason: "calibration", measure: "rounds" };
  const proposed = alerting.serviceCommand(serviceCommandOf(about));
  if (!proposed.ok) throw new Error(proposed.error.code);
  alerting.serviceCommand(serviceCommandOf({ ...about, verb: "approve", by: "li", proposal: proposed.value.id }));
  await alerting.takeConditions([changeOf("a", { signal: about.signal, suppressedBy: "door open" })]);
  await run("a");
  const state = "out-of-service until 2026-11-22 17:00:00, meanwhile: rounds; suppressed-by-design, because: door open; never on the list";
  expect(printed).toContain(`state       ${state}; the condition holds\n`);
});

test.each([
  { about: { ruleId: "fridge-1/temperature/high", ruleVersion: "older" }, says: "version older, changed since (" },
  { about: { ruleId: "fridge-1/temperature/gone", ruleVersion: "older" }, says: "version older, no longer in the site" },
])("labcanary explain of an alarm tells a rule that is no longer the same: $says", async ({ about, says }) => {
  await keep();
  const { alerting } = await startAlerting({ dataFolder: join(folder, "data") });
  await alerting.takeConditions([changeOf("a", { ...about, signal: "fridge-1/temperature" })]);
  await run("a");
  expect(printed).toContain(says);
});

test("labcanary explain of an alarm of the platform itself says which, and that no samples decided", async () => {
  await keep();
  const { alerting, clock } = await startAlerting({ dataFolder: join(folder, "data") });
  const detail = "connection refused";
  alerting.takeSystemCondition({ kind: "system-condition", name: "history-store-down", active: true, at: clock.now(), detail });
  await run(alerting.list()[0]?.code ?? "");
  expect(printed).toContain("condition   history-store-down\n");
  expect(printed).toContain("why         connection refused\n");
  expect(printed).toContain("decided by  the platform itself\n\nNo samples before it.\n");
});

test.each([
  { words: [], says: "labcanary explain ALARM, or labcanary explain --signal KEY --at TIME" },
  { words: ["AB12", "--signal", "x"], says: "labcanary explain ALARM, or" },
  { words: ["AB12", "CD34"], says: "labcanary explain ALARM, or" },
  { words: ["AB12"], says: "there are no alarms in" },
  { words: ["--at", iso(MIDNIGHT)], says: "name the signal with --signal" },
  { words: ["--signal", "fridge-1/temperature"], says: "--at takes a time with its zone" },
  { words: ["--signal", "fridge-1/temperatur", "--at", iso(MIDNIGHT)], says: "did you mean fridge-1/temperature?" },
  {
    words: ["--signal", "fridge-1/temperature", "--at", iso(plus(MIDNIGHT, days(-5)))],
    says: "there is no history of fridge-1/temperature before",
  },
])("refuses $words: $says", async ({ words, says }) => {
  await keep();
  const refusal = await run(...words).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as Error).message).toContain(says);
});
