import { type DurationMs, elapsed, milliseconds, seconds } from "../basics/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import type { ProposedDeadband, ProposedDelay, QuietingProposal } from "./alarm.ts";
import type { RuleToggles } from "./chatter.ts";

/** Figures a proposed deadband is rounded up to (chosen: what people write). */
const SIGNIFICANT_DIGITS = 2;
/** Less than any sensor resolves (chosen). */
const SMALLEST_DEADBAND = 1e-6;

/**
 * What would have kept the rule quiet through these occurrences: a deadband that spans how far the value came back between them, an
 * on-delay longer than the longest of them. Worked out from the evidence; nothing follows from it by itself.
 */
export function proposeQuieting(rule: AlarmRule, known: RuleToggles): QuietingProposal {
  return { occurrences: known.toggles.length, deadband: proposeDeadband(rule, known), onDelay: proposeDelay(rule, known) };
}

function proposeDeadband(rule: AlarmRule, { toggles, normal }: RuleToggles): ProposedDeadband {
  if (rule.kind !== "limit") return { kind: "not-proposed", because: "no-limit" };
  if (rule.of !== undefined) return { kind: "not-proposed", because: "of-a-figure" };
  const returns = toggles.flatMap(({ cameBackTo }) => cameBackTo ?? []);
  if (returns.length === 0 || normal === undefined) return { kind: "not-proposed", because: "unseen" };
  const cameBackTo = rule.direction === "high" ? Math.min(...returns) : Math.max(...returns);
  const deadband = roundedUp(Math.max(Math.abs(rule.setpoint - cameBackTo), SMALLEST_DEADBAND));
  if (deadband <= rule.deadband) return { kind: "not-proposed", because: "wide-enough" };
  if (deadband >= Math.abs(rule.setpoint - normal)) return { kind: "not-proposed", because: "passes-normal" };
  return { kind: "proposed", present: rule.deadband, deadband, cameBackTo };
}

/** An on-delay longer than the longest of the occurrences. */
export function proposeDelayFor({ onDelay: present, offDelay, responseTime }: AlarmRule, longest: DurationMs): ProposedDelay {
  // The alarm stood from the end of the on-delay to the end of the off-delay; the condition itself held from before to before.
  const held = present + Math.max(0, longest - offDelay);
  const onDelay: DurationMs = seconds(Math.floor(held / 1000) + 1);
  if (onDelay >= responseTime) return { kind: "not-proposed", because: "beyond-response-time" };
  return { kind: "proposed", present, onDelay, longest };
}

function proposeDelay(rule: AlarmRule, { toggles }: RuleToggles): ProposedDelay {
  const lengths = toggles.flatMap(({ raisedAt, clearedAt }) => (clearedAt === undefined ? [] : elapsed(raisedAt, clearedAt)));
  if (lengths.length === 0) return { kind: "not-proposed", because: "unseen" };
  return proposeDelayFor(rule, milliseconds(Math.max(...lengths)));
}

/** The next larger number of that many figures. */
function roundedUp(depth: number): number {
  const step = 10 ** (Math.floor(Math.log10(depth)) - SIGNIFICANT_DIGITS + 1);
  return Number(((Math.floor(depth / step + 1e-9) + 1) * step).toPrecision(SIGNIFICANT_DIGITS + 1));
}
