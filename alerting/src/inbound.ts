import type { Clock } from "@labcanary/domain/ports";
import type { AlertingDeps } from "./alerting.ts";
import { createInboundRefusals } from "./inbound-refusals.ts";
import type { Journal } from "./journal/journal.ts";
import type { AnswerSender } from "./replies/answer-sender.ts";
import type { Dispatcher } from "./outbox/dispatcher.ts";
import type { Desk } from "./desk/desk.ts";
import type { Replies } from "./replies/replies.ts";
import type { Commit } from "./store/batch.ts";

export interface InboundDeps {
  readonly now: Clock["now"];
  readonly dispatcher: Pick<Dispatcher, "takeReport">;
  readonly answers: Pick<AnswerSender, "takeReport">;
  readonly replies: Pick<Replies, "take">;
  readonly journal: Journal;
  /** Tells that somebody has answered a check-in, once that is durable. */
  readonly checkInAnswered: (id: string) => void;
  readonly metrics: AlertingDeps["metrics"];
  readonly commit: Commit;
}

/** What comes back from the channels: receipts, answers of people, what was refused of both, and which route is in use. */
export function createInbound({
  now,
  dispatcher,
  answers,
  replies,
  journal,
  checkInAnswered,
  metrics,
  commit,
}: InboundDeps): Pick<Desk, "takeReport" | "takeReply" | "refuseReport" | "takeSwitch"> {
  /** One after the other: a provider that is not told that its report is kept says it again, and what was kept of it changes nothing. */
  const takeReport: Desk["takeReport"] = (channel, report) => {
    commit((batch) => answers.takeReport(report.notificationId, channel, report.status, batch));
    dispatcher.takeReport(channel, report);
  };
  return {
    takeReport,

    takeReply(reply) {
      const outcome = commit((batch) => replies.take(reply, batch));
      if (outcome.kind === "refused") metrics.counter("labcanary_refused_total", "reply", outcome.code).inc();
      if (outcome.kind === "taken") takeReport(reply.channel, { notificationId: outcome.read, status: "read", at: reply.at });
      if (outcome.kind === "taken" && outcome.checkInAnswer !== undefined) checkInAnswered(outcome.checkInAnswer);
    },

    refuseReport: createInboundRefusals({ now, journal, commit }),

    takeSwitch(channel, { from, to, reason }) {
      const kind = reason === undefined ? "channel-failed-back" : "channel-failed-over";
      commit((batch) => journal.append({ at: batch.at, kind, actor: `channel:${channel}`, detail: { channel, from, to, reason } }));
    },
  };
}
