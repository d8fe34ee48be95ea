import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { milliseconds } from "@labcanary/domain/basics";
import type { Change, Snapshot } from "@labcanary/dashboard";
import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { alarmElsewhere, alarmOfPlatform, OF_THE_OTHER_ROOM, twoRooms, WORDS_ELSEWHERE } from "../../../test/support/two-rooms.ts";

const PULSE = milliseconds(900);

async function withRooms() {
  const clock = createSettableClock();
  const users = { operator: "operator", "operator-114": "operator", "second-114": "inspector", "operator-220": "operator" } as const;
  const zones = { "operator-114": ["room-114"], "second-114": ["room-114"], "operator-220": ["room-220"] };
  return { clock, platform: await startBrowserPlatform({ clock, site: twoRooms(), users, zones }) };
}

async function openViewer(platform: BrowserPlatform, user: string) {
  const { token } = await signIn(platform.url, user);
  const socket = io(`${platform.url}/live`, { transports: ["websocket"], reconnection: false, forceNew: true, auth: { token } });
  onTestFinished(() => void socket.close());
  const heard = { socket, snapshots: [] as Snapshot[], changes: [] as Change[], said: [] as unknown[][] };
  socket.on("snapshot", (snapshot: Snapshot) => heard.snapshots.push(snapshot));
  socket.on("change", (change: Change) => heard.changes.push(change));
  socket.onAny((...said) => heard.said.push(said));
  await expect.poll(() => heard.snapshots.length).toBe(1);
  return heard;
}

/** Changes a person as another process does. */
function changeUser(platform: BrowserPlatform, user: string, zones: readonly string[] | null): void {
  const database = new DatabaseSync(join(platform.dataFolder, "accounts.sqlite"));
  database.prepare("UPDATE user SET zones = ? WHERE name = ?").run(zones === null ? null : JSON.stringify(zones), user);
  database.close();
}

test("each part of the site has numbers of its own without a gap, and nothing of another part", async () => {
  const { platform, clock } = await withRooms();
  platform.health = platform.health.map((item) => ({ ...item, detail: "cab-22 is ill" }));
  const [whole, own, same, other] = [
    await openViewer(platform, "operator"),
    await openViewer(platform, "operator-114"),
    await openViewer(platform, "second-114"),
    await openViewer(platform, "operator-220"),
  ];
  for (let index = 0; index < 10; index += 1) {
    platform.desk.raise(alarmElsewhere({ id: `alarm-220-${index}` }));
    platform.desk.raise(gasAlarm({ id: `own-${index}`, parent: "alarm-220-0" }));
    platform.notifications.tell(`alarm-220-${index}`, { reach: "delivered" });
    platform.notifications.tell(`own-${index}`, { reach: "delivered", personId: "elsa" });
  }
  platform.desk.raise(alarmOfPlatform(WORDS_ELSEWHERE));
  platform.desk.floodNow = { since: clock.now(), count: 21, firstOut: "alarm-220-0" };
  platform.notifications.presenceNow = { id: "p", askedAt: clock.now(), answerBy: clock.now(), alarmIds: ["alarm-220-0"] };
  platform.board.put({ signal: "cab-22/vapour", impairment: "silent" });
  platform.board.put({ signal: "cab-17/vapour", impairment: "faulty" });
  clock.advance(PULSE);
  await expect.poll(() => whole.changes.length).toBe(42);
  await expect.poll(() => own.changes.length).toBe(22);
  expect(own.changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
  expect(same.changes).toEqual(own.changes);
  expect(own.changes.at(-1)?.impaired).toMatchObject({ silent: 0, faulty: 1 });
  expect(own.changes.at(-1)?.health?.[0]).toEqual({ name: "broker", state: "ok", detail: "" });
  expect(other.changes.at(-1)?.impaired).toMatchObject({ silent: 1, faulty: 0 });
  expect(whole.changes.at(-1)).toMatchObject({ flood: { count: 21 }, presence: { id: "p" }, impaired: { silent: 1, faulty: 1 } });
  expect(own.changes.find(({ reached }) => reached !== undefined)?.reached).toEqual({
    alarmId: "own-0",
    told: { reach: "delivered", others: 0 },
  });
  for (const { said } of [own, same]) expect(OF_THE_OTHER_ROOM.filter((word) => JSON.stringify(said).includes(word))).toEqual([]);
});

test("what is watched keeps to the zones too: signals, contacts, what is out of service, and rejects not at all", async () => {
  const { platform } = await withRooms();
  platform.board.put({ signal: "cab-17/vapour", value: 1 });
  platform.board.put({ signal: "cab-22/vapour", value: 2 });
  const own = await openViewer(platform, "operator-114");
  own.socket.emit("watch", {
    signals: ["cab-17/vapour", "cab-22/vapour"],
    views: ["contacts", "outOfService", "budgets", "journal", "rejects", "unknown"],
  });
  await expect
    .poll(() => own.said.filter(([event]) => event === "view").map(([, name]) => name))
    .toEqual(["contacts", "outOfService", "budgets", "journal"]);
  platform.board.put({ signal: "cab-22/vapour", value: 3 });
  platform.board.put({ signal: "cab-17/vapour", value: 4 });
  await expect.poll(() => own.said.filter(([event]) => event === "readings").length).toBe(2);
  expect(OF_THE_OTHER_ROOM.filter((word) => JSON.stringify(own.said).includes(word))).toEqual([]);
});

test("whoever is limited to other zones from now on begins anew there, with the next pulse", async () => {
  const { platform, clock } = await withRooms();
  platform.desk.raise(gasAlarm());
  platform.desk.raise(alarmElsewhere());
  const viewer = await openViewer(platform, "operator-114");
  viewer.socket.emit("watch", { signals: ["cab-22/vapour"] });
  expect(viewer.snapshots[0]?.alarms.map(({ id }) => id)).toEqual(["alarm-1"]);
  changeUser(platform, "operator-114", ["room-220"]);
  clock.advance(PULSE);
  await expect.poll(() => viewer.snapshots.length).toBe(2);
  expect(viewer.snapshots[1]?.alarms.map(({ id }) => id)).toEqual(["alarm-220"]);
  platform.desk.raise(gasAlarm({ id: "later" }));
  platform.board.put({ signal: "cab-22/vapour", value: 3 });
  platform.desk.raise(alarmElsewhere({ id: "alarm-220-later" }));
  await expect.poll(() => viewer.changes.map(({ alarm }) => alarm?.id)).toEqual(["alarm-220-later"]);
  expect(viewer.changes[0]?.seq).toBe((viewer.snapshots[1]?.seq ?? 0) + 1);
  // What it watched and was not its own before, is now.
  expect(viewer.said.filter(([event]) => event === "readings")).toHaveLength(1);

  changeUser(platform, "operator-114", null);
  clock.advance(PULSE);
  await expect.poll(() => viewer.snapshots.at(-1)?.alarms.length).toBe(4);
});

test("a site that gives a room to another part moves the consoles before anything else is told, and tells all which site it is", async () => {
  const { platform, clock } = await withRooms();
  platform.desk.raise(gasAlarm());
  const [whole, own] = [await openViewer(platform, "operator"), await openViewer(platform, "operator-114")];
  const before = twoRooms();
  platform.site = { ...before, version: "test-2", zones: before.zones.filter(({ id }) => id !== "cabinet-17") };
  platform.desk.raise(gasAlarm({ id: "no-longer-theirs" }));
  await expect.poll(() => own.snapshots.length).toBe(2);
  expect(own.snapshots[1]).toMatchObject({ site: "test-2", alarms: [] });
  clock.advance(PULSE);
  await expect.poll(() => whole.changes.at(-1)?.site).toBe("test-2");
  expect(whole.snapshots).toHaveLength(1);
  expect(own.changes).toEqual([]);
});
