import type { SignatureMeaning } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";

/** What a signature on a file of records stands for. */
export interface SignedPart {
  readonly signed: SignatureMeaning;
  /** The signer sees the whole site: nothing is left out. */
  readonly whole: boolean;
  /** What the signer is limited to: records of elsewhere are not in the file. */
  readonly zones?: readonly string[];
}

export function signedPart(request: Parameters<typeof scopeOfRequest>[0], site: Site, signed: SignatureMeaning): SignedPart {
  const whole = scopeOfRequest(request, site).isWhole;
  return { signed, whole, ...(whole ? {} : { zones: sessionOf(request).zones ?? [] }) };
}
