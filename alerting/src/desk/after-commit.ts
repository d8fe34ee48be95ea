import type { Alarm } from "@labcanary/domain/alarm";
import { elapsed } from "@labcanary/domain/basics";
import type { AlarmChange } from "@labcanary/domain/messages";
import type { AlertingDeps } from "../alerting.ts";
import type { Announcements } from "../announcements.ts";
import type { Batch } from "../store/batch.ts";

export interface AfterCommitDeps {
  readonly metrics: AlertingDeps["metrics"];
  readonly announcements: Announcements<AlarmChange>;
  readonly reached: Announcements<string>;
  readonly canary: AlertingDeps["canary"] | undefined;
}

/** Counts and tells what a transaction has done, once that is durable. */
export function createAfterCommit({ metrics, announcements, reached, canary }: AfterCommitDeps): (batch: Batch) => void {
  const firstHumanTime = metrics.histogram("labcanary_time_to_first_human_seconds");

  function observeFirstHuman({ firstHuman, raisedReceivedAt, annunciatedAt = raisedReceivedAt, source, simulated, test }: Alarm): void {
    if (firstHuman === undefined || source.kind !== "rule" || simulated || test !== undefined) return;
    firstHumanTime.observe(elapsed(annunciatedAt, firstHuman.at) / 1000);
  }

  return (batch) => {
    for (const { channel, outcome } of batch.outcomes) metrics.counter("labcanary_notifications_total", channel, outcome).inc();
    for (const alarm of batch.firstHumans) observeFirstHuman(alarm);
    for (const passage of batch.passages) canary?.passed(passage);
    announcements.announce(batch.changes);
    reached.announce(batch.reached);
  };
}
