import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { days, epochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { FigureName, ReportLine, Week } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../../dashboard/src/live/alarm-summary.ts";
import type { ToldReport, WholeReport } from "../../dashboard/src/weekly/told-report.ts";
import { type Acceptance, EXAMPLE_SITE, type Person, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { recount, recountSources } from "../support/weekly-recount.ts";

const password = "correct horse battery staple";
const WANG = "+8613800000001";
const SMITH = "+8613800000002";

/** The example with a check of a room that is to be done on Sunday afternoon, within five minutes. */
function siteWithPatrol(): string {
  const folder = temporaryFolder();
  cpSync(dirname(EXAMPLE_SITE), folder, { recursive: true });
  const site = join(folder, "site.yaml");
  const patrol = `
patrols:
  - id: laboratory
    name: { en: Round of the laboratory, zh: 实验室巡查 }
    checklist: laboratory-daily
    zones: [room-114]
    days: [sun]
    from: "16:02"
    to: "20:00"
    every: day
    within: 5min
    by: [responsible]
`;
  writeFileSync(site, readFileSync(site, "utf8").replace("include: [", "include: [labcanary:checklists, ") + patrol);
  return site;
}

/** As the example's file has them: what lies in a room is its department's. */
const ZONES_OF_DEPARTMENT: Readonly<Record<string, readonly string[]>> = {
  "Organic Synthesis": ["room-114", "cabinet-17", "cabinet-18"],
  "Cell Biology": ["room-210", "freezer-2"],
  Nursing: ["ward-3", "vaccine-fridge", "blood-fridge"],
};

interface Part {
  readonly entries: readonly JournalEntry[];
  readonly alarms: readonly AlarmSummary[];
  readonly before?: number;
}

/** The whole journal as the API gives it, with where each line belongs: nothing of what the platform counts its reports from. */
async function wholeJournal(person: Person): Promise<readonly ReportLine[]> {
  const entries: JournalEntry[] = [];
  const alarms = new Map<string, AlarmSummary>();
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
    const part: Part = await person.get<Part>(`journal?limit=1000&before=${before}`);
    entries.unshift(...part.entries);
    for (const alarm of part.alarms) alarms.set(alarm.id, alarm);
    before = part.before;
  }
  const { signals } = await person.get<{ readonly signals: readonly { readonly key: string; readonly zoneId: string }[] }>("signals");
  const zoneOfSignal = new Map(signals.map(({ key, zoneId }) => [key, zoneId]));
  return entries.map(({ number, at, kind, actor, alarmId, detail }) => {
    const alarm = alarms.get(alarmId ?? "");
    const zoneId = alarm === undefined ? (detail["zone"] ?? zoneOfSignal.get(String(detail["signal"]))) : zoneOf(alarm);
    const subject = alarm === undefined ? "" : alarm.source.kind === "rule" ? alarm.source.ruleId : alarm.source.condition;
    return {
      number,
      at,
      kind,
      actor,
      detail,
      ...(alarmId === undefined ? {} : { alarmId }),
      ...(typeof zoneId === "string" ? { zoneId } : {}),
      ...(kind === "raised" && alarm !== undefined ? { about: { subject, ...alarm.description } } : {}),
    };
  });
}
const zoneOf = ({ source }: AlarmSummary): string | undefined => (source.kind === "system" ? undefined : source.zoneId);

const reportsOf = async (person: Person) =>
  (await person.get<{ readonly reports: readonly ToldReport[] }>("weekly-reports")).reports.toReversed();
const reportOf = async (person: Person, number: number) =>
  (await person.get<{ readonly report: WholeReport }>(`weekly-reports/${number}`)).report;
const weekOf = ({ week }: ToldReport) => week ?? expect.fail("it is of a week");
const sign = (person: Person, { number, sha256 }: WholeReport) =>
  person.post<{ readonly code?: string }>(`weekly-reports/${number}/sign`, { sha256, password, words: "read" });

const weekBefore = ({ monday, from }: Week, count: number): Week => {
  const back = (at: number): number => at - count * days(7);
  return {
    monday: new Date(back(Date.parse(monday))).toISOString().slice(0, 10),
    from: epochMs(back(from)),
    to: epochMs(back(from + days(7))),
  };
};

/** Known also of weeks in which nothing was counted. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(["days-kept", "watched-time", "unwatched-time"]);

/** Every number of a report is what the journal gives again: of its week, of the four before, and of what came back most. */
function holdToJournal(journal: readonly ReportLine[], report: WholeReport, department: string | undefined): void {
  const own = department === undefined ? undefined : ZONES_OF_DEPARTMENT[department];
  const figures = report.sections.flatMap((section) => section.figures);
  const name = `report ${report.number}`;
  const now = weekOf(report);
  expect(Object.fromEntries(figures.map((figure) => [figure.name, figure.value])), name).toEqual(recount(journal, now, own));
  for (const [place, monday] of report.before.entries()) {
    const week = weekBefore(now, report.before.length - place);
    expect(week.monday).toBe(monday);
    const again = recount(journal, week, own);
    const isKept = again["days-kept"] !== 0;
    const expected = Object.entries(again).map(([figure, value]) => [
      figure,
      isKept || OF_THE_PLATFORM.has(figure) ? (value ?? null) : null,
    ]);
    const told = figures.map((figure) => [figure.name, figure.earlier[place]]);
    expect(Object.fromEntries(told), `${name}, week of ${monday}`).toEqual(Object.fromEntries(expected));
  }
  expect(report.sources, name).toEqual(recountSources(journal, now, own));
  // Each figure names lines, and they are lines of that week or of what lasted into it.
  for (const { lines, of } of figures) expect(lines.length).toBe(Math.min(of, 50));
}

/** Two sign that a poison was stored, and when they count it that some is missing. */
async function storeAndCount(wang: Person, smith: Person, expectedBy: number): Promise<void> {
  const purchase = {
    substance: "sodium-cyanide",
    cabinet: "room-b2",
    quantity: "500",
    supplier: "Reagent Co.",
    permit: "GM-1",
    expectedBy,
  };
  expect(await wang.post("substances", { password, ...purchase })).toMatchObject({ status: 201 });
  expect(await smith.post("substances/1/witness", { password, proposal: 0 })).toMatchObject({ status: 200 });
  for (const movement of [
    { kind: "receive", quantity: "500", tare: "120" },
    { kind: "store", cabinet: "room-b2" },
  ]) {
    const moved = { password, tag: "HT-0001", ...movement };
    const { body } = await wang.post<{ readonly container: { readonly pending: { readonly proposal: number } } }>(
      "substances/1/movements",
      moved,
    );
    const { quantity } = movement;
    const witness = { password, proposal: body.container.pending.proposal, ...(quantity === undefined ? {} : { quantity }) };
    expect(await smith.post("substances/1/witness", witness)).toMatchObject({ status: 200 });
  }
  const campaign = { password, zoneId: "room-b2", cabinets: ["room-b2"], dueAt: expectedBy, words: "yearly" };
  expect(await wang.post("stock-takes", campaign)).toMatchObject({ status: 201 });
  const counted = { password, cabinet: "room-b2", entries: [{ container: 1, quantity: "480" }] };
  expect(await wang.post("stock-takes/1/count", counted)).toMatchObject({ status: 200 });
  expect(await smith.post("stock-takes/1/witness", counted)).toMatchObject({ status: 200 });
}

/**
 * What happens on a Sunday: alarms that are answered and one that is not, one that is shelved, a signal that is out of service and one that is
 * faulty, a check nobody does, a poison of which some is missing when it is counted, hazards and a measure.
 */
async function liveThroughSunday(platform: Acceptance): Promise<void> {
  const { clock } = platform;
  const wang = await signInWithAccount(platform, "wang", "responsible-person");
  const operator = await signInWithAccount(platform, "mei", "operator");
  const cabinet = await platform.device("cab-17");
  const lab = await platform.device("lab-114");
  const engineer = await signInWithAccount(platform, "chen", "engineer");
  const words = { reason: "yearly calibration", measure: "portable detector on the bench" };
  const proposed = await engineer.post<{ readonly outOfService: { readonly id: string } }>("signals/lab-114/co/out-of-service", {
    hours: 4,
    ...words,
  });
  const proposal = proposed.body.outOfService.id;
  expect(await operator.post("signals/lab-114/co/out-of-service/approve", { proposal })).toMatchObject({ status: 200 });
  await lab.say({ humidity: { value: null, state: "fault" } });
  await storeAndCount(wang, await signInWithAccount(platform, "smith", "responsible-person"), clock.now() + hours(24));
  const idOf = (rule: string): string =>
    platform.platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId.includes(rule))?.id ?? "";
  for (const wait of [100, 260]) {
    await cabinet.say({ vapour: 12 });
    await platform.platform.ingest.evaluateUntilNow();
    await expect.poll(() => idOf("cab-17/vapour")).not.toBe("");
    clock.advance(seconds(wait));
    const id = idOf("cab-17/vapour");
    expect(await operator.post(`alarms/${id}/acknowledge`)).toMatchObject({ status: 200 });
    await cabinet.say({ vapour: 0 });
    await platform.platform.ingest.evaluateUntilNow();
    clock.advance(minutes(1));
    await platform.platform.ingest.evaluateUntilNow();
  }
  await lab.say({ ch4: 60 });
  await platform.platform.ingest.evaluateUntilNow();
  await expect.poll(() => idOf("lab-114/ch4")).not.toBe("");
  await cabinet.say({ vapour: 12 });
  await platform.platform.ingest.evaluateUntilNow();
  await expect.poll(() => idOf("cab-17/vapour")).not.toBe("");
  const shelved = await operator.post(`alarms/${idOf("cab-17/vapour")}/shelve`, { minutes: 20, reason: "solvent being poured" });
  expect(shelved).toMatchObject({ status: 200 });
  clock.advance(minutes(2));
  const hazard = { origin: "inspection", class: "gas", level: "general" };
  for (const [zone, words] of [
    ["room-114", "a cylinder is not chained"],
    ["room-210", "the eye wash is dry"],
  ])
    expect(await wang.post("hazards", { ...hazard, zone, words })).toMatchObject({ status: 201 });
  const reviewBy = new Date(clock.now() + days(4)).toISOString();
  const measure = { zone: "room-114", kind: "rule", words: "nobody works alone", owner: "wang", reviewBy, hazards: [] };
  expect(await wang.post("standing-measures", measure)).toMatchObject({ status: 201 });
  const kindsNow = () => new Set(platform.platform.alerting.journal({ limit: 1000 }).map(({ kind }) => kind));
  await expect.poll(kindsNow).toContain("protection-impaired");
  await expect.poll(kindsNow).toContain("custody-recorded");
}

test("a week ends in a report whose every number the journal gives again, over a restart; unread it is told upwards, and a different department signs it", async () => {
  const data = temporaryFolder();
  const site = siteWithPatrol();
  // Sunday 2026-11-22, 16:00 in Shanghai.
  const first = await startPlatform({ data, site });
  await liveThroughSunday(first);
  expect(await reportsOf(await signInWithAccount(first, "li", "safety-officer"))).toEqual([]);
  await first.stop();

  // Monday at six nobody is there to make it: it is made on Tuesday, of the week that is over.
  first.clock.advance(days(1));
  first.clock.advance(hours(15));
  const second = await startPlatform({ data, site, clock: first.clock });
  const reader = await signInWithAccount(second, "li", "safety-officer");
  const ofWhat = ({ department, first: monday }: ToldReport) => [monday, department?.en ?? "site"];
  const EXPECTED = ["site", "Organic Synthesis", "Cell Biology", "Nursing"].map((of) => ["2026-11-16", of]);
  await expect.poll(async () => (await reportsOf(reader)).map(ofWhat)).toEqual(EXPECTED);

  const journal = await wholeJournal(reader);
  for (const { number, department } of await reportsOf(reader)) {
    holdToJournal(journal, await reportOf(reader, number), department?.en);
    expect((await reader.post<object>(`weekly-reports/${number}/recount`)).body).toMatchObject({ same: true });
  }
  const valueOf = (report: WholeReport, name: FigureName) =>
    report.sections.flatMap(({ figures }) => figures).find((figure) => figure.name === name)?.value;
  const synthesis = await reportOf(reader, 2);
  expect(valueOf(synthesis, "acknowledge-longest")).toBe(minutes(4) + seconds(20));
  expect(valueOf(synthesis, "shelvings-begun")).toBe(1);
  // Besides those that people filed, the platform files what it finds by itself.
  const filed = journal.filter(
    ({ kind, detail }) => kind === "hazard-recorded" && (detail["act"] as { readonly act: string }).act === "filed",
  );
  expect(filed.filter(({ actor }) => actor === "user:wang")).toHaveLength(2);
  expect(valueOf(await reportOf(reader, 1), "hazards-filed")).toBe(filed.length);
  const wholeSite = await reportOf(reader, 1);
  // From 16:00 it watched for some minutes, and then it was stopped over the end of the week.
  expect(valueOf(wholeSite, "watched-time")).toBeLessThan(hours(1));
  expect(valueOf(wholeSite, "unwatched-time")).toBeGreaterThan(hours(7));
  // None of these is compared as nothing with nothing.
  for (const [figure, value] of [
    ["days-kept", 1],
    ["checks-missed", 1],
    ["checks-missed-at-end", 1],
    ["stock-movements", 2],
    ["count-differences", 1],
    ["findings-found", 1],
    ["out-of-service-begun", 1],
    ["out-of-service-at-end", 1],
    ["faulty-begun", 1],
    ["faulty-at-end", 1],
    ["measures-added", 1],
  ] as const)
    expect(valueOf(wholeSite, figure), figure).toBe(value);
  expect(synthesis.sources).toMatchObject([{ alarms: 3 }]);
  await second.stop();

  // Over another restart nothing is made twice; and after three days it is an alarm that goes up.
  first.clock.advance(days(3));
  const third = await startPlatform({ data, site, clock: first.clock });
  const later = await signInWithAccount(third, "li", "safety-officer");
  expect((await reportsOf(later)).map(ofWhat)).toEqual(EXPECTED);
  const unread = () =>
    third.platform.alerting
      .list()
      .flatMap(({ source, conditionActive }) =>
        source.kind === "record" && source.condition === "report-unread" && conditionActive ? [source.record] : [],
      )
      .toSorted();
  third.clock.advance(minutes(1));
  await expect.poll(unread).toEqual(["report/1", "report/2", "report/3", "report/4"]);
  const toldOf = (report: string): readonly string[] => third.texts.filter(({ text }) => text.includes(report)).map(({ to }) => to);
  await expect.poll(() => toldOf("WR-2")).toContain(WANG);
  expect(toldOf("WR-2")).not.toContain(SMITH);
  await third.pass(4 * 60);
  await expect.poll(() => toldOf("WR-2")).toContain(SMITH);

  const wang = await signInWithAccount(third, "wang", "responsible-person");
  const smith = await signInWithAccount(third, "smith", "responsible-person");
  const whole = await reportOf(later, 1);
  expect(await sign(wang, synthesis)).toMatchObject({ status: 403, body: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(await sign(smith, whole)).toMatchObject({ status: 403, body: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(await sign(later, await reportOf(later, 4))).toMatchObject({ status: 403, body: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(await sign(later, { ...synthesis, sha256: whole.sha256 })).toMatchObject({ status: 409, body: { code: "WEEKLY_REPORT_OTHER" } });
  expect(await sign(later, synthesis)).toMatchObject({ status: 200 });
  expect(await sign(later, whole)).toMatchObject({ status: 200 });
  await expect.poll(unread).toEqual(["report/3", "report/4"]);
  const refused = third.platform.alerting
    .journal({ limit: 1000 })
    .filter(({ kind, detail }) => kind === "refused" && detail["ledger"] === "report");
  expect(refused.map(({ actor, detail }) => [actor, detail["code"]])).toEqual([
    ["user:wang", "REVIEWER_OWN_DEPARTMENT"],
    ["user:smith", "REVIEWER_OWN_DEPARTMENT"],
    ["user:li", "REVIEWER_OWN_DEPARTMENT"],
  ]);
  await third.stop();

  // The next week has this one beside it.
  first.clock.advance(days(4));
  const fourth = await startPlatform({ data, site, clock: first.clock });
  const last = await signInWithAccount(fourth, "li", "safety-officer");
  await expect.poll(async () => (await reportsOf(last)).length).toBe(2 * EXPECTED.length);
  const wholeOfIt = await wholeJournal(last);
  for (const { number, department } of (await reportsOf(last)).slice(EXPECTED.length))
    holdToJournal(wholeOfIt, await reportOf(last, number), department?.en);
  const next = await reportOf(last, EXPECTED.length + 1);
  const both = (name: FigureName) => {
    const found = next.sections.flatMap(({ figures }) => figures).find((figure) => figure.name === name);
    return [...(found?.earlier ?? []), found?.value];
  };
  expect(both("days-kept").slice(0, 4)).toEqual([0, 0, 0, 1]);
  expect(both("checks-missed").slice(0, 4)).toEqual([null, null, null, 1]);
  expect(both("measures-overdue")).toEqual([null, null, null, 0, 1]);
  expect(both("out-of-service-at-end")).toEqual([null, null, null, 1, 0]);
  expect(both("faulty-time")).toEqual([null, null, null, expect.any(Number), days(7)]);
  await fourth.stop();
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});
