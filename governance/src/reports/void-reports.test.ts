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
  clock.sleep(hours(1));
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
  // In its turn behind what is made.
  expect(await again.governance.recount(1, "user:li")).toMatchObject({ ok: true });
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
  clock.sleep(minutes(2));
  await expect.poll(() => unread(after).toSorted()).toEqual(["report/1", "report/2"]);
  clock.sleep(days(7));
  await expect.poll(() => real(after).length).toBe(2);
  await expect.poll(() => made(after).length).toBe(22);
  clock.sleep(milliseconds(days(3) + minutes(2)));
  await expect.poll(() => unread(after)).toEqual(expect.arrayContaining(["report/21", "report/22"]));
});

/** A start by a clock that is wrong by so much, until the next. */
async function beginTrue() {
  const base = createSettableClock();
  let wrong = milliseconds(0);
  const clock: SettableClock = { ...base, now: () => epochMs(base.now() + wrong) };
  const setWrong = (by: number): void => {
    wrong = milliseconds(by);
  };
  const bench = await startGovernance({ site: site(), clock });
  await bench.alerting.takeConditions([changeOf("a", { at: clock.now(), receivedAt: clock.now() })]);
  bench.alerting.command(commandOf("a"));
  clock.sleep(hours(15));
  await expect.poll(() => made(bench).length).toBe(2);
  for (let week = 1; week <= 4; week++) {
    clock.sleep(days(7));
    await expect.poll(() => made(bench).length).toBe(2 + 2 * week);
  }
  expect(sign(bench, 4)).toMatchObject({ ok: true });
  clock.sleep(milliseconds(days(3) + minutes(2)));
  return { bench, clock, setWrong };
}
const unreadOf = ({ alerting }: GovernanceBench) =>
  alerting
    .list()
    .flatMap(({ source, conditionActive }) =>
      source.kind === "record" && source.condition.startsWith("report-unread") && conditionActive ? [source.record] : [],
    )
    .toSorted();

test("a start by a clock that is behind, put right within the hour, leaves nothing: no report is void, and alarms of those nobody has signed stand", async () => {
  const { bench, clock, setWrong } = await beginTrue();
  const unread = unreadOf(bench);
  expect(unread).toContain("report/9");
  setWrong(-days(300));
  const behind = await bench.restartAll();
  clock.sleep(minutes(40));
  expect(await behind.governance.recount(5, "user:li")).toMatchObject({ ok: false, error: { code: "WEEKLY_REPORT_VOID" } });
  expect(unreadOf(behind)).toEqual([]);
  setWrong(0);
  const after = await behind.restartAll();
  clock.sleep(hours(2));
  expect(await after.governance.recount(5, "user:li")).toMatchObject({ ok: true, value: after.governance.reports().get(5)?.sha256 });
  expect(voids(after)).toEqual([]);
  await expect.poll(() => unreadOf(after)).toEqual(unread);
  expect(made(after)).toHaveLength(10);
});

test("what a clock that was behind for longer has voided is valid again once it is right, signed or not, and is not made twice", async () => {
  const { bench, clock, setWrong } = await beginTrue();
  const unread = unreadOf(bench);
  setWrong(-days(300));
  const behind = await bench.restartAll();
  clock.sleep(hours(1));
  await expect.poll(() => voids(behind).length).toBe(10);
  setWrong(0);
  const after = await behind.restartAll();
  await expect.poll(() => voids(after)).toEqual([]);
  expect(made(after).filter(({ signed }) => signed !== undefined)).toHaveLength(1);
  clock.sleep(hours(2));
  expect(await after.governance.recount(4, "user:li")).toMatchObject({ ok: true, value: after.governance.reports().get(4)?.sha256 });
  await expect.poll(() => unreadOf(after)).toEqual(unread);
  expect(after.governance.missing()).toEqual([]);
  expect(made(after)).toHaveLength(10);
  // Wrong once more, it is voided and lifted once more.
  setWrong(-days(300));
  const behindAgain = await after.restartAll();
  clock.sleep(hours(1));
  await expect.poll(() => voids(behindAgain).length).toBe(10);
  setWrong(0);
  const atLast = await behindAgain.restartAll();
  await expect.poll(() => voids(atLast)).toEqual([]);
});

test("what is void by a clock that was ahead stays so when its time has come while the platform was down, and the true one is made", async () => {
  const { bench, clock, putRight } = await begin();
  putRight();
  const after = await bench.restartAll();
  clock.sleep(hours(1));
  await expect.poll(() => voids(after).length).toBe(18);
  await after.alerting.takeConditions([changeOf("b", { at: clock.now(), receivedAt: clock.now() })]);
  await after.governance.stop();
  clock.sleep(milliseconds(AHEAD + hours(1)));
  const later = await after.restartAll();
  await expect.poll(() => later.governance.missing()).toEqual([]);
  const [first] = voids(later).filter(({ report }) => isWeekly(report) && report.week.monday === "2026-11-23");
  expect(first).toBeDefined();
  expect(real(later)).toContain("2026-11-23");
  expect(real(later)).toEqual([...new Set(real(later))]);
});

test("a platform first started by a clock that was ahead reports its weeks once that is right", async () => {
  const base = createSettableClock();
  let ahead = AHEAD;
  const clock: SettableClock = { ...base, now: () => epochMs(base.now() + ahead) };
  const bench = await startGovernance({ site: site(), clock });
  await bench.alerting.takeConditions([changeOf("a", { at: clock.now(), receivedAt: clock.now() })]);
  ahead = milliseconds(0);
  const after = await bench.restartAll();
  await after.alerting.takeConditions([changeOf("b", { at: clock.now(), receivedAt: clock.now() })]);
  clock.sleep(hours(15));
  await expect.poll(() => real(after)).toEqual(["2026-11-16"]);
});

test("a report an earlier release counted by another rule is not compared with what is counted now", async () => {
  const { bench } = await beginTrue();
  const [item] = made(bench);
  if (item === undefined) throw new Error("no report");
  const { report, zoneId } = item;
  const order = { verb: "make", report: { ...report, version: 1 } as typeof report, sha256: "0".repeat(64), zoneId } as const;
  const older = bench.governance.reports().carryOut({ id: "earlier", actor: "system", order });
  expect(await bench.governance.recount(older.ok ? older.value.number : 0, "user:li")).toEqual({
    ok: false,
    error: { code: "REPORT_EARLIER_RULE" },
  });
});
