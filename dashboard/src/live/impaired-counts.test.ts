import type { OutOfService } from "@labcanary/domain/alarm";
import type { CommissioningTest } from "@labcanary/domain/commissioning";
import { NOTHING_IMPAIRED } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { createMemorySignalBoard } from "../../../test/support/browser-platform.ts";
import { testSite } from "../../../test/support/site.ts";
import { scopeOf } from "../accounts/scope.ts";
import { impairedCounts } from "./impaired-counts.ts";

test("signals out of service are counted beside what the board has, those of life safety again, those only proposed apart", () => {
  const board = createMemorySignalBoard();
  board.impair("silent", 3);
  const records = [
    { state: "in-force", lifeSafety: false },
    { state: "in-force", lifeSafety: true },
    { state: "proposed", lifeSafety: true },
  ] as OutOfService[];
  const tests = [{ signal: "cab-17/vapour" }] as CommissioningTest[];
  expect(impairedCounts(board, { outOfService: () => records }, scopeOf(undefined, testSite()), { testsUnderWay: () => tests })).toEqual({
    ...NOTHING_IMPAIRED,
    silent: 3,
    "out-of-service": 2,
    "life-safety-out-of-service": 1,
    "out-of-service-proposed": 1,
    "under-test": 1,
  });
});
