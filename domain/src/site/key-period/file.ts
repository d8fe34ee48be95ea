import type { Text } from "../../basics/index.ts";

/** Days on which other rules count, both ends among them. */
export interface KeyPeriodFile {
  readonly id: string;
  readonly kind: (typeof KEY_PERIOD_KINDS)[number];
  readonly name: Text;
  readonly from: string;
  readonly to: string;
  /** Where delays are shorter, and what the pre-flight and the report look at; the whole site, without it. */
  readonly zones?: readonly string[];
  /** What on-delays of rules and waits of routes are multiplied by: more than 0, at most 1. */
  readonly delays?: number;
  /** Whom every route of its zones tells with its first step besides, as steps of routes say it. */
  readonly tell?: readonly string[];
  readonly seal?: readonly SealFile[];
  readonly checkIns?: CheckInsFile;
  /** How long before the first day the pre-flight is made. */
  readonly preFlight?: string;
}

export const KEY_PERIOD_KINDS = ["festival", "vacation", "inspection", "event"] as const;

/** A door that is not to be opened. */
export interface SealFile {
  /** `device/signal`. */
  readonly door: string;
  /** Devices, or `device/door` of one that has several; without it, those of the door's other rules of custody. */
  readonly readers?: readonly string[];
  readonly open?: readonly string[];
  readonly within?: string;
  readonly grace?: string;
}

/** Whoever is on duty says that they are there. */
export interface CheckInsFile {
  /** Times of the day, in the site's zone: `08:00`. */
  readonly at: readonly string[];
  readonly within: string;
  /** `rota:ID`, `contact:ID`, `responsible`, `deputy`. */
  readonly by: readonly string[];
}
