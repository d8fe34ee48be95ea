import type { DeviceId } from "@labcanary/domain/telemetry";

export interface RetainedBounds {
  /** Topics with a retained message, of one gateway. */
  readonly maxGatewayRetained: number;
  /** Bytes of their payloads together. */
  readonly maxGatewayRetainedBytes: number;
}

/** What each gateway keeps retained outside its own branch: as much as it may, so that it cannot fill the memory of all. */
export class GatewayRetained {
  readonly #bounds: RetainedBounds;
  readonly #kept = new Map<DeviceId, { readonly sizes: Map<string, number>; bytes: number }>();

  constructor(bounds: RetainedBounds) {
    this.#bounds = bounds;
  }

  /** Whether there is room for the message, which then counts. An empty one takes away what is there, and always may. */
  keep(gateway: DeviceId, topic: string, bytes: number): boolean {
    const kept = this.#kept.get(gateway) ?? { sizes: new Map<string, number>(), bytes: 0 };
    const before = kept.sizes.get(topic);
    const total = kept.bytes - (before ?? 0) + bytes;
    if (bytes > 0) {
      const isTooMany = before === undefined && kept.sizes.size >= this.#bounds.maxGatewayRetained;
      if (isTooMany || total > this.#bounds.maxGatewayRetainedBytes) return false;
      kept.sizes.set(topic, bytes);
    } else kept.sizes.delete(topic);
    kept.bytes = total;
    this.#kept.set(gateway, kept);
    return true;
  }
}
