import { LISTED_DIFFERENCES } from "@labcanary/domain/messages";
import type { KeyPeriod, Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { changeBetween, lineOfChange } from "./site-change.ts";

test("a key period that comes, or begins at another time, is in the line of a change also where it was cut off the list", () => {
  const period = (id: string, from = 0) => ({ id, kind: "vacation", from, to: 9, seals: [] }) as unknown as KeyPeriod;
  const gone = Array.from({ length: LISTED_DIFFERENCES }, (_, index) => period(`gone-${index}`));
  const site = (...keyPeriods: readonly KeyPeriod[]): Site => ({ ...testSite(), keyPeriods });
  const change = changeBetween(
    site(...gone, period("shifted", 5), period("same")),
    site(period("shifted"), period("same"), period("fresh")),
  );
  const { detail } = lineOfChange(change, undefined);
  expect(detail).toMatchObject({ newDays: ["shifted", "fresh"], more: 2 });
  expect(JSON.stringify(detail["differences"])).not.toMatch(/shifted|fresh/);
});
