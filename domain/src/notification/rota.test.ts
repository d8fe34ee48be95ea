import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { days, type EpochMs, epochMs, hours, minutes, plus } from "../basics/index.ts";
import { type CivilDay, daysLater, parseDay, type Schedule, WEEKDAYS, type Weekday, type WeeklySchedule } from "../schedule/index.ts";
import type { Leave, Person, Rota, Shift, Site } from "../site/index.ts";
import { onDuty, rotaGaps } from "./rota.ts";

const ZONE = "Europe/Berlin";
const day = (text: string): CivilDay => parseDay(text) as CivilDay;
const at = (text: string): EpochMs => epochMs(Date.parse(text));
const named = (en: string) => ({ en, zh: en });
const weekly = (from: number, to: number, over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone: ZONE,
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
  ...over,
});
const shift = (schedule: Schedule, people: string, over: Partial<Shift> = {}): Shift => ({
  name: named("shift"),
  schedule,
  people: people.split(" "),
  turn: "week",
  starting: day("2026-11-23"),
  ...over,
});
const rota = (...shifts: Shift[]): Rota => ({ id: "on-call", name: named("On call"), shifts });
const person = (id: string, ...leave: Leave[]): Person => ({ id, name: id, language: "en", ...(leave.length === 0 ? {} : { leave }) });
const site = (...people: Person[]): Site => testSite({ timeZone: ZONE, people });
const who = (of: Rota, now: string, where = site()) => onDuty(of, where, at(now)).people.map(({ personId }) => personId);
const shown = (instant: EpochMs) => new Date(instant).toISOString();

const NIGHT = weekly(20, 8);

describe("turns", () => {
  const byWeek = rota(shift(NIGHT, "wang smith li"));
  const byDay = rota(shift(NIGHT, "wang smith", { turn: "day" }));

  test.each([
    { of: byWeek, now: "2026-11-23T20:00+01:00", is: ["wang"], because: "the first of them has the week they start in" },
    { of: byWeek, now: "2026-11-30T07:59+01:00", is: ["wang"], because: "Sunday's night is still the old week's" },
    { of: byWeek, now: "2026-11-30T20:00+01:00", is: ["smith"], because: "Monday's is the new week's" },
    { of: byWeek, now: "2026-12-14T20:00+01:00", is: ["wang"], because: "after the last comes the first" },
    { of: byWeek, now: "2026-11-22T21:00+01:00", is: ["li"], because: "and before the first the last" },
    { of: byDay, now: "2026-11-24T03:00+01:00", is: ["wang"], because: "after midnight it is still whose evening it was" },
    { of: byDay, now: "2026-11-24T20:00+01:00", is: ["smith"], because: "the next evening is the next one's" },
    { of: byDay, now: "2026-11-22T20:00+01:00", is: ["smith"], because: "and the evening before" },
    { of: byWeek, now: "2026-11-24T12:00+01:00", is: [], because: "by day nobody is" },
  ])("$now $is: $because", ({ of, now, is }) => {
    expect(who(of, now)).toEqual(is);
  });

  test("a week that is not begun on a Monday changes on one all the same", () => {
    const thursday = rota(shift(NIGHT, "wang smith", { starting: day("2026-11-26") }));
    expect(who(thursday, "2026-11-23T20:00+01:00")).toEqual(["wang"]);
    expect(who(thursday, "2026-11-30T20:00+01:00")).toEqual(["smith"]);
  });
});

describe("until when", () => {
  test.each([
    { now: "2026-11-24T03:00+01:00", until: "2026-11-24T07:00:00.000Z", because: "the end of the night" },
    { now: "2026-11-24T12:00+01:00", until: "2026-11-24T19:00:00.000Z", because: "the beginning of the next" },
    { now: "2026-03-28T21:00+01:00", until: "2026-03-29T06:00:00.000Z", because: "a night is an hour shorter in spring" },
    { now: "2026-10-24T21:00+02:00", until: "2026-10-25T07:00:00.000Z", because: "and an hour longer in autumn" },
  ])("$now until $until: $because", ({ now, until }) => {
    expect(shown(onDuty(rota(shift(NIGHT, "wang")), site(), at(now)).until)).toBe(until);
  });

  test("a week of whole days is one turn, and its end the hand-over", () => {
    const round = rota(shift(weekly(8, 8), "wang smith"));
    expect(onDuty(round, site(), at("2026-11-24T12:00+01:00"))).toEqual({
      people: [{ personId: "wang", shift: named("shift") }],
      shifts: [named("shift")],
      until: at("2026-11-30T08:00+01:00"),
    });
  });

  test("no further than a month ahead is looked", () => {
    const now = at("2026-11-24T12:00+01:00");
    expect(onDuty(rota(shift(weekly(0, 24), "wang")), site(), now).until).toBe(plus(now, days(32)));
  });
});

describe("a hand-over", () => {
  const early = shift(weekly(6, 14), "wang", { name: named("early") });
  const late = shift(weekly(13, 22), "smith", { name: named("late") });

  test("has both on duty, in the order of the shifts", () => {
    const { people, shifts, until } = onDuty(rota(early, late), site(), at("2026-11-24T13:30+01:00"));
    expect(people.map(({ personId }) => personId)).toEqual(["wang", "smith"]);
    expect([shifts, until]).toEqual([[named("early"), named("late")], at("2026-11-24T14:00+01:00")]);
  });

  test("to oneself is one person", () => {
    expect(who(rota(early, { ...late, people: ["wang"] }), "2026-11-24T13:30+01:00")).toEqual(["wang"]);
  });

  test("while one of them is on leave is left to the other; by themselves they leave a gap", () => {
    const where = site(person("wang", { from: day("2026-11-24"), to: day("2026-11-24") }), person("smith"));
    expect(who(rota(early, late), "2026-11-24T13:30+01:00", where)).toEqual(["smith"]);
    expect(onDuty(rota(early, late), where, at("2026-11-24T12:00+01:00"))).toMatchObject({ people: [], shifts: [named("early")] });
  });
});

describe("gaps", () => {
  const gaps = (of: Rota, where: Site, from: string, to: string) =>
    rotaGaps(of, where, at(from), at(to)).map((gap) => `${shown(gap.from)} to ${shown(gap.to)}`);

  test("are where no shift is, holidays left out of the hours among them", () => {
    const days: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
    const except = [{ from: day("2026-12-25"), to: day("2026-12-25") }];
    const round = rota(shift(weekly(8, 8, { days, except }), "wang smith"));
    expect(gaps(round, site(), "2026-12-23T12:00+01:00", "2026-12-28T12:00+01:00")).toEqual([
      "2026-12-25T07:00:00.000Z to 2026-12-28T07:00:00.000Z",
    ]);
  });

  test("are where who would be on duty is on leave without a substitute, from midnight to midnight", () => {
    const round = rota(shift(weekly(0, 24), "wang"));
    const leave = { from: day("2026-11-25"), to: day("2026-11-26") };
    const [from, to] = ["2026-11-24T12:00+01:00", "2026-11-28T12:00+01:00"] as const;
    expect(gaps(round, site(person("wang", leave)), from, to)).toEqual(["2026-11-24T23:00:00.000Z to 2026-11-26T23:00:00.000Z"]);
    expect(gaps(round, site(person("wang", { ...leave, substitute: "smith" }), person("smith")), from, to)).toEqual([]);
  });

  test("that have begun, and that do not end, are told as far as was asked", () => {
    expect(gaps(rota(shift(NIGHT, "wang")), site(), "2026-11-24T12:00Z", "2026-11-25T12:00Z")).toEqual([
      "2026-11-24T12:00:00.000Z to 2026-11-24T19:00:00.000Z",
      "2026-11-25T07:00:00.000Z to 2026-11-25T12:00:00.000Z",
    ]);
  });
});

/** What the clock on the wall shows at an instant, by another way than the domain's. */
const wall = new Intl.DateTimeFormat("sv", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });
interface WallTime {
  readonly day: CivilDay;
  readonly minute: number;
}
function wallAt(instant: EpochMs): WallTime {
  const [date = "", time = ""] = wall.format(instant).split(" ");
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return { day: day(date), minute: hour * 60 + minute };
}

/** A shift as it is drawn: hours in whole quarters, so that a look each quarter misses nothing. */
interface DrawnShift {
  readonly days: readonly Weekday[];
  readonly from: number;
  readonly to: number;
  readonly except: readonly CivilDay[];
  readonly people: readonly string[];
  readonly turn: "day" | "week";
  readonly starting: CivilDay;
}

/** Who is on duty, worked out from the calendar by brute force. */
function isAnybodyOn(shifts: readonly DrawnShift[], leaves: ReadonlyMap<string, Leave>, now: WallTime): boolean {
  return shifts.some(({ days: weekdays, from, to, except, people, turn, starting }) =>
    [now.day, daysLater(now.day, -1)].some((began) => {
      const minute = now.minute + (now.day - began) * 24 * 60;
      const end = to <= from ? to + 24 * 60 : to;
      if (!weekdays.includes(WEEKDAYS[(began + 3) % 7] as Weekday) || except.includes(began)) return false;
      if (minute < from || minute >= end) return false;
      // 1970-01-05 was a Monday.
      const turnOf = (of: CivilDay) => (turn === "day" ? of : Math.floor((of - 4) / 7));
      const count = people.length;
      let who: string | undefined = people[(((turnOf(began) - turnOf(starting)) % count) + count) % count];
      for (let passed = 0; passed < 3 && who !== undefined; passed++) {
        const leave = leaves.get(who);
        if (leave === undefined || now.day < leave.from || now.day > leave.to) return true;
        who = leave.substitute;
      }
      return false;
    }),
  );
}

describe.each(["2026-03-27T10:00Z", "2026-10-23T10:00Z"])("whatever the rota, around the change of clocks after %s", (begins) => {
  const first = wallAt(at(begins)).day;
  const within = (from: number, to: number) => fc.integer({ min: from, max: to }).map((offset) => daysLater(first, offset));
  const quarters = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
  const somebody = fc.constantFrom("wang", "smith", "li");
  const drawn: fc.Arbitrary<DrawnShift> = fc.record({
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    from: quarters,
    to: quarters,
    except: fc.array(within(0, 4), { maxLength: 2 }),
    people: fc.uniqueArray(somebody, { minLength: 1 }),
    turn: fc.constantFrom("day", "week"),
    starting: within(-20, 20),
  });
  const leave = fc.record({ from: within(0, 4), length: fc.nat({ max: 3 }), substitute: fc.option(somebody, { nil: undefined }) });

  test("gaps are the quarters in which the calendar has nobody", () => {
    fc.assert(
      fc.property(
        fc.array(drawn, { minLength: 1, maxLength: 4 }),
        fc.record({ wang: fc.option(leave), smith: fc.option(leave), li: fc.option(leave) }),
        (shifts, away) => {
          const leaves = new Map(
            Object.entries(away).flatMap(([id, of]): readonly [string, Leave][] => {
              if (of === null || of.substitute === id) return [];
              const { from, length, substitute } = of;
              return [[id, { from, to: daysLater(from, length), ...(substitute === undefined ? {} : { substitute }) }]];
            }),
          );
          const where = site(...["wang", "smith", "li"].map((id) => person(id, ...[leaves.get(id)].filter((each) => each !== undefined))));
          const of = rota(
            ...shifts.map(({ days: weekdays, from, to, except, people, turn, starting }) => {
              const spans = except.map((each) => ({ from: each, to: each }));
              const schedule = weekly(0, 0, { days: weekdays, from: minutes(from), to: minutes(to), except: spans });
              return shift(schedule, people.join(" "), { turn, starting });
            }),
          );
          const [from, to] = [at(begins), plus(at(begins), days(4))];
          const gaps = rotaGaps(of, where, from, to);
          for (const [index, gap] of gaps.entries()) {
            expect(gap.from).toBeLessThan(gap.to);
            if (index > 0) expect(gap.from).toBeGreaterThan(gaps[index - 1]?.to ?? 0);
          }
          for (let now = from; now < to; now = plus(now, minutes(15))) {
            const isGap = gaps.some((gap) => gap.from <= now && now < gap.to);
            expect({ now: shown(now), isGap }).toEqual({ now: shown(now), isGap: !isAnybodyOn(shifts, leaves, wallAt(now)) });
            expect(onDuty(of, where, now).people.length === 0).toBe(isGap);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
