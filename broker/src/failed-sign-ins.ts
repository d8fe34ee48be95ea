import type { EpochMs } from "@labcanary/domain/basics";
import type { FailedSignIn, FailedSignIns } from "@labcanary/domain/ports";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import type { ConnectRefusal } from "./refusals.ts";
import type { SignInAttempt } from "./sign-in.ts";

/** Most names kept. Chosen: every sensor of a building that was set up with a wrong list, at some hundred bytes each. */
const MOST_KEPT = 200;

/** Refusals that say something about who somebody is, and not about how they connect. */
const ABOUT_IDENTITY = {
  "no-credentials": true,
  "unknown-device": true,
  "wrong-token": true,
  "token-ended": true,
  "certificate-untrusted": true,
  "certificate-name": true,
  "client-id-mismatch": true,
  "keep-alive": false,
  "will-topic": false,
  "session-limit": false,
  "taken-over": false,
  "access-ended": false,
} as const satisfies Record<ConnectRefusal, boolean>;

/** 32 bytes as base64url, as the platform gives tokens (DESIGN 3.1): put in the place of the name it must not be shown to anybody. */
const LIKE_A_TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface FailedSignInList extends FailedSignIns {
  /** Somebody was refused. What is no matter of who they are is not kept. */
  note(attempt: SignInAttempt, reason: ConnectRefusal, from: { readonly address: string; readonly at: EpochMs }): void;
}

/** Who tried to sign in in vain since the start, by name and reason; those that tried longest ago make room. In memory only. */
export function createFailedSignIns(): FailedSignInList {
  const byKey = new Map<string, FailedSignIn>();
  let dropped = 0;
  let revision = 0;
  return {
    note(attempt, reason, { address, at }) {
      if (!ABOUT_IDENTITY[reason]) return;
      const name = nameOf(attempt);
      const key = JSON.stringify([name, reason]);
      const before = byKey.get(key);
      byKey.delete(key);
      byKey.set(key, {
        ...name,
        reason,
        network: networkOf(address),
        firstAt: before?.firstAt ?? at,
        lastAt: at,
        count: (before?.count ?? 0) + 1,
      });
      if (before !== undefined) return;
      revision += 1;
      const [oldest] = byKey.keys();
      if (byKey.size > MOST_KEPT && oldest !== undefined) {
        byKey.delete(oldest);
        dropped += 1;
      }
    },
    list: () => [...byKey.values()].toReversed(),
    get dropped() {
      return dropped;
    },
    get revision() {
      return revision;
    },
  };
}

/** A name that can be a device's is told. Anything else may be a secret or somebody's name put in the wrong field, and is only described. */
function nameOf({ username, certificate }: SignInAttempt): Pick<FailedSignIn, "deviceId" | "instead"> {
  const name = username ?? certificate?.commonName;
  if (name === undefined || name === "") return { instead: "nothing" };
  if (LIKE_A_TOKEN.test(name)) return { instead: "token" };
  return DEVICE_ID.test(name) ? { deviceId: name } : { instead: "no-device-id" };
}

/** Where to look for it, and not which machine it is: the first three parts of an IPv4 address, the first four of an IPv6 one. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, "");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(plain)) return plain.replace(/\d+$/, "x");
  return plain.includes(":") ? `${plain.split(":").slice(0, 4).join(":")}::x` : "";
}
