import { expect, test } from "vitest";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import { epochMs, minutes } from "../basics/index.ts";
import { lastStep } from "../site/index.ts";
import { textsOfAlarm } from "./rule-texts.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 2));
const people = testSite().people;

test.each([
  { because: "the responsible person at once, then deputy and security centre", rule: limitRule(), site: testSite(), texts: [1, 3] },
  { because: "low priorities text nobody", rule: limitRule({ priority: "low" }), site: testSite(), texts: [0, 0] },
  {
    because: "nobody is texted without a phone, and the place of who would have been is not taken at once",
    rule: limitRule(),
    site: testSite({
      people: people.map(({ phone, ...person }) => (person.id === "wang" ? person : { ...person, ...(phone && { phone }) })),
    }),
    texts: [0, 2],
  },
  {
    because: "by the route that such alarms take, its last step not counted",
    rule: limitRule({ lifeSafety: true }),
    site: testSite({
      routes: [
        {
          id: "life",
          name: { en: "", zh: "" },
          when: { classes: ["life-safety"] },
          steps: [{ id: "all", after: minutes(0), whom: [{ kind: "responsible" }, { kind: "deputy" }], proof: "delivered" }],
          last: lastStep(minutes(5), []),
          afterwards: [],
        },
      ],
    }),
    texts: [2, 2],
  },
  { because: "the zone is the rule's own where it has one", rule: limitRule({ zoneId: "chemistry" }), site: testSite(), texts: [1, 2] },
])("$because", ({ rule, site, texts: [firstStep, allSteps] }) => {
  expect(textsOfAlarm(rule, signal(), site, AT)).toEqual({ firstStep, allSteps });
});
