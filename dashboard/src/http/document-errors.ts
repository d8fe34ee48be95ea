import type { HttpError } from "./with-meanings.ts";

/** Ways a printed document is not made, whatever it is about. */
export const DOCUMENT_HTTP_ERRORS = {
  DOCUMENT_BUSY: { status: 503, meaning: "too many documents are being printed; ask again in a minute" },
} as const satisfies Record<string, HttpError>;
