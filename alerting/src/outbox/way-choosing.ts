import { isOfDrill } from "@labcanary/domain/alarm";
import { elapsed, minutes } from "@labcanary/domain/basics";
import { addressOn, type ChannelKind, type Site } from "@labcanary/domain/site";
import type { Batch } from "../store/batch.ts";
import type { Addressing } from "./addressing.ts";
import type { Budgets } from "./budgets.ts";
import { type Circuit, TROUBLING_ATTEMPTS } from "./circuit.ts";
import type { Circuits } from "./circuits.ts";
import type { DeliveryTable } from "./delivery-table.ts";
import type { OutboxRow, OutboxTable } from "./outbox-table.ts";
import type { Proofs } from "./proofs.ts";
import { shareOf } from "./text-table.ts";
import { chooseWay, type Installed, waysLeft } from "./ways.ts";

/** What a provider has no room for within this time goes another way, where there is one (chosen: as long as a channel has for its proof). */
export const LONGEST_WAIT = minutes(1);

/** Notifications failed in one transaction because there is no way to tell their people. */
const FAILED_AT_ONCE = 100;

/** Why a channel was passed over whose provider wants to be left in peace for longer than {@link LONGEST_WAIT}. */
const ASKED_TO_WAIT = "rate-limited";

/** By which channel a notification goes, as far as it is known which of them get through. Writing happens within the transaction that is open. */
export interface WayChoosing {
  /**
   * Gives each notification that has come due its channel, at most `limit` of them. `trials` are those by which a channel is tried that does
   * not get through.
   */
  chooseWays(limit: number, batch: Batch): { readonly looked: number; readonly trials: ReadonlySet<string> };
  /** Whether the channel chosen does not get through, or has no room before long, and another does. */
  goesElsewhere(row: OutboxRow, batch: Batch): boolean;
  /** A channel that takes others and never this one, or asks to wait too long, is left for the next that has not been tried as often. */
  passOver(row: OutboxRow, isWaitLong: boolean, batch: Batch): void;
}

export interface WayChoosingDeps {
  readonly site: () => Site;
  readonly installed: Installed;
  readonly outbox: OutboxTable;
  readonly deliveries: DeliveryTable;
  readonly budgets: Pick<Budgets, "roomAt">;
  readonly addressing: Addressing;
  readonly proofs: Pick<Proofs, "fail">;
  readonly circuitsOf: (channel: ChannelKind) => Circuits;
  /** Calls off what is not worth telling any more. */
  readonly dropStale: (row: OutboxRow, batch: Batch) => boolean;
}

export function createWayChoosing(deps: WayChoosingDeps): WayChoosing {
  const { site, installed, outbox, deliveries, budgets, addressing, proofs, circuitsOf, dropStale } = deps;

  function addressOf(row: OutboxRow, kind: ChannelKind): string | undefined {
    const person = site().people.find(({ id }) => id === row.personId);
    return person === undefined ? undefined : addressOn(person, kind);
  }

  const circuitFor = (row: OutboxRow, kind: ChannelKind): Circuit => circuitsOf(kind).of(addressOf(row, kind) ?? "");

  /** Whether a channel gets through, as far as is known, and the provider takes one more before long. */
  function admitsNow(row: OutboxRow, kind: ChannelKind, batch: Batch): ReturnType<Circuit["admits"]> {
    const address = addressOf(row, kind);
    const until =
      address === undefined
        ? undefined
        : budgets.roomAt(kind, address, shareOf({ lifeSafety: row.gravity < 0, drill: isOfDrill(row) }), batch.at);
    if (until !== undefined && elapsed(batch.at, until) > LONGEST_WAIT) return "none";
    return circuitFor(row, kind).admits(batch.at);
  }

  function goesElsewhere(row: OutboxRow, batch: Batch): boolean {
    const left = waysLeft(row, deliveries.all(row.id), site(), installed);
    return (
      left.kind === "ways" &&
      left.channels.some((kind) => kind !== row.channel && admitsNow(row, kind, batch) === "freely") &&
      admitsNow(row, row.channel, batch) === "none"
    );
  }

  function chooseWays(limit: number, batch: Batch): { readonly looked: number; readonly trials: ReadonlySet<string> } {
    const trials = new Set<string>();
    const trialled = new Set<Circuit>();
    const takenOver = new Set<string>();
    let failed = 0;
    const rows = outbox.unchosen(limit);
    for (const row of rows) {
      if (failed >= FAILED_AT_ONCE) break;
      if (dropStale(row, batch)) continue;
      // Whoever takes over a step is told before those of later steps, in the next round.
      if (takenOver.has(row.alarmId)) continue;
      const addressed = addressing(row, batch);
      if (addressed === "readdressed") takenOver.add(row.alarmId);
      if (addressed === "nobody") proofs.fail(row, "nobody-to-tell", {}, batch);
      if (addressed !== "as-planned") continue;
      const tried = deliveries.all(row.id);
      const left = waysLeft(row, tried, site(), installed);
      const channels = left.kind === "ways" ? left.channels : [];
      const attemptsOn = (kind: ChannelKind): number => tried.find(({ channel }) => channel === kind)?.attempts ?? 0;
      const isAskedToWait = (kind: ChannelKind): boolean =>
        tried.some(({ channel, state, reason }) => channel === kind && state === "passed-over" && reason === ASKED_TO_WAIT);
      const admits = (kind: ChannelKind) =>
        isAskedToWait(kind) || trialled.has(circuitFor(row, kind)) ? "none" : admitsNow(row, kind, batch);
      const choice = chooseWay(channels, attemptsOn, admits);
      if (choice === undefined) {
        failed++;
        proofs.fail(row, left.kind === "none" ? left.because : "no-channel", {}, batch);
        continue;
      }
      const { channel, isTrial } = choice;
      if (isTrial) {
        trialled.add(circuitFor(row, channel));
        trials.add(row.id);
      }
      if (row.channel !== channel && tried.some((delivery) => delivery.channel === row.channel && delivery.state === "trying")) {
        deliveries.move(row.id, row.channel, { state: "passed-over", reason: "unreachable" }, batch.at);
      }
      outbox.choose(row.id, { channel, attempts: attemptsOn(channel), waysLeft: channels.length > 1 });
    }
    return { looked: rows.length, trials };
  }

  function passOver(row: OutboxRow, isWaitLong: boolean, batch: Batch): void {
    if ((row.attempts < TROUBLING_ATTEMPTS && !isWaitLong) || outbox.get(row.id)?.state !== "waiting") return;
    const tried = deliveries.all(row.id);
    const left = waysLeft(row, tried, site(), installed);
    const isUntried = (kind: ChannelKind): boolean =>
      (tried.find(({ channel }) => channel === kind)?.attempts ?? 0) < TROUBLING_ATTEMPTS &&
      circuitFor(row, kind).admits(batch.at) !== "none";
    if (left.kind !== "ways" || !left.channels.some((kind) => kind !== row.channel && isUntried(kind))) return;
    if (isWaitLong) deliveries.move(row.id, row.channel, { state: "passed-over", reason: ASKED_TO_WAIT }, batch.at);
    outbox.unchoose(row.id);
  }

  return { chooseWays, goesElsewhere, passOver };
}
