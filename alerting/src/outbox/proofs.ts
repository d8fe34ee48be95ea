import { plus } from "@labcanary/domain/basics";
import { betterProof, type DeliveryReport, isProven, proofOfReport, type ProofSoFar, proofTime } from "@labcanary/domain/notification";
import type { ChannelKind, ProofLevel, Site } from "@labcanary/domain/site";
import type { Journal } from "../journal/journal.ts";
import type { ContactTable } from "../notifications/contact-table.ts";
import type { Batch } from "../store/batch.ts";
import type { DeliveryRow, DeliveryState, DeliveryTable } from "./delivery-table.ts";
import type { NextStep } from "./next-step.ts";
import type { Note } from "./notes.ts";
import type { OutboxRow, OutboxTable } from "./outbox-table.ts";
import { type Installed, type NoWay, waysLeft } from "./ways.ts";

/** Why a notification was not taken on a channel, or cannot be told at all. */
export type FailureReason =
  | NoWay
  | "alarm-unknown"
  | "nobody-to-tell"
  | "rejected"
  | "invalid-address"
  | `report-${DeliveryReport["status"]}`;

/** A notification on a channel. */
export interface OnChannel {
  readonly id: string;
  readonly channel: ChannelKind;
}

/** What is known of whether people have what they were sent, and what follows from it. */
export interface Proofs {
  /** The channel has taken it. */
  taken(on: OnChannel, detail: object, batch: Batch): void;
  /** The channel will never take it, or has lost it: another one is next, or nobody has it. */
  refused(on: OnChannel, reason: FailureReason, detail: object, batch: Batch): void;
  /** It cannot be told at all. */
  fail(row: OutboxRow, reason: FailureReason, detail: object, batch: Batch): void;
  takeReport(notificationId: string, channel: ChannelKind, report: Pick<DeliveryReport, "status" | "at">, batch: Batch): void;
  /** Lets what was reported count that came before the answer to its attempt. */
  settleByReports(notificationId: string, channel: ChannelKind, batch: Batch): void;
  /** Goes on from those channels whose time for their proof is over. Returns how many there were, at most `limit`. */
  giveUpWaiting(limit: number, batch: Batch): number;
}

export interface ProofsDeps {
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly deliveries: DeliveryTable;
  readonly nextStep: NextStep;
  readonly site: () => Site;
  readonly channels: Installed;
  readonly note: Note;
  readonly contacts: Pick<ContactTable, "prove">;
  /** Somebody has opened or answered it. */
  readonly onRead: (row: OutboxRow, batch: Batch) => void;
}

export function createProofs({ journal, outbox, deliveries, nextStep, site, channels, note, contacts, onRead }: ProofsDeps): Proofs {
  /** Channels besides the one in use that have not had it. */
  function othersOf(row: OutboxRow): readonly ChannelKind[] {
    const left = waysLeft(row, deliveries.all(row.id), site(), channels);
    return left.kind === "none" ? [] : left.channels.filter((channel) => channel !== row.channel);
  }

  /** Nobody waits for the proof of what somebody has answered, or what is only for their information. */
  function proofDue(row: OutboxRow, best: ProofSoFar, batch: Batch) {
    if (!row.open || isProven(best, row.proof)) return undefined;
    const span = proofTime(row, othersOf(row).length > 0);
    return span === undefined ? undefined : plus(batch.at, span);
  }

  function learn(row: OutboxRow, channel: ChannelKind, proof: ProofSoFar, batch: Batch): ProofSoFar {
    const best = betterProof(row.best, proof);
    if (best !== row.best) {
      outbox.prove(row.id, best);
      if (row.open) batch.reached.push(row.alarmId);
    }
    const delivery = deliveries.of(row.id, channel);
    const isBetter = delivery !== undefined && proof !== undefined && !isAtLeast(delivery.state, proof);
    if (isBetter) deliveries.move(row.id, channel, { state: proof }, batch.at);
    return best;
  }

  /** As it is now: somebody may have answered, or a report may have come, while the attempt was under way. */
  function rowOn({ id, channel }: OnChannel): OutboxRow {
    const row = outbox.get(id);
    if (row === undefined) throw new Error(`there is no notification ${id}`);
    return { ...row, channel };
  }

  function taken(on: OnChannel, detail: object, batch: Batch): void {
    const row = rowOn(on);
    const best = learn(row, row.channel, "accepted", batch);
    outbox.accept(row.id, proofDue(row, best, batch), batch.at);
    batch.outcomes.push({ channel: row.channel, outcome: "accepted" });
    note(row, "notification-accepted", detail, batch);
  }

  function fail(row: OutboxRow, reason: FailureReason, detail: object, batch: Batch): void {
    outbox.fail(row.id, reason, batch.at);
    if (row.open) batch.reached.push(row.alarmId);
    batch.outcomes.push({ channel: row.channel, outcome: "failed" });
    note(row, "notification-failed", { reason, ...detail }, batch);
    if (row.kind === "alarm") nextStep.comeUnlessReaching(row.alarmId, batch);
  }

  function refused(on: OnChannel, reason: FailureReason, detail: object, batch: Batch): void {
    const row = rowOn(on);
    deliveries.move(row.id, row.channel, { state: "failed", reason }, batch.at);
    const [next] = row.open ? othersOf(row) : [];
    // What an earlier channel took without proof may still get through.
    const isTakenElsewhere = deliveries.all(row.id).some(({ channel, state }) => channel !== row.channel && isTaken(state));
    if (next === undefined && !isTakenElsewhere) return fail(row, reason, detail, batch);
    batch.outcomes.push({ channel: row.channel, outcome: "failed" });
    note(row, "notification-failed", { reason, ...detail, ...(next === undefined ? {} : { next }) }, batch);
    if (next !== undefined) {
      outbox.endProof(row.id, false);
      return outbox.unchoose(row.id);
    }
    outbox.accept(row.id, undefined, batch.at);
    outbox.endProof(row.id, !isProven(row.best, row.proof));
    nextStep.comeUnlessReaching(row.alarmId, batch);
  }

  /**
   * Reports may come before the answer to the attempt they belong to, after one that timed out, after another channel was tried, and in
   * any order. What the provider says it has is not sent again; what it says it lost has failed, unless it was delivered after all.
   */
  function settleByReports(id: string, channel: ChannelKind, batch: Batch): void {
    const row = outbox.get(id);
    const delivery = deliveries.of(id, channel);
    if (row === undefined || delivery === undefined) return;
    const proof = delivery.reported.map(proofOfReport).reduce(betterProof, undefined);
    const loss = isProven(proof, "delivered")
      ? undefined
      : delivery.reported.find((status) => status === "failed" || status === "rejected");
    if (loss !== undefined) {
      if (delivery.state !== "accepted" && delivery.state !== "unproven") return;
      if (row.channel === channel && row.state === "accepted") refused(row, `report-${loss}`, {}, batch);
      else deliveries.move(id, channel, { state: "failed", reason: `report-${loss}` }, batch.at);
      return;
    }
    if (proof !== undefined) settleByProof(row, delivery, proof, batch);
    endWhatIsProven(id, batch);
  }

  function settleByProof(row: OutboxRow, { channel, state }: DeliveryRow, proof: ProofLevel, batch: Batch): void {
    const best = learn(row, channel, proof, batch);
    if (isProven(best, row.proof)) outbox.endProof(row.id, false);
    const isAnswer = row.state === "waiting" && row.channel === channel && state === "trying";
    const isAfterAll = !isTaken(state) && isProven(proof, "delivered") && (row.state === "waiting" || row.state === "failed");
    if (isAnswer || isAfterAll) taken({ id: row.id, channel }, { providerRef: "report" }, batch);
  }

  /** Whoever has it by one channel needs no other. */
  function endWhatIsProven(id: string, batch: Batch): void {
    const row = outbox.get(id);
    if (row?.state === "waiting" && row.best !== undefined && isProven(row.best, row.proof)) outbox.accept(id, undefined, batch.at);
  }

  return {
    taken,
    refused,
    fail,
    settleByReports,

    takeReport(id, channel, { status, at }, batch) {
      if (deliveries.of(id, channel)?.reported.includes(status) === true) return;
      const row = outbox.get(id);
      const alarm = row === undefined || row.alarmId === "" ? {} : { alarmId: row.alarmId };
      const detail = { notificationId: id, status, at };
      journal.append({ at: batch.at, kind: "delivery-report", actor: `channel:${channel}`, ...alarm, detail });
      if (row === undefined) return;
      deliveries.addReport(id, channel, status, batch.at);
      if (status === "delivered") batch.outcomes.push({ channel, outcome: "delivered" });
      const { address = "" } = deliveries.of(id, channel) ?? {};
      if (address !== "" && isProven(proofOfReport(status), "delivered"))
        contacts.prove({ personId: row.personId, channel, address }, batch.at);
      if (status === "read") onRead(row, batch);
      settleByReports(id, channel, batch);
    },

    giveUpWaiting(limit, batch) {
      const overdue = outbox.proofOverdue(batch.at, limit);
      for (const row of overdue) {
        const tried = new Set(deliveries.all(row.id).map(({ channel }) => channel));
        const next = othersOf(row).find((channel) => row.state === "accepted" || !tried.has(channel));
        const { state } = deliveries.of(row.id, row.channel) ?? {};
        if (state === "accepted") deliveries.move(row.id, row.channel, { state: "unproven" }, batch.at);
        const goesOn = next === undefined ? {} : { next };
        note(row, "notification-unproven", { channel: row.channel, wanted: row.proof, known: row.best, ...goesOn }, batch);
        // An attempt that is under way comes to its own end first.
        if (next !== undefined && row.state !== "sending") {
          if (state === "trying") deliveries.move(row.id, row.channel, { state: "passed-over", reason: "unreachable" }, batch.at);
          outbox.endProof(row.id, false);
          outbox.unchoose(row.id);
        } else {
          outbox.endProof(row.id, true);
          if (row.proofWithin !== undefined) nextStep.comeUnlessReaching(row.alarmId, batch);
        }
      }
      return overdue.length;
    },
  };
}

const isTaken = (state: DeliveryState): boolean => ["accepted", "delivered", "read", "unproven"].includes(state);

/** A delivery that is as far as the proof says, or further. */
function isAtLeast(state: DeliveryState, proof: ProofSoFar): boolean {
  const known = state === "accepted" || state === "delivered" || state === "read" ? state : undefined;
  // That it was taken is known of one that waits no longer for its proof.
  if (state === "unproven" && proof === "accepted") return true;
  return proof === undefined || isProven(known, proof);
}
