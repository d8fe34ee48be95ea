import { verifyJournal } from "@labcanary/alerting";
import { type EpochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import { expect, it } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { type AlertingBench, startAlerting } from "../support/kannel-alerting.ts";
import { createFakeChannel } from "../support/kannel-fake-channel.ts";
import { alarmIn, roomySite } from "../support/many-rooms.ts";

const ROOMS = 50;
const CABINETS = 10;
const TEN_MINUTES = 600_000;

/** Lets seconds pass, and notes when each text was taken. */
async function pass(bench: AlertingBench, span: number, taken: Map<Notification, EpochMs>): Promise<void> {
  const note = async (): Promise<void> => {
    await bench.settle();
    for (const text of bench.channels.flatMap(({ accepted }) => accepted)) if (!taken.has(text)) taken.set(text, bench.clock.now());
  };
  await note();
  for (let second = 0; second < span; second++) {
    bench.clock.advance(seconds(1));
    await note();
  }
}

/** The most texts one person got in any ten minutes. */
function mostTexts(taken: ReadonlyMap<Notification, EpochMs>): number {
  const texts = [...taken].map(([{ personId }, at]) => ({ personId, at }));
  return Math.max(
    ...texts.map(
      ({ personId, at }) => texts.filter((other) => other.personId === personId && other.at >= at && other.at - at < TEN_MINUTES).length,
    ),
  );
}

it("500 alarms within a minute: nobody gets more than ten texts in ten minutes, a gas alarm is told at once, every alarm is listed and told", async () => {
  const site = roomySite(ROOMS, CABINETS);
  const first = await startAlerting({ site });
  const taken = new Map<Notification, EpochMs>();
  const cabinets = Array.from({ length: ROOMS * CABINETS }, (_, index) => `r${(index % ROOMS) + 1}-c${Math.floor(index / ROOMS) + 1}`);
  for (const cabinet of cabinets.slice(0, 250)) {
    await first.alerting.takeConditions([alarmIn(cabinet, first.clock.now())]);
    if (cabinets.indexOf(cabinet) % 8 === 7) await pass(first, 1, taken);
  }
  // In the middle of it, a gas alarm; then the platform stops and starts again.
  await first.alerting.takeConditions([alarmIn("r33-c10", first.clock.now(), "gas")]);
  await first.settle();
  expect(first.channel.accepted.at(-1)).toMatchObject({ alarmId: "r33-c10-gas", dueAt: first.clock.now() });
  await pass(first, 1, taken);
  const flood = first.alerting.flood();
  expect(flood).toMatchObject({ firstOut: "r1-c1-high", count: 251 });
  await first.alerting.stop();

  const clock = createSettableClock(plus(first.clock.now(), seconds(2)));
  const second = await startAlerting({ site, dataFolder: first.options.dataFolder, clock });
  expect(second.alerting.flood()).toEqual(flood);
  await second.alerting.takeConditions(cabinets.slice(250).map((cabinet) => alarmIn(cabinet, clock.now())));
  const listed = second.alerting.list();
  expect(listed).toHaveLength(501);
  expect(listed.filter(({ firstOut }) => firstOut !== undefined)).toHaveLength(ROOMS);
  await pass(second, 25 * 60, taken);

  expect(mostTexts(taken)).toBeLessThanOrEqual(10);
  const told = second.alerting.journal({ limit: 100_000 }).filter(({ kind }) => kind === "notification-accepted");
  for (const step of ["responsible", "deputy", "security-centre", "nobody-reached"]) {
    expect(new Set(told.filter(({ detail }) => detail["step"] === step).map(({ alarmId }) => alarmId)).size).toBe(501);
  }
  expect(second.alerting.flood()).toBeUndefined();
  // One more says that nobody has taken charge of them.
  expect(second.alerting.list()).toHaveLength(502);
  await second.alerting.stop();
  expect(verifyJournal(first.options)).toMatchObject({ ok: true });
});

it("the same by several channels: what falls back to another counts too, the budget of a robot is kept, and gas is told at once", async () => {
  const site = roomySite(ROOMS, CABINETS);
  const people = site.people.map((person) => ({ ...person, email: `${person.id}@example.org`, endpoints: { wecom: "desk-chat" } }));
  const robot = { count: 20, per: minutes(1), scope: "channel", lockout: minutes(10), source: "test" } as const;
  const others = [
    createFakeChannel({ kind: "email", proves: "accepted" }),
    createFakeChannel({ kind: "wecom", proves: "accepted", budgets: [robot] }),
  ];
  const bench = await startAlerting({ site: { ...site, people }, others });
  const taken = new Map<Notification, EpochMs>();
  const cabinets = Array.from({ length: ROOMS * CABINETS }, (_, index) => `r${(index % ROOMS) + 1}-c${Math.floor(index / ROOMS) + 1}`);
  for (const cabinet of cabinets) {
    await bench.alerting.takeConditions([alarmIn(cabinet, bench.clock.now())]);
    if (cabinets.indexOf(cabinet) % 8 === 7) await pass(bench, 1, taken);
  }
  // No receipt ever comes: after a minute everything goes on by e-mail, then by the chat.
  await pass(bench, 5 * 60, taken);
  await bench.alerting.takeConditions([alarmIn("r33-c10", bench.clock.now(), "gas")]);
  await bench.settle();
  expect(bench.channel.accepted.at(-1)).toMatchObject({ alarmId: "r33-c10-gas", dueAt: bench.clock.now() });
  await pass(bench, 30 * 60, taken);
  expect(mostTexts(taken)).toBeLessThanOrEqual(10);
  const [, wecom] = others;
  const chat = [...taken].flatMap(([text, at]) => (wecom?.accepted.includes(text) === true ? [at] : []));
  expect(chat.length).toBeGreaterThan(0);
  expect(Math.max(...chat.map((at) => chat.filter((other) => other >= at && other - at < 60_000).length))).toBeLessThanOrEqual(20);
  const told = bench.alerting.journal({ limit: 100_000 }).filter(({ kind }) => kind === "notification-accepted");
  expect(new Set(told.filter(({ detail }) => detail["step"] === "responsible").map(({ alarmId }) => alarmId)).size).toBe(501);
  expect(bench.alerting.list().length).toBeGreaterThanOrEqual(501);
});
