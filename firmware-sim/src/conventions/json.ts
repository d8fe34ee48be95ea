import { nested, ownStatus, type SpokenConvention } from "./convention.ts";

/** Plain JSON: `GATEWAY/ADDRESS` with the time of the values as `at`, in seconds. */
export function speakJson(gateway: string): SpokenConvention {
  return {
    status: ownStatus(gateway),
    measured: (address, at, values) => [
      {
        topic: `${gateway}/${address}`,
        payload: JSON.stringify({ at: at / 1000, ...nested(values.map(({ name, value }) => [name, value] as const)) }),
      },
    ],
    presence: () => [],
  };
}
