import { days, hours, minutes } from "@labcanary/domain/basics";
import { type DossierCommand, figuresOf } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../test/support/governance.ts";
import { peopleOf, testSite } from "../../test/support/site.ts";

/** Its people sign in by their names. */
const SITE = testSite({ people: [...testSite().people, ...peopleOf("mei", "li", "zhao", "chen")] });

let ids = 0;
const order = (bench: GovernanceBench, actor: string, command: DossierCommand, number?: number) => {
  const outcome = bench.governance
    .dossiers()
    .carryOut({ id: `dossier-${++ids}`, actor, order: command, ...(number === undefined ? {} : { number }) });
  if (!outcome.ok) throw new Error(outcome.error.code);
};
/** Time passes while nothing runs, and then a minute. */
const pass = ({ clock }: GovernanceBench, span: Parameters<GovernanceBench["clock"]["sleep"]>[0]) => {
  clock.sleep(span);
  clock.advance(minutes(1));
};
const standing = ({ alerting }: GovernanceBench) =>
  alerting
    .list()
    .flatMap(({ source, conditionActive, priority }) =>
      source.kind === "record" && conditionActive ? [`${source.condition} ${source.record} ${source.zoneId} ${priority}`] : [],
    );

test("a dossier nobody decides about, and a decision nobody approves, are alarms of its room that grow graver, over a restart", async () => {
  const bench = await startGovernance({ clock: createSettableClock(), site: SITE });
  const at = bench.clock.now();
  const dossier = {
    zoneId: "room-114",
    alarmId: "a-1",
    signal: "freezer-3/temperature",
    raisedAt: at,
    what: { en: "Freezer too warm", zh: "冰箱温度过高" },
    where: { en: "Room 114", zh: "114室" },
    simulated: false,
  } as const;
  order(bench, "user:mei", { verb: "open", dossier });
  pass(bench, hours(23));
  expect(standing(bench)).toEqual([]);
  pass(bench, hours(1));
  expect(standing(bench)).toEqual(["dossier-undecided dossier/1 room-114 medium"]);
  pass(bench, days(1));
  expect(standing(bench)).toEqual(["dossier-undecided-1d dossier/1 room-114 high"]);
  const after = await bench.restartAll();
  after.clock.advance(minutes(1));
  expect(standing(after)).toEqual(["dossier-undecided-1d dossier/1 room-114 high"]);
  const excursion = { from: at, to: at };
  const figures = figuresOf({ readings: [], limits: [], span: excursion, excursion, hold: minutes(10), isUnderWay: false });
  order(after, "user:mei", { verb: "decide", decision: "discard", contents: "40 doses", reason: "too warm", figures }, 1);
  expect(standing(after)).toEqual([]);
  pass(after, hours(24));
  expect(standing(after)).toEqual(["dossier-unapproved dossier/1 room-114 medium"]);
  order(after, "user:li", { verb: "approve", words: "read", seen: 1, signed: "approved" }, 1);
  expect(standing(after)).toEqual([]);
  pass(after, days(9));
  expect(standing(after)).toEqual([]);
});
