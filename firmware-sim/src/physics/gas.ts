import type { DurationMs } from "@labcanary/domain/basics";
import { SUBSTANCE_IDS, type SubstanceId, substanceOf } from "@labcanary/domain/quantity";

/** Gases a room can hold: what the platform knows, and nitrogen, which nobody measures and which takes the place of oxygen. */
export type Gas = SubstanceId | "N2";
export const GASES: readonly Gas[] = [...SUBSTANCE_IDS, "N2"];

/** A room as far as its air goes. */
export interface RoomModel {
  /** m³ of air. */
  readonly volume: number;
  /** m, floor to ceiling. */
  readonly height: number;
  /** Changes of air an hour: 4 in laboratories at night, more than 8 by day (NFPA 45-2004, A.8.2.2; later editions name no figure). */
  readonly airChanges: number;
  /** How well fresh air mixes, above 0 to 1: the share of it that dilutes. 1 is perfect, 0.33 an ordinary room (the mixing factor K = 3 of ventilation manuals, from memory). */
  readonly mixing: number;
}

/** Mean concentrations in ppm of volume; a gas that is absent is at its background. */
export type Air = Readonly<Partial<Record<Gas, number>>>;

/** Liquid nitrogen on the floor that boils away. */
export interface Pool {
  /** Litres of liquid left. */
  readonly litres: number;
  /** It shrinks by e in this time. */
  readonly boilOff: DurationMs;
}

/** What comes into the room. */
export interface Inflow {
  /** L/min of gas at room conditions, by gas. */
  readonly sources: Readonly<Partial<Record<Gas, number>>>;
  readonly pool?: Pool;
  /** Changes of air an hour beside the room's own, such as through an open door. */
  readonly extraAirChanges: number;
  /** 1: the ventilation runs; 0: it stands still. */
  readonly ventilation: number;
}

export interface RoomState {
  readonly air: Air;
  readonly pool?: Pool;
}

/** ppm in outdoor air: dry standard atmosphere (O2 20.95 %), CO2 of 2023 (NOAA, rounded), CH4 (NOAA, rounded). Others 0. */
const BACKGROUND: Air = { O2: 209_500, N2: 780_840, CO2: 420, CH4: 1.9 };
export const backgroundOf = (gas: Gas): number => BACKGROUND[gas] ?? 0;

/** Litres of gas from a litre of liquid nitrogen at 20 °C (limits of the field, section 3: about 700; 696 by its densities). */
export const NITROGEN_EXPANSION = 696;

/** While liquid boils its flow changes: the step is then cut into pieces of at most this, whatever its length. */
const POOL_STEP_MS = 1000;
/** Litres below which a pool is gone. */
const DRY = 1e-4;
const MS_PER_HOUR = 3_600_000;

/**
 * The air of a room `span` later, exact for constant flows. The room is one well-stirred volume V; what comes in (q) pushes as much out:
 * V dC/dt = q·10⁶ + kQ·C₀ − (kQ + Σq)·C. So every gas, oxygen too, is thinned by every other, and none passes 100 %.
 */
export function stepRoom(model: RoomModel, state: RoomState, inflow: Inflow, span: DurationMs): RoomState {
  const pool = state.pool;
  if (pool === undefined) return { air: mix(model, state.air, inflow, inflow.sources, span) };
  let { air } = state;
  let { litres } = pool;
  let left: number = span;
  while (left > 0 && litres > DRY) {
    const piece = Math.min(left, POOL_STEP_MS);
    const after = litres * Math.exp(-piece / pool.boilOff);
    const nitrogen = ((litres - after) * NITROGEN_EXPANSION * 60_000) / piece;
    const sources = { ...inflow.sources, N2: (inflow.sources.N2 ?? 0) + nitrogen };
    air = mix(model, air, inflow, sources, piece as DurationMs);
    litres = after;
    left -= piece;
  }
  if (left > 0) air = mix(model, air, inflow, inflow.sources, left as DurationMs);
  return litres > DRY ? { air, pool: { ...pool, litres } } : { air };
}

function mix(model: RoomModel, air: Air, inflow: Inflow, sources: Inflow["sources"], span: DurationMs): Air {
  const fresh = freshAir(model, inflow);
  const total = Object.values(sources).reduce((sum, litres) => sum + cubicMetresPerHour(litres), 0);
  const mixed: Partial<Record<Gas, number>> = { ...air };
  const share = Math.exp((-(fresh + total) * span) / (model.volume * MS_PER_HOUR));
  for (const gas of new Set([...Object.keys(air), ...Object.keys(sources), ...(total > 0 ? ["O2"] : [])]) as Set<Gas>) {
    const present = air[gas] ?? backgroundOf(gas);
    const added = cubicMetresPerHour(sources[gas] ?? 0) * 1e6;
    // Without any exchange there is nothing that changes it.
    if (fresh + total === 0) continue;
    const end = (added + fresh * backgroundOf(gas)) / (fresh + total);
    mixed[gas] = end + (present - end) * share;
  }
  return mixed;
}

/** m³/h that dilute. */
function freshAir({ volume, airChanges, mixing }: RoomModel, { extraAirChanges, ventilation }: Inflow): number {
  return mixing * volume * (airChanges * ventilation + extraAirChanges);
}

const cubicMetresPerHour = (litresPerMinute: number): number => litresPerMinute * 0.06;

/** What a gas comes to in the end, ppm: the analytic solution for t → ∞ with one source. */
export function equilibrium(model: RoomModel, gas: Gas, litresPerMinute: number): number {
  const fresh = freshAir(model, { sources: {}, extraAirChanges: 0, ventilation: 1 });
  const added = cubicMetresPerHour(litresPerMinute);
  return (added * 1e6 + fresh * backgroundOf(gas)) / (fresh + added);
}

/**
 * The concentration at a height, ppm. A gas lighter than air gathers below the ceiling, a heavier one above the floor, the more so the
 * less the air is moved; the mean over the height stays what it is. Oxygen and nitrogen follow what has come in: cold nitrogen lies low.
 */
export function concentrationAt(model: RoomModel, air: Air, gas: Gas, height: number, airChanges: number): number {
  const mean = air[gas] ?? backgroundOf(gas);
  const background = backgroundOf(gas);
  const layered = layering(model, gas, height, airChanges);
  return Math.min(1e6, Math.max(0, background + (mean - background) * layered));
}

/** Strongest layering, in still air, for a gas without weight (chosen: with methane the ceiling then has about twice the mean). */
const STRENGTH = 3;
/** Changes of air an hour at which layering is half as strong (chosen: from 6 on a room counts as stirred). */
const STIRRED = 6;
/** Density of the air that carries them, relative to the room's: what boils off liquid nitrogen is cold (chosen: half way to 20 °C). */
const COLD_NITROGEN = 1.5;
/** g/mol of dry air. */
const AIR_MOLAR_MASS = 28.96;

/** e^a(z−½), scaled to a mean of 1 over 0 ≤ z ≤ 1. */
function layering(model: RoomModel, gas: Gas, height: number, airChanges: number): number {
  const a = (STRENGTH * Math.max(-1, Math.min(1, 1 - relativeDensity(gas)))) / (1 + airChanges / STIRRED);
  if (Math.abs(a) < 1e-9) return 1;
  const z = Math.max(0, Math.min(1, height / model.height));
  return (Math.exp(a * (z - 0.5)) * a) / (2 * Math.sinh(a / 2));
}

/** Of a gas to air, both at 20 °C; for nitrogen, and for the oxygen it displaces, that of cold nitrogen. */
function relativeDensity(gas: Gas): number {
  return gas === "N2" || gas === "O2" ? COLD_NITROGEN : substanceOf(gas).molarMass / AIR_MOLAR_MASS;
}
