import type { RuleId, Signal, SilenceGroup, SilenceGroupRule, SilenceRule } from "./rule.ts";

/** Signals whose silences one question looks at. Chosen: the sensors of a large gateway, and a second's work. */
const MOST_SIGNALS = 200;

/** What decides whether the silences that a signal's groups put together have one cause. */
export interface SilencesAround {
  /** The members of those groups that can be looked at, with the rules that count. */
  readonly signals: readonly Signal[];
  /** Groups with more signals than can be looked at. */
  readonly tooLarge: ReadonlySet<RuleId>;
}

interface Group {
  readonly rule: SilenceGroupRule;
  readonly members: readonly Signal[];
}

/**
 * What the groups of a signal look at, the groups around them included: while one of these stands, those within it are not told. The
 * smallest are taken first, as long as there are no more than `most` signals in all.
 */
export function silencesAround(signals: readonly Signal[], { rules }: Pick<Signal, "rules">, most = MOST_SIGNALS): SilencesAround {
  const taken = new Set<Signal>();
  const groups = new Set<RuleId>();
  const tooLarge = new Set<RuleId>();
  for (const { rule, members } of groupsAround(signals, rules)) {
    if (new Set([...taken, ...members]).size > most) tooLarge.add(rule.id);
    else {
      groups.add(rule.id);
      for (const member of members) taken.add(member);
    }
  }
  return {
    signals: signals.flatMap((signal) =>
      taken.has(signal) ? [{ ...signal, rules: signal.rules.filter(({ id, kind }) => kind === "silence" || groups.has(id)) }] : [],
    ),
    tooLarge,
  };
}

/**
 * The signals without which `silencesAround` would find something else among fewer signals than all: of a group with more members than
 * can be looked at, one more than that.
 */
export function signalsAround(signals: readonly Signal[], { rules }: Pick<Signal, "rules">, most = MOST_SIGNALS): readonly Signal[] {
  const needed = new Set<Signal>();
  const owners = new Set<RuleId>();
  for (const { rule, members } of groupsAround(signals, rules)) {
    owners.add(rule.signal);
    for (const member of members.slice(0, most + 1)) needed.add(member);
  }
  return signals.filter((signal) => needed.has(signal) || owners.has(signal.key));
}

/** The groups among some rules, and those that share their first member, as the fold puts groups around each other; the smallest first. */
function groupsAround(signals: readonly Signal[], rules: Signal["rules"]): readonly Group[] {
  const own = rules.filter(isGroup);
  if (own.length === 0) return [];
  const firsts = own.flatMap(({ over }) => signals.find(isMemberOf(over)) ?? []);
  return signals
    .flatMap((signal) => signal.rules.filter(isGroup))
    .filter(({ over }) => firsts.some(isMemberOf(over)))
    .map((rule) => ({ rule, members: signals.filter(isMemberOf(rule.over)) }))
    .sort((a, b) => a.members.length - b.members.length);
}

export const isGroup = (rule: Signal["rules"][number]): rule is SilenceGroupRule => rule.kind === "silence-group";

/** The silences that a group puts together. */
export const membersAmong = (signals: readonly Signal[], { over }: SilenceGroupRule): readonly SilenceRule[] =>
  signals.filter(isMemberOf(over)).flatMap(({ rules }) => rules.filter((rule) => rule.kind === "silence"));

const isMemberOf = (over: SilenceGroup): ((signal: Signal) => boolean) => {
  const zones = new Set(over.kind === "zone" ? over.zones : []);
  return ({ deviceId, gateway, zoneId, rules }) => {
    if (!rules.some(({ kind }) => kind === "silence")) return false;
    switch (over.kind) {
      case "device":
        return deviceId === over.deviceId;
      case "gateway":
        return gateway === over.deviceId;
      case "zone":
        return zones.has(zoneId);
    }
  };
};
