import type { DurationMs, EpochMs, Text } from "../../basics/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { RouteTarget } from "../routing.ts";
import type { ZoneId } from "../site.ts";
import type { KeyPeriodFile } from "./file.ts";

/** A festival, vacation, inspection or large event: days on which less is let pass. */
export interface KeyPeriod {
  readonly id: string;
  readonly kind: KeyPeriodFile["kind"];
  readonly name: Text;
  /** The beginning of its first day on the clocks of the site. */
  readonly from: EpochMs;
  /** The end of its last day; exclusive. */
  readonly to: EpochMs;
  /** Absent: the whole site. */
  readonly zones?: readonly ZoneId[];
  /** What on-delays and waits are multiplied by; 1: they are as always. */
  readonly delays: number;
  /** Told with the first step of every route, besides whom that tells. */
  readonly tell?: readonly RouteTarget[];
  readonly seals: readonly Seal[];
  readonly checkIns?: CheckIns;
  /** How long before `from` the pre-flight is made. */
  readonly preFlight: DurationMs;
}

/** A door with a rule of its own (`sealed-door`) in these days. */
export interface Seal {
  readonly door: SignalKey;
  readonly zoneId: ZoneId;
  /** Whether it can be seen who opens it. */
  readonly hasReader: boolean;
}

export interface CheckIns {
  /** From midnight on the wall, ascending. */
  readonly at: readonly DurationMs[];
  /** From that time on, whoever is asked has so long. */
  readonly within: DurationMs;
  readonly by: readonly RouteTarget[];
}
