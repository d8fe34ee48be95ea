import { days, type DurationMs, hours } from "../../basics/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { Contacts } from "../compile-contacts.ts";
import type { NamedSchedules } from "../compile-schedules.ts";
import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { Zone } from "../site.ts";
import type { PatrolFile } from "./file.ts";
import type { Patrol, PatrolDoer, PatrolRhythm } from "./patrol.ts";

type Path = readonly (string | number)[];

interface PatrolSource {
  readonly file: SiteFile;
  readonly contacts: Contacts;
  readonly schedules: NamedSchedules;
  readonly zones: readonly Zone[];
}

/** The next one opens so soon at the earliest: one that is open longer would never be missed in its own time. */
const LONGEST: Readonly<Record<PatrolRhythm, DurationMs>> = { day: hours(24), week: days(7), month: days(28), quarter: days(90) };

/** Which lists are done where, when and by whom. */
export function compilePatrols(source: PatrolSource, problems: Problems): readonly Patrol[] {
  const seen = new Set<string>();
  return (source.file.patrols ?? []).flatMap((patrol, index) => {
    const path = ["patrols", index];
    if (seen.has(patrol.id)) problems.add("SITE_DUPLICATE", [...path, "id"], `there is another patrol "${patrol.id}"`);
    seen.add(patrol.id);
    return compilePatrol(patrol, path, source, problems);
  });
}

function compilePatrol(patrol: PatrolFile, path: Path, source: PatrolSource, problems: Problems): readonly Patrol[] {
  const { id, name, checklist, every = "day", spot } = patrol;
  if (!Object.hasOwn(source.file.checklists ?? {}, checklist))
    problems.add(
      "SITE_UNKNOWN_CHECKLIST",
      [...path, "checklist"],
      `"${checklist}" is not under checklists; add it there or include labcanary:checklists`,
    );
  checkZones(patrol, path, source.zones, problems);
  const within = problems.positiveDuration(patrol.within, [...path, "within"], hours(1));
  if (within > LONGEST[every])
    problems.add("SITE_PATROL", [...path, "within"], `it is longer than until the next one; give at most ${LONGEST[every] / hours(1)}h`);
  const by = compileDoers(patrol, path, source, problems);
  const schedule = compileHours(patrol, path, source.schedules, problems);
  if (schedule === undefined) return [];
  return [{ id, name, checklist, zones: patrol.zones, schedule, every, within, by, ...(spot === undefined ? {} : { spot }) }];
}

function checkZones({ zones, spot }: PatrolFile, path: Path, known: readonly Zone[], problems: Problems): void {
  if (zones.length === 0) problems.add("SITE_PATROL", [...path, "zones"], "name at least one zone: a patrol goes somewhere");
  for (const [index, zone] of zones.entries()) {
    const at = [...path, "zones", index];
    if (!known.some(({ id }) => id === zone))
      problems.add("SITE_UNKNOWN_ZONE", at, `"${zone}" is not under zones; add it there or correct the name`);
    else if (zones.indexOf(zone) < index) problems.add("SITE_DUPLICATE", at, `"${zone}" is named twice; keep one of them`);
  }
  if (spot !== undefined && zones.length === 1)
    problems.add("SITE_PATROL", [...path, "spot"], "of one zone nothing can be drawn; name more zones, or leave spot out");
}

function compileDoers({ by }: PatrolFile, path: Path, { file, contacts }: PatrolSource, problems: Problems): readonly PatrolDoer[] {
  if (by.length === 0) problems.add("SITE_PATROL", [...path, "by"], "say whose it is: responsible, deputy, person:ID or role:ROLE");
  return by.flatMap((whom, index): readonly PatrolDoer[] => {
    const at = [...path, "by", index];
    if (whom === "responsible" || whom === "deputy") return [{ kind: whom }];
    const [, kind, id = ""] = /^(person|role):(.+)$/.exec(whom) ?? [];
    if (kind === "person") {
      contacts.expectPerson(id, at, problems);
      return [{ kind, id }];
    }
    if (kind === "role") {
      if (!Object.values(file.people ?? {}).some(({ roles = [] }) => roles.includes(id)))
        problems.add("SITE_PATROL", at, `nobody under people has the role "${id}"; add it to somebody's roles or correct the word`);
      return [{ kind, role: id }];
    }
    problems.add("SITE_PATROL", at, `"${whom}" is nobody; write responsible, deputy, person:ID or role:ROLE`);
    return [];
  });
}

function compileHours(patrol: PatrolFile, path: Path, schedules: NamedSchedules, problems: Problems): Schedule | undefined {
  const hoursGiven = (["days", "from", "to", "except"] as const).filter((key) => patrol[key] !== undefined);
  if (patrol.schedule === undefined) {
    if (hoursGiven.length > 0) return schedules.hours(patrol, path);
    problems.add("SITE_PATROL", path, 'say when it opens; give from and to, such as from: "08:00" and to: "12:00", or schedule');
    return undefined;
  }
  if (hoursGiven.length === 0) return schedules.during(patrol.schedule, [...path, "schedule"]).during;
  problems.add("SITE_PATROL", [...path, "schedule"], `there are ${hoursGiven.join(", ")} too; give hours or the name of a schedule`);
  return undefined;
}
