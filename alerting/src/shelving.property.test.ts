import { isUnacknowledged, SHELVING_MODES } from "@labcanary/domain/alarm";
import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { verifyJournal } from "./index.ts";

/** Longest shelving below, in minutes. */
const LONGEST = 20;
/** Minutes from raising to the last step of a route nobody wrote, and one in which the sweep comes to it. */
const LAST_STEP = 15 + 1;

const happenings = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom("clear" as const, "acknowledge" as const, "unshelve" as const, "restart" as const) }),
    fc.record({
      kind: fc.constant("shelve" as const),
      span: fc.integer({ min: 1, max: LONGEST }),
      mode: fc.constantFrom(...SHELVING_MODES),
    }),
    fc.record({ kind: fc.constant("pass" as const), span: fc.integer({ min: 1, max: 10 }) }),
  ),
  { minLength: 5, maxLength: 15, size: "max" },
);

/** Lets minutes pass, in steps the sweep's pace is small beside. */
async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let step = 0; step < span * 3; step++) {
    bench.clock.advance(seconds(20));
    await bench.settle();
  }
}

/** The lines written while the alarm was shelved. */
function whileShelved(timeline: readonly JournalEntry[]): readonly JournalEntry[] {
  let shelved = false;
  return timeline.filter(({ kind }) => {
    if (kind === "shelved") shelved = true;
    if (kind === "unshelved") shelved = false;
    return shelved;
  });
}

// A restart here also sets the clock back, to where every bench begins.
test("whatever happens, nobody is told while an alarm is shelved, no shelving outlasts its time, and then everybody is told anew", async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (events) => {
      let bench = await startAlerting();
      const accepted: string[] = [];
      await bench.alerting.takeConditions([changeOf("a")]);
      for (const event of events) {
        await bench.settle();
        switch (event.kind) {
          case "clear":
            await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
            break;
          case "acknowledge":
          case "unshelve":
            bench.alerting.command(commandOf("a", { verb: event.kind }));
            break;
          case "shelve": {
            const until = plus(bench.clock.now(), minutes(event.span));
            bench.alerting.command(commandOf("a", { verb: "shelve", reason: "repair", mode: event.mode, until }));
            break;
          }
          case "pass":
            await pass(bench, event.span);
            break;
          case "restart":
            accepted.push(...bench.channel.accepted.map(({ id }) => id));
            bench = await bench.restart();
        }
      }
      await pass(bench, LONGEST + LAST_STEP);
      accepted.push(...bench.channel.accepted.map(({ id }) => id));

      const alarm = bench.alerting.get("a") ?? expect.fail();
      const timeline = bench.alerting.timeline("a");
      expect(alarm.shelved).toBeUndefined();
      expect(whileShelved(timeline).map(({ kind }) => kind)).not.toContain("notification-accepted");
      const lastRound = timeline.findLast(({ kind }) => kind === "notification-queued")?.detail["notifications"] as { id: string }[];
      if (isUnacknowledged(alarm)) expect(accepted).toEqual(expect.arrayContaining(lastRound.map(({ id }) => id)));
      await bench.alerting.stop();
      expect(verifyJournal(bench.options)).toMatchObject({ ok: true });
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
