import { describe, expect, test } from "vitest";
import { nightDutySite } from "../../../test/support/night-duty.ts";
import { testSite } from "../../../test/support/site.ts";
import { epochMs } from "../basics/index.ts";
import { securityCentreRota, shiftBeginning } from "./shift-beginning.ts";

const at = (text: string) => epochMs(Date.parse(text));

describe("without a rota of the security centre a shift begins at 07:00 and 19:00 on the walls of the site", () => {
  const site = testSite({ timeZone: "Europe/Berlin" });
  test.each([
    { now: "2026-11-26T06:59:59+01:00", began: "2026-11-25T19:00+01:00", because: "the night is not over" },
    { now: "2026-11-26T07:00+01:00", began: "2026-11-26T07:00+01:00", because: "it begins with that instant" },
    { now: "2026-11-26T18:00+01:00", began: "2026-11-26T07:00+01:00", because: "it is the day's" },
    { now: "2026-11-26T23:00+01:00", began: "2026-11-26T19:00+01:00", because: "it is the night's" },
    { now: "2026-10-25T08:00+01:00", began: "2026-10-25T07:00+01:00", because: "the clock was put back in the night" },
    { now: "2026-03-29T06:30+02:00", began: "2026-03-28T19:00+01:00", because: "the clock was put on in the night" },
  ])("at $now that was $began: $because", ({ now, began }) => {
    expect(shiftBeginning(site, at(now))).toBe(at(began));
  });
});

describe("with one it begins as the rota says", () => {
  const site = nightDutySite({ securityCentre: ["li", "wang", "smith"] });

  test("the rota is the one all of whose people are of the security centre", () => {
    expect(securityCentreRota(site)?.id).toBe("chemistry-on-call");
    expect(securityCentreRota(nightDutySite({ securityCentre: ["li"] }))).toBeUndefined();
    expect(securityCentreRota(testSite())).toBeUndefined();
  });

  test.each([
    { now: "2026-11-26T07:59+08:00", began: "2026-11-25T20:00+08:00", because: "the night is still on" },
    { now: "2026-11-26T08:10+08:00", began: "2026-11-26T08:00+08:00", because: "an overlap belongs to what begins with it" },
    { now: "2026-11-26T15:00+08:00", began: "2026-11-26T08:00+08:00", because: "that the night ended begins nothing" },
    { now: "2026-11-26T20:00+08:00", began: "2026-11-26T20:00+08:00", because: "the night begins" },
    { now: "2026-11-27T01:00+08:00", began: "2026-11-26T20:00+08:00", because: "a night is the evening's, also after midnight" },
  ])("at $now that was $began: $because", ({ now, began }) => {
    expect(shiftBeginning(site, at(now))).toBe(at(began));
  });

  test("where nobody's hours have begun for days, it is as if there were none", () => {
    const [rota] = site.rotas ?? [];
    const shifts = (rota?.shifts ?? []).map((shift) => ({
      ...shift,
      schedule: { ...shift.schedule, days: [] } as unknown as typeof shift.schedule,
    }));
    const idle = { ...site, rotas: rota === undefined ? [] : [{ ...rota, shifts }] };
    expect(shiftBeginning(idle, at("2026-11-26T15:00+08:00"))).toBe(at("2026-11-26T07:00+08:00"));
  });
});
