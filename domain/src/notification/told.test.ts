import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { testSite } from "../../../test/support/site.ts";
import { untoldBecause } from "./told.ts";

const { escalation } = testSite();
const nobody = testSite({
  people: [],
  securityCentre: [],
  zones: testSite().zones.map(({ id, kind, name, path }) => ({ id, kind, name, path })),
});
const system = { kind: "system", condition: "nobody-reached" } as const;

test.each([
  { because: "no-longer", alarm: {}, site: testSite() },
  {
    because: "below-priority",
    alarm: { priority: "high" },
    site: testSite({ escalation: { ...escalation, minimumPriority: "critical" } }),
  },
  { because: "nobody-on-route", alarm: {}, site: nobody },
  { because: "means", alarm: { source: system }, site: testSite() },
  { because: "beneath", alarm: { parent: "other" }, site: testSite() },
  { because: undefined, alarm: { annunciation: "acknowledged" }, site: testSite() },
  { because: undefined, alarm: { parent: "other", annunciation: "acknowledged" }, site: testSite() },
  { because: undefined, alarm: { suppressed: { by: "door open", since: gasAlarm().raisedAt } }, site: testSite() },
] as const)("an alarm nobody is told of: $because", ({ because, alarm, site }) => {
  expect(untoldBecause(gasAlarm(alarm), site)).toBe(because);
});
