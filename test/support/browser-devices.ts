import type { DeviceAccess } from "@labcanary/dashboard";
import type { EpochMs } from "@labcanary/domain/basics";

/** A DeviceAccess that holds what the test puts on it; `cutOff` tells whose connection was cut. */
export interface MemoryDevices extends DeviceAccess {
  readonly tokens: Map<string, string>;
  readonly connected: Set<string>;
  readonly cutOff: string[];
}

export function createMemoryDevices(enrolled: readonly string[] = []): MemoryDevices {
  const tokens = new Map(enrolled.map((id) => [id, `first-token-of-${id}`]));
  const connected = new Set<string>();
  const cutOff: string[] = [];
  const rotations = new Map<string, { readonly until: EpochMs; readonly isUsed: boolean }>();
  const cut = (deviceId: string): void => {
    cutOff.push(deviceId);
    connected.delete(deviceId);
  };
  return {
    tokens,
    connected,
    cutOff,
    enrolled: () => new Set(tokens.keys()),
    isConnected: (deviceId) => connected.has(deviceId),
    enrol(deviceId) {
      const token = `token-${tokens.size}-of-${deviceId}`;
      tokens.set(deviceId, token);
      cut(deviceId);
      return token;
    },
    rotate(deviceId, until) {
      const token = `token-${tokens.size}-of-${deviceId}-beside`;
      tokens.set(deviceId, token);
      rotations.set(deviceId, { until, isUsed: false });
      return token;
    },
    rotations: () => rotations,
    endedAttempts: () => 0,
    revoke(deviceId) {
      if (!tokens.delete(deviceId)) return false;
      cut(deviceId);
      return true;
    },
  };
}
