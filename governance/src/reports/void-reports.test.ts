import { days, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import { isWeekly, isYearly } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";
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

/** How far the clock is ahead until it is put right. */
const AHEAD = days(60);

const made = ({ governance }: GovernanceBench) => governance.reports().all();
const sign = (bench: GovernanceBench, number: number) =>
  bench.governance.reports().carryOut({
    id: `sign ${number}`,
    actor: "user:li",
    number,
    order: { verb: "sign", words: "", signed: "reviewed", sha256: bench.governance.reports().get(number)?.sha256 ?? "" },
  });

/** Sunday 2026-11-22, 16:00 in Shanghai; on Monday the week is reported, then the clock is wrong by sixty days, and a report of it signed. */
async function begin() {
  const base = createSettableClock();
  let ahead = milliseconds(0);
  const clock: SettableClock = { ...base, now: () => epochMs(base.now() - ahead) };
  /** Takes effect with a restart, as the machine's does (decision 0007). */
  const putRight = (): void => {
    ahead = AHEAD;
  };
  const bench = await startGovernance({ site: site(), clock });
  await bench.alerting.takeConditions([changeOf("a", { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
  bench.alerting.command(commandOf("a"));
  clock.sleep(hours(15));
  await expect.poll(() => made(bench).length).toBe(2);
  clock.sleep(AHEAD);
  // Eight weeks and a year that had not been, for the site and its department.
  await expect.poll(() => made(bench).length).toBe(20);
  expect(sign(bench, 4)).toMatchObject({ ok: true });
  return { bench, clock, putRight };
}
const voids = (bench: GovernanceBench) => made(bench).filter(({ voidedAt }) => voidedAt !== undefined);
const real = (bench: GovernanceBench) =>
  made(bench).flatMap(({ report, voidedAt }) =>
    voidedAt === undefined && isWeekly(report) && report.department === undefined ? [report.week.monday] : [],
  );

test("reports of weeks and a year that had not been, made by a clock that was ahead, are void once it is right, and each true week is reported once at its time", async () => {
  const { bench, clock, putRight } = await begin();
  putRight();
  const after = await bench.restartAll();
  await expect.poll(() => voids(after).length).toBe(18);
  expect(
    made(after)
      .slice(0, 2)
      .every(({ voidedAt }) => voidedAt === undefined),
  ).toBe(true);
  expect(after.governance.missing()).toEqual([]);
  expect(sign(after, 6)).toMatchObject({ ok: false, error: { code: "WEEKLY_REPORT_VOID" } });
  for (let week = 1; week <= 9; week++) {
    clock.sleep(days(7));
    await expect.poll(() => real(after).length).toBe(1 + week);
  }
  expect(real(after)).toEqual([...new Set(real(after))]);
  expect(real(after).at(-1)).toBe("2027-01-18");
  await expect.poll(() => made(after).filter(({ report, voidedAt }) => isYearly(report) && voidedAt === undefined).length).toBe(2);
  await expect.poll(() => after.governance.missing()).toEqual([]);
  const again = await after.restartAll();
  again.clock.sleep(minutes(1));
  await again.governance.stop();
  expect(made(again)).toHaveLength(made(after).length);
  expect(voids(again)).toHaveLength(18);
});

test("nobody is asked to sign what is void, an alarm of it ends, and the true report is asked for three days after it was made", async () => {
  const { bench, clock, putRight } = await begin();
  const unread = (of: GovernanceBench) =>
    of.alerting
      .list()
      .flatMap(({ source, conditionActive }) =>
        source.kind === "record" && source.condition.startsWith("report-unread") && conditionActive ? [source.record] : [],
      );
  clock.sleep(days(4));
  await expect.poll(() => unread(bench)).toContain("report/5");
  putRight();
  const after = await bench.restartAll();
  await expect.poll(() => voids(after).length).toBe(18);
  clock.sleep(minutes(2));
  await expect.poll(() => unread(after).toSorted()).toEqual(["report/1", "report/2"]);
  clock.sleep(days(7));
  await expect.poll(() => real(after).length).toBe(2);
  await expect.poll(() => made(after).length).toBe(22);
  clock.sleep(milliseconds(days(3) + minutes(2)));
  await expect.poll(() => unread(after)).toEqual(expect.arrayContaining(["report/21", "report/22"]));
});
