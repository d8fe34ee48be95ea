import { type DurationMs, type EpochMs, days, epochMs, hours } from "../../basics/index.ts";
import type { Signal } from "../../rules/index.ts";
import { daysLater, parseDay, parseTimeOfDay, startOfDay } from "../../schedule/index.ts";
import type { Contacts } from "../compile-contacts.ts";
import type { NamedSchedules } from "../compile-schedules.ts";
import { compileTargets } from "../compile-targets.ts";
import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { Zone } from "../site.ts";
import { compileSeals } from "./compile-seals.ts";
import type { CheckInsFile, KeyPeriodFile } from "./file.ts";
import type { CheckIns, KeyPeriod } from "./key-period.ts";
import { withTightenedDelays } from "./tighten.ts";

type Path = readonly (string | number)[];

export interface KeyPeriodSource {
  readonly file: SiteFile;
  readonly contacts: Contacts;
  readonly schedules: NamedSchedules;
  readonly zones: readonly Zone[];
  readonly signals: readonly Signal[];
}

/** Chosen: two days are enough to charge a battery, fill a gap in a rota or prove a route, and few enough that the answer still holds. */
const PRE_FLIGHT: DurationMs = hours(48);
const LONGEST_PRE_FLIGHT = days(30);
/** Chosen: what is shorter than a tenth would make an alarm of every opened door. */
const LEAST_DELAYS = 0.1;

/**
 * The key periods of a site, and its signals with what they have in those days: doors their seals, rules their shorter delays. What is
 * wrong with a period is among the problems; its days have been looked at with the schedules.
 */
export function compileKeyPeriods(
  source: KeyPeriodSource,
  problems: Problems,
): { readonly keyPeriods: readonly KeyPeriod[]; readonly signals: readonly Signal[] } {
  let { signals } = source;
  const keyPeriods = (source.file.keyPeriods ?? []).flatMap((file, index): readonly KeyPeriod[] => {
    const path = ["keyPeriods", index];
    const sealed = compileSeals(file, path, { ...source, signals }, problems);
    signals = sealed.signals;
    const period = compilePeriod(file, path, source, problems);
    return period === undefined ? [] : [{ ...period, seals: sealed.seals }];
  });
  return { keyPeriods, signals: withTightenedDelays(signals, keyPeriods, source) };
}

function compilePeriod(file: KeyPeriodFile, path: Path, source: KeyPeriodSource, problems: Problems): Omit<KeyPeriod, "seals"> | undefined {
  const { id, kind, name, zones, delays = 1 } = file;
  checkZones(zones, [...path, "zones"], source.zones, problems);
  if (!(delays >= LEAST_DELAYS && delays <= 1)) {
    problems.add(
      "SITE_KEY_PERIOD",
      [...path, "delays"],
      `${delays} ${delays > 1 ? "would make delays longer, and a key period only tightens" : "leaves hardly any delay"}; give ${LEAST_DELAYS} to 1, such as 0.5 for half of each`,
    );
  }
  const preFlight = problems.positiveDuration(file.preFlight, [...path, "preFlight"], PRE_FLIGHT);
  if (preFlight > LONGEST_PRE_FLIGHT)
    problems.add("SITE_KEY_PERIOD", [...path, "preFlight"], "what is looked at so long before says little; give at most 30d");
  const checkIns = file.checkIns === undefined ? undefined : compileCheckIns(file.checkIns, [...path, "checkIns"], source, problems);
  const tell = file.tell === undefined ? undefined : compileTargets(file.tell, [...path, "tell"], source, problems);
  const span = spanOf(file, source.file.timeZone);
  if (span === undefined) return undefined;
  return {
    id,
    kind,
    name,
    ...span,
    ...(zones === undefined ? {} : { zones }),
    delays,
    ...(tell === undefined ? {} : { tell }),
    ...(checkIns === undefined ? {} : { checkIns }),
    preFlight,
  };
}

/** Undefined where a day is none, or they are the wrong way round, or the zone is none: each is told of elsewhere. */
function spanOf({ from, to }: KeyPeriodFile, timeZone: string): { readonly from: EpochMs; readonly to: EpochMs } | undefined {
  const [first, last] = [parseDay(from), parseDay(to)];
  if (first === undefined || last === undefined || last < first) return undefined;
  try {
    return { from: startOfDay(timeZone, first), to: startOfDay(timeZone, daysLater(last, 1)) };
  } catch {
    return undefined;
  }
}

function checkZones(zones: readonly string[] | undefined, path: Path, known: readonly Zone[], problems: Problems): void {
  if (zones?.length === 0) problems.add("SITE_KEY_PERIOD", path, "name at least one, or leave zones out for the whole site");
  for (const [index, zone] of (zones ?? []).entries()) {
    if (known.some(({ id }) => id === zone)) continue;
    problems.add("SITE_UNKNOWN_ZONE", [...path, index], `"${zone}" is not under zones; add it there or correct the name`);
  }
}

function compileCheckIns(file: CheckInsFile, path: Path, source: KeyPeriodSource, problems: Problems): CheckIns {
  const at = file.at.flatMap((text, index): readonly DurationMs[] => {
    const time = parseTimeOfDay(text);
    if (time !== undefined && time < days(1)) return [time];
    problems.add("SITE_KEY_PERIOD", [...path, "at", index], `"${text}" is no time of the day; write for example "08:00"`);
    return [];
  });
  const within = problems.positiveDuration(file.within, [...path, "within"], hours(1));
  if (file.at.length === 0)
    problems.add("SITE_KEY_PERIOD", [...path, "at"], 'give at least one time of the day, such as ["08:00", "20:00"]');
  checkOrder(at, within, path, problems);
  const by = compileTargets(file.by, [...path, "by"], source, problems);
  for (const [index, target] of by.entries()) {
    if (target.kind === "contact") source.contacts.expectPerson(target.personId, [...path, "by", index], problems);
    if (target.kind === "security-centre")
      problems.add("SITE_KEY_PERIOD", [...path, "by", index], "it would ask everybody there; name the rota of its desk, such as rota:desk");
    if (target.kind === "responsible" || target.kind === "deputy")
      problems.add("SITE_KEY_PERIOD", [...path, "by", index], "a key period is of many places; name rota:ID or contact:ID");
  }
  return { at, within, by };
}

/** Each is over before the next begins, also over midnight: which of two was answered could not be told. */
function checkOrder(at: readonly DurationMs[], within: DurationMs, path: Path, problems: Problems): void {
  for (const [index, time] of at.entries()) {
    const next = at[index + 1] ?? epochMs((at[0] ?? time) + days(1));
    if (index + 1 < at.length && next <= time)
      problems.add("SITE_KEY_PERIOD", [...path, "at", index + 1], "give the times of the day in order, each once");
    else if (next - time < within)
      problems.add("SITE_KEY_PERIOD", [...path, "within"], "one check-in would last into the next; give less time, or fewer of them");
  }
}
