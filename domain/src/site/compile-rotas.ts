import { type CivilDay, parseDay, type Schedule } from "../schedule/index.ts";
import type { Contacts } from "./compile-contacts.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import type { ShiftFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { Rota, Shift } from "./routing.ts";

type Path = readonly (string | number)[];

interface RotaSource {
  readonly file: SiteFile;
  readonly contacts: Contacts;
  readonly schedules: NamedSchedules;
}

/** Where nothing turns, any day is one of the only person's. */
const ANY_DAY = 0 as CivilDay;

/** Who is on duty when, as the files say it. What is wrong with a shift is among the problems. */
export function compileRotas({ file, contacts, schedules }: RotaSource, problems: Problems): readonly Rota[] {
  return Object.entries(file.rotas ?? {}).map(([id, { name, shifts, covers }]) => {
    const path = ["rotas", id, "shifts"];
    if (shifts.length === 0) problems.add("SITE_ROTA", path, "describe at least one shift");
    const hours = covers === undefined ? undefined : schedules.during(covers, ["rotas", id, "covers"]).during;
    const compiled = shifts.flatMap((shift, index) => compileShift(shift, [...path, index], { contacts, schedules }, problems));
    return { id, name, shifts: compiled, ...(hours === undefined ? {} : { covers: hours }) };
  });
}

function compileShift(
  shift: ShiftFile,
  path: Path,
  { contacts, schedules }: Pick<RotaSource, "contacts" | "schedules">,
  problems: Problems,
): readonly Shift[] {
  const { name, people, turn = "week" } = shift;
  if (people.length === 0) problems.add("SITE_ROTA", [...path, "people"], "name at least one person: the shift is somebody's");
  for (const [index, id] of people.entries()) contacts.expectPerson(id, [...path, "people", index], problems);
  const starting = compileStarting(shift, path, problems);
  const schedule = compileShiftHours(shift, path, schedules, problems);
  return schedule === undefined || starting === undefined ? [] : [{ name, schedule, people, turn, starting }];
}

function compileStarting({ people, starting }: ShiftFile, path: Path, problems: Problems): CivilDay | undefined {
  if (starting === undefined) {
    if (people.length <= 1) return ANY_DAY;
    problems.add("SITE_MISSING", [...path, "starting"], `give a day on which it is ${people[0]}'s turn, such as 2026-11-23`);
    return undefined;
  }
  const day = parseDay(starting);
  if (day === undefined) {
    problems.add("SITE_DATE", [...path, "starting"], `"${starting}" is no day of the calendar; write for example 2026-11-23`);
  }
  return day;
}

function compileShiftHours(shift: ShiftFile, path: Path, schedules: NamedSchedules, problems: Problems): Schedule | undefined {
  const hours = (["days", "from", "to", "except"] as const).filter((key) => shift[key] !== undefined);
  if (shift.schedule === undefined) {
    if (hours.length > 0) return schedules.hours(shift, path);
    problems.add("SITE_ROTA", path, 'a shift has hours; give from and to, or schedule, or from: "00:00" and to: "24:00" for always');
    return undefined;
  }
  if (hours.length === 0) return schedules.during(shift.schedule, [...path, "schedule"]).during;
  problems.add("SITE_ROTA", [...path, "schedule"], `there are ${hours.join(", ")} too; give hours or the name of a schedule`);
  return undefined;
}
