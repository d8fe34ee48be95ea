import { epochMs } from "@labcanary/domain/basics";
import type { PublicReport } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createFollowIndex } from "./follow-index.ts";

test("the book is read through once for each time it has changed, however often one is followed; the first of two with one secret is told", () => {
  const reports = new Map<number, PublicReport>();
  let revision = 0;
  let passes = 0;
  const add = (number: number, follow?: string): void => {
    const said = { kind: "risk", zoneId: "room-114", class: "gas", words: "smell", at: epochMs(0), photos: [], answers: [] } as const;
    reports.set(number, { number, ...said, ...(follow === undefined ? {} : { follow }) });
    revision += 1;
  };
  const followed = createFollowIndex({
    get revision() {
      return revision;
    },
    get: (number) => reports.get(number),
    all() {
      passes += 1;
      return [...reports.values()];
    },
  });
  expect(followed("one")).toBeUndefined();
  // One that this release could not read is missing, and a button has no secret.
  add(2, "one");
  add(3);
  add(4, "one");
  passes = 0;
  for (let count = 0; count < 10; count++) expect([followed("one")?.number, followed("none")]).toEqual([2, undefined]);
  expect(passes).toBe(1);
  add(5, "later");
  expect([followed("later")?.number, followed("one")?.number]).toEqual([5, 2]);
  expect(passes).toBe(2);
});
