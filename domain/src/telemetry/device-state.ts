/**
 * What a device can say of a signal instead of, or beside, a value: `{"value":null,"state":"warm-up"}`. States are not values and are
 * never taken for a measurement (the intent of IEC 60079-29-1 and EN 50402: special states must be distinguishable).
 */
export const DEVICE_STATES = ["over-range", "fault", "inhibited", "warm-up", "calibration"] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/**
 * Why a reading is no value. `not-measured`: it said `null`; `bad-quality`: it said quality `bad`; `under-range`: its value lies below the
 * range of its signal, where a detector has drifted or lost its sensor; `offline`: its gateway says that it does not hear the device; the
 * others are what it said itself.
 */
export const FAULT_REASONS = [
  "not-measured",
  "bad-quality",
  "under-range",
  "fault",
  "inhibited",
  "warm-up",
  "calibration",
  "offline",
] as const;
export type FaultReason = (typeof FAULT_REASONS)[number];

/** What the device cannot do and why, as the end of a sentence. */
export const SAID_OF_FAULT: Readonly<Record<FaultReason, string>> = {
  "not-measured": "says it could not measure",
  "bad-quality": "says its value is bad",
  "under-range": "reads below its range",
  offline: "is not heard by its gateway",
  fault: "says it has a fault",
  inhibited: "says it is inhibited",
  "warm-up": "says it is warming up",
  calibration: "says it is being calibrated",
};

/** What is kept beside a stored point, so that a reading can be told again as it was: the reading was over its range, or no value and why. */
export const POINT_STATES = ["over-range", "under-range", "fault", "inhibited", "warm-up", "calibration", "offline"] as const;
export type PointState = (typeof POINT_STATES)[number];
