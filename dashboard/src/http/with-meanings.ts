/** How the HTTP API says one way of saying no: its status, and what it means in English, for `docs/reference/errors.md`. */
export interface HttpError {
  readonly status: number;
  readonly meaning: string;
}

/** The refusals of the domain as the HTTP API says them: every code with its status and what it means; no code without either. */
export function withMeanings<Code extends string>(
  statuses: Readonly<Record<Code, number>>,
  meanings: Readonly<Record<Code, string>>,
): Readonly<Record<Code, HttpError>> {
  const entries = (Object.keys(statuses) as Code[]).map((code) => [code, { status: statuses[code], meaning: meanings[code] }]);
  return Object.fromEntries(entries) as never;
}
