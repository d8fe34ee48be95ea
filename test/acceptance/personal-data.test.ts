import { createPersonalData, verifyJournal } from "@labcanary/alerting";
import { minus, minutes, plus } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION, type HazardCommand, years } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { type GovernanceBench, startGovernance } from "../support/governance.ts";
import { createMemoryLedgers } from "../support/memory-ledgers.ts";
import { peopleOf, testSite } from "../support/site.ts";

const FILED = { zoneId: "room-114", class: "gas", level: "general" } as const;
const file: HazardCommand = { verb: "file", hazard: { ...FILED, origin: "inspection", words: "not chained" } };

function hands({ governance }: GovernanceBench) {
  let ids = 0;
  return (actor: string, order: HazardCommand, number?: number) =>
    governance.hazards().carryOut({ id: `order-${++ids}`, actor, order, ...(number === undefined ? {} : { number }) });
}

test("a name that is removed is on no page of the safety office, before and after a restart; the record goes on, and the chain is proven", async () => {
  const bench = await startGovernance();
  const order = hands(bench);
  order("user:gone", file);
  const { dataFolder } = bench.options;
  const data = createPersonalData(dataFolder, DEFAULT_RETENTION);
  expect(await data.findPerson(["user:gone"])).toMatchObject({ lines: [{ kind: "hazard-recorded" }] });
  const now = plus(bench.clock.now(), years(6));
  expect(await data.forgetPerson(["user:gone"], { now, hadAccount: false })).toMatchObject({ names: true });
  await bench.governance.readAgain();
  expect(bench.governance.hazards().get(1)?.filedBy).toMatch(/^user:~/);
  expect(order("user:li", { verb: "comment", words: "still there" }, 1)).toMatchObject({ ok: true });
  const again = await bench.restartAll();
  expect(again.governance.hazards().get(1)?.filedBy).toMatch(/^user:~/);
  expect(again.governance.hazards().linesOf(1)).toMatchObject([{ actor: expect.stringMatching(/^user:~/) }, { actor: "user:li" }]);
  await again.governance.stop();
  await again.alerting.stop();
  expect(verifyJournal(again.options)).toMatchObject({ ok: true });
});

test("a hazard that is late and was filed at the wrong place is an alarm of the right one, and of the wrong one no longer", async () => {
  const bench = await startGovernance();
  const order = hands(bench);
  order("user:li", file);
  const five = { department: "x", measures: "x", funds: "x", interimPlan: "x" };
  const deadline = plus(bench.clock.now(), minutes(5));
  order("user:li", { verb: "settle", settlement: { ...five, responsible: bench.site.people[0]?.id ?? "", deadline } }, 1);
  bench.clock.advance(minutes(7));
  const standing = () =>
    bench.alerting.list().flatMap(({ source, conditionActive }) => (source.kind === "record" && conditionActive ? source.zoneId : []));
  expect(standing()).toEqual(["room-114"]);
  expect(order("user:li", { verb: "correct", after: { ...FILED, zoneId: "cabinet-17" }, words: "other room" }, 1).ok).toBe(true);
  bench.clock.advance(minutes(1));
  expect(standing()).toEqual(["cabinet-17"]);
});

test("where the hazard of a report is found remedied, its time runs from then, though nobody has said that the report is dealt with", async () => {
  const clock = createSettableClock();
  const described = testSite();
  const site = { ...described, people: [...described.people, ...peopleOf("li", "mei")] };
  const ledgers = createMemoryLedgers(clock, () => site);
  const report = { id: "r", kind: "risk", zoneId: "room-114", class: "gas", words: "smell", secret: "s", contact: "li" } as const;
  expect(ledgers.sendReport(report).ok).toBe(true);
  const hazard = ledgers.publicReports().get(1)?.hazard ?? 0;
  const order = (actor: string, command: HazardCommand) =>
    expect(ledgers.hazards().carryOut({ id: command.verb, actor, number: hazard, order: command })).toMatchObject({ ok: true });
  const five = { department: "x", measures: "x", funds: "x", interimPlan: "x" };
  order("user:li", {
    verb: "settle",
    settlement: { ...five, responsible: site.people[0]?.id ?? "", deadline: plus(clock.now(), minutes(5)) },
  });
  order("user:li", { verb: "remedy", words: "aired" });
  await ledgers.forgetContactsOf(clock.now());
  expect(ledgers.publicReports().get(1)?.contact).toBeDefined();
  order("user:mei", { verb: "verify", passed: true, words: "no smell", signed: "verified" });
  await ledgers.forgetContactsOf(minus(clock.now(), minutes(1)));
  expect(ledgers.publicReports().get(1)?.contact).toBeDefined();
  await ledgers.forgetContactsOf(clock.now());
  expect(ledgers.publicReports().get(1)).toMatchObject({ hazard });
  expect(ledgers.publicReports().get(1)?.contact).toBeUndefined();
});

test("how a reporter can be reached goes once its time is over, journaled, no sooner, and not while somebody it names is on hold", async () => {
  const clock = createSettableClock();
  const ledgers = createMemoryLedgers(clock, () => testSite());
  const report = {
    id: "r",
    kind: "risk",
    zoneId: "room-114",
    class: "gas",
    words: "smell",
    secret: "s",
    contact: "138 0000 0000",
  } as const;
  expect(ledgers.sendReport(report).ok).toBe(true);
  await ledgers.forgetContactsOf(plus(clock.now(), years(9)));
  expect(ledgers.publicReports().get(1)?.contact).toBeDefined();
  ledgers.answerReport({ id: "a", by: "li", number: 1, words: "aired", ends: true, seen: 1 });
  await ledgers.forgetContactsOf(minus(clock.now(), minutes(1)));
  expect(ledgers.contactOf({ id: "c", by: "li", number: 1 })).toMatchObject({ ok: true, value: "138 0000 0000" });
  ledgers.onHold.add("138 0000 0000");
  await ledgers.forgetContactsOf(clock.now());
  expect(ledgers.contactOf({ id: "h", by: "li", number: 1 })).toMatchObject({ ok: true, value: "138 0000 0000" });
  ledgers.onHold.clear();
  await ledgers.forgetContactsOf(clock.now());
  expect(ledgers.publicReports().get(1)?.contact).toBeUndefined();
  expect(ledgers.lines.at(-1)).toMatchObject({ actor: "system", act: { act: "contact-forgotten" } });
});
