import { describe, expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { isPhone, landlineOf } from "./landline.ts";

describe("the telephone of a place", () => {
  const zones = testSite().zones.map((zone) =>
    zone.id === "chemistry" ? { ...zone, phone: "+861062780000" } : zone.id === "room-114" ? { ...zone, phone: "+861062780114" } : zone,
  );

  test.each([
    { zone: "cabinet-17", phone: "+861062780114", of: "room-114", because: "the room around the cabinet has one" },
    { zone: "room-114", phone: "+861062780114", of: "room-114", because: "it is the room's own" },
    { zone: "chemistry", phone: "+861062780000", of: "chemistry", because: "it is the building's own" },
  ])("of $zone is that of $of: $because", ({ zone, phone, of }) => {
    expect(landlineOf(zones, zone)).toMatchObject({ phone, zone: { id: of } });
  });

  test("there is none where no zone around has one, or the site has no such zone", () => {
    expect(landlineOf(testSite().zones, "cabinet-17")).toBeUndefined();
    expect(landlineOf(zones, "gone")).toBeUndefined();
  });

  test.each([
    ["+861062780114", true],
    ["010-62780114", false],
    ["+0123456789", false],
    ["+86 10 62780114", false],
    ["+1234567890123456", false],
  ])("%s is in the international form: %s", (text, good) => {
    expect(isPhone(text)).toBe(good);
  });
});
