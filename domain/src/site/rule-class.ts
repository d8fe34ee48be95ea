import type { AlarmRule, Signal } from "../rules/index.ts";
import type { AlarmClass } from "./routing.ts";

/** What each kind of rule asks for, where lives do not depend on it. */
const CLASS_OF_KIND: Readonly<Record<AlarmRule["kind"], AlarmClass>> = {
  limit: "process",
  state: "process",
  expression: "process",
  recovery: "process",
  silence: "device",
  "silence-group": "device",
  "over-range": "device",
  "not-assessable": "device",
  due: "device",
  "opened-without-access": "access",
  "unlocked-unopened": "access",
  "two-person": "access",
  "weight-without-opening": "access",
  "sealed-door": "access",
};

/** The class of the alarms of a rule. */
export function classOfRule(rule: AlarmRule, signal: Signal): AlarmClass {
  if (rule.lifeSafety === true) return "life-safety";
  // A door held open is a matter of who may go where, also where it is told by its state alone.
  return rule.kind === "state" && signal.quantity === "door" ? "access" : CLASS_OF_KIND[rule.kind];
}
