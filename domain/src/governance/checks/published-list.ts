import { fingerprint, ok } from "../../basics/index.ts";
import type { Checklist } from "../../site/index.ts";
import type { Ledger, LedgerItem } from "../ledger.ts";

/**
 * A list as it was when the first check of it was opened. Checks refer to it by its number, so that each keeps the words it was done by,
 * whatever the site's files say afterwards. Lists of one id and version but other words are two: the later one is told by its number.
 */
export interface PublishedList extends LedgerItem {
  readonly list: Checklist;
}

export type ListCommand = { readonly verb: "publish"; readonly list: Checklist };
export type ListAct = { readonly act: "published"; readonly list: Checklist };

export const listLedger: Ledger<PublishedList, ListCommand, ListAct, never> = {
  name: "checklist",
  decide: (_item, { list }) => ok([{ act: "published", list }]),
  fold: (_item, { list }, { number }) => ({ number, zoneId: "", list }),
  due: () => [],
  isClosed: () => true,
  alarms: () => [],
};

/** Tells lists apart that differ in anything. */
export const fingerprintOfList = (list: Checklist): string => `${list.id} ${list.version} ${fingerprint(JSON.stringify(list))}`;
