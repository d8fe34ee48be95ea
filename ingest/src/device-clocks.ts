import { elapsed } from "@labcanary/domain/basics";
import type { SystemConditionSink } from "@labcanary/domain/ports";
import type { Reading } from "@labcanary/domain/telemetry";

/** How many devices an alarm names. */
const NAMED = 5;

/** Knows whose clock is wrong, and keeps one alarm for them all. */
export class DeviceClocks {
  readonly #conditions: SystemConditionSink;
  /** By device, how far its clock was ahead of the time of receipt, in ms. */
  readonly #wrong = new Map<string, number>();

  constructor(conditions: SystemConditionSink) {
    this.#conditions = conditions;
  }

  /** A reading that keeps the device's own time beside it was placed by receipt, because its clock could not be believed. */
  note(deviceId: string, reading: Reading): void {
    if (reading.deviceAt === undefined && !this.#wrong.has(deviceId)) return;
    const known = this.#wrong.has(deviceId);
    if (reading.deviceAt === undefined) this.#wrong.delete(deviceId);
    else this.#wrong.set(deviceId, elapsed(reading.receivedAt, reading.deviceAt));
    if (known && reading.deviceAt !== undefined) return;
    const names = [...this.#wrong].slice(0, NAMED).map(([id, ahead]) => `${id} by ${Math.round(ahead / 1000)} s`);
    const more = this.#wrong.size > NAMED ? ` and ${this.#wrong.size - NAMED} more` : "";
    const active = this.#wrong.size > 0;
    const detail = active ? `wrong: ${names.join(", ")}${more}` : "every device's clock is right again";
    this.#conditions.takeSystemCondition({ kind: "system-condition", name: "device-clock-wrong", active, at: reading.receivedAt, detail });
  }
}
