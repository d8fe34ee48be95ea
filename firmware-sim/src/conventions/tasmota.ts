import { milliseconds, plus } from "@labcanary/domain/basics";
import { offsetAt } from "@labcanary/domain/schedule";
import { type GatewayAbout, live, type MeasuredValue, nested, retained, type SpokenConvention, wordSession } from "./convention.ts";

/** Tasmota with its default FullTopic; the clock of the device shows the time of `timeZone`, to the second and without saying so. */
export function speakTasmota({ timeZone, members }: GatewayAbout): SpokenConvention {
  const [only, ...others] = members;
  // A device that signs in for itself has its LWT as the will of its connection.
  const isItsOwn = only !== undefined && others.length === 0;
  return {
    ...(isItsOwn ? { session: wordSession(`tele/${only.address}/LWT`, "Online", "Offline") } : {}),
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
