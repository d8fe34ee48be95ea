import type { Signal } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { type AccessLine, linesOf, readersOf, wordsOfEvent } from "./access-list.ts";
import { translateIn } from "../testing.ts";

const line = (over: Partial<AccessLine> = {}): AccessLine => ({
  id: "1",
  device: "store",
  kind: "badge",
  at: 1,
  historical: false,
  ...over,
});
const door = (over: object = {}): Signal =>
  ({ deviceId: "store", name: "door", quantity: "door", rules: [], ...over }) as unknown as Signal;

test.each([
  { event: line({ who: "Wang Fang", granted: true }), en: "Wang Fang was let in", zh: "Wang Fang 获准进入" },
  { event: line({ unknownBadge: true, granted: false }), en: "An unknown badge was not let in", zh: "未知卡 未获准进入" },
  { event: line({ who: "Wang Fang" }), en: "Wang Fang showed a badge", zh: "Wang Fang 刷卡" },
  { event: line(), en: "Somebody showed a badge", zh: "某人 刷卡" },
  { event: line({ kind: "unlock" }), en: "Unlocked", zh: "解锁" },
  { event: line({ kind: "lock", who: "Wang Fang" }), en: "Locked by Wang Fang", zh: "Wang Fang 上锁" },
  { event: line({ kind: "button", object: "exit" }), en: "Button exit pressed", zh: "按下按钮 exit" },
  { event: line({ kind: "tag", object: "E2801160" }), en: "Tag E2801160 seen", zh: "识别标签 E2801160" },
  { event: line({ kind: "sounder", state: "on" }), en: "Sounder on", zh: "声响开启" },
  { event: line({ kind: "sounder", state: "off" }), en: "Sounder off", zh: "声响关闭" },
])("$event says $en", ({ event, en, zh }) => {
  expect([wordsOfEvent(event, translateIn("en")), wordsOfEvent(event, translateIn("zh"))]).toEqual([en, zh]);
});

test("a door has the events of its own device and of the readers its rules name, at it or at no door in particular", () => {
  const readers = readersOf(
    door({ rules: [{ kind: "silence" }, { readers: [{ deviceId: "reader" }, { deviceId: "gate", door: "hatch" }] }] }),
  );
  const events = [
    line({ id: "own", at: 1 }),
    line({ id: "own door", at: 5, door: "door" }),
    line({ id: "other door", door: "window" }),
    line({ id: "reader", at: 3, device: "reader", door: "anything" }),
    line({ id: "hatch", at: 4, device: "gate", door: "hatch" }),
    line({ id: "other hatch", device: "gate", door: "flap" }),
    line({ id: "elsewhere", device: "cab-17" }),
  ];
  expect(linesOf(events, readers).map(({ id }) => id)).toEqual(["own door", "hatch", "reader", "own"]);
});

test("what is no door, and has no rule about one, has none", () => {
  expect(readersOf(door({ quantity: "temperature" }))).toEqual([]);
  expect(readersOf(door())).toEqual([{ deviceId: "store", door: "door" }]);
});
