import { type DurationMs, type EpochMs, epochMs, parseDuration } from "@labcanary/domain/basics";
import { HttpError } from "./http-errors.ts";

const EPOCH_MS = /^\d{1,15}$/;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads a time of a query: epoch milliseconds, or ISO 8601 with its offset. Refuses anything else. */
export function readTime(name: string, text: string): EpochMs {
  if (EPOCH_MS.test(text)) return epochMs(Number(text));
  const at = ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new HttpError("REQUEST_INVALID", `/${name} must be epoch milliseconds or ISO 8601 with Z or an offset`);
  return epochMs(at);
}

/** Reads a span of a query: `60s`, `1min`, `1h`. Refuses anything else. */
export function readSpan(name: string, text: string): DurationMs {
  const span = parseDuration(text);
  if (span === undefined) throw new HttpError("REQUEST_INVALID", `/${name} must be a span such as 10s, 1min or 1h`);
  return span;
}
