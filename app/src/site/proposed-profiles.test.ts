import { proposeProfile } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { readYaml } from "../yaml-source.ts";
import { shippedFile } from "./library.ts";

const HEARD = [
  ...[-180, -80, -20, 5, 22].map((value) => ({ signal: "temperature", range: { lowest: value, highest: value } })),
  ...["contact", "humidity", "co2", "co", "nh3", "cl2", "h2s", "hcn"].map((signal) => ({ signal })),
];

test.each(HEARD)("every profile proposed for $signal $range is in the library it is said to be in", (heard) => {
  const { library, profiles } = proposeProfile(heard) ?? { library: "", profiles: ["none"] };
  const file = shippedFile(library);
  const { profiles: there } = (file.kind === "library" ? readYaml(file.file).value : {}) as { profiles: object };
  expect(Object.keys(there)).toEqual(expect.arrayContaining([...profiles]));
});
