import { type DurationMs, type EpochMs, elapsed, epochMs, milliseconds, plus } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import { replay, replayFrom } from "./backtest-replay.ts";
import type { ConditionChange } from "./condition.ts";
import type { RuleExplanation, TimeAsked } from "./explain.ts";
import type { RuleFold } from "./fold.ts";
import type { RuleId, SilenceGroupRule } from "./rule.ts";
import { BEHIND, isEnoughToHold, isOverdue, missingToReach } from "./silence-groups.ts";
import { isGroup, membersAmong, type SilencesAround } from "./silences-around.ts";

/** The silences around a signal, and what was received of them since `silencesFrom`. */
export interface ReceivedSilences extends SilencesAround {
  readonly readings: readonly Reading[];
}

/**
 * From when on the readings of the members are needed to tell at `at` which of them are silent. Not their last before it: who says
 * nothing from then on is silent by `at`.
 */
export const silencesFrom = (at: EpochMs, { signals }: SilencesAround): EpochMs =>
  replayFrom(
    at,
    signals.flatMap(({ rules }) => rules),
    signals,
  );

/** Where some groups of silences stood at a time: how many of their signals were silent or overdue, and how many it takes. */
export function explainSilences(
  rules: readonly SilenceGroupRule[],
  known: ReceivedSilences,
  asked: TimeAsked,
): ReadonlyMap<RuleId, RuleExplanation> {
  if (rules.length === 0) return new Map();
  const since = silencesFrom(asked.at, known);
  const raised = new Map<RuleId, ConditionChange>();
  const cleared = new Map<RuleId, ConditionChange>();
  const fold = replay(known.signals, { readings: known.readings, since }, epochMs(asked.at + 1), ({ changes }) => {
    for (const change of changes) {
      if (change.change === "raised") raised.set(change.ruleId, change);
      if (change.change === "cleared") cleared.set(change.ruleId, change);
    }
  });
  return new Map(
    rules.map((rule) => [
      rule.id,
      known.tooLarge.has(rule.id)
        ? tooLarge(rule)
        : explanationOf({ rule, known, asked, since, fold, raised: raised.get(rule.id), cleared: cleared.get(rule.id) }),
    ]),
  );
}

const tooLarge = ({ id, version }: SilenceGroupRule): RuleExplanation => ({
  ruleId: id,
  ruleVersion: version,
  state: "not-known",
  step: "too-many-signals",
  because: "it puts together the silences of more signals than are looked at here; an alarm that came tells its reason itself",
});

interface Facts {
  readonly rule: SilenceGroupRule;
  readonly known: ReceivedSilences;
  readonly asked: TimeAsked;
  readonly since: EpochMs;
  readonly fold: RuleFold;
  /** The last time it was raised, and that it ended. */
  readonly raised: ConditionChange | undefined;
  readonly cleared: ConditionChange | undefined;
}

function explanationOf(facts: Facts): RuleExplanation {
  const { rule, known, asked, since, fold, raised, cleared } = facts;
  const members = membersOf(facts);
  const { silent, overdue, of } = members;
  const common = { ruleId: rule.id, ruleVersion: rule.version, members };
  const counted = `${silent} of ${of} signals ${BEHIND[rule.over.kind]} are silent and ${overdue} overdue`;
  // Whoever was silent when the replay began is taken to fall silent only then.
  const isOlder = raised !== undefined && raised.at <= plus(since, longestOf(facts));
  if (raised !== undefined && isActive(fold, rule.id)) {
    const said = isOlder ? `raised ${asked.time(raised.at)} or before` : `raised ${asked.time(raised.at)}: ${raised.evidence.reason}`;
    return { ...common, state: "active", ...(isOlder ? {} : { since: raised.at }), step: "raised", because: `${said}; now ${counted}` };
  }
  const ended =
    cleared === undefined
      ? ""
      : isOlder
        ? `; from ${asked.time(since)} to ${asked.time(cleared.at)} most were not heard`
        : `; the last alarm ended ${asked.time(cleared.at)}: ${cleared.evidence.reason}`;
  const normal = { ...common, state: "normal", ...(cleared === undefined || isOlder ? {} : { since: cleared.at }) } as const;
  const around = groupAround(facts);
  if (around !== undefined) return { ...normal, step: "part-of-larger", because: `${counted}; ${around.id} stands for them${ended}` };
  const needed = `it takes ${missingToReach(of)} for one cause to be behind them`;
  const held =
    silent > 0 && isEnoughToHold(silent, of)
      ? `; raised before ${asked.time(since)}, it would still stand: it ends when fewer than half are silent and the others had their time`
      : "";
  const larger =
    known.tooLarge.size === 0 ? "" : `; whether ${[...known.tooLarge].join(", ")} stood for them is not looked at: too many signals`;
  return { ...normal, step: "condition-not-met", because: `${counted}; ${needed}${held}${larger}${ended}` };
}

/** The group that stands and has these signals among others: while it does, they are not told for themselves. */
function groupAround({ rule, known, fold }: Facts): SilenceGroupRule | undefined {
  const own = membersAmong(known.signals, rule);
  return known.signals
    .flatMap(({ rules }) => rules)
    .filter(isGroup)
    .find((other) => {
      const members = membersAmong(known.signals, other);
      const isAround = members.length >= own.length && members.some(({ id }) => id === own[0]?.id);
      return other.id !== rule.id && isAround && isActive(fold, other.id);
    });
}

const isActive = (fold: RuleFold, id: RuleId): boolean => fold.stateOf(id)?.state.kind === "active";

const longestOf = ({ rule, known }: Facts): DurationMs =>
  milliseconds(Math.max(...membersAmong(known.signals, rule).map(({ after }) => after)));

function membersOf({ rule, known, asked, since, fold }: Facts): NonNullable<RuleExplanation["members"]> {
  const members = membersAmong(known.signals, rule);
  const silent = members.filter(({ id }) => isActive(fold, id));
  const overdue = members.filter(({ id, signal, after }) => {
    const heardAt = fold.view(signal)?.receivedAt ?? since;
    return !isActive(fold, id) && isOverdue(elapsed(heardAt, asked.at), after);
  });
  return { silent: silent.length, overdue: overdue.length, of: members.length };
}
