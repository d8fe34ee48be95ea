import { createHash } from "node:crypto";

/** Letters and figures that are not taken for one another when read aloud or in a hurry: no I, O, 0, 1. */
export const CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 4;

/** The first free code in the occurrence's own order of codes: the same after a replay, as long as the same alarms stand beside it. */
export function codeFor(occurrenceId: string, isTaken: (code: string) => boolean): string {
  for (let probe = 0; ; probe++) {
    const digest = createHash("sha256").update(`${occurrenceId}#${probe}`).digest();
    const code = [...digest.subarray(0, CODE_LENGTH)].map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length]).join("");
    if (!isTaken(code)) return code;
  }
}
