import { elapsed, type EpochMs, milliseconds, plus } from "@labcanary/domain/basics";
import {
  type ChannelStanding,
  type DeliveryOutcome,
  type DeliveryReport,
  type Notification,
  retryDelay,
} from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import { addressOn, type ChannelKind, type Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { AfterwardsTelling } from "../notifications/afterwards.ts";
import type { AddressHash } from "../store/address-hash.ts";
import { type CanaryMail, isCanaryMail } from "../canary/canary-mail.ts";
import type { Loopback } from "../canary/loopback.ts";
import type { Channel } from "../ports.ts";
import type { CodedText } from "../replies/reply-code-table.ts";
import type { Batch, Commit } from "../store/batch.ts";
import type { CheckIns } from "../check-ins/check-ins.ts";
import type { Addressing } from "./addressing.ts";
import { ATTEMPT_LIMIT, deliver, LONGEST_WISH } from "./attempt.ts";
import type { Budgets } from "./budgets.ts";
import { type Circuit, FAILING_PACE } from "./circuit.ts";
import { type Circuits, createCircuits } from "./circuits.ts";
import type { DeliveryTable } from "./delivery-table.ts";
import { maskAddress } from "./mask-address.ts";
import type { FollowedTexts } from "./followed-texts.ts";
import type { Note } from "./notes.ts";
import type { OutboxLane, OutboxRow, OutboxTable } from "./outbox-table.ts";
import type { Proofs } from "./proofs.ts";
import { composeTexts, type ReadyText } from "./text-batch.ts";
import { shareOf, type TextRow, type TextTable } from "./text-table.ts";
import { createWayChoosing, LONGEST_WAIT } from "./way-choosing.ts";
import type { Installed } from "./ways.ts";

/**
 * Transactions of one sweep (chosen: some tens of milliseconds). Without a channel, or with people who are gone from the site, a storm of
 * alarms fails thousands of notifications: the next sweeps go on with them, and other work gets its turn.
 */
const ROUNDS = 4;

/** Due notifications looked at together, since one text may be made of many (chosen: some milliseconds). */
const LOOKED_AT = 500;

/**
 * Sends what is due. An attempt is written down before it is made and its outcome after: between the two a crash makes the
 * attempt happen again, under the same notification id. At least once, never silently not at all.
 */
export interface Dispatcher {
  /** Puts attempts cut off by a crash back in line and begins sending. */
  start(): void;
  /**
   * Begins as many due attempts as there are places; nothing before `start`. Never throws; what could not be written down is tried
   * again by the next sweep.
   */
  sweep(): void;
  takeReport(channel: OutboxLane, report: DeliveryReport): void;
  /** The provider is back: no need to wait for the next attempts. */
  wake(channel: ChannelKind): void;
  circuitOf(channel: ChannelKind): Pick<ChannelStanding, "circuit" | "since">;
  /** Breaks off the attempts under way; they are made again after the next start. */
  stop(): Promise<void>;
}

export interface DispatcherDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly channels: readonly Channel[];
  readonly installed: Installed & { follows(channel: ChannelKind): boolean };
  readonly followed: Pick<FollowedTexts, "keep">;
  readonly alarms: AlarmTable;
  readonly outbox: OutboxTable;
  readonly deliveries: DeliveryTable;
  readonly texts: TextTable;
  readonly budgets: Budgets;
  readonly addressHash: AddressHash;
  readonly addressing: Addressing;
  readonly proofs: Proofs;
  readonly afterwards: Pick<AfterwardsTelling, "isStale">;
  readonly checkIns: Pick<CheckIns, "isStale" | "of">;
  readonly note: Note;
  readonly isFlood: () => boolean;
  /** What a person answers to take charge of alarms; the same for the same notification. */
  readonly replyCodeOf: (text: Omit<CodedText, "code">) => string;
  readonly isHelpAsked: (alarmId: string) => boolean;
  readonly canary: CanaryMail;
  readonly loopback: Loopback;
  readonly commit: Commit;
}

/** A channel with what is under way on it. Each circuit has places of its own, so that one that is stuck holds up no other. */
interface Lane {
  readonly channel: Channel | Loopback;
  readonly circuits: Circuits;
  /** Nothing of what is ready could be begun, and it is not looked at again before this for that alone. */
  stuckUntil?: EpochMs;
  readonly underWay: Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>;
}

export function createDispatcher(options: { readonly concurrency: number }, deps: DispatcherDeps): Dispatcher {
  const { clock, logger, site, installed, alarms, outbox, deliveries, texts, budgets, addressing, proofs, note, commit } = deps;
  const { afterwards, checkIns, addressHash, followed, isFlood, replyCodeOf, isHelpAsked, canary, loopback } = deps;
  const lanes = new Map<OutboxLane, Lane>(
    [...deps.channels, loopback].map((channel) => [
      channel.kind,
      { channel, circuits: createCircuits(channel.kind, clock.now), underWay: new Map() },
    ]),
  );
  const circuitsOf = (kind: ChannelKind): Circuits => laneOf(kind).circuits;
  const choosing = createWayChoosing({ site, installed, outbox, deliveries, budgets, addressing, proofs, circuitsOf, dropStale });
  /** Outcomes the database did not take; nothing is sent again while it can be remembered that it was. */
  const unrecorded: (() => void)[] = [];
  let sweeping = false;
  let running = false;

  const laneOf = (kind: ChannelKind): Lane => {
    const lane = lanes.get(kind);
    if (lane === undefined) throw new Error(`there is no channel ${kind}`);
    return lane;
  };

  const placesOf = (circuit: Circuit): number => circuit.places(options.concurrency, clock.now());

  /** Whether something could be begun; where each address has its own circuit, only looking at what is ready can tell. */
  function hasRoom({ circuits, stuckUntil }: Lane): boolean {
    if (circuits.areApart) return stuckUntil === undefined || elapsed(stuckUntil, clock.now()) >= 0;
    return placesOf(circuits.of("")) > 0;
  }

  /** Those who are reached by the circuit; absent: everybody by the channel. */
  function reachedBy(kind: OutboxLane, address: string | undefined): readonly string[] | undefined {
    if (address === undefined || kind === "loopback") return undefined;
    return site().people.flatMap((person) => (addressOn(person, kind) === address ? [person.id] : []));
  }

  /** Does what is due, as far as there are places. Returns how much that was. */
  function beginDue(): number {
    const withRoom = [...lanes.values()].filter(hasRoom).map(({ channel }) => channel.kind);
    if (!outbox.isDue(clock.now(), withRoom)) return 0;
    const begun: { readonly lane: Lane; readonly text: ReadyText }[] = [];
    const done = commit((batch) => {
      outbox.ripen(batch.at);
      const givenUp = proofs.giveUpWaiting(LOOKED_AT, batch);
      const { looked, trials } = choosing.chooseWays(LOOKED_AT, batch);
      let sent = 0;
      for (const lane of lanes.values()) {
        const ready = beginOn(lane, trials, batch);
        sent += ready.looked;
        for (const text of ready.texts) begun.push({ lane, text });
      }
      return givenUp + looked + sent;
    });
    for (const { lane, text } of begun) attempt(lane, text);
    return done;
  }

  /** What is only for people's information is not told late, or among many alarms. */
  function dropStale(row: OutboxRow, batch: Batch): boolean {
    const reason = checkIns.isStale(row, batch) ?? afterwards.isStale(row, batch);
    if (reason === undefined) return false;
    outbox.cancel(row.id, reason, batch.at);
    batch.outcomes.push({ channel: row.channel, outcome: "cancelled" });
    note(row, "notification-cancelled", { notificationIds: [row.id], reason }, batch);
    return true;
  }

  function beginOn(
    lane: Lane,
    trials: ReadonlySet<string>,
    batch: Batch,
  ): { readonly looked: number; readonly texts: readonly ReadyText[] } {
    const { channel, circuits } = lane;
    const found = circuits.areApart || placesOf(circuits.of("")) > 0 ? outbox.ready(channel.kind, LOOKED_AT) : [];
    if (found.length === 0) return { looked: 0, texts: [] };
    const canaries = found.filter(({ id }) => isCanaryMail(id));
    if (channel.kind === "loopback") return { looked: found.length, texts: canaries.map((row) => beginText(canary.textOf(row), batch)) };
    const { kind, takesReplies } = channel;
    const rows = found.filter((row) => !isCanaryMail(row.id) && !dropStale(row, batch));
    const begins = new Map<Circuit, number>();
    const hasPlace = (address: string): boolean => {
      const circuit = circuits.of(address);
      return (begins.get(circuit) ?? 0) < placesOf(circuit);
    };
    const takeRoom = (text: TextRow, address: string): EpochMs | undefined => {
      const until = budgets.roomAt(kind, address, shareOf(text), batch.at);
      if (until !== undefined) return until;
      texts.begin(text, batch.at);
      const circuit = circuits.of(address);
      begins.set(circuit, (begins.get(circuit) ?? 0) + 1);
      return undefined;
    };
    const { ready, waiting, held, failed } = composeTexts(rows, {
      channel: kind,
      now: batch.at,
      isFlood: isFlood(),
      site: site(),
      alarms,
      sentTo: texts.sentTo,
      hasPlace,
      budgets,
      addressHash,
      takeRoom,
      replyCodeOf: (text) => (takesReplies ? replyCodeOf({ ...text, at: batch.at }) : ""),
      checkInOf: checkIns.of,
      isHelpAsked,
    });
    for (const { row, reason } of failed) {
      if (reason === "no-address") outbox.unchoose(row.id);
      else proofs.fail(row, reason, {}, batch);
    }
    for (const { row, until, reason } of held) {
      outbox.hold(row.id, until);
      note(row, "notification-held", { until, ...(reason === undefined ? {} : { reason }) }, batch);
      if (reason === "budget" && choosing.goesElsewhere(row, batch)) outbox.unchoose(row.id);
    }
    const begun = ready.map((text) => beginText(text, batch));
    // The channel was to be tried with this one; others were graver.
    for (const { id } of waiting) if (trials.has(id)) outbox.unchoose(id);
    // Behind everything that people are told, and within what the provider allows like all of it.
    for (const text of canaries.map(canary.textOf).filter(({ notification }) => hasPlace(notification.address))) {
      const until = takeRoom(text.text, text.notification.address);
      if (until === undefined) begun.push(beginText(text, batch));
      else outbox.hold(text.text.id, until);
    }
    if (circuits.areApart && begun.length === 0) lane.stuckUntil = plus(batch.at, FAILING_PACE);
    return { looked: found.length, texts: begun };
  }

  const beginText = (text: ReadyText, batch: Batch): ReadyText => ({
    ...text,
    rows: text.rows.map((row) => begin(row, text.notification, batch)),
  });

  function begin(row: OutboxRow, { channel, address }: Notification, batch: Batch): OutboxRow {
    const attempts = deliveries.beginAttempt(row.id, channel, addressHash(address), batch.at);
    outbox.beginAttempt(row.id, attempts, batch.at);
    // A gateway that is away is no reason to wait longer than the route says.
    if (attempts === 1 && row.proofWithin !== undefined) outbox.awaitProof(row.id, plus(batch.at, row.proofWithin));
    return { ...row, attempts };
  }

  function attempt(lane: Lane, text: ReadyText): void {
    const { id } = text.notification;
    const abort = new AbortController();
    const circuit = lane.circuits.of(text.notification.address);
    circuit.began(clock.now());
    const cancelLimit = clock.after(ATTEMPT_LIMIT, () => abort.abort());
    const delivery = deliver(lane.channel, text.notification, abort.signal).catch((error: unknown): DeliveryOutcome => {
      logger.error({ error: String(error), notificationId: id }, "The channel failed on a notification, which is tried again");
      return { kind: "retry", reason: "unreachable", after: milliseconds(0) };
    });
    const done = delivery.then((outcome) => {
      cancelLimit();
      lane.underWay.delete(id);
      delete lane.stuckUntil;
      if (!running && outcome.kind === "retry") return circuit.brokenOff();
      const change = circuit.ended(outcome.kind !== "retry", clock.now());
      keep(() => recordOutcome(lane, text, outcome, change));
      sweep();
    });
    lane.underWay.set(id, { abort, done });
  }

  function recordOutcome(
    lane: Lane,
    { rows, notification }: ReadyText,
    outcome: DeliveryOutcome,
    change: ReturnType<Circuit["ended"]>,
  ): void {
    const { kind } = lane.channel;
    const reached = reachedBy(kind, lane.circuits.areApart ? notification.address : undefined);
    commit((batch) => {
      // What never got to the provider it has not counted.
      const isCounted =
        outcome.kind === "give-up" || (outcome.kind === "retry" && (outcome.reason === "timeout" || outcome.reason === "rate-limited"));
      if (outcome.kind !== "accepted" && kind !== "loopback") texts.takeBack(notification.id, kind, isCounted);
      if (outcome.kind === "accepted" && kind !== "loopback" && deps.installed.follows(kind))
        followed.keep(notification, outcome.providerRef, batch.at);
      for (const row of rows) recordRow(row, rows.length, notification, outcome, batch);
      if (change === "opened") outbox.leaveChannel(kind, reached);
      if (change === "closed" || change === "recovered") outbox.wake(kind, batch.at, reached);
      // What waits for a channel that fails, and might go this way.
      if (change === "closed") leaveFailing();
    });
  }

  function leaveFailing(): void {
    for (const { channel, circuits } of lanes.values()) {
      for (const { circuit, address } of circuits.all())
        if (circuit.state !== "closed") outbox.leaveChannel(channel.kind, reachedBy(channel.kind, address));
    }
  }

  /** The outcome of a text, for one of the notifications it was sent for. */
  function recordRow(row: OutboxRow, sharing: number, notification: Notification, outcome: DeliveryOutcome, batch: Batch): void {
    if (isCanaryMail(row.id)) return canary.record(row, outcome, batch);
    const { channel } = notification;
    const shared = sharing === 1 ? {} : { textId: notification.id, sharing };
    const detail = { attempt: row.attempts, to: maskAddress(notification.address), ...shared };
    switch (outcome.kind) {
      case "accepted":
        proofs.taken(row, { ...detail, providerRef: outcome.providerRef, text: notification.text }, batch);
        break;
      case "retry": {
        const wait = milliseconds(Math.max(Math.min(outcome.after, LONGEST_WISH), retryDelay(row.attempts)));
        outbox.retry(row.id, plus(batch.at, wait));
        deliveries.keepReason(row.id, channel, outcome.reason);
        batch.outcomes.push({ channel, outcome: "retry" });
        // The 1st, 2nd, 4th, 8th … (chosen: a gateway away for a day must not fill the journal; the metric counts every one).
        if (Number.isInteger(Math.log2(row.attempts)))
          note(row, "notification-retry", { ...detail, reason: outcome.reason, said: outcome.detail, after: wait }, batch);
        choosing.passOver(row, wait > LONGEST_WAIT, batch);
        break;
      }
      case "give-up":
        proofs.refused(row, outcome.reason, { ...detail, said: outcome.detail }, batch);
    }
    proofs.settleByReports(row.id, channel, batch);
  }

  /** Does it now, or, when the database refuses, with the next sweep. */
  function keep(record: () => void): void {
    try {
      record();
    } catch (error) {
      unrecorded.push(record);
      logger.error({ error: String(error), waiting: unrecorded.length }, "The outcome of a notification could not be written down yet");
    }
  }

  function sweep(): void {
    // A commit below sweeps again when it is done: one at a time is enough.
    if (sweeping || !running) return;
    sweeping = true;
    try {
      for (const record of unrecorded.splice(0)) keep(record);
      for (let round = 0; round < ROUNDS && beginDue() > 0; round++);
    } catch (error) {
      logger.error({ error: String(error) }, "Due notifications could not be begun; the next sweep tries again");
    } finally {
      sweeping = false;
    }
  }

  return {
    start() {
      commit((batch) => {
        for (const row of outbox.recoverInterrupted(batch.at)) {
          texts.takeBack(row.id, row.channel, true);
          if (isCanaryMail(row.id)) continue;
          note(row, "notification-retry", { attempt: row.attempts, reason: "interrupted" }, batch);
        }
        outbox.leaveOthersThan([...lanes.keys()]);
      });
      running = true;
      sweep();
    },

    sweep,

    takeReport(channel, report) {
      commit((batch) => {
        if (isCanaryMail(report.notificationId) || channel === "loopback") return canary.takeReport(report, batch);
        for (const id of texts.sharing(report.notificationId, channel)) proofs.takeReport(id, channel, report, batch);
      });
    },

    wake(channel) {
      if (!running) return;
      for (const { circuit } of laneOf(channel).circuits.all()) circuit.answers(clock.now());
      delete laneOf(channel).stuckUntil;
      keep(() => commit((batch) => outbox.wake(channel, batch.at)));
    },

    circuitOf: (channel) => laneOf(channel).circuits.standing(new Set(site().people.flatMap((person) => addressOn(person, channel) ?? []))),

    async stop() {
      running = false;
      const underWay = [...lanes.values()].flatMap((lane) => [...lane.underWay.values()]);
      for (const { abort } of underWay) abort.abort();
      await Promise.all(underWay.map(({ done }) => done));
    },
  };
}
