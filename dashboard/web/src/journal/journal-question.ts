import { type Day, daysLater, spanOf } from "./journal-day.ts";

/** Days a reader looks back over from the chosen one, that one among them; 0 is all there are. */
export const SPANS = [1, 7, 31, 0] as const;
export type SpanDays = (typeof SPANS)[number];

/** What a reader looks for; an empty word looks for everything. */
export interface JournalWanted {
  readonly day: Day;
  readonly span: SpanDays;
  /** The beginning of an alarm's code. */
  readonly code: string;
  readonly kind: string;
  readonly person: string;
  readonly zone: string;
  readonly text: string;
}

/** The same as the platform is asked it. */
export function questionOf(
  { day, span, code, kind, person, zone, text }: JournalWanted,
  timeZone: string,
): Readonly<Record<string, string>> {
  const { to } = spanOf(day, timeZone);
  const from = span === 0 ? undefined : spanOf(daysLater(day, 1 - span), timeZone).from;
  const words = { code: code.trim().toUpperCase(), kind, person, zone, text: text.trim() };
  return {
    ...(from === undefined ? {} : { from: String(from) }),
    to: String(to),
    ...Object.fromEntries(Object.entries(words).filter(([, word]) => word !== "")),
  };
}
