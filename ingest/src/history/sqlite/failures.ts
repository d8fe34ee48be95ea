import type { HistoryFailure } from "@labcanary/domain/ports";

/** Primary result codes (sqlite.org/rescode.html); an extended code carries its primary one in the low byte. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;

/** What a thrown error of the database or the file system means for the batch. Undefined: a bug of ours, to be thrown on. */
export function failureOf(error: unknown): { readonly reason: HistoryFailure; readonly detail: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: string; errcode?: number };
  const detail = error.message;
  if (code === "ENOSPC" || code === "EDQUOT") return { reason: "disk-full", detail };
  if (code === "ERR_SQLITE_ERROR" && errcode !== undefined) return { reason: reasonOf(errcode & 0xff), detail };
  if (code === "ERR_INVALID_STATE") return { reason: "unreachable", detail }; // closed meanwhile
  return "syscall" in error ? { reason: "unreachable", detail } : undefined;
}

function reasonOf(primaryCode: number): HistoryFailure {
  switch (primaryCode) {
    case SQLITE_FULL:
      return "disk-full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "overloaded";
    case SQLITE_CANTOPEN:
      return "unreachable";
    default:
      return "server-error";
  }
}
