import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { IMPAIRMENTS } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { expect, onTestFinished, test } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createMemorySignalBoard } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemoryCommissioning } from "../../../test/support/memory-commissioning.ts";
import { averageRules, limitRule, signal, testSite } from "../../../test/support/site.ts";
import { scopeOf } from "../accounts/scope.ts";
import { impairedCounts } from "../live/impaired-counts.ts";
import { csvOfRegister } from "./register-csv.ts";
import { LISTED_ROOMS, REGISTER_KINDS } from "./register-entry.ts";
import { matchingLines } from "./register-filter.ts";
import { entryOf, openRegister } from "./register.ts";

const average = averageRules({ kind: "average", over: hours(8), coverage: 0.75 } as never);
const SITE = testSite({
  signals: [
    signal({ rules: [limitRule({ lifeSafety: true }), ...average] }),
    signal({ key: "cab-17/temperature", name: "temperature", rules: [], label: { en: "Temperature", zh: "温度" } }),
  ],
});

function open(site: Site = SITE) {
  const clock = createSettableClock();
  const desk = createMemoryAlarmDesk(clock);
  const board = createMemorySignalBoard();
  const commissioning = createMemoryCommissioning(clock, () => site);
  const register = openRegister({ clock, desk, board, site: () => site, commissioning });
  onTestFinished(() => register.end());
  const whole = scopeOf(undefined, site);
  return {
    clock,
    desk,
    board,
    commissioning,
    register,
    whole,
    lines: () => register.lines(whole).map(({ kind, signal: key }) => `${kind} ${key}`),
  };
}
const at = epochMs(Date.UTC(2026, 10, 22, 8));

test("it has what the strip counts, no more and no less", () => {
  const { desk, board, commissioning, register, whole, clock } = open();
  board.put({ signal: "cab-17/vapour", receivedAt: at, impairment: "silent" });
  board.put({ signal: "cab-17/temperature", receivedAt: at, impairment: "simulated" });
  desk.serviceCommand({
    kind: "service-command",
    id: "p",
    verb: "propose",
    signal: "cab-17/vapour",
    by: "chen",
    until: plus(clock.now(), hours(4)),
    reason: "new cell",
    measure: "portable detector",
  });
  desk.raise(gasAlarm({ id: "s", shelved: { by: "li", at, until: plus(at, minutes(5)), reason: "repair", mode: "timed" } }));
  desk.raise(gasAlarm({ id: "d", suppressed: { by: "door open", since: at } }));
  desk.raise(gasAlarm({ id: "plain" }));
  commissioning.commissioningCommand({ kind: "commissioning-command", id: "t", verb: "start", signal: "cab-17/vapour", by: "chen" });
  const { counts, total } = register.summary(whole);
  const strip = impairedCounts(board, desk, whole, commissioning);
  for (const kind of [...IMPAIRMENTS, "out-of-service", "out-of-service-proposed", "under-test"] as const)
    expect(counts[kind], kind).toBe(strip[kind]);
  expect([counts.shelved, counts.suppressed, total]).toEqual([1, 1, 6]);
  const [tested] = register
    .lines(whole)
    .filter(({ kind }) => kind === "under-test")
    .map((line) => entryOf(line, desk.measures()));
  expect(tested).toMatchObject({ signal: "cab-17/vapour", by: "chen", since: clock.now(), until: plus(clock.now(), hours(1)) });

  const approved = desk.serviceCommand({
    kind: "service-command",
    id: "a",
    verb: "approve",
    signal: "cab-17/vapour",
    by: "wang",
    proposal: "p",
  });
  expect(approved.ok).toBe(true);
  const [entry] = register
    .lines(whole)
    .map((line) => entryOf(line, desk.measures()))
    .filter(({ kind }) => kind === "out-of-service");
  expect(entry).toMatchObject({ by: "chen", approvedBy: "wang", reason: "new cell", measure: "portable detector", roomId: "room-114" });
  // An alarm whose signal is out of service stands under its signal.
  expect(register.summary(whole).counts).toMatchObject({ "out-of-service": 1, "out-of-service-proposed": 0, shelved: 0, suppressed: 0 });
});

test("it follows what happens: an alarm that comes back leaves, and one whose figure cannot be told comes", () => {
  const { desk, lines, register, whole } = open();
  const before = register.summary(whole).revision;
  expect(register.summary(whole).revision).toBe(before);
  desk.raise(gasAlarm({ id: "s", shelved: { by: "li", at, until: plus(at, minutes(5)), reason: "repair", mode: "timed" } }));
  expect(lines()).toEqual(["shelved cab-17/vapour"]);
  expect(register.summary(whole).revision).not.toBe(before);
  expect(register.hasListedAlarm("cab-17/vapour")).toBe(false);
  desk.command({ kind: "operator-command", id: "u", verb: "unshelve", alarmId: "s", by: "li" });
  expect(lines()).toEqual([]);
  expect(register.hasListedAlarm("cab-17/vapour")).toBe(true);
  const source = { kind: "rule", ruleId: average[1].id, ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" } as const;
  desk.raise(gasAlarm({ id: "n", source }));
  expect(lines()).toEqual(["not-assessable cab-17/vapour"]);
  desk.clear("n");
  expect(lines()).toEqual([]);
});

test("what is past its end comes first, then life safety, then by kind", () => {
  const { desk, board, lines, clock } = open();
  board.put({ signal: "cab-17/temperature", receivedAt: at, impairment: "silent" });
  board.put({ signal: "cab-17/vapour", receivedAt: at, impairment: "uncertain" });
  expect(lines()).toEqual(["uncertain cab-17/vapour", "silent cab-17/temperature"]);
  const until = plus(clock.now(), minutes(1));
  desk.raise(
    gasAlarm({
      id: "s",
      shelved: { by: "li", at, until, reason: "repair", mode: "timed" },
      source: { ...gasAlarm().source, signal: "cab-17/temperature" } as never,
    }),
  );
  expect(lines()).toEqual(["uncertain cab-17/vapour", "silent cab-17/temperature", "shelved cab-17/temperature"]);
  clock.advance(minutes(1));
  expect(lines()).toEqual(["shelved cab-17/temperature", "uncertain cab-17/vapour", "silent cab-17/temperature"]);
});

test("somebody limited to zones has what is inside, and counts of that alone", () => {
  const { board, register } = open();
  board.put({ signal: "cab-17/vapour", receivedAt: at, impairment: "silent" });
  const inside = scopeOf(["room-114"], SITE);
  const elsewhere = scopeOf(["no-such-zone"], SITE);
  expect([register.summary(inside).total, register.summary(elsewhere).total]).toEqual([1, 0]);
  expect(register.lines(elsewhere)).toEqual([]);
});

test("it is searched by kind, place and words in either language; a place there is not is refused", () => {
  const { board, desk, register, whole } = open();
  board.put({ signal: "cab-17/vapour", receivedAt: at, impairment: "silent" });
  board.put({ signal: "cab-17/temperature", receivedAt: at, impairment: "simulated" });
  const found = (filter: Parameters<typeof matchingLines>[1]) =>
    matchingLines(register.lines(whole), filter, { site: SITE, scope: whole, measures: desk.measures() }).map(({ signal: key }) => key);
  expect(found({ kind: "silent" })).toEqual(["cab-17/vapour"]);
  expect(found({ text: " 温度 " })).toEqual(["cab-17/temperature"]);
  expect(found({ text: "CABINET 17", kind: "simulated" })).toEqual(["cab-17/temperature"]);
  expect(found({ zone: "chemistry" })).toHaveLength(2);
  expect(found({ text: "nothing like it" })).toEqual([]);
  expect(() => found({ zone: "nowhere" })).toThrow(expect.objectContaining({ code: "ZONE_UNKNOWN" }));
});

test("as a file: one line each, quoted where it must be, and no word of a person is a formula", () => {
  const { desk, register, whole } = open();
  desk.raise(gasAlarm({ id: "s", shelved: { by: "li", at, until: plus(at, minutes(5)), reason: '=HYPERLINK("x"), see', mode: "timed" } }));
  const [head, line, end] = csvOfRegister(
    register.lines(whole).map((line) => entryOf(line, desk.measures())),
    SITE,
  ).split("\r\n");
  expect(head).toMatch(/^\uFEFFkind,life_safety,signal,/);
  expect(line).toContain(`,2026-11-22T08:00:00.000Z,2026-11-22T08:05:00.000Z,"'=HYPERLINK(""x""), see",li,`);
  expect(end).toBe("");
});

test("a hundred thousand silent signals are summed up within the rooms listed, and given out by the page", () => {
  const rooms = Array.from({ length: 300 }, (_, index) => ({
    id: `room-${index}`,
    kind: "room" as const,
    name: { en: "", zh: "" },
    path: { en: `Room ${index}`, zh: "" },
  }));
  const signals = Array.from({ length: 100_000 }, (_, index) =>
    signal({ key: `d${index}/x`, deviceId: `d${index}`, zoneId: `room-${index % 300}`, rules: [] }),
  );
  const site = testSite({ zones: rooms, signals, devices: [] });
  const { register, whole } = (() => {
    const board = {
      ...createMemorySignalBoard(),
      impairedSignals: () => signals.map(({ key }) => ({ signal: key, impairment: "silent" as const, since: at })),
    };
    const clock = createSettableClock();
    const opened = openRegister({ clock, desk: createMemoryAlarmDesk(clock), board, site: () => site });
    onTestFinished(() => opened.end());
    return { register: opened, whole: scopeOf(undefined, site) };
  })();
  const summary = register.summary(whole);
  expect([summary.total, summary.counts.silent, summary.rooms.length, summary.moreRooms]).toEqual([100_000, 100_000, LISTED_ROOMS, 200]);
  expect(JSON.stringify(summary).length).toBeLessThan(10_000);
  // Not made again while nothing changes.
  expect(register.lines(whole)).toBe(register.lines(whole));
  expect(Object.keys(summary.counts)).toEqual([...REGISTER_KINDS]);
});
