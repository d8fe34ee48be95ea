import type { EpochMs } from "@labcanary/domain/basics";
import type { Device } from "@labcanary/domain/site";
import type { DeviceId } from "@labcanary/domain/telemetry";

type Hardware = Pick<Device, "id" | "replacedAt">;

/** Knows which devices are other hardware than under the site before. Under the first site none is: what is remembered was said under it. */
export class Replacements {
  #known: ReadonlyMap<DeviceId, EpochMs | undefined> | undefined;

  /** Those that are replaced with this site. */
  of(devices: readonly Hardware[]): ReadonlySet<DeviceId> {
    const before = this.#known;
    this.#known = new Map(devices.map(({ id, replacedAt }) => [id, replacedAt]));
    return new Set(before === undefined ? [] : devices.flatMap(({ id, replacedAt }) => (before.get(id) === replacedAt ? [] : [id])));
  }
}
