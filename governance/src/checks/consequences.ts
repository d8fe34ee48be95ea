import {
  type Check,
  type CheckCommand,
  type CheckRefusalCode,
  type GivenAnswer,
  type Hazard,
  type HazardCommand,
  type HazardRefusalCode,
  itemName,
  LONGEST_WORDS,
  readable,
} from "@labcanary/domain/governance";
import type { LedgerBook } from "@labcanary/domain/ports";
import { type Checklist, type Site, zoneOrOutermost } from "@labcanary/domain/site";

/** What follows from a check in other items: failed items are hazards, and a room that was checked has no older check outstanding. */
export interface Consequences {
  /** Does what is not yet done of it; done again it changes nothing. Throws when a hazard could not be filed. */
  follow(check: Check, among?: readonly Check[]): void;
}

export interface ConsequenceDeps {
  readonly checks: LedgerBook<Check, CheckCommand, CheckRefusalCode>;
  readonly hazards: LedgerBook<Hazard, HazardCommand, HazardRefusalCode>;
  readonly listOf: (number: number) => Checklist | undefined;
  readonly site: () => Site;
}

const SYSTEM = "system";

export function createConsequences({ checks, hazards, listOf, site }: ConsequenceDeps): Consequences {
  /** The hazard that is on the books already: found before at the same item in the same room, and not written off. */
  function known(check: Check, itemId: string): number | undefined {
    const listId = listOf(check.list)?.id;
    for (const other of checks.all().toReversed()) {
      const hazard = other.hazards[itemId];
      if (hazard === undefined || other.zoneId !== check.zoneId || listOf(other.list)?.id !== listId) continue;
      if (hazards.get(hazard)?.state !== "written-off") return hazard;
    }
    return undefined;
  }

  function file(check: Check, itemId: string, { by, answer }: GivenAnswer): number {
    const item = listOf(check.list)?.items.find(({ id }) => id === itemId);
    if (item === undefined) throw new Error(`check ${check.number} has an answer to ${itemId}, which its list does not have`);
    const found = answer.kind === "number" ? `${answer.value} ${item.number?.unit ?? ""}`.trim() : "";
    const said = "words" in answer ? (answer.words ?? "") : "";
    const words = [itemName("check", check.number), `${item.words.en} / ${item.words.zh}`, found, said]
      .filter((part) => part !== "")
      .join(": ");
    const { class: kind, level } = item.hazard;
    const hazard = {
      zoneId: zoneOrOutermost(check.zoneId, site()),
      origin: "inspection",
      class: kind,
      level,
      words: readable(words.slice(0, LONGEST_WORDS.hazard)),
      check: { number: check.number, item: itemId },
    } as const;
    const filed = hazards.carryOut({ id: `check ${check.number} ${itemId}`, actor: by, order: { verb: "file", hazard } });
    if (!filed.ok) throw new Error(`the failed item ${itemId} of check ${check.number} is no hazard: ${filed.error.message}`);
    return filed.value.number;
  }

  return {
    follow(check, among = checks.all()) {
      for (const [item, given] of Object.entries(check.answers)) {
        if (!given.failed || check.hazards[item] !== undefined) continue;
        const hazard = known(check, item) ?? file(check, item, given);
        checks.carryOut({
          id: `check ${check.number} ${item} is a hazard`,
          actor: SYSTEM,
          number: check.number,
          order: { verb: "link", item, hazard },
        });
      }
      if (check.state !== "done") return;
      for (const { number, state, patrolId, zoneId, missedAt, window } of among) {
        // By their numbers: those opened by a clock that was ahead are of days that have not been, also where they are not missed yet.
        const isOlder = patrolId === check.patrolId && zoneId === check.zoneId && number < check.number;
        if (!isOlder || state !== "open" || (missedAt === undefined && window.opensAt <= check.window.opensAt)) continue;
        checks.carryOut({ id: `check ${number} lapses`, actor: SYSTEM, number, order: { verb: "lapse", by: check.number } });
      }
    },
  };
}
