import type { SignalKey } from "../telemetry/index.ts";
import type { SavedLevels } from "./levels.ts";
import type { AlarmRule, Signal } from "./rule.ts";
import type { RuleIndex } from "./rule-index.ts";
import type { SavedWatch } from "./watch-states.ts";

/** Signals of both lists that are measured by other hardware in the second. */
export function replacedBetween(before: readonly Signal[], after: readonly Signal[]): ReadonlySet<SignalKey> {
  const old = new Map(before.map(({ key, replacedAt }) => [key, replacedAt]));
  return new Set(after.flatMap(({ key, replacedAt }) => (old.has(key) && old.get(key) !== replacedAt ? [key] : [])));
}

/** What rules remember besides where they stand. */
interface Remembered {
  readonly levels: SavedLevels;
  readonly watches: readonly SavedWatch[];
}

/**
 * Without what was learned from hardware that is no longer there: how fast its values moved, which of its last samples met a condition,
 * and an excursion in its backlog. An exposure that was measured stays part of its average, and what was over range stays so until clean air
 * is read: a new sensor does not make the room safe.
 */
export function withoutOldHardware({ levels, watches }: Remembered, replaced: ReadonlySet<SignalKey>, index: RuleIndex): Remembered {
  if (replaced.size === 0) return { levels, watches };
  const own = new Map(index.rules.filter(({ signal }) => replaced.has(signal)).map((rule) => [rule.id, rule]));
  const counting = new Set<string>();
  for (const key of replaced) {
    const place = index.place(key);
    if (place !== undefined) for (const rule of index.watching(place)) if (isCount(index.rule(rule))) counting.add(index.rule(rule).id);
  }
  return {
    levels: {
      historical: levels.historical.filter((id) => !own.has(id)),
      figures: levels.figures.filter(({ id }) => !isOfMovement(own.get(id))),
    },
    watches: watches.filter(({ id }) => !counting.has(id)),
  };
}

const isCount = ({ kind }: AlarmRule): boolean => kind === "expression";
const isOfMovement = (rule: AlarmRule | undefined): boolean =>
  rule?.kind === "limit" && (rule.of?.kind === "rate" || rule.of?.kind === "time-to");
