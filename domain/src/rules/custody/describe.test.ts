import { expect, test } from "vitest";
import { openedWithoutAccess, twoPerson, unlockedUnopened, weightWithoutOpening } from "../../../../test/support/custody.ts";
import { inputsOf } from "../watch-rules.ts";
import { conditionOfWatch, nameOfWatch } from "../watch-words.ts";

test.each([
  { rule: openedWithoutAccess(), en: "opened with no access granted|within 30 s", zh: "未经授权打开|30 秒内" },
  { rule: openedWithoutAccess({ access: "unlock" }), en: "opened without unlocking|within 30 s", zh: "未解锁即打开|30 秒内" },
  { rule: unlockedUnopened(), en: "unlocked and not opened|> 30 s", zh: "已解锁未打开|> 30 秒" },
  { rule: twoPerson(), en: "opened without two people|within 30 s", zh: "非双人打开|30 秒内" },
  {
    rule: twoPerson({ on: "unlocked", roles: ["keeper", "user"] }),
    en: "unlocked without two people|keeper + user within 30 s",
    zh: "非双人解锁|keeper + user,30 秒内",
  },
  { rule: weightWithoutOpening(), en: "changed without opening|> 5 g", zh: "未开门即变化|> 5 g" },
  { rule: weightWithoutOpening({ unit: "1" }), en: "changed without opening|> 5", zh: "未开门即变化|> 5" },
])("$rule.kind is called $en", ({ rule, ...told }) => {
  const [name, condition] = [nameOfWatch(rule), conditionOfWatch(rule)];
  expect({ en: `${name.en}|${condition.en}`, zh: `${name.zh}|${condition.zh}` }).toEqual(told);
});

test("a rule about a door is stepped by the door and each device at it once; one about a weight by both signals", () => {
  const readers = [{ deviceId: "store", door: "door" }, { deviceId: "store" }, { deviceId: "reader" }];
  expect(inputsOf(twoPerson({ readers }))).toEqual({ signals: ["store/door"], devices: ["store", "reader"], reach: 35_000 });
  expect(inputsOf(weightWithoutOpening())).toMatchObject({ signals: ["store/weight", "store/door"], devices: [] });
});
