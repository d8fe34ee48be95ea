import { minutes, ok, seconds } from "@labcanary/domain/basics";
import type { DeviceLine } from "@labcanary/domain/ports";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { sounderEvent } from "../../../test/support/siren-line.ts";
import type { Channel } from "../ports.ts";
import { createSirenChannel } from "./siren.ts";
import type { SirenState } from "./siren-calls.ts";
import type { SirenFile } from "./siren-file.ts";

const never = new AbortController().signal;
const ALARMS = ["a", "b", "c"] as const;

type Step =
  | { readonly kind: "raise" | "acknowledge"; readonly alarm: (typeof ALARMS)[number] }
  | { readonly kind: "test" | "disconnect" | "connect" | "power-cut" | "break" | "repair" | "restart" | "crash" }
  | { readonly kind: "wait"; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("raise" as const, "acknowledge" as const), alarm: fc.constantFrom(...ALARMS) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("test", "disconnect", "connect", "power-cut", "break", "repair", "restart", "crash" as const),
    }) as fc.Arbitrary<Step>,
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 900 }) }) },
);

/** A siren on a line: sounds as long as it is told, and answers while it is connected and sound. */
class Siren {
  connected = true;
  broken = false;
  #soundsUntil = 0;
  readonly #clock: SettableClock;
  answer: (state: "on" | "off", command: string) => void = () => {};

  constructor(clock: SettableClock) {
    this.#clock = clock;
  }

  get sounds(): boolean {
    return this.#soundsUntil > this.#clock.now();
  }

  cutPower(): void {
    this.#soundsUntil = 0;
  }

  /** The line of one life of the platform: a dead one says nothing more. */
  line(life: { alive: boolean }): DeviceLine {
    return {
      isConnected: () => this.connected,
      publish: async ({ payload }) => {
        if (!life.alive || !this.connected || this.broken) return;
        const { state, seconds: span = 0, id } = JSON.parse(payload) as { state: "on" | "off"; seconds?: number; id: string };
        this.#soundsUntil = state === "on" ? this.#clock.now() + span * 1000 : 0;
        setImmediate(() => life.alive && this.answer(state, id));
      },
    };
  }
}

/**
 * What a disk keeps from one life of the platform to the next. A write takes a turn of the event loop, however busy the machine is: with a
 * real disk, minutes of the settable clock may go by meanwhile. What a life was writing when it died is not kept.
 */
class Disk {
  #kept = "[]";

  file(life: { alive: boolean }): SirenFile {
    return {
      read: () => ok(JSON.parse(this.#kept) as readonly SirenState[]),
      write: async (sirens) => {
        const text = JSON.stringify(sirens);
        await turn();
        if (life.alive) this.#kept = text;
        return ok(undefined);
      },
    };
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time passes in steps in which answers arrive. */
async function pass(clock: SettableClock, span: number): Promise<void> {
  for (let gone = 0; gone < span; gone += 5) {
    clock.advance(seconds(Math.min(5, span - gone)));
    await turn();
    await turn();
  }
}

test("whatever happens, a siren that can be reached again sounds for an alarm when it is told next, is quiet within 20 s when there is none, and never sounds on by itself", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const clock = createSettableClock();
      const siren = new Siren(clock);
      const disk = new Disk();
      /** Alarms whose notification was accepted, and which nobody has acknowledged. */
      const wanted = new Set<string>();
      let life = { alive: false };
      let channel: Channel | undefined;
      let notifications = 0;

      const begin = async (): Promise<void> => {
        const mine = { alive: true };
        const begun = createSirenChannel(
          { dataFolder: "nowhere" },
          {
            clock,
            logger: createTestLogger(),
            metrics: createTestMetrics(),
            line: siren.line(mine),
            sirens: () => ["siren-1"],
            file: disk.file(mine),
          },
        );
        siren.answer = (state, command) => begun.takeEvents?.([sounderEvent("siren-1", state, command, clock.now())]);
        await begun.start();
        begun.withdraw?.((alarmId) => !wanted.has(alarmId));
        [life, channel] = [mine, begun];
        await turn();
      };
      const deliver = async (kind: "alarm" | "test", alarmIds: readonly string[]): Promise<boolean> => {
        const id = `${alarmIds.join()}:last:siren#${notifications++}`;
        const outcome = await channel?.deliver(testNotification({ id, kind, alarmIds, channel: "siren", address: "siren-1" }), never);
        await turn();
        return outcome?.kind === "accepted";
      };
      const carryOut = async (one: Step): Promise<void> => {
        switch (one.kind) {
          case "raise":
            if (await deliver("alarm", [one.alarm])) wanted.add(one.alarm);
            return;
          case "acknowledge":
            wanted.delete(one.alarm);
            channel?.withdraw?.((alarmId) => alarmId === one.alarm);
            return turn();
          case "test":
            return void (await deliver("test", []));
          case "disconnect":
            siren.connected = false;
            return;
          case "connect":
            siren.connected = true;
            return;
          case "power-cut":
            siren.cutPower();
            siren.connected = false;
            return;
          case "break":
            siren.broken = true;
            siren.cutPower();
            return;
          case "repair":
            siren.broken = false;
            return;
          case "restart":
            await channel?.stop();
            life.alive = false;
            return begin();
          case "crash":
            life.alive = false;
            return begin();
          case "wait":
            return pass(clock, one.seconds);
        }
      };

      await begin();
      for (const one of steps) await carryOut(one);
      siren.connected = true;
      siren.broken = false;
      await pass(clock, 20);
      if (wanted.size === 0) expect(siren.sounds).toBe(false);
      await pass(clock, minutes(3) / 1000);
      expect(siren.sounds).toBe(wanted.size > 0);
      await pass(clock, minutes(15) / 1000);
      expect(siren.sounds).toBe(wanted.size > 0);
      siren.connected = false;
      await pass(clock, minutes(10) / 1000);
      expect(siren.sounds).toBe(false);
      await channel?.stop();
    }),
    { numRuns: 200 },
  );
});
