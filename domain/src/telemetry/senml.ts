import type { EpochMs } from "../basics/index.ts";
import type { Entry } from "./native.ts";

/** One record of a SenML pack in JSON (RFC 8428, 4), as far as a reading needs it. */
export interface SenmlRecord {
  readonly bn?: string;
  readonly bt?: number;
  readonly bu?: string;
  readonly bv?: number;
  readonly n?: string;
  readonly t?: number;
  readonly u?: string;
  readonly v?: number;
  readonly vb?: boolean;
  readonly vs?: string;
}

/** Times below this are relative to the receipt (RFC 8428, 4.5.3). */
const RELATIVE_BELOW_SECONDS = 2 ** 28;

/**
 * The readings of a pack. Base fields hold for the records after them (RFC 8428, 4.1): names join, times and values add up.
 * The signal is the last part of the joined name behind `:` or `/`, since packs name the device in front of it.
 * A record without any value only carries base fields.
 */
export function entriesOfSenml(pack: readonly SenmlRecord[], receivedAt: EpochMs): readonly Entry[] {
  const entries: Entry[] = [];
  let baseName = "";
  let baseTime = 0;
  let baseUnit: string | undefined;
  let baseValue = 0;
  for (const record of pack) {
    baseName = record.bn ?? baseName;
    baseTime = record.bt ?? baseTime;
    baseUnit = record.bu ?? baseUnit;
    baseValue = record.bv ?? baseValue;
    const value = record.v === undefined ? (record.vb ?? record.vs) : record.v + baseValue;
    if (value === undefined) continue;
    entries.push({
      name: signalName(baseName + (record.n ?? "")),
      at: timeOf(baseTime + (record.t ?? 0), receivedAt),
      seq: undefined,
      value,
      unit: record.u ?? baseUnit,
      quality: undefined,
    });
  }
  return entries;
}

function timeOf(seconds: number, receivedAt: EpochMs): number | undefined {
  if (seconds === 0) return undefined;
  return seconds < RELATIVE_BELOW_SECONDS ? receivedAt + seconds * 1000 : seconds * 1000;
}

function signalName(joined: string): string {
  return joined.slice(Math.max(joined.lastIndexOf(":"), joined.lastIndexOf("/")) + 1);
}
