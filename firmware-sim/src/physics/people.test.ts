import { days, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { type PeopleModel, startPeople, stepPeople, type TimedDeed } from "./people.ts";

/** A Monday, 00:00 UTC. */
const MONDAY = epochMs(Date.UTC(2026, 10, 23));
const orderly: PeopleModel = {
  visits: 40,
  from: hours(8),
  until: hours(18),
  weekend: 0.1,
  cards: [["A1", "A2"], ["B1"], ["C1"]],
  together: 1,
  stay: seconds(10),
  tailgate: 0,
  prop: 0,
  proppedFor: minutes(20),
  twoCards: 0,
  force: 0,
};

function live(model: PeopleModel, span: number, step: number, seed = 1): readonly TimedDeed[] {
  const random = createRandom(seed);
  let state = startPeople(model, MONDAY, random);
  const all: TimedDeed[] = [];
  for (let at = 0; at < span; at += step) {
    const stepped = stepPeople(model, state, epochMs(MONDAY + at + step), random);
    state = stepped.state;
    all.push(...stepped.done);
  }
  return all;
}
const kinds = (deeds: readonly TimedDeed[]): string[] => deeds.map(({ deed }) => deed.kind);
const count = (deeds: readonly TimedDeed[], kind: string): number => kinds(deeds).filter((other) => other === kind).length;

test("steps of a second and of an hour give the same days, and the same seed the same", () => {
  const model = { ...orderly, tailgate: 0.2, prop: 0.1, force: 0.05 };
  expect(live(model, days(2), seconds(1))).toEqual(live(model, days(2), hours(1)));
  expect(live(model, days(2), hours(1), 2)).not.toEqual(live(model, days(2), hours(1), 1));
});

test("about as many come as told, by day only, and few at a weekend", () => {
  const week = live(orderly, days(28), hours(1));
  const visits = count(week, "badge");
  // 20 working days of 40, 8 others of 4.
  expect(visits).toBeGreaterThan(832 * 0.85);
  expect(visits).toBeLessThan(832 * 1.15);
  for (const { at } of week) {
    const hour = (at % days(1)) / hours(1);
    expect(hour).toBeGreaterThanOrEqual(8);
    expect(hour).toBeLessThan(18.1);
  }
});

test("who keeps the rules shows a card before each opening and closes and locks after it", () => {
  const day = kinds(live(orderly, days(1), hours(1)));
  expect(day.length % 5).toBe(0);
  for (let visit = 0; visit < day.length; visit += 5)
    expect(day.slice(visit, visit + 5)).toEqual(["badge", "unlock", "open", "close", "lock"]);
});

test("a tailgater opens again without a card; who forces the door shows none; a propped door stays open", () => {
  const day = days(5);
  expect(count(live({ ...orderly, tailgate: 1 }, day, hours(1)), "open")).toBe(
    2 * count(live({ ...orderly, tailgate: 1 }, day, hours(1)), "badge"),
  );
  expect(count(live({ ...orderly, force: 1 }, day, hours(1)), "badge")).toBe(0);
  const propped = live({ ...orderly, visits: 3, prop: 1 }, day, hours(1));
  const opened = propped.findIndex(({ deed }) => deed.kind === "open");
  expect(propped[opened + 1]?.at).toBe(plus(propped[opened]?.at ?? MONDAY, minutes(20)));
});

test("under the two-person rule two people show a card; a cheat shows two of his own", () => {
  const pairs = (model: PeopleModel): string[][] => {
    const cards = live(model, days(5), hours(1)).flatMap(({ deed }) => (deed.kind === "badge" ? [deed.who] : []));
    return Array.from({ length: cards.length / 2 }, (_, index) => cards.slice(2 * index, 2 * index + 2));
  };
  const holder = (card: string): string => card.slice(0, 1);
  const fair = pairs({ ...orderly, together: 2 });
  expect(fair.length).toBeGreaterThan(50);
  expect(fair.every(([one, other]) => holder(one ?? "") !== holder(other ?? ""))).toBe(true);
  const cheats = pairs({ ...orderly, together: 2, twoCards: 1 });
  expect(cheats.some(([one, other]) => one === "A1" && other === "A2")).toBe(true);
});
