import type { Text } from "../basics/index.ts";

/** What a gas or vapour is, as far as conversions need it. */
export interface Substance {
  readonly name: Text;
  /** g/mol, from the standard atomic weights (IUPAC 2021, abridged). */
  readonly molarMass: number;
  /**
   * Lower explosive limit, %vol in air. Absent where none is used for alarms.
   * IEC 60079-20-1 and EN 61779-1 differ (methane 4.4 and 5.0): the figure here is the one the detectors of this market are
   * calibrated to.
   */
  readonly lowerExplosiveLimit?: number;
  /**
   * Immediately dangerous to life or health (IDLH, NIOSH), and where it was read: the concentration above which somebody may be unable
   * to get out. Absent where the figure is not sure enough to refuse a set-point for it.
   */
  readonly immediatelyDangerous?: { readonly ppm: number; readonly source: string };
}

export const SUBSTANCES = {
  CO: {
    name: { en: "Carbon monoxide", zh: "一氧化碳" },
    molarMass: 28.01,
    lowerExplosiveLimit: 10.9,
    immediatelyDangerous: { ppm: 1200, source: "NIOSH 1994, told by Haltech HCO106" },
  },
  CO2: {
    name: { en: "Carbon dioxide", zh: "二氧化碳" },
    molarMass: 44.009,
    immediatelyDangerous: { ppm: 40_000, source: "NIOSH 1994, 124-38-9" },
  },
  H2S: {
    name: { en: "Hydrogen sulphide", zh: "硫化氢" },
    molarMass: 34.08,
    lowerExplosiveLimit: 4.0,
    immediatelyDangerous: { ppm: 100, source: "NIOSH, told by PMC5777517" },
  },
  NH3: {
    name: { en: "Ammonia", zh: "氨气" },
    molarMass: 17.031,
    lowerExplosiveLimit: 15,
    immediatelyDangerous: { ppm: 300, source: "NIOSH, told by mda.state.mn.us" },
  },
  Cl2: { name: { en: "Chlorine", zh: "氯气" }, molarMass: 70.9, immediatelyDangerous: { ppm: 10, source: "NIOSH 1994, 7782-50-5" } },
  HCN: {
    name: { en: "Hydrogen cyanide", zh: "氰化氢" },
    molarMass: 27.026,
    lowerExplosiveLimit: 5.4,
    immediatelyDangerous: { ppm: 50, source: "NIOSH 2005, told by NRC 2008" },
  },
  O2: { name: { en: "Oxygen", zh: "氧气" }, molarMass: 31.998 },
  CH4: { name: { en: "Methane", zh: "甲烷" }, molarMass: 16.043, lowerExplosiveLimit: 5.0 },
  C3H8: { name: { en: "Propane (LPG)", zh: "丙烷（液化气）" }, molarMass: 44.097, lowerExplosiveLimit: 2.1 },
  H2: { name: { en: "Hydrogen", zh: "氢气" }, molarMass: 2.016, lowerExplosiveLimit: 4.0 },
  CH2O: { name: { en: "Formaldehyde", zh: "甲醛" }, molarMass: 30.026, lowerExplosiveLimit: 7.0 },
  C2H6O: { name: { en: "Ethanol", zh: "乙醇" }, molarMass: 46.069, lowerExplosiveLimit: 3.3 },
  C3H6O: { name: { en: "Acetone", zh: "丙酮" }, molarMass: 58.08, lowerExplosiveLimit: 2.5 },
  C7H8: { name: { en: "Toluene", zh: "甲苯" }, molarMass: 92.141, lowerExplosiveLimit: 1.1 },
  C8H10: {
    name: { en: "Xylene", zh: "二甲苯" },
    molarMass: 106.168,
    lowerExplosiveLimit: 1.0,
    immediatelyDangerous: { ppm: 900, source: "NIOSH, told by sjgov.org 459005" },
  },
  /** A photo-ionisation reading in isobutylene equivalents; a real mixture needs its own response factor. */
  VOC: { name: { en: "Solvent vapour", zh: "溶剂蒸气" }, molarMass: 56.108, lowerExplosiveLimit: 1.8 },
} as const satisfies Record<string, Substance>;

export type SubstanceId = keyof typeof SUBSTANCES;
export const SUBSTANCE_IDS = Object.keys(SUBSTANCES) as readonly SubstanceId[];

export function substanceOf(id: SubstanceId): Substance {
  return SUBSTANCES[id];
}
