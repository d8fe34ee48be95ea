import { isUnacknowledged, unbalanced } from "@labcanary/domain/alarm";
import { epochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { ChannelKind, Person, Route, RouteStep, Site } from "@labcanary/domain/site";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, type FakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { recountOf } from "../../../test/support/recount.ts";
import { testSite } from "../../../test/support/site.ts";
import { verifyJournal } from "../index.ts";

const KINDS = ["sms", "email", "wecom"] as const;
const BEHAVIOURS = {
  takes: ACCEPTED,
  away: UNREACHABLE,
  silent: "silent",
  busy: { kind: "retry", reason: "busy", after: seconds(0) },
  refuses: { kind: "give-up", reason: "rejected" },
} as const;

/** What may happen in a night. Alarms are numbers, spans are seconds. */
type Happening =
  | { readonly kind: "raise" | "clear" | "acknowledge"; readonly alarm: number }
  | { readonly kind: "pass"; readonly span: number }
  | { readonly kind: "channel"; readonly channel: number; readonly does: keyof typeof BEHAVIOURS }
  /** On the so-many-last text a channel has taken. */
  | { readonly kind: "report"; readonly channel: number; readonly back: number; readonly status: DeliveryReport["status"] }
  | { readonly kind: "duty"; readonly person: "smith" | "li" }
  | { readonly kind: "restart"; readonly clockBack: boolean };

const alarm = fc.integer({ min: 0, max: 1 });
const channel = fc.integer({ min: 0, max: 2 });
const happenings = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("raise" as const), alarm }) },
    fc.record({ kind: fc.constantFrom("clear" as const, "acknowledge" as const), alarm }),
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), span: fc.integer({ min: 1, max: 240 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("channel" as const),
        channel,
        does: fc.constantFrom(...(Object.keys(BEHAVIOURS) as (keyof typeof BEHAVIOURS)[])),
      }),
    },
    fc.record({
      kind: fc.constant("report" as const),
      channel,
      back: fc.integer({ min: 1, max: 3 }),
      status: fc.constantFrom<DeliveryReport["status"]>("delivered", "failed", "sent", "read"),
    }),
    fc.record({ kind: fc.constant("duty" as const), person: fc.constantFrom("smith" as const, "li" as const) }),
    fc.record({ kind: fc.constant("restart" as const), clockBack: fc.boolean() }),
  ) as fc.Arbitrary<Happening>,
  { minLength: 5, maxLength: 25, size: "max" },
);

const LAST_AFTER = minutes(20);
const STEPS = ["first", "second", "third", "nobody-reached"];

function siteWith(secondPerson: string): Site {
  const site = testSite();
  const step = (id: string, after: number, personId: string, over: Partial<RouteStep> = {}): RouteStep => ({
    id,
    after: minutes(after),
    whom: [{ kind: "contact", personId }],
    proof: "delivered",
    ...over,
  });
  const route: Route = {
    id: "night",
    name: { en: "Night", zh: "夜间" },
    when: {},
    steps: [
      step("first", 0, "wang", { proofWithin: seconds(90), repeat: { every: minutes(4), times: 1 } }),
      step("second", 5, secondPerson),
      step("third", 10, "desk", { proof: "accepted" }),
    ],
    last: { ...step("nobody-reached", 0, "desk"), after: LAST_AFTER },
    afterwards: [],
  };
  const li: Person = { id: "li", name: "Li", language: "zh", phone: "+8613800000004" };
  const people = [...site.people, li].map((person) => ({ ...person, email: `${person.id}@example.org`, endpoints: { wecom: person.id } }));
  return { ...site, people, routes: [route] };
}

/** An attempt, as a provider sees it. */
interface Attempt {
  readonly channel: ChannelKind;
  readonly id: string;
  readonly alarmId: string;
  readonly step: string;
  readonly taken: boolean;
}

function fakes(attempts: Attempt[], before: readonly FakeChannel[]): readonly FakeChannel[] {
  return KINDS.map((kind, index) => {
    const fake = createFakeChannel({ kind, proves: kind === "sms" ? "delivered" : "accepted" });
    fake.behave = before[index]?.behave ?? ACCEPTED;
    const deliver = fake.deliver.bind(fake);
    fake.deliver = (notification, signal) => {
      const { id, alarmId, step } = notification;
      attempts.push({ channel: kind, id, alarmId, step, taken: fake.behave !== "silent" && fake.behave.kind === "accepted" });
      return deliver(notification, signal);
    };
    return fake;
  });
}

async function start(attempts: Attempt[], dataFolder: string, before?: AlertingBench, clockBack = false): Promise<AlertingBench> {
  const [sms, ...others] = fakes(attempts, before?.channels ?? []);
  if (sms === undefined) throw new Error("there are three channels");
  const now = before?.clock.now() ?? epochMs(Date.UTC(2026, 10, 22, 22));
  const clock = createSettableClock(epochMs(now - (clockBack ? hours(1) : 0)));
  return startAlerting({ site: before?.site ?? siteWith("smith"), channel: sms, others, dataFolder, clock });
}

test("whatever happens in a night: nobody gets the same step twice by one channel, no step is lost, steps come in order, the books balance and are as a recount says, and the last one comes unless somebody takes charge", async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (events) => {
      const attempts: Attempt[] = [];
      const dataFolder = temporaryFolder();
      let bench = await start(attempts, dataFolder);
      /** Attempts there were when somebody took charge, by alarm. */
      const taken = new Map<string, number>();
      for (const event of events) {
        switch (event.kind) {
          case "raise":
            await bench.alerting.takeConditions([changeOf(`a-${event.alarm}`, { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
            break;
          case "clear":
            await bench.alerting.takeConditions([changeOf(`a-${event.alarm}`, { change: "cleared" })]);
            break;
          case "acknowledge": {
            await bench.settle();
            const outcome = bench.alerting.command(commandOf(`a-${event.alarm}`));
            if (outcome.ok) taken.set(`a-${event.alarm}`, attempts.length);
            break;
          }
          case "pass":
            await passTime(bench, seconds(event.span), seconds(5));
            break;
          case "channel": {
            const fake = bench.channels[event.channel];
            if (fake !== undefined) fake.behave = BEHAVIOURS[event.does];
            break;
          }
          case "report": {
            const fake = bench.channels[event.channel];
            const text = fake?.accepted.at(-event.back);
            if (text !== undefined) fake?.report({ notificationId: text.id, status: event.status, at: bench.clock.now() });
            break;
          }
          case "duty":
            bench.site = siteWith(event.person);
            break;
          case "restart":
            await bench.settle();
            await bench.alerting.stop();
            bench = await start(attempts, dataFolder, bench, event.clockBack);
        }
        await bench.settle();
        const books = bench.alerting.books();
        expect(unbalanced(books), event.kind).toEqual([]);
        expect(books, event.kind).toMatchObject(recountOf(dataFolder));
      }
      for (const fake of bench.channels) fake.behave = ACCEPTED;
      await passTime(bench, LAST_AFTER, seconds(20));
      await passTime(bench, minutes(5), seconds(20));

      const got = attempts.filter((attempt) => attempt.taken).map(({ channel: kind, id }) => `${kind} ${id}`);
      expect(got).toHaveLength(new Set(got).size);
      for (const id of ["a-0", "a-1"]) {
        const known = bench.alerting.get(id);
        if (known === undefined) continue;
        const isOpen = isUnacknowledged(known);
        const own = attempts.map((attempt, index) => ({ ...attempt, index })).filter(({ alarmId }) => alarmId === id);
        const tookCharge = taken.get(id);
        if (tookCharge !== undefined) expect(own.every(({ index }) => index < tookCharge)).toBe(true);
        const standings = bench.alerting.deliveries(id);
        const firsts = STEPS.map((step) => own.find((attempt) => attempt.step === step)?.index ?? Number.POSITIVE_INFINITY);
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
        const unreached = bench.alerting.timeline(id).filter(({ kind }) => kind === "nobody-reached");
        if (isOpen) {
          expect(standings.filter(({ state }) => state === "waiting" || state === "trying")).toEqual([]);
          for (const step of STEPS)
            expect(standings.some((standing) => standing.step === step && standing.state !== "called-off")).toBe(true);
        }
        expect(unreached.length).toBe(isOpen ? 1 : Math.min(unreached.length, 1));
      }
      await bench.alerting.stop();
      expect(verifyJournal(bench.options)).toMatchObject({ ok: true, unconfirmed: 0 });
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);
