import type { Device } from "@labcanary/domain/site";
import type { HeardName, SignalDescription } from "@labcanary/domain/telemetry";

interface NamedSite {
  readonly devices: readonly Pick<Device, "id" | "gateway" | "address" | "speaks">[];
  readonly signals: readonly Pick<SignalDescription, "deviceId" | "name" | "wire">[];
}

/** What the site describes, under the names it is heard by. A gateway's own signals are also heard under its id as the address. */
export function* heardNames({ devices, signals }: NamedSite): Generator<HeardName> {
  const byId = new Map(devices.map((device) => [device.id, device]));
  for (const { deviceId, name, wire } of signals) {
    const { gateway, address = deviceId, speaks } = byId.get(deviceId) ?? {};
    const signal = wire?.name ?? name;
    if (gateway !== undefined) yield { deviceId: gateway, address, signal };
    else {
      yield { deviceId, signal };
      if (speaks !== undefined) yield { deviceId, address, signal };
    }
  }
}
