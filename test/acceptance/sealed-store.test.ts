import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPersonalData, verifyJournal } from "@labcanary/alerting";
import { type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, type Leave, type WatchedPeriod, years } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import {
  type Acceptance,
  EXAMPLE_SITE,
  PASSWORD,
  type Person,
  signInWithAccount,
  startPlatform,
  type TestDevice,
} from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";

const DOOR = "tox-b2/door";
const SEAL = `${DOOR}/sealed-autumn`;
const at = (text: string): EpochMs => epochMs(Date.parse(`${text}+08:00`));

/** The example, with a vacation of three days. Li is on duty all day. */
function siteIn(folder: string): string {
  const file = join(folder, "site.yaml");
  writeFileSync(
    file,
    `include: [${relative(folder, EXAMPLE_SITE)}]
rotas:
  duty: { name: { en: Duty, zh: 值班 }, shifts: [{ name: { en: all day, zh: 全天 }, from: "00:00", to: "24:00", people: [li] }] }
keyPeriods:
  - id: autumn
    kind: vacation
    name: { en: Autumn vacation, zh: 秋假 }
    from: "2026-11-20"
    to: "2026-11-22"
    delays: 0.5
    seal: [{ door: ${DOOR} }]
    checkIns: { at: ["08:00"], within: 1h, by: ["rota:duty"] }
`,
  );
  return file;
}

interface Told {
  readonly described: readonly { readonly id: string; readonly inForce: boolean }[];
  readonly periods: readonly WatchedPeriod[];
  readonly leaves: readonly Leave[];
}

/** Rows of tables of the database, as they are kept, that say something. */
function inTables(data: string, tables: readonly string[], sought: RegExp): readonly string[] {
  const database = new DatabaseSync(join(data, "alarms.sqlite"), { readOnly: true });
  try {
    return tables.flatMap((table) =>
      database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => `${table} ${JSON.stringify({ ...row, body: String(row["body"] ?? ""), hash: "" })}`)
        .filter((row) => sought.test(row)),
    );
  } finally {
    database.close();
  }
}

/** The platform from a time on, after it was off since the last. */
async function from(text: string, data: string, site: string) {
  const platform = await startPlatform({ data, site, clock: createSettableClock(at(text)) });
  const store: TestDevice = await platform.device("tox-b2");
  const pass = async (minutes: number, door: "open" | "closed"): Promise<void> => {
    for (let half = 0; half < 2 * minutes; half++) {
      await store.say({ door, weight: 500 });
      platform.clock.advance(seconds(30));
      await platform.platform.ingest.evaluateUntilNow();
    }
  };
  const badge = async (credential: string): Promise<void> => {
    const event = { at: platform.clock.now(), kind: "badge", who: credential, granted: true };
    await store.client.publishAsync("v1/devices/tox-b2/events", JSON.stringify(event), { qos: 1 });
    await platform.platform.ingest.evaluateUntilNow();
  };
  const wang = await signInWithAccount(platform, "wang", "responsible-person");
  const li = await signInWithAccount(platform, "li", "safety-officer");
  return { ...platform, pass, badge, wang, li, sealAlarms: () => sealAlarms(platform) };
}

const sealAlarms = ({ platform }: Acceptance) =>
  platform.alerting
    .alarmsOfSignal(DOOR, at("2026-11-01T00:00"), at("2026-12-01T00:00"))
    .filter(({ source }) => source.kind === "rule" && source.ruleId === SEAL);
const told = (who: Person): Promise<Told> => who.get<Told>("key-periods");
const checkInOf = (period: WatchedPeriod | undefined, text: string) => period?.checkIns.find((each) => each.from === at(text));

test("a vacation with a sealed store: prepared, opened without leave and with it, checked in and missed, reported; the platform is off in between", async () => {
  const [data, folder] = [temporaryFolder(), temporaryFolder()];
  const site = siteIn(folder);

  // The day before: what is not ready is told, and two give leave for the next day.
  const before = await from("2026-11-19T10:00", data, site);
  await before.pass(7, "closed");
  const [prepared] = (await told(before.li)).periods;
  expect(prepared?.preFlight?.findings.map(({ about }) => about)).toContain("routes");
  expect(before.alarms()).toContain("key-period-not-ready");
  const ask = {
    door: DOOR,
    people: ["smith"],
    from: String(at("2026-11-21T10:00")),
    to: String(at("2026-11-21T11:00")),
    reason: "liquid nitrogen",
    password: PASSWORD,
  };
  expect(await before.wang.post("leaves", { ...ask, password: "wrong" })).toMatchObject({ status: 403 });
  expect(await before.wang.post("leaves", { ...ask, to: String(at("2026-11-23T11:00")) })).toMatchObject({ body: { code: "LEAVE_SPAN" } });
  expect(await before.wang.post("leaves", ask)).toMatchObject({ status: 201, body: { leave: { number: 1, state: "asked" } } });
  expect(await before.wang.post("leaves/1/give", { password: PASSWORD })).toMatchObject({ body: { code: "LEAVE_SAME_PERSON" } });
  expect(await before.li.post("leaves/1/give", { password: PASSWORD })).toMatchObject({ status: 200, body: { leave: { state: "given" } } });
  // Before its days the store is opened as on every other day.
  await before.pass(1, "open");
  expect(before.sealAlarms()).toEqual([]);
  await before.pass(1, "closed");
  await before.stop();

  // The second day. Nobody was asked on the first, since the platform was off: that is told as missed.
  const second = await from("2026-11-21T07:58", data, site);
  await second.pass(3, "closed");
  expect(second.alarms()).toContain("check-in-missed");
  expect((await told(second.li)).described).toMatchObject([{ id: "autumn", inForce: true }]);
  const [asked] = (await told(second.li)).periods;
  expect(checkInOf(asked, "2026-11-21T08:00")).toMatchObject({ people: ["li"] });
  await expect.poll(() => second.texts.map(({ text }) => text).join("\n")).toMatch(/值班签到 秋假：请确认您在岗/);
  const checkIn = { from: at("2026-11-21T08:00") };
  expect(await second.wang.post("key-periods/1/check-in", checkIn)).toMatchObject({ status: 403, body: { code: "CHECK_IN_NOT_YOURS" } });
  const visitor = await second.signIn("operator");
  expect(await visitor.post("key-periods/1/check-in", checkIn)).toMatchObject({ body: { code: "PERSON_REQUIRED" } });
  expect(await second.li.post("key-periods/1/check-in", checkIn)).toMatchObject({ status: 200 });
  await second.pass(1, "closed");
  // That she is there now explains nothing of the day before: somebody who was not asked does.
  const missed = () =>
    second.platform.alerting
      .list()
      .filter(({ source, conditionActive }) => source.kind === "record" && source.condition === "check-in-missed" && conditionActive);
  expect(missed()).toHaveLength(1);
  const explanation = { from: at("2026-11-20T08:00"), words: "the power was off, Li was there", password: PASSWORD };
  expect(await second.li.post("key-periods/1/explain", explanation)).toMatchObject({ status: 403, body: { code: "EXPLAINER_ASKED" } });
  const dayBefore = { from: at("2026-11-20T08:00") };
  expect(await second.li.post("key-periods/1/check-in", dayBefore)).toMatchObject({ status: 409, body: { code: "CHECK_IN_PAST" } });
  expect(await second.wang.post("key-periods/1/explain", explanation)).toMatchObject({ status: 200 });
  await second.pass(1, "closed");
  expect(missed()).toEqual([]);
  // Somebody opens it without leave, with a badge that opens it on other days.
  await second.badge("04A2F1");
  await second.pass(1, "open");
  expect(second.sealAlarms()).toMatchObject([
    { priority: "critical", evidence: { reason: "opened without leave while it is sealed: {person:wang} had badged" } },
  ]);
  await expect.poll(() => second.texts.map(({ text }) => text).join("\n")).toMatch(/封存期间开启|opened while sealed/);
  // Whoever reads why is told who; what is kept says it by a key.
  const why = await second.li.get<{ readonly turns: readonly { readonly because: string }[] }>(
    `alarms/${second.sealAlarms()[0]?.id}/explanation`,
  );
  expect(why.turns[0]?.because).toBe("opened without leave while it is sealed: Wang Fang had badged");
  await second.pass(1, "closed");
  await second.stop();

  // Off again until the time leave is for: it holds all the same.
  const third = await from("2026-11-21T10:04", data, site);
  await third.pass(3, "closed");
  await third.badge("04A2F1");
  await third.badge("0815");
  await third.pass(1, "open");
  await third.pass(1, "closed");
  expect(third.sealAlarms()).toHaveLength(1);
  // Who comes after him has a badge, and no leave.
  await third.badge("04A2F1");
  await third.pass(1, "open");
  expect(third.sealAlarms()).toHaveLength(2);
  expect(third.sealAlarms().map(({ evidence }) => evidence.reason)).toContain(
    "opened by nobody who had leave to while it is sealed: {person:wang} had badged",
  );
  await expect
    .poll(async () => {
      await third.pass(1, "closed");
      return (await told(third.li)).periods[0]?.openings.map((opening) => ({
        ...opening,
        openedAt: undefined,
        badge: undefined,
        mayExplain: undefined,
      }));
    })
    .toEqual([
      { door: DOOR, people: ["wang"], unknownBadges: 0 },
      { door: DOOR, people: ["smith", "wang"], unknownBadges: 0, leave: 1 },
      { door: DOOR, people: ["wang"], unknownBadges: 0 },
    ]);
  await third.stop();

  // The third day: the platform is off at eight, and nobody could say that they were there.
  const last = await from("2026-11-22T09:05", data, site);
  await last.pass(2, "closed");
  expect(last.alarms()).toContain("check-in-missed");
  const late = { from: at("2026-11-22T08:00") };
  expect(await last.li.post("key-periods/1/check-in", late)).toMatchObject({ status: 200 });
  await last.stop();

  const after = await from("2026-11-23T00:15", data, site);
  await expect
    .poll(async () => {
      await after.pass(1, "closed");
      return (await told(after.li)).periods[0]?.report;
    })
    .toBeDefined();
  const { period } = await after.li.get<{ period: WatchedPeriod }>("key-periods/1");
  expect(Object.fromEntries(Object.entries(period.report?.rows ?? {}).map(([row, { count }]) => [row, count]))).toMatchObject({
    openings: 3,
    "openings-without-leave": 2,
    "leave-given": 1,
    "leave-refused": 0,
    "leave-lapsed": 0,
    "leave-withdrawn": 0,
    "check-ins-kept": 1,
    "check-ins-missed": 2,
    "check-ins-late": 1,
    "check-ins-explained": 1,
    "site-changes": 0,
  });
  // Every figure leads to the lines it was counted from, and the alarms among them are those of the journal.
  const journal = after.platform.alerting.journal({ limit: 100_000 });
  const lineOf = (number: number) => journal.find((entry) => entry.number === number);
  for (const number of period.report?.rows["openings-without-leave"].lines ?? [])
    expect(lineOf(number)).toMatchObject({
      kind: "key-period-recorded",
      detail: { act: { act: "opening", opening: { people: ["wang"] } } },
    });
  const raised = journal.filter(
    ({ kind, at: time }) => kind === "raised" && time >= at("2026-11-20T00:00") && time < at("2026-11-23T00:00"),
  );
  expect(period.report?.rows.alarms.count).toBe(raised.length);
  expect(await after.li.post("key-periods/1/review", { words: "two doors to look into", password: PASSWORD })).toMatchObject({
    status: 200,
  });
  // A day on which nothing is sealed.
  await after.badge("04A2F1");
  await after.pass(1, "open");
  expect(after.sealAlarms()).toHaveLength(2);
  await after.pass(1, "closed");
  // Somebody has seen to all of them: while an alarm is not over, it says who was there.
  const operator = await after.signIn("operator");
  for (const { id, source, latching } of after.platform.alerting.list()) {
    if (source.kind !== "rule" || source.signal !== DOOR) continue;
    expect(await operator.post(`alarms/${id}/acknowledge`)).toMatchObject({ status: 200 });
    if (latching) expect(await operator.post(`alarms/${id}/reset`)).toMatchObject({ status: 200 });
  }
  await after.stop();
  const verified = () => verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") });
  expect(verified()).toMatchObject({ ok: true, findings: [] });

  // Nobody stands in the chain by name, account, number or id; and once nothing obliges to keep who it was, nowhere else either.
  expect(inTables(data, ["journal"], /Wang Fang|Alex Smith|Li Na|\+86|\b(?:wang|smith|li)\b/)).toEqual([]);
  const removal = { now: plus(at("2026-11-23T01:00"), years(11)), hadAccount: false };
  const desk = createPersonalData(data, DEFAULT_RETENTION);
  expect(await desk.forgetPerson(["user:wang", "person:wang"], removal)).toMatchObject({ names: true, linesInClear: 0 });
  const found = await desk.findPerson(["user:wang", "person:wang"], { names: ["Wang Fang"], phones: [] });
  expect(found).toMatchObject({ lines: [], inWordsCount: 0 });
  expect(inTables(data, ["journal", "alarms", "journal_people"], /Wang Fang|\bwang\b/)).toEqual([]);
  expect(verified()).toMatchObject({ ok: true, findings: [] });
});
