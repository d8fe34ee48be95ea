import { days, type DurationMs, hours, minutes, parseDuration } from "../../basics/index.ts";
import { conversion } from "../../quantity/index.ts";
import type { Signal } from "../../rules/index.ts";
import type { NamedSchedules } from "../compile-schedules.ts";
import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { Zone } from "../site.ts";
import { SIGNAL_DEFAULTS } from "../signal-defaults.ts";
import { isCas } from "./cas.ts";
import type { RegimePolicyFile, StockCabinetFile, StockFile, SubstanceFile } from "./file.ts";
import {
  BACK_WITHIN,
  REGIMES,
  type Regime,
  type RegimePolicy,
  type Stock,
  type StockCabinet,
  type StockScale,
  STORE_WITHIN,
  type Substance,
  TWO_PERSON_KINDS,
  type TwoPersonKind,
} from "./stock.ts";

type Path = readonly (string | number)[];

/** Chosen: whoever has closed the store writes it down before doing anything else; half an hour is a walk back to the desk. */
const ENTER_WITHIN: DurationMs = minutes(30);
/** Longest that may be said. Chosen: a door that was opened is asked about within the shift. */
const LONGEST_ENTERING: DurationMs = hours(4);
/** Longest that may be said. Chosen: a day, and a week: what nobody has seen for longer is asked about, or its withdrawal says until when. */
const LONGEST_STORING: DurationMs = days(1);
const LONGEST_OUT: DurationMs = days(7);

interface StockSource {
  readonly file: SiteFile;
  readonly zones: readonly Zone[];
  readonly signals: readonly Signal[];
  readonly schedules: NamedSchedules;
}

/** Undefined where the file has no `stock`. What is wrong with it is among the problems. */
export function compileStock(source: StockSource, problems: Problems): Stock | undefined {
  const { stock } = source.file;
  if (stock === undefined) return undefined;
  const policies = compilePolicies(source, problems);
  return {
    substances: Object.entries(stock.substances).map(([id, substance]) => compileSubstance(id, substance, problems)),
    cabinets: Object.entries(stock.cabinets).flatMap(([zoneId, cabinet]) => {
      const compiled = compileCabinet(zoneId, cabinet, { ...source, policies }, problems);
      return compiled === undefined ? [] : [compiled];
    }),
    policies,
  };
}

function compilePolicies(source: StockSource, problems: Problems): Readonly<Record<Regime, RegimePolicy>> {
  const given: StockFile["policies"] = source.file.stock?.policies ?? {};
  const one = (regime: Regime) => [regime, compilePolicy(regime, given[regime] ?? {}, source, problems)] as const;
  return Object.fromEntries(REGIMES.map(one)) as Record<Regime, RegimePolicy>;
}

/** What is not said is as strict as for highly toxic substances (双人验收、双人保管、双人发货、双把锁、双本账), but that two locks and two books are theirs alone. */
function compilePolicy(
  regime: Regime,
  { two, secondEntry, twoLocks, signers, hours, ...spans }: RegimePolicyFile,
  { file, schedules }: StockSource,
  problems: Problems,
): RegimePolicy {
  const path = ["stock", "policies", regime];
  const atMost = (name: keyof typeof spans, fallback: DurationMs, longest: DurationMs, message: string): DurationMs => {
    const span = problems.positiveDuration(spans[name], [...path, name], fallback);
    if (span > longest) problems.add("SITE_STOCK", [...path, name], message);
    return span;
  };
  const within = {
    enterWithin: atMost(
      "enterWithin",
      ENTER_WITHIN,
      LONGEST_ENTERING,
      "a record is made within 4h at most, or nobody could be asked any more",
    ),
    storeWithin: atMost("storeWithin", STORE_WITHIN, LONGEST_STORING, "what is received is stored within 1d at most"),
    backWithin: atMost(
      "backWithin",
      BACK_WITHIN,
      LONGEST_OUT,
      "what is out is back within 7d at most; a withdrawal can say another time itself",
    ),
  };
  if (signers !== undefined) checkSigners(file, signers, [...path, "signers"], problems);
  const named = hours === undefined ? {} : schedules.during(hours, [...path, "hours"]);
  return {
    two: two ?? twoOf(regime),
    secondEntry: secondEntry ?? regime === "highly-toxic",
    twoLocks: twoLocks ?? regime === "highly-toxic",
    ...within,
    ...(signers === undefined ? {} : { signers }),
    ...(named.during === undefined ? {} : { hours: named.during }),
    ...(named.duringName === undefined ? {} : { hoursName: named.duringName }),
  };
}

/** Of what is not kept most strictly. */
const SIGNED_ALONE: readonly TwoPersonKind[] = ["approve", "use"];

/**
 * What two must sign where nothing is said. Of what the police keep the register of, that is everything: who buys alone can have more come than
 * anybody else knows of, and who uses alone can use up what was taken away. Of the others use is recorded by whoever works with it. Nobody looks
 * alone: it would be a reason to open any store.
 */
function twoOf(regime: Regime): readonly TwoPersonKind[] {
  const isStrictest = regime === "highly-toxic" || regime === "explosive-precursor";
  return isStrictest ? TWO_PERSON_KINDS : TWO_PERSON_KINDS.filter((kind) => !SIGNED_ALONE.includes(kind));
}

function checkSigners({ people = {} }: SiteFile, signers: readonly string[], path: Path, problems: Problems): void {
  const able = Object.values(people).filter(({ roles = [] }) => roles.some((role) => signers.includes(role)));
  if (able.length < 2) problems.add("SITE_STOCK", path, "fewer than two people have one of these roles; give them under people");
}

function compileSubstance(id: string, { name, regime, cas, unit, density }: SubstanceFile, problems: Problems): Substance {
  const path = ["stock", "substances", id];
  if (cas !== undefined && !isCas(cas))
    problems.add("SITE_STOCK", [...path, "cas"], `"${cas}" is no CAS number, its check digit is wrong; write for example 143-33-9`);
  if (density !== undefined && !(density > 0 && density < 25))
    problems.add("SITE_STOCK", [...path, "density"], "a density is in g/mL, more than 0 and less than 25");
  return {
    id,
    name,
    regime,
    unit,
    ...(cas === undefined ? {} : { cas }),
    ...(density === undefined ? {} : { density: density * 1000 }),
  };
}

function compileCabinet(
  zoneId: string,
  cabinet: StockCabinetFile,
  source: StockSource & { readonly policies: Readonly<Record<Regime, RegimePolicy>> },
  problems: Problems,
): StockCabinet | undefined {
  const path = ["stock", "cabinets", zoneId];
  const { zones, signals, policies } = source;
  if (!zones.some(({ id }) => id === zoneId))
    problems.add("SITE_UNKNOWN_ZONE", path, `"${zoneId}" is not under zones; add it there or correct the name`);
  if (cabinet.regimes.length === 0) problems.add("SITE_STOCK", [...path, "regimes"], `name what may be kept there: ${REGIMES.join(", ")}`);
  const door = signals.find(({ key }) => key === cabinet.door);
  if (door?.states === undefined) {
    problems.add("SITE_STOCK", [...path, "door"], `"${cabinet.door}" is no signal with states; write device/signal of the door`);
    return undefined;
  }
  const named = cabinet.open ?? ["open"];
  const open = named.map((state) => door.states?.indexOf(state) ?? -1);
  if (open.length === 0 || open.includes(-1))
    problems.add("SITE_STATE", [...path, "open"], `name the states that count as open; those of ${door.key} are ${door.states.join(", ")}`);
  const watching = door.rules.filter((rule) => "readers" in rule);
  if (cabinet.regimes.some((regime) => policies[regime].twoLocks) && !door.rules.some(({ kind }) => kind === "two-person")) {
    const message = `two locks are asked for, and no two-person rule watches ${door.key}; give it one, or say twoLocks: false`;
    problems.add("SITE_STOCK", [...path, "door"], message);
  }
  const readers = watching.length === 0 ? [{ deviceId: door.deviceId, door: door.name }] : watching.flatMap((rule) => rule.readers);
  const weight = compileScale(cabinet, { ...source, path }, problems);
  return {
    zoneId,
    regimes: cabinet.regimes,
    door: door.key,
    open,
    readers: [...new Map(readers.map((reader) => [`${reader.deviceId}/${reader.door ?? ""}`, reader])).values()],
    ...(weight === undefined ? {} : { weight }),
  };
}

function compileScale(
  { weight, tolerance }: StockCabinetFile,
  { signals, file, path }: Pick<StockSource, "signals" | "file"> & { readonly path: Path },
  problems: Problems,
): StockScale | undefined {
  if (weight === undefined) return undefined;
  const signal = signals.find(({ key }) => key === weight);
  if (signal === undefined || signal.quantity !== "mass") {
    problems.add("SITE_STOCK", [...path, "weight"], `"${weight}" is no signal of a mass; write device/signal of the scale`);
    return undefined;
  }
  const rule = signal.rules.find((each) => each.kind === "weight-without-opening");
  const allowed = tolerance ?? rule?.change;
  if (allowed === undefined || !(allowed > 0)) {
    problems.add("SITE_STOCK", [...path, "tolerance"], `say what the scale may be off by, in ${signal.unit}: more than it shows by itself`);
    return undefined;
  }
  const toMilligrams = conversion(signal.unit, "mg");
  // A quantity is measured in units of its own kind alone.
  if (!toMilligrams.ok) throw new Error(`${signal.key} is a mass in ${signal.unit}`);
  const milligrams = Math.round(toMilligrams.value(1));
  return { signal: signal.key, milligrams, tolerance: Math.round(allowed * milligrams), interval: intervalOf(file, signal) };
}

/** How often a signal reports. What is wrong with it is said where it is declared. */
function intervalOf({ devices, profiles = {} }: SiteFile, { deviceId, name }: Signal): DurationMs {
  const declared = devices.find(({ id }) => id === deviceId)?.signals[name];
  const said = declared?.interval ?? (declared?.profile === undefined ? undefined : profiles[declared.profile]?.interval);
  return (said === undefined ? undefined : parseDuration(said)) ?? SIGNAL_DEFAULTS.interval;
}
