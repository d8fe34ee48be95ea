import type { EpochMs } from "../basics/index.ts";
import type { LogPosition, Sample } from "../telemetry/index.ts";
import type { ConditionChange, ConditionChangeKind } from "./condition.ts";
import { occurrenceIdOf } from "./occurrence.ts";
import type { AlarmRule } from "./rule.ts";
import type { RuleIndex } from "./rule-index.ts";
import type { SignalMemory } from "./signal-memory.ts";
import { inputsOf, isWatchRule } from "./watch-rules.ts";

/** When something came about, and with which record. */
export interface Moment {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly position: LogPosition;
}

export type DecidingSample = Pick<Sample, "value" | "quality">;

/** What happened to an occurrence, and why. */
export interface Condition {
  readonly change: ConditionChangeKind;
  readonly occurrenceId: string;
  readonly reason: string;
  /** What decided; absent where no value did. */
  readonly value?: number;
  readonly quality?: Sample["quality"];
  readonly suppressedBy?: string;
  readonly parent?: string;
}

/** Other signals named in the evidence of one rule. Chosen: a vote has seldom more, and an alarm stays readable. */
const EVIDENCE_INPUTS = 8;

const NOTHING: readonly ConditionChange[] = [];

/** Writes down what one record brings about, with names that are the same whenever it is folded. */
export class ConditionRecorder {
  #changes: ConditionChange[] = [];

  newOccurrence({ receivedAt, position }: Moment): string {
    return occurrenceIdOf({ receivedAt, position, ordinal: this.#changes.length });
  }

  add(rule: number, moment: Moment, condition: Condition, index: RuleIndex, memory: SignalMemory): void {
    const definition = index.rule(rule);
    const signal = index.signalOfRule(rule);
    const { change, occurrenceId, reason, value, quality, suppressedBy, parent } = condition;
    const inputs = isWatchRule(definition) ? otherInputs(definition, index, memory) : [];
    this.#changes.push({
      id: `${occurrenceId}:${change}${isOnce(change) ? "" : `:${moment.position}`}`,
      occurrenceId,
      change,
      ruleId: definition.id,
      ruleVersion: definition.version,
      signal: definition.signal,
      priority: definition.priority,
      at: moment.at,
      receivedAt: moment.receivedAt,
      ...(value === undefined ? {} : { value }),
      simulated: [quality ?? memory.newest(signal)?.quality, ...inputs.map((input) => input.quality)].includes("simulated"),
      evidence: { samples: memory.samples(signal), ...(inputs.length === 0 ? {} : { inputs }), reason, position: moment.position },
      ...(suppressedBy === undefined ? {} : { suppressedBy }),
      ...(parent === undefined ? {} : { parent }),
    });
  }

  take(): readonly ConditionChange[] {
    if (this.#changes.length === 0) return NOTHING;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
}

/** Whether it happens to an occurrence at most once. */
const isOnce = (change: ConditionChangeKind): boolean => change === "raised" || change === "cleared" || change === "historical";

type Inputs = NonNullable<ConditionChange["evidence"]["inputs"]>;

function otherInputs(rule: AlarmRule & Parameters<typeof inputsOf>[0], index: RuleIndex, memory: SignalMemory): Inputs {
  const others = [...new Set(inputsOf(rule).signals)].filter((key) => key !== rule.signal);
  return others.slice(0, EVIDENCE_INPUTS).flatMap((signal) => {
    const place = index.place(signal);
    const newest = place === undefined ? undefined : memory.newest(place);
    return newest === undefined ? [] : [{ signal, ...newest }];
  });
}
