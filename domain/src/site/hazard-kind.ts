/** What a hazard is of. */
export const HAZARD_CLASSES = ["gas", "fire", "hazardous-chemicals", "radiation", "biology", "building", "information"] as const;
export type HazardClass = (typeof HAZARD_CLASSES)[number];

/** A major hazard can cost lives or stop the institution (国卫办密安函〔2023〕490号); every other is a general one. */
export const HAZARD_LEVELS = ["general", "major"] as const;
export type HazardLevel = (typeof HAZARD_LEVELS)[number];
