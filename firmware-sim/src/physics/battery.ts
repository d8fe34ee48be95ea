import { type DurationMs, hours } from "@labcanary/domain/basics";

export const CHEMISTRIES = ["lithium", "alkaline"] as const;
export type Chemistry = (typeof CHEMISTRIES)[number];

export interface BatteryModel {
  readonly chemistry: Chemistry;
  /** mAh at 20 °C. */
  readonly capacity: number;
  /** mA, the mean of sleeping and sending. */
  readonly draw: number;
  /** Share of its charge from which on the device says that it is low. */
  readonly low: number;
}

/** Share of the charge that is left, 1 when new. */
export type Charge = number;

/** What a chemistry does in the cold and with time. */
interface Chemist {
  /** Share of the capacity that can be had at these °C, in a straight line in between. */
  readonly inCold: readonly (readonly [celsius: number, share: number])[];
  /** Share lost in a year on the shelf. */
  readonly selfDischarge: number;
  /** V of one cell at these shares of charge. */
  readonly voltage: readonly (readonly [charge: number, volts: number])[];
}

/**
 * Lithium thionyl chloride: flat until near its end, 1 % a year. Alkaline: falls all the way, a quarter of its capacity at −20 °C, 2 to 3 % a year. Shapes of makers' data
 * sheets from memory, rounded: check against the cell in hand.
 */
const CHEMISTS: Readonly<Record<Chemistry, Chemist>> = {
  lithium: {
    inCold: [
      [-40, 0.6],
      [-20, 0.8],
      [20, 1],
      [60, 0.95],
    ],
    selfDischarge: 0.01,
    voltage: [
      [0, 2],
      [0.03, 3],
      [0.1, 3.5],
      [1, 3.66],
    ],
  },
  alkaline: {
    inCold: [
      [-20, 0.25],
      [0, 0.65],
      [20, 1],
      [50, 1],
    ],
    selfDischarge: 0.025,
    voltage: [
      [0, 0.8],
      [0.1, 1.05],
      [0.5, 1.25],
      [1, 1.55],
    ],
  },
};
const YEAR = hours(24 * 365);

/** What is left `span` later. In the cold the same current takes a larger share of what can be had. */
export function stepBattery(model: BatteryModel, charge: Charge, celsius: number, span: DurationMs): Charge {
  const { selfDischarge, inCold } = CHEMISTS[model.chemistry];
  const drawn = (model.draw * span) / hours(1) / (model.capacity * along(inCold, celsius));
  return Math.max(0, charge - drawn - (selfDischarge * span) / YEAR);
}

/** V of one cell. In the cold its inner resistance takes 2 mV a kelvin below 20 °C (chosen). */
export function voltageOf({ chemistry }: BatteryModel, charge: Charge, celsius: number): number {
  return along(CHEMISTS[chemistry].voltage, charge) - 0.002 * Math.max(0, 20 - celsius);
}

/** The value of a line through points, level beyond its ends. */
function along(points: readonly (readonly [x: number, y: number])[], x: number): number {
  let [fromX, fromY] = points[0] ?? [0, 0];
  for (const [toX, toY] of points) {
    if (x <= toX) return toX === fromX || x <= fromX ? fromY : fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX);
    [fromX, fromY] = [toX, toY];
  }
  return fromY;
}
