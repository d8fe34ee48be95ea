import { type GatewayAbout, live, type MeasuredValue, type SpokenConvention } from "./convention.ts";

/** SenML in JSON (RFC 8428, 5) on `GATEWAY/senml`: the device is the base name, the time the base time. */
export function speakSenml({ id }: GatewayAbout): SpokenConvention {
  return {
    measured(address, at, values) {
      const [first, ...rest] = values.map(recordOf);
      return [live(`${id}/senml`, JSON.stringify([{ bn: `${address}:`, bt: at / 1000, ...first }, ...rest]))];
    },
    presence: () => [],
  };
}

/** SenML has no word for "could not measure"; null is not of it, and is understood all the same. */
function recordOf({ name, value, unit }: MeasuredValue): object {
  if (value === "true" || value === "false") return { n: name, vb: value === "true" };
  if (typeof value === "string") return { n: name, vs: value };
  return { n: name, ...(unit === undefined ? {} : { u: unit }), v: value };
}
