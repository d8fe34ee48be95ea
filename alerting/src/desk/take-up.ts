import type { DatabaseSync } from "node:sqlite";
import { milliseconds } from "@labcanary/domain/basics";
import type { AlertingDeps, AlertingOptions } from "../alerting.ts";
import { settleBooks } from "../books/settle-books.ts";
import type { DrillTable } from "../drills/drill-table.ts";
import type { HeadFile } from "../journal/head-file.ts";
import { settleHead } from "../journal/settle-head.ts";
import type { Desk } from "./desk.ts";
import { keyOldHashes } from "../store/address-hash.ts";
import { followClockSetBack } from "../store/clock-table.ts";
import { inTransaction } from "../store/database.ts";
import type { Keeping } from "./keeping.ts";
import type { Sending } from "./sending.ts";
import type { Tables } from "./tables.ts";
import type { Transactions } from "./transactions.ts";

export interface TakeUpDeps extends Pick<AlertingDeps, "clock" | "channels">, Pick<AlertingOptions, "journalHeadFile"> {
  /** Of the installation: what addresses are hashed with. */
  readonly key: Uint8Array;
  readonly tables: Tables;
  readonly headFile: HeadFile;
  readonly transactions: Pick<Transactions, "commit" | "headIsKept">;
  readonly escalation: Pick<Keeping["escalation"], "addMissingLastSteps">;
  readonly sending: Pick<Sending, "answers" | "texts" | "followed" | "takeUp">;
  readonly drills: Pick<DrillTable, "shift">;
  readonly takeSystemCondition: Desk["takeSystemCondition"];
}

/** Goes on from what a stop, a crash, another release or another clock left in the database. */
export async function takeUp(database: DatabaseSync, deps: TakeUpDeps): Promise<void> {
  const { clock, channels, key, tables, headFile, transactions, sending } = deps;
  const { journal, books, alarms } = tables;
  const { commit } = transactions;
  inTransaction(database, () => keyOldHashes(database, key));
  followClock(database, deps);
  const doctored = await settleHead({ file: deps.journalHeadFile, journal, headFile, at: clock.now() });
  transactions.headIsKept();
  deps.takeSystemCondition(doctored);
  for (const channel of channels) await channel.start();
  commit((batch) => settleBooks(database, { books, alarms, journal }, batch));
  commit((batch) => deps.escalation.addMissingLastSteps(batch));
  sending.takeUp();
}

/** Where the machine's clock was set back meanwhile, all that is to come keeps its distance. */
function followClock(database: DatabaseSync, { clock, tables, sending, drills }: TakeUpDeps): void {
  const { outbox, outOfService, commissioning, toggles, presence, shift } = tables;
  followClockSetBack(database, { now: clock.now(), table: tables.clock, journal: tables.journal }, (now, span) => {
    tables.alarms.shiftEnds(span);
    for (const kept of [outbox, outOfService, commissioning, drills, toggles, presence, shift, sending.answers]) kept.shift(span);
    for (const kept of [tables.floods, sending.texts, sending.followed]) kept.followClock(now, span);
    tables.replyLimits.shift(milliseconds(span));
  });
}
