/** A query could not be answered because the store is away or failing; the same query may succeed later. */
export class HistoryUnavailableError extends Error {
  readonly code = "HISTORY_UNAVAILABLE";

  readonly detail: string;

  constructor(detail: string, options?: ErrorOptions) {
    super(`the history store cannot answer: ${detail}`, options);
    this.detail = detail;
    this.name = "HistoryUnavailableError";
  }
}

/** What an unavailable store said; any other error is a bug and thrown on. */
export function detailOf(error: unknown): string {
  if (error instanceof HistoryUnavailableError) return error.detail;
  throw error;
}
