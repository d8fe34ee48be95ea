import type { Text } from "../../basics/index.ts";
import type { Regime, StockUnit, TwoPersonKind } from "./stock.ts";

/** `stock` of a site file. */
export interface StockFile {
  readonly policies?: Readonly<Partial<Record<Regime, RegimePolicyFile>>>;
  readonly substances: Readonly<Record<string, SubstanceFile>>;
  /** By the zone they are. */
  readonly cabinets: Readonly<Record<string, StockCabinetFile>>;
}

export interface RegimePolicyFile {
  readonly two?: readonly TwoPersonKind[];
  readonly secondEntry?: boolean;
  readonly twoLocks?: boolean;
  readonly signers?: readonly string[];
  /** Name of a schedule. */
  readonly hours?: string;
  readonly enterWithin?: string;
  readonly storeWithin?: string;
  readonly backWithin?: string;
}

export interface SubstanceFile {
  readonly name: Text;
  readonly regime: Regime;
  readonly cas?: string;
  readonly unit: StockUnit;
  /** g/mL. */
  readonly density?: number;
}

export interface StockCabinetFile {
  readonly regimes: readonly Regime[];
  /** `device/signal`. */
  readonly door: string;
  /** States of the door that count as open; without it, `open`. */
  readonly open?: readonly string[];
  readonly weight?: string;
  /** In the weight's unit; without it, the `change` of the weight's own rule. */
  readonly tolerance?: number;
}
