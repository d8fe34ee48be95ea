import { type DurationMs, milliseconds, minutes, parseDuration, seconds } from "../basics/index.ts";
import { PRIORITIES } from "../rules/index.ts";
import type { Contacts } from "./compile-contacts.ts";
import { compileTargets } from "./compile-targets.ts";
import type { NamedSchedules } from "./compile-schedules.ts";
import { channelsOf } from "./contact.ts";
import type { RouteFile, RouteStepFile, SiteFile } from "./file.ts";
import { LAST_STEP, lastTargets, PLAIN_ROUTE } from "./last-step.ts";
import type { Problems } from "./problem.ts";
import { takesAllOf } from "./route-match.ts";
import { AFTERWARDS, OVERDUE_CLASSES, type Route, type RouteMatch, type RouteStep, type RouteTarget } from "./routing.ts";
import type { EscalationPolicy, Zone } from "./site.ts";

type Path = readonly (string | number)[];

export interface RouteSource {
  readonly file: SiteFile;
  readonly contacts: Contacts;
  readonly schedules: NamedSchedules;
  readonly zones: readonly Zone[];
}

/** From the latest step to nobody counting as reached (chosen: whoever was told then has that long to answer). */
const LAST_AFTER = minutes(10);
/** How often somebody is told again at most (chosen: who has not answered twenty texts is not answered for by one more). */
const MOST_REPEATS = 20;
/** And how soon (chosen: a text takes seconds to come, and some time to read). */
const SOONEST_REPEAT = seconds(30);

/** Who is told of which alarms, in the order of the files. What is wrong with a route is among the problems. */
export function compileRoutes(source: RouteSource, escalation: EscalationPolicy, problems: Problems): readonly Route[] {
  const routes: Route[] = [];
  for (const [index, file] of (source.file.routes ?? []).entries()) {
    const path = ["routes", index];
    const route = compileRoute(file, path, source, problems);
    if (route.id === PLAIN_ROUTE) {
      problems.add("SITE_DUPLICATE", [...path, "id"], `"${PLAIN_ROUTE}" is what escalation describes; give this one another id`);
    } else if (routes.some(({ id }) => id === route.id)) {
      problems.add("SITE_DUPLICATE", [...path, "id"], `there is another route "${route.id}"`);
    }
    checkIsTaken(route, routes, { path, zones: source.zones, escalation }, problems);
    routes.push(route);
  }
  return routes;
}

function compileRoute(file: RouteFile, path: Path, source: RouteSource, problems: Problems): Route {
  const { id, name, afterwards = AFTERWARDS } = file;
  const steps = file.steps.map((step, index) => compileStep(step, index, [...path, "steps", index], source, problems));
  if (steps.length === 0) problems.add("SITE_ROUTE", [...path, "steps"], "describe at least one step");
  checkOrder(steps, file, path, problems);
  const when = compileMatch(file.for ?? {}, [...path, "for"], source, problems);
  const latest = steps.at(-1)?.after ?? milliseconds(0);
  return { id, name, when, steps, last: compileLast(file, latest, [...path, "last"], source, problems), afterwards };
}

function compileMatch(file: NonNullable<RouteFile["for"]>, path: Path, source: RouteSource, problems: Problems): RouteMatch {
  const { classes, priorities, grades, zones, during } = file;
  for (const key of ["classes", "priorities", "grades", "zones"] as const) {
    if (file[key]?.length === 0) problems.add("SITE_ROUTE", [...path, key], `name at least one, or leave ${key} out for all of them`);
  }
  for (const [index, id] of (zones ?? []).entries()) {
    if (source.zones.some((zone) => zone.id === id)) continue;
    problems.add("SITE_UNKNOWN_ZONE", [...path, "zones", index], `"${id}" is not under zones; add it there or correct the name`);
  }
  if (zones !== undefined && classes?.every((name) => name === "system") === true) {
    problems.add("SITE_ROUTE", [...path, "zones"], "alarms of the platform are in no zone; leave zones out");
  }
  if (grades !== undefined && classes?.some((name) => OVERDUE_CLASSES.includes(name)) === false) {
    problems.add(
      "SITE_ROUTE",
      [...path, "grades"],
      `only what is overdue has a grade: name class ${OVERDUE_CLASSES.join(" or ")}, or leave classes out`,
    );
  }
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(priorities === undefined ? {} : { priorities }),
    ...(grades === undefined ? {} : { grades }),
    ...(zones === undefined ? {} : { zones }),
    ...(during === undefined ? {} : source.schedules.during(during, [...path, "during"])),
  };
}

function compileStep(file: RouteStepFile, index: number, path: Path, source: RouteSource, problems: Problems): RouteStep {
  const { id = `step-${index + 1}`, proof = "delivered", proofWithin } = file;
  const whom = compileTargets(file.whom, [...path, "whom"], source, problems);
  if (file.after === undefined && index > 0) {
    problems.add("SITE_MISSING", [...path, "after"], "give the wait from the raising of the alarm, such as 5min");
  }
  checkChannels(file, whom, path, source, problems);
  return {
    id,
    after: problems.duration(file.after, [...path, "after"], milliseconds(0)),
    whom,
    ...(file.channels === undefined ? {} : { channels: file.channels }),
    proof,
    ...(proofWithin === undefined ? {} : { proofWithin: problems.positiveDuration(proofWithin, [...path, "proofWithin"], minutes(1)) }),
    ...compileRepeat(file, [...path, "repeat"], problems),
  };
}

function compileRepeat({ repeat }: RouteStepFile, path: Path, problems: Problems): Pick<RouteStep, "repeat"> {
  if (repeat === undefined) return {};
  const every = problems.duration(repeat.every, [...path, "every"], SOONEST_REPEAT);
  if (every < SOONEST_REPEAT) problems.add("SITE_ROUTE", [...path, "every"], "nobody has read the last text by then; write 30s or more");
  const isCount = Number.isInteger(repeat.times) && repeat.times >= 1 && repeat.times <= MOST_REPEATS;
  if (!isCount)
    problems.add("SITE_ROUTE", [...path, "times"], `told again 1 to ${MOST_REPEATS} times; whoever comes next is told meanwhile`);
  return { repeat: { every, times: repeat.times } };
}

function compileLast({ last = {} }: RouteFile, latest: DurationMs, path: Path, source: RouteSource, problems: Problems): RouteStep {
  const { channels } = last;
  const after = problems.duration(last.after, [...path, "after"], milliseconds(latest + LAST_AFTER));
  if (after <= latest)
    problems.add("SITE_ROUTE", [...path, "after"], "it comes after every other step: whoever is told by them has time to answer");
  const whom = last.whom === undefined ? lastTargets(source.contacts.all) : compileTargets(last.whom, [...path, "whom"], source, problems);
  checkChannels(last, whom, path, source, problems);
  if (!whom.some((target) => isPersons(target, source.contacts))) {
    problems.add(
      "SITE_UNREACHABLE",
      [...path, "whom"],
      "name a person or security-centre: nobody can tell who of a group has read it, or hears a siren",
    );
  }
  return { id: LAST_STEP, after, whom, ...(channels === undefined ? {} : { channels }), proof: "delivered" };
}

const isPersons = (target: RouteTarget, { all }: Contacts): boolean =>
  target.kind !== "contact" || all.find(({ id }) => id === target.personId)?.kind === undefined;

/** The first step is for at once, and each other one comes after the one before. */
function checkOrder(steps: readonly RouteStep[], file: RouteFile, path: Path, problems: Problems): void {
  for (const [index, { id, after }] of steps.entries()) {
    const at = [...path, "steps", index];
    const before = steps[index - 1];
    // A wait that is missing, or none, was told of already.
    const isSpan = parseDuration(file.steps[index]?.after ?? "") !== undefined;
    if (before === undefined) {
      if (after > 0) problems.add("SITE_ROUTE", [...at, "after"], "the first step comes at once: leave after out, or write 0s");
    } else if (isSpan && after <= before.after) {
      problems.add(
        "SITE_ROUTE",
        [...at, "after"],
        "steps come one after another: give each a longer wait than the one before, from the raising",
      );
    }
    if (id === LAST_STEP)
      problems.add("SITE_ROUTE", [...at, "id"], `"${LAST_STEP}" is the last step of every route; describe it under last`);
    else if (steps.findIndex((step) => step.id === id) < index) {
      problems.add("SITE_DUPLICATE", [...at, "id"], `there is another step "${id}" in this route`);
    }
  }
}

/** A step that names channels tells those it names by one of them. Whoever it means by their place is not known here. */
function checkChannels(
  { channels }: Pick<RouteStepFile, "channels">,
  whom: readonly RouteTarget[],
  path: Path,
  { contacts }: RouteSource,
  problems: Problems,
): void {
  if (channels === undefined) return;
  const at = [...path, "channels"];
  if (channels.length === 0) problems.add("SITE_ROUTE", at, "name at least one, or leave channels out for each person's own");
  for (const target of whom) {
    if (target.kind !== "contact") continue;
    const contact = contacts.all.find(({ id }) => id === target.personId);
    if (contact === undefined || channelsOf(contact, channels).length > 0) continue;
    problems.add("SITE_ROUTE", at, `"${target.personId}" is reached by none of them; add one, or tell them in a step of their own`);
  }
}

interface RoutePlace {
  readonly path: Path;
  readonly zones: readonly Zone[];
  readonly escalation: EscalationPolicy;
}

/** A route nobody takes reads as protection that is not there. */
function checkIsTaken(route: Route, before: readonly Route[], { path, zones, escalation }: RoutePlace, problems: Problems): void {
  const first = before.find((earlier) => takesAllOf(earlier.when, route.when, zones));
  if (first !== undefined) {
    problems.add(
      "SITE_ROUTE",
      path,
      `every alarm it is for takes "${first.id}" before it; put it above that one, or have one of them be for less`,
    );
  }
  const { minimumPriority } = escalation;
  const isTold = (priority: (typeof PRIORITIES)[number]) => PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(minimumPriority);
  const { priorities = [] } = route.when;
  if (priorities.length > 0 && !priorities.some(isTold)) {
    problems.add(
      "SITE_ROUTE",
      [...path, "for", "priorities"],
      `such alarms are on the screen only; lower escalation.minimumPriority, ${minimumPriority}`,
    );
  }
}
