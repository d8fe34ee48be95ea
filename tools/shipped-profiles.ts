import { UNIT_SYMBOLS } from "@labcanary/domain/quantity";
import {
  type AlarmRule,
  conditionOfWatch,
  describeFigure,
  figureUnit,
  isWatchRule,
  nameOfWatch,
  type OverRangeRule,
} from "@labcanary/domain/rules";
import { compileSite, type ProfileFile, type Signal } from "@labcanary/domain/site";
import { shippedFile } from "../app/src/site/library.ts";
import { readYaml } from "../app/src/yaml-source.ts";

/** The profiles that a library (`labcanary:doors`) has itself, by name; none where it only includes others. */
export function profilesOf(library: string): Readonly<Record<string, ProfileFile>> {
  const found = shippedFile(library);
  if (found.kind !== "library") throw new Error(`there is no ${library}`);
  const { value } = readYaml(found.file);
  return (value as { readonly profiles?: Readonly<Record<string, ProfileFile>> }).profiles ?? {};
}

/** A row for each rule of a library: profile, rule, what meets it, what stands behind the figure, its source. */
export function rowsOf(library: string): readonly (readonly string[])[] {
  return signalsOf(profilesOf(library)).flatMap((signal) =>
    rulesOfProfile(signal).map((rule) => {
      const name = rule.id.slice(rule.id.lastIndexOf("/") + 1);
      return [`\`${signal.name}\``, `\`${name}\``, conditionOf(rule, signal), rule.basis ?? "", rule.source];
    }),
  );
}

/** What watches signals together is no profile's, and for a figure that cannot be told every signal has the same rule. */
const rulesOfProfile = ({ rules }: Signal): readonly AlarmRule[] =>
  rules.filter(({ kind }) => kind !== "silence-group" && kind !== "not-assessable");

/** One signal of each profile, named as it. */
function signalsOf(profiles: Readonly<Record<string, ProfileFile>>): readonly Signal[] {
  const text = { en: "Library", zh: "库" };
  const signals = Object.fromEntries(Object.keys(profiles).map((profile) => [profile, { profile }]));
  const site = compileSite(
    {
      site: "library",
      name: text,
      timeZone: "UTC",
      people: {
        somebody: { name: "Somebody", language: "en", phone: "+10000000000", badges: ["1"] },
        another: { name: "Another", language: "en", badges: ["2"] },
      },
      securityCentre: ["somebody"],
      zones: [{ id: "room", kind: "room", name: text }],
      profiles,
      devices: [{ id: "device", zone: "room", signals }],
    },
    "library",
  );
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.signals;
}

/** "8 h average ≥ 35 ppm", "> 8 °C for 300 s", "open for 120 s", "nothing heard for 60 s". */
function conditionOf(rule: AlarmRule, signal: Signal): string {
  if (rule.kind === "silence") return `nothing heard for ${rule.after / 1000} s`;
  if (rule.kind === "over-range") return overRange(rule);
  if (isWatchRule(rule)) return `${nameOfWatch(rule).en} ${conditionOfWatch(rule).en}`.trimEnd();
  const held = rule.onDelay === 0 ? "" : ` for ${rule.onDelay / 1000} s`;
  if (rule.kind === "state") return `${rule.states.map((state) => signal.states?.[state]).join(", ")}${held}`;
  if (rule.kind !== "limit") throw new Error(`${rule.id}: a ${rule.kind} rule is no profile's`);
  const sign = rule.direction === "high" ? (rule.inclusive ? "≥" : ">") : rule.inclusive ? "≤" : "<";
  const figure = rule.of === undefined ? "" : `${describeFigure(rule.of, signal.unit).en} `;
  const unit = rule.of === undefined ? UNIT_SYMBOLS[signal.unit] : figureUnit(rule.of, signal.unit);
  return `${figure}${sign} ${rule.setpoint} ${unit}${held}`;
}

/** "over its range of 100 %LEL, until between 19.8 and 23.2 %vol for 120 s". */
function overRange({ top, unit, cleanAir: { min, max }, cleanFor }: OverRangeRule): string {
  const symbol = UNIT_SYMBOLS[unit];
  const clean = min === undefined ? `below ${max}` : `between ${min} and ${max}`;
  return `≥ ${top} ${symbol}, until ${clean} ${symbol} for ${cleanFor / 1000} s`;
}
