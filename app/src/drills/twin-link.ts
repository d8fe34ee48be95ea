import { DRILL_DEVICE, twinNameOf } from "@labcanary/domain/site";
import type { DeviceDeps, Link } from "@labcanary/firmware-sim";
import type { SignalKey } from "@labcanary/domain/telemetry";

type CreateLink = NonNullable<DeviceDeps["createLink"]>;

/** What simulated devices say of the signals a drill moves, said by the drill's own device of their twins; of nothing else anything is said. */
export function createTwinLinks(signals: readonly SignalKey[], own: Pick<Link, "hand">): CreateLink {
  const moved = new Set(signals);
  return ({ deviceId }) => {
    const telemetry = `v1/devices/${deviceId}/telemetry`;
    let isOpen = false;
    return {
      open: () => void (isOpen = true),
      cut: () => void (isOpen = false),
      close: async () => void (isOpen = false),
      hand(topic, payload) {
        if (!isOpen || topic !== telemetry) return;
        const samples = samplesOf(payload, (name) => {
          const key: SignalKey = `${deviceId}/${name}`;
          return moved.has(key) ? twinNameOf(key) : undefined;
        });
        if (samples !== undefined) own.hand(`v1/devices/${DRILL_DEVICE}/telemetry`, JSON.stringify({ samples }));
      },
      get connected() {
        return isOpen;
      },
      whenConnected: async () => {},
      whenOffline: async () => {},
      whenDrained: async () => {},
      stats: () => ({ acknowledged: 0, waiting: 0, dropped: 0, connections: 0, sessionsPresent: 0, losses: NO_LOSSES }),
    };
  };
}

const NO_LOSSES = { refused: 0, unreachable: 0, closed: 0 } as const;

/**
 * Values only: what a device says of its own condition is no part of a drill. Without times: they count as taken when they are received.
 * Undefined: there are none, or the message is broken, as a scenario may have it.
 */
function samplesOf(payload: string | Uint8Array, nameOf: (name: string) => string | undefined): object | undefined {
  let said: unknown;
  try {
    said = JSON.parse(typeof payload === "string" ? payload : Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
  const samples = (said as { readonly samples?: Readonly<Record<string, unknown>> } | null)?.samples ?? {};
  const named = Object.entries(samples).flatMap(([name, value]) => {
    const twin = nameOf(name);
    return twin === undefined || value === null || !isValue(value) ? [] : [[twin, value]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

const isValue = (value: unknown): boolean => typeof value !== "object" || !("state" in (value as object));
