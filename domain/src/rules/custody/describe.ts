import type { DurationMs, Text } from "../../basics/index.ts";
import { UNIT_SYMBOLS } from "../../quantity/index.ts";
import { spanText } from "../figures/describe.ts";
import type { OpenedWithoutAccess, TwoPerson, UnlockedUnopened, WeightWithoutOpening } from "./custody-rule.ts";

/** What is wrong, after the signal's label: "Door opened with no access granted". */
export const nameOfOpenedWithoutAccess = ({ access }: OpenedWithoutAccess): Text =>
  access === "granted"
    ? { en: "opened with no access granted", zh: "未经授权打开" }
    : { en: "opened without unlocking", zh: "未解锁即打开" };

/** How long an access is good for. */
export const conditionOfOpenedWithoutAccess = ({ within }: OpenedWithoutAccess): Text => withinText(within);

export const nameOfUnlockedUnopened = (_rule: UnlockedUnopened): Text => ({ en: "unlocked and not opened", zh: "已解锁未打开" });

export const conditionOfUnlockedUnopened = ({ within }: UnlockedUnopened): Text => {
  const span = spanText(within);
  return { en: `> ${span.en}`, zh: `> ${span.zh}` };
};

export const nameOfTwoPerson = ({ on }: TwoPerson): Text =>
  on === "opened" ? { en: "opened without two people", zh: "非双人打开" } : { en: "unlocked without two people", zh: "非双人解锁" };

/** Which roles, where it asks for some: "keeper + user within 1 min". */
export const conditionOfTwoPerson = ({ roles, within }: TwoPerson): Text => {
  const span = withinText(within);
  return roles === undefined ? span : { en: `${roles.join(" + ")} ${span.en}`, zh: `${roles.join(" + ")},${span.zh}` };
};

export const nameOfWeightWithoutOpening = (_rule: WeightWithoutOpening): Text => ({ en: "changed without opening", zh: "未开门即变化" });

export const conditionOfWeightWithoutOpening = ({ change, unit }: WeightWithoutOpening): Text => {
  const text = `> ${change} ${UNIT_SYMBOLS[unit]}`.trimEnd();
  return { en: text, zh: text };
};

function withinText(within: DurationMs): Text {
  const span = spanText(within);
  return { en: `within ${span.en}`, zh: `${span.zh}内` };
}
