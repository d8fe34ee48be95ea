import type { Alarm } from "@labcanary/domain/alarm";
import { type DurationMs, type EpochMs, minutes, ok, plus, type Text } from "@labcanary/domain/basics";
import {
  type Dossier,
  type ExcursionFigures,
  type ExcursionLimit,
  figuresOf,
  type Opening,
  type Span,
  spanOfExcursion,
  type TemperatureReading,
  visitsOf,
} from "@labcanary/domain/governance";
import type { AccessLog, HistoryStore, KeptEvent } from "@labcanary/domain/ports";
import { conversion, type Unit } from "@labcanary/domain/quantity";
import type { Signal, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { zonesWithin } from "../../accounts/scope.ts";
import { indexOf } from "../../http/site-index.ts";
import { readAll } from "../read-all.ts";
import type { ColdEvent } from "./event.ts";

/** Chosen: more than anybody goes through a door in the days a dossier spans. */
const MOST_BADGES = 2000;
/** How long a reading stands of a signal the site no longer has. Chosen: short, so that what is not known is said not to be. */
const HOLD_OF_FORMER: DurationMs = minutes(10);

/** What the sensors saw of an excursion. */
export interface Excursion {
  /** When the alarm's condition held; until now while it does. */
  readonly excursion: Span;
  readonly measured: Measured;
  readonly figures: ExcursionFigures;
  /** Parts without a gap in them, oldest first. */
  readonly stretches: readonly (readonly { readonly at: EpochMs; readonly value: number }[])[];
  readonly doors: readonly DoorSeen[];
  /** Badges at the doors of these places, oldest first. */
  readonly badges: readonly KeptEvent[];
}

/** How the readings of a signal are read. */
export interface Measured {
  readonly unit: Unit;
  /** How long a reading stands. */
  readonly hold: DurationMs;
}

export interface DoorSeen {
  readonly signal: SignalKey;
  readonly label: Signal["label"];
  readonly zoneId: string;
  /** What the zone was called. */
  readonly where: Text;
  readonly openings: readonly Opening[];
}

export interface ReadExcursionDeps {
  readonly history: Pick<HistoryStore, "range">;
  readonly accessLog?: AccessLog;
  readonly site: Site;
  readonly now: EpochMs;
  /** What the alarm is of. */
  readonly event: ColdEvent;
}

/** A unit of temperature as °C; undefined of anything else. */
export function celsiusOf(unit: Unit): ((value: number) => number) | undefined {
  const converted = unit === "Cel" ? ok((value: number) => value) : conversion(unit, "Cel");
  return converted.ok ? converted.value : undefined;
}

/** Reads what is known of an alarm's excursion. Rejects when the history cannot be read, and with RangeError where there are too many readings. */
export async function readExcursion(alarm: Alarm, { signal: key, simulated }: Dossier, deps: ReadExcursionDeps): Promise<Excursion> {
  const { site, history, now, event } = deps;
  const signal = indexOf(site).signals.get(key);
  const unit = signal?.unit ?? alarm.description.measured?.unit ?? "Cel";
  const toCelsius = celsiusOf(unit) ?? ((value: number) => value);
  const measured: Measured = { unit, hold: signal?.hold ?? HOLD_OF_FORMER };
  const { span: excursion, isUnderWay } = event;
  const span = spanOfExcursion(excursion, now);
  const readings = await readTemperatures(history, { signal: key, simulated }, { span, measured });
  const figures = figuresOf({ readings, limits: limitsOf(alarm, signal, toCelsius), span, excursion, hold: measured.hold, isUnderWay });
  const places = placesOf(alarm, site);
  return {
    excursion,
    measured,
    figures,
    stretches: stretchesOf(readings, figures.gaps),
    doors: await readDoors(places, span, deps),
    badges: readBadges(places, span, deps),
  };
}

/** Readings of the span in °C, both ends among it. Rejects as {@link readAll} does. */
export async function readTemperatures(
  history: Pick<HistoryStore, "range">,
  { signal, simulated }: Pick<Dossier, "signal" | "simulated">,
  { span, measured }: { readonly span: Span; readonly measured: Measured },
): Promise<readonly TemperatureReading[]> {
  const toCelsius = celsiusOf(measured.unit) ?? ((value: number) => value);
  const points = await readAll(history, signal, span);
  return points.map((point) => {
    const isTrusted = point.quality !== "bad" && point.quality !== "maintenance" && (point.quality !== "simulated" || simulated);
    return {
      at: point.at,
      celsius: point.value === undefined || !isTrusted ? undefined : toCelsius(point.value),
      ...(point.value !== undefined && point.state !== undefined ? { isAtRangeEnd: true as const } : {}),
    };
  });
}

/** The limit the alarm was raised by, as it was then, and those of the signal's other alarms as the site has them. */
function limitsOf(alarm: Alarm, signal: Signal | undefined, toCelsius: (value: number) => number): readonly ExcursionLimit[] {
  const rules = signal?.rules.flatMap((rule) => (rule.kind === "limit" && rule.of === undefined ? [rule] : [])) ?? [];
  const present = rules.map(
    ({ direction, setpoint, inclusive }): ExcursionLimit => ({ direction, celsius: toCelsius(setpoint), inclusive }),
  );
  const measured = alarm.description.measured?.limit;
  if (measured === undefined) return sorted(present);
  const own = { direction: measured.direction, celsius: toCelsius(measured.setpoint) };
  const isThere = present.some(({ direction, celsius }) => direction === own.direction && celsius === own.celsius);
  // Whether the limit of then counted itself is not kept; as if it did, no time is left out.
  return sorted(isThere ? present : [...present, { ...own, inclusive: true }]);
}

function sorted(limits: readonly ExcursionLimit[]): readonly ExcursionLimit[] {
  const unlike = new Map(limits.map((limit) => [`${limit.direction} ${limit.celsius} ${limit.inclusive}`, limit]));
  return [...unlike.values()].toSorted((one, other) => other.celsius - one.celsius);
}

function stretchesOf(readings: readonly TemperatureReading[], gaps: readonly Span[]): Excursion["stretches"] {
  const stretches: { at: EpochMs; value: number }[][] = [[]];
  let gap = 0;
  let isBroken = false;
  for (const { at, celsius } of readings) {
    while ((gaps[gap]?.to ?? Infinity) <= at) {
      isBroken = true;
      gap++;
    }
    if (celsius === undefined) isBroken = true;
    else {
      if (isBroken && stretches.at(-1)?.length !== 0) stretches.push([]);
      isBroken = false;
      stretches.at(-1)?.push({ at, value: celsius });
    }
  }
  return stretches.filter(({ length }) => length > 0);
}

/** Where the store is, what lies inside it, and the room around it: whose doors may have to do with it. */
function placesOf(alarm: Alarm, site: Site): ReadonlySet<string> {
  if (alarm.source.kind === "system") return new Set();
  const places = new Set(zonesWithin([alarm.source.zoneId], site));
  const zone = indexOf(site).zones.get(alarm.source.zoneId);
  if (zone?.kind === "cabinet" && zone.parent !== undefined) places.add(zone.parent);
  return places;
}

async function readDoors(places: ReadonlySet<string>, span: Span, { site, history }: ReadExcursionDeps): Promise<readonly DoorSeen[]> {
  const doors = site.signals.filter(({ quantity, zoneId }) => quantity === "door" && places.has(zoneId));
  const seen: DoorSeen[] = [];
  for (const { key, label, zoneId, states = [], hold } of doors) {
    const open = states.flatMap((state, index) => (state === "open" || state === "true" ? [index] : []));
    const points = await readAll(history, key, span);
    const readings = points.map(({ at, value, quality }) => ({
      at,
      isOpen: value === undefined || quality === "bad" || quality === "maintenance" ? undefined : open.includes(value),
    }));
    const where = indexOf(site).zones.get(zoneId)?.path ?? { en: zoneId, zh: zoneId };
    seen.push({ signal: key, label, zoneId, where, openings: visitsOf(readings, hold) });
  }
  return seen;
}

function readBadges(places: ReadonlySet<string>, { from, to }: Span, { site, accessLog }: ReadExcursionDeps): readonly KeptEvent[] {
  if (accessLog === undefined) return [];
  const devices = site.devices.filter(({ zoneId }) => places.has(zoneId)).map(({ id }) => id);
  return devices
    .flatMap((deviceId) => accessLog.events({ deviceId, from, to: plus(to, 1 as DurationMs), limit: MOST_BADGES }))
    .filter(({ kind }) => kind === "badge" || kind === "unlock")
    .toSorted((one, other) => one.at - other.at);
}
