import { days, epochMs, hours, minutes } from "@labcanary/domain/basics";
import { type CivilDay, parseDay, WEEKDAYS, type WeeklySchedule } from "@labcanary/domain/schedule";
import { lastStep, type Leave, type Rota, type Site } from "@labcanary/domain/site";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testSite } from "../../../test/support/site.ts";
import { createRotaWatch } from "./rota-watch.ts";

/** A Sunday, 16:00 at the site. */
const NOW = epochMs(Date.parse("2026-11-22T16:00+08:00"));
const day = (text: string) => parseDay(text) as CivilDay;
const text = (en: string) => ({ en, zh: en });
const on = (date: string): Leave => ({ from: day(date), to: day(date) });

const around: WeeklySchedule = {
  kind: "weekly",
  timeZone: "Asia/Shanghai",
  days: WEEKDAYS,
  from: hours(8),
  to: hours(8),
  except: [],
};
const ROTA: Rota = {
  id: "on-call",
  name: text("Chemistry on call"),
  shifts: [{ name: text("all day"), schedule: around, people: ["smith"], turn: "week", starting: day("2026-11-23") }],
};

/** A site whose one route tells a rota of one person, who is on leave on some days. */
const siteWith = (...leave: Leave[]): Site =>
  testSite({
    people: testSite().people.map((person) => (person.id === "smith" ? { ...person, leave } : person)),
    rotas: [ROTA],
    routes: [
      {
        id: "all",
        name: text("All"),
        when: {},
        steps: [{ id: "now", after: minutes(0), whom: [{ kind: "rota", rotaId: "on-call" }], proof: "delivered" }],
        last: lastStep(minutes(10), []),
        afterwards: [],
      },
    ],
  });

/** Tells what the watch said since it was last asked, in order. */
async function watching(first: Site) {
  const clock = createSettableClock(NOW);
  let site = first;
  let said: string[] = [];
  const watch = createRotaWatch({
    clock,
    site: () => site,
    sink: { takeSystemCondition: ({ name, active, detail }) => void said.push(`${name} ${active ? "on" : "off"}: ${detail}`) },
  });
  await watch.start();
  onTestFinished(() => watch.stop());
  const news = (): readonly string[] => {
    const told = said;
    said = [];
    return told;
  };
  const change = (to: Site): readonly string[] => {
    site = to;
    watch.siteChanged();
    return news();
  };
  return { clock, watch, news, change };
}

const ALL_WELL = "rota-gap off: every rota has somebody on duty for a week";
const gap = (from: string, to: string) => `Chemistry on call (on-call) from ${from}:00 to ${to}:00`;
const THURSDAY = gap("2026-11-26 00:00", "2026-11-27 00:00");

test("a gap within a week is an alarm from the start, and ends when it is filled", async () => {
  const { news, change } = await watching(siteWith(on("2026-11-26")));
  expect(news()).toEqual([`rota-gap on: nobody is on duty: ${THURSDAY}`]);
  expect(change(siteWith({ ...on("2026-11-26"), substitute: "wang" }))).toEqual([ALL_WELL]);
});

test("one that is further off is found a week before, to the hour", async () => {
  const { clock, news } = await watching(siteWith(on("2026-12-01")));
  expect(news()).toEqual([ALL_WELL]);
  clock.advance(days(1));
  expect(new Set(news())).toEqual(new Set([ALL_WELL]));
  clock.advance(hours(9));
  expect(news().at(-1)).toBe(`rota-gap on: nobody is on duty: ${gap("2026-12-01 00:00", "2026-12-01 01:00")}`);
});

test("while it comes nearer, and while it lasts, it is one alarm; once it is over there is none", async () => {
  const { clock, news } = await watching(siteWith(on("2026-11-30")));
  clock.advance(days(9));
  const told = news();
  expect(told.at(0)).toBe(ALL_WELL);
  expect(told.at(-1)).toBe(ALL_WELL);
  const first = told.findIndex((line) => line.startsWith("rota-gap on"));
  const last = told.findLastIndex((line) => line.startsWith("rota-gap on"));
  // From an hour after it comes into sight to its last hour.
  expect(last - first + 1).toBe(8 * 24 - 1);
  expect(told.slice(first, last + 1).filter((line) => line.startsWith("rota-gap off"))).toEqual([]);
});

test("one more gap is an alarm anew, with all of them; one less is not", async () => {
  const { news, change } = await watching(siteWith(on("2026-11-26")));
  news();
  const both = `nobody is on duty: ${THURSDAY}, ${gap("2026-11-28 00:00", "2026-11-29 00:00")}`;
  expect(change(siteWith(on("2026-11-26"), on("2026-11-28")))).toEqual([`rota-gap off: ${both}`, `rota-gap on: ${both}`]);
  expect(change(siteWith(on("2026-11-26")))).toEqual([`rota-gap on: nobody is on duty: ${THURSDAY}`]);
});

test("of many gaps the first are named, and the others counted", async () => {
  const leave = ["2026-11-24", "2026-11-26", "2026-11-28"].map(on);
  const { news } = await watching(siteWith(on("2026-11-22"), ...leave));
  expect(news()[0]).toMatch(/^rota-gap on: nobody is on duty: .* from 2026-11-22 16:00:00 to .*2026-11-26 00:00:00 .* and 1 more$/);
});

test("before it is started and after it is stopped it says nothing", async () => {
  const { watch, clock, news, change } = await watching(siteWith());
  await watch.stop();
  news();
  expect(change(siteWith(on("2026-11-26")))).toEqual([]);
  clock.advance(hours(5));
  expect(news()).toEqual([]);
});
