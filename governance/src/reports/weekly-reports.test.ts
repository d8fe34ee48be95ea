import { type DurationMs, days, hours, milliseconds, minutes, ok } from "@labcanary/domain/basics";
import { EARLIER_WEEKS, isWeekly } from "@labcanary/domain/governance";
import { describe, expect, test } from "vitest";
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
    zones: zones.map((zone) => ({ ...zone, responsible: "wang", department: text("Chemistry") })),
    people: [...people, { id: "li", name: "Li", language: "zh" as const, department: text("Biology") }],
  };
}

/** The bench begins on Sunday 2026-11-22, 08:00 UTC: 16:00 in Shanghai. */
async function begin(of = site()): Promise<GovernanceBench> {
  const bench = await startGovernance({ site: of, clock: createSettableClock() });
  await raise(bench, "a");
  bench.clock.advance(minutes(3));
  bench.alerting.command(commandOf("a"));
  return bench;
}
const raise = async (bench: GovernanceBench, id: string) => {
  await bench.alerting.takeConditions([changeOf(id, { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
};
const made = ({ governance }: GovernanceBench) => governance.reports().all();
const named = (bench: GovernanceBench) =>
  made(bench).flatMap(({ report }) => (isWeekly(report) ? [[report.week.monday, report.department?.en ?? "site"]] : []));
/** The clock sleeps over it: nothing else is to happen, and what is due is done when it wakes. */
const UNTIL_MONDAY_SIX = hours(14);
const passUntil = async (bench: GovernanceBench, span: DurationMs, count: number) => {
  bench.clock.sleep(span);
  await expect.poll(() => made(bench).length).toBe(count);
};
const sign = (bench: GovernanceBench, actor: string, number: number, sha256 = bench.governance.reports().get(number)?.sha256 ?? "") =>
  bench.governance
    .reports()
    .carryOut({ id: `${actor} ${number}`, actor, number, order: { verb: "sign", words: "", signed: "reviewed", sha256 } });

test("on Monday at six, by the site's clocks, the week is reported for the site and each department, and counted again it is the same", async () => {
  const bench = await begin();
  bench.clock.sleep(milliseconds(UNTIL_MONDAY_SIX - minutes(4)));
  expect(made(bench)).toEqual([]);
  expect(bench.governance.missing()).toEqual([]);
  await passUntil(bench, minutes(1), 2);
  expect(named(bench)).toEqual([
    ["2026-11-16", "site"],
    ["2026-11-16", "Chemistry"],
  ]);
  const [whole] = made(bench);
  const figures = new Map(whole?.report.sections.flatMap((section) => section.figures.map((figure) => [figure.name, figure] as const)));
  expect(figures.get("alarms")).toMatchObject({ value: 1, of: 1, earlier: [null, null, null, null] });
  expect(figures.get("acknowledge-median")?.value).toBe(minutes(3));
  const raised = bench.alerting.timeline("a").find(({ kind }) => kind === "raised");
  expect(figures.get("alarms")?.lines).toEqual([raised?.number]);
  for (const { number, sha256 } of made(bench)) expect(await bench.governance.recount(number, "user:li")).toEqual(ok(sha256));
  expect(await bench.governance.recount(99, "user:li")).toEqual(ok(undefined));
});

test("weeks missed while it was down are made up for at the next start, and none is made twice", async () => {
  const bench = await begin();
  await passUntil(bench, UNTIL_MONDAY_SIX, 2);
  await bench.governance.stop();
  bench.clock.sleep(days(15));
  const after = await bench.restartAll();
  await expect.poll(() => made(after).length).toBe(6);
  expect(named(after).map(([monday]) => monday)).toEqual([
    "2026-11-16",
    "2026-11-16",
    "2026-11-23",
    "2026-11-23",
    "2026-11-30",
    "2026-11-30",
  ]);
  const again = await after.restartAll();
  again.clock.sleep(hours(1));
  await again.governance.stop();
  expect(made(again)).toHaveLength(6);
});

test("it is signed by somebody of a different department, once, and what was read", async () => {
  const bench = await begin();
  await passUntil(bench, UNTIL_MONDAY_SIX, 2);
  expect(sign(bench, "user:wang", 2)).toMatchObject({ ok: false, error: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(sign(bench, "user:wang", 1)).toMatchObject({ ok: false, error: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(sign(bench, "user:stranger", 2)).toMatchObject({ ok: false, error: { code: "REVIEWER_DEPARTMENT_UNKNOWN" } });
  expect(sign(bench, "user:li", 2, "0".repeat(64))).toMatchObject({ ok: false, error: { code: "WEEKLY_REPORT_OTHER" } });
  expect(sign(bench, "user:li", 9)).toMatchObject({ ok: false, error: { code: "WEEKLY_REPORT_UNKNOWN" } });
  const refused = bench.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "refused");
  expect(refused.map(({ actor, detail }) => [actor, detail["code"]])).toContainEqual(["user:wang", "REVIEWER_OWN_DEPARTMENT"]);
  const signed = bench.governance.reports().carryOut({
    id: "signed",
    actor: "user:li",
    number: 2,
    order: { verb: "sign", words: "", signed: "reviewed", sha256: made(bench)[1]?.sha256 ?? "" },
  });
  expect(signed).toMatchObject({ ok: true, value: { signed: { by: "user:li", meaning: "reviewed" } } });
  expect(sign(bench, "user:li", 2)).toMatchObject({ ok: false });
});

const unreadOf = ({ alerting }: GovernanceBench) =>
  alerting
    .list()
    .filter(({ source, conditionActive }) => source.kind === "record" && source.condition.startsWith("report-unread") && conditionActive);

test("one that nobody has signed after three days is an alarm until somebody has", async () => {
  const bench = await begin();
  await passUntil(bench, UNTIL_MONDAY_SIX, 2);
  const unread = () => unreadOf(bench);
  bench.clock.sleep(milliseconds(days(3) - minutes(2)));
  expect(unread()).toHaveLength(0);
  bench.clock.sleep(minutes(3));
  expect(unread().map(({ source }) => (source.kind === "record" ? source.record : ""))).toEqual(["report/2", "report/1"]);
  expect(unread().map(({ description: { valueText } }) => valueText.en)).toContainEqual(expect.stringMatching(/^WR-1, week of \d\d-\d\d$/));
  expect(sign(bench, "user:li", 2)).toMatchObject({ ok: true });
  expect(unread()).toHaveLength(1);
});

describe("what nobody of the site may sign is no alarm", () => {
  /** Of chemistry's report nobody is a reviewer; the whole site's Smith may sign, who answers for a room alone. */
  const withoutLi = (): ReturnType<typeof site> => ({ ...site(), people: [...testSite().people] });
  const recordsOf = (bench: GovernanceBench) => unreadOf(bench).map(({ source }) => source.kind === "record" && source.record);
  test.each([
    { departments: "none", of: testSite, reports: 1, unsignable: 1, unread: 0 },
    { departments: "one", of: withoutLi, reports: 2, unsignable: 1, unread: 1 },
    { departments: "two", of: site, reports: 2, unsignable: 0, unread: 2 },
  ])("departments: $departments", async ({ of, reports, unsignable, unread }) => {
    const bench = await begin(of() as ReturnType<typeof site>);
    await passUntil(bench, UNTIL_MONDAY_SIX, reports);
    bench.clock.sleep(milliseconds(days(3) + minutes(1)));
    expect(unreadOf(bench)).toHaveLength(unread);
    expect(made(bench).filter(({ unsignableAt }) => unsignableAt !== undefined)).toHaveLength(unsignable);
  });

  test("of a department, nor what only people may sign whose accounts may not, or are none", async () => {
    const bench = await begin();
    bench.cannotSign.add("li");
    await passUntil(bench, UNTIL_MONDAY_SIX, 2);
    bench.clock.sleep(milliseconds(days(3) + minutes(1)));
    expect(recordsOf(bench)).toEqual(["report/1"]);
    expect(made(bench)[1]).toMatchObject({ unsignableAt: expect.any(Number) });
  });

  test("it becomes one three days after somebody may, and not before; what is older than four weeks does not", async () => {
    const bench = await begin(withoutLi());
    await passUntil(bench, UNTIL_MONDAY_SIX, 2);
    bench.clock.sleep(milliseconds(days(3) + minutes(1)));
    bench.site = site();
    bench.clock.sleep(minutes(2));
    bench.clock.sleep(days(2));
    expect(recordsOf(bench)).toEqual(["report/1"]);
    expect(made(bench)[1]).toMatchObject({ signableAt: expect.any(Number) });
    expect(made(bench)[1]?.unsignableAt).toBeUndefined();
    bench.clock.sleep(milliseconds(days(1) + minutes(2)));
    expect(recordsOf(bench)).toContain("report/2");
    expect(sign(bench, "user:li", 2)).toMatchObject({ ok: true });
  });

  test("nor is it asked for again when it is of no use any more", async () => {
    const bench = await begin(withoutLi());
    await passUntil(bench, UNTIL_MONDAY_SIX, 2);
    bench.clock.sleep(milliseconds(days(3) + minutes(1)));
    bench.clock.sleep(days(26));
    bench.site = site();
    bench.clock.sleep(minutes(2));
    expect(made(bench)[1]).toMatchObject({ unsignableAt: expect.any(Number) });
  });

  test("and one that was an alarm before ends, as nobody could end it", async () => {
    const bench = await begin();
    await passUntil(bench, UNTIL_MONDAY_SIX, 2);
    bench.clock.sleep(milliseconds(days(3) + minutes(1)));
    expect(unreadOf(bench)).toHaveLength(2);
    bench.site = withoutLi();
    bench.clock.sleep(minutes(2));
    expect(recordsOf(bench)).toEqual(["report/1"]);
  });
});

test("while a report is counted, other work has its turn after each section of each week", async () => {
  const bench = await begin();
  await passUntil(bench, UNTIL_MONDAY_SIX, 2);
  let turns = 0;
  let isCounting = true;
  const count = (): void => {
    turns += 1;
    if (isCounting) setImmediate(count);
  };
  setImmediate(count);
  await bench.governance.recount(1, "user:li");
  isCounting = false;
  // Of a week not known no section is counted.
  expect(turns).toBeGreaterThan(8 + EARLIER_WEEKS);
});
