import type { DurationMs } from "@labcanary/domain/basics";
import type { Action, DeviceDescription } from "../description.ts";
import type { EnvironmentDescription } from "../physics/environment.ts";

/** A story: devices, and what happens to them when. */
export interface Scenario {
  readonly name: string;
  /** One sentence for the person who chooses it. */
  readonly about: string;
  readonly devices: readonly DeviceDescription[];
  /** What its devices share; absent: nothing but outdoor air and the mains. */
  readonly environment?: EnvironmentDescription;
  /** Name of the scenario whose file describes the devices; its own name when it does so itself. */
  readonly base: string;
  /** 1: as in life. 60: what takes an hour in life takes a minute. Times in steps are times in life. */
  readonly timeFactor: number;
  /** In the order they happen. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** In the story's own time, from its start. */
  readonly at: DurationMs;
  readonly deviceId: string;
  readonly action: Action;
  /** What a narrator would say. */
  readonly say?: string;
}

export type ScenarioErrorCode =
  | "SCENARIO_FILE"
  | "SCENARIO_YAML"
  | "SCENARIO_KEY_UNKNOWN"
  | "SCENARIO_KEY_MISSING"
  | "SCENARIO_VALUE"
  | "SCENARIO_UNIT"
  | "SCENARIO_REFERENCE";

/** A mistake in a scenario file: where it is, what is wrong, and what would be right. */
export interface ScenarioError {
  readonly code: ScenarioErrorCode;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Path of the key, such as `devices.cab-17.signals.vapour.lag`. */
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** `solvent.yaml:12: steps[1].ramp.to: … — write …`, for a terminal. */
export function scenarioErrorText({ file, line, key, problem, remedy }: ScenarioError): string {
  return `${file}:${line}: ${key === "" ? "" : `${key}: `}${problem}; ${remedy}`;
}
