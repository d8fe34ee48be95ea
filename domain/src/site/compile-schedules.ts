import { days, type Text } from "../basics/index.ts";
import type { RuleAttributes } from "../rules/index.ts";
import { type DaySpan, parseDay, parseTimeOfDay, type Schedule, WEEKDAYS, type WeeklySchedule } from "../schedule/index.ts";
import type { ScheduleFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** What a rule's `during` names. */
export interface NamedSchedules {
  /** The attributes of a rule that counts in the schedule of that name; none where there is no such schedule, which is then a problem. */
  during(name: string, path: Path): Pick<RuleAttributes, "during" | "duringName">;
  /** Hours that are described where they are used. Undefined where they are none, which is then a problem. */
  hours(hours: Pick<ScheduleFile, "days" | "from" | "to" | "except">, path: Path): Schedule | undefined;
}

interface Named {
  readonly schedule: Schedule;
  readonly name: Text;
}

/** Schedules that are there without being described; each of whole days. */
const HOLIDAYS = "holidays";
const KEY_PERIOD = "key-period";

/** Checks all schedules, holidays and key periods of a site, whether or not a rule names them. */
export function compileSchedules(file: SiteFile, problems: Problems): NamedSchedules {
  const wholeDays = compileWholeDays(file, problems);
  const compiling = new Compiling(file, wholeDays, problems);
  for (const name of Object.keys(file.schedules ?? {})) compiling.check(name);
  return {
    during(name, path) {
      const named = compiling.find(name, path);
      return named === undefined ? {} : { during: named.schedule, duringName: named.name };
    },
    hours: (hours, path) => compiling.compileHours(hours, path),
  };
}

interface NamedDays {
  readonly spans: readonly DaySpan[];
  readonly name: Text;
}

function compileWholeDays(file: SiteFile, problems: Problems): ReadonlyMap<string, NamedDays> {
  const holidays = (file.holidays ?? []).flatMap((holiday, index) => {
    const path = ["holidays", index];
    return typeof holiday === "string"
      ? compileSpan({ from: holiday, to: holiday }, { from: path, to: path }, problems)
      : compileSpan(holiday, { from: [...path, "from"], to: [...path, "to"] }, problems);
  });
  const periods = new Map<string, NamedDays>();
  for (const [index, { id, name, from, to }] of (file.keyPeriods ?? []).entries()) {
    const path = ["keyPeriods", index];
    if (periods.has(`${KEY_PERIOD}:${id}`)) problems.add("SITE_DUPLICATE", [...path, "id"], `there is another key period "${id}"`);
    const spans = compileSpan({ from, to }, { from: [...path, "from"], to: [...path, "to"] }, problems);
    periods.set(`${KEY_PERIOD}:${id}`, { spans, name });
  }
  return new Map<string, NamedDays>([
    [HOLIDAYS, { spans: holidays, name: { en: "holidays", zh: "节假日" } }],
    [KEY_PERIOD, { spans: [...periods.values()].flatMap(({ spans }) => spans), name: { en: "key periods", zh: "重点时段" } }],
    ...periods,
  ]);
}

/** The days of a span, or none where it is none. */
function compileSpan(
  { from, to }: { readonly from: string; readonly to: string },
  paths: { readonly from: Path; readonly to: Path },
  problems: Problems,
): readonly DaySpan[] {
  const [first, last] = [parseDay(from), parseDay(to)];
  if (first === undefined) problems.add("SITE_SCHEDULE", paths.from, noDay(from));
  if (last === undefined && to !== from) problems.add("SITE_SCHEDULE", paths.to, noDay(to));
  if (first === undefined || last === undefined) return [];
  if (last >= first) return [{ from: first, to: last }];
  problems.add("SITE_SCHEDULE", paths.to, `${to} is before ${from}; give the first day as from and the last one as to`);
  return [];
}

const noDay = (text: string): string => `"${text}" is no day of the calendar; write for example 2026-12-25`;

class Compiling {
  readonly #file: SiteFile;
  readonly #wholeDays: ReadonlyMap<string, NamedDays>;
  readonly #problems: Problems;
  /** Undefined: looked at, and wrong. */
  readonly #done = new Map<string, Named | undefined>();
  /** Being looked at, outermost first. */
  readonly #open: string[] = [];

  constructor(file: SiteFile, wholeDays: ReadonlyMap<string, NamedDays>, problems: Problems) {
    this.#file = file;
    this.#wholeDays = wholeDays;
    this.#problems = problems;
  }

  /** Looks at one under `schedules`. */
  check(name: string): void {
    if (!this.#wholeDays.has(name)) this.find(name, ["schedules", name]);
    else this.#problems.add("SITE_DUPLICATE", ["schedules", name], `"${name}" is there by itself; give this one another name`);
  }

  /** The schedule that `path` refers to. Undefined when there is none, or a wrong one; each is a problem once. */
  find(name: string, path: Path): Named | undefined {
    const days = this.#wholeDays.get(name);
    if (days !== undefined) {
      return { schedule: { kind: "dates", timeZone: this.#file.timeZone, spans: days.spans }, name: days.name };
    }
    if (this.#done.has(name)) return this.#done.get(name);
    const schedules = this.#file.schedules ?? {};
    const described = Object.hasOwn(schedules, name) ? schedules[name] : undefined;
    if (described === undefined) {
      this.#problems.add("SITE_UNKNOWN_SCHEDULE", path, unknownSchedule(name));
      return undefined;
    }
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name].join(" → ");
      this.#problems.add("SITE_SCHEDULE", path, `${circle}: a schedule cannot be made of itself; take one of these out`);
      return undefined;
    }
    this.#open.push(name);
    const schedule = this.#compile(described, ["schedules", name]);
    this.#open.pop();
    const named = schedule === undefined ? undefined : { schedule, name: described.name ?? { en: name, zh: name } };
    this.#done.set(name, named);
    return named;
  }

  #compile(file: ScheduleFile, path: Path): Schedule | undefined {
    const combinations = (["not", "any", "all"] as const).filter((key) => file[key] !== undefined);
    const hours = (["days", "from", "to", "except"] as const).filter((key) => file[key] !== undefined);
    const [combination] = combinations;
    if (combination === undefined) return this.compileHours(file, path);
    if (combinations.length > 1 || hours.length > 0) {
      const keys = [...combinations, ...hours].join(", ");
      this.#problems.add(
        "SITE_SCHEDULE",
        path,
        `there are ${keys}; give hours, or one of not, any and all, and put the others under a name of their own`,
      );
      return undefined;
    }
    if (combination === "not") {
      const of = this.find(file.not ?? "", [...path, "not"])?.schedule;
      return of === undefined ? undefined : { kind: "not", of };
    }
    const names = file[combination] ?? [];
    if (names.length === 0) {
      this.#problems.add("SITE_SCHEDULE", [...path, combination], "name at least one schedule");
      return undefined;
    }
    const parts = names.map((name, index) => this.find(name, [...path, combination, index])?.schedule);
    const whole = parts.filter((part) => part !== undefined);
    return whole.length === parts.length ? { kind: combination, of: whole } : undefined;
  }

  compileHours({ days: weekdays = WEEKDAYS, from, to, except = [] }: ScheduleFile, path: Path): WeeklySchedule | undefined {
    const problems = this.#problems;
    const before = problems.list.length;
    const refuse = (key: string, message: string): void => problems.add("SITE_SCHEDULE", [...path, key], message);
    if (weekdays.length === 0) refuse("days", `give at least one of ${WEEKDAYS.join(", ")}, or leave days out for all of them`);
    if (from === undefined && to !== undefined) refuse("to", 'from is missing; write for example from: "07:00"');
    if (to === undefined && from !== undefined) refuse("from", 'to is missing; write for example to: "19:00"');
    const [begin, end] = [parseTimeOfDay(from ?? "00:00"), parseTimeOfDay(to ?? "24:00")];
    if (begin === undefined || begin === days(1)) refuse("from", `"${from}" is no time hours begin at; write 00:00 to 23:59`);
    if (end === undefined) refuse("to", `"${to}" is no time of the day; write 00:00 to 24:00`);
    const spans =
      typeof except === "string"
        ? this.#exception(except, [...path, "except"])
        : except.flatMap((name, index) => this.#exception(name, [...path, "except", index]));
    if (begin === undefined || end === undefined || problems.list.length > before) return undefined;
    return { kind: "weekly", timeZone: this.#file.timeZone, days: weekdays, from: begin, to: end, except: spans };
  }

  #exception(name: string, path: Path): readonly DaySpan[] {
    const days = this.#wholeDays.get(name);
    if (days !== undefined) return days.spans;
    const isHours = Object.hasOwn(this.#file.schedules ?? {}, name);
    this.#problems.add(
      isHours ? "SITE_SCHEDULE" : "SITE_UNKNOWN_SCHEDULE",
      path,
      isHours
        ? `"${name}" is made of hours, and only whole days are left out; there are ${[...this.#wholeDays.keys()].join(", ")}`
        : `"${name}" is none of ${[...this.#wholeDays.keys()].join(", ")}`,
    );
    return [];
  }
}

function unknownSchedule(name: string): string {
  return name.startsWith(`${KEY_PERIOD}:`)
    ? `"${name.slice(KEY_PERIOD.length + 1)}" is not under keyPeriods; add it there or correct the id`
    : `"${name}" is not under schedules; add it there or correct the name`;
}
