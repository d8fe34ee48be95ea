import type { EpochMs } from "@labcanary/domain/basics";
import type { ChannelStanding } from "@labcanary/domain/notification";
import { ENDPOINT_KINDS } from "@labcanary/domain/site";
import { type Circuit, createCircuit } from "./circuit.ts";
import type { OutboxLane } from "./outbox-table.ts";

/** The circuits of a channel: one where a provider stands behind all addresses, one for each where each is reached by itself. */
export interface Circuits {
  /** Whether each address has its own. */
  readonly areApart: boolean;
  of(address: string): Circuit;
  /** Those that have been used, with the address where each has its own. */
  all(): readonly { readonly address?: string; readonly circuit: Circuit }[];
  /** The worst of those of these addresses. */
  standing(addresses: ReadonlySet<string>): Pick<ChannelStanding, "circuit" | "since">;
}

const APART: readonly OutboxLane[] = [...ENDPOINT_KINDS, "siren"];
const WORST: readonly Circuit["state"][] = ["open", "half-open", "closed"];

export function createCircuits(kind: OutboxLane, now: () => EpochMs): Circuits {
  const areApart = APART.includes(kind);
  const startedAt = now();
  const circuits = new Map<string, Circuit>(areApart ? [] : [["", createCircuit(startedAt)]]);
  return {
    areApart,
    of(address) {
      const key = areApart ? address : "";
      const known = circuits.get(key);
      if (known !== undefined) return known;
      const circuit = createCircuit(startedAt);
      circuits.set(key, circuit);
      return circuit;
    },
    all: () => [...circuits].map(([address, circuit]) => (areApart ? { address, circuit } : { circuit })),
    standing(addresses) {
      const used = [...circuits].filter(([address]) => !areApart || addresses.has(address)).map(([, circuit]) => circuit);
      const [worst] = used.toSorted((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state) || b.since - a.since);
      return { circuit: worst?.state ?? "closed", since: worst?.since ?? startedAt };
    },
  };
}
