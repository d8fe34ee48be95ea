import type { EpochMs } from "@labcanary/domain/basics";
import type { HealthItem } from "@labcanary/domain/ports";

/** What the state of the notifications is judged by. */
export interface NotificationFacts {
  readonly now: EpochMs;
  readonly storeFailure: string | undefined;
  readonly headFileFailure: string | undefined;
  /** Undefined when none is configured. */
  readonly channel: { readonly healthy: boolean; readonly detail: string } | undefined;
  /** Due and not yet accepted by a provider. */
  readonly pending: { readonly count: number; readonly oldestDueAt?: EpochMs; readonly held: number };
  readonly troubled: number;
}

/** The health item `notifications`, in the words of the gravest fact. */
export function notificationHealth(facts: NotificationFacts): HealthItem {
  const { now, storeFailure, headFileFailure, channel, pending, troubled } = facts;
  const age = pending.oldestDueAt === undefined ? "" : `, oldest ${Math.round((now - pending.oldestDueAt) / 1000)} s`;
  const held = pending.held === 0 ? "" : `, ${pending.held} wait their turn`;
  const waiting = `${pending.count} waiting${age}${held}`;
  if (storeFailure !== undefined) return item("down", `alarms cannot be kept: ${storeFailure}`);
  if (channel === undefined) return item("degraded", `no SMS channel is configured, ${waiting}`);
  if (!channel.healthy) return item("down", `SMS gateway: ${channel.detail}, ${waiting}`);
  if (troubled > 0) return item("degraded", `${troubled} not delivered, ${waiting}`);
  if (headFileFailure !== undefined) return item("degraded", `journal head cannot be kept: ${headFileFailure}`);
  return item("ok", waiting);
}

const item = (state: HealthItem["state"], detail: string): HealthItem => ({ name: "notifications", state, detail });
