import { type EpochMs, epochMs, minutes, ok } from "@labcanary/domain/basics";
import { isYearly, type YearlyReport } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";

const text = (en: string) => ({ en, zh: en });
/** Wang answers for the building, which is chemistry's; Li is of biology. */
function site() {
  const { zones, people, ...others } = testSite();
  return {
    ...others,
    timeZone: "Asia/Shanghai",
    zones: zones.map((zone) => ({ ...zone, responsible: "wang", department: text("Chemistry") })),
    people: [...people, { id: "li", name: "Li", language: "zh" as const, department: text("Biology") }],
  };
}

/** A day of a year by the clocks of Shanghai. */
const shanghai = (year: number, month: number, day: number, hour = 12): EpochMs => epochMs(Date.UTC(year, month - 1, day, hour - 8));
const sleepUntil = ({ clock }: GovernanceBench, at: EpochMs): void => clock.sleep((at - clock.now()) as never);
const reviews = ({ governance }: GovernanceBench): readonly YearlyReport[] =>
  governance
    .reports()
    .all()
    .flatMap(({ report }) => (isYearly(report) ? [report] : []));
const figure = (report: YearlyReport | undefined, name: string) =>
  report?.sections.flatMap(({ figures }) => figures).find((each) => each.name === name);

/** The bench begins on 2026-11-22. */
async function begin(): Promise<GovernanceBench> {
  const bench = await startGovernance({ site: site(), clock: createSettableClock(shanghai(2026, 11, 22)) });
  await raise(bench, "a");
  bench.clock.advance(minutes(3));
  bench.alerting.command(commandOf("a"));
  return bench;
}
const raise = async (bench: GovernanceBench, id: string) => {
  await bench.alerting.takeConditions([changeOf(id, { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
};

test("on the 8th of January at six, by the site's clocks, the year is reviewed for the site and each department, and counted again it is the same", async () => {
  const bench = await begin();
  sleepUntil(bench, epochMs(shanghai(2027, 1, 8, 6) - minutes(4)));
  expect(bench.governance.missingYears()).toEqual([]);
  expect(reviews(bench)).toEqual([]);
  bench.clock.sleep(minutes(5));
  await expect.poll(() => reviews(bench).length).toBe(2);
  const [whole, chemistry] = reviews(bench);
  expect([whole?.year.year, whole?.department, chemistry?.department?.en]).toEqual(["2026", undefined, "Chemistry"]);
  expect(figure(whole, "alarms")).toMatchObject({ value: 1, of: 1, earlier: [null], months: [...Array<null>(10).fill(null), 1, null] });
  expect(figure(whole, "acknowledge-median")?.value).toBe(minutes(3));
  expect(whole?.began).toBe(shanghai(2026, 11, 22));
  const raised = bench.alerting.timeline("a").find(({ kind }) => kind === "raised");
  expect(figure(whole, "alarms")?.lines).toEqual([raised?.number]);
  for (const { number, sha256, report } of bench.governance.reports().all()) {
    if (!isYearly(report)) continue;
    expect(await bench.governance.recount(number, "user:li")).toEqual(ok(sha256));
    expect(await bench.governance.linesOfFigure(number, "alarms", "user:li")).toEqual(ok([raised?.number]));
  }
});

test("a review missed while it was down is made at the next start, and never twice", async () => {
  const bench = await begin();
  await bench.governance.stop();
  sleepUntil(bench, shanghai(2027, 3, 1));
  const after = await bench.restartAll();
  await expect.poll(() => reviews(after).length).toBe(2);
  const again = await after.restartAll();
  expect(again.governance.missingYears()).toEqual([]);
  await again.governance.stop();
  expect(reviews(again)).toHaveLength(2);
});

test("one that nobody of another department has signed after three days is an alarm until somebody has", async () => {
  const bench = await begin();
  sleepUntil(bench, shanghai(2027, 1, 8, 7));
  await expect.poll(() => reviews(bench).length).toBe(2);
  const ofYear = () =>
    bench.governance
      .reports()
      .all()
      .flatMap(({ report, number }) => (isYearly(report) ? [`report/${number}`] : []));
  const unread = () =>
    bench.alerting
      .list()
      .filter(({ source, conditionActive }) => conditionActive && source.kind === "record" && ofYear().includes(source.record));
  sleepUntil(bench, shanghai(2027, 1, 11, 8));
  expect(unread()).toHaveLength(2);
  // Told of a year as of a year.
  const texts = unread().map(({ description: { valueText, consequence } }) => `${valueText.en} ${valueText.zh} ${consequence.en}`);
  for (const text of texts) expect(text).toMatch(/^YR-\d+, year 2026 YR-\d+，2026年度 (?!.*week)/);
  const item = bench.governance
    .reports()
    .all()
    .find(({ report }) => isYearly(report) && report.department !== undefined);
  const sign = (actor: string) =>
    bench.governance.reports().carryOut({
      id: `${actor} signs`,
      actor,
      number: item?.number ?? 0,
      order: { verb: "sign", words: "", signed: "reviewed", sha256: item?.sha256 ?? "" },
    });
  expect(sign("user:wang")).toMatchObject({ ok: false, error: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(sign("user:li")).toMatchObject({ ok: true });
  expect(unread()).toHaveLength(1);
});
