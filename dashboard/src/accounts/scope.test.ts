import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { testSite } from "../../../test/support/site.ts";
import { scopeOf } from "./scope.ts";

const site = testSite();
const [signal] = site.signals;
const zoneOf = (id: string) => site.zones.find((zone) => zone.id === id);

describe("whoever is limited to zones", () => {
  test("sees these and what is inside them", () => {
    const cabinet = signal!.zoneId;
    const outer = zoneOf(cabinet)!.parent!;
    expect(scopeOf([outer], site).hasZone(cabinet)).toBe(true);
    expect(scopeOf([outer], site).hasSignal(signal!.key)).toBe(true);
    expect(scopeOf([cabinet], site).hasZone(outer)).toBe(false);
    expect(scopeOf([cabinet], site).hasAlarm(gasAlarm())).toBe(gasAlarm().source.kind === "rule");
  });

  test("sees nothing of a site that no longer has their zone, but that the platform is ill", () => {
    const scope = scopeOf(["torn-down"], site);
    expect(site.signals.some(({ key }) => scope.hasSignal(key))).toBe(false);
    expect(scope.hasSignal("nobody/knows")).toBe(false);
    expect(scope.hasAlarm(gasAlarm())).toBe(false);
    expect(scope.hasAlarm({ source: { kind: "system", condition: "log-write-failed" } })).toBe(true);
  });

  test("shares a scope with whoever sees the same", () => {
    const [one, two] = site.zones;
    expect(scopeOf([one!.id, two!.id], site)).toBe(scopeOf([two!.id, one!.id, one!.id], site));
  });
});

test("nobody who is not limited misses anything", () => {
  const scope = scopeOf(undefined, site);
  expect(scope.isWhole && scope.hasZone("any") && scope.hasSignal("a/b") && scope.hasAlarm(gasAlarm())).toBe(true);
});
