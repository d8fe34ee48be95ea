import type { DurationMs, Result } from "../basics/index.ts";
import type { Drill, DrillCommand, DrillRefusalCode } from "../governance/index.ts";
import type { DrillSeen, DrillStageRefusalCode, DrillUnderWay } from "../messages/index.ts";
import type { DrillPlan } from "../site/index.ts";
import type { LedgerBook } from "./ledgers.ts";

/** Where the alarms of drills are raised. */
export interface DrillStage {
  /** From now on conditions of its signals' twins are alarms of the drill. Durable on return; begun before, it is given back as it is. */
  beginDrill(drill: DrillUnderWay): Result<DrillSeen, { readonly code: DrillStageRefusalCode; readonly message: string }>;
  /** Its alarms have ended on return. Undefined: it is not under way. */
  endDrill(number: number, because: "stopped" | "not-playable"): DrillSeen | undefined;
  /** The one that is under way, or was the last. */
  drill(): DrillSeen | undefined;
  /** Calls the listener after each change of a drill, once it is durable. Returns what ends that. */
  onDrill(listener: (drill: DrillSeen) => void): () => void;
}

/** Plays the scenario of a drill as the platform's own device, through the broker. */
export interface DrillPlayer {
  /** Whether the plan's scenario can be played; else why not, in English. */
  check(plan: DrillPlan): Result<void, string>;
  /** Plays it from a span after its beginning on, in place of what is played. */
  play(number: number, plan: DrillPlan, from: DurationMs): void;
  /** The drill that is played. */
  readonly playing: number | undefined;
  end(): void;
}

/** Drills, from being planned until their result is signed. What a command has as its consequence is in the journal on return as well. */
export interface DrillDesk {
  drills(): LedgerBook<Drill, DrillCommand, DrillRefusalCode>;
}
