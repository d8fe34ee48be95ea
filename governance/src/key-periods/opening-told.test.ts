import { days, epochMs, hours, minus, plus } from "@labcanary/domain/basics";
import { periodLedger, type PlannedSeal, type SealedOpening, type WatchedPeriod } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { createStandingAlarms } from "../books/standing-alarms.ts";

test("who has the room of a sealed door is told of an opening found afterwards: where, which door and when; and each room has its alarm", async () => {
  const bench = await startAlerting({ site: twoRooms() });
  const { alerting, clock, channel, logger, site } = bench;
  const from = minus(clock.now(), days(1));
  const seal = (door: string, zoneId: string): PlannedSeal => ({ door, zoneId, hasReader: false });
  const openings: SealedOpening[] = [];
  const period: WatchedPeriod = {
    number: 3,
    zoneId: "room-114",
    plan: {
      id: "spring",
      kind: "vacation",
      name: { en: "Spring", zh: "春节" },
      from,
      to: plus(from, days(9)),
      zones: ["room-114", "room-220"],
      siteZone: "chemistry",
      seals: [seal("cab-17/vapour", "cabinet-17"), seal("cab-22/vapour", "cabinet-22")],
    },
    checkIns: [],
    amendments: [],
    openings,
  };
  const standing = createStandingAlarms({ desk: alerting, sink: alerting, logger });
  const settle = () => {
    const at = clock.now();
    const alarms = () => periodLedger.alarms(period, { at, site });
    standing.settle({ ledger: "key-period", number: 3, zoneId: period.zoneId, alarms }, at);
  };
  const opened = (door: string, hour: number) =>
    openings.push({ door, openedAt: plus(from, hours(hour)), people: [], unknownBadges: 0, untold: true });
  opened("cab-17/vapour", 1);
  settle();
  opened("cab-22/vapour", 2);
  settle();
  await bench.settle();
  const active = () =>
    alerting
      .list()
      .flatMap(({ source, conditionActive }) =>
        source.kind === "record" && conditionActive ? [`${source.condition} ${source.zoneId}`] : [],
      );
  expect(active().toSorted()).toEqual(["sealed-door-opened cabinet-17", "sealed-door-opened cabinet-22"]);
  const told = channel.accepted.filter(({ text }) => text.includes("Cabinet 22") || text.includes("22号柜"));
  expect(told.map(({ personId }) => personId)).toContain("elsa");
  expect(told.every(({ text }) => /KP-3, .* \d\d-\d\d \d\d:\d\d/.test(text))).toBe(true);

  // The one is explained: the other stands, also over a restart.
  openings[0] = { ...openings[0], explained: { by: "user:li", at: epochMs(clock.now()), words: "the fire brigade" } } as SealedOpening;
  settle();
  expect(active()).toEqual(["sealed-door-opened cabinet-22"]);
  standing.open();
  openings[1] = { ...openings[1], explained: { by: "user:li", at: epochMs(clock.now()), words: "the fire brigade" } } as SealedOpening;
  settle();
  expect(active()).toEqual([]);
});
