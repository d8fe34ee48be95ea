import { describe, expect, test } from "vitest";
import { limitRule, signal, silenceRule, testSite } from "../../../test/support/site.ts";
import { everyKindSite } from "../../../test/support/every-kind.ts";
import { changedRule } from "./changed-rule.ts";
import { findRule } from "./rule-of-site.ts";

const site = everyKindSite();
function changed(id: string, change: Readonly<Record<string, unknown>>) {
  const found = findRule(site, id);
  if (found === undefined) throw new Error(`the site has no ${id}`);
  return changedRule(site, found, change);
}

describe("a changed rule", () => {
  test.each(
    site.signals.flatMap(({ rules }) => rules.filter(({ kind }) => ["limit", "state", "silence"].includes(kind)).map((rule) => ({ rule }))),
  )("$rule.id with nothing changed is the rule it was", ({ rule }) => {
    const again = changed(rule.id, {});
    expect(again.ok && { ...again.value.rule, version: "" }).toEqual({ ...rule, version: "" });
  });

  test("keeps when it counts and what suppresses it", () => {
    const frost = changed("fridge/temperature/frost", { setpoint: 3 });
    expect(frost).toMatchObject({ ok: true, value: { rule: { setpoint: 3, suppression: { name: "defrost" } } } });
    const night = changed("fridge/door/at-night", { onDelay: "5s" });
    expect(night).toMatchObject({ ok: true, value: { rule: { onDelay: 5000, duringName: { en: "night" } } } });
  });

  test.each([
    { id: "det-1/gas/flicker", change: { when: "gas > 5 %LEL" }, says: "a rule of kind expression is tried by changing the site file" },
    { id: "fridge/temperature/calibration-due", change: { onDelay: "5s" }, says: "a rule of kind due" },
    { id: "fridge/temperature/frost", change: { suppressed: null }, says: "suppressed: another suppression cannot be tried" },
    { id: "fridge/temperature/frost", change: { "suppressed.atMost": "5min" }, says: "another suppression cannot be tried" },
    { id: "fridge/door/at-night", change: { during: "day" }, says: "during: another schedule cannot be tried" },
    { id: "det-1/gas/high", change: { setpoint: "much", "of.over": "5min" }, says: 'of.over: the rule has no "of"' },
    { id: "det-1/gas/high", change: { "x y": 1 }, says: "x y: there is no such key" },
  ])("$id with $change is refused: $says", ({ id, change, says }) => {
    const refused = changed(id, change);
    expect(refused.ok ? "" : refused.error.join("; ")).toContain(says);
  });

  test("cannot reach what objects have besides their keys", () => {
    const found = { rule: limitRule(), signal: signal() };
    const refused = changedRule(testSite({ signals: [signal({ rules: [limitRule(), silenceRule()] })] }), found, {
      "constructor.prototype.x": 1,
    });
    expect(refused).toEqual({ ok: false, error: ['constructor.prototype.x: the rule has no "constructor"'] });
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
