import { type GatewayAbout, live, nested, type SpokenConvention } from "./convention.ts";

/** Plain JSON: `GATEWAY/ADDRESS` with the time of the values as `at`, in seconds. */
export function speakJson({ id }: GatewayAbout): SpokenConvention {
  return {
    measured: (address, at, values) => [
      live(`${id}/${address}`, JSON.stringify({ at: at / 1000, ...nested(values.map(({ name, value }) => [name, value] as const)) })),
    ],
    presence: () => [],
  };
}
