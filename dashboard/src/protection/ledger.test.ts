import { epochMs, hours, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createMemorySignalBoard } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import { scopeOf } from "../accounts/scope.ts";
import { openLedger } from "./ledger.ts";
import { openRegister } from "./register.ts";

const KEY = "cab-17/vapour";

function begin(over: { readonly dataFolder?: string; readonly clock?: ReturnType<typeof createSettableClock> } = {}) {
  const clock = over.clock ?? createSettableClock();
  const dataFolder = over.dataFolder ?? temporaryFolder();
  const board = createMemorySignalBoard();
  const desk = createMemoryAlarmDesk(clock);
  const logger = createTestLogger();
  let current = testSite();
  const site = () => current;
  const register = openRegister({ clock, desk, board, site });
  const ledger = openLedger({ dataFolder }, { clock, site, logger, register });
  let isOpen = true;
  const end = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    register.end();
    await ledger.close();
  };
  onTestFinished(end);
  /** Minutes in which it is looked every ten seconds. */
  async function pass(count: number): Promise<void> {
    for (let step = 0; step < count * 6; step++) {
      clock.advance(seconds(10));
      await ledger.look();
    }
  }
  const of = (span: number, zones?: readonly string[]) =>
    ledger.availability({ from: minus(clock.now(), hours(span)), to: clock.now() }, scopeOf(zones, site()));
  return { clock, dataFolder, board, desk, ledger, logger, pass, of, end, change: (next: typeof current) => (current = next) };
}

test("a room is protected from when it is watched, and not while its signal is silent", async () => {
  const { board, pass, of, ledger, clock } = begin();
  await ledger.look();
  const begun = clock.now();
  await pass(6);
  board.put({ signal: KEY, receivedAt: clock.now(), impairment: "silent" });
  await pass(3);
  board.put({ signal: KEY, receivedAt: clock.now() });
  await pass(1);
  const { from, to, rooms } = await of(24);
  expect([from, to]).toEqual([begun, clock.now()]);
  expect(rooms).toMatchObject([{ roomId: "room-114", needed: 1, losses: [{ loss: "silent" }], worst: [{ signal: KEY }] }]);
  // What has ended counts until the look that saw it: ten seconds of ten minutes.
  expect(rooms[0]?.unavailable).toBe(minutes(3) + seconds(10));
});

test("time in which nobody watched counts as unprotected: after a stop, a crash or a sleeping machine", async () => {
  const first = begin();
  await first.ledger.look();
  await first.pass(10);
  await first.end();
  first.clock.advance(minutes(10));
  const second = begin({ clock: first.clock, dataFolder: first.dataFolder });
  await second.ledger.look();
  await second.pass(10);
  const { rooms } = await second.of(24);
  expect(rooms).toMatchObject([{ losses: [{ loss: "platform", lasted: minutes(10) }], worst: [] }]);
  expect(rooms[0]?.available).toBeCloseTo(2 / 3, 6);
});

test("a restart is a gap however short it is, and what was lost before goes on after it without being counted twice", async () => {
  const first = begin();
  await first.ledger.look();
  const since = first.clock.now();
  first.board.put({ signal: KEY, receivedAt: since, impairment: "faulty" });
  await first.pass(5);
  await first.end();
  first.clock.advance(seconds(5));
  const second = begin({ clock: first.clock, dataFolder: first.dataFolder });
  second.board.put({ signal: KEY, receivedAt: since, impairment: "faulty" });
  await second.ledger.look();
  await second.pass(5);
  const { rooms } = await second.of(24);
  expect(rooms[0]?.available).toBe(0);
  expect(rooms[0]?.losses).toEqual([
    { loss: "faulty", lasted: minutes(10) + seconds(5) },
    { loss: "platform", lasted: seconds(5) },
  ]);
});

test("over range takes nothing while an alarm says so; an overdue calibration never does", async () => {
  const { board, pass, of, ledger, desk, clock } = begin();
  desk.raise(gasAlarm({ id: "over" }));
  await ledger.look();
  board.put({ signal: KEY, receivedAt: clock.now(), impairment: "over-range" });
  await pass(2);
  expect((await of(1)).rooms[0]?.available).toBe(1);
  desk.clear("over");
  desk.command({ kind: "operator-command", id: "a", verb: "acknowledge", alarmId: "over", by: "li" });
  await pass(2);
  expect((await of(1)).rooms[0]?.losses.map(({ loss }) => loss)).toEqual(["over-range"]);
  board.put({ signal: KEY, receivedAt: clock.now(), impairment: "uncalibrated" });
  await pass(1);
  const lost = (await of(1)).rooms[0]?.unavailable;
  await pass(3);
  expect((await of(1)).rooms[0]?.unavailable).toBe(lost);
});

test("rooms without a signal that is needed are not judged, nor shown to those who may not see them", async () => {
  const { of, ledger, change, pass } = begin();
  await ledger.look();
  await pass(1);
  expect((await of(1, ["chemistry"])).rooms).toHaveLength(1);
  expect((await of(1, ["elsewhere"])).rooms).toEqual([]);
  change(testSite({ version: "test-2", signals: [signal({ rules: [limitRule({ priority: "medium" })] })] }));
  await pass(1);
  expect((await of(1)).rooms).toEqual([]);
});

test("a span before anything was kept has no rooms, and one that is to come ends now", async () => {
  const { ledger, clock } = begin();
  await ledger.look();
  const whole = scopeOf(undefined, testSite());
  expect((await ledger.availability({ from: epochMs(0), to: epochMs(1000) }, whole)).rooms).toEqual([]);
  clock.advance(seconds(10));
  await ledger.look();
  expect((await ledger.availability({ from: epochMs(0), to: epochMs(clock.now() + hours(9)) }, whole)).to).toBe(clock.now());
});

test("what somebody shelved as a test takes nothing from the room: a real alarm has a record of its own, and is told", async () => {
  const { desk, pass, of, ledger, clock } = begin();
  await ledger.look();
  const shelved = { by: "mei", at: clock.now(), until: plus(clock.now(), hours(1)), reason: "a test", mode: "timed" } as const;
  desk.raise(gasAlarm({ id: "tested", test: "test-1", shelved }));
  await pass(3);
  expect((await of(24)).rooms).toMatchObject([{ available: 1, losses: [] }]);
  desk.raise(gasAlarm({ id: "real", shelved }));
  await pass(3);
  expect((await of(24)).rooms).toMatchObject([{ losses: [{ loss: "shelved" }] }]);
});
