import type { RuleState } from "./delays.ts";
import type { AlarmRule } from "./rule.ts";

/**
 * Tells which rules have nothing to say to a value: normal ones whose limit the value is plainly inside, and silence that is none. That is
 * nearly every rule at nearly every sample, and it is told from three columns, without touching the rule or its state: what a sample costs
 * then depends little on how many rules there are.
 */
export class QuietRules {
  readonly #isNormal: Uint8Array;
  /** 1 for a high limit, −1 for a low one. */
  readonly #sign: Float64Array;
  /** A value with sign × value below it is inside; the limit itself is left to the rule. */
  readonly #bound: Float64Array;

  constructor(rules: readonly AlarmRule[]) {
    this.#isNormal = new Uint8Array(rules.length).fill(1);
    this.#sign = new Float64Array(rules.length).fill(1);
    this.#bound = new Float64Array(rules.length);
    for (const [rule, definition] of rules.entries()) {
      if (definition.kind === "limit" && definition.direction === "low") this.#sign[rule] = -1;
      this.#bound[rule] = boundOf(definition);
    }
  }

  note(rule: number, { kind }: RuleState): void {
    this.#isNormal[rule] = kind === "normal" ? 1 : 0;
  }

  isNormal(rule: number): boolean {
    return this.#isNormal[rule] === 1;
  }

  has(rule: number, value: number): boolean {
    return this.isNormal(rule) && (this.#sign[rule] as number) * value < (this.#bound[rule] as number);
  }
}

function boundOf(rule: AlarmRule): number {
  switch (rule.kind) {
    // What ends silence is told apart by the rule not being normal; the others are not evaluated by their own signal's samples.
    case "silence":
    case "silence-group":
    case "due":
    case "expression":
    case "recovery":
    case "opened-without-access":
    case "unlocked-unopened":
    case "two-person":
    case "weight-without-opening":
    case "sealed-door":
    case "over-range":
    case "not-assessable":
      return Number.POSITIVE_INFINITY;
    case "limit":
      // A figure must see every sample.
      if (rule.of !== undefined) return Number.NEGATIVE_INFINITY;
      return rule.direction === "high" ? rule.setpoint : -rule.setpoint;
    case "state":
      return Number.NEGATIVE_INFINITY;
  }
}
