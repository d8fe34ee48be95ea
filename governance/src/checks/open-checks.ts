import { createHash } from "node:crypto";
import { type EpochMs, ok } from "@labcanary/domain/basics";
import {
  createCheckLedger,
  createPatrolLedger,
  type Hazard,
  type HazardCommand,
  type HazardRefusalCode,
  listLedger,
} from "@labcanary/domain/governance";
import type { LedgerBook, RecordJournal } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { OpenBook } from "../books/opened-book.ts";
import { withOrders } from "../books/with-orders.ts";
import { createConsequences } from "./consequences.ts";
import { createRounds } from "./rounds.ts";

interface ChecksDeps {
  readonly opened: OpenBook;
  readonly hazards: LedgerBook<Hazard, HazardCommand, HazardRefusalCode>;
  readonly journal: Pick<RecordJournal, "lastLine">;
  readonly site: () => Site;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The three ledgers of checklists: lists as they were published, patrols with their rounds, and checks. */
export function openChecks({ opened, hazards, journal, site }: ChecksDeps) {
  const lists = opened(listLedger);
  const patrols = opened(createPatrolLedger(digest));
  const listOf = (number: number) => lists.book.get(number)?.list;
  const checks = opened(createCheckLedger(listOf));
  const rounds = createRounds({ lists: lists.book, patrols: patrols.book, checks: checks.book, journal, site });
  const consequences = createConsequences({ checks: checks.book, hazards, listOf, site });

  let isCaughtUp = false;

  const desk = withOrders(checks.book, (command) => {
    const outcome = checks.book.carryOut(command);
    if (!outcome.ok) return outcome;
    consequences.follow(outcome.value);
    return ok(checks.book.get(outcome.value.number) ?? outcome.value);
  });

  return {
    books: { checklist: lists, patrol: patrols, check: checks },
    desk,
    checklist: listOf,
    /** Opens what is due; at first, what follows from checks and was not kept before a restart. */
    look(at: EpochMs): void {
      if (!isCaughtUp) {
        // Once for all of them: there are as many as were ever made, and few that wait.
        const waiting = checks.book.all().filter(({ state }) => state === "open");
        for (const check of checks.book.all()) consequences.follow(check, waiting);
      }
      isCaughtUp = true;
      rounds.look(at);
    },
  };
}
