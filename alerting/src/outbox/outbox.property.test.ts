import { minutes, seconds } from "@labcanary/domain/basics";
import { isUnacknowledged } from "@labcanary/domain/alarm";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { verifyJournal } from "../index.ts";

/** What may happen to an outbox. Times are seconds, alarms are numbers. */
type Happening =
  | { readonly kind: "raise" | "clear" | "acknowledge"; readonly alarm: number }
  | { readonly kind: "pass"; readonly span: number }
  | { readonly kind: "gateway"; readonly state: "up" | "down" | "silent" }
  | { readonly kind: "restart" };

const alarm = fc.integer({ min: 0, max: 1 });
const happenings = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("raise", "clear", "acknowledge"), alarm }) },
    fc.record({ kind: fc.constant("pass"), span: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ kind: fc.constant("gateway"), state: fc.constantFrom("up", "down", "silent") }),
    fc.record({ kind: fc.constant("restart") }),
  ) as fc.Arbitrary<Happening>,
  { minLength: 5, maxLength: 20, size: "max" },
);
const BEHAVIOUR = { up: ACCEPTED, down: UNREACHABLE, silent: "silent" } as const;
const STEPS = ["responsible:wang", "deputy:smith", "security-centre:desk", "nobody-reached:desk"];

async function pass(bench: AlertingBench, span: number): Promise<void> {
  for (let passed = 0; passed < span; passed += 20) {
    bench.clock.advance(seconds(20));
    await bench.settle();
  }
}

test("whatever happens, every step of an unacknowledged alarm is told, once but for restarts, and nobody after the acknowledgement", async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (events) => {
      let bench = await startAlerting();
      let restarts = 0;
      const accepted: string[] = [];
      /** Texts accepted by the time of the acknowledgement, by alarm. */
      const toldBefore = new Map<string, number>();
      const told = (id: string) =>
        [...accepted, ...bench.channel.accepted.map((notification) => notification.id)].filter((key) => key.startsWith(`${id}:`));
      for (const event of events) {
        switch (event.kind) {
          case "raise":
            await bench.alerting.takeConditions([changeOf(`a-${event.alarm}`, { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
            break;
          case "clear":
            await bench.alerting.takeConditions([changeOf(`a-${event.alarm}`, { change: "cleared" })]);
            break;
          case "acknowledge":
            await bench.settle();
            if (bench.alerting.command(commandOf(`a-${event.alarm}`)).ok)
              toldBefore.set(`a-${event.alarm}`, told(`a-${event.alarm}`).length);
            break;
          case "pass":
            await pass(bench, event.span);
            break;
          case "gateway":
            bench.channel.behave = BEHAVIOUR[event.state];
            break;
          case "restart":
            restarts++;
            accepted.push(...bench.channel.accepted.map(({ id }) => id));
            bench = await bench.restart();
        }
      }
      bench.channel.behave = ACCEPTED;
      await pass(bench, minutes(16) / 1000);

      for (const { id } of bench.alerting.list({ states: ["normal", "unacknowledged", "acknowledged", "rtn-unacknowledged"] })) {
        if (!id.startsWith("a-")) continue;
        const before = toldBefore.get(id);
        const keys = told(id);
        if (before !== undefined) expect(keys).toHaveLength(before);
        else expect(new Set(keys)).toEqual(new Set(STEPS.map((step) => `${id}:${step}`)));
        expect(keys.length).toBeLessThanOrEqual(STEPS.length + restarts * STEPS.length);
        expect(isUnacknowledged(bench.alerting.get(id) ?? expect.fail())).toBe(before === undefined);
      }
      await bench.alerting.stop();
      expect(verifyJournal(bench.options)).toMatchObject({ ok: true, unconfirmed: 0 });
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
