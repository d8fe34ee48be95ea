import type { DurationMs, Text } from "../../basics/index.ts";
import { UNIT_SYMBOLS } from "../../quantity/index.ts";
import { spanText } from "../figures/describe.ts";
import type { CustodyKind, CustodyRule } from "./custody-rule.ts";
import type { SealedDoorRule } from "./sealed-door.ts";

interface Described<Rule> {
  /** What is wrong, after the signal's label: "Door opened with no access granted". */
  name(rule: Rule): Text;
  /** What it waits for: for how long an access is good, how much is a change. */
  condition(rule: Rule): Text;
}

/** How people read each kind. */
export const CUSTODY_WORDS: { readonly [Kind in CustodyKind]: Described<Extract<CustodyRule, { kind: Kind }>> } = {
  "opened-without-access": {
    name: ({ access }) =>
      access === "granted"
        ? { en: "opened with no access granted", zh: "未经授权打开" }
        : { en: "opened without unlocking", zh: "未解锁即打开" },
    condition: ({ within }) => withinText(within),
  },
  "unlocked-unopened": {
    name: () => ({ en: "unlocked and not opened", zh: "已解锁未打开" }),
    condition: ({ within }) => beyondText(spanText(within)),
  },
  "two-person": {
    name: ({ on }) =>
      on === "opened" ? { en: "opened without two people", zh: "非双人打开" } : { en: "unlocked without two people", zh: "非双人解锁" },
    condition: ({ roles, within }) => {
      const span = withinText(within);
      return roles === undefined ? span : { en: `${roles.join(" + ")} ${span.en}`, zh: `${roles.join(" + ")},${span.zh}` };
    },
  },
  "weight-without-opening": {
    name: () => ({ en: "changed without opening", zh: "未开门即变化" }),
    condition: ({ change, unit }) => {
      const amount = `${change} ${UNIT_SYMBOLS[unit]}`.trimEnd();
      return beyondText({ en: amount, zh: amount });
    },
  },
};

export const nameOfSealedDoor = (): Text => ({ en: "opened while sealed", zh: "封存期间开启" });
/** Which key period it is sealed in, where that has a name. */
export const conditionOfSealedDoor = ({ duringName }: SealedDoorRule): Text => duringName ?? { en: "", zh: "" };

const beyondText = ({ en, zh }: Text): Text => ({ en: `> ${en}`, zh: `> ${zh}` });

function withinText(within: DurationMs): Text {
  const span = spanText(within);
  return { en: `within ${span.en}`, zh: `${span.zh}内` };
}
