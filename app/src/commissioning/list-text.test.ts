import type { CommissioningAnswer, ToldCommissioning } from "@labcanary/dashboard";
import { days, epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { proofOf } from "../../../test/support/commissioning-proof.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { siteTime } from "../questions/site-time.ts";
import { listText } from "./list-text.ts";

const NOW = epochMs(Date.UTC(2026, 10, 22, 8));
const SITE = testSite({ signals: ["a", "b", "c", "d", "e", "f"].map((name) => signal({ key: `gas/${name}` })) });
const told = (name: string, over: Partial<ToldCommissioning>): ToldCommissioning => ({
  signal: `gas/${name}`,
  state: "connected",
  isUnproven: false,
  label: { en: name, zh: name },
  zoneId: "room",
  ...over,
});
const proof = (name: string, ago: number) => proofOf(`gas/${name}`, SITE, minus(NOW, days(ago)));
const ANSWER: CommissioningAnswer = {
  total: 6,
  counts: { described: 1, connected: 2, "in-service": 2, overdue: 1, unproven: 2, testing: 0 },
  matching: 6,
  signals: [
    told("a", { gap: "never-proven", isUnproven: true, unprovenSince: minus(NOW, days(12)), state: "described" }),
    told("b", { gap: "time-over", isUnproven: true, unprovenSince: minus(NOW, hours(5)), state: "overdue", proof: proof("b", 181) }),
    told("c", { state: "in-service", proof: proof("c", 20), dueAt: plus(NOW, days(160)) }),
    told("d", { state: "in-service", proof: proof("d", 170), dueAt: plus(NOW, days(10)) }),
    told("e", {}),
    told("f", {}),
  ],
};
const facts = { now: NOW, place: () => "Gas room", person: (id: string) => id, time: siteTime("UTC"), isAll: false };

test("the list has what was never proven, what is to be proven again and what soon will be, with its age", () => {
  expect(listText(ANSWER, facts)).toBe(`6 signals, 2 in service, 2 to be proven

Never proven:
  for   signal  where
  12 d  gas/a   Gas room  never heard

To be proven again:
  for  signal  where     because
  5 h  gas/b   Gas room  its last test is too long ago

Due within 30 days:
  due in  signal  where
  10 d    gas/d   Gas room  signed by li 2026-06-05 08:00:00

2 more are not in service, and the site does not ask for their proof (prove: in a profile); --all lists them.
`);
});

test("with --all it has every signal", () => {
  const text = listText(ANSWER, { ...facts, isAll: true });
  for (const { signal: key } of ANSWER.signals) expect(text).toContain(key);
  expect(text.indexOf("gas/d")).toBeLessThan(text.indexOf("gas/c"));
});

test("a test under way comes first, and a list that was cut says so", () => {
  const { stimulus, startedBy, protects } = proof("e", 0);
  const under = { id: "t", signal: "gas/e", stimulus, startedBy, startedAt: NOW, until: plus(NOW, minutes(60)), protects };
  const text = listText({ ...ANSWER, matching: 900, signals: [told("e", { test: under })] }, facts);
  expect(text).toContain("gas/e is under test (test gas or warmth), begun by li 2026-11-22 08:00:00; until 2026-11-22 09:00:00");
  expect(text).toContain("The first 1 of 900 are listed.");
});
