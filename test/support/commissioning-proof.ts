import type { EpochMs } from "@labcanary/domain/basics";
import { type CommissioningProof, protectedBy } from "@labcanary/domain/commissioning";
import type { Site } from "@labcanary/domain/site";

/** A proof of a signal of the site, as it is described now, signed at a time. */
export function proofOf(key: string, site: Site, at: EpochMs, over: Partial<CommissioningProof> = {}): CommissioningProof {
  const signal = site.signals.find((candidate) => candidate.key === key);
  if (signal === undefined) throw new Error(`the site has no signal ${key}`);
  return {
    id: `test-of-${key}`,
    signal: key,
    stimulus: "test-gas",
    startedBy: "li",
    startedAt: at,
    protects: protectedBy(signal, site),
    alarm: { alarmId: "a1", code: "K7QF", ruleId: `${key}/high`, priority: "high", at, simulated: false },
    text: { notificationId: "n1", personId: "wang", channel: "sms", proof: "delivered", at },
    acknowledged: { by: "mei", at },
    signedBy: "li",
    signedAt: at,
    means: "seen-and-fit",
    ...over,
  };
}
