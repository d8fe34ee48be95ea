import type { EpochMs } from "@labcanary/domain/basics";
import type { Device, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { JournalLine } from "./site-change.ts";

/** A device that is other hardware in the second of two sites. */
export interface ReplacedDevice {
  readonly device: Device["id"];
  readonly signals: readonly SignalKey[];
  readonly replacedAt?: EpochMs;
  readonly serial?: string;
}

export function replacedDevices(before: Site, after: Site): readonly ReplacedDevice[] {
  const old = new Map(before.devices.map((device) => [device.id, device]));
  return after.devices.flatMap(({ id, signals, replacedAt, serial }) => {
    const was = old.get(id);
    if (was === undefined || was.replacedAt === replacedAt) return [];
    return [{ device: id, signals, ...(replacedAt === undefined ? {} : { replacedAt }), ...(serial === undefined ? {} : { serial }) }];
  });
}

/** A line for each signal, which whoever sees its chart may read; of a gateway without any, one. */
export function linesOfReplacement({ signals, ...device }: ReplacedDevice, changedBy: string | undefined): readonly JournalLine[] {
  const said = { ...device, ...(changedBy === undefined ? {} : { changedBy }) };
  const details = signals.length === 0 ? [said] : signals.map((signal) => ({ ...said, signal }));
  return details.map((detail) => ({ kind: "device-replaced", actor: "system", detail }));
}
