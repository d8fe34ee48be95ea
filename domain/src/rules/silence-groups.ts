import type { DurationMs, EpochMs } from "../basics/index.ts";
import type { SilenceGroup, SilenceRule } from "./rule.ts";
import type { RuleIndex } from "./rule-index.ts";

/** Fewer are told one by one. Chosen: two texts are no flood, and two sensors may well fail by themselves. */
const LEAST_SILENT = 3;

/** Part of the members that must be silent, or overdue, for one cause to be behind it. Chosen: a few may report by another way. */
const REACHED = 0.8;

/** Part of the members that must still be silent. Chosen: well below `REACHED`, so that a flickering link is not told again and again. */
const HELD = 0.5;

/**
 * Part of its own time that a member may have been unheard to count as overdue when another falls silent. Chosen: every signal of a dead
 * gateway has missed a report by then, though each is silent only when its own time is over.
 */
const OVERDUE = 0.5;

/** How many of so many members must be silent or overdue. */
export const missingToReach = (members: number): number => Math.max(LEAST_SILENT, Math.ceil(members * REACHED));

export const isEnoughToHold = (silent: number, members: number): boolean => silent >= members * HELD;

/** Whether a member that was not heard for so long, and is not silent yet, counts as missing too. */
export const isOverdue = (unheard: number, after: DurationMs): boolean => unheard >= after * OVERDUE;

/** How a reason says where the members of a group are. */
export const BEHIND = { device: "of the device", gateway: "behind the gateway", zone: "in the zone" } as const;

export interface SilenceMember {
  /** Place of its silence rule. */
  readonly rule: number;
  readonly signal: number;
  readonly after: DurationMs;
}

export interface SilenceGroupPlace {
  /** Place of the group's own rule. */
  readonly rule: number;
  readonly members: readonly SilenceMember[];
}

/** Which silences belong together, and how many of each group are silent now. */
export class SilenceGroups {
  readonly #groups = new Map<number, SilenceGroupPlace>();
  /** Rules of the groups that a silence belongs to, innermost first. */
  readonly #groupsOf = new Map<number, number[]>();
  readonly #silent = new Map<number, number>();

  constructor(index: RuleIndex) {
    const groups = [...index.rules.entries()].flatMap(([place, rule]) =>
      rule.kind === "silence-group" ? [{ place, over: rule.over }] : [],
    );
    if (groups.length === 0) return;
    const members = membersBy(index);
    for (const { place, over } of groups) {
      const group: SilenceGroupPlace = { rule: place, members: membersOf(over, members) };
      this.#groups.set(place, group);
      this.#silent.set(place, 0);
    }
    const inwards = [...this.#groups.values()].sort((a, b) => a.members.length - b.members.length || a.rule - b.rule);
    for (const { rule, members: own } of inwards) {
      for (const member of own) {
        const list = this.#groupsOf.get(member.rule);
        if (list === undefined) this.#groupsOf.set(member.rule, [rule]);
        else list.push(rule);
      }
    }
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Innermost first. */
  of(silence: number): readonly number[] {
    return this.#groupsOf.get(silence) ?? NO_GROUPS;
  }

  membersOf(group: number): readonly SilenceMember[] {
    return this.#groups.get(group)?.members ?? [];
  }

  note(silence: number, change: 1 | -1): void {
    for (const group of this.of(silence)) this.#silent.set(group, this.silentIn(group) + change);
  }

  silentIn(group: number): number {
    return this.#silent.get(group) as number;
  }

  /** Whether so many members are silent or overdue that one cause is behind it. */
  isReached(group: number, isSilent: (rule: number) => boolean, heardAt: Float64Array, now: EpochMs): boolean {
    const members = this.membersOf(group);
    const enough = missingToReach(members.length);
    if (members.length < enough || this.silentIn(group) === 0) return false;
    let missing = 0;
    for (const { rule, signal, after } of members) {
      if (isSilent(rule) || isOverdue(now - (heardAt[signal] as number), after)) missing++;
    }
    return missing >= enough;
  }

  isHeld(group: number): boolean {
    return isEnoughToHold(this.silentIn(group), this.membersOf(group).length);
  }
}

const NO_GROUPS: readonly number[] = [];

interface Members {
  readonly device: ReadonlyMap<string, readonly SilenceMember[]>;
  readonly gateway: ReadonlyMap<string, readonly SilenceMember[]>;
  readonly zone: ReadonlyMap<string, readonly SilenceMember[]>;
}

/** Every silence rule by what its signal belongs to. */
function membersBy(index: RuleIndex): Members {
  const device = new Map<string, SilenceMember[]>();
  const gateway = new Map<string, SilenceMember[]>();
  const zone = new Map<string, SilenceMember[]>();
  const add = (to: Map<string, SilenceMember[]>, key: string, member: SilenceMember): void => {
    const list = to.get(key);
    if (list === undefined) to.set(key, [member]);
    else list.push(member);
  };
  for (const [place, rule] of index.rules.entries()) {
    if (rule.kind !== "silence") continue;
    const signal = index.signalOfRule(place);
    const { deviceId, zoneId, gateway: behind } = index.signalOf(place);
    const member: SilenceMember = { rule: place, signal, after: (rule satisfies SilenceRule).after };
    add(device, deviceId, member);
    if (behind !== undefined) add(gateway, behind, member);
    add(zone, zoneId, member);
  }
  return { device, gateway, zone };
}

function membersOf(over: SilenceGroup, by: Members): readonly SilenceMember[] {
  switch (over.kind) {
    case "device":
      return by.device.get(over.deviceId) ?? [];
    case "gateway":
      return by.gateway.get(over.deviceId) ?? [];
    case "zone":
      return over.zones.flatMap((zone) => by.zone.get(zone) ?? []);
  }
}
