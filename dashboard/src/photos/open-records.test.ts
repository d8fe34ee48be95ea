import { LEDGERS } from "@labcanary/domain/governance";
import type { DrillDesk } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { isOpenRecord } from "./open-records.ts";

/** Of the desk nothing is asked but the state of a drill. */
const drillsIn = (state: string | undefined) =>
  ({ drills: () => ({ get: () => (state === undefined ? undefined : { state }) }) }) as unknown as DrillDesk;

test.each([
  { state: "planned", isOpen: true },
  { state: "running", isOpen: true },
  { state: "ended", isOpen: true },
  { state: "concluded", isOpen: false },
  { state: "cancelled", isOpen: false },
  { state: undefined, isOpen: true },
])("a drill that is $state holds its photos: $isOpen", ({ state, isOpen }) =>
  expect(isOpenRecord({ record: { ledger: "drill", number: 1 } }, { drills: drillsIn(state) })).toBe(isOpen),
);

test.each(LEDGERS)("nothing of a record of the ledger '%s' goes where it is not known", (ledger) =>
  expect(isOpenRecord({ record: { ledger, number: 1 } }, {})).toBe(true),
);
