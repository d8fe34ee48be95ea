import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { days, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { FigureName, ReportLine } from "@labcanary/domain/governance";
import type { JournalEntry } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../../dashboard/src/live/alarm-summary.ts";
import type { ToldReport, WholeReport } from "../../dashboard/src/weekly/told-report.ts";
import { type Acceptance, type Person, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { recount } from "../support/weekly-recount.ts";

const password = "correct horse battery staple";
const WANG = "+8613800000001";
const SMITH = "+8613800000002";

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

/** What happens on a Sunday: alarms that are answered and one that is not, one that is shelved, a hazard that is filed, a risk at a door. */
async function liveThroughSunday(platform: Acceptance): Promise<void> {
  const { clock } = platform;
  const wang = await signInWithAccount(platform, "wang", "responsible-person");
  const operator = await signInWithAccount(platform, "mei", "operator");
  const cabinet = await platform.device("cab-17");
  const lab = await platform.device("lab-114");
  const idOf = (rule: string): string =>
    platform.platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId.includes(rule))?.id ?? "";
  for (const [wait, minutesAway] of [
    [100, 6],
    [260, 6],
  ] as const) {
    await cabinet.say({ vapour: 12 });
    await platform.platform.ingest.evaluateUntilNow();
    await expect.poll(() => idOf("cab-17/vapour")).not.toBe("");
    clock.advance(seconds(wait));
    const id = idOf("cab-17/vapour");
    expect(await operator.post(`alarms/${id}/acknowledge`)).toMatchObject({ status: 200 });
    await cabinet.say({ vapour: 0 });
    await platform.platform.ingest.evaluateUntilNow();
    clock.advance(minutes(minutesAway));
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
}

test("a week ends in a report whose every number the journal gives again, over a restart; unread it is told upwards, and a different department signs it", async () => {
  const data = temporaryFolder();
  // Sunday 2026-11-22, 16:00 in Shanghai.
  const first = await startPlatform({ data });
  await liveThroughSunday(first);
  expect(await reportsOf(await signInWithAccount(first, "li", "safety-officer"))).toEqual([]);
  await first.stop();

  // Monday at six nobody is there to make it: it is made on Tuesday, of the week that is over.
  first.clock.advance(days(1));
  first.clock.advance(hours(15));
  const second = await startPlatform({ data, clock: first.clock });
  const reader = await signInWithAccount(second, "li", "safety-officer");
  const ofWhat = ({ department, first: monday }: ToldReport) => [monday, department?.en ?? "site"];
  const EXPECTED = ["site", "Organic Synthesis", "Cell Biology", "Nursing"].map((of) => ["2026-11-16", of]);
  await expect.poll(async () => (await reportsOf(reader)).map(ofWhat)).toEqual(EXPECTED);

  const journal = await wholeJournal(reader);
  for (const { number, department } of await reportsOf(reader)) {
    const report = await reportOf(reader, number);
    const own = department === undefined ? undefined : ZONES_OF_DEPARTMENT[department.en];
    const figures = report.sections.flatMap((section) => section.figures);
    const counted = recount(journal, weekOf(report), own);
    expect(Object.fromEntries(figures.map(({ name, value }) => [name, value])), `report ${number}`).toEqual(counted);
    // Each figure names lines, and they are lines of that week or of what lasted into it.
    for (const { lines, of } of figures) expect(lines.length).toBe(Math.min(of, 50));
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
  expect(valueOf(await reportOf(reader, 1), "days-kept")).toBe(1);
  expect(synthesis.sources).toMatchObject([{ alarms: 3 }]);
  await second.stop();

  // Over another restart nothing is made twice; and after three days it is an alarm that goes up.
  first.clock.advance(days(3));
  const third = await startPlatform({ data, clock: first.clock });
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
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});
