import type { AlarmBooks } from "@labcanary/domain/alarm";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { epochMs, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { BudgetStanding } from "@labcanary/domain/notification";
import type { HistoryPoint, PathFigures } from "@labcanary/domain/ports";
import type { Plan, Signal, Site, Zone } from "@labcanary/domain/site";
import type { DeviceAccess } from "@labcanary/dashboard";
import { readDrawing } from "../../app/src/site/read-drawing.ts";
import { gasAlarm } from "./browser-alarm-desk.ts";
import type { BrowserPlatform } from "./browser-platform.ts";
import { nightDutySite } from "./night-duty.ts";
import { controlledStock } from "./pictured-ledgers.ts";
import { dayOfFridge, recordedSite } from "./pictured-records.ts";
import { limitRule, signal, silenceRule } from "./site.ts";

/** The moment all pictures are of: a Sunday afternoon in Shanghai. */
export const PICTURED_AT = epochMs(Date.UTC(2026, 10, 22, 8));
const before = (span: number) => epochMs(PICTURED_AT - span);
const MINUTE = minutes(1);

const WARD = { en: "Hospital", zh: "医院" };
const zone = (over: Pick<Zone, "id" | "kind" | "name" | "path"> & Partial<Zone>): Zone => ({ responsible: "wang", ...over });

function fridge(): Signal {
  const base = { signal: "fridge-2/temperature", consequence: { en: "Vaccines spoil", zh: "疫苗失效" } };
  const firstAction = { en: "Check the door, move the vaccines to fridge 3", zh: "检查柜门,将疫苗移至3号冰箱" };
  return signal({
    key: "fridge-2/temperature",
    deviceId: "fridge-2",
    name: "temperature",
    label: { en: "Vaccine fridge 2", zh: "2号疫苗冰箱" },
    zoneId: "pharmacy",
    quantity: "temperature",
    unit: "Cel",
    rules: [
      limitRule({ ...base, firstAction, id: "fridge-2/temperature/warm", priority: "high", setpoint: 8, deadband: 0.5 }),
      silenceRule({ ...base, firstAction, id: "fridge-2/temperature/silent" }),
    ],
  });
}

const door = (): Signal =>
  signal({
    key: "store-1/door",
    deviceId: "store-1",
    name: "door",
    label: { en: "Door of the store", zh: "库房门" },
    zoneId: "store",
    quantity: "state",
    unit: "1",
    states: ["closed", "open"],
    rules: [],
  });

/** The example's own drawing, with what this site has on it. */
function groundFloor(): Plan {
  const drawn = readDrawing(readFileSync(join(import.meta.dirname, "../../examples/chemistry-building/ground-floor.svg"), "utf8"));
  if (!drawn.ok) throw new Error(drawn.error.message);
  return {
    id: "ground-floor",
    name: { en: "Chemistry Building, ground floor", zh: "化学楼一层" },
    zoneId: "chemistry",
    drawing: drawn.value.drawing,
    places: [
      { kind: "zone", zoneId: "room-114", x: 24, y: 24, w: 432, h: 282 },
      { kind: "zone", zoneId: "cabinet-17", x: 388, y: 32, w: 64, h: 108 },
      { kind: "zone", zoneId: "store", x: 464, y: 24, w: 332, h: 282 },
      { kind: "signal", signal: "cab-17/vapour", x: 420, y: 76 },
      { kind: "signal", signal: "store-1/door", x: 550, y: 282 },
    ],
  };
}

/** All is well on the way of a reading. */
export const picturedPath = (): PathFigures => ({
  acceptedFrames: 1_204_000,
  durable: 1_204_000,
  rules: 1_204_000,
  history: 1_203_998,
  ruleBooks: { received: 2_408_120, readings: 2_408_001, duplicate: 112, rejected: 5, quarantined: 2 },
  logBytes: 2.1e9,
  logBudget: 20e9,
  wrongClocks: 0,
  connections: 3,
  canary: { state: "beats", every: minutes(5), lastCompletedAt: before(2 * MINUTE), latency: milliseconds(12) },
  version: "0.1.0",
  startedAt: before(minutes(60 * 26)),
});

/** Of a platform that has run for some months. */
export const PICTURED_BOOKS: AlarmBooks = {
  changes: { received: 1204, had: 2, own: 288, raised: 411, counted: 57, moved: 428, unchanged: 9, unknown: 0, historical: 9 },
  alarms: { opened: 419, standing: 4, ended: 415 },
  notices: { asked: 1630, had: 3, waiting: 7, sending: 0, accepted: 61, proven: 524, failed: 12, cancelled: 1023, forgotten: 0 },
};

/** Two of three devices may sign in, and one of them has. */
export const PICTURED_DEVICES: DeviceAccess = {
  enrolled: () => new Set(["cab-17", "fridge-2"]),
  rotate: () => "never told",
  rotations: () => new Map(),
  endedAttempts: () => 0,
  isConnected: (deviceId) => deviceId === "cab-17",
  enrol: () => "token",
  revoke: () => true,
};

/** Two buildings with a few rooms, so that every page has something to show. */
export function picturedSite(): Site {
  const base = nightDutySite();
  const site: Site = {
    ...base,
    name: { en: "Jing'an campus", zh: "静安校区" },
    zones: [
      ...base.zones,
      zone({
        id: "store",
        kind: "room",
        parent: "chemistry",
        name: { en: "Chemical store", zh: "化学品库" },
        path: { en: "Chemistry Building › Chemical store", zh: "化学楼 › 化学品库" },
      }),
      zone({ id: "hospital", kind: "building", name: WARD, path: WARD }),
      zone({
        id: "pharmacy",
        kind: "room",
        parent: "hospital",
        name: { en: "Pharmacy", zh: "药房" },
        path: { en: "Hospital › Pharmacy", zh: "医院 › 药房" },
      }),
    ],
    devices: [
      ...base.devices,
      { id: "fridge-2", name: { en: "Fridge 2", zh: "2号冰箱" }, zoneId: "pharmacy", signals: ["fridge-2/temperature"] },
      { id: "store-1", name: { en: "Store door", zh: "库房门磁" }, zoneId: "store", signals: ["store-1/door"] },
    ],
    signals: [signal(), fridge(), door()],
    plans: [groundFloor()],
    stock: controlledStock(),
  };
  return recordedSite(site, PICTURED_AT);
}

/** Readings of the last two hours: vapour that leaks out for a quarter of an hour, a fridge that was left open. */
function readings(): HistoryPoint[] {
  const curve = (key: string, value: (age: number) => number): HistoryPoint[] =>
    Array.from({ length: 121 }, (_, index) => {
      const at = before((120 - index) * MINUTE);
      return { signal: key, at, tieBreak: 0, receivedAt: at, value: value(120 - index), quality: "good" };
    });
  return [
    ...curve("cab-17/vapour", (age) => (age > 15 ? 2 + Math.sin(age / 7) : 2 + (15 - age) * 1.5)),
    ...curve("fridge-2/temperature", (age) => (age > 30 ? 4.5 + Math.sin(age / 5) / 2 : 4.5 + (30 - age) / 6)),
    ...curve("store-1/door", (age) => (age > 50 && age < 58 ? 1 : 0)),
  ];
}

const BUDGET: BudgetStanding = {
  channel: "sms",
  count: 50,
  per: minutes(24 * 60),
  scope: "address",
  source: "contract",
  used: 30,
  reserved: 10,
  address: "***01",
};

/** A night as it may be: two alarms that call, one somebody has, one that is shelved, and a silent door. */
export function putPictured({ board, desk, history, notifications }: BrowserPlatform): void {
  history.points.push(...dayOfFridge(PICTURED_AT), ...readings());
  board.put({ signal: "cab-17/vapour", at: PICTURED_AT, receivedAt: PICTURED_AT, value: 24.5, quality: "good" });
  board.put({ signal: "fridge-2/temperature", at: PICTURED_AT, receivedAt: PICTURED_AT, value: 9.5, quality: "good" });
  board.put({
    signal: "store-1/door",
    at: before(50 * MINUTE),
    receivedAt: before(50 * MINUTE),
    value: 0,
    quality: "good",
    impairment: "silent",
  });
  const raisedAt = before(3 * MINUTE);
  notifications.tell("gas-high-high", { reach: "delivered", personId: "wang", others: 1 });
  const { description } = gasAlarm();
  const gas = { ...description, measured: { unit: "%LEL", limit: { direction: "high", setpoint: 20, deadband: 1 } } } as const;
  desk.raise(gasAlarm({ id: "gas-high-high", lifeSafety: true, raisedAt, raisedReceivedAt: raisedAt, description: gas }));
  const warm = before(9 * MINUTE);
  desk.raise(
    gasAlarm({
      id: "fridge-warm",
      code: "M3TA",
      priority: "high",
      source: { kind: "rule", ruleId: "fridge-2/temperature/warm", ruleVersion: "1", signal: "fridge-2/temperature", zoneId: "pharmacy" },
      raisedAt: warm,
      raisedReceivedAt: warm,
      value: 8.1,
      description: {
        what: { en: "Vaccine fridge 2 too warm", zh: "2号疫苗冰箱温度过高" },
        where: { en: "Hospital › Pharmacy", zh: "医院 › 药房" },
        measured: { unit: "Cel", limit: { direction: "high", setpoint: 8, deadband: 0.5 } },
        limit: { en: "≥ 8 °C", zh: "≥ 8 °C" },
        valueText: { en: "8.1 °C", zh: "8.1 °C" },
        firstAction: { en: "Check the door, move the vaccines to fridge 3", zh: "检查柜门,将疫苗移至3号冰箱" },
        consequence: { en: "Vaccines spoil", zh: "疫苗失效" },
      },
    }),
  );
  desk.raise(
    gasAlarm({
      id: "gas-high",
      code: "P9XW",
      priority: "high",
      lifeSafety: true,
      raisedAt: before(5 * MINUTE),
      raisedReceivedAt: before(5 * MINUTE),
    }),
  );
  desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "gas-high", by: "operator" });
  desk.command({ kind: "operator-command", id: "2", verb: "attend", alarmId: "gas-high", by: "operator" });
  desk.raise(
    gasAlarm({ id: "low-flow", code: "Q2HD", priority: "low", raisedAt: before(40 * MINUTE), raisedReceivedAt: before(40 * MINUTE) }),
  );
  desk.command({
    kind: "operator-command",
    id: "3",
    verb: "shelve",
    alarmId: "low-flow",
    by: "operator",
    reason: "Fan is being replaced",
    until: plus(PICTURED_AT, minutes(90)),
  });
  notifications.budgetsNow = [BUDGET];
  board.put({ signal: "cab-17/vapour", at: plus(PICTURED_AT, seconds(0)), receivedAt: PICTURED_AT, value: 24.5, quality: "good" });
}
