import type { Alarm } from "@labcanary/domain/alarm";
import { type EpochMs, epochMs, hours, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import { leaveLedger, periodLedger, type WatchedSpan } from "@labcanary/domain/governance";
import type { BudgetStanding } from "@labcanary/domain/notification";
import type { HistoryPoint, KeptEvent } from "@labcanary/domain/ports";
import { differencesBetween, type Site, type SiteFile } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createMemoryJournal } from "../../../test/support/memory-journal.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { createBook } from "../books/book.ts";
import { createPeriodWatch } from "./period-watch.ts";

const name = { en: "Spring", zh: "春节" };
const sealed = stockSite(undefined, {
  people: {
    wang: { name: "Wang Fang", language: "zh", phone: "+8613800000001", badges: ["1"], roles: ["keeper"] },
    li: { name: "Li Na", language: "zh", account: "lina", badges: ["2"], roles: ["keeper"] },
    zhao: { name: "Zhao Min", language: "zh", phone: "+8613800000003", roles: ["keeper"] },
    guest: { name: "Guest", language: "en", badges: ["3"], roles: ["user"] },
  },
  keyPeriods: [
    { id: "spring", kind: "vacation", name, from: "2026-11-25", to: "2026-11-30", seal: [{ door: "store/door", readers: ["store"] }] },
  ],
});
const FROM = epochMs(Date.UTC(2026, 10, 25));
const DOOR = "store/door";
const SEAL = "store/door/sealed-spring";

const alarmAt = (raisedAt: EpochMs, over: Partial<Alarm> = {}): Alarm =>
  ({
    source: { kind: "rule", ruleId: SEAL, ruleVersion: "1", signal: DOOR, zoneId: "store" },
    raisedAt,
    simulated: false,
    ...over,
  }) as Alarm;

/** The watch on books of its own; the door says every so often what it is. */
function bench(every = seconds(30)) {
  let now: EpochMs = plus(FROM, hours(1));
  let site: Site = sealed;
  let isFirstLook = true;
  const points: HistoryPoint[] = [];
  const events: KeptEvent[] = [];
  const alarms: Alarm[] = [];
  const budgets: BudgetStanding[] = [];
  const contacts = sealed.people.map(({ id }) => ({ personId: id, channel: "sms", address: "***01", isProven: true }) as const);
  /** What the journal has of when it was watched, and what is not in it yet. */
  const said: WatchedSpan[] = [];
  /** Its lines of changes of the site. */
  const changes: { readonly at: EpochMs; readonly detail: object }[] = [];
  const watching = { since: plus(FROM, hours(5 * 24)), until: plus(FROM, hours(7 * 24)) };
  const asked: { readonly from: EpochMs; readonly limit: number }[] = [];
  const badgesAsked: EpochMs[] = [];
  const clock = { now: () => now };
  const deps = { journal: createMemoryJournal(clock), site: () => site, now: clock.now, changed: () => {} };
  const periods = createBook(periodLedger, deps);
  const leaves = createBook(leaveLedger, deps);
  const start = () =>
    createPeriodWatch({
      clock,
      logger: createTestLogger(),
      site: () => site,
      periods,
      leaves,
      history: {
        range: async ({ signal, from, to, limit }) => {
          asked.push({ from, limit });
          return points
            .filter((point) => point.signal === signal && point.at >= from && point.at < to)
            .toSorted((a, b) => a.at - b.at)
            .slice(0, limit);
        },
      },
      accessLog: {
        events({ from, to }) {
          badgesAsked.push(from);
          return events.filter(({ at }) => at >= from && at < to).toReversed();
        },
      },
      watching: () => watching,
      known: {
        desk: {
          list: () => [],
          searchJournal: async ({ kinds, from = FROM, to = FROM }) =>
            ({
              entries: [
                ...(kinds?.includes("site-changed") === true ? changes.filter(({ at: each }) => each >= from && each <= to) : []),
                ...(kinds?.includes("watched") === true ? said.map((detail, index) => ({ number: index + 1, detail })) : []),
              ].toReversed(),
              looked: 0,
            }) as never,
          get: () => undefined,
          alarmsOfSignal: () => alarms,
        },
        board: { impairedSignals: () => [], status: () => undefined },
        notifications: { contacts: () => contacts, budgets: () => budgets },
        isTestedOutside: () => true,
      },
    });
  let watch = start();
  const at = (time: EpochMs): void => void (now = time);
  return {
    periods,
    leaves,
    alarms,
    said,
    budgets,
    events,
    asked,
    badgesAsked,
    /** The first time twice: what has begun is taken up when the site was the same at the look before. */
    async lookAt(time: EpochMs) {
      at(time);
      if (isFirstLook) await watch.look();
      isFirstLook = false;
      await watch.look();
    },
    restart: () => void (watch = start()),
    /** The journal has it a moment later, as where a large site is applied. */
    describe(next: Site, time: EpochMs = now, { listed, ...over }: { listed?: number; newDays?: readonly string[]; more?: number } = {}) {
      at(time);
      const differences = differencesBetween(site, next);
      const ofRules = (change: string) =>
        differences.flatMap(({ about, ...each }) => (about === "rule" && each.change === change ? [each.id] : []));
      site = next;
      const detail = { ...over, differences: differences.slice(0, listed), added: ofRules("added"), changed: ofRules("changed") };
      return () => changes.push({ at: time, detail });
    },
    say(from: EpochMs, to: EpochMs, value: 0 | 1) {
      for (let time = from; time < to; time = plus(time, every))
        points.push({ signal: DOOR, at: time, tieBreak: 0, receivedAt: time, value, quality: "good" });
    },
    badge: (time: EpochMs, person: string, granted = true) =>
      void events.push({ id: `${time}`, deviceId: "store", kind: "badge", at: time, receivedAt: time, person, granted, historical: false }),
    /** From the beginning of the period for five days. */
    give(people: readonly string[]) {
      const leave = { door: DOOR, people, from: FROM, to: plus(FROM, hours(12)), reason: "nitrogen" };
      at(FROM);
      const asked = leaves.carryOut({ id: "ask", actor: "user:lina", order: { verb: "ask", leave, signed: "requested" } });
      const given = leaves.carryOut({ id: "give", actor: "user:zhao", number: 1, order: { verb: "give", signed: "approved" } });
      expect([asked, given]).toMatchObject([{ ok: true }, { ok: true }]);
    },
    openings: () => periods.get(1)?.openings.map(({ openedAt, ...opening }) => [openedAt - FROM, opening]),
    conditions: () => {
      const period = periods.get(1);
      return period === undefined ? [] : periodLedger.alarms(period, { at: now, site }).map((alarm) => alarm.name);
    },
  };
}
const after = (minute: number, second = 0): EpochMs => plus(FROM, minutes(minute + second / 60));
const opening = { door: DOOR, people: [], unknownBadges: 0 };

test("an opening that no alarm was told of is an alarm of the record; one the seal's rule has raised is not; a test or a drill is none", async () => {
  const { say, lookAt, alarms, openings, conditions } = bench();
  say(FROM, after(10), 0);
  say(after(10), after(12), 1);
  say(after(12), after(20), 0);
  say(after(20), after(22), 1);
  say(after(22), after(30), 0);
  say(after(30), after(32), 1);
  say(after(32), after(60), 0);
  alarms.push(alarmAt(after(10, 5)), alarmAt(after(20), { test: "drill/1" }), alarmAt(after(30), { recordedOnly: true }));
  await lookAt(after(60));
  expect(openings()).toEqual([
    [minutes(10), opening],
    [minutes(20), { ...opening, untold: true }],
    [minutes(30), { ...opening, untold: true }],
  ]);
  expect(conditions()).toEqual(["sealed-door-opened-again"]);
});

test("what a device tells after a day, or after the report, is found within the hour; each minute only the last hours are read", async () => {
  const { say, lookAt, asked, openings } = bench();
  await lookAt(after(60));
  await lookAt(after(30 * 60));
  asked.length = 0;
  await lookAt(after(30 * 60 + 1));
  expect(asked.map(({ from }) => from > after(27 * 60))).toEqual([true]);
  say(FROM, after(10), 0);
  say(after(10), after(12), 1);
  say(after(12), after(20), 0);
  await lookAt(after(30 * 60 + 2));
  expect(openings()).toEqual([]);
  await lookAt(after(31 * 60));
  expect(openings()).toEqual([[minutes(10), { ...opening, untold: true }]]);

  const late = bench();
  const end = plus(FROM, hours(6 * 24));
  await late.lookAt(after(60));
  await late.lookAt(plus(end, minutes(11)));
  expect(late.periods.get(1)?.report).toBeDefined();
  late.say(minus(end, minutes(20)), minus(end, minutes(10)), 0);
  late.say(minus(end, minutes(10)), minus(end, minutes(5)), 1);
  late.say(minus(end, minutes(5)), end, 0);
  await late.lookAt(plus(end, minutes(75)));
  expect(late.openings()).toEqual([[end - FROM - minutes(10), { ...opening, untold: true }]]);
  expect(late.conditions()).toEqual(["sealed-door-opened"]);
  // It is added to the report, which stays as it was; once, also after a restart, and again for the next that is found.
  const counts = () =>
    [late.periods.get(1)?.report, ...(late.periods.get(1)?.amendments ?? [])].map((report) => report?.rows.openings.count);
  expect(counts()).toEqual([0, 1]);
  const [first] = late.periods.get(1)?.amendments ?? [];
  expect(first?.rows["openings-without-leave"].lines).toEqual([
    late.periods.linesOf(1).find(({ act }) => (act as { act: string }).act === "opening")?.line,
  ]);
  late.restart();
  await late.lookAt(plus(end, minutes(76)));
  expect(counts()).toEqual([0, 1]);
  late.say(minus(end, minutes(40)), minus(end, minutes(35)), 0);
  late.say(minus(end, minutes(35)), minus(end, minutes(30)), 1);
  late.say(minus(end, minutes(30)), minus(end, minutes(20)), 0);
  await late.lookAt(plus(end, minutes(140)));
  expect(counts()).toEqual([0, 1, 2]);
  expect(late.periods.linesOf(1).filter(({ act }) => (act as { act: string }).act === "amended")).toHaveLength(2);
});

test("a platform that was off for three days notes what was opened meanwhile from the first day on, and the report says when nobody watched", async () => {
  const { lookAt, restart, say, said, asked, openings, periods } = bench();
  await lookAt(after(60));
  say(FROM, after(90), 0);
  say(after(90), after(92), 1);
  say(after(92), after(120), 0);
  said.push({ since: minus(FROM, hours(2)), until: after(70) });
  restart();
  asked.length = 0;
  await lookAt(plus(FROM, hours(74)));
  expect(openings()).toEqual([[minutes(90), { ...opening, untold: true }]]);
  // Two days of history at a time.
  expect(asked.map(({ from }) => Math.abs(Math.round((from - FROM) / hours(1))))).toEqual([0, 48]);
  asked.length = 0;
  await lookAt(plus(FROM, hours(76)));
  expect(asked.map(({ from }) => Math.abs(Math.round((from - FROM) / hours(1))))).toEqual([28]);

  // What a device tells of the first day after that is found before the report is made, in which it would be missing.
  say(after(180), after(182), 1);
  say(after(182), after(200), 0);
  said.push({ since: plus(FROM, hours(74)), until: plus(FROM, hours(100)) });
  await lookAt(plus(FROM, hours(6 * 24 + 1)));
  expect(openings()).toHaveLength(2);
  expect(periods.get(1)?.report?.rows.openings.count).toBe(2);
  expect(periods.get(1)?.report?.unwatched).toEqual({
    spans: [
      { from: after(70), to: plus(FROM, hours(74)) },
      { from: plus(FROM, hours(100)), to: plus(FROM, hours(5 * 24)) },
    ],
    lines: [1, 2],
  });
});

const SPRING = { id: "spring", kind: "inspection", name, from: "2026-11-25", to: "2026-11-30" } as const;
const CABINET = { door: "cabinet/door" } as const;
/** A version of the site, with or without the period. */
const siteWith = (version: string, ...keyPeriods: SiteFile["keyPeriods"] & readonly object[]): Site => ({
  ...stockSite(undefined, { keyPeriods }),
  version,
});
const SEALING = { ...SPRING, seal: [{ door: DOOR, readers: ["store"] }] } as const;

test("what a door did before its seal came into force breaks none: of a period entered within its first day, put back, or with one more door", async () => {
  const { say, lookAt, describe, restart, openings, periods } = bench();
  const openAt = (from: number) => {
    say(after(from - 10), after(from), 0);
    say(after(from), after(from + 2), 1);
    say(after(from + 2), after(from + 10), 0);
  };
  describe(siteWith("none"), after(0));
  await lookAt(after(1));
  for (const minute of [60, 300, 590]) openAt(minute);
  // A surprise inspection is entered at ten, from today on; the journal has it after the next look.
  const applied = describe(siteWith("inspection", SEALING), after(600));
  await lookAt(after(600));
  applied();
  openAt(630);
  await lookAt(after(661));
  await lookAt(after(662));
  expect(openings()).toEqual([[minutes(630), { ...opening, untold: true }]]);
  // It begins a day sooner: that day was not sealed.
  describe(siteWith("sooner", { ...SEALING, from: "2026-11-24" }), after(664))();
  restart();
  await lookAt(after(665));
  await lookAt(after(666));
  expect(periods.get(1)?.plan.from).toBe(minus(FROM, hours(24)));
  expect(openings()).toHaveLength(1);

  // It is taken out, the opening is explained, and it is put back.
  describe(siteWith("out"), after(700))();
  await lookAt(after(701));
  const explained = {
    id: "explain",
    actor: "user:lina",
    number: 1,
    order: { verb: "explain-opening", door: DOOR, openedAt: after(630), words: "the inspectors", signed: "explained" },
  } as const;
  expect(periods.carryOut(explained).ok).toBe(true);
  openAt(720);
  describe(siteWith("back", SEALING), after(760))();
  openAt(780);
  // What the device could not send before it was taken out is found in the record of that time.
  openAt(680);
  await lookAt(after(820));
  await lookAt(after(881));
  const ofRecords = () => periods.all().map((each) => each.openings.map(({ openedAt }) => (openedAt - FROM) / minutes(1)));
  expect(ofRecords()).toEqual([[630, 680], [780]]);

  // Another door is sealed besides, and has a time of its own.
  describe(siteWith("both", { ...SEALING, seal: [...SEALING.seal, CABINET] }), after(900))();
  await lookAt(after(901));
  await lookAt(after(902));
  expect(periods.get(2)?.plan.seals.map(({ door, since }) => [door, since])).toEqual([
    [DOOR, after(760)],
    ["cabinet/door", after(900)],
  ]);
});

test("a seal that came into force before the first day holds from its beginning, also where the platform was off then", async () => {
  const { say, lookAt, describe, restart, openings } = bench();
  describe(siteWith("none"), minus(FROM, hours(200)));
  describe(siteWith("inspection", SEALING), minus(FROM, hours(190)))();
  restart();
  say(FROM, after(30), 0);
  say(after(30), after(32), 1);
  say(after(32), after(60), 0);
  await lookAt(after(120));
  expect(openings()).toEqual([[minutes(30), { ...opening, untold: true }]]);
});

test.each([
  ["listed", {}],
  ["cut off a long list", { listed: 0, more: 120, newDays: ["spring"] }],
  ["cut off a long list of an earlier release", { listed: 0, more: 120 }],
])("check-ins that were over before the site with them came into force were asked of nobody: %s", async (_, line) => {
  const { lookAt, describe, periods } = bench();
  const checkIns = { at: ["02:00", "08:00", "20:00"], within: "3h", by: ["contact:li"] };
  describe(siteWith("none"), after(0));
  await lookAt(after(1));
  describe(siteWith("inspection", { ...SEALING, checkIns }), after(600), line)();
  await lookAt(after(601));
  await lookAt(after(602));
  periods.doDue(after(602));
  expect(periods.get(1)?.checkIns.map(({ from, missedAt }) => [(from - FROM) / hours(1), missedAt])).toEqual([[8, undefined]]);
});

test("a long change that brought other things leaves the period in force since its own", async () => {
  const { lookAt, describe, periods } = bench();
  describe(siteWith("none"), after(0));
  await lookAt(after(1));
  describe(siteWith("inspection", SEALING), after(600), { listed: 0, more: 120, newDays: ["spring"] })();
  describe(siteWith("other", SEALING), after(700), { listed: 0, more: 120, newDays: [] })();
  await lookAt(after(701));
  await lookAt(after(702));
  expect(periods.get(1)?.plan.since).toBe(after(600));
});

test("what was ready is looked at again each hour until the first day, with a line of what has changed alone", async () => {
  const { lookAt, restart, budgets, periods } = bench();
  const before = (hour: number) => minus(FROM, hours(hour));
  const topics = () => periods.get(1)?.preFlight?.findings.map(({ about }) => about);
  const lines = () => periods.linesOf(1).filter(({ act }) => (act as { act: string }).act === "pre-flight").length;
  await lookAt(before(41));
  restart();
  await lookAt(before(40));
  await lookAt(before(39));
  expect([topics(), lines()]).toEqual([[], 1]);
  budgets.push({ channel: "sms", used: 40, reserved: 0, count: 50 } as BudgetStanding);
  await lookAt(before(38));
  expect([topics(), lines()]).toEqual([["budgets"], 2]);
  await lookAt(before(37));
  expect(lines()).toBe(2);
});

test("a door that says more than is read at a time is read to the end, and who badged is asked only of what is new", async () => {
  const { say, lookAt, asked, badgesAsked, openings } = bench(seconds(5));
  await lookAt(after(60));
  say(FROM, after(40 * 60), 0);
  say(after(40 * 60), after(40 * 60 + 1), 1);
  say(after(40 * 60 + 1), after(41 * 60), 0);
  asked.length = 0;
  await lookAt(after(41 * 60));
  expect(asked).toHaveLength(2);
  expect(openings()).toEqual([[minutes(40 * 60), { ...opening, untold: true }]]);
  expect(badgesAsked).toHaveLength(1);
  await lookAt(after(41 * 60 + 1));
  expect(badgesAsked).toHaveLength(1);
});

test("a badge that was refused accounts for nothing, one that opened is used up also after a restart, and a bounce is no other opening", async () => {
  const { say, give, badge, lookAt, restart, openings } = bench(seconds(10));
  give(["guest"]);
  say(FROM, after(10), 0);
  say(after(10), after(11), 1);
  say(after(11), after(20), 0);
  badge(after(9, 50), "guest", false);
  badge(after(19, 50), "guest");
  say(after(20), after(20, 10), 1);
  await lookAt(after(23));
  say(after(20, 10), after(20, 15), 0);
  say(after(20, 15), after(21), 1);
  say(after(21), after(30), 0);
  restart();
  await lookAt(after(40));
  const guest = { door: DOOR, people: ["guest"], unknownBadges: 0 };
  expect(openings()).toEqual([
    [minutes(10), { ...guest, untold: true }],
    [minutes(20), { ...guest, leave: 1, badge: String(after(19, 50)) }],
    [minutes(20.25), { ...guest, untold: true }],
  ]);
  const bouncing = bench(seconds(10));
  bouncing.give(["guest"]);
  bouncing.say(FROM, after(10), 0);
  bouncing.badge(after(9, 50), "guest");
  bouncing.say(after(10), after(10, 10), 1);
  bouncing.say(after(10, 10), after(10, 10.5), 0);
  bouncing.say(after(10, 10.5), after(11), 1);
  bouncing.say(after(11), after(20), 0);
  await bouncing.lookAt(after(30));
  expect(bouncing.openings()).toHaveLength(1);
});

test("a period that was taken out of the site and is put back is watched anew; one that was reported is not", async () => {
  const { lookAt, describe, periods } = bench();
  await lookAt(after(60));
  describe({ ...sealed, keyPeriods: [] });
  await lookAt(after(61));
  expect(periods.all().map(({ cancelledAt }) => cancelledAt !== undefined)).toEqual([true]);
  describe(sealed);
  await lookAt(after(62));
  await lookAt(after(63));
  expect(periods.all().map(({ cancelledAt }) => cancelledAt !== undefined)).toEqual([true, false]);
  await lookAt(plus(FROM, hours(7 * 24)));
  await lookAt(plus(FROM, hours(7 * 24 + 1)));
  expect(periods.all().map(({ report }) => report !== undefined)).toEqual([false, true]);
});
