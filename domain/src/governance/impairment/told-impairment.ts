import { IMPAIRMENT_OF_FAULT, type Impairment } from "../../rules/index.ts";
import type { FaultReason } from "../../telemetry/index.ts";

/**
 * What keeps a signal from protecting as it should, as the journal has it. Silence has alarms of its own, and is told by them. `inhibited`:
 * also while it warms up, is calibrated or worked at.
 */
export const TOLD_IMPAIRMENTS = ["faulty", "over-range", "suspect", "inhibited", "simulated", "uncalibrated"] as const;
export type ToldImpairment = (typeof TOLD_IMPAIRMENTS)[number];

/** An uncertain reading is none: it raises its alarms, and nobody has to do anything about it (decision 37). */
const TOLD_AS: Readonly<Record<Impairment, ToldImpairment | undefined>> = {
  silent: undefined,
  faulty: "faulty",
  "over-range": "over-range",
  suspect: "suspect",
  inhibited: "inhibited",
  "warming-up": "inhibited",
  calibrating: "inhibited",
  maintenance: "inhibited",
  simulated: "simulated",
  uncalibrated: "uncalibrated",
  uncertain: undefined,
};

/**
 * How an impairment is told. `fault`: what the device says of the signal; one that says for long that it measures nothing is silent as well,
 * and is told as what it says.
 */
export const toldImpairment = (impairment: Impairment, fault: FaultReason | undefined): ToldImpairment | undefined =>
  TOLD_AS[impairment === "silent" && fault !== undefined ? IMPAIRMENT_OF_FAULT[fault] : impairment];
