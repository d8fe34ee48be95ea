import type { EpochMs } from "@labcanary/domain/basics";
import type { ConditionChange } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import { changeOf } from "./kannel-conditions.ts";
import { limitRule, signal, testSite } from "./site.ts";

const same = (text: string) => ({ en: text, zh: text });

/** Rooms with cabinets in them, each with a vapour sensor (`r1-c1/vapour`) and one person for all; the gas of every room is life safety. */
export function roomySite(rooms: number, cabinets: number, over: Partial<Site> = {}): Site {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const places = numbers(rooms).flatMap((room) =>
    numbers(cabinets).map((cabinet) => ({ room: `r${room}`, cabinet: `r${room}-c${cabinet}` })),
  );
  const people = { responsible: "wang", deputy: "smith" };
  const building = { id: "chemistry", kind: "building", name: same("Chemistry"), path: same("Chemistry"), ...people } as const;
  return testSite({
    zones: [
      building,
      ...numbers(rooms).map((room) => ({
        id: `r${room}`,
        kind: "room" as const,
        name: same(`Room ${room}`),
        parent: "chemistry",
        path: same(`Chemistry › Room ${room}`),
        ...people,
      })),
      ...places.map(({ room, cabinet }) => ({
        id: cabinet,
        kind: "cabinet" as const,
        name: same(`Cabinet ${cabinet}`),
        parent: room,
        path: same(`Chemistry › Room ${room.slice(1)} › Cabinet ${cabinet}`),
        ...people,
      })),
    ],
    devices: places.map(({ cabinet }) => ({ id: cabinet, name: same(cabinet), zoneId: cabinet, signals: [`${cabinet}/vapour`] })),
    signals: places.map(({ cabinet }) => {
      const key = `${cabinet}/vapour`;
      const rules = [
        limitRule({ id: `${key}/high`, signal: key }),
        limitRule({ id: `${key}/gas`, signal: key, priority: "critical", lifeSafety: true, setpoint: 20 }),
      ];
      return signal({ key, deviceId: cabinet, zoneId: cabinet, rules });
    }),
    ...over,
  });
}

/** A cabinet's vapour is high, or, with `gas`, dangerous. The occurrence is named after both. */
export function alarmIn(cabinet: string, at: EpochMs, kind: "high" | "gas" = "high"): ConditionChange {
  const signalKey = `${cabinet}/vapour`;
  const over = {
    ruleId: `${signalKey}/${kind}`,
    signal: signalKey,
    at,
    receivedAt: at,
    priority: kind === "gas" ? "critical" : "high",
  } as const;
  return changeOf(`${cabinet}-${kind}`, over);
}
