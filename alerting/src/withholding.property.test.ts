import { isAnnunciated, isToBeTold, speaksForOthers } from "@labcanary/domain/alarm";
import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { ConditionChangeKind } from "@labcanary/domain/rules";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";
import { verifyJournal } from "./index.ts";

/** `child` may join `parent`; each is of a signal of its own. */
const SIGNALS = { parent: "gateway/alive", child: "cab-17/vapour" } as const;
type Name = keyof typeof SIGNALS;
const NAMES = ["parent", "child"] as const satisfies readonly Name[];

const happenings = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom("suppressed" as const, "unsuppressed" as const, "cleared" as const),
        of: fc.constantFrom(...NAMES),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("joined" as const, "left" as const), of: fc.constant("child" as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("acknowledge" as const, "unshelve" as const, "in-service" as const),
        of: fc.constantFrom(...NAMES),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("shelve" as const, "out-of-service" as const),
        of: fc.constantFrom(...NAMES),
        span: fc.integer({ min: 1, max: 15 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), span: fc.integer({ min: 1, max: 8 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  ),
  { minLength: 4, maxLength: 16, size: "max" },
);

const begins: Readonly<Record<string, string>> = {
  suppressed: "logic",
  shelved: "operator",
  "out-of-service": "maintenance",
  joined: "parent",
};
const ends: Readonly<Record<string, string>> = {
  unsuppressed: "logic",
  unshelved: "operator",
  "in-service": "maintenance",
  left: "parent",
};

/** The lines written while something kept the alarm from people. */
function whileKept(timeline: readonly JournalEntry[]): readonly JournalEntry[] {
  const by = new Set<string>();
  return timeline.filter(({ kind, detail }) => {
    if (kind === "raised" && detail["suppressedBy"] !== undefined) by.add("logic");
    if (kind === "raised" && detail["parent"] !== undefined) by.add("parent");
    const [begun, ended] = [begins[kind], ends[kind]];
    if (begun !== undefined) by.add(begun);
    if (ended !== undefined) by.delete(ended);
    return by.size > 0;
  });
}

/** Whether the alarm stands for itself, has ended, or is beneath one that people are told of. */
function hasSomebodyToSpeakForIt({ alerting }: AlertingBench, alarmId: string): boolean {
  const alarm = alerting.get(alarmId);
  if (alarm?.parent === undefined || !isAnnunciated(alarm)) return true;
  const parent = alerting.get(alarm.parent);
  return parent !== undefined && speaksForOthers(parent);
}

const pass = (bench: AlertingBench, span: number): Promise<void> => passTime(bench, minutes(span), seconds(20));

test("whatever happens, nobody is told what is suppressed, out of service, shelved or beneath another; and somebody of everything else nobody has seen", async () => {
  const gateway = signal({
    key: SIGNALS.parent,
    deviceId: "gateway",
    name: "alive",
    rules: [limitRule({ id: "gateway/alive/silent", signal: SIGNALS.parent })],
  });
  const site = testSite({ signals: [signal(), gateway] });
  const starts = fc.record({ parentSuppressed: fc.boolean(), childSuppressed: fc.boolean(), childJoined: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(starts, happenings, async ({ parentSuppressed, childSuppressed, childJoined }, events) => {
      let bench = await startAlerting({ site });
      let changes = 0;
      const accepted: string[] = [];
      const condition = (of: Name, change: ConditionChangeKind, over = {}) =>
        bench.alerting.takeConditions([
          changeOf(of, {
            id: `${of}:${change}:${++changes}`,
            change,
            signal: SIGNALS[of],
            ...(of === "parent" ? { ruleId: "gateway/alive/silent" } : {}),
            ...(change === "suppressed" ? { suppressedBy: "door open" } : {}),
            ...(change === "joined" ? { parent: "parent" } : {}),
            ...over,
          }),
        ]);
      await condition("parent", "raised", parentSuppressed ? { suppressedBy: "door open" } : {});
      await condition("child", "raised", {
        ...(childSuppressed ? { suppressedBy: "door open" } : {}),
        ...(childJoined ? { parent: "parent" } : {}),
      });
      for (const event of events) {
        await bench.settle();
        switch (event.kind) {
          case "acknowledge":
          case "unshelve":
            bench.alerting.command(commandOf(event.of, { verb: event.kind }));
            break;
          case "shelve": {
            const until = plus(bench.clock.now(), minutes(event.span));
            bench.alerting.command(commandOf(event.of, { verb: "shelve", reason: "repair", until }));
            break;
          }
          case "out-of-service": {
            const about = { signal: SIGNALS[event.of], until: plus(bench.clock.now(), minutes(event.span)) };
            const proposed = bench.alerting.serviceCommand(serviceCommandOf({ ...about, reason: "repair", measure: "rounds" }));
            if (proposed.ok)
              bench.alerting.serviceCommand(serviceCommandOf({ ...about, verb: "approve", proposal: proposed.value.id, by: "li" }));
            break;
          }
          case "in-service":
            bench.alerting.serviceCommand(serviceCommandOf({ verb: "end", signal: SIGNALS[event.of] }));
            break;
          case "pass":
            await pass(bench, event.span);
            break;
          case "restart":
            accepted.push(...bench.channel.accepted.map(({ id }) => id));
            bench = await bench.restart();
            break;
          default:
            await condition(event.of, event.kind);
        }
        expect(hasSomebodyToSpeakForIt(bench, "child")).toBe(true);
      }
      // The longest shelving, and the last step after it.
      await pass(bench, 15 + 16);
      accepted.push(...bench.channel.accepted.map(({ id }) => id));

      expect(bench.alerting.outOfService()).toEqual([]);
      for (const name of NAMES) {
        const alarm = bench.alerting.get(name) ?? expect.fail();
        const timeline = bench.alerting.timeline(name);
        expect(whileKept(timeline).map(({ kind }) => kind)).not.toContain("notification-accepted");
        if (isToBeTold(alarm)) {
          const lastRound = timeline.findLast(({ kind }) => kind === "notification-queued")?.detail["notifications"] as { id: string }[];
          expect(accepted).toEqual(expect.arrayContaining(lastRound.map(({ id }) => id)));
        }
      }
      await bench.alerting.stop();
      expect(verifyJournal(bench.options)).toMatchObject({ ok: true });
    }),
    { numRuns: 20, endOnFailure: true },
  );
});
