import { expect, test } from "vitest";
import { parseGroupMapping } from "./group-mapping.ts";

test("groups are read in their order, with their zones", () => {
  expect(parseGroupMapping("campus admins=administrator; chem-safety=responsible-person@room-114+room-115;staff=inspector")).toEqual([
    { group: "campus admins", role: "administrator" },
    { group: "chem-safety", role: "responsible-person", zones: ["room-114", "room-115"] },
    { group: "staff", role: "inspector" },
  ]);
});

test.each(["", "staff", "staff=king", "=operator", "staff=operator@", "staff=operator@a++b", "staff=operator;"])(
  "'%s' is refused",
  (text) => {
    expect(parseGroupMapping(text)).toBeUndefined();
  },
);
