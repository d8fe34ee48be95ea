import { epochMs, minutes } from "@labcanary/domain/basics";
import type { AccessLog, HistoryPoint, KeptEvent } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import { limitRule, signal, testSite } from "./site.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Two rooms with what charts show together: a gas, temperatures of two rooms and a refrigerator, and doors. */
export interface HistoryWorld {
  readonly site: Site;
  readonly points: readonly HistoryPoint[];
  readonly accessLog: AccessLog;
  /** When the vapour rose above its limits, an hour and a half before now; it is told each second around it. */
  readonly spikeAt: number;
}

const text = (en: string, zh: string) => ({ en, zh });
const room115 = {
  id: "room-115",
  kind: "room",
  name: text("Room 115", "115室"),
  parent: "chemistry",
  path: text("Chemistry Building › Room 115", "化学楼 › 115室"),
} as const;

const temperature = (deviceId: string, zoneId: string, label: Signal["label"]): Signal => {
  const key = `${deviceId}/temperature`;
  const { substance: _substance, ...rest } = signal({
    key,
    deviceId,
    name: "temperature",
    label,
    zoneId,
    quantity: "temperature",
    unit: "Cel",
    hold: minutes(5),
  });
  return { ...rest, rules: [limitRule({ id: `${key}/high`, signal: key, setpoint: 26, priority: "medium" })] };
};
const door = (deviceId: string, zoneId: string): Signal => {
  const { substance: _substance, ...rest } = signal({
    key: `${deviceId}/door`,
    deviceId,
    name: "door",
    label: text("Door", "房门"),
    zoneId,
    quantity: "door",
    unit: "state",
    hold: minutes(90),
  });
  return { ...rest, states: ["closed", "open"], rules: [] };
};

/** Readings until `now`, over a month. The refrigerator was silent for three hours of the last day. */
export function historyWorld(now: number): HistoryWorld {
  const end = Math.floor(now / MINUTE) * MINUTE;
  const spikeAt = end - 90 * MINUTE;
  const site = testSite({
    zones: [...testSite().zones, room115],
    signals: [
      signal(),
      temperature("room-114", "room-114", text("Room air", "室内空气")),
      temperature("room-115", "room-115", text("Room air", "室内空气")),
      temperature("fridge-1", "room-115", text("Refrigerator", "冰箱")),
      door("room-114", "room-114"),
      door("room-115", "room-115"),
    ],
  });
  const points: HistoryPoint[] = [];
  const add = (key: string, at: number, value: number, quality: HistoryPoint["quality"] = "good"): void => {
    points.push({ signal: key, at: epochMs(at), tieBreak: 0, receivedAt: epochMs(at), value, quality });
  };
  const wave = (at: number, span: number): number => Math.sin((at / span) * 2 * Math.PI);
  for (let at = end - 31 * DAY; at <= end; at += 5 * MINUTE) {
    add(
      "room-114/temperature",
      at,
      // Three days ago it was above its limit, at whatever time of the day that was.
      22 + 3 * wave(at, DAY) + 0.3 * wave(at, 37 * MINUTE) + (Math.abs(at - (end - 3 * DAY)) < 40 * MINUTE ? 8 : 0),
    );
    add("room-115/temperature", at, 20.5 + 2 * wave(at + 4e6, DAY));
    if (at < end - DAY / 2 || at > end - DAY / 2 + 180 * MINUTE) add("fridge-1/temperature", at, 4.5 + 0.8 * wave(at, 50 * MINUTE));
  }
  for (let at = end - 2 * DAY; at <= end; at += MINUTE)
    add("cab-17/vapour", at, 3 + wave(at, 5_000_000) + 20 * Math.exp(-(((at - spikeAt - 5 * MINUTE) / 200_000) ** 2)));
  for (let at = spikeAt - 30_000; at < spikeAt + 30_000; at += 1000)
    if (at % MINUTE !== 0)
      add("cab-17/vapour", at, 5 + (at - spikeAt) / 10_000, at % 7000 === 0 ? "uncertain" : at % 9000 === 0 ? "simulated" : "good");
  for (let at = end - 2 * DAY, open = 0; at <= end; at += 47 * MINUTE, open = 1 - open) {
    add("room-114/door", at, open);
    add("room-115/door", at + 11 * MINUTE, open);
  }
  points.sort((one, other) => one.at - other.at);
  const events: readonly KeptEvent[] = [
    {
      id: "b1",
      deviceId: "room-114",
      kind: "badge",
      at: epochMs(spikeAt - 4 * MINUTE),
      receivedAt: epochMs(spikeAt - 4 * MINUTE),
      door: "door",
      person: "wang",
      granted: true,
      historical: false,
    } as unknown as KeptEvent,
  ];
  return {
    site,
    points,
    spikeAt,
    accessLog: {
      events: ({ from, to, deviceId }) =>
        events.filter((event) => event.at >= from && event.at < to && (deviceId === undefined || event.deviceId === deviceId)),
    },
  };
}
