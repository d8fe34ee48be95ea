import type { Text } from "../basics/index.ts";
import { conversion, parseUnit } from "../quantity/index.ts";
import type { UnknownSignal } from "./unknown-signals.ts";

/**
 * Profiles of the library that may fit what was heard, and why. More than one: only somebody who knows the place can choose, and a wrong
 * one is an alarm that does not come.
 */
export interface ProfileProposal {
  /** What a site includes to have them: `labcanary:doors`. */
  readonly library: string;
  readonly profiles: readonly [string, ...string[]];
  readonly reason: Text;
}

interface Band {
  /** °C; what was heard lies between them altogether, the limits included. */
  readonly from: number;
  readonly to: number;
  readonly library: string;
  readonly profiles: readonly [string, ...string[]];
  readonly means: Text;
}

/**
 * What is kept so cold. Each reaches beyond the limits of its profiles as far as an open door brings it, and none meets the next: what
 * lies in between, or in two, is proposed nothing. Limits of the profiles: docs/reference/profiles.md; how far beyond: chosen.
 */
const BANDS: readonly Band[] = [
  {
    from: -200,
    to: -130,
    library: "labcanary:cold-storage",
    profiles: ["ln2-store-temperature"],
    means: { en: "a store cooled with liquid nitrogen", zh: "液氮储存罐" },
  },
  {
    from: -100,
    to: -60,
    library: "labcanary:cold-storage",
    profiles: ["ultra-low-freezer"],
    means: { en: "an ultra-low freezer", zh: "超低温冰箱" },
  },
  {
    from: -50,
    to: -10,
    library: "labcanary:cold-storage",
    profiles: ["vaccine-freezer", "plasma-freezer"],
    means: { en: "a freezer", zh: "冷冻柜" },
  },
  {
    from: -1,
    to: 12,
    library: "labcanary:cold-storage",
    profiles: ["vaccine-refrigerator", "blood-refrigerator", "blood-reagent-refrigerator"],
    means: { en: "a refrigerator", zh: "冷藏柜" },
  },
  {
    from: 15,
    to: 45,
    library: "labcanary:rooms",
    profiles: ["room-temperature", "cabinet-temperature", "barrier-temperature"],
    means: { en: "a room or a cabinet", zh: "房间或柜内" },
  },
];

interface Kind extends ProfileProposal {
  /** Of the name on the wire, in small letters. */
  readonly name: RegExp;
}

/** What a name alone says. Gases have limits by the law of the place, so they are always a choice. Order: the longer word first. */
const KINDS: readonly Kind[] = [
  {
    name: /(^|[^a-z])(contact|door|opening)([^a-z]|$)/,
    library: "labcanary:doors",
    profiles: ["chemical-cabinet-door", "highly-toxic-store-door", "highly-toxic-store-door-two-person", "refrigerator-door"],
    reason: { en: "its name is that of a door contact", zh: "名称为门磁信号" },
  },
  {
    name: /(^|[^a-z])tamper([^a-z]|$)/,
    library: "labcanary:doors",
    profiles: ["tamper"],
    reason: { en: "its name is that of a tamper switch", zh: "名称为防拆信号" },
  },
  {
    name: /humidity/,
    library: "labcanary:rooms",
    profiles: ["room-humidity", "barrier-humidity"],
    reason: { en: "its name is that of humidity", zh: "名称为湿度信号" },
  },
  gas(/(^|[^a-z0-9])(co2|carbon.?dioxide)([^a-z0-9]|$)/, "carbon-dioxide", ["osha", "niosh", "eh40", "gbz"], "二氧化碳"),
  gas(/(^|[^a-z0-9])(co|carbon.?monoxide)([^a-z0-9]|$)/, "carbon-monoxide", ["niosh", "osha", "eh40", "gbz"], "一氧化碳"),
  gas(/(^|[^a-z0-9])(nh3|ammonia)([^a-z0-9]|$)/, "ammonia", ["osha", "niosh", "eh40", "gbz"], "氨气"),
  gas(/(^|[^a-z0-9])(cl2|chlorine)([^a-z0-9]|$)/, "chlorine", ["osha", "niosh", "eh40", "gbz"], "氯气"),
  gas(/(^|[^a-z0-9])(h2s|hydrogen.?sul(ph|f)ide)([^a-z0-9]|$)/, "hydrogen-sulphide", ["osha", "niosh", "acgih", "eh40", "gbz"], "硫化氢"),
  gas(/(^|[^a-z0-9])(hcn|hydrogen.?cyanide)([^a-z0-9]|$)/, "hydrogen-cyanide", ["osha", "niosh", "eh40", "gbz"], "氰化氢"),
];

/** A library of a gas has a profile for each body of limits. */
function gas(name: RegExp, substance: string, bodies: readonly [string, ...string[]], zh: string): Kind {
  const [first, ...others] = bodies.map((body) => `${substance}-${body}`);
  return {
    name,
    library: `labcanary:${substance}`,
    profiles: [first as string, ...others],
    reason: {
      en: `its name is that of ${substance.replace("-", " ")}; whose limits hold here is yours to say`,
      zh: `名称为${zh}信号；适用哪套限值由您决定`,
    },
  };
}

/** Temperatures by what they have been; everything else by its name. Undefined where neither says enough. */
export function proposeProfile({ signal, unit, range }: Pick<UnknownSignal, "signal" | "unit" | "range">): ProfileProposal | undefined {
  const name = signal.toLowerCase();
  const celsius = celsiusOf(name, unit);
  if (celsius !== undefined) {
    if (range === undefined) return undefined;
    const [lowest, highest] = [celsius(range.lowest), celsius(range.highest)];
    const band = BANDS.find(({ from, to }) => lowest >= from && highest <= to);
    if (band === undefined) return undefined;
    const [low, high] = [tenth(lowest), tenth(highest)];
    const { library, profiles, means } = band;
    const reason = {
      en: `temperature between ${low} and ${high} °C: ${means.en}`,
      zh: `温度在 ${low} 至 ${high} °C 之间：${means.zh}`,
    };
    return { library, profiles, reason };
  }
  const kind = KINDS.find((each) => each.name.test(name));
  return kind === undefined ? undefined : { library: kind.library, profiles: kind.profiles, reason: kind.reason };
}

/** How to have it in °C; undefined where it is no temperature. Without a unit, one that is called so counts as °C, as gateways send it. */
function celsiusOf(name: string, spelling: string | undefined): ((value: number) => number) | undefined {
  if (spelling === undefined) return /temp/.test(name) ? (value) => value : undefined;
  const unit = parseUnit(spelling);
  const convert = unit === undefined ? undefined : conversion(unit, "Cel", {});
  return convert?.ok === true ? convert.value : undefined;
}

const tenth = (value: number): string => String(Math.round(value * 10) / 10).replace("-", "−");
