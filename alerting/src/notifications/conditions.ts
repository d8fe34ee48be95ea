import type { SystemConditionName } from "@labcanary/domain/alarm";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { Budgets } from "../outbox/budgets.ts";
import { TROUBLING_ATTEMPTS } from "../outbox/circuit.ts";
import type { OutboxTable } from "../outbox/outbox-table.ts";
import type { AnswerSender } from "../replies/answer-sender.ts";
import type { Batch } from "../store/batch.ts";
import type { Presence } from "./presence.ts";

/** What is wrong with telling people, as it follows from what is kept: no flag that somebody sets. */
export interface DeliveryCondition {
  readonly name: SystemConditionName;
  isActive(batch: Batch): boolean;
  readonly because: { readonly active: string; readonly over: string };
}

/** Settles each within the transaction that may have moved it. */
export function settleConditions(
  conditions: readonly DeliveryCondition[],
  keeper: Pick<AlarmKeeper, "takeSystemCondition">,
  batch: Batch,
): void {
  for (const { name, isActive, because } of conditions) {
    const active = isActive(batch);
    const detail = active ? because.active : because.over;
    keeper.takeSystemCondition({ kind: "system-condition", name, active, at: batch.at, detail }, batch);
  }
}

export interface DeliveryConditionsDeps {
  readonly outbox: Pick<OutboxTable, "isTroubled" | "isNobodyReached">;
  readonly answers: Pick<AnswerSender, "isTroubled">;
  readonly budgets: Pick<Budgets, "isLow">;
  readonly presence: Pick<Presence, "isUnattended">;
}

export const deliveryConditions = ({ outbox, answers, budgets, presence }: DeliveryConditionsDeps): readonly DeliveryCondition[] => [
  {
    name: "notification-undeliverable",
    isActive: () => outbox.isTroubled(TROUBLING_ATTEMPTS) || answers.isTroubled(),
    because: {
      active: "notifications of unacknowledged alarms were not delivered",
      over: "nobody waits any more for one that was not delivered",
    },
  },
  {
    name: "nobody-reached",
    isActive: () => outbox.isNobodyReached(),
    because: {
      active: "an alarm has come to the last step of its route",
      over: "somebody has taken charge of every alarm that had",
    },
  },
  {
    name: "message-budget-low",
    isActive: ({ at }) => budgets.isLow(at),
    because: {
      active: "a provider takes no more ordinary messages for an hour or longer: what is left is for life safety",
      over: "there is room again for ordinary messages",
    },
  },
  {
    name: "desk-unattended",
    isActive: () => presence.isUnattended(),
    because: {
      active: "the desk was asked whether anybody is there, and nobody answered in time",
      over: "somebody at the desk has answered",
    },
  },
];
