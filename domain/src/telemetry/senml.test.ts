import { expect, test } from "vitest";
import packs from "../../../test/fixtures/telemetry/senml.json" with { type: "json" };
import { epochMs } from "../basics/index.ts";
import { entriesOfSenml } from "./senml.ts";

test.each(packs)("$from", ({ payload, receivedAt, entries }) => {
  const decoded = entriesOfSenml(payload, epochMs(Date.parse(receivedAt)));
  expect(
    decoded.map(({ name, time, value, unit }) => ({ name, time: time === undefined ? null : new Date(time).toISOString(), value, unit })),
  ).toEqual(entries);
});

test.each([
  { pack: [{ n: "a", v: null }], value: null, because: "null says that it could not measure" },
  { pack: [{ n: "a", v: "12", bv: 1 }], value: "12", because: "a text is not added to" },
  {
    pack: [{ n: "a", v: Number.POSITIVE_INFINITY, bv: 1 }],
    value: Number.POSITIVE_INFINITY,
    because: "what is not finite is refused later",
  },
  { pack: [{ n: "a", s: 5 }], value: undefined, because: "a sum is no reading" },
])("$pack gives the value $value: $because", ({ pack, value }) => {
  expect(entriesOfSenml(pack, epochMs(0)).map((entry) => entry.value)).toEqual([value]);
});
