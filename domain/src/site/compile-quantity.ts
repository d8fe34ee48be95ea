import type { Text } from "../basics/index.ts";
import {
  conversion,
  definitionOf,
  parseUnit,
  QUANTITIES,
  type Quantity,
  SUBSTANCE_IDS,
  SUBSTANCES,
  type SubstanceId,
  type Unit,
} from "../quantity/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { ProfileFile } from "./file.ts";
import type { Problems } from "./problem.ts";

/** What a signal measures. */
type Measured = Pick<SignalDescription, "quantity" | "unit" | "substance" | "reference" | "states">;

/** Undefined when the site does not say what is measured, or it cannot be; what is wrong is then among the problems. */
export function compileQuantity(whole: ProfileFile, path: readonly (string | number)[], problems: Problems): Measured | undefined {
  const { quantity: quantityName, unit: unitName, substance, reference, states } = whole;
  if (quantityName === undefined || !Object.hasOwn(QUANTITIES, quantityName)) {
    problems.add("SITE_QUANTITY", [...path, "quantity"], `give one of ${Object.keys(QUANTITIES).join(", ")}`);
    return undefined;
  }
  const quantity = quantityName as Quantity;
  const { units } = definitionOf(quantity);
  const unit = unitName === undefined ? units[0] : parseUnit(unitName);
  if (unit === undefined || !units.includes(unit)) {
    problems.add("SITE_UNIT", [...path, "unit"], `${quantity} is measured in ${units.join(", ")}`);
    return undefined;
  }
  if (unit === "state" && (states === undefined || states.length < 2)) {
    problems.add("SITE_MISSING", [...path, "states"], "list the states, in order, for example [closed, open]");
    return undefined;
  }
  if (substance !== undefined && !isSubstance(substance)) {
    problems.add("SITE_SUBSTANCE", [...path, "substance"], `"${substance}" is not known; there are ${SUBSTANCE_IDS.join(", ")}`);
    return undefined;
  }
  if (!canMeasure(unit, substance)) {
    const able = SUBSTANCE_IDS.filter((id) => canMeasure(unit, id));
    problems.add("SITE_SUBSTANCE", [...path, "substance"], `${unit} needs a substance it can be worked out for: one of ${able.join(", ")}`);
    return undefined;
  }
  return {
    quantity,
    unit,
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
    ...(unit === "state" && states !== undefined ? { states } : {}),
  };
}

const isSubstance = (name: string): name is SubstanceId => Object.hasOwn(SUBSTANCES, name);

/** mg/m³ and %LEL mean something of a known substance only. */
const canMeasure = (unit: Unit, substance: SubstanceId | undefined): boolean =>
  (unit !== "mg/m3" && unit !== "%LEL") || conversion(unit, "ppm", substance === undefined ? {} : { substance }).ok;

/** What a signal is called that the site gives no label. */
export const defaultLabel = ({ quantity, substance }: { readonly quantity: Quantity; readonly substance?: SubstanceId }): Text =>
  substance === undefined ? definitionOf(quantity).name : SUBSTANCES[substance].name;
