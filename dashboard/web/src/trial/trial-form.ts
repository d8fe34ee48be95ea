import type { AlarmRule } from "@labcanary/domain/rules";
import type { RuleChange } from "../../../src/rule-questions.ts";

/** What of a rule can be tried differently here, in the words of a site file. */
export const TRIAL_FIELDS = ["setpoint", "deadband", "after", "onDelay", "offDelay"] as const;
export type TrialField = (typeof TRIAL_FIELDS)[number];
export type TrialValues = Readonly<Partial<Record<TrialField, string>>>;

/** Kinds whose rules can be changed for a trial; of the others only the rule as it is can be tried. */
const CHANGEABLE: ReadonlySet<AlarmRule["kind"]> = new Set(["limit", "state", "silence"]);

/** The fields a rule has, as it is. */
export function valuesOf(rule: AlarmRule): TrialValues {
  if (!CHANGEABLE.has(rule.kind)) return {};
  const delays = { onDelay: spanText(rule.onDelay), offDelay: spanText(rule.offDelay) };
  if (rule.kind === "limit") return { setpoint: String(rule.setpoint), deadband: String(rule.deadband), ...delays };
  // Silence has no delay of its own but the time after which it is one.
  return rule.kind === "silence" ? { after: spanText(rule.after) } : delays;
}

/** What differs from the rule as it is. A number that is none is sent as it was typed, for the platform to say so. */
export function changeOf(rule: AlarmRule, typed: TrialValues): RuleChange {
  const present = valuesOf(rule);
  const changed = TRIAL_FIELDS.flatMap((field) => {
    const value = typed[field]?.trim();
    if (present[field] === undefined || value === undefined || value === present[field]) return [];
    const number = isNumber(field) && value !== "" ? Number(value) : Number.NaN;
    return [[field, Number.isNaN(number) ? value : number] as const];
  });
  return Object.fromEntries(changed);
}

export const isNumber = (field: TrialField): boolean => field === "setpoint" || field === "deadband";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A span in the words of a site file: the largest unit it is a whole number of. */
export function spanText(span: number): string {
  const [name, unit] = UNITS.find(([, length]) => span >= length && span % length === 0) ?? (span === 0 ? ["s", 1000] : ["ms", 1]);
  return `${span / unit}${name}`;
}

/** Spans to try over. */
export const TRIAL_SPANS = { "24h": 86_400_000, "7d": 7 * 86_400_000, "30d": 30 * 86_400_000 } as const;
export type TrialSpan = keyof typeof TRIAL_SPANS;

/** A time in alarm as a bar, in parts of the whole span. A short one still shows. */
export function barOf(
  { raisedAt, clearedAt }: { readonly raisedAt: number; readonly clearedAt?: number },
  { from, to }: { readonly from: number; readonly to: number },
): { readonly left: number; readonly width: number } {
  const left = Math.max(0, (raisedAt - from) / (to - from));
  const right = Math.min(1, ((clearedAt ?? to) - from) / (to - from));
  return { left, width: Math.max(0.002, right - left) };
}
