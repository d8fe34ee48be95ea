import type { Quality } from "@labcanary/domain/telemetry";
import { refusal } from "../decode/payload-shape.ts";
import type { Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { isObject, leavesOf } from "./json-leaves.ts";

/** An uplink of LoRaWAN as its network server passes it on. */
export interface DecodedUplink {
  readonly address: string;
  /** When the network server had it: the device has no clock of its own. */
  readonly at: unknown;
  /** What the device's decoder made of its bytes, where it has one. */
  readonly decoded: unknown;
  /** The bytes; absent where the device sent none. */
  readonly data: unknown;
  readonly replayed: boolean;
  readonly quality?: Quality;
  /** Whoever has no decoder is told what to do about it. */
  readonly advice: string;
}

/**
 * The values of the decoded object by the path to each, `temperatureSensor.1`; null is a value that could not be measured (a decoder's NaN
 * is null in JSON). Bytes that nobody decoded are refused with DECODE_NOT_DECODED, as the reading in them is lost. An uplink without bytes
 * only answers the network, and nothing was lost.
 */
export function unwrapUplink(uplink: DecodedUplink): Unwrapped<undefined> {
  const { address, at, decoded, replayed, quality } = uplink;
  if (decoded === undefined || decoded === null) {
    if (uplink.data === undefined) return nothing(undefined);
    return refusing(refusal("DECODE_NOT_DECODED", `${address}: ${uplink.advice}`), undefined);
  }
  if (!isObject(decoded)) return refusing(refusal("DECODE_SHAPE", `${address}: what was decoded is no object`), undefined);
  const leaves = leavesOf(decoded);
  if (!leaves.ok) return refusing(leaves.error, undefined);
  if (leaves.value.length === 0) return refusing(refusal("DECODE_EMPTY", `${address}: what was decoded has no values`), undefined);
  const about = quality === undefined ? { at } : { at, quality };
  const entries = leaves.value.map(({ path, value }) => entryOf(path, value, about));
  return { said: [{ address, entries, replayed }], refused: [], memory: undefined };
}
