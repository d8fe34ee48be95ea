import { milliseconds, plus } from "@labcanary/domain/basics";
import { offsetAt } from "@labcanary/domain/schedule";
import { type GatewayAbout, live, type MeasuredValue, nested, retained, type SpokenConvention } from "./convention.ts";

/** Tasmota with its default FullTopic; the clock of the device shows the time of `timeZone`, to the second and without saying so. */
export function speakTasmota({ timeZone }: GatewayAbout): SpokenConvention {
  return {
    measured(address, at, values) {
      const shown = new Date(plus(at, milliseconds(offsetAt(timeZone, at)))).toISOString().slice(0, "2026-11-22T08:00:00".length);
      const sensors = nested(values.map(({ name, value }) => [name, value] as const));
      const payload = { Time: shown, ...sensors, ...tempUnit(values) };
      return [live(`tele/${address}/SENSOR`, JSON.stringify(payload))];
    },
    presence: (address, isOnline) => [retained(`tele/${address}/LWT`, isOnline ? "Online" : "Offline")],
  };
}

/** One for the whole message (SetOption8). */
function tempUnit(values: readonly MeasuredValue[]): { readonly TempUnit?: string } {
  const units = new Set(values.map(({ unit }) => unit));
  return units.has("degF") ? { TempUnit: "F" } : units.has("Cel") ? { TempUnit: "C" } : {};
}
