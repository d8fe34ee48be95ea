import { expect, test } from "vitest";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { type EpochMs, epochMs, hours, minutes, plus } from "../../basics/index.ts";
import type { KeyPeriodFile, Site, SiteFile } from "../../site/index.ts";
import { checkInTimes } from "./check-in-times.ts";
import { newestReport, periodLedger } from "./period-ledger.ts";
import { setBackAfter } from "./set-back.ts";
import { REPORT_ROWS, type PeriodAct, type PeriodCommand, type PreFlightFinding, type WatchedPeriod } from "./watched-period.ts";

const SPRING: KeyPeriodFile = {
  id: "spring",
  kind: "vacation",
  name: { en: "Spring", zh: "春节" },
  from: "2026-11-25",
  to: "2026-11-27",
  checkIns: { at: ["08:00", "20:00"], within: "1h", by: ["rota:duty", "contact:li"] },
};
const ROTAS: SiteFile["rotas"] = {
  duty: {
    name: { en: "Duty", zh: "值班" },
    shifts: [
      { name: { en: "day", zh: "白班" }, from: "07:00", to: "19:00", people: ["wang"] },
      { name: { en: "night", zh: "夜班" }, from: "19:00", to: "07:00", people: ["zhao"] },
    ],
  },
};
const site = stockSite(undefined, { keyPeriods: [SPRING], rotas: ROTAS });
const [described] = site.keyPeriods ?? [];
if (described === undefined) throw new Error("the site has no key period");
const at = (hour: number, day = 25): EpochMs => epochMs(Date.UTC(2026, 10, day, hour));
const plan = {
  id: "spring",
  kind: described.kind,
  name: described.name,
  from: described.from,
  to: described.to,
  seals: [],
  siteZone: "building",
} as const;

function folded(period: WatchedPeriod | undefined, acts: readonly PeriodAct[], time: EpochMs, actor = "system"): WatchedPeriod {
  let item = period;
  for (const act of acts) item = periodLedger.fold(item, act, { at: time, actor, number: 1 });
  return item as WatchedPeriod;
}
const begun = folded(undefined, [{ act: "taken-up", plan }], at(0, 23));
const look = (period: WatchedPeriod, time: EpochMs): WatchedPeriod => folded(period, periodLedger.due(period, { at: time, site }), time);
function sent(period: WatchedPeriod | undefined, command: PeriodCommand, actor: string, time: EpochMs) {
  const decided = periodLedger.decide(period, command, { at: time, actor, site, number: 1, others: () => [] });
  return decided.ok ? folded(period, decided.value, time, actor) : decided.error.code;
}
const alarms = (period: WatchedPeriod, time: EpochMs) => periodLedger.alarms(period, { at: time, site }).map(({ name }) => name);
const kept = (period: WatchedPeriod | string): WatchedPeriod => {
  if (typeof period === "string") throw new Error(period);
  return period;
};

test("check-ins are asked at their times of whoever is on duty then, once each", () => {
  expect(checkInTimes(described, "UTC", at(9, 26)).map(({ from }) => from)).toEqual([at(8), at(20), at(8, 26)]);
  expect(checkInTimes(described, "UTC", at(0, 30))).toHaveLength(6);
  expect(checkInTimes({ ...described, checkIns: undefined } as never, "UTC", at(9))).toEqual([]);
  const asked = look(begun, at(8));
  expect(asked.checkIns).toEqual([{ from: at(8), by: at(9), people: ["wang", "li"] }]);
  expect(look(asked, at(8)).checkIns).toHaveLength(1);
  expect(look(asked, at(20)).checkIns[1]?.people).toEqual(["zhao", "li"]);
});

test("only who is on duty can check in, and once", () => {
  const asked = look(begun, at(8));
  const order = { verb: "check-in", from: at(8) } as const;
  expect(sent(asked, order, "user:guest", at(8))).toBe("CHECK_IN_NOT_YOURS");
  expect(sent(asked, { ...order, from: at(9) }, "user:wang", at(8))).toBe("CHECK_IN_NONE");
  const there = kept(sent(asked, order, "user:wang", at(8)));
  expect(there.checkIns[0]?.kept).toEqual({ by: "user:wang", at: at(8) });
  expect(sent(there, order, "user:lina", at(8))).toBe("CHECK_IN_NONE");
  expect(alarms(look(there, at(10)), at(10))).toEqual([]);
  // Whoever has taken over since may say it for the shift before.
  const late = kept(sent(look(begun, at(9)), order, "user:zhao", epochMs(at(20) - 1)));
  expect(late.checkIns[0]).toMatchObject({ missedAt: at(9), kept: { by: "user:zhao" } });
});

test("said late it is recorded until the next is asked, or the days are over; after that it takes an explanation", () => {
  const order = { verb: "check-in", from: at(8) } as const;
  const missed = look(begun, at(9));
  expect(sent(missed, order, "user:guest", at(20))).toBe("CHECK_IN_NOT_YOURS");
  expect(sent(look(missed, at(20)), order, "user:wang", at(20))).toBe("CHECK_IN_PAST");
  const last = look(missed, at(21, 27));
  const evening = { verb: "check-in", from: at(20, 27) } as const;
  expect(kept(sent(last, evening, "user:zhao", at(23, 27))).checkIns.at(-1)?.kept).toBeDefined();
  expect(sent(last, evening, "user:zhao", plan.to)).toBe("CHECK_IN_PAST");
  const over = kept(sent(last, { verb: "cancel" }, "system", at(22, 27)));
  expect(sent(over, evening, "user:zhao", at(22, 27))).toBe("CHECK_IN_PAST");
  // In its time it counts, also while a later one is asked already.
  const long = folded(begun, [{ act: "check-in-asked", from: at(8), by: at(21), people: ["wang"] }], at(8));
  expect(kept(sent(look(long, at(20)), order, "user:wang", at(20))).checkIns[0]?.missedAt).toBeUndefined();
});

test("each that is missed is an alarm of its own, until somebody who was not asked explains each; that somebody is there later explains none", () => {
  const explain = (hour: number, day = 25) =>
    ({ verb: "explain", from: at(hour, day), words: "the road was closed", signed: "explained" }) as const;
  const guest = (period: WatchedPeriod, hour: number, day = 25) => kept(sent(period, explain(hour, day), "user:guest", at(22, day)));
  const first = look(look(begun, at(8)), at(9));
  expect(alarms(first, at(9))).toEqual(["check-in-missed"]);
  const late = kept(sent(first, { verb: "check-in", from: at(8) }, "user:wang", at(10)));
  expect(alarms(late, at(10))).toEqual(["check-in-missed"]);
  expect(sent(late, explain(8), "user:wang", at(10))).toBe("EXPLAINER_ASKED");
  expect(alarms(guest(late, 8), at(10))).toEqual([]);
  const second = look(look(first, at(20)), at(21));
  expect(alarms(second, at(21))).toEqual(["check-in-missed-again"]);
  expect(periodLedger.alarms(second, { at: at(21), site })[0]?.detail).toContain("and 1 more nobody has explained");
  // Explaining one tells nothing anew, and ends no other.
  expect(alarms(guest(second, 20), at(22))).toEqual(["check-in-missed-again"]);
  expect(alarms(guest(second, 8), at(22))).toEqual(["check-in-missed-again"]);
  expect(alarms(guest(guest(second, 8), 20), at(22))).toEqual([]);
  const third = look(look(second, at(8, 26)), at(9, 26));
  expect(alarms(third, at(9, 26))).toEqual(["check-in-missed-still"]);
  const fourth = look(look(third, at(20, 26)), at(21, 26));
  expect(alarms(fourth, at(21, 26))).toEqual(["check-in-missed-again"]);
  // One that is missed when none stands begins anew; nobody is told of one that stands as if it were over.
  const anew = look(look(guest(first, 8), at(8, 26)), at(9, 26));
  expect(alarms(guest(anew, 20), at(22, 26))).toEqual(["check-in-missed"]);
  const kept20 = kept(sent(look(first, at(20)), { verb: "check-in", from: at(20) }, "user:zhao", at(20)));
  expect(alarms(kept20, at(20))).toEqual(["check-in-missed"]);
  expect(alarms(look(look(kept20, at(8, 26)), at(9, 26)), at(9, 26))).toEqual(["check-in-missed-again"]);
  expect(sent(first, { ...explain(8), words: " " }, "user:guest", at(10))).toBe("KEY_PERIOD_WORDS");
  expect(sent(look(begun, at(8)), explain(8), "user:guest", at(8))).toBe("CHECK_IN_NONE");
  expect(sent(guest(first, 8), explain(8), "user:guest", at(23))).toBe("CHECK_IN_NONE");
  // The platform was off: asked late, and missed at once; all stood when the last was.
  expect(alarms(look(begun, at(12, 26)), at(12, 26))).toEqual(["check-in-missed-still"]);
});

test.each(["user:wang", "person:wang", "user:lina", "user:wang2"])(
  "%s explains neither a check-in they missed nor a door they opened",
  (who) => {
    const code = who === "user:wang2" ? "EXPLAINER_UNLINKED" : undefined;
    const opening = { door: "store/door", openedAt: at(3), people: ["wang", "li"], unknownBadges: 0, untold: true } as const;
    const period = folded(look(begun, at(9)), [{ act: "opening", opening }], at(9));
    const signed = { words: "all fine", signed: "explained" } as const;
    const decide = (command: PeriodCommand, actor: string) =>
      periodLedger.decide(period, command, { at: at(10), actor, site, number: 1, others: () => [] });
    const [missed, opened] = [
      { verb: "explain", from: at(8), ...signed },
      { verb: "explain-opening", door: "store/door", openedAt: at(3), ...signed },
    ] as const;
    expect(decide(missed, who)).toMatchObject({ error: { code: code ?? "EXPLAINER_ASKED", journaled: true } });
    expect(decide(opened, who)).toMatchObject({ error: { code: code ?? "EXPLAINER_BADGED", journaled: true } });
    expect([decide(missed, "user:zhao").ok, decide(opened, "user:zhao").ok]).toEqual([true, true]);
  },
);

test("what an earlier release noted as missed goes by its rule: whoever checked in or explained a later one had ended it", () => {
  const before = (from: EpochMs, by: EpochMs): readonly PeriodAct[] => [
    { act: "check-in-asked", from, by, people: ["wang"] },
    { act: "check-in-missed", from },
  ];
  const first = folded(begun, before(at(8), at(9)), at(9));
  expect(alarms(first, at(9))).toEqual(["check-in-missed"]);
  const second = folded(first, before(at(20), at(21)), at(21));
  expect(alarms(second, at(21))).toEqual(["check-in-missed-again"]);
  const answered = folded(second, [{ act: "checked-in", from: at(20) }], at(22), "user:wang");
  expect(alarms(answered, at(22))).toEqual([]);
  expect(periodLedger.isClosed(folded(answered, [{ act: "cancelled" }], at(22)))).toBe(true);
  // One that is missed since is a first one.
  expect(alarms(look(look(answered, at(8, 26)), at(9, 26)), at(9, 26))).toEqual(["check-in-missed"]);
});

test("what a clock that was ahead made of days that had not been is void: the period goes on, and has its report when it is over", () => {
  const rows = Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: 0, lines: [] }])) as never;
  const report = { verb: "report", report: { rows } } as const;
  const missed = look(begun, at(9));
  const ahead = kept(sent(look(missed, at(12, 28)), report, "system", at(0, 40)));
  const afterAt = (time: EpochMs) => setBackAfter(ahead, { at: time, site });
  expect(ahead.checkIns).toHaveLength(6);
  expect([at(10), at(0, 40), plan.to].map(afterAt)).toEqual([hours(1), undefined, undefined]);
  // Before its own time, or where the site has other days, it is the clock that is behind.
  expect([epochMs(Date.UTC(2020, 0, 1)), epochMs(at(0) - hours(24 * 400))].map(afterAt)).toEqual([undefined, undefined]);
  const nextYear = stockSite(undefined, { keyPeriods: [{ ...SPRING, from: "2027-11-25", to: "2027-11-27" }], rotas: ROTAS });
  expect(setBackAfter(ahead, { at: at(10), site: nextYear })).toBeUndefined();
  expect(setBackAfter(ahead, { at: at(10), site: stockSite() })).toBeUndefined();
  expect(kept(sent(ahead, { verb: "set-back" }, "system", at(0, 40)))).toEqual(ahead);
  const back = kept(sent(ahead, { verb: "set-back" }, "system", at(10)));
  expect(back).toMatchObject({ setBack: 1, voided: [{ at: at(0, 40) }] });
  expect([back.report, back.checkIns, periodLedger.isClosed(back)]).toEqual([undefined, missed.checkIns, false]);
  expect(look(back, at(20)).checkIns).toHaveLength(2);
  expect(kept(sent(back, report, "system", plan.to)).report?.at).toBe(plan.to);
  // Also where no report was made: nobody has missed what still lies ahead. A step of a time server is none.
  const early = kept(sent(look(begun, at(9, 26)), { verb: "set-back" }, "system", epochMs(at(9) - 1)));
  expect(early.checkIns).toEqual([{ from: at(8), by: at(9), people: ["wang", "li"] }]);
  expect(setBackAfter(look(begun, at(8)), { at: epochMs(at(8) - 1000), site })).toBeUndefined();
});

test("a miss by a clock less than one check-in ahead is none, with what was said of it then, as long as it can be answered", () => {
  const explain = { verb: "explain", from: at(8), words: "the road was closed", signed: "explained" } as const;
  const missed = kept(sent(look(begun, at(9)), { verb: "check-in", from: at(8) }, "user:wang", at(9)));
  const ahead = kept(sent(missed, explain, "user:guest", at(9)));
  expect(setBackAfter(ahead, { at: epochMs(at(8) + minutes(5)), site })).toBe(minutes(10));
  expect(setBackAfter(ahead, { at: epochMs(at(9) - minutes(5)), site })).toBeUndefined();
  const back = kept(sent(ahead, { verb: "set-back" }, "system", epochMs(at(8) + minutes(5))));
  expect(back.checkIns).toEqual([{ from: at(8), by: at(9), people: ["wang", "li"] }]);
  // It is missed now as it was not before: nobody's word of a time that had not come counts.
  expect(look(back, at(9)).checkIns).toEqual([{ from: at(8), by: at(9), people: ["wang", "li"], missedAt: at(9), owed: true }]);
  expect(kept(sent(look(back, at(9)), { verb: "put-back" }, "system", at(23)))).toEqual(look(back, at(9)));
});

test("what a clock that was behind set back is again what it was when it is put right; what was asked anew is not", () => {
  const rows = Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: 0, lines: [] }])) as never;
  const first = kept(sent(look(begun, at(8, 26)), { verb: "check-in", from: at(8, 26) }, "user:wang", at(8, 26)));
  const whole = look(look(first, at(0, 28)), at(1, 28));
  const reported = kept(sent(whole, { verb: "report", report: { rows } }, "system", at(1, 28)));
  const reviewed = kept(sent(reported, { verb: "review", words: "fine", signed: "reviewed" }, "user:zhao", at(2, 28)));
  const back = kept(sent(reviewed, { verb: "set-back" }, "system", at(10)));
  expect([back.report, back.reviewed, back.checkIns.length]).toEqual([undefined, undefined, 1]);
  expect(kept(sent(back, { verb: "put-back" }, "system", at(11)))).toEqual(back);
  const { aside, setBack, voided, ...right } = kept(sent(back, { verb: "put-back" }, "system", at(3, 28)));
  expect([right, aside, setBack, voided]).toEqual([reviewed, { checkIns: [] }, 1, []]);
  const anew = look(back, at(20));
  expect(kept(sent(anew, { verb: "put-back" }, "system", at(23))).checkIns).toEqual(anew.checkIns);
});

test("a check-in there was time left for when the period was called off is missed by nobody", () => {
  const off = kept(sent(look(begun, at(8)), { verb: "cancel" }, "system", epochMs(at(9) - 1)));
  expect([look(off, at(9)), periodLedger.isClosed(off)]).toEqual([off, true]);
  const missed = kept(sent(look(begun, at(8)), { verb: "cancel" }, "system", at(9)));
  expect([alarms(look(missed, at(9)), at(9)), periodLedger.isClosed(missed)]).toEqual([["check-in-missed"], false]);
});

test("whoever came on duty meanwhile was reminded, and does not explain why nobody answered", () => {
  const byDuty = stockSite(undefined, {
    keyPeriods: [{ ...SPRING, checkIns: { at: ["18:30"], within: "1h", by: ["rota:duty"] } }],
    rotas: ROTAS,
  });
  const due = { at: epochMs(at(19) + minutes(30)), site: byDuty };
  const missed = folded(begun, periodLedger.due(begun, due), due.at);
  expect(missed.checkIns[0]).toMatchObject({ people: ["wang"], reminded: ["zhao"] });
  const explain = { verb: "explain", from: epochMs(at(18) + minutes(30)), words: "the road was closed", signed: "explained" } as const;
  expect(sent(missed, explain, "user:zhao", at(22))).toBe("EXPLAINER_ASKED");
  expect(alarms(kept(sent(missed, explain, "user:lina", at(22))), at(22))).toEqual([]);
});

test("nobody on duty is told as that", () => {
  const alone = stockSite(undefined, {
    keyPeriods: [{ ...SPRING, checkIns: { at: ["08:00"], within: "1h", by: ["rota:duty"] } }],
    rotas: {
      duty: { name: { en: "Duty", zh: "值班" }, shifts: [{ name: { en: "n", zh: "n" }, from: "19:00", to: "20:00", people: ["wang"] }] },
    },
  });
  const missed = folded(begun, periodLedger.due(begun, { at: at(10), site: alone }), at(10));
  expect(missed.checkIns[0]).toMatchObject({ people: [], missedAt: at(10) });
  expect(periodLedger.alarms(missed, { at: at(10), site: alone })[0]?.detail).toContain("nobody is on duty");
});

test("what a pre-flight finds is an alarm until another finds nothing, or the period is over", () => {
  const words = { en: "x", zh: "x" };
  const finding = { about: "routes", found: words, firstAction: words } as const;
  const found = kept(sent(begun, { verb: "pre-flight", findings: [finding, finding] }, "system", at(0, 23)));
  expect(alarms(found, at(0, 23))).toEqual(["key-period-not-ready"]);
  expect(alarms(found, plan.to)).toEqual([]);
  expect(alarms(kept(sent(found, { verb: "pre-flight", findings: [] }, "system", at(1, 23))), at(1, 23))).toEqual([]);
});

test("what is found besides is told anew, by what it is about; what is gone, worded anew, or found again is not", () => {
  const found = (text: string) => ({ found: { en: text, zh: text }, firstAction: { en: "x", zh: "x" } });
  const people = (...subjects: readonly string[]) => ({ about: "routes", ...found(`Not proven: ${subjects.join()}`), subjects }) as const;
  const sensor = (...subjects: readonly string[]) => ({ about: "sensors", ...found(`Silent: ${subjects.length}`), subjects }) as const;
  const budget = (used: number) => ({ about: "budgets", ...found(`${used}/50`), subjects: ["sms"] }) as const;
  const look = (period: WatchedPeriod, ...findings: readonly PreFlightFinding[]): WatchedPeriod =>
    kept(sent(period, { verb: "pre-flight", findings }, "system", at(0, 23)));
  const told = (period: WatchedPeriod) => periodLedger.alarms(period, { at: at(1, 23), site }).map((each) => [each.name, each.value.en]);
  const first = look(begun, people("li"));
  expect(told(first)).toEqual([["key-period-not-ready", "KP-1, who is reached"]]);
  const second = look(first, people("li"), sensor("store/door"));
  expect(told(second)).toEqual([["key-period-not-ready-again", "KP-1, sensors"]]);
  expect(periodLedger.alarms(second, { at: at(1, 23), site })[0]?.detail).toContain("1 more, and Silent: 1");
  expect(told(look(second, sensor("store/door")))).toEqual(told(second));
  const third = look(second, people("li"), sensor("store/door", "store/weight"));
  expect(told(third)).toEqual([["key-period-not-ready-still", "KP-1, sensors"]]);
  const fourth = look(third, people("li"), sensor("store/door"), budget(26));
  expect(told(fourth)).toEqual([["key-period-not-ready-again", "KP-1, message budgets"]]);
  expect(told(look(fourth, people("li"), sensor("store/door"), budget(27)))).toEqual(told(fourth));
  // One that was mended, and is broken again, is news.
  expect(told(look(look(fourth, people("li")), people("li"), sensor("store/door")))).toEqual([
    ["key-period-not-ready-still", "KP-1, sensors"],
  ]);
  // Lines of before had no subjects, and were one alarm: none is raised anew with the release, and the next that is found besides is.
  const bare = (about: PreFlightFinding["about"], text: string) => ({ about, ...found(text) });
  const before = [bare("routes", "Not proven: Li"), bare("sensors", "Silent: door")];
  const upgraded = look(look(look(look(begun, bare("routes", "Not proven: Wang, Li")), ...before)), ...before);
  expect(told(upgraded).map(([name]) => name)).toEqual(["key-period-not-ready"]);
  const same = look(upgraded, people("li"), sensor("store/door"));
  expect(told(same)).toEqual(told(upgraded));
  expect(told(look(same, people("li"), sensor("store/door"), budget(26)))).toEqual([
    ["key-period-not-ready-again", "KP-1, message budgets"],
  ]);
});

test("an opening is noted once; a report closes it, and is reviewed once", () => {
  const opening = { door: "store/door", openedAt: at(9), people: [], unknownBadges: 0 };
  const noted = kept(sent(begun, { verb: "opening", opening }, "system", at(9)));
  expect(kept(sent(noted, { verb: "opening", opening }, "system", at(9))).openings).toEqual([opening]);
  const rows = Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: 0, lines: [] }])) as never;
  const review = { verb: "review", words: "fine", signed: "reviewed" } as const;
  expect(sent(noted, review, "user:wang", at(9))).toBe("KEY_PERIOD_NOT_REPORTED");
  const reported = kept(sent(noted, { verb: "report", report: { rows } }, "system", plan.to));
  expect(kept(sent(reported, { verb: "report", report: { rows } }, "system", plan.to)).report).toEqual(reported.report);
  const reviewed = kept(sent(reported, review, "user:wang", plan.to));
  expect(reviewed.reviewed).toMatchObject({ by: "user:wang", words: "fine" });
  expect(sent(reviewed, review, "user:wang", plan.to)).toBe("KEY_PERIOD_REVIEWED");
  expect(sent(reported, { verb: "pre-flight", findings: [] }, "system", plan.to)).toBe("KEY_PERIOD_OVER");
  expect(sent(reported, { verb: "replan", plan }, "system", plan.to)).toBe("KEY_PERIOD_OVER");
  expect(sent(reported, { verb: "cancel" }, "system", plan.to)).toEqual(reported);
  expect(periodLedger.due(reported, { at: at(9), site })).toEqual([]);
});

test("what is found after the report is added to it, and reviewed anew: only by who has read it", () => {
  const rowsOf = (openings: number) =>
    Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: row === "openings" ? openings : 0, lines: [] }])) as never;
  const amend = (openings: number) => ({ verb: "amend", report: { rows: rowsOf(openings) } }) as const;
  const review = (amendments?: number) =>
    ({ verb: "review", words: "fine", signed: "reviewed", ...(amendments === undefined ? {} : { amendments }) }) as const;
  const openingAt = (hour: number) =>
    ({ verb: "opening", opening: { door: "store/door", openedAt: at(hour), people: [], unknownBadges: 0 } }) as const;
  expect(sent(begun, amend(0), "system", plan.to)).toBe("KEY_PERIOD_NOT_REPORTED");
  const reported = kept(sent(begun, { verb: "report", report: { rows: rowsOf(0) } }, "system", plan.to));
  expect(sent(reported, review(1), "user:wang", plan.to)).toBe("KEY_PERIOD_AMENDED");
  const reviewed = kept(sent(reported, review(), "user:wang", plan.to));
  const found = kept(sent(reviewed, openingAt(9), "system", plan.to));
  // Counted before it was found, or the same again, it adds nothing.
  expect(kept(sent(found, amend(0), "system", plan.to)).amendments).toEqual([]);
  const amended = kept(sent(found, amend(1), "system", plan.to));
  expect(kept(sent(amended, amend(1), "system", plan.to)).amendments).toHaveLength(1);
  expect(amended).toMatchObject({ report: { rows: { openings: { count: 0 } } }, reviewed: { by: "user:wang" } });
  expect([newestReport(amended)?.rows.openings.count, amended.amendments[0]?.reviewed]).toEqual([1, undefined]);
  expect(sent(amended, review(), "user:wang", plan.to)).toBe("KEY_PERIOD_AMENDED");
  const again = kept(sent(amended, review(1), "user:zhao", plan.to));
  expect(again).toMatchObject({ reviewed: { by: "user:wang" }, amendments: [{ reviewed: { by: "user:zhao" } }] });
  expect(sent(again, review(1), "user:zhao", plan.to)).toBe("KEY_PERIOD_REVIEWED");
  const second = kept(sent(kept(sent(again, openingAt(8), "system", plan.to)), amend(2), "system", plan.to));
  expect(second.amendments.map((each) => each.reviewed?.by)).toEqual(["user:zhao", undefined]);
});

test("an opening nobody was told of is an alarm, each after it one of its own, until each is explained; also when the period is over", () => {
  const openingAt = (hour: number, over: object = { untold: true }) =>
    ({ verb: "opening", opening: { door: "store/door", openedAt: at(hour), people: ["wang"], unknownBadges: 1, ...over } }) as const;
  const explain = (hour: number) =>
    ({ verb: "explain-opening", door: "store/door", openedAt: at(hour), words: "the fire brigade", signed: "explained" }) as const;
  const note = (period: WatchedPeriod, hour: number, over?: object) => kept(sent(period, openingAt(hour, over), "system", at(hour)));
  const settled = (period: WatchedPeriod, hour: number) => kept(sent(period, explain(hour), "user:zhao", at(23)));
  expect(alarms(note(note(begun, 1, {}), 2, { leave: 3 }), at(9))).toEqual([]);
  const first = note(begun, 3);
  expect(periodLedger.alarms(first, { at: at(9), site })).toEqual([
    {
      name: "sealed-door-opened",
      value: { en: "KP-1, Door 11-25 03:00", zh: "KP-1, 门 11-25 03:00" },
      zoneId: "store",
      detail:
        "Building › Store › Door was opened without leave at 2026-11-25 03:00:00 +00:00, found afterwards: {person:wang}, 1 unknown badge had badged / Building › Store › 门 于 2026-11-25 03:00:00 +00:00 无许可开启，事后发现：刷卡：{person:wang}、1张未知卡",
    },
  ]);
  const second = note(first, 4);
  expect(alarms(second, at(9))).toEqual(["sealed-door-opened-again"]);
  expect(periodLedger.alarms(second, { at: at(9), site })[0]?.detail).toContain("and 1 more nobody has explained");
  const third = note(second, 5);
  expect(alarms(third, at(9))).toEqual(["sealed-door-opened-still"]);
  // That one before it is explained tells nothing anew.
  expect(alarms(settled(third, 3), at(9))).toEqual(["sealed-door-opened-still"]);
  // Nor that the last one is; and one that is found then has another name again.
  expect(alarms(settled(third, 5), at(9))).toEqual(["sealed-door-opened-still"]);
  expect(alarms(note(settled(third, 5), 6), at(9))).toEqual(["sealed-door-opened-again"]);
  expect(sent(settled(third, 3), explain(3), "user:zhao", at(9))).toBe("OPENING_NONE");
  expect(sent(third, explain(6), "user:zhao", at(9))).toBe("OPENING_NONE");
  expect(sent(note(begun, 2, { leave: 3 }), explain(2), "user:zhao", at(9))).toBe("OPENING_NONE");
  const over = kept(sent(third, { verb: "cancel" }, "system", at(9)));
  expect([alarms(over, at(9)), periodLedger.isClosed(over)]).toEqual([["sealed-door-opened-still"], false]);
  const all = settled(settled(settled(over, 3), 4), 5);
  expect([alarms(all, at(9)), periodLedger.isClosed(all)]).toEqual([[], true]);
  expect(all.openings[0]?.explained).toMatchObject({ by: "user:zhao", words: "the fire brigade" });
});

test("each place has its alarm at the door, in words a text has room for, also where the period is of other zones", () => {
  const long = "Door of the poison cabinet in the cellar of building B";
  const described: Site = {
    ...site,
    signals: site.signals.map((each) => (each.key === "cabinet/door" ? { ...each, label: { en: long, zh: long } } : each)),
  };
  const noted = (period: WatchedPeriod, door: string, hour: number) =>
    kept(
      sent(
        period,
        { verb: "opening", opening: { door, openedAt: at(hour), people: [], unknownBadges: 0, untold: true } },
        "system",
        at(hour),
      ),
    );
  const ofOther = folded(begun, [{ act: "replanned", plan: { ...plan, zones: ["building"] } }], at(1));
  const both = noted(noted(noted(ofOther, "store/door", 2), "cabinet/door", 3), "cabinet/door", 4);
  const told = (period: WatchedPeriod) =>
    periodLedger.alarms(period, { at: at(9), site: described }).map((each) => [each.zoneId, each.name, each.value.en]);
  expect(told(both)).toEqual([
    ["store", "sealed-door-opened", "KP-1, Door 11-25 02:00"],
    ["cabinet", "sealed-door-opened-again", "KP-1, Door of the poison c.. 11-25 04:00"],
  ]);
  expect(Math.max(...told(both).map(([, , value]) => value?.length ?? 0))).toBe(40);
  const explain = { verb: "explain-opening", door: "store/door", openedAt: at(2), words: "the fire brigade", signed: "explained" } as const;
  expect(told(kept(sent(both, explain, "user:zhao", at(9)))).map(([zone]) => zone)).toEqual(["cabinet"]);
  // A door the site has no more is where the plan had it, or with the period.
  const gone = { door: "old/door", zoneId: "store", hasReader: false };
  const ofGone = noted(
    folded(ofOther, [{ act: "replanned", plan: { ...plan, zones: ["building"], seals: [gone] } }], at(1)),
    "old/door",
    2,
  );
  expect(told(ofGone)).toEqual([["store", "sealed-door-opened", "KP-1, old/door 11-25 02:00"]]);
  expect(told(noted(ofOther, "old/door", 2))[0]?.[0]).toBe("building");
});

test("one the site has no more, or describes otherwise, says so", () => {
  expect(kept(sent(begun, { verb: "cancel" }, "system", at(1))).cancelledAt).toBe(at(1));
  const moved = { ...plan, to: plus(plan.to, hours(24)), zones: ["store"] };
  expect(kept(sent(begun, { verb: "replan", plan: moved }, "system", at(1)))).toMatchObject({ plan: moved, zoneId: "store" });
  expect(begun.zoneId).toBe("building");
  expect(sent(undefined, { verb: "cancel" }, "system", at(1))).toBe("KEY_PERIOD_UNKNOWN");
  expect(
    periodLedger.decide(undefined, { verb: "take-up", plan }, { at: at(1), actor: "system", site, number: 1, others: () => [] }),
  ).toMatchObject({ ok: true });
  expect(() => folded(undefined, [{ act: "cancelled" }], at(1))).toThrow("key period 1 is cancelled");
});
