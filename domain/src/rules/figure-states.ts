import { type DurationMs, type EpochMs, elapsed } from "../basics/index.ts";
import type { Sample } from "../telemetry/index.ts";
import { type Away, beginFigure, copyOfMemory, type Figure, type FigureMemory, stepFigure } from "./figures/index.ts";
import type { AlarmRule, RuleId } from "./rule.ts";
import type { FigureNow } from "./watch.ts";

/** What a rule's figure remembers, with the version of the rule it belongs to; plain data. */
export interface SavedFigure {
  readonly id: RuleId;
  readonly version: string;
  readonly memory: FigureMemory;
  /** The figure after the newest sample; absent while it cannot be told. */
  readonly value?: number | Away;
  /** Event time of the first sample. */
  readonly firstAt?: EpochMs;
}

interface FigureState {
  readonly rule: Pick<AlarmRule, "id" | "version">;
  readonly figure: Figure;
  memory: FigureMemory;
  value: number | Away | undefined;
  firstAt: EpochMs | undefined;
}

/** The figures of all rules that hold one against their limit, by the place of the rule. */
export class FigureStates {
  readonly #states = new Map<number, FigureState>();
  readonly #places = new Map<RuleId, number>();

  /** A figure goes on from what was saved while its rule is the same; under another version it begins anew. */
  constructor(rules: readonly AlarmRule[], saved: readonly SavedFigure[] = []) {
    const known = new Map(saved.map((figure) => [`${figure.id}@${figure.version}`, figure]));
    for (const [place, rule] of rules.entries()) {
      if (rule.kind !== "limit" || rule.of === undefined) continue;
      const before = known.get(`${rule.id}@${rule.version}`);
      const memory = before === undefined ? beginFigure(rule.of) : copyOfMemory(before.memory);
      this.#states.set(place, { rule, figure: rule.of, memory, value: before?.value, firstAt: before?.firstAt });
      this.#places.set(rule.id, place);
    }
  }

  /** The figure of the rule at `place` with one sample more; undefined when it cannot be told. */
  step(place: number, { at, value }: Sample, hold: DurationMs): number | Away | undefined {
    const state = this.#states.get(place);
    if (state === undefined) throw new Error(`rule ${place} has no figure`);
    const step = stepFigure(state.figure, state.memory, { at, value, hold });
    state.memory = step.memory;
    state.value = step.value;
    state.firstAt ??= at;
    return step.value;
  }

  value(place: number): number | Away | undefined {
    return this.#states.get(place)?.value;
  }

  /** Whether the window of the figure has not passed yet since its first sample. */
  isFilling(place: number, at: EpochMs): boolean {
    const state = this.#states.get(place);
    return state?.firstAt !== undefined && elapsed(state.firstAt, at) < state.figure.over;
  }

  /** The figure of a rule as people and other rules ask for it. */
  now(id: RuleId): FigureNow | undefined {
    const state = this.#states.get(this.#places.get(id) ?? -1);
    if (state === undefined) return undefined;
    const { value, firstAt } = state;
    return { ...(typeof value === "number" ? { value } : {}), ...(firstAt === undefined ? {} : { firstAt }) };
  }

  /** A copy that later samples do not change. */
  save(): readonly SavedFigure[] {
    return [...this.#states.values()].map(({ rule: { id, version }, memory, value, firstAt }) => ({
      id,
      version,
      memory: copyOfMemory(memory),
      ...(value === undefined ? {} : { value }),
      ...(firstAt === undefined ? {} : { firstAt }),
    }));
  }
}
