import { type DurationMs, hours, minutes, type Text } from "../../basics/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { DeviceId, SignalKey } from "../../telemetry/index.ts";
import type { Site, ZoneId } from "../site.ts";

/** Whom a substance is controlled by: 剧毒化学品, 易制爆危险化学品, 易制毒化学品, 放射源. */
export const REGIMES = ["highly-toxic", "explosive-precursor", "drug-precursor", "radioactive-source"] as const;
export type Regime = (typeof REGIMES)[number];

/** What a substance is counted in. */
export const STOCK_UNITS = ["g", "kg", "mL", "L", "piece"] as const;
export type StockUnit = (typeof STOCK_UNITS)[number];

/** What is done with a container and changes where or how much of it there is; and looking that it is there. */
export const MOVEMENT_KINDS = [
  "receive",
  "store",
  "withdraw",
  "use",
  "return",
  "transfer",
  "hand-on",
  "dispose",
  "correct",
  "inspect",
  "cancel",
  "lose",
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** Those that a policy can ask two people for: the approval of a purchase as well, and counting, which is done in a stock-take. */
export const TWO_PERSON_KINDS = [
  "approve",
  "receive",
  "store",
  "withdraw",
  "use",
  "return",
  "transfer",
  "hand-on",
  "dispose",
  "correct",
  "inspect",
  "cancel",
  "lose",
  "count",
] as const;
export type TwoPersonKind = (typeof TWO_PERSON_KINDS)[number];

export interface Substance {
  readonly id: string;
  readonly name: Text;
  readonly regime: Regime;
  /** CAS registry number. */
  readonly cas?: string;
  readonly unit: StockUnit;
  /** In milligrams per millilitre: what makes a weight of a volume. */
  readonly density?: number;
}

/** Chosen: what was received in the morning is in its store by noon; nothing is left at the desk overnight. */
export const STORE_WITHIN: DurationMs = hours(4);
/** Chosen: a long working day; what is out overnight is asked about, unless whoever took it has said until when. */
export const BACK_WITHIN: DurationMs = hours(12);

/** How a regime is kept; the "five doubles" are those of highly toxic substances. */
export interface RegimePolicy {
  /** Done by one, and signed by another who was there. */
  readonly two: readonly TwoPersonKind[];
  /** "Two books": the second person enters the quantity as well, without being shown it. */
  readonly secondEntry: boolean;
  /** "Two locks": the site is refused unless a two-person rule watches the door. */
  readonly twoLocks: boolean;
  /** Roles of the site's people who may sign; absent: whoever has the right to. */
  readonly signers?: readonly string[];
  /** When stores may be opened; absent: always. */
  readonly hours?: Schedule;
  readonly hoursName?: Text;
  /** Longest time from what was done to its record. */
  readonly enterWithin: DurationMs;
  /** Longest time from receiving to storing. Absent in a site that an earlier release compiled: STORE_WITHIN. */
  readonly storeWithin?: DurationMs;
  /** Longest time something is out where its withdrawal does not say until when. Absent in such a site: BACK_WITHIN. */
  readonly backWithin?: DurationMs;
}

/** A zone in which controlled substances are kept, behind one door. */
export interface StockCabinet {
  readonly zoneId: ZoneId;
  readonly regimes: readonly Regime[];
  readonly door: SignalKey;
  /** Numbers of the door's states that count as open. */
  readonly open: readonly number[];
  /** Where people at the door badge: a device, and of one with several doors, the name of the door. */
  readonly readers: readonly { readonly deviceId: DeviceId; readonly door?: string }[];
  readonly weight?: StockScale;
}

export interface StockScale {
  readonly signal: SignalKey;
  /** Milligrams in one of the signal's unit. */
  readonly milligrams: number;
  /** In milligrams: what the weight may differ from the records by. */
  readonly tolerance: number;
  /** Between two readings. Absent in a site that an earlier release compiled: nobody knows. */
  readonly interval?: DurationMs;
}

/** Longest time between two readings of a scale that weighs every visit. Chosen: three readings within ten minutes say what a shelf weighs (weighing.ts). */
const LONGEST_WEIGHING: DurationMs = minutes(3);

/**
 * Scales that report too seldom to weigh between two visits: of each visit they do not see it is asked (`weight-not-seen`). No reason to refuse
 * a site, which watches for gas as well.
 */
export const seldomScales = ({ stock }: Pick<Site, "stock">): readonly StockScale[] =>
  (stock?.cabinets ?? []).flatMap(({ weight }) => (weight?.interval !== undefined && weight.interval > LONGEST_WEIGHING ? [weight] : []));

/** Whether the site says where people badge at the door of a cabinet. Without, a cabinet has what its door may have (compile-stock.ts). */
export const hasReader = ({ signals }: Pick<Site, "signals">, { door }: Pick<StockCabinet, "door">): boolean =>
  signals.find(({ key }) => key === door)?.rules.some((rule) => "readers" in rule) === true;

/** Controlled substances of a site: which there are, where they are kept, and how. */
export interface Stock {
  readonly substances: readonly Substance[];
  readonly cabinets: readonly StockCabinet[];
  readonly policies: Readonly<Record<Regime, RegimePolicy>>;
}
