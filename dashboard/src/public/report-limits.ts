import { createHmac, randomBytes } from "node:crypto";
import { type DurationMs, minutes } from "@labcanary/domain/basics";
import type { ReportKind } from "@labcanary/domain/governance";
import type { AttemptCounts } from "../accounts/attempt-counts.ts";
import { HttpError } from "../http/http-errors.ts";

/** Chosen: a whole campus can come from one address, and a prank needs more than this to hide a real report. */
const RISKS_PER_ADDRESS = 30;
/** Chosen: one room's people, all of them; more say nothing new. */
const RISKS_PER_DOOR = 20;
/**
 * Chosen: as many. Counted apart from risks, and not by address, so that no prank, nor a proxy that is everybody's address, keeps a
 * danger elsewhere from being told. Whoever is refused stands where so many alarms have just been raised.
 */
const DANGERS_PER_DOOR = 20;
const PHOTOS_PER_ADDRESS = 90;
/** Of codes and secrets tried in vain. Chosen: nobody mistypes as many, and a script finds none of 2^50 by as few. */
const LOOKS_PER_ADDRESS = 300;
/**
 * Of one report, by its secret, whoever asks. Chosen: one each second is more than a whole room that shares a link looks, and each is a
 * read of the ledger and of its alarm.
 */
const LOOKS_PER_REPORT = 600;
const WINDOW = minutes(10);

/** What anybody without an account may do in a while; each throws REPORT_TOO_OFTEN. */
export interface ReportLimits {
  /** A code or a secret that is none. */
  look(address: string): void;
  /** A report was looked at that there is. */
  follow(number: number): void;
  report(kind: ReportKind, address: string, door: string): void;
  photo(address: string): void;
}

export function createReportLimits(counts: AttemptCounts): ReportLimits {
  /** Addresses of reporters are kept nowhere, not even as what could be tried: a restart forgets this. */
  const key = randomBytes(32);
  const hidden = (address: string): string => createHmac("sha256", key).update(address).digest("base64url");
  function take(counted: string, most: number, window: DurationMs = WINDOW): void {
    const left = counts.take(`report:${counted}`, most, window);
    if (left !== undefined) throw new HttpError("REPORT_TOO_OFTEN", `try again in ${Math.ceil(left / 1000)} s, or call`);
  }
  return {
    look: (address) => take(`look:${hidden(address)}`, LOOKS_PER_ADDRESS),
    follow: (number) => take(`follow:${number}`, LOOKS_PER_REPORT),
    report(kind, address, door) {
      if (kind === "danger") return take(`danger:${door}`, DANGERS_PER_DOOR);
      take(`from:${hidden(address)}`, RISKS_PER_ADDRESS);
      take(`door:${door}`, RISKS_PER_DOOR);
    },
    photo: (address) => take(`photo:${hidden(address)}`, PHOTOS_PER_ADDRESS),
  };
}
