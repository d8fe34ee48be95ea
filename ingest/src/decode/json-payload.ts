import { isUtf8 } from "node:buffer";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import { refusal } from "./payload-shape.ts";

/** Most entries of one frame. Chosen: a day of one-minute readings kept while the server was away. */
export const MOST_ENTRIES = 2000;

/** The JSON a payload holds. The refusal's detail quotes the payload, as JSON.parse does. */
export function parseJson(payload: Uint8Array): Result<unknown, DecodeError> {
  if (!isUtf8(payload)) return err(refusal("DECODE_NOT_UTF8", `${payload.length} bytes`));
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(refusal("DECODE_NOT_JSON", error instanceof Error ? error.message : String(error)));
  }
}
