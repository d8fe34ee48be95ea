import { epochMs } from "@labcanary/domain/basics";
import type { SignalStatus } from "@labcanary/domain/ports";
import { NOTHING_IMPAIRED } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { roomySite } from "../../../test/support/many-rooms.ts";
import { scopeOf } from "../accounts/scope.ts";
import { createZoneProtection } from "./zone-protection.ts";

const site = roomySite(2, 2);
const heard = (signal: string, over: Partial<SignalStatus> = {}): SignalStatus => ({ signal, receivedAt: epochMs(1), value: 1, ...over });

function world(statuses: Record<string, SignalStatus>) {
  const clock = createSettableClock();
  let asked = 0;
  const outOfService: string[] = [];
  const impaired = { ...NOTHING_IMPAIRED };
  const protection = createZoneProtection({
    clock,
    site: () => site,
    board: {
      status: (signal) => {
        asked += 1;
        return statuses[signal];
      },
      impaired: () => ({ ...impaired }),
    },
    desk: { outOfService: () => outOfService.map((signal) => ({ signal, state: "in-force" }) as never) },
  });
  return { clock, statuses, outOfService, impaired, protection, asked: () => asked };
}

test("zones are named with how many of their signals do not protect, and the gravest of why", () => {
  const { protection, outOfService } = world({
    "r1-c2/vapour": heard("r1-c2/vapour", { impairment: "simulated" }),
    "r2-c1/vapour": heard("r2-c1/vapour", { impairment: "faulty" }),
    // Never heard, and its time is over; that of the first is not, and the headline does not count it either.
    "r2-c2/vapour": { signal: "r2-c2/vapour", impairment: "silent" },
    "r1-c1/vapour": { signal: "r1-c1/vapour" },
  });
  outOfService.push("r2-c1/vapour");
  const whole = scopeOf(undefined, site);
  expect(protection(whole)).toEqual({
    zones: [
      { zoneId: "r1-c2", count: 1, worst: "simulated" },
      { zoneId: "r2-c1", count: 1, worst: "out-of-service" },
      { zoneId: "r2-c2", count: 1, worst: "silent" },
    ],
    outOfService: ["r2-c1/vapour"],
  });
  expect(protection(scopeOf(["r1"], site))).toEqual({ zones: [{ zoneId: "r1-c2", count: 1, worst: "simulated" }], outOfService: [] });
});

test("signals are looked over again when a count changes, or after a while, and not with every pulse", () => {
  const { protection, statuses, impaired, clock, asked } = world({});
  const whole = scopeOf(undefined, site);
  protection(whole);
  protection(whole);
  expect(asked()).toBe(4);
  impaired.faulty += 1;
  statuses["r1-c1/vapour"] = heard("r1-c1/vapour", { impairment: "faulty" });
  expect(protection(whole).zones[0]).toEqual({ zoneId: "r1-c1", count: 1, worst: "faulty" });
  statuses["r1-c1/vapour"] = heard("r1-c1/vapour");
  expect(protection(whole).zones[0]?.zoneId).toBe("r1-c1");
  clock.advance(5000 as never);
  expect(protection(whole).zones).toEqual([]);
});
