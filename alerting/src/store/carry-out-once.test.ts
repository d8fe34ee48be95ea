import { epochMs, hours, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { handOverListOf, NO_COUNTS } from "../../../test/support/hand-over.ts";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../../test/support/kannel-conditions.ts";
import type { Alerting } from "../index.ts";
import { openDatabase } from "./database.ts";

const ID = "0b5f1a52-9c1d-4a3e-8a53-0f3f3e0a7c11";
const VAPOUR = "cab-17/vapour";
const list = handOverListOf({ counts: NO_COUNTS, impaired: [] });

type Ordering = (alerting: Alerting, bench: AlertingBench) => { readonly ok: boolean };

/** Of each kind an order, and others that could be taken for it by their id alone. */
const KINDS: Readonly<Record<string, { readonly first: Ordering; readonly others: Readonly<Record<string, Ordering>> }>> = {
  "of an alarm": {
    first: ({ command }) => command({ ...commandOf("a"), id: ID }),
    others: {
      "another alarm": ({ command }) => command({ ...commandOf("b"), id: ID }),
      "another act": ({ command }) => command({ ...commandOf("a", { verb: "attend" }), id: ID }),
      "somebody else": ({ command }) => command({ ...commandOf("a", { by: "li" }), id: ID }),
    },
  },
  "of an alarm for somebody": {
    first: ({ command }) => command({ ...commandOf("a", { verb: "assign", to: "li" }), id: ID }),
    others: {
      "somebody else to take it": ({ command }) => command({ ...commandOf("a", { verb: "assign", to: "wang" }), id: ID }),
    },
  },
  "of a signal's service": {
    first: ({ serviceCommand }, { clock }) =>
      serviceCommand(serviceCommandOf({ id: ID, until: plus(clock.now(), hours(1)), reason: "calibration", measure: "window open" })),
    others: {
      "another act": ({ serviceCommand }) => serviceCommand({ ...serviceCommandOf({ id: ID }), verb: "end" }),
    },
  },
  "of an approval": {
    first: ({ serviceCommand }, { clock }) => {
      const until = plus(clock.now(), hours(1));
      const proposed = serviceCommand(serviceCommandOf({ id: "proposal", until, reason: "calibration", measure: "window open" }));
      if (!proposed.ok) return proposed;
      return serviceCommand(serviceCommandOf({ id: ID, verb: "approve", by: "li", proposal: proposed.value.id }));
    },
    others: {
      "another proposal": ({ serviceCommand }) =>
        serviceCommand(serviceCommandOf({ id: ID, verb: "approve", by: "li", proposal: "other" })),
    },
  },
  "of a measure": {
    first: ({ noteMeasure }, { clock }) =>
      noteMeasure({ kind: "measure-command", id: ID, entry: "silent cab-17/vapour", since: clock.now(), by: "mei", measure: "a fan" }),
    others: {
      "another entry": ({ noteMeasure }, { clock }) =>
        noteMeasure({ kind: "measure-command", id: ID, entry: "faulty cab-17/vapour", since: clock.now(), by: "mei", measure: "a fan" }),
      "another time of it": ({ noteMeasure }) =>
        noteMeasure({ kind: "measure-command", id: ID, entry: "silent cab-17/vapour", since: epochMs(0), by: "mei", measure: "a fan" }),
    },
  },
  "of the shift": {
    first: ({ shiftCommand }) => shiftCommand({ kind: "hand-over", id: ID, by: "mei", notes: "", list }),
    others: {
      "somebody else": ({ shiftCommand }) => shiftCommand({ kind: "hand-over", id: ID, by: "li", notes: "", list }),
      "another list": ({ shiftCommand }) =>
        shiftCommand({ kind: "hand-over", id: ID, by: "mei", notes: "", list: { ...list, version: "other" } }),
      "another act": ({ shiftCommand }) => shiftCommand({ kind: "take-over", id: ID, by: "mei", handOverId: "other", counts: NO_COUNTS }),
    },
  },
  "of a commissioning": {
    first: ({ commissioningCommand }) =>
      commissioningCommand({ kind: "commissioning-command", id: ID, verb: "start", signal: VAPOUR, by: "chen", stimulus: "real" }),
    others: {
      "another act": ({ commissioningCommand }) =>
        commissioningCommand({ kind: "commissioning-command", id: ID, verb: "abandon", signal: VAPOUR, by: "chen" }),
    },
  },
  "of a test of a contact": {
    first: ({ testContact }) => testContact({ id: ID, personId: "wang", channel: "sms", by: "mei" }),
    others: {
      "another channel": ({ testContact }) => testContact({ id: ID, personId: "wang", channel: "email", by: "mei" }),
      "a route": ({ testContact }) => testContact({ id: ID, personId: "wang", channel: "sms", by: "mei", routeId: "r" }),
      "another contact": ({ testContact }) => testContact({ id: ID, personId: "smith", channel: "sms", by: "mei" }),
    },
  },
};
const CASES = Object.entries(KINDS).flatMap(([kind, { first, others }]) =>
  Object.entries(others).map(([other, order]) => ({ kind, other, first, order })),
);

test.each(CASES)(
  "an id of an order $kind, used for $other, is refused, and stays that of the first, over a restart",
  async ({ kind, first, order }) => {
    const bench = await startAlerting();
    await bench.alerting.takeConditions(kind.startsWith("of an alarm") ? [changeOf("a"), changeOf("b")] : []);
    const done = first(bench.alerting, bench);
    expect(done).toMatchObject({ ok: true });
    const after = await bench.restart();
    expect(order(after.alerting, after)).toMatchObject({ ok: false, error: { code: "COMMAND_ID_USED" } });
    expect(after.alerting.journal({ limit: 1 })).toMatchObject([{ kind: "refused", detail: { commandId: ID, code: "COMMAND_ID_USED" } }]);
    expect(first(after.alerting, after)).toEqual(done);
  },
);

test("of commands kept by a release that did not keep what they were, the answer is as it was", async () => {
  const before = await startAlerting();
  await before.alerting.takeConditions([changeOf("a"), changeOf("b")]);
  const done = before.alerting.command({ ...commandOf("a"), id: ID });
  await before.alerting.stop();
  const database = openDatabase(before.options.dataFolder);
  database.exec("ALTER TABLE seen_commands DROP COLUMN made");
  database.close();
  const after = await before.restart();
  expect(after.alerting.command({ ...commandOf("b"), id: ID })).toEqual(done);
});

test("a route that is tried again after its answer was lost sends nothing anew, also when it would take another channel by then", async () => {
  const { alerting } = await startAlerting();
  const tried = { id: ID, personId: "wang", by: "mei", routeId: "r" } as const;
  const first = alerting.testContact({ ...tried, channel: "sms" });
  expect(first).toMatchObject({ ok: true });
  expect(alerting.testContact({ ...tried, channel: "email" })).toEqual(first);
});
