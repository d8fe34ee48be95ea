import { err } from "../basics/index.ts";
import type { LedgerRefusal } from "./ledger.ts";

type Refused<Code extends string> = { readonly ok: false; readonly error: LedgerRefusal<Code> };

/**
 * How a ledger refuses, by code, in the words of its table. What is journaled are attempts at what is not allowed: those of `attempts`
 * always, others where it is `forbid` that says them. The rest are slips of the hand.
 */
export function createRefusals<Code extends string>(
  messages: Readonly<Record<Code, string>>,
  attempts: readonly NoInfer<Code>[] = [],
): { refuse(code: Code): Refused<Code>; forbid(code: Code): Refused<Code> } {
  const forbid = (code: Code): Refused<Code> => err({ code, message: messages[code], journaled: true });
  return {
    refuse: (code) => (attempts.includes(code) ? forbid(code) : err({ code, message: messages[code] })),
    forbid,
  };
}
