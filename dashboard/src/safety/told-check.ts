import type { Check, CheckState } from "@labcanary/domain/governance";
import type { Text } from "@labcanary/domain/basics";
import type { Checklist } from "@labcanary/domain/site";

/** How a check stands: one that is missed can still be done, late. */
export const SHOWN_CHECKS = ["open", "missed", "done", "lapsed"] as const;
export type ShownCheck = (typeof SHOWN_CHECKS)[number];

/** A check as a list shows it. */
export interface ToldCheck {
  readonly number: number;
  readonly shown: ShownCheck;
  readonly state: CheckState;
  readonly patrol: Text;
  readonly list: Text;
  readonly listVersion: string;
  readonly zoneId: string;
  readonly opensAt: number;
  readonly dueAt: number;
  /** Its time was over before it was done. */
  readonly missed: boolean;
  /** Its zone was drawn. */
  readonly drawn: boolean;
  readonly items: number;
  readonly answered: number;
  readonly failed: number;
  /** Whose account has signed it, as JournalEntry.actor, and when. */
  readonly signedBy?: string;
  readonly signedAt?: number;
  readonly standIn?: boolean;
}

export const shownOf = ({ state, missedAt }: Check): ShownCheck => (state === "open" && missedAt !== undefined ? "missed" : state);

export function toldCheck(check: Check, list: Checklist): ToldCheck {
  const { number, state, patrolName, zoneId, window, missedAt, drawnBy, answers, signed } = check;
  return {
    number,
    shown: shownOf(check),
    state,
    patrol: patrolName,
    list: list.name,
    listVersion: list.version,
    zoneId,
    opensAt: window.opensAt,
    dueAt: window.dueAt,
    missed: missedAt !== undefined,
    drawn: drawnBy !== undefined,
    items: list.items.length,
    answered: Object.keys(answers).length,
    failed: Object.values(answers).filter(({ failed }) => failed).length,
    ...(signed === undefined ? {} : { signedBy: signed.by, signedAt: signed.at, standIn: signed.standIn }),
  };
}
