import { expect, test } from "vitest";
import { limitRule, overRangeRule, signal, silenceRule, testSite } from "../../../test/support/site.ts";
import { type ExampleQuestion, exampleRule, exampleText } from "./example-text.ts";

const site = testSite({
  signals: [
    signal({
      rules: [
        silenceRule(),
        limitRule(),
        limitRule({ id: "cab-17/vapour/high-high", priority: "critical", setpoint: 20 }),
        limitRule({ id: "cab-17/vapour/ceiling", priority: "critical", setpoint: 30, lifeSafety: true }),
      ],
    }),
    // Outermost of the zones, so that what is asked of a cabinet finds none of it.
    signal({ key: "roof/rain", zoneId: testSite().zones[0]?.id ?? "", rules: [limitRule({ id: "roof/rain/high", priority: "critical" })] }),
  ],
});
const [building, , cabinet] = site.zones.map(({ id }) => id);

test.each<{ asked: Partial<ExampleQuestion>; found: string | undefined; because: string }>([
  { asked: {}, found: "cab-17/vapour/high", because: "it has the priority" },
  { asked: { priority: "critical" }, found: "cab-17/vapour/high-high", because: "the other critical one is of life safety" },
  { asked: { priority: "low" }, found: "cab-17/vapour/high-high", because: "none has the priority, and it is the gravest" },
  { asked: { class: "life-safety" }, found: "cab-17/vapour/ceiling", because: "lives depend on it" },
  { asked: { class: "device" }, found: "cab-17/vapour/silent", because: "a silence is the device's" },
  { asked: { class: "access" }, found: undefined, because: "nothing watches a door" },
  { asked: { class: "system" }, found: undefined, because: "the platform's own are no rules of the site" },
  { asked: { zoneId: building ?? "" }, found: "cab-17/vapour/high", because: "the cabinet lies in the building" },
  { asked: { zoneId: building ?? "", priority: "critical" }, found: "cab-17/vapour/high-high", because: "it is the first of two" },
])("of $asked the example is $found: $because", ({ asked, found }) => {
  expect(exampleRule({ zoneId: cabinet ?? "", class: "process", priority: "high", ...asked }, site)?.rule.id).toBe(found);
});

test("what is in no zone has no example", () => {
  expect(exampleRule({ class: "process", priority: "high" }, site)).toBeUndefined();
});

test.each([
  { rule: limitRule(), reads: "Solvent vapour high 10 %LEL, limit >= 10 %LEL" },
  { rule: overRangeRule(), reads: "100 %LEL" },
  { rule: silenceRule(), reads: "Solvent vapour silent" },
])("the text of $rule.id has the value at its limit: $reads", ({ rule, reads }) => {
  const text = exampleText({ rule, signal: signal() }, site);
  expect(text.en).toContain(reads);
  expect(text.en).toMatch(/\[CODE\]$/);
  expect(text.zh).toMatch(/溶剂蒸气.*\[CODE\]$/);
});

test("a zone the site no longer has is told by its signal", () => {
  expect(exampleText({ rule: limitRule(), signal: signal() }, { zones: [] }).en).toContain("cab-17/vapour");
});
