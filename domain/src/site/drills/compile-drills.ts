import { days, hours, minutes } from "../../basics/index.ts";
import { type CivilDay, parseDay, startOfDay } from "../../schedule/index.ts";
import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { Signal, Zone } from "../site.ts";
import { zonesById } from "../zones-by-id.ts";
import { DRILL_STEPS, type DrillPlan } from "./drill-plan.ts";
import type { DrillPlanFile } from "./file.ts";

type Path = readonly (string | number)[];

interface DrillSource {
  readonly file: SiteFile;
  readonly zones: readonly Zone[];
  readonly signals: readonly Signal[];
}

/** Chosen: a fire drill of a whole house is over within it. */
const LIMIT = hours(1);
/** Chosen: whoever practises longer holds several; a drill that was forgotten must not go on for a shift. */
const LONGEST_LIMIT = hours(2);
/** Chosen: what is practised less often than every other year is not practised. */
const LONGEST_EVERY = days(731);
/** A path below the folder of the site file. */
const SCENARIO = /^(?!.*(?:^|\/)\.\.(?:\/|$))[^/\\][^\\]*\.ya?ml$/;

/** Which drills are held where, of what, and how often. */
export function compileDrills(source: DrillSource, problems: Problems): readonly DrillPlan[] {
  const seen = new Set<string>();
  return (source.file.drills ?? []).flatMap((plan, index) => {
    const path = ["drills", index];
    if (seen.has(plan.id)) problems.add("SITE_DUPLICATE", [...path, "id"], `there is another drill "${plan.id}"`);
    seen.add(plan.id);
    return compileDrill(plan, path, source, problems);
  });
}

function compileDrill(plan: DrillPlanFile, path: Path, source: DrillSource, problems: Problems): readonly DrillPlan[] {
  const { id, name, zone, scenario } = plan;
  if (!SCENARIO.test(scenario))
    problems.add(
      "SITE_DRILL",
      [...path, "scenario"],
      `"${scenario}" is no scenario beside the site file; write for example drills/gas.yaml`,
    );
  checkSignals(plan, path, source, problems);
  const limit = problems.positiveDuration(plan.limit, [...path, "limit"], LIMIT);
  if (limit > LONGEST_LIMIT) problems.add("SITE_DRILL", [...path, "limit"], "a drill is over within 2h; hold it in several");
  const every = problems.positiveDuration(plan.every, [...path, "every"], days(365));
  if (every > LONGEST_EVERY) problems.add("SITE_DRILL", [...path, "every"], "hold it at least every two years, such as 365d");
  const day = parseDay(plan.first);
  if (day === undefined)
    problems.add("SITE_DATE", [...path, "first"], `"${plan.first}" is no day of the calendar; write for example 2026-12-31`);
  const expect = compileExpected(plan, limit, path, problems);
  if (day === undefined || problems.list.some(({ code }) => code === "SITE_TIME_ZONE")) return [];
  const firstBy = startOfDay(source.file.timeZone, (day + 1) as CivilDay);
  return [{ id, name, zoneId: zone, scenario, signals: plan.signals, expect, limit, every, firstBy }];
}

function checkSignals({ zone, signals }: DrillPlanFile, path: Path, source: DrillSource, problems: Problems): void {
  const zones = zonesById(source.zones);
  if (!zones.has(zone))
    problems.add("SITE_UNKNOWN_ZONE", [...path, "zone"], `"${zone}" is not under zones; add it there or correct the name`);
  if (signals.length === 0) problems.add("SITE_DRILL", [...path, "signals"], "name at least one signal: without one nothing happens");
  for (const [index, key] of signals.entries()) {
    const at = [...path, "signals", index];
    const signal = source.signals.find((known) => known.key === key);
    if (signals.indexOf(key) < index) problems.add("SITE_DUPLICATE", at, `"${key}" is named twice; keep one of them`);
    else if (signal === undefined)
      problems.add("SITE_UNKNOWN_SIGNAL", at, `"${key}" is no signal of a device; write it as device/signal, such as lab-101-gas/ch4`);
    else if (zones.has(zone) && !isWithin(signal.zoneId, zone, zones))
      problems.add("SITE_DRILL", at, `"${key}" is in ${signal.zoneId}, outside ${zone}; name the zone that has both`);
  }
}

function isWithin(inner: string, outer: string, zones: ReadonlyMap<string, Zone>): boolean {
  for (let zone = zones.get(inner); zone !== undefined; zone = zone.parent === undefined ? undefined : zones.get(zone.parent))
    if (zone.id === outer) return true;
  return false;
}

/** In the order of the steps each is later than the one before. */
function compileExpected({ expect = {} }: DrillPlanFile, limit: number, path: Path, problems: Problems): DrillPlan["expect"] {
  const compiled: { -readonly [Step in keyof DrillPlan["expect"]]: DrillPlan["expect"][Step] } = {};
  let before = 0;
  for (const step of DRILL_STEPS) {
    const text = expect[step];
    if (text === undefined) continue;
    const at = [...path, "expect", step];
    const span = problems.positiveDuration(text, at, minutes(1));
    if (span < before) problems.add("SITE_DRILL", at, "it cannot come before the step above it; give it as much or more");
    else if (span > limit) problems.add("SITE_DRILL", at, "the drill is over by then; give less, or a longer limit");
    before = span;
    compiled[step] = span;
  }
  return compiled;
}
