import type { EpochMs } from "@labcanary/domain/basics";
import type { HealthItem, HealthSays } from "@labcanary/domain/ports";
import type { ChannelKind } from "@labcanary/domain/site";
import type { ChannelHealth } from "./ports.ts";

/** What the state of the notifications is judged by. */
export interface NotificationFacts {
  readonly now: EpochMs;
  readonly storeFailure: string | undefined;
  readonly headFileFailure: string | undefined;
  /** Empty when none is configured. */
  readonly channels: ReadonlyMap<ChannelKind, ChannelHealth>;
  /** Due and not yet accepted by a provider. */
  readonly pending: { readonly count: number; readonly oldestDueAt?: EpochMs; readonly held: number };
  readonly troubled: number;
}

/** The health item `notifications`, in the words of the gravest fact. */
export function notificationHealth(facts: NotificationFacts): HealthItem {
  const { now, storeFailure, headFileFailure, channels, pending, troubled } = facts;
  const age = pending.oldestDueAt === undefined ? "" : `, oldest ${Math.round((now - pending.oldestDueAt) / 1000)} s`;
  const held = pending.held === 0 ? "" : `, ${pending.held} wait their turn`;
  const waiting = `${pending.count} waiting${age}${held}`;
  if (storeFailure !== undefined) return item("down", `alarms cannot be kept: ${storeFailure}`);
  const values = {
    count: pending.count,
    held: pending.held,
    oldest: pending.oldestDueAt === undefined ? 0 : Math.max(0, Math.round((now - pending.oldestDueAt) / 1000)),
  };
  if (channels.size === 0) return item("degraded", `no SMS channel is configured, ${waiting}`, { code: "no-channel", values });
  const failing = [...channels].filter(([, { healthy }]) => !healthy);
  if (failing.length > 0) {
    const said = failing.map(([kind, { detail }]) => `${NAMES[kind]}: ${detail}`).join("; ");
    // While others get through, what can go another way does.
    return item(failing.length === channels.size ? "down" : "degraded", `${said}, ${waiting}`, {
      code: "channels-failing",
      values: { ...values, failing: failing.length },
    });
  }
  if (troubled > 0)
    return item("degraded", `${troubled} not delivered, ${waiting}`, { code: "undelivered", values: { ...values, troubled } });
  if (headFileFailure !== undefined) return item("degraded", `journal head cannot be kept: ${headFileFailure}`);
  return item("ok", waiting, { code: "texts", values });
}

const item = (state: HealthItem["state"], detail: string, says?: HealthSays): HealthItem => ({
  name: "notifications",
  state,
  detail,
  ...(says === undefined ? {} : { says }),
});

const NAMES: Readonly<Record<ChannelKind, string>> = {
  sms: "SMS gateway",
  ntfy: "ntfy",
  email: "e-mail",
  webhook: "webhook",
  dingtalk: "DingTalk",
  wecom: "WeCom",
  feishu: "Feishu",
  siren: "siren",
};
