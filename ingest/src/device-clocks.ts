import { type EpochMs, elapsed, milliseconds } from "@labcanary/domain/basics";
import type { IngestFigures, SystemConditionSink } from "@labcanary/domain/ports";
import type { AccessEvent, Reading } from "@labcanary/domain/telemetry";

/** How many devices an alarm names. */
const NAMED = 5;

/** By device, how far its clock is ahead of the time of receipt, in ms. */
export type WrongClocks = ReadonlyMap<string, number>;

/** Knows whose clock is wrong, and keeps one alarm for them all. */
export class DeviceClocks {
  readonly #conditions: SystemConditionSink;
  readonly #wrong: Map<string, number>;

  /** Goes on from what was saved: the alarm may still be up, and must end when the clocks are right. */
  constructor(conditions: SystemConditionSink, saved: WrongClocks = new Map()) {
    this.#conditions = conditions;
    this.#wrong = new Map(saved);
  }

  save(): WrongClocks {
    return new Map(this.#wrong);
  }

  /** A reading or event that keeps the device's own time beside it was placed by receipt, because its clock could not be believed. */
  note(deviceId: string, { receivedAt, deviceAt }: Reading | AccessEvent): void {
    const isKnown = this.#wrong.has(deviceId);
    if (deviceAt !== undefined) this.#wrong.set(deviceId, elapsed(receivedAt, deviceAt));
    else this.#wrong.delete(deviceId);
    if (isKnown !== this.#wrong.has(deviceId)) this.tell(receivedAt);
  }

  /** How many are wrong, and which is furthest off. */
  figures(): Pick<IngestFigures, "wrongClocks" | "worstClock"> {
    let worst: IngestFigures["worstClock"];
    for (const [deviceId, ahead] of this.#wrong)
      if (worst === undefined || Math.abs(ahead) > Math.abs(worst.ahead)) worst = { deviceId, ahead: milliseconds(ahead) };
    return { wrongClocks: this.#wrong.size, ...(worst === undefined ? {} : { worstClock: worst }) };
  }

  /** Devices that are no longer of the site, or no longer the same, cannot put their clocks right. */
  forgetAllBut(deviceIds: ReadonlySet<string>, at: EpochMs): void {
    const gone = [...this.#wrong.keys()].filter((id) => !deviceIds.has(id));
    for (const id of gone) this.#wrong.delete(id);
    if (gone.length > 0) this.tell(at);
  }

  /** Says how it stands. */
  tell(at: EpochMs): void {
    const names = [...this.#wrong].slice(0, NAMED).map(([id, ahead]) => `${id} by ${Math.round(ahead / 1000)} s`);
    const more = this.#wrong.size > NAMED ? ` and ${this.#wrong.size - NAMED} more` : "";
    const active = this.#wrong.size > 0;
    const detail = active ? `wrong: ${names.join(", ")}${more}` : "every device's clock is right again";
    this.#conditions.takeSystemCondition({ kind: "system-condition", name: "device-clock-wrong", active, at, detail });
  }
}
