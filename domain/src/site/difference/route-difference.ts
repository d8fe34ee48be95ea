import { personMark } from "../../basics/index.ts";
import { type CivilDay, formatDay, type Schedule } from "../../schedule/index.ts";
import { isRouteForSome, type RouteQuestion, tellsRota } from "../route-match.ts";
import { PROOF_LEVELS, type Rota, type Route, type RouteStep, type RouteTarget, type Shift } from "../routing.ts";
import { classOfRule } from "../rule-class.ts";
import type { Site } from "../site.ts";
import { differentAttributes, fewerIsLooser, type Judge, largerIsLooser, makesNone } from "./attributes.ts";
import { type AttributeDifference, changedBy, type DifferenceValue, type SiteDifference } from "./difference.ts";
import { isSafetyRule, judgeOfSchedule } from "./rule-difference.ts";
import { hoursWords, plainWords, spanWords } from "./words.ts";

/**
 * Who is told by which route, and by which rota. A route that comes, goes or moves may take alarms from another or leave them to it: which
 * of them tells more people sooner is for somebody to judge.
 */
export function routeChanges(before: Site, after: Site): readonly SiteDifference[] {
  const [old, fresh] = [before.routes ?? [], after.routes ?? []];
  const isSafety = createSafety(before, after);
  const gone = old.flatMap((route): readonly SiteDifference[] => {
    const other = fresh.find(({ id }) => id === route.id);
    if (other === undefined) return [wholeRoute(route, "removed", isSafety(route))];
    const subject = { about: "route", id: route.id, isSafety: isSafety(route) || isSafety(other) } as const;
    return listed(changedBy(subject, routeAttributes(route, other)));
  });
  const added = fresh.filter(({ id }) => old.every((route) => route.id !== id)).map((route) => wholeRoute(route, "added", isSafety(route)));
  return [...gone, ...added, ...orderChanged(old, fresh, before, [...old, ...fresh].some(isSafety))];
}

const wholeRoute = ({ id }: Route, change: "added" | "removed", isSafety: boolean): SiteDifference => ({
  about: "route",
  id,
  change,
  isSafety,
  verdict: "unclear",
  attributes: [],
});

/** Tells whether the alarms of a rule that lives depend on may take a route. */
function createSafety(...sites: readonly Site[]): (route: Route) => boolean {
  const asked = sites.map((site) => ({ zones: site.zones, questions: safetyQuestions(site) }));
  return ({ when }) => asked.some(({ zones, questions }) => questions.some((question) => isRouteForSome(when, question, zones)));
}

type Question = Omit<RouteQuestion, "at">;

/** What routes of such alarms are chosen by, each once: many sensors of a zone ask the same. */
function safetyQuestions({ signals }: Site): readonly Question[] {
  const questions = new Map<string, Question>();
  for (const signal of signals) {
    for (const rule of signal.rules) {
      if (!isSafetyRule({ rule, signal })) continue;
      const question = { class: classOfRule(rule, signal), priority: rule.priority, zoneId: rule.zoneId ?? signal.zoneId };
      questions.set(Object.values(question).join(" "), question);
    }
  }
  return [...questions.values()];
}

/** Of the routes both have: the first that is for an alarm takes it. */
function orderChanged(old: readonly Route[], fresh: readonly Route[], { id }: Site, isSafety: boolean): readonly SiteDifference[] {
  const orderOf = (routes: readonly Route[], others: readonly Route[]): string =>
    routes
      .filter((route) => others.some((other) => other.id === route.id))
      .map((route) => route.id)
      .join(", ");
  const [was, is] = [orderOf(old, fresh), orderOf(fresh, old)];
  if (was === is) return [];
  return listed(changedBy({ about: "site", id, isSafety }, [{ attribute: "routes", before: was, after: is, verdict: "unclear" }]));
}

const listed = (difference: SiteDifference | undefined): readonly SiteDifference[] => (difference === undefined ? [] : [difference]);

function routeAttributes(before: Route, after: Route): readonly AttributeDifference[] {
  const { duringName: _was, ...old } = before.when;
  const { duringName: _is, ...fresh } = after.when;
  const names = { before: before.when.duringName, after: after.when.duringName };
  const match = differentAttributes(old, fresh, {}, (attribute, value, side) =>
    attribute === "during" ? (names[side] ?? plainWords(value)) : listWords(value),
  );
  const ends = differentAttributes(
    { afterwards: before.afterwards },
    { afterwards: after.afterwards },
    { afterwards: makesNone },
    (_, value) => listWords(value),
  );
  return [...match.map((each) => ({ ...each, attribute: `for.${each.attribute}` })), ...stepChanges(before, after), ...ends];
}

function stepChanges(before: Route, after: Route): readonly AttributeDifference[] {
  const stepsOf = ({ steps, last }: Route): ReadonlyMap<string, RouteStep> => new Map([...steps, last].map((step) => [step.id, step]));
  const [old, fresh] = [stepsOf(before), stepsOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((id) => stepChanged(id, old.get(id), fresh.get(id)));
}

/** One more step takes nothing from the others: each comes in its own time. */
function stepChanged(id: string, before: RouteStep | undefined, after: RouteStep | undefined): readonly AttributeDifference[] {
  const attribute = `steps.${id}`;
  if (before === undefined) return [{ attribute, after: whomWords(after), verdict: "tighter" }];
  if (after === undefined) return [{ attribute, before: whomWords(before), verdict: "looser" }];
  const asData = ({ id: _id, whom, repeat, ...step }: RouteStep): object => ({
    ...step,
    whom: whom.map(targetWords),
    ...(repeat === undefined ? {} : { repeat: `${repeat.times} × ${spanWords(repeat.every)}` }),
  });
  return differentAttributes(asData(before), asData(after), STEP, (name, value) =>
    name === "after" || name === "proofWithin" ? spanWords(value as RouteStep["after"]) : listWords(value),
  ).map((each) => ({ ...each, attribute: `${attribute}.${each.attribute}` }));
}

/** Less of a proof is enough. */
const lesserProof: Judge = (before, after) =>
  PROOF_LEVELS.findIndex((level) => level === after) < PROOF_LEVELS.findIndex((level) => level === before) ? "looser" : "tighter";

/** Absent: all there are. */
const fewerChannels: Judge = (before, after) =>
  before === undefined ? "looser" : after === undefined ? "tighter" : fewerIsLooser(before, after);

const presenceProtects: Judge = (before, after) => (before === undefined ? "tighter" : after === undefined ? "looser" : "unclear");

const STEP: Readonly<Record<string, Judge>> = {
  after: largerIsLooser,
  whom: fewerIsLooser,
  channels: fewerChannels,
  proof: lesserProof,
  proofWithin: largerIsLooser,
  repeat: presenceProtects,
};

const whomWords = (step: RouteStep | undefined): string => (step?.whom ?? []).map(targetWords).join(", ");

/** As the site file has it. */
function targetWords(target: RouteTarget): string {
  switch (target.kind) {
    case "rota":
      return `rota:${target.rotaId}`;
    case "contact":
      return `contact:${personMark(target.personId)}`;
    case "responsible":
    case "deputy":
    case "security-centre":
      return target.kind;
  }
}

const peopleWords = (value: unknown): DifferenceValue => (value as readonly string[]).map(personMark).join(", ");
const listWords = (value: unknown): DifferenceValue => (Array.isArray(value) ? value.join(", ") : plainWords(value));

/**
 * Who is on duty when. Whose turn it is changes every week, and is nobody's to judge: hours in which nobody is on duty raise an alarm of
 * their own.
 */
export function rotaChanges(before: Site, after: Site): readonly SiteDifference[] {
  const isOfSafety = createSafety(before);
  return (before.rotas ?? []).flatMap((rota) => {
    const other = after.rotas?.find(({ id }) => id === rota.id);
    const isSafety = (before.routes ?? []).some((route) => tellsRota(route, rota.id) && isOfSafety(route));
    const subject = { about: "rota", id: rota.id, isSafety } as const;
    if (other === undefined) return [{ ...subject, change: "removed", verdict: "looser", attributes: [] }];
    return changedBy(subject, [...coverChanged(rota, other), ...shiftChanges(rota, other)]) ?? [];
  });
}

/** Hours in which nobody on duty is an alarm: all, where none are named. */
const coverChanged = ({ covers: was }: Rota, { covers: is }: Rota): readonly AttributeDifference[] =>
  differentAttributes({ covers: was }, { covers: is }, { covers: judgeOfSchedule }, (_, value) => hoursWords(value as Schedule));

/** Shifts are told apart by their place: they have no id. */
function shiftChanges({ shifts: old }: Rota, { shifts: fresh }: Rota): readonly AttributeDifference[] {
  const count = Math.max(old.length, fresh.length);
  return Array.from({ length: count }, (_, index) => shiftChanged(index, old[index], fresh[index])).flat();
}

function shiftChanged(index: number, before: Shift | undefined, after: Shift | undefined): readonly AttributeDifference[] {
  const attribute = `shifts.${index}`;
  if (before === undefined) return after === undefined ? [] : [{ attribute, after: after.name, verdict: "tighter" }];
  if (after === undefined) return [{ attribute, before: before.name, verdict: "looser" }];
  const { name: _before, ...old } = before;
  const { name: _after, ...fresh } = after;
  return differentAttributes(old, fresh, SHIFT, (name, value) =>
    name === "schedule"
      ? hoursWords(value as Schedule)
      : name === "starting"
        ? formatDay(value as CivilDay)
        : name === "people"
          ? peopleWords(value)
          : listWords(value),
  ).map((each) => ({ ...each, attribute: `${attribute}.${each.attribute}` }));
}

/** Fewer hours are looser; whose turn it is in them is not. */
const SHIFT: Readonly<Record<string, Judge>> = { schedule: judgeOfSchedule, people: makesNone, turn: makesNone, starting: makesNone };
