import { type ConversionContext, conversion } from "./convert.ts";
import { definitionOf, type Quantity } from "./quantities.ts";
import type { Unit } from "./units.ts";

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const UNBOUNDED: Bounds = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

/** What a quantity can be at all, in one of its units. A unit that cannot be held against the one the bounds are stated in has none. */
export function boundsIn(unit: Unit, context: ConversionContext & { readonly quantity: Quantity }): Bounds {
  const { bounds, units } = definitionOf(context.quantity);
  const [base] = units;
  if (base === undefined || base === unit) return bounds;
  const convert = conversion(base, unit, context);
  return convert.ok ? { min: convert.value(bounds.min), max: convert.value(bounds.max) } : UNBOUNDED;
}
