import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { epochMs, hours, milliseconds, plus, seconds } from "@labcanary/domain/basics";
import { HEALTH_ITEMS } from "@labcanary/domain/ports";
import { createUserDirectory, type Change, type Pulse, type Snapshot } from "@labcanary/dashboard";
import { io, type Socket } from "socket.io-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { openRawViewer } from "../../../test/support/browser-raw-viewer.ts";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";

const PULSE = milliseconds(900);

/** What one client of the feed has heard, in order. */
interface Viewer {
  readonly socket: Socket;
  readonly snapshots: Snapshot[];
  readonly changes: Change[];
  readonly pulses: Pulse[];
  readonly readings: { value?: number }[];
  readonly views: { readonly name: string; readonly content: unknown }[];
}

function view(
  url: string,
  options: {
    readonly token?: string;
    readonly namespace?: string;
    readonly headers?: Record<string, string>;
    readonly transports?: ("websocket" | "polling")[];
  } = {},
): Viewer {
  const { token, namespace = "/live", headers = {}, transports = ["websocket"] } = options;
  const socket = io(`${url}${namespace}`, {
    transports,
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
    ...(token === undefined ? {} : { auth: { token } }),
  });
  onTestFinished(() => void socket.close());
  const viewer: Viewer = { socket, snapshots: [], changes: [], pulses: [], readings: [], views: [] };
  socket.on("snapshot", (snapshot: Snapshot) => viewer.snapshots.push(snapshot));
  socket.on("change", (change: Change) => viewer.changes.push(change));
  socket.on("pulse", (pulse: Pulse) => viewer.pulses.push(pulse));
  socket.on("readings", (statuses: { value?: number }[]) => viewer.readings.push(...statuses));
  socket.on("view", (name: string, content: unknown) => viewer.views.push({ name, content }));
  return viewer;
}

async function openViewer(platform: BrowserPlatform, user = "operator"): Promise<Viewer> {
  const { token } = await signIn(platform.url, user);
  const viewer = view(platform.url, { token });
  await expect.poll(() => viewer.snapshots.length).toBe(1);
  return viewer;
}

async function withClock(): Promise<{ platform: BrowserPlatform; clock: SettableClock }> {
  const clock = createSettableClock();
  return { clock, platform: await startBrowserPlatform({ clock }) };
}

const refusals = (platform: BrowserPlatform, reason: string) => platform.metrics.read("labcanary_refused_total", "socket", reason);
const disconnected = (viewer: Viewer) => expect.poll(() => viewer.socket.connected).toBe(false);

describe("a program", () => {
  test.each([["polling"], ["polling", "websocket"]] as const)(
    "follows the feed over %s as a client does by default, signed in by a bearer token",
    async (...transports) => {
      const platform = await startBrowserPlatform();
      const { token } = await signIn(platform.url, "operator");
      const viewer = view(platform.url, { headers: { authorization: `Bearer ${token}` }, transports: [...transports] });
      await expect.poll(() => viewer.snapshots.length).toBe(1);
      platform.desk.raise(gasAlarm());
      platform.desk.raise(gasAlarm());
      await expect
        .poll(() => viewer.changes.map(({ seq }) => seq))
        .toEqual([(viewer.snapshots[0]?.seq ?? 0) + 1, (viewer.snapshots[0]?.seq ?? 0) + 2]);
    },
  );
});

describe("the sequence", () => {
  test("begins with a snapshot and goes up by exactly one with each change, for every console alike", async () => {
    const { platform } = await withClock();
    platform.desk.raise(gasAlarm());
    const [one, two] = [await openViewer(platform), await openViewer(platform)];
    expect(one.snapshots[0]).toMatchObject({ seq: 1, alarms: [{ id: "alarm-1" }], impaired: { silent: 0 } });
    expect(one.snapshots[0]?.alarms[0]).not.toHaveProperty("evidence");
    expect(one.snapshots[0]?.health).toHaveLength(HEALTH_ITEMS.length);

    for (let index = 2; index <= 50; index += 1) platform.desk.raise(gasAlarm({ id: `alarm-${index}` }));
    platform.desk.clear("alarm-2");
    await expect.poll(() => [one.changes.length, two.changes.length]).toEqual([50, 50]);
    expect(one.changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    expect(two.changes).toEqual(one.changes);
    expect(one.changes.at(-1)).toMatchObject({
      because: "returned-to-normal",
      alarm: { id: "alarm-2", annunciation: "rtn-unacknowledged" },
    });
  });

  test("an alarm comes with how far it has come to people, and each step further is a change at once", async () => {
    const { platform } = await withClock();
    platform.notifications.tell("alarm-1", { reach: "waiting" });
    platform.desk.raise(gasAlarm());
    const viewer = await openViewer(platform);
    expect(viewer.snapshots[0]?.alarms[0]).toMatchObject({ id: "alarm-1", told: { reach: "waiting", others: 0 } });
    platform.notifications.tell("alarm-1", { reach: "accepted", personId: "wang" });
    platform.notifications.tell("alarm-1", { reach: "delivered", personId: "wang", others: 1 });
    await expect.poll(() => viewer.changes.length).toBe(2);
    expect(viewer.changes.map(({ reached }) => reached)).toEqual([
      { alarmId: "alarm-1", told: { reach: "accepted", personId: "wang", others: 0 } },
      { alarmId: "alarm-1", told: { reach: "delivered", personId: "wang", others: 1 } },
    ]);
    platform.desk.raise(gasAlarm({ id: "alarm-2" }));
    await expect.poll(() => viewer.changes.at(-1)?.alarm?.id).toBe("alarm-2");
    expect(viewer.changes.at(-1)?.alarm).toMatchObject({ untold: "no-longer" });
  });

  test("a pulse comes more often than once a second, carries the newest seq and the books, and takes no number", async () => {
    const { platform, clock } = await withClock();
    const viewer = await openViewer(platform);
    clock.advance(PULSE);
    clock.advance(PULSE);
    await expect.poll(() => viewer.pulses.length).toBe(2);
    expect(viewer.pulses[1]).toEqual({ seq: 0, at: clock.now(), books: platform.books, unbalanced: [] });
  });

  test("health and impaired protection become a numbered change when they differ, and only then", async () => {
    const { platform, clock } = await withClock();
    const viewer = await openViewer(platform);
    clock.advance(PULSE);
    platform.board.impair("silent", 3);
    platform.health = platform.health.map((item) =>
      item.name === "history" ? { ...item, state: "down", detail: "unreachable for 5 s" } : item,
    );
    clock.advance(PULSE);
    clock.advance(PULSE);
    await expect.poll(() => viewer.pulses.length).toBe(3);
    expect(viewer.changes).toHaveLength(1);
    expect(viewer.changes[0]).toMatchObject({ seq: 1, impaired: { silent: 3 } });
    expect(viewer.changes[0]?.health?.find(({ name }) => name === "history")?.state).toBe("down");
  });

  test("a client that asks gets a fresh snapshot, at most one a second", async () => {
    const { platform, clock } = await withClock();
    const viewer = await openViewer(platform);
    platform.desk.raise(gasAlarm());
    for (let index = 0; index < 20; index += 1) viewer.socket.emit("snapshot");
    clock.advance(seconds(2));
    await expect.poll(() => viewer.snapshots.length).toBe(2);
    expect(viewer.snapshots[1]).toMatchObject({ seq: 1, alarms: [{ id: "alarm-1" }] });
  });

  test("a console that comes back starts from a snapshot that leaves no gap", async () => {
    const { platform } = await withClock();
    const { token } = await signIn(platform.url);
    const first = view(platform.url, { token });
    await expect.poll(() => first.snapshots.length).toBe(1);
    first.socket.disconnect();
    platform.desk.raise(gasAlarm());
    const second = view(platform.url, { token });
    await expect.poll(() => second.snapshots.length).toBe(1);
    platform.desk.raise(gasAlarm({ id: "alarm-2" }));
    await expect.poll(() => second.changes.length).toBe(1);
    expect([second.snapshots[0]?.seq, second.changes[0]?.seq]).toEqual([1, 2]);
  });

  test("the desk asked for presence, and a channel that fails, are told with the next pulse", async () => {
    const { platform, clock } = await withClock();
    platform.notifications.channelsNow = [];
    const viewer = await openViewer(platform);
    expect(viewer.snapshots[0]).toMatchObject({ presence: null, channels: [] });
    const presence = { id: "p1", askedAt: clock.now(), answerBy: plus(clock.now(), seconds(120)), alarmIds: ["alarm-1"] };
    platform.notifications.presenceNow = presence;
    clock.advance(PULSE);
    await expect.poll(() => viewer.changes.at(-1)?.presence).toEqual(presence);
    platform.notifications.answerPresence("operator");
    platform.notifications.channelsNow = [
      {
        channel: "sms",
        circuit: "open",
        since: clock.now(),
        healthy: false,
        detail: "no answer",
        proves: "delivered",
        takesReplies: true,
        waiting: 3,
      },
    ];
    clock.advance(PULSE);
    await expect.poll(() => viewer.changes.at(-1)).toMatchObject({ seq: 2, presence: null, channels: [{ circuit: "open" }] });
  });

  test("a flood is told with the alarm that makes it one, its count with the pulse, and its end", async () => {
    const { platform, clock } = await withClock();
    const viewer = await openViewer(platform);
    expect(viewer.snapshots[0]?.flood).toBeNull();
    const flood = { since: clock.now(), count: 11, firstOut: "alarm-1" };
    platform.desk.floodNow = flood;
    platform.desk.raise(gasAlarm({ firstOut: "flood" }), "flood-began");
    await expect.poll(() => viewer.changes.length).toBe(2);
    expect(viewer.changes.map(({ alarm, flood: told }) => told ?? alarm?.firstOut)).toEqual(["flood", flood]);
    platform.desk.floodNow = { ...flood, count: 12 };
    clock.advance(PULSE);
    platform.desk.floodNow = undefined;
    clock.advance(PULSE);
    clock.advance(PULSE);
    await expect.poll(() => viewer.pulses.length).toBe(3);
    expect(viewer.changes.slice(2).map((change) => change.flood)).toEqual([{ ...flood, count: 12 }, null]);
  });
});

describe("watched signals", () => {
  test("are told outside the sequence, from their newest reading on, until others are watched", async () => {
    const { platform } = await withClock();
    platform.board.put({ signal: "cab-17/vapour", value: 1 });
    const viewer = await openViewer(platform);
    viewer.socket.emit("watch", { signals: ["cab-17/vapour"] });
    await expect.poll(() => viewer.readings).toEqual([{ signal: "cab-17/vapour", value: 1 }]);
    platform.board.put({ signal: "cab-17/vapour", value: 0 });
    platform.board.put({ signal: "cab-18/vapour", value: 7 });
    await expect.poll(() => viewer.readings.map(({ value }) => value)).toEqual([1, 0]);
    viewer.socket.emit("watch", { signals: ["cab-18/vapour"] });
    await expect.poll(() => viewer.readings.length).toBe(3);
    platform.board.put({ signal: "cab-17/vapour", value: 99 });
    viewer.socket.emit("watch", {});
    platform.desk.raise(gasAlarm());
    await expect.poll(() => viewer.changes.length).toBe(1);
    expect(viewer.readings.map(({ value }) => value)).toEqual([1, 0, 7]);
    expect(viewer.changes[0]?.seq).toBe(1);
  });
});

test("a watched view is told whole, at once and with the pulse after a change, until it is no longer watched", async () => {
  const { platform, clock } = await withClock();
  const viewer = await openViewer(platform);
  viewer.socket.emit("watch", { views: ["budgets"] });
  await expect.poll(() => viewer.views).toEqual([{ name: "budgets", content: platform.notifications.budgets() }]);
  clock.advance(PULSE);
  const budget = { channel: "sms", scope: "channel", per: hours(24), count: 500, source: "contract", used: 12, reserved: 50 } as const;
  platform.notifications.budgetsNow = [budget];
  clock.advance(PULSE);
  await expect.poll(() => viewer.views.length).toBe(2);
  expect(viewer.views[1]).toEqual({ name: "budgets", content: [budget] });
  expect(viewer.changes).toEqual([]);
});

test("the register of impaired protection follows within a pulse, and the headline's proof with the changes", async () => {
  const { platform, clock } = await withClock();
  const viewer = await openViewer(platform);
  expect(viewer.snapshots[0]?.proof).toEqual({ canary: "off", siteChangeWaits: false });
  viewer.socket.emit("watch", { views: ["register", "path"] });
  await expect.poll(() => viewer.views.length).toBe(2);
  expect(viewer.views).toMatchObject([
    { name: "register", content: { total: 0 } },
    { name: "path", content: null },
  ]);
  platform.board.put({ signal: "cab-17/vapour", impairment: "silent" });
  clock.advance(PULSE);
  await expect.poll(() => viewer.views.length).toBe(3);
  expect(viewer.views[2]).toMatchObject({ name: "register", content: { total: 1, rooms: [{ roomId: "room-114", count: 1 }] } });
});

describe("without a session", () => {
  test.each([
    { because: "no token", options: {} },
    { because: "a wrong token", options: { token: "x".repeat(43) } },
    { because: "a wrong cookie", options: { headers: { cookie: `labcanary_session=${"x".repeat(43)}` } } },
  ])("$because: the namespace is refused and nothing is told", async ({ options }) => {
    const { platform } = await withClock();
    platform.desk.raise(gasAlarm());
    const viewer = view(platform.url, options);
    const error = await new Promise<Error>((resolve) => viewer.socket.once("connect_error", resolve));
    expect(error.message).toBe("SESSION_REQUIRED");
    expect(viewer.snapshots).toEqual([]);
    expect(refusals(platform, "SESSION_REQUIRED")).toBe(1);
  });

  test.each([
    { namespace: "/", message: "NAMESPACE_UNKNOWN" },
    { namespace: "/other", message: "Invalid namespace" },
  ])("no other namespace is served, not even with one: $namespace", async ({ namespace, message }) => {
    const { platform } = await withClock();
    const { token } = await signIn(platform.url);
    const viewer = view(platform.url, { token, namespace });
    const error = await new Promise<Error>((resolve) => viewer.socket.once("connect_error", resolve));
    expect(error.message).toBe(message);
  });

  test("a page that is not ours is refused before anything else, also with a good cookie", async () => {
    const { platform } = await withClock();
    const { cookie } = await signIn(platform.url);
    const foreign = view(platform.url, { headers: { cookie, origin: "http://evil.example" } });
    await new Promise((resolve) => foreign.socket.once("connect_error", resolve));
    expect(refusals(platform, "ORIGIN_REFUSED")).toBe(1);
    const own = view(platform.url, { headers: { cookie, origin: platform.url } });
    await expect.poll(() => own.snapshots.length).toBe(1);
  });

  test.each([
    {
      how: "removing the user in another process",
      end: async (platform: BrowserPlatform) => {
        createUserDirectory(platform.dataFolder).remove("operator");
      },
    },
    {
      how: "a new password",
      end: async (platform: BrowserPlatform) => {
        await createUserDirectory(platform.dataFolder).setPassword("operator", "another long password");
      },
    },
  ])("$how cuts the open socket off with the next pulse", async ({ end }) => {
    const { platform, clock } = await withClock();
    const { token } = await signIn(platform.url);
    const viewer = view(platform.url, { token });
    await expect.poll(() => viewer.snapshots.length).toBe(1);
    await end(platform);
    clock.advance(PULSE);
    await disconnected(viewer);
    expect(refusals(platform, "SESSION_ENDED")).toBe(1);
    expect(viewer.pulses).toEqual([]);
  });

  test("signing out cuts the sockets of that session off at once, and leaves those of others, also of the same person", async () => {
    const { platform } = await withClock();
    const { token } = await signIn(platform.url);
    const viewers = [view(platform.url, { token }), view(platform.url, { token }), await openViewer(platform)];
    await expect.poll(() => viewers.map(({ snapshots }) => snapshots.length)).toEqual([1, 1, 1]);
    await fetch(`${platform.url}/api/v1/session`, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
    // The clock stands still: no pulse has come.
    await expect.poll(() => viewers.map(({ socket }) => socket.connected)).toEqual([false, false, true]);
    expect(refusals(platform, "SESSION_ENDED")).toBe(2);
    platform.desk.raise(gasAlarm());
    await expect.poll(() => viewers.map(({ changes }) => changes.length)).toEqual([0, 0, 1]);
    const again = view(platform.url, { token });
    const error = await new Promise<Error>((resolve) => again.socket.once("connect_error", resolve));
    expect(error.message).toBe("SESSION_REQUIRED");
  });

  test("an open console keeps its session over many shifts, until the longest a session lasts", async () => {
    const { platform, clock } = await withClock();
    const viewer = await openViewer(platform);
    clock.advance(hours(13));
    expect(refusals(platform, "SESSION_ENDED")).toBe(0);
    // As if it had begun a week ago: a week of pulses takes a test half a minute.
    const accounts = new DatabaseSync(join(platform.dataFolder, "accounts.sqlite"));
    accounts.prepare("UPDATE session SET created_at = created_at - ?").run(hours(7 * 24));
    accounts.close();
    clock.advance(PULSE);
    await disconnected(viewer);
  });
});

describe("bad input", () => {
  test.each([
    { event: "watch", said: [], reason: "EVENT_INVALID" },
    { event: "watch", said: [null], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ signals: [1] }], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ signals: ["x".repeat(201)] }], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ signals: ["a/b"], extra: true }], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ signals: ["a/b"] }, () => {}], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ views: ["passwords"] }], reason: "EVENT_INVALID" },
    { event: "watch", said: [{ signals: Array.from({ length: 501 }, (_, index) => `a/${index}`) }], reason: "EVENT_INVALID" },
    { event: "snapshot", said: [{}], reason: "EVENT_INVALID" },
    { event: "acknowledge", said: ["alarm-1"], reason: "EVENT_UNKNOWN" },
    { event: "__proto__", said: [], reason: "EVENT_UNKNOWN" },
  ])("$event $said is refused as $reason, and the console goes on", async ({ event, said, reason }) => {
    const { platform } = await withClock();
    const viewer = await openViewer(platform);
    viewer.socket.emit(event, ...said);
    await expect.poll(() => refusals(platform, reason)).toBe(1);
    platform.desk.raise(gasAlarm());
    await expect.poll(() => viewer.changes.length).toBe(1);
  });

  test("a flood of events ends the connection", async () => {
    const { platform } = await withClock();
    const viewer = await openViewer(platform);
    for (let index = 0; index < 60; index += 1) viewer.socket.emit("watch", { signals: ["a/b"] });
    await disconnected(viewer);
    expect(refusals(platform, "EVENTS_TOO_MANY")).toBeGreaterThan(0);
  });

  test("a message over 128 kB ends the connection", async () => {
    const { platform } = await withClock();
    const viewer = await openViewer(platform);
    viewer.socket.emit("watch", { signals: ["x".repeat(140_000)] });
    await disconnected(viewer);
  });
});

describe("a console that stops reading", () => {
  /** 50 MB in all: far more than what the kernel and the queue hold together, so an unbounded queue would show. */
  const CHANGES = 5000;
  const FILLER = "x".repeat(10_000);

  test("is left behind with bounded memory, holds nobody up, and gets a snapshot when it reads again", async () => {
    const { platform, clock } = await withClock();
    const frozen = await openRawViewer(platform.url, (await signIn(platform.url)).cookie);
    onTestFinished(() => frozen.close());
    const brisk = await openViewer(platform, "engineer");
    frozen.freeze();

    const alarm = gasAlarm();
    platform.desk.raise(alarm);
    for (let index = 0; index < CHANGES; index += 1) {
      const description = { ...alarm.description, consequence: { en: FILLER, zh: `change ${index}` } };
      platform.desk.raise({ ...alarm, description, version: index + 2 });
      if (index % 50 === 0) await expect.poll(() => brisk.changes.length).toBe(index + 2);
    }
    await expect.poll(() => brisk.changes.length).toBe(CHANGES + 1);
    expect(refusals(platform, "LEFT_BEHIND")).toBe(1);

    frozen.thaw();
    clock.advance(seconds(2));
    await expect.poll(() => frozen.readsAtLast(`["snapshot",{"seq":${CHANGES + 1}`)).toBe(true);
    expect(frozen.bytes).toBeLessThan(25_000_000);

    platform.desk.raise({ ...alarm, id: "alarm-after", raisedAt: epochMs(0) });
    await expect.poll(() => frozen.readsAtLast(`["change",{"seq":${CHANGES + 2}`)).toBe(true);
  }, 60_000);
});
