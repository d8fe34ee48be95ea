import { type EpochMs, err, ok } from "../../basics/index.ts";
import { formatDay } from "../../schedule/index.ts";
import type { Patrol, ZoneId } from "../../site/index.ts";
import type { Ledger, LedgerItem } from "../ledger.ts";
import { type Digest, type Draw, type DrawSeed, drawZones } from "./draw.ts";
import type { DueWindow } from "./due-windows.ts";

/** What became of a patrol of the site: since when it is watched, and its last round. Its rounds are lines of the journal. */
export interface PatrolBook extends LedgerItem {
  readonly patrolId: string;
  /** Windows that opened until then are not its own: it was not there, or not watched. */
  readonly since: EpochMs;
  /** The site has it no more; it begins anew when it is back. */
  readonly ended?: true;
  readonly last?: Round;
}

/** One window of a patrol, with the zones that are checked in it. */
export interface Round extends DueWindow {
  /** Number of the list it is done by. */
  readonly list: number;
  readonly zones: readonly ZoneId[];
  readonly draw?: Draw;
}

export type PatrolCommand =
  | { readonly verb: "begin"; readonly patrolId: string }
  | { readonly verb: "round"; readonly window: DueWindow; readonly patrol: Patrol; readonly list: number; readonly seed: DrawSeed }
  | { readonly verb: "end" };

export type PatrolAct =
  | { readonly act: "begun"; readonly patrolId: string }
  | { readonly act: "round"; readonly round: Round; readonly day: string }
  | { readonly act: "ended" };

export const PATROL_REFUSALS = { PATROL_ROUND_TWICE: "the patrol has had its round of that time" } as const;
export type PatrolRefusalCode = keyof typeof PATROL_REFUSALS;

/** The patrols of a site; all acts are the platform's own. `digest` draws the lots. */
export function createPatrolLedger(digest: Digest): Ledger<PatrolBook, PatrolCommand, PatrolAct, PatrolRefusalCode> {
  return {
    name: "patrol",
    decide(item, command) {
      switch (command.verb) {
        case "begin":
          return ok([{ act: "begun", patrolId: command.patrolId }]);
        case "end":
          return ok([{ act: "ended" }]);
        case "round": {
          const { window, patrol, list, seed } = command;
          if (item !== undefined && window.opensAt <= watchedUntil(item))
            return err({ code: "PATROL_ROUND_TWICE", message: PATROL_REFUSALS.PATROL_ROUND_TWICE });
          const day = formatDay(window.day);
          const draw =
            patrol.spot === undefined
              ? undefined
              : drawZones({ seed, patrol: patrol.id, day, candidates: patrol.zones, percent: patrol.spot, digest });
          const round = { ...window, list, zones: draw?.drawn ?? patrol.zones, ...(draw === undefined ? {} : { draw }) };
          return ok([{ act: "round", round, day }]);
        }
      }
    },
    fold(item, act, { at, number }) {
      switch (act.act) {
        case "begun":
          return { number, zoneId: "", patrolId: act.patrolId, since: at };
        case "ended":
          return { ...known(item, number), ended: true };
        case "round":
          return { ...known(item, number), last: act.round };
      }
    },
    due: () => [],
    isClosed: () => true,
    alarms: () => [],
  };
}

/** Up to when its windows are dealt with. */
export const watchedUntil = ({ since, last }: PatrolBook): EpochMs => (last === undefined || last.opensAt < since ? since : last.opensAt);

function known(item: PatrolBook | undefined, number: number): PatrolBook {
  if (item === undefined) throw new Error(`patrol ${number} has a round before it has begun`);
  return item;
}
