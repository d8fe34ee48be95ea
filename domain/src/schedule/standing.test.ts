import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { days, type EpochMs, epochMs, hours, minutes } from "../basics/index.ts";
import {
  type CivilDay,
  civilAt,
  type DaySpan,
  daysLater,
  dayOf,
  parseDay,
  parseTimeOfDay,
  type Schedule,
  standingAt,
  WEEKDAYS,
  type Weekday,
  type WeeklySchedule,
} from "./index.ts";

const day = (text: string): CivilDay => {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const time = (text: string) => parseTimeOfDay(text) ?? hours(Number.NaN);
const span = (from: string, to = from): DaySpan => ({ from: day(from), to: day(to) });
const at = (text: string): EpochMs => epochMs(Date.parse(text));
const shown = (instant: EpochMs): string => (instant === Infinity ? "never" : new Date(instant).toISOString().replace(":00.000Z", "Z"));

const weekly = (timeZone: string, from: string, to: string, over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone,
  days: WEEKDAYS,
  from: time(from),
  to: time(to),
  except: [],
  ...over,
});

/** Every spell in force within a time, as instants; what the schedule itself says of `until` leads from one to the next. */
function spells(schedule: Schedule, from: string, to: string): readonly string[] {
  const told: string[] = [];
  let begun: EpochMs | undefined;
  for (let now = at(from); now < at(to); ) {
    const { inForce, until } = standingAt(schedule, now);
    expect(until).toBeGreaterThan(now);
    if (inForce) begun ??= now;
    if (!inForce && begun !== undefined) {
      told.push(`${shown(begun)} to ${shown(now)}`);
      begun = undefined;
    }
    now = until;
  }
  return begun === undefined ? told : [...told, `${shown(begun)} on`];
}

const WORKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];

describe("working hours", () => {
  const working = weekly("Europe/Berlin", "07:00", "19:00", { days: WORKDAYS, except: [span("2026-12-24", "2026-12-27")] });

  test("end on Friday evening and begin on Monday morning, holidays left out", () => {
    expect(spells(working, "2026-12-22T00:00Z", "2026-12-29T12:00Z")).toEqual([
      "2026-12-22T06:00Z to 2026-12-22T18:00Z",
      "2026-12-23T06:00Z to 2026-12-23T18:00Z",
      "2026-12-28T06:00Z to 2026-12-28T18:00Z",
      "2026-12-29T06:00Z on",
    ]);
  });

  test("begin at the instant, and end before it", () => {
    expect(standingAt(working, epochMs(at("2026-12-22T06:00Z") - 1))).toEqual({ inForce: false, until: at("2026-12-22T06:00Z") });
    expect(standingAt(working, at("2026-12-22T06:00Z"))).toEqual({ inForce: true, until: at("2026-12-22T18:00Z") });
    expect(standingAt(working, at("2026-12-22T18:00Z")).inForce).toBe(false);
  });

  test("are looked for again where holidays are longer than a week", () => {
    const long = { ...working, except: [span("2026-12-24", "2027-02-28")] };
    expect(spells(long, "2026-12-23T20:00Z", "2027-03-01T12:00Z")).toEqual(["2027-03-01T06:00Z on"]);
  });
});

describe("hours over midnight", () => {
  test("belong to the day they begin on, and so do its holidays", () => {
    const friday = weekly("Asia/Shanghai", "22:00", "06:00", { days: ["thu", "fri"], except: [span("2026-10-01")] });
    expect(spells(friday, "2026-09-30T00:00Z", "2026-10-11T00:00Z")).toEqual([
      "2026-10-02T14:00Z to 2026-10-02T22:00Z",
      "2026-10-08T14:00Z to 2026-10-08T22:00Z",
      "2026-10-09T14:00Z to 2026-10-09T22:00Z",
    ]);
  });

  test("that end when they begin are a whole day", () => {
    const shift = weekly("UTC", "08:00", "08:00", { days: ["sat"] });
    expect(spells(shift, "2026-11-20T00:00Z", "2026-11-25T00:00Z")).toEqual(["2026-11-21T08:00Z to 2026-11-22T08:00Z"]);
  });
});

describe("where the clock is changed", () => {
  test.each([
    {
      what: "what would begin in the gap begins after it",
      zone: "Europe/Berlin",
      hours: ["02:30", "04:00"],
      from: "2026-03-29T00:00Z",
      to: "2026-03-29T12:00Z",
      told: ["2026-03-29T01:00Z to 2026-03-29T02:00Z"],
    },
    {
      what: "what would end in the gap ends where the gap begins",
      zone: "America/New_York",
      hours: ["01:00", "02:30"],
      from: "2026-03-08T00:00Z",
      to: "2026-03-08T12:00Z",
      told: ["2026-03-08T06:00Z to 2026-03-08T07:00Z"],
    },
    {
      what: "hours wholly in the gap do not come",
      zone: "Europe/Berlin",
      hours: ["02:10", "02:50"],
      from: "2026-03-29T00:00Z",
      to: "2026-03-29T12:00Z",
      told: [],
    },
    {
      what: "a night is an hour shorter in spring",
      zone: "Europe/Berlin",
      hours: ["22:00", "06:00"],
      from: "2026-03-28T12:00Z",
      to: "2026-03-29T12:00Z",
      told: ["2026-03-28T21:00Z to 2026-03-29T04:00Z"],
    },
    {
      what: "and an hour longer in autumn",
      zone: "Europe/Berlin",
      hours: ["22:00", "06:00"],
      from: "2026-10-24T12:00Z",
      to: "2026-10-25T12:00Z",
      told: ["2026-10-24T20:00Z to 2026-10-25T05:00Z"],
    },
    {
      what: "a time that comes twice is inside both times",
      zone: "America/New_York",
      hours: ["01:15", "01:45"],
      from: "2026-11-01T00:00Z",
      to: "2026-11-01T12:00Z",
      told: ["2026-11-01T05:15Z to 2026-11-01T05:45Z", "2026-11-01T06:15Z to 2026-11-01T06:45Z"],
    },
    {
      what: "half an hour on Lord Howe, back",
      zone: "Australia/Lord_Howe",
      hours: ["01:30", "03:00"],
      from: "2026-04-04T00:00Z",
      to: "2026-04-05T00:00Z",
      told: ["2026-04-04T14:30Z to 2026-04-04T16:30Z"],
    },
    {
      what: "half an hour on Lord Howe, forward",
      zone: "Australia/Lord_Howe",
      hours: ["02:15", "03:00"],
      from: "2026-10-03T00:00Z",
      to: "2026-10-04T00:00Z",
      told: ["2026-10-03T15:30Z to 2026-10-03T16:00Z"],
    },
    {
      what: "at midnight, back to the day before",
      zone: "America/Sao_Paulo",
      hours: ["23:00", "24:00"],
      from: "2018-02-17T12:00Z",
      to: "2018-02-18T12:00Z",
      told: ["2018-02-18T01:00Z to 2018-02-18T03:00Z"],
    },
    {
      what: "at midnight, so that a day begins at one",
      zone: "America/Sao_Paulo",
      hours: ["00:00", "02:00"],
      from: "2018-11-03T12:00Z",
      to: "2018-11-04T12:00Z",
      told: ["2018-11-04T03:00Z to 2018-11-04T04:00Z"],
    },
    {
      what: "for Ramadan, where it is back within weeks",
      zone: "Africa/Casablanca",
      hours: ["08:00", "09:00"],
      from: "2024-03-09T00:00Z",
      to: "2024-03-11T00:00Z",
      told: ["2024-03-09T07:00Z to 2024-03-09T08:00Z", "2024-03-10T08:00Z to 2024-03-10T09:00Z"],
    },
    {
      what: "over a day that was left out the night runs on: the next would have begun in the gap",
      zone: "Pacific/Apia",
      hours: ["22:00", "06:00"],
      from: "2011-12-30T00:00Z",
      to: "2011-12-31T12:00Z",
      told: ["2011-12-30T08:00Z to 2011-12-30T16:00Z", "2011-12-31T08:00Z on"],
    },
    {
      what: "nowhere in China",
      zone: "Asia/Shanghai",
      hours: ["02:30", "03:30"],
      from: "2026-03-28T00:00Z",
      to: "2026-03-30T00:00Z",
      told: ["2026-03-28T18:30Z to 2026-03-28T19:30Z", "2026-03-29T18:30Z to 2026-03-29T19:30Z"],
    },
  ])("$what ($zone)", ({ zone, hours: [opens = "", closes = ""], from, to, told }) => {
    expect(spells(weekly(zone, opens, closes), from, to)).toEqual(told);
  });
});

describe("whole days", () => {
  const dates = (timeZone: string, ...spans: DaySpan[]): Schedule => ({ kind: "dates", timeZone, spans });

  test("both ends are among them, in the zone's own time, and then never again", () => {
    const festival = dates("Asia/Shanghai", span("2027-02-06", "2027-02-12"), span("2027-10-01"));
    expect(spells(festival, "2026-11-25T00:00Z", "2029-01-01T00:00Z")).toEqual([
      "2027-02-05T16:00Z to 2027-02-12T16:00Z",
      "2027-09-30T16:00Z to 2027-10-01T16:00Z",
    ]);
    expect(shown(standingAt(festival, at("2027-10-04T16:00Z")).until)).toBe("never");
  });

  test("a day the clock is put back to at midnight is that day again", () => {
    // Newfoundland changed its clocks at one minute past midnight until 2011.
    expect(spells(dates("America/St_Johns", span("2010-11-06")), "2010-11-06T00:00Z", "2010-11-09T00:00Z")).toEqual([
      "2010-11-06T02:30Z to 2010-11-07T02:30Z",
      "2010-11-07T02:31Z to 2010-11-07T03:30Z",
    ]);
  });

  test("no days are never", () => {
    expect(standingAt(dates("UTC"), at("2026-11-25T00:00Z"))).toEqual({ inForce: false, until: Infinity });
  });
});

describe("combinations", () => {
  const early = weekly("UTC", "06:00", "14:00");
  const late = weekly("UTC", "12:00", "20:00");
  const NOON = at("2026-11-25T12:00Z");

  test.each([
    {
      what: "not",
      schedule: { kind: "not", of: early } as const,
      told: ["2026-11-25T00:00Z to 2026-11-25T06:00Z", "2026-11-25T14:00Z on"],
    },
    { what: "any", schedule: { kind: "any", of: [early, late] } as const, told: ["2026-11-25T06:00Z to 2026-11-25T20:00Z"] },
    { what: "all", schedule: { kind: "all", of: [early, late] } as const, told: ["2026-11-25T12:00Z to 2026-11-25T14:00Z"] },
  ])("$what", ({ schedule, told }) => {
    expect(spells(schedule, "2026-11-25T00:00Z", "2026-11-26T00:00Z")).toEqual(told);
  });

  test("what decides alone is asked for as long as it does", () => {
    expect(shown(standingAt({ kind: "any", of: [early, late] }, NOON).until)).toBe("2026-11-25T20:00Z");
    expect(shown(standingAt({ kind: "all", of: [early, late] }, NOON).until)).toBe("2026-11-25T14:00Z");
    expect(shown(standingAt({ kind: "all", of: [early, late] }, at("2026-11-25T21:00Z")).until)).toBe("2026-11-26T12:00Z");
  });
});

describe("every minute agrees with a calendar on the wall", () => {
  /** Around changes of every kind there is: an hour, half an hour, at midnight, a day, for Ramadan; and none. */
  const CHANGES = [
    { zone: "Europe/Berlin", near: "2026-03-29T01:00Z" },
    { zone: "Europe/Berlin", near: "2026-10-25T01:00Z" },
    { zone: "America/New_York", near: "2026-11-01T06:00Z" },
    { zone: "Australia/Lord_Howe", near: "2026-04-04T15:00Z" },
    { zone: "Australia/Lord_Howe", near: "2026-10-03T15:30Z" },
    { zone: "America/Sao_Paulo", near: "2018-02-18T02:00Z" },
    { zone: "America/Sao_Paulo", near: "2018-11-04T03:00Z" },
    { zone: "Africa/Casablanca", near: "2026-02-15T02:00Z" },
    { zone: "America/St_Johns", near: "2010-11-07T02:31Z" },
    { zone: "Pacific/Apia", near: "2011-12-30T10:00Z" },
    { zone: "Asia/Shanghai", near: "2026-10-01T00:00Z" },
    { zone: "Asia/Kathmandu", near: "2026-10-01T00:00Z" },
  ];

  /** The clock on the wall as Intl writes it, and a schedule tried on it, without any arithmetic of instants. */
  const walls = new Map<string, Intl.DateTimeFormat>();
  function wall(zone: string, instant: number): { readonly day: CivilDay; readonly minute: number } {
    const format =
      walls.get(zone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" });
    walls.set(zone, format);
    const [date = "", clock = ""] = format.format(instant).split(", ");
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    return { day: day(date), minute: hour * 60 + minute };
  }

  function naive(schedule: Schedule, instant: number): boolean {
    switch (schedule.kind) {
      case "not":
        return !naive(schedule.of, instant);
      case "any":
        return schedule.of.some((part) => naive(part, instant));
      case "all":
        return schedule.of.every((part) => naive(part, instant));
      case "dates": {
        const { day: today } = wall(schedule.timeZone, instant);
        return schedule.spans.some(({ from, to }) => today >= from && today <= to);
      }
      case "weekly": {
        const { day: today, minute } = wall(schedule.timeZone, instant);
        const [from, to] = [schedule.from / minutes(1), schedule.to / minutes(1)];
        const begins = (civil: CivilDay): boolean =>
          schedule.days.includes(WEEKDAYS[(new Date(civil * days(1)).getUTCDay() + 6) % 7] as Weekday) &&
          !schedule.except.some((span) => civil >= span.from && civil <= span.to);
        if (from < to) return begins(today) && from <= minute && minute < to;
        return (begins(today) && from <= minute) || (begins(daysLater(today, -1)) && minute < to);
      }
    }
  }

  const minuteOfDay = fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 30, 60, 90, 120, 150, 180, 1380, 1410));
  const scheduleOf = (timeZone: string, near: number): fc.Arbitrary<Schedule> => {
    const today = dayOf(civilAt(timeZone, epochMs(near)));
    const spans = fc.array(
      fc.record({ first: fc.integer({ min: -3, max: 3 }), more: fc.integer({ min: 0, max: 2 }) }).map(({ first, more }) => ({
        from: daysLater(today, first),
        to: daysLater(today, first + more),
      })),
      { maxLength: 2 },
    );
    const one: fc.Arbitrary<Schedule> = fc.oneof(
      fc.record({
        kind: fc.constant("weekly" as const),
        timeZone: fc.constant(timeZone),
        days: fc.subarray([...WEEKDAYS]),
        from: minuteOfDay.map(minutes),
        to: minuteOfDay.map((minute) => minutes(minute + 1)),
        except: spans,
      }),
      fc.record({ kind: fc.constant("dates" as const), timeZone: fc.constant(timeZone), spans }),
    );
    return fc.oneof(
      one,
      one.map((of): Schedule => ({ kind: "not", of })),
      fc.record({ kind: fc.constantFrom("any" as const, "all" as const), of: fc.array(one, { minLength: 1, maxLength: 3 }) }),
    );
  };

  test.each(CHANGES)("$zone around $near", ({ zone, near }) => {
    const DAYS = days(3);
    fc.assert(
      fc.property(scheduleOf(zone, at(near)), fc.integer({ min: 0, max: 1440 }), (schedule, shift) => {
        const [first, last] = [at(near) - DAYS / 2 + minutes(shift), at(near) + DAYS / 2];
        let standing = standingAt(schedule, epochMs(first));
        for (let instant = first; instant < last; instant += minutes(1)) {
          if (instant >= standing.until) standing = standingAt(schedule, standing.until);
          if (standing.inForce !== naive(schedule, instant)) {
            throw new Error(`${new Date(instant).toISOString()}: ${standing.inForce ? "in force" : "not in force"}`);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
