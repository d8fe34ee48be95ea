import type { EpochMs } from "../basics/index.ts";
import { parseTime } from "./event-time.ts";
import type { Entry } from "./native.ts";

/**
 * One record of a SenML pack in JSON (RFC 8428, 4), as far as a reading needs it. What later records build on has been checked;
 * values are checked entry by entry.
 */
export interface SenmlRecord {
  readonly bn?: string;
  readonly bt?: number;
  readonly bu?: string;
  readonly bv?: number;
  readonly n?: string;
  readonly t?: number;
  readonly u?: string;
  readonly v?: unknown;
  readonly vb?: unknown;
  readonly vs?: unknown;
  /** Data and sums are no readings of ours; an entry that has nothing else is refused, not overlooked. */
  readonly vd?: unknown;
  readonly s?: unknown;
}

/** Times below this are relative to the receipt (RFC 8428, 4.5.3). */
const RELATIVE_BELOW_SECONDS = 2 ** 28;

/**
 * The readings of a pack. Base fields hold for the records after them (RFC 8428, 4.1): names join, times and values add up.
 * The signal is the last part of the joined name behind `:` or `/`, since packs name the device in front of it.
 * A record without any value only carries base fields.
 */
export function entriesOfSenml(pack: readonly SenmlRecord[], receivedAt: EpochMs): readonly Entry[] {
  return addressedEntriesOfSenml(pack, receivedAt).map(({ entry }) => entry);
}

/** A reading with the device that stands before its name, where there is one. */
export interface AddressedEntry {
  readonly address?: string;
  readonly entry: Entry;
}

/** As {@link entriesOfSenml}, for packs in which a gateway says what several devices measured. */
export function addressedEntriesOfSenml(pack: readonly SenmlRecord[], receivedAt: EpochMs): readonly AddressedEntry[] {
  const entries: AddressedEntry[] = [];
  let baseName = "";
  let baseTime = 0;
  let baseUnit: string | undefined;
  let baseValue = 0;
  for (const record of pack) {
    baseName = record.bn ?? baseName;
    baseTime = record.bt ?? baseTime;
    baseUnit = record.bu ?? baseUnit;
    baseValue = record.bv ?? baseValue;
    const { n = "", t = 0, u = baseUnit, v, vb, vs, vd, s } = record;
    if ([v, vb, vs, vd, s].every((said) => said === undefined)) continue;
    const at = timeOf(baseTime + t, receivedAt);
    const value = typeof v === "number" ? v + baseValue : [v, vb, vs].find((said) => said !== undefined);
    const { address, name } = partsOf(baseName + n);
    const entry = { name, at, time: parseTime(at), seq: undefined, value, unit: u, quality: undefined, state: undefined };
    entries.push({ ...(address === "" ? {} : { address }), entry });
  }
  return entries;
}

function timeOf(seconds: number, receivedAt: EpochMs): number | undefined {
  if (seconds === 0) return undefined;
  return seconds < RELATIVE_BELOW_SECONDS ? receivedAt + seconds * 1000 : seconds * 1000;
}

function partsOf(joined: string): { readonly address: string; readonly name: string } {
  const end = Math.max(joined.lastIndexOf(":"), joined.lastIndexOf("/"));
  return { address: joined.slice(0, Math.max(end, 0)), name: joined.slice(end + 1) };
}
